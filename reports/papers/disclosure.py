"""What of a ledger a paper may tell its readers.

Papers of three kinds: the party circular tells what was set for the public or for the party, so
that a text nobody has decided on stays out; the reports to the superior organ tell all but what is
withheld (不公开), also while the secretary has not approved that yet; plan, assignments and
sign-off sheet are the ledger itself on paper, for those who read it anyway, and tell all of it.
"""

from ledger.models.item import Disclosure

SUPERIOR = frozenset({"", Disclosure.PUBLIC, Disclosure.PARTY})
PARTY = frozenset({Disclosure.PUBLIC, Disclosure.PARTY})


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


def words(item):
    """An item in the words prepared for others, or else in the ledger's own."""
    return item.public_text or item.text
