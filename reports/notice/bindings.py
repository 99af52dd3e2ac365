"""The bound values of a notice: every figure and date that a snapshot gives, by its name."""

import datetime
from dataclasses import dataclass

from measures.models.supervision import MeetingKind

from .blocks import official_date
from .passages import Bound, bounds, parts
from .told import Told

OF_INSPECTION = {
    "on_site_start": "进驻日期",
    "on_site_end": "离驻日期",
    "feedback_date": "反馈日期",
    "period_start": "集中整改期开始",
    "period_end": "集中整改期结束",
}
MEETINGS = dict(MeetingKind.choices)
OF_TASK = {"deadline": "整改时限", "review_date": "下次复核日期", "expected_date": "预计完成日期"}


@dataclass(frozen=True)
class Binding:
    """One value: ``name``, the ways in which it may be printed, and the rule it comes from.

    ``of`` is the task or meeting that it is of: another one by the same name has another value.
    """

    name: str
    forms: tuple
    rule: str = ""
    of: str = ""

    @property
    def shown(self):
        """How it is usually printed."""
        return self.forms[0]

    @property
    def token(self):
        """How it stands in a passage."""
        return str(Bound(self.shown, self.name))


def bindings(data, dated=None):
    """Name → Binding of all that a snapshot's ``data`` gives; ``dated`` is the date of signature."""
    rows = [of_figure(row) for row in data["figures"]]
    rows.append(of_date("数据截至", data["as_of"], "快照的日期"))
    if dated:
        rows.append(of_date("成文日期", dated.isoformat(), "通报的成文日期"))
    facts = data["inspection"]
    rows += [of_date(word, facts[key], "巡察信息") for key, word in OF_INSPECTION.items()]
    for task in data["tasks"]:
        name, of = f"任务{task['number']}", f"task:{task['id']}"
        rows += [of_date(f"{name}{word}", task[key], name, of) for key, word in OF_TASK.items()]
    rows += of_overdue(data)
    for row in data["meetings"]:
        of = f"meeting:{row['id']}"
        rows.append(of_date(meeting_name(row), row["date"], MEETINGS[row["kind"]], of))
    return {row.name: row for row in rows if row}


def meeting_name(row):
    """What the date of a meeting is called: by its record, whatever is noted before it later."""
    return f"会议记录{row['id']}日期"


def of_figure(row):
    """A figure with its unit: 23项."""
    return Binding(row["label"], (f"{row['value']}{row['unit']}",), row["rule"])


def overdue_name(task):
    """What the number of a task's overdue measures is called."""
    return f"任务{task['number']}逾期措施"


def of_overdue(data):
    """The overdue measures of each task that has any."""
    told = Told(data)
    for task in data["tasks"]:
        if rows := told.overdue_in(task):
            rule = f"{task['title']}的措施中，过了整改时限仍未销号的"
            yield Binding(overdue_name(task), (f"{len(rows)}条",), rule, f"task:{task['id']}")


def of_date(name, day, rule, of=""):
    """A date, in full or where the year was just said; None where there is none."""
    if not day:
        return None
    day = datetime.date.fromisoformat(day)
    return Binding(name, (official_date(day), f"{day.month}月{day.day}日"), rule, of)


def unbound(text, known):
    """(bound value, what it should show or None) of each that is not as the snapshot has it."""
    wrong = []
    for bound in bounds(text):
        binding = known.get(bound.name)
        if binding is None:
            wrong.append((bound, None))
        elif bound.shown not in binding.forms:
            wrong.append((bound, binding.shown))
    return wrong


def rebound(text, known, before=None):
    """The text with every bound value as ``known`` has it now, in the form it had.

    ``before`` is what the names stood for until now: what is of another item by now stays as it is.
    """
    return "".join(rebind(part, known, before or {}) for part in parts(text))


def rebind(part, known, before):
    """One part of a text as ``known`` has it; what has no counterpart any more stays as it is."""
    if not isinstance(part, Bound) or part.name not in known:
        return str(part)
    binding, old = known[part.name], before.get(part.name)
    if old is not None and old.of != binding.of:
        return str(part)
    short = len(binding.forms) > 1 and "年" not in part.shown
    return str(Bound(binding.forms[1] if short else binding.forms[0], part.name))
