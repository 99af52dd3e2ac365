"""What of the ledger may be told the public, and in which words."""

from ledger.models.item import Disclosure

from .blocks import Omission


def withheld_by(item, parents):
    """Why the item may not be printed, or nothing: the strictest of it and its parents holds."""
    if any(parent.disclosure != Disclosure.PUBLIC for parent in parents):
        return "上级内容没有定为社会公开"
    if item.disclosure != Disclosure.PUBLIC:
        label = item.get_disclosure_display() or "未定"
        return f"公开范围：{label}"
    if not item.public_text:
        return "没有公开表述"
    return ""


class Disclosed:
    """The items of a loaded ledger that may be printed, and those left out with the reason."""

    def __init__(self, book):
        problems = {problem.pk: problem for problem in book.problems}
        self.left_out = []
        self.open = set()
        for problem in book.problems_of("opinion"):
            self.decide(problem, [])
        for task in book.tasks:
            also = [problems[pk] for pk in task.also if pk in problems]
            self.decide(task, [task.problem, *also])
            for measure in task.measure_rows:
                self.decide(measure, [task, task.problem, *also])

    def decide(self, item, parents):
        """Note whether the item may be printed."""
        if reason := withheld_by(item, parents):
            self.left_out.append(Omission(item, reason))
        else:
            self.open.add((item.level, item.pk))

    def __contains__(self, item):
        return (item.level, item.pk) in self.open

    def texts(self, items):
        """The public words of those items that may be printed."""
        return [item.public_text for item in items if item in self]
