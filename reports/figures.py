"""Every number that is shown: each with its rule in one sentence and the rows behind it.

Nothing else counts: dashboard, notice, JSON and workbook take their figures from here.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from ledger.light import WORDS
from measures.models import MeasureState

from .book import load

SIGNED_OFF = "signed_off"


@dataclass(frozen=True)
class Figure:
    """One number: ``query`` is the ledger page's filter for the rows behind it, if it has one."""

    key: str
    label: str
    value: object
    unit: str
    rule: str
    query: str = ""

    def __str__(self):
        return f"{self.value}"


def figures(inspection, as_of=None):
    """Key → Figure of one ledger at the end of ``as_of``, or as it is now."""
    return count(load(inspection, as_of))


def count(book):
    """Key → Figure of a loaded ledger."""
    rows = (*of_items(book), *of_lights(book), *of_outcomes(book), *of_meetings(book))
    return {row.key: row for row in rows}


def in_state(rows, state):
    """How many of the rows are in a state."""
    return sum(row.state == state for row in rows)


def of_items(book):
    """Problems of the opinion and of the list apart; tasks; measures."""
    opinion, listed = book.problems_of("opinion"), book.problems_of("problem_list")
    return (
        Figure("problems_total", "反馈问题", len(opinion), "个", "反馈意见所列问题，作废的不计"),
        Figure(
            "problems_signed_off",
            "已销号问题",
            in_state(opinion, SIGNED_OFF),
            "个",
            "反馈意见所列问题中，书记已批准销号的",
        ),
        Figure(
            "problems_recurring",
            "上一轮出现过的问题",
            sum(row.carried_over_from_id is not None for row in opinion),
            "个",
            "反馈意见所列问题中，已认定为往轮巡察问题再次出现的",
        ),
        Figure("problem_list_total", "问题清单", len(listed), "个", "问题清单所列问题，作废的不计"),
        Figure("tasks_total", "整改任务", len(book.tasks), "项", "全部整改任务，作废的不计"),
        Figure(
            "tasks_signed_off",
            "已销号任务",
            in_state(book.tasks, SIGNED_OFF),
            "项",
            "书记已批准销号的任务，持续整改的不计",
            "task_state=signed_off",
        ),
        Figure(
            "tasks_continuing",
            "持续整改任务",
            in_state(book.tasks, "continuing"),
            "项",
            "书记已批准转持续整改的任务，不计为已完成",
            "task_state=continuing",
        ),
        Figure("measures_total", "整改措施", len(book.measures), "条", "全部整改措施，作废的不计"),
        Figure(
            "measures_signed_off",
            "已销号措施",
            in_state(book.measures, SIGNED_OFF),
            "条",
            "整改办已复核销号的措施",
            "state=signed_off",
        ),
    )


def of_lights(book):
    """Measures that are late, and those due soon."""
    lights = Counter(row.light.code for row in book.measures)
    days = book.inspection.due_soon_days
    return (
        Figure(
            "overdue",
            "逾期措施",
            lights["overdue"],
            "条",
            "过了整改时限仍未销号的措施；时限当天不算逾期，长期坚持的不算",
            "light=overdue",
        ),
        Figure(
            "due_soon",
            "临期措施",
            lights["due_soon"],
            "条",
            f"连同到期当天在内 {days} 天内到期、尚未销号的措施",
            "light=due_soon",
        ),
    )


def funds_wan(yuan):
    """Yuan as ten thousands of yuan (万元) with two decimals, as text."""
    return f"{yuan / 10000:.2f}"


def of_outcomes(book):
    """What the measures yielded."""
    kinds = Counter(row.kind for row in book.outcomes)
    yuan = sum((row.yuan for row in book.outcomes if row.kind == "funds"), Decimal(0))
    people = sum(row.people for row in book.outcomes if row.kind == "accountability")
    rule = "整改办已确认、所属措施已销号的成效"
    return (
        Figure(
            "institutions", "健全制度机制", kinds["institution"], "个", rule, "outcome=institution"
        ),
        Figure("campaigns", "专项治理", kinds["campaign"], "项", rule, "outcome=campaign"),
        Figure(
            "funds_wan", "挽回资金", funds_wan(yuan), "万元", f"{rule}，合计金额", "outcome=funds"
        ),
        Figure(
            "people_dealt_with",
            "问责处理",
            people,
            "人",
            f"{rule}，合计人数",
            "outcome=accountability",
        ),
    )


def of_meetings(book):
    """Meetings on the rectification, and supervision visits."""
    kinds = Counter(row.kind for row in book.meetings)
    return (
        Figure("meetings", "整改专题会", kinds["thematic"], "次", "截至当日已召开的专题会"),
        Figure(
            "supervision_visits", "督导检查", kinds["supervision"], "次", "截至当日已开展的督导检查"
        ),
    )


@dataclass(frozen=True)
class Group:
    """Measures and tasks of one department, aspect or lead, by how they stand."""

    name: str
    query: str
    measures: int
    signed_off: int
    overdue: int
    due_soon: int
    waiting: int
    tasks: int
    tasks_signed_off: int

    @property
    def others(self):
        """Neither signed off nor late: still in time."""
        return self.measures - self.signed_off - self.overdue


def group(name, query, measures, tasks):
    """Count one group."""
    lights = Counter(row.light.code for row in measures)
    return Group(
        name,
        query,
        len(measures),
        in_state(measures, SIGNED_OFF),
        lights["overdue"],
        lights["due_soon"],
        sum(row.state in {"submitted", "reviewed"} for row in measures),
        len(tasks),
        in_state(tasks, SIGNED_OFF),
    )


def by_department(book):
    """A group for each responsible department that has measures or tasks."""
    rooms = {row.department for row in (*book.measures, *book.tasks)}
    return [
        group(
            room.name,
            f"department={room.pk}",
            [row for row in book.measures if row.department_id == room.pk],
            [row for row in book.tasks if row.department_id == room.pk],
        )
        for room in sorted(rooms, key=lambda row: (row.order, row.pk))
    ]


def by_aspect(book):
    """A group for each chapter of the feedback opinion."""
    groups = []
    for aspect in book.opinion_aspects:
        tasks = [task for problem in aspect.problem_rows for task in problem.task_rows]
        measures = [row for task in tasks for row in task.measure_rows]
        name = aspect.short_title or aspect.title
        groups.append(group(name, f"aspect={aspect.pk}", measures, tasks))
    return groups


def by_lead(book):
    """A group for each lead official."""
    leads = {task.lead for task in book.tasks}
    groups = []
    for lead in sorted(leads, key=lambda row: row.pk):
        tasks = [task for task in book.tasks if task.lead_id == lead.pk]
        measures = [row for task in tasks for row in task.measure_rows]
        groups.append(group(lead.post, "", measures, tasks))
    return groups


@dataclass(frozen=True)
class Point:
    """One day of the burn-down: measures left by plan, and left in truth (None: not yet)."""

    day: datetime.date
    plan: int
    actual: int | None


def burn_down(book):
    """Measures left, by plan and in truth, over the concentrated period, one point a week.

    The plan keeps the deadlines from before any extension; measures without one stay to the end
    of the period.
    """
    start, end = book.inspection.period_start, book.inspection.period_end
    days = list(range(0, (end - start).days, 7))
    dates = [start + datetime.timedelta(days=number) for number in days] + [end]
    if start < book.as_of < end and book.as_of not in dates:
        dates = sorted([*dates, book.as_of])
    return [point(book, day, end) for day in dates]


def point(book, day, end):
    """The burn-down on one day."""
    planned = [row.first_deadline or row.deadline or end for row in book.measures]
    plan = sum(min(date, end) > day for date in planned)
    if day > book.as_of:
        return Point(day, plan, None)
    done = sum(
        row.signed_off_at is not None and timezone.localdate(row.signed_off_at) <= day
        for row in book.measures
    )
    return Point(day, plan, len(book.measures) - done)


def by_state(measures):
    """How many measures are in each state, in the order of the work."""
    states = Counter(row.state for row in measures)
    return [(state.value, state.label, states[state.value]) for state in MeasureState]


def by_light(measures):
    """How many measures have each light."""
    lights = Counter(row.light.code for row in measures)
    return [(code, label, lights[code]) for code, label in WORDS.items()]
