"""The rows of the ledger page: bands, problems, tasks and measures with their spans.

Spans are computed after filtering; what a band or a task says of itself counts the whole ledger.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from ledger.light import light
from ledger.panel import BACK
from ledger.signoff import offers
from ledger.transitions import level_of
from measures.models import UNDER_WAY, Measure, sent_back
from problems.models import Problem, Task

# The action of a row, by what is most pressing.
MOVES = ("last_entry", "last_upload", "last_outcome", "last_report", "last_link")
PRESSING = ("sign_off", "approve", "submit", "start")


@dataclass
class Line:
    """One row of the table; problem and task stand in it where their span begins."""

    measure: object = None
    task: object = None
    problem: object = None
    first_of_task: bool = False
    first_of_problem: bool = False
    task_span: int = 1
    problem_span: int = 1


@dataclass
class Band:
    """A chapter with its lines and the whole ledger's counts for it."""

    aspect: object
    problems: int = 0
    tasks: int = 0
    tasks_signed_off: int = 0
    measures: int = 0
    signed_off: int = 0
    overdue: int = 0
    lines: list = field(default_factory=list)


@dataclass
class Page:
    """All that the ledger page shows."""

    bands: list
    measures: list
    shown: int

    def count(self, *lights):
        """How many measures of the whole ledger have one of these lights."""
        return sum(row.light.code in lights for row in self.measures)


def problems_of(inspection):
    """The live problems by number, each with its aspect."""
    rows = (
        Problem.objects.filter(inspection=inspection)
        .live()
        .select_related("aspect__feedback", "feedback")
    )
    return list(rows.order_by("number"))


def aspects_of(problems):
    """The chapters that the problems stand in, in the order of their documents."""
    found = {row.aspect_id: row.aspect for row in problems if row.aspect_id}
    return sorted(found.values(), key=lambda row: (row.feedback_id, row.number))


def load(inspection, standing, matching, problems):
    """The page's rows: a fixed number of queries, however many rows there are."""
    today = timezone.localdate()
    tasks = Task.objects.filter(inspection=inspection).live().select_related("lead", "department")
    tasks = list(tasks.annotate(sent_back=sent_back("task")).order_by("number"))
    measures = list(Measure.objects.filter(inspection=inspection).for_ledger().order_by("number"))
    for measure in measures:
        measure.last_move = last_move(measure)
    for item in (*tasks, *measures):
        item.returned = returned(item)
    by_task, by_problem, by_aspect = group(inspection, standing, today, problems, tasks, measures)
    bands = []
    for aspect in aspects_of(problems):
        found = by_aspect.get(aspect.pk, [])
        if aspect.feedback.kind != "opinion" and not any(by_problem.get(p.pk) for p in found):
            continue
        bands.append(make_band(aspect, found, by_problem, by_task, matching))
    bands = [band for band in bands if band.lines]
    shown = len(measures) if matching is None else len(matching)
    return Page(bands, measures, shown)


def group(inspection, standing, today, problems, tasks, measures):
    """Tie the rows to one another; each measure gets its light, latest progress and action."""
    by_id = {task.pk: task for task in tasks}
    by_task, by_problem, by_aspect = {}, {}, {}
    for measure in measures:
        measure.inspection, measure.task = inspection, by_id[measure.task_id]
        measure.light = light(measure, today)
        measure.idle = idle_days(measure, today)
        measure.latest = next(iter(measure.progress_entries.all()), None)
        measure.offer = pressing(offers(measure, standing))
        by_task.setdefault(measure.task_id, []).append(measure)
    for task in tasks:
        task.inspection = inspection
        task.light = light(task, today)
        by_problem.setdefault(task.problem_id, []).append(task)
    for problem in problems:
        by_aspect.setdefault(problem.aspect_id, []).append(problem)
    return by_task, by_problem, by_aspect


def returned(item):
    """What sent the item back or reopened it (action and comment), until it is submitted again."""
    told = item.sent_back
    still = told and item.state in level_of(item).open_states
    return told if still and told["action"] in BACK else None


def last_move(measure):
    """When the measure's state, content or what proves it last changed."""
    told = (row.at for row in measure.progress_entries.all())
    moves = [getattr(measure, name) for name in MOVES]
    return max(filter(None, [*moves, *told]), default=None)


def idle_days(measure, today):
    """For how many days nothing has moved on a measure under way; 0 below the threshold."""
    if measure.state not in UNDER_WAY or measure.last_move is None:
        return 0
    days = (today - timezone.localdate(measure.last_move)).days
    return days if days >= measure.inspection.stagnant_days else 0


def pressing(rows):
    """The one action that a row shows, or None."""
    actions = {row.action: row for row in rows}
    return next((actions[action] for action in PRESSING if action in actions), None)


def make_band(aspect, problems, by_problem, by_task, matching):
    """The band of one chapter with those of its lines that match."""
    band = Band(aspect, len(problems))
    for problem in problems:
        tasks = by_problem.get(problem.pk, [])
        lines = []
        for task in tasks:
            measures = by_task.get(task.pk, [])
            task.measures_total = len(measures)
            task.measures_signed_off = sum(row.state == "signed_off" for row in measures)
            band.tasks += 1
            band.tasks_signed_off += task.state == "signed_off"
            band.measures += len(measures)
            band.signed_off += task.measures_signed_off
            band.overdue += sum(row.light.code == "overdue" for row in measures)
            lines += task_lines(problem, task, measures, matching)
        if not tasks and matching is None:
            lines = [Line(problem=problem)]
        if lines:
            lines[0].first_of_problem, lines[0].problem_span = True, len(lines)
        band.lines += lines
    return band


def task_lines(problem, task, measures, matching):
    """The lines of one task that match; a task without measures shows itself."""
    shown = [row for row in measures if matching is None or row.pk in matching]
    lines = [Line(measure, task, problem) for measure in shown]
    if not measures and matching is None:
        lines = [Line(None, task, problem)]
    if lines:
        lines[0].first_of_task, lines[0].task_span = True, len(lines)
    return lines
