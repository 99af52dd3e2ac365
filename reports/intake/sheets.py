"""Reading one sheet's XML into a grid, within bounds."""

from ledger.refusals import refuse

from .cells import ERROR, NO_RESULT, Cell, iso_date, number, string
from .grid import LAST_ROW, MAX_COLUMNS, Grid, letter, position
from .parts import parse

MAX_ROWS = 5000  # of a sheet, counted where something stands
MAX_CELLS = 300_000  # of a file, likewise
MAX_CONTENT = 10_000_000  # characters of a file, counted where they are shown
MAX_COVERED = 300_000  # cells that merged ranges of a sheet cover


class GridReader:
    """Takes the events of a sheet's XML; a blank cell costs little, however many there are."""

    def __init__(self, book, name, hidden):
        self.book = book
        self.grid = Grid(name, hidden)
        self.row = 0
        self.column = 0
        self.row_hidden = False
        self.reference = ""
        self.begin({})
        self.merges = []
        self.pieces = None
        self.phonetic = False

    def read(self, part):
        """The grid of a part; raises Refusal, or an error of a damaged file."""
        parse(self.book.package, part, self.start, self.end, self.text)
        self.grid.rows = dict(sorted(self.grid.rows.items()))
        self.cover()
        return self.grid

    def begin(self, attributes):
        """A cell begins."""
        self.attributes = attributes
        self.formula = False
        self.value = None

    def start(self, name, attributes):
        """An element begins."""
        if name == "c":
            self.begin(attributes)
            if reference := attributes.get("r"):
                self.reference = reference
                self.column = 0
            else:
                self.column += 1
        elif name == "v" or (name == "t" and not self.phonetic):
            self.pieces = []
        elif name == "row":
            self.begin_row(attributes)
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self.merge(attributes["ref"])
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.grid.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def text(self, data):
        """Characters; those of a cell's value are kept."""
        if self.pieces is not None:
            self.book.take("content", len(data))
            self.pieces.append(data)

    def end(self, name):
        """An element ends."""
        if name == "c":
            if self.value is not None or self.formula:
                self.keep()
        elif name == "v" or name == "t":
            if self.pieces is not None:
                self.value = (self.value or "") + "".join(self.pieces)
                self.pieces = None
        elif name == "rPh":
            self.phonetic = False

    def begin_row(self, attributes):
        """A row begins."""
        self.row = int(attributes.get("r") or self.row + 1)
        if not 1 <= self.row <= LAST_ROW:
            raise ValueError(self.row)
        self.row_hidden = attributes.get("hidden") in ("1", "true")
        self.reference, self.column = "", 0

    def where(self):
        """The column of the cell: by its reference, or next to the one before it."""
        if not self.reference:
            return self.column
        row, column = position(self.reference)
        if row != self.row:
            raise ValueError(self.reference)
        return column + self.column

    def keep(self):
        """Put a cell that holds something into the grid."""
        cell = self.content()
        if cell is None:
            return
        column = self.where()
        if column > MAX_COLUMNS:
            at = f"{letter(column)}{self.row}"
            raise refuse("workbook_columns", sheet=self.grid.name, cell=at, limit=MAX_COLUMNS)
        cells = self.grid.rows.setdefault(self.row, {})
        if column in cells:
            raise ValueError("a cell twice")
        if not cells and len(self.grid.rows) > MAX_ROWS:
            raise refuse("workbook_rows", limit=MAX_ROWS)
        self.book.take("cells", 1)
        cells[column] = cell
        if self.row_hidden:
            self.grid.hidden_rows.add(self.row)

    def content(self):
        """The cell that the XML describes, or None where nothing can be seen."""
        kind, text = self.attributes.get("t", "n"), self.value or ""
        if self.formula and not text and kind != "str":
            return Cell("", error=NO_RESULT)
        if kind == "s":
            index = int(text)
            if index < 0:
                raise ValueError(text)
            cell = self.book.strings[index]
            self.book.take("content", len(cell.text) if cell else 0)
            return cell
        if kind in ("str", "inlineStr"):
            return string(text)
        if kind == "b":
            return Cell("是" if text.strip() == "1" else "否")
        if kind == "e":
            return Cell(text, error=ERROR.format(text=text[:20]))
        if not text.strip():
            return None
        if kind == "d":
            return iso_date(text.strip())
        style = int(self.attributes.get("s", 0))
        styles = self.book.styles
        return number(text.strip(), styles[style] if style < len(styles) else "", self.book.epoch)

    def merge(self, reference):
        """A merged range."""
        first, _, last = reference.partition(":")
        top, left = position(first)
        bottom, right = position(last or first)
        if bottom < top or right < left:
            raise ValueError(reference)
        self.merges.append((top, left, bottom, right))
        if len(self.merges) > MAX_COVERED:
            raise refuse("workbook_content")

    def cover(self):
        """Which cells the merged ranges cover, as far down and right as anything stands."""
        last = max(self.grid.rows, default=0)
        covered = 0
        for top, left, bottom, right in self.merges:
            bottom, right = min(bottom, max(last, top)), min(right, MAX_COLUMNS)
            self.grid.spans[top, left] = (bottom, right)
            covered += (bottom - top + 1) * max(right - left + 1, 0)
            if covered > MAX_COVERED:
                raise refuse("workbook_content")
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self.grid.anchors[row, column] = (top, left)
                        if column in self.grid.rows.get(row, ()):
                            self.grid.buried.append((row, column))
