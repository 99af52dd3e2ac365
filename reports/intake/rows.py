"""The rows of a sheet's tables, one after the other, into entries.

No row is lost: each one that anything stands in is read into an entry, or an issue names it.
"""

from reports.columns import FOOT

from . import marks
from .measures import MeasureReader

NOT_READ = {
    "total": "这一行是合计，没有读取。",
    "signature": "这一行是签字、填报信息，没有读取。",
    "remark": "这一行是表下的说明，没有读取。",
    "ordinals": "这一行是各栏的编号，没有读取。",
    "section": "这一行是小标题，没有读入。需要的，请把它填到“反馈问题”一栏。",
    "band": "这一行是方面的标题，表里另有“反馈方面”一栏，以那一栏为准，这一行没有读取。",
    "strange": "这一行的内容都在没有对应栏目的列里，没有读取。",
}
BRIEF = 60  # characters: longer than anything at the foot of a form
CHUNK = 50  # rows between two words on how far it is
BAND = "“{text}”合并在整行上，当作反馈方面读。请核对。"


class SheetReader(MeasureReader):
    """Reads the tables of one sheet into a tree; what is open goes on from one to the next."""

    def read(self, table, step):
        """Every row of a table."""
        self.table = table
        self.merged_problems = table.merges("problem")
        self.values.exact = table.is_own
        for place, row in enumerate(table.rows):
            if place and place % CHUNK == 0:
                step(CHUNK)
            self.row(row)

    def row(self, row):
        """One row: a mark of the form, a band, or data."""
        cells = self.grid.rows[row]
        own = [
            (column, cell)
            for column, cell in sorted(cells.items())
            if (row, column) not in self.grid.anchors
        ]
        if not own:
            return  # only what a merged range hides: said already
        if kind := self.mark(row, own):
            self.say("note", self.grid.place(row), NOT_READ[kind], own[0][1].text)
        elif not self.band(row, own):
            if any(column in self.table.names for column, _ in own):
                self.data(row)
            else:
                place = self.grid.place(row)
                self.say("doubt", place, NOT_READ["strange"], own[0][1].text)

    def mark(self, row, own):
        """Which mark of the form this row is: a total, signatures, a footnote, numbers of columns.

        Our own layout has signatures alone; whatever else looks like a mark there is a text.
        """
        first = own[0][1].text
        if self.table.is_own:
            return "signature" if first.startswith(FOOT) else ""
        measure = self.grid.rows[row].get(self.table.columns.get("measure"))
        alone = measure is None or measure is own[0][1] or measure.is_number
        if marks.is_total(first, alone=alone):
            return "total"
        brief = all(len(cell.text) <= BRIEF for _, cell in own)
        if brief and marks.is_signature(first):
            return "signature"
        if len(own) == 1 and marks.is_remark(first):
            return "remark"
        if len(own) > 2 and [cell.text for _, cell in own] == [
            str(number) for number in range(1, len(own) + 1)
        ]:
            return "ordinals"
        return ""

    def band(self, row, own):
        """Whether the row is a band over the table; then it is taken for what it heads."""
        if len(own) != 1 or self.table.is_own:
            return False
        (column, cell), place = own[0], self.grid.place(row, own[0][0])
        _, right = self.grid.spans.get((row, column), (row, column))
        wide = right > column and 2 * (right - column + 1) >= len(self.table.names)
        chapter, section = marks.chapter(cell.text), marks.section(cell.text)
        name = self.table.names.get(column, "")
        plain = chapter or section or cell.text.endswith("方面")
        texts = ("task", "measure", "progress")
        if name == "problem" and not cell.text.endswith("方面"):
            texts = (*texts, "problem")  # one that stands above its measures
        if not wide and (not plain or name in texts):
            return False
        self.values.check("aspect", cell, place)
        if section:
            self.section(section, place, cell.text)
        elif "aspect" in self.table.columns:
            self.say("doubt", place, NOT_READ["band"], cell.text)
        else:
            if not plain:
                self.say("doubt", place, BAND.format(text=cell.text), cell.text)
            number, title = chapter or (None, cell.text)
            self.begin_aspect(title, place, number)
        return True

    def section(self, section, place, text):
        """A band of the second order: a problem where no column holds them."""
        if "problem" in self.table.columns:
            self.say("doubt", place, NOT_READ["section"], text)
        else:
            self.begin("problem", section[1], place, section[0])

    def data(self, row):
        """One row of data: what it opens above, and its measures."""
        begun = set()
        for level in ("aspect", "problem", "task"):
            self.level(row, level, begun)
        measures = self.measures(row, begun)
        self.check_going_on(row, begun, measures)
        for level in ("aspect", "problem", "task"):
            if entry := self.open.get(level):
                self.upper_fields(row, entry)
        if not measures:
            self.without_measure(row, begun)
