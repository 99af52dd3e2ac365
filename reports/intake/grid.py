"""One sheet as a grid: cells that are not empty by row and column, merged ranges, what is hidden."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .outline import Place

MAX_COLUMNS = 100  # of a sheet, counted where something stands
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass
class Grid:
    """A sheet; rows and columns count from 1, as people see them."""

    name: str
    hidden: bool = False
    rows: dict = field(default_factory=dict)  # row → {column: Cell}
    spans: dict = field(default_factory=dict)  # first cell of a merged range → its last one
    anchors: dict = field(default_factory=dict)  # covered (row, column) → (row, column)
    buried: list = field(default_factory=list)  # (row, column) of what a merged range hides
    hidden_rows: set = field(default_factory=set)
    hidden_columns: list = field(default_factory=list)  # of (first, last)

    def anchor(self, row, column):
        """The cell that shows what stands here: itself, or the first of its merged range."""
        return self.anchors.get((row, column), (row, column))

    def cell(self, row, column):
        """What is shown here, or None."""
        row, column = self.anchor(row, column)
        return self.rows.get(row, {}).get(column)

    def place(self, row, column=0):
        """Where a row or cell is."""
        return Place(self.name, row, letter(column))

    def hides(self, column):
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def columns(self):
        """The columns in which anything stands."""
        return sorted({column for cells in self.rows.values() for column in cells})


@lru_cache(maxsize=MAX_COLUMNS + 2)
def letter(column):
    """The letter of a column: AB for 28; "" for 0."""
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(65 + last) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMNS)
def number_of(letters):
    """The number of a column: 28 for AB."""
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number


def position(reference):
    """(row, column) of a reference such as B7; raises ValueError."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(reference)
    row, column = int(found[2]), number_of(found[1])
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(reference)
    return row, column
