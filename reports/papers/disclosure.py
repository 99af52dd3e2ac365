"""What of a ledger a paper may tell its readers.

Papers of three kinds: the party circular tells what was set for the public or for the party, so
that a text nobody has decided on stays out; the reports to the superior organ tell all, for 不公开 is
about the public, and the body that found a problem reads what became of it; plan, assignments and
sign-off sheet are the ledger itself on paper, for those who read it anyway, and tell all of it.
A paper in which anything withheld is told is marked 内部资料.
"""

from ledger.models.item import Disclosure

SUPERIOR = frozenset({"", *Disclosure})
PARTY = frozenset({Disclosure.PUBLIC, Disclosure.PARTY})
INTERNAL = "内部资料"


class Told:
    """The items of a loaded ledger whose own level and all parents' are among ``levels``."""

    def __init__(self, book, levels):
        problems = {row.pk: row for row in book.problems}
        self.levels = levels
        self.open = {("problem", row.pk) for row in book.problems if row.disclosure in levels}
        for task in book.tasks:
            above = [task.problem, *(problems[pk] for pk in task.also if pk in problems)]
            if task.disclosure in levels and all(row in self for row in above):
                self.open.add(("task", task.pk))
        for measure in book.measures:
            if measure.disclosure in levels and measure.task in self:
                self.open.add(("measure", measure.pk))
        rows = (*book.problems, *book.tasks, *book.measures)
        self.is_whole = len(self.open) == len(rows)

    def __contains__(self, item):
        return (item.level, item.pk) in self.open

    def outcomes(self, rows):
        """Those outcomes that may be told: their own level is one, and their measure may be."""
        return [row for row in rows if row.disclosure in self.levels and row.measure in self]


def mark(*items):
    """内部资料 where any of these items, or what stands above it, is withheld, or nothing."""
    return INTERNAL if any(is_withheld(item) for item in items) else ""


def is_withheld(item):
    """Whether an item of the ledger, or what it belongs to, is kept from the public."""
    above = getattr(item, "measure", None) or getattr(item, "task", None)
    above = above or getattr(item, "problem", None)
    return item.disclosure == Disclosure.WITHHELD or bool(above and is_withheld(above))


def words(item):
    """An item in the words prepared for others, or else in the ledger's own."""
    return item.public_text or item.text
