"""The bound values of a notice: every figure and date that a snapshot gives, by its name."""

import datetime
from dataclasses import dataclass

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
OF_TASK = {"deadline": "整改时限", "review_date": "下次复核日期", "expected_date": "预计完成日期"}


@dataclass(frozen=True)
class Binding:
    """One value: ``name``, the ways in which it may be printed, and the rule it comes from."""

    name: str
    forms: tuple
    rule: str = ""

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
        name = f"任务{task['number']}"
        rows += [of_date(f"{name}{word}", task[key], name) for key, word in OF_TASK.items()]
    rows += of_overdue(data)
    for place, row in enumerate(data["meetings"], 1):
        rows.append(of_date(f"会议{place}日期", row["date"], "会议记录"))
    return {row.name: row for row in rows if row}


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
            yield Binding(overdue_name(task), (f"{len(rows)}条",), rule)


def of_date(name, day, rule):
    """A date, in full or where the year was just said; None where there is none."""
    if not day:
        return None
    day = datetime.date.fromisoformat(day)
    return Binding(name, (official_date(day), f"{day.month}月{day.day}日"), rule)


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


def rebound(text, known):
    """The text with every bound value as ``known`` has it now, in the form it had."""
    return "".join(rebind(part, known) for part in parts(text))


def rebind(part, known):
    """One part of a text as ``known`` has it; what has no binding any more stays as it is."""
    if not isinstance(part, Bound) or part.name not in known:
        return str(part)
    forms = known[part.name].forms
    short = len(forms) > 1 and "年" not in part.shown
    return str(Bound(forms[1] if short else forms[0], part.name))
