"""The numbers that an import gives: the file's own where they are free, the next ones otherwise."""

from ledger.models.item import MAX_NUMBER
from ledger.transitions import level_of
from measures.models import Measure
from problems.models import Problem, Task

from .plan import WORDS

NUMBER_GONE = "序号 {number} 曾用于已作废的{what}，导入后另编新号。"
NUMBER_KEPT = "序号 {number} 仍是“{text}”的，不能再给这一条。请改正序号。"
NUMBER_USED = "序号 {number} 现在是“{text}”的，这一条是新的，导入后接着编号。请核对。"
NUMBER_TAKEN = (
    "序号 {number} 现在是“{text}”的，文件里没有那一条。请改正序号，或把那一条也写进文件。"
)


def is_open(row):
    """Whether a row may be changed, or something put below it."""
    return row.state in level_of(row).open_states


def give_numbers(planner):
    """Number every planned item among its siblings."""
    for scope in scopes(planner):
        scope.give(planner)


def scopes(planner):
    """The sets of siblings among which a number stands once."""
    found, gone = planner.result, voided_numbers(planner.inspection)
    problems, measures = {}, {}
    for row in found.of("problem"):
        problems.setdefault(id(row.feedback), []).append(row)
    for rows in problems.values():
        document = rows[0].feedback
        live = planner.chapters.problems_of(document)
        yield Scope(rows, live, gone["problem"].get(getattr(document, "pk", 0), set()))
    yield Scope(
        found.of("task"), planner.book.tasks, gone["task"].get(planner.inspection.pk, set())
    )
    for row in found.of("measure"):
        measures.setdefault(id(row.parent), []).append(row)
    for rows in measures.values():
        task = rows[0].parent.row
        live = [] if task is None else task.measure_rows
        yield Scope(rows, live, gone["measure"].get(task.pk if task else 0, set()))


def voided_numbers(inspection):
    """level → scope → the numbers that voided rows keep."""
    found = {}
    for level, model, scope in (
        ("problem", Problem, "feedback"),
        ("task", Task, "inspection"),
        ("measure", Measure, "task"),
    ):
        found[level] = {}
        gone = model.objects.filter(inspection=inspection).exclude(voided_at=None)
        gone = gone.filter(number__lte=MAX_NUMBER)
        for key, number in gone.values_list(scope, "number"):
            found[level].setdefault(key, set()).add(number)
    return found


class Scope:
    """Siblings of a file and of the ledger, among which numbers are given."""

    def __init__(self, rows, live, gone):
        self.rows, self.gone = rows, gone
        planned = {id(row.row) for row in rows if row.row is not None}
        self.held = {row.number: row for row in live if id(row) not in planned}

    def give(self, planner):
        """Set the numbers that the file gives, and the next ones where it gives none.

        Numbers that come twice, as where each chapter counts from 1, are none of the whole. What
        keeps its number holds it against what is new or moves in.
        """
        given = [row.entry.number for row in self.rows if row.entry.number is not None]
        if len(given) == len(set(given)):
            for row in self.rows:
                self.as_given(row, planner)
        kept = {row.number for row in self.rows if self.keeps(row)}
        used = {row.values["number"] for row in self.rows if "number" in row.values}
        following = max([*used, *kept, *self.held, *self.gone], default=0)
        for row in self.rows:
            taken = row.moved_from and row.number in kept | set(self.held) | self.gone
            if "number" not in row.values and (row.is_new or taken):
                following += 1
                row.values["number"] = following
        self.check_once(planner)

    def keeps(self, row):
        """Whether a row stays here with the number that it has."""
        return row.row is not None and not row.moved_from and "number" not in row.values

    def check_once(self, planner):
        """Say of a number that is given to one and kept by another, which is locked or not told."""
        seen = {}
        for row in sorted(self.rows, key=lambda row: "number" in row.values):
            if row.number in seen:
                facts = {"number": row.number, "text": seen[row.number].entry.text[:30]}
                planner.result.say("error", row.entry.place, NUMBER_KEPT.format(**facts))
            seen.setdefault(row.number, row)

    def as_given(self, row, planner):
        """The number that the file gives a row, if it may have it."""
        number = row.entry.number
        if number is None or (row.row and row.row.number == number and not row.moved_from):
            return
        what = WORDS[row.level]
        if row.row is not None and not is_open(row.row):
            return
        if number in self.held:
            facts = {"number": number, "text": self.held[number].text[:30]}
            level, sentence = ("doubt", NUMBER_USED) if row.is_new else ("error", NUMBER_TAKEN)
            planner.result.say(level, row.entry.place, sentence.format(**facts))
        elif number in self.gone:
            message = NUMBER_GONE.format(number=number, what=what)
            planner.result.say("doubt", row.entry.place, message)
        else:
            row.values["number"] = number
            if row.row is not None and row.row.number != number:
                planner.told(row, "序号", row.row.number, number)
