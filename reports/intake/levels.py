"""Aspects, problems and tasks: what a row goes on with, what it begins, and what it says of them."""

from dataclasses import replace

from reports.columns import COLUMNS

from . import marks
from .looks import FIELDS, NUMBER_OF, TableView
from .outline import LEVELS, Entry, Value
from .values import LABELLED

WORDS = {"aspect": "反馈方面", "problem": "反馈问题", "task": "整改任务", "measure": "整改措施"}
NO_ASPECT = "没有写反馈方面：从这一行起的问题放在一个没有名称的方面下。请补上。"
NO_TEXT = "这一行没有写{what}。"
GOES_ON = "这一行没有写反馈问题，归入上面的问题“{text}”。请核对。"
FROM_PROBLEM = "“{text}”没有写整改任务，用问题的文字作任务。"
OTHER_NUMBER = "这一行接着上面的{what}（序号 {own}），序号 {number} 没有读取。请核对。"
DIFFERS = "与同一{what}前面写的“{text}”不同，没有读取。请核对。"


class LevelReader(TableView):
    """Keeps the entries that are open at each level; rows below belong to them."""

    def __init__(self, grid, tree, values, aspect):
        super().__init__(grid, tree, values)
        self.aspect = aspect  # of a sheet that names none in its rows
        self.open = {}  # level → Entry
        self.merged_problems = False  # whether the table merges problems down over their rows

    def level(self, row, level, begun):
        """Go on with what is open at a level, or begin anew."""
        if level not in self.table.columns:
            return
        look, numbers = self.look(row, level), self.numbers(row, level)
        entry = self.open.get(level)
        if level == "aspect" and not look.cell and self.table.is_own:
            self.no_aspect(row, look.place)
        if look.cell and not self.goes_on(look, numbers, entry, begun):
            number = numbers[-1] if numbers else None
            self.begin(level, look.text, look.place, number)
            if numbers:
                self.tree.note_number(self.open[level], numbers, self.look(row, NUMBER_OF[level]))
            begun.add(level)
        elif not look.cell and numbers and entry and numbers[-1] != entry.number:
            what = WORDS[level]
            self.say("error", look.place, NO_TEXT.format(what=what))
            self.begin(level, "", look.place, numbers[-1])
            begun.add(level)
        elif entry and numbers:
            self.number_again(entry, numbers[-1], row)

    def check_going_on(self, row, begun, measures):
        """Ask about what goes under the problem above though nothing says so: no merge, ditto, number.

        In a sheet that leaves cells below a problem empty, measures may; a task of its own may not.
        """
        problem = self.open.get("problem")
        if not problem or "problem" in begun or "problem" not in self.table.columns:
            return
        if self.look(row, "problem").cell or self.numbers(row, "problem"):
            return
        if len(self.numbers(row, "measure")) < 2 and (
            "task" in begun or (measures and self.merged_problems)
        ):
            place = self.look(row, "problem").place
            self.say("doubt", place, GOES_ON.format(text=problem.text[:20]), problem.text)

    def number_again(self, entry, number, row):
        """A number beside what goes on: it is that of the entry, or has to be asked about."""
        if entry.number is None:
            entry.number = number
        elif entry.number != number:
            look = self.look(row, NUMBER_OF[entry.level])
            what = WORDS[entry.level]
            message = OTHER_NUMBER.format(number=number, what=what, own=entry.number)
            self.say("doubt", look.place, message, look.text)

    def no_aspect(self, row, place):
        """In our own layout a problem without an aspect has an empty cell, and means it."""
        if self.look(row, "problem").place.row == row and self.look(row, "problem").cell:
            self.begin_aspect("", place)

    def goes_on(self, look, numbers, entry, begun):
        """Whether a cell means the entry that is open: merged down, 〃, or written again."""
        if entry is None or begun:
            return False
        if look.inherited or self.table.is_own:
            return look.inherited
        number = numbers[-1] if numbers else None
        text = marks.titled(look.text) if entry.level == "aspect" else look.text
        return text == entry.text and number in (None, entry.number)

    def begin(self, level, text, place, number=None):
        """Open a new entry of an upper level, in what is open above it."""
        if level == "aspect":
            found = marks.chapter(text)
            return self.begin_aspect(text, place, number or (found and found[0]))
        parent = LEVELS[LEVELS.index(level) - 1]
        if parent not in self.open:
            self.begin(parent, *self.missing(parent, text, place))
        entry = Entry(level, text, place, number)
        self.open[parent].children.append(entry)
        self.forget_below(level)
        self.open[level] = entry
        return entry

    def missing(self, level, text, place):
        """(text, place, number) of an entry that nothing names: the sheet's aspect; or an error."""
        if level == "aspect":
            if not self.aspect:
                self.say("doubt", replace(place, column=""), NO_ASPECT)
            number, title = marks.chapter(self.aspect) or (None, self.aspect)
            return title, replace(place, column=""), number
        self.say("error", place, NO_TEXT.format(what=WORDS[level]), text)
        return "", place, None

    def begin_aspect(self, title, place, number=None):
        """Open an aspect, or again one that the file has named before."""
        title = title if self.table.is_own else marks.titled(title)
        self.open = {"aspect": self.tree.aspect(title, place, number)}

    def forget_below(self, level):
        """What stood below does not go on."""
        for below in LEVELS[LEVELS.index(level) + 1 :]:
            self.open.pop(below, None)

    def task(self, place, wanted):
        """The task that a measure stands under; made from the problem where none is written."""
        task = self.open.get("task")
        if task and (wanted is None or task.number in (None, wanted) or not self.made(task)):
            return task
        if "problem" not in self.open:
            self.begin("problem", *self.missing("problem", "", place))
        problem = self.open["problem"]
        if "task" in self.table.columns:
            self.say("doubt", place, FROM_PROBLEM.format(text=problem.text[:20]), problem.text)
        else:
            self.tree.made_tasks.setdefault(self.grid.name, self.grid.place(place.row))
        task = self.begin("task", problem.text, problem.place, wanted)
        self.tree.made.add(id(task))
        return task

    def made(self, task):
        """Whether a task was made from its problem."""
        return id(task) in self.tree.made

    def upper_fields(self, row, entry):
        """The fields of an aspect, problem or task: the first that is written holds."""
        for name in FIELDS[entry.level]:
            if name not in self.table.columns:
                continue
            look, had = self.look(row, name), entry.fields.get(name)
            if had is None or not had.text:
                if look.cell or had is None:
                    self.fill(entry, name, look.cell, look.place)
            elif look.cell and look.place.row == row and look.text != had.text:
                message = DIFFERS.format(what=WORDS[entry.level][2:], text=had.text[:20])
                self.say("doubt", look.place, message, look.text)

    def is_wording_again(self, name, cell, place):
        """In our own layout a deadline without a day shows its wording, which has its own column."""
        if COLUMNS[name].field != "deadline" or cell.date:
            return False
        column = self.table.columns.get(f"{name}_text")
        wording = self.grid.cell(place.row, column) if column else None
        return wording is not None and wording.text == cell.text

    def fill(self, entry, name, cell, place):
        """Read one cell into an entry; what it says of another level goes there."""
        if cell and self.table.is_own and self.is_wording_again(name, cell, place):
            entry.fields[name] = Value("", cell.text, place)
            return
        self.values.fill(entry.fields, name, cell, place, self.table.columns)
        if name not in LABELLED:
            return
        for other in [key for key in entry.fields if COLUMNS[key].level != entry.level]:
            value = entry.fields.pop(other)
            if COLUMNS[other].level in self.open:
                self.open[COLUMNS[other].level].fields.setdefault(other, value)
