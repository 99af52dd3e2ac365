"""A sheet's tables: what each column means, told by headings, neighbours and content, or given."""

from dataclasses import dataclass, field
from functools import lru_cache

from reports.columns import COLUMNS, FOOT

from .grid import MAX_COLUMNS, letter
from .headings import Header, bare, find_header, header_in, is_one
from .outline import Issue
from .settling import LONG, check, counts_rows, settle

FOOT_ROWS = 5
SAME = 0.6  # of the cells of a row that are headings, for it to be a header again
short_bare = lru_cache(maxsize=4096)(bare)


@dataclass
class Table:
    """Rows of a sheet under one header."""

    grid: object
    header: Header
    names: dict  # column → name
    rows: list = field(default_factory=list)
    issues: list = field(default_factory=list)

    is_own: bool = False  # of our own export, where every text is what it says
    counts_rows: bool = False  # its plain ordinal counts rows, and not the measures of a task
    columns: dict = field(init=False)  # name → column

    def __post_init__(self):
        self.rename(self.names)

    def rename(self, names):
        """Let the columns mean this."""
        self.names = names
        self.columns = {name: column for column, name in sorted(names.items(), reverse=True)}

    def starts(self, column):
        """The rows in which something stands in a column itself."""
        return {row for row in self.rows if column in self.grid.rows[row]}

    def merges(self, name):
        """Whether cells of a column are merged down over rows of the table."""
        column = self.columns.get(name)
        return any((row, column) in self.grid.anchors for row in self.rows)

    def say(self, level, column, sentence, **facts):
        """An issue about a heading."""
        heading = self.header.headings.get(column, "").replace("\n", "")
        place = self.grid.place(self.header.bottom, column)
        message = sentence.format(heading=heading, **facts)
        self.issues.append(Issue(level, message, place, heading))


def tables_of(grid, given=None):
    """The tables of a sheet from the top; ``given`` maps letters to names in place of headings."""
    header = given_header(grid, given) if given else find_header(grid)
    if header is None:
        return []
    tables = [Table(grid, header, dict(header.names))]
    last = header.bottom
    for row in grid.rows:
        if row <= last:
            continue
        if again := header_again(grid, row, tables[-1].header):
            last = again.bottom
            same = again.names == tables[-1].header.names or given
            tables.append(Table(grid, again, dict(tables[-1].names if same else again.names)))
        else:
            tables[-1].rows.append(row)
    agree(tables, given)
    return tables


def agree(tables, given):
    """Settle the columns of tables under one header together: their rows are one table's."""
    settled = {}
    for table in tables:
        key = tuple(table.header.names.items())
        if key not in settled:
            same = [other for other in tables if tuple(other.header.names.items()) == key]
            rows = [row for other in same for row in other.rows]
            settled[key] = Table(table.grid, table.header, dict(table.names), rows, table.issues)
            if not given:
                settle(settled[key])
            settled[key].counts_rows = counts_rows(settled[key])
            check(settled[key])
        table.rename(settled[key].names)
        table.counts_rows = settled[key].counts_rows
        table.is_own = is_own(settled[key])


def is_own(table):
    """Whether a table is of our own export: it has every column, and a check code at its foot."""
    if set(table.columns) != set(COLUMNS):
        return False
    last = (table.grid.rows[row] for row in table.rows[-FOOT_ROWS:])
    return any(cell.text.startswith(FOOT[-1]) for cells in last for cell in cells.values())


def given_header(grid, given):
    """The header of a sheet whose columns are given; the first row where none is found."""
    names = {
        column: given[letter(column)]
        for column in range(1, MAX_COLUMNS + 1)
        if given.get(letter(column)) in COLUMNS
    }
    header = find_header(grid)
    if header is None:
        row = next((row for row, cells in grid.rows.items() if len(set(cells) & set(names)) > 1), 0)
        if not row:
            return None
        header = header_in(grid, row, row)
        header.guessed = True
    header.names, header.unsure = names, set()
    return header


def header_again(grid, row, header):
    """The header that begins in a row below another one, or None: all its headings are known."""
    cells = grid.rows[row]
    if len(cells) < 2:
        return None
    short = [(column, cell.text) for column, cell in cells.items() if len(cell.text) <= LONG]
    if len(short) < max(2, len(cells) * SAME):
        return None
    same = sum(short_bare(text) == header.nearest.get(column) for column, text in short)
    if same < max(2, len(cells) * SAME) and len(short) < len(cells):
        return None
    height = header.bottom - header.top
    for bottom in (row + height, row):
        found = header_in(grid, row, bottom)
        if is_one(found) and not found.unsure and found.score >= 0.8 * len(found.headings):
            return found
    return None
