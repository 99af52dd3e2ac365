"""The measures of a row: one or several in a cell, merged down, or none where there should be one."""

from .levels import NO_TEXT, WORDS, LevelReader
from .looks import FIELDS
from .outline import Entry, Value
from .splitting import split_measures

SHARED = {"department", "supporting", "handler", "deadline", "kind", "state", "review_date"}
NO_MEASURE = "这一行没有整改措施，填写的“{text}”没有归处。请补上措施，或把内容移到所属的措施一行。"
NO_PLACE = "这一行没有整改措施，备注“{text}”没有读取。"
NOTHING_BELOW = "“{text}”下面还没有{what}。"
SPLIT = "一格里有 {count} 条措施，已分开读取。"
SPLIT_DOUBT = "一格里有{ordinals}，按 {count} 条措施读取；如果是一条，请在序号栏写明序号。"
SPREAD = "这一格写在 {count} 条措施上，只写入第一条。请核对。"
NOTHING_NEW = "这一行与上一行合并或相同，没有新的内容。"
MERGED_NUMBER = "这一行的措施与上一行合并，序号“{text}”没有读取。请核对。"
CONTINUED = "这一行接着上一条措施：“{text}”续写在后面。请核对。"
SAME_MEASURE = "措施写“同上”，按与上一条相同的措施读取。请核对。"


class MeasureReader(LevelReader):
    """Reads what stands in a row at the level of measures."""

    def measures(self, row, begun):
        """The measures of a row, with their fields; [] where it has none."""
        look, number = self.look(row, "measure"), self.look(row, "number")
        if not look.cell:
            return []
        if look.inherited and look.place.row < row and not begun:
            return self.more_of(look, row)
        if look.inherited:
            self.say("doubt", look.place, SAME_MEASURE, look.text)
        if self.table.counts_rows:
            number = number._replace(cell=None)
        pair = self.tree.numbers(number.cell, number.place) if number.cell else ()
        task = self.task(self.grid.place(row), pair[0] if len(pair) > 1 else None)
        self.tree.check_task(task, pair, number)
        parts = self.parts(look, pair)
        if len(parts) > 1 and task.children:  # ordinals of the cell, not of the task
            parts = [(None, text) for _, text in parts]
        entries = [Entry("measure", text, look.place, n) for n, text in parts]
        if number.cell:
            entries[0].fields["number"] = Value(number.text, number.text, number.place)
        self.tree.count(len(entries))
        task.children += entries
        self.open["measure"] = entries[-1]
        self.measure_fields(row, entries)
        return entries

    def parts(self, look, pair):
        """The measures in a cell; a number beside it says that it is one."""
        if pair:
            return [(pair[-1], look.text)]
        parts, intro, sure = split_measures(look.text)
        if len(parts) > 1:
            level, sentence = ("note", SPLIT) if sure else ("doubt", SPLIT_DOUBT)
            ordinals = "一是、二是" if not intro else "总起句和分条"
            message = sentence.format(count=len(parts), ordinals=ordinals)
            self.say(level, look.place, message, look.text)
            if intro:
                parts[0] = (parts[0][0], f"{intro}{parts[0][1]}")
        return parts

    def measure_fields(self, row, entries):
        """Fill the fields of a row's measures; one cell may hold a part for each."""
        for name in FIELDS["measure"]:
            if name not in self.table.columns:
                continue
            look = self.look(row, name)
            for entry, cell in zip(entries, self.shares(name, look, len(entries)), strict=True):
                if cell or name not in entry.fields:
                    self.fill(entry, name, cell, look.place)

    def shares(self, name, look, count):
        """What each of ``count`` measures gets of a cell: its part, the same, or the first all."""
        if count == 1 or not look.cell:
            return [look.cell] * count
        parts = split_measures(look.text)[0]
        if len(parts) == count:
            return [look.cell._replace(text=text) for _, text in parts]
        if name in SHARED or name.endswith("_disclosure"):
            return [look.cell] * count
        self.say("doubt", look.place, SPREAD.format(count=count), look.text)
        return [look.cell] + [None] * (count - 1)

    def more_of(self, look, row):
        """A row under a measure that is merged down: what it adds is written on."""
        measure = self.open.get("measure")
        if measure is None:
            return []
        number = self.look(row, "number")
        if number.cell and not number.inherited:
            self.say("doubt", number.place, MERGED_NUMBER.format(text=number.text), number.text)
        added = [self.add_to(measure, name, self.look(row, name)) for name in FIELDS["measure"]]
        if not any(added):
            self.say("note", self.grid.place(row), NOTHING_NEW)
        return [measure]

    def add_to(self, measure, name, look):
        """Write what a row says in one column on to a measure; whether it said anything."""
        if not look.cell or look.inherited:
            return False
        cell, had = look.cell, measure.fields.get(name)
        if had and had.text and had.text != look.text:
            self.say("doubt", look.place, CONTINUED.format(text=look.text[:20]), look.text)
            cell = cell._replace(text=f"{had.text}\n{look.text}", date=None)
        self.fill(measure, name, cell, look.place)
        return True

    def without_measure(self, row, begun):
        """A row without a measure: what stands above is there, the rest has no place."""
        for name in (*FIELDS["measure"], "number"):
            look = self.look(row, name)
            if look.cell and not (look.inherited and look.place.row < row):
                level, sentence = ("note", NO_PLACE) if name == "remark" else ("error", NO_MEASURE)
                self.say(level, look.place, sentence.format(text=look.text[:20]), look.text)
        deepest = next((level for level in ("task", "problem", "aspect") if level in begun), "")
        place = self.grid.place(row)
        if deepest:
            what = {"task": "措施", "problem": "任务", "aspect": "问题"}[deepest]
            entry = self.open[deepest]
            message = NOTHING_BELOW.format(text=entry.text[:20], what=what)
            self.say("note", place, message, entry.text)
        else:
            self.say("note", place, NO_TEXT.format(what=WORDS["measure"]))
