"""Reading a ledger kept in Excel, of whatever shape, as an ``Outline``; nothing is saved."""

from ledger.refusals import refuse
from reports.columns import DERIVED_SHEETS

from .entries import Tree
from .grid import letter
from .outline import Place
from .rows import SheetReader
from .surroundings import NEEDED, about, aspect_of, missing_in
from .tables import tables_of
from .values import Values
from .workbook import read_workbook

DERIVED_SHEET = "工作表“{sheet}”是由台账生成的清单或说明，没有读取。"
SKIPPED = "按对应关系，工作表“{sheet}”不读取。"
NO_HEADER = "工作表“{sheet}”里没有找到台账的表头，没有读取。"
MISSING = "工作表“{sheet}”没有“{missing}”一栏，没有读取。请补上这一栏，或在对应关系里指定。"


def read_ledger(upload, *, inspection=None, mapping=None, step=lambda done, total: None):
    """The outline of an uploaded .xlsx; raises Refusal where nothing can be read of it.

    ``inspection`` lends its period, words and departments. ``mapping`` gives for a sheet what its
    columns mean ({letter: name}; {} leaves the sheet out), in place of what its headings say.
    ``step(done, total)`` hears of rows; what it raises ends the reading.
    """
    grids, issues = read_workbook(upload)
    reader = FileReader(inspection, mapping or {}, step)
    for issue in issues:
        reader.tree.outline.issues.append(issue)
    grids = [grid for grid in grids if grid.rows]
    outline = reader.read(grids)
    outline.mapping, outline.headings = (
        {grid.name: known[grid.name] for grid in grids if grid.name in known}
        for known in (outline.mapping, outline.headings)
    )
    return outline


class FileReader:
    """Reads the sheets of one file that are ledgers, and says why it leaves the others."""

    def __init__(self, inspection, mapping, step):
        self.tree = Tree()
        self.values = Values(self.tree.say, inspection)
        self.mapping, self.step = mapping, step
        self.done = self.total = 0

    def read(self, grids):
        """The outline of all sheets."""
        found = {grid.name: self.tables(grid) for grid in grids}
        listed = [grid for grid in grids if found[grid.name] or grid.name in DERIVED_SHEETS]
        kept = self.choose(listed, found)
        if not kept:
            return self.nothing(found)
        self.total = sum(len(table.rows) for grid in kept for table in found[grid.name])
        if not self.total:
            raise refuse("rows_missing")
        for grid in kept:
            self.sheet(grid, found[grid.name], len(kept) > 1)
        self.step(self.total, self.total)
        outline = self.tree.finish()
        if not outline.aspects and not outline.has_errors():
            raise refuse("rows_missing")
        for grid in kept:
            self.frame(grid, found[grid.name][0].header.bottom, outline)
        return outline

    def tables(self, grid):
        """The tables of a sheet; none where the mapping leaves it out or it is no ledger.

        What is left out keeps its headings, so that it can be taken in again.
        """
        if self.mapping.get(grid.name) == {}:
            self.tree.say("note", Place(grid.name), SKIPPED.format(sheet=grid.name))
            if tables := tables_of(grid):
                self.remember(grid, tables)
                self.tree.outline.mapping[grid.name] = {}
            return []
        tables = tables_of(grid, self.mapping.get(grid.name))
        if not tables and grid.name not in DERIVED_SHEETS:
            self.tree.say("doubt", Place(grid.name), NO_HEADER.format(sheet=grid.name))
        return tables

    def choose(self, grids, found):
        """The sheets to read: those with all that is needed, and not what is derived from them."""
        whole = [grid for grid in grids if found[grid.name] and not missing_in(found[grid.name])]
        first = [grid for grid in whole if grid.name not in DERIVED_SHEETS]
        kept = []
        for grid in grids:
            tables, missing = found[grid.name], missing_in(found[grid.name])
            derived = first and grid.name in DERIVED_SHEETS and grid.name not in self.mapping
            if derived or (whole and not tables):
                self.tree.say("note", Place(grid.name), DERIVED_SHEET.format(sheet=grid.name))
            elif not tables:
                self.tree.say("doubt", Place(grid.name), NO_HEADER.format(sheet=grid.name))
            elif missing:
                message = MISSING.format(sheet=grid.name, missing="”“".join(missing))
                self.tree.say("doubt" if whole else "error", Place(grid.name), message)
                self.remember(grid, tables)
            else:
                kept.append(grid)
        return kept

    def nothing(self, found):
        """What is answered where no sheet can be read: what is missing, or that nothing is there."""
        if any(found.values()):
            return self.tree.finish()
        raise refuse("headings_missing", names="、".join(heading for _, heading in NEEDED))

    def remember(self, grid, tables):
        """Put the sheet's mapping and headings into the outline, to be shown and corrected."""
        first, outline = tables[0], self.tree.outline
        outline.mapping[grid.name] = {
            letter(column): name for column, name in sorted(first.names.items())
        }
        outline.headings[grid.name] = {
            letter(column): text for column, text in first.header.headings.items() if text
        }

    def frame(self, grid, header, outline):
        """Where the data of a sheet begins and ends, to write another ledger into its layout."""
        last = max(
            (
                place.row
                for entry in outline.walk()
                for place in (entry.place, *(value.place for value in entry.fields.values()))
                if place.sheet == grid.name
            ),
            default=header,
        )
        foot = min((row for row in grid.rows if row > last), default=None)
        outline.frames[grid.name] = [header, foot]

    def sheet(self, grid, tables, several):
        """Read one sheet into the tree."""
        self.remember(grid, tables)
        about(grid, tables, self.tree.say)
        aspect = aspect_of(grid, tables, several, self.tree.say)
        sheet = SheetReader(grid, self.tree, self.values, aspect)
        for table in tables:
            self.tree.outline.issues += table.issues
            sheet.read(table, self.advance)

    def advance(self, count):
        """So many rows more."""
        self.done = min(self.done + count, self.total)
        self.step(self.done, self.total)
