"""Writing the present lines into a sheet of an organization's own layout."""

import datetime
from copy import copy

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter

from ledger.deadlines import read_deadline
from reports.columns import COLUMNS

from .cells import MAX_HEIGHT, escaped, height_of, lines_of, may_act
from .lines import groups
from .looks import DATE_FORMAT
from .values import VALUES

OPENS = {"aspect": "opens_aspect", "problem": "opens_problem", "task": "opens_task"}
USUAL_WIDTH = 8.43  # characters, of a column that has none of its own


def still_says(row):
    """Whether the plan's own words for a deadline still name the day that holds.

    Of words that name no day it is not known; they stay until an extension was granted.
    """
    reading = read_deadline(row.deadline_text, period_end=row.inspection.period_end)
    if reading.question:
        return not row.first_deadline
    return reading.date == row.deadline


class Writer:
    """Fills one old sheet."""

    def __init__(self, old, content):
        self.old, self.sheet, self.content = old, old.sheet, content
        self.at = old.head_row

    def write(self, found):
        """The lines in the looks of the first old one, chapters as bands where there were, the foot."""
        self.old.clear()
        found = [line for line in found if self.says(line)]
        first = {}
        for number, line in enumerate(found):
            if self.old.band and line.opens_aspect:
                self.put_band(line)
            self.at += 1
            first[number] = self.at
            self.put_line(line)
        last = self.at
        self.fit_heights(found, first)
        self.merge_down(found, first)
        for row in self.old.foot:
            if not row.is_total:  # what it counted is no longer there
                self.put_kept(row)
        if self.sheet.auto_filter.ref:
            self.sheet.auto_filter = AutoFilter(ref=self.over(self.sheet.auto_filter.ref, last))
        if area := self.sheet.print_area:
            self.sheet.print_area = self.over(area, self.at)

    def says(self, line):
        """Whether a line shows anything: a task without measures only where tasks have a column."""
        return bool(line.measure or line.opens_problem or self.old.at("task"))

    def over(self, area, last):
        """An area of the sheet with another last row, in the columns that it had."""
        begin, _, end = area.split("!")[-1].split(",")[0].replace("$", "").partition(":")
        letters = "".join(char for char in end or begin if char.isalpha())
        return f"{begin}:{letters}{last}"

    def put_band(self, line):
        """The title of a chapter across the table."""
        row = self.old.band
        self.at += 1
        (left, right) = max(row.merges, key=lambda pair: pair[1] - pair[0])
        for place, style in enumerate(row.styles, 1):
            self.sheet.cell(self.at, place)._style = copy(style)
        self.set(left, VALUES["aspect"](self.content, line.problem))
        self.sheet.merge_cells(None, self.at, left, self.at, right)
        self.sheet.row_dimensions[self.at].height = row.height

    def put_line(self, line):
        """One line; columns that the ledger does not know keep what stood beside the measure."""
        for place, style in enumerate(self.old.model.styles, 1):
            self.sheet.cell(self.at, place)._style = copy(style)
        for place, name in self.old.columns.items():
            if name in VALUES and self.shows(place, line):
                self.set(place, self.value(name, line))
        row = line.measure or line.task or line.problem
        for place, value in self.old.carried.get(row.text, {}).items():
            self.set(place, value)

    def shows(self, place, line):
        """Whether a column shows its value on this line: once for its group, or repeated."""
        opens = OPENS.get(self.old.level_of(place))
        return opens is None or getattr(line, opens) or place in self.old.repeated

    def value(self, name, line):
        """What a column holds; an old deadline in the plan's words stays in them."""
        level = COLUMNS[name].level
        row = line.problem if level == "aspect" else getattr(line, level)
        if row is None:
            return None
        value = VALUES[name](self.content, row)
        if name == "deadline" and row.deadline_text and still_says(row):
            place = self.old.at("deadline")[0]
            style = self.sheet.cell(self.at, place).number_format
            return value if is_date_format(style) else row.deadline_text
        return value

    def set(self, place, value):
        """Write a value: text stays text, a day is shown as one."""
        cell = self.sheet.cell(self.at, place)
        if isinstance(value, str) and value:
            cell.value = escaped(value)
            cell.data_type = "s"
            cell.quotePrefix = may_act(value)
        elif value not in (None, ""):
            style = cell.number_format
            cell.value = value
            known = is_date_format(style) or not isinstance(value, datetime.date)
            cell.number_format = style if known else DATE_FORMAT

    def fit_heights(self, found, first):
        """Rows high enough for their texts, never lower than the first old one."""
        points = dict.fromkeys(first, self.old.height)
        for number, row in first.items():
            own = [place for place in self.old.columns if place not in self.old.merged]
            points[number] = max(points[number], height_of(self.needed(row, own)))
        for level, opens in reversed(OPENS.items()):
            places = [p for p in self.old.merged if self.level(p) == level]
            for start, count in groups(found, opens):
                group = range(start, start + count)
                lacking = height_of(self.needed(first[start], places))
                lacking -= sum(points[number] for number in group)
                for number in group:
                    points[number] += max(lacking, 0) / count
        for number, row in first.items():
            self.sheet.row_dimensions[row].height = min(points[number], MAX_HEIGHT)

    def needed(self, row, places):
        """How many lines the longest text of these cells takes."""
        texts = [(self.sheet.cell(row, place).value, self.width(place)) for place in places]
        return max([1, *(lines_of(text, width) for text, width in texts if isinstance(text, str))])

    def width(self, place):
        """A column's width in characters."""
        return self.sheet.column_dimensions[get_column_letter(place)].width or USUAL_WIDTH

    def level(self, place):
        """The level of a column, or none of one that the ledger does not know."""
        return self.old.level_of(place) if place in self.old.columns else ""

    def merge_down(self, found, first):
        """Merge over their lines the cells of the columns that were merged before.

        A band between two lines ends what is merged over them.
        """
        for level, opens in OPENS.items():
            for start, count in groups(found, opens):
                top, bottom = first[start], first[start + count - 1]
                for place in self.old.merged:
                    if self.level(place) == level and bottom > top:
                        self.sheet.merge_cells(None, top, place, bottom, place)

    def put_kept(self, row):
        """A row of the foot as it was."""
        self.at += 1
        for place, (value, style) in enumerate(zip(row.values, row.styles, strict=True), 1):
            cell = self.sheet.cell(self.at, place)
            cell._style = copy(style)
            if value is not None:
                self.set(place, value)
        for left, right in row.merges:
            self.sheet.merge_cells(None, self.at, left, self.at, right)
        self.sheet.row_dimensions[self.at].height = row.height
