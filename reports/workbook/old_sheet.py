"""A sheet of an imported workbook: how its rows look, and what of it is kept."""

from copy import copy
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string as place_of

from reports.columns import COLUMNS

TOTALS = ("小计", "合计", "总计")


@dataclass
class KeptRow:
    """A row as it stands: values, looks, height and the merged cells that lie in it."""

    values: list
    styles: list
    height: float | None
    merges: list = field(default_factory=list)  # (first column, last column)

    @property
    def is_total(self):
        """Whether it adds up what stood above."""
        first = next((str(value).strip() for value in self.values if value not in (None, "")), "")
        return first.startswith(TOTALS)


class OldSheet:
    """What the new rows take from the old sheet; ``columns`` is column letter → column name."""

    def __init__(self, sheet, columns, head_row, foot_row):
        self.sheet, self.head_row = sheet, head_row
        self.columns = {place_of(letter): name for letter, name in columns.items()}
        self.width = max([sheet.max_column, *self.columns])
        last = last_row(sheet)
        self.end = min((foot_row or last + 1) - 1, last)
        self.ranges = [copy(found) for found in sheet.merged_cells.ranges]
        self.data = [self.kept(row) for row in range(head_row + 1, self.end + 1)]
        self.foot = [self.kept(row) for row in range(self.end + 1, last + 1)] if foot_row else []
        self.band = next((row for row in self.data if self.is_band(row)), None)
        plain = [row for row in self.data if not self.is_band(row)] or [self.kept(head_row)]
        self.model = plain[0]
        self.height = min((row.height for row in plain if row.height), default=0)
        self.merged = self.merged_columns()
        self.repeated = {
            place for place in self.columns if place not in self.merged and self.is_full(place)
        }
        self.problems = {row.values[place - 1] for place in self.at("problem") for row in self.data}
        self.carried = self.own_cells()

    def at(self, name):
        """The place of a column, if the sheet has it."""
        return [place for place, found in self.columns.items() if found == name]

    def kept(self, number):
        """A row with its looks; of its merged cells those that lie in it alone."""
        cells = [self.sheet.cell(number, place) for place in range(1, self.width + 1)]
        merges = [
            (found.min_col, found.max_col)
            for found in self.ranges
            if found.min_row == found.max_row == number
        ]
        height = self.sheet.row_dimensions[number].height
        styles = [copy(cell._style) for cell in cells]
        return KeptRow([cell.value for cell in cells], styles, height, merges)

    def is_band(self, row):
        """Whether a row is the title of a chapter: one cell across most of the table."""
        wide = max((last - first + 1 for first, last in row.merges), default=0)
        said = "".join(str(value) for value in row.values if value)
        return wide > len(self.columns) / 2 and not any(word in said for word in TOTALS)

    def merged_columns(self):
        """The columns whose cells the old data merges down."""
        return {
            place
            for found in self.ranges
            if found.min_col == found.max_col
            and found.min_row > self.head_row
            and found.max_row <= self.end
            for place in [found.min_col]
        }

    def is_full(self, place):
        """Whether a column has something in each row of data: then it is repeated, not left out."""
        rows = [row for row in self.data if not self.is_band(row)]
        return len(rows) > 1 and all(row.values[place - 1] is not None for row in rows)

    def own_cells(self):
        """Text of a row's measure, else task, else problem → what the ledger does not know of it."""
        texts = [place for name in ("measure", "task", "problem") for place in self.at(name)]
        theirs = [
            place
            for place in range(1, self.width + 1)
            if self.columns.get(place) == "remark" or place not in self.columns
        ]
        found = {}
        for row in self.data:
            text = next((row.values[place - 1] for place in texts if row.values[place - 1]), None)
            found[text] = {place: row.values[place - 1] for place in theirs}
        return found

    def clear(self):
        """Take the old data and foot away; what is merged over a title or heading stays."""
        for found in self.ranges:
            if found.max_row > self.head_row:
                self.sheet.unmerge_cells(found.coord)
        if self.sheet.max_row > self.head_row:
            self.sheet.delete_rows(self.head_row + 1, self.sheet.max_row - self.head_row)
        for number in [n for n in self.sheet.row_dimensions if n > self.head_row]:
            del self.sheet.row_dimensions[number]

    def level_of(self, place):
        """The level of a column, the chapter's own included."""
        return COLUMNS[self.columns[place]].level


def last_row(sheet):
    """The last row in which something stands; a sheet may claim thousands that are only painted."""
    for number in range(sheet.max_row, 0, -1):
        if any(cell.value is not None for cell in sheet[number]):
            return number
    return 1
