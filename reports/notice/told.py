"""What of a snapshot may be told the public, and in which words."""

from dataclasses import dataclass

from ledger.models.item import Disclosure

from .passages import literal


@dataclass(frozen=True)
class Omission:
    """An item that the notice leaves out, and why."""

    level: str
    row: dict
    reason: str


def withheld_by(row, parents, levels):
    """Why an item may not be printed, or nothing: the strictest of it and its parents holds."""
    if any(parent["disclosure"] not in levels for parent in parents):
        return "上级内容没有定为社会公开"
    if row["disclosure"] not in levels:
        label = Disclosure(row["disclosure"]).label if row["disclosure"] else "未定"
        return f"公开范围：{label}"
    if not row["public_text"]:
        return "没有公开表述"
    return ""


def is_overdue(row):
    """Whether a task or measure is past its deadline and not signed off."""
    return row["state"] != "signed_off" and row["light"] == "overdue"


class Told:
    """A snapshot's rows tied to one another, with which of them may be printed.

    ``tasks_of`` a problem are those it is the first of, ``shared_by`` it are tasks of other problems
    that address it too. ``levels`` are the disclosure levels that the readers may know: the public, or the party too.
    """

    def __init__(self, data, levels=(Disclosure.PUBLIC,)):
        self.data = data
        self.levels = frozenset(levels)
        self.problems = {row["id"]: row for row in data["problems"]}
        self.tasks_of = {pk: [] for pk in self.problems}
        self.shared_by = {pk: [] for pk in self.problems}
        self.measures_of = {row["id"]: [] for row in data["tasks"]}
        for row in data["measures"]:
            self.measures_of[row["task"]].append(row)
        for row in data["tasks"]:
            self.tasks_of[row["problem"]].append(row)
            for pk in self.also(row):
                self.shared_by[pk].append(row)
        self.left_out = []
        self.open = set()
        self.decide()

    def also(self, task):
        """The problems, besides its own, that a task addresses and that still count."""
        pairs = (pk for pk in task["also_addresses"] if pk in self.problems)
        return [pk for pk in pairs if pk != task["problem"]]

    def addressing(self, problem):
        """Every task that addresses a problem: its own, and those of others that do it too."""
        return [*self.tasks_of[problem["id"]], *self.shared_by[problem["id"]]]

    def overdue_in(self, task):
        """The measures of a task that are past their deadline and not signed off."""
        return [row for row in self.measures_of[task["id"]] if is_overdue(row)]

    def decide(self):
        """Note of each item whether it may be printed."""
        for row in self.data["problems"]:
            if row["feedback"] == "opinion":
                self.note("problem", row, [])
        for task in self.data["tasks"]:
            parents = [self.problems[pk] for pk in (task["problem"], *self.also(task))]
            self.note("task", task, parents)
            for measure in self.measures_of[task["id"]]:
                self.note("measure", measure, [task, *parents])

    def note(self, level, row, parents):
        """Note of one item whether it may be printed."""
        if reason := withheld_by(row, parents, self.levels):
            self.left_out.append(Omission(level, row, reason))
        else:
            self.open.add((level, row["id"]))

    def may(self, level, row):
        """Whether an item may be printed."""
        return (level, row["id"]) in self.open

    def texts(self, level, rows):
        """The public words of those items that may be printed."""
        return [literal(row["public_text"]) for row in rows if self.may(level, row)]

    def problems_in(self, aspect):
        """The problems of a chapter, in their order."""
        return [row for row in self.data["problems"] if row["aspect"] == aspect["id"]]
