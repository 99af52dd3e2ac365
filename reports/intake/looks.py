"""What a table shows in a row under a column: itself, merged down from above, or 〃."""

from typing import NamedTuple

from reports.columns import COLUMNS

from . import marks
from .outline import LEVELS

NUMBER_OF = {"problem": "problem_number", "task": "task_number", "measure": "number"}
OWN = {"aspect", "problem", "task", "measure", *NUMBER_OF.values()}
FIELDS = {
    level: [name for name, column in COLUMNS.items() if column.level == level and name not in OWN]
    for level in LEVELS
}
AS_TEXT = "“{text}”按文字读取。要写与上一行相同的内容，请填写内容。"


class Look(NamedTuple):
    """What is shown in a row under a column, where that stands, and if it is from above."""

    cell: object
    place: object
    inherited: bool

    @property
    def text(self):
        """Its text."""
        return self.cell.text if self.cell else ""


class TableView:
    """One table of a sheet, looked at row by row."""

    def __init__(self, grid, tree, values):
        self.grid, self.tree, self.values = grid, tree, values
        self.table = None
        self.above = {}  # name → the cell last read in its column, for 〃
        self.say = tree.say

    def look(self, row, name):
        """What a column of the table shows in a row; 〃 shows what is above."""
        column = self.table.columns.get(name)
        if column is None:
            return Look(None, self.grid.place(row), False)
        at, left = self.grid.anchors.get((row, column), (row, column))
        if left != column or at <= self.table.header.bottom:
            return Look(None, self.grid.place(row, column), False)
        place = self.grid.place(at, column)
        cell = self.grid.rows.get(at, {}).get(column)
        if cell and at == row:
            if name in self.above and marks.is_ditto(cell.text):
                if not self.table.is_own:
                    return Look(self.above[name], place, True)
                self.say("doubt", place, AS_TEXT.format(text=cell.text), cell.text)
            if self.above.get(name) is not cell:  # else looked at before
                self.values.check(name, cell, place)
                self.above[name] = cell
        return Look(cell, place, at < row)

    def numbers(self, row, level):
        """The numbers in the column that counts a level, or ()."""
        look = self.look(row, NUMBER_OF.get(level, ""))
        return self.tree.numbers(look.cell, look.place) if look.cell else ()
