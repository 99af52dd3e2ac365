"""A ledger as it stands, or stood on a day of the past: its rows, loaded in a fixed number of queries.

The present is read from the tables, the past is replayed from the journal; both give the same
model instances, linked to one another, so that whatever reads them need not know which it is.
"""

import copy
import datetime
from dataclasses import dataclass, field

from django.db.models import Min, Q
from django.utils import timezone

from ledger.light import light
from ledger.models import GroupMember
from measures.models import Extension, ExtensionDecision, Measure, Meeting, Outcome
from problems.models import Aspect, Problem, Task

from .history import History

MODELS = (Problem, Task, Measure)


@dataclass
class Book:
    """The rows of one ledger at the end of the day ``as_of``; voided ones are left out."""

    inspection: object
    as_of: datetime.date
    aspects: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    tasks: list = field(default_factory=list)
    measures: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    history: History | None = None

    def problems_of(self, kind):
        """The problems of the feedback documents of one kind."""
        return [problem for problem in self.problems if problem.feedback_kind == kind]

    @property
    def opinion_aspects(self):
        """The chapters of the feedback opinion: the order of ledger, dashboard and notice."""
        return [aspect for aspect in self.aspects if aspect.feedback.kind == "opinion"]


def end_of(day):
    """The last instant of a day, in the installation's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def load(inspection, as_of=None, beside=None):
    """The ledger at the end of ``as_of``, or as it is now.

    ``beside`` is the same ledger loaded on a later day: what it read serves again.
    """
    today = timezone.localdate()
    day = as_of or today
    end = end_of(day)
    history = beside.history if beside else History(inspection, end)
    past = day < today
    book = Book(history.rules(end) if past else inspection, day, history=history)
    book.problems, book.tasks, book.measures = replayed(book, beside) if past else present(book)
    book.aspects = [copy.copy(row) for row in beside.aspects] if beside else aspects(inspection)
    link(book)
    history.entered(end, [*book.problems, *book.tasks, *book.measures])
    book.outcomes = outcomes(book, past)
    book.meetings = meetings(book, past)
    return book


def aspects(inspection):
    """The chapters of every document, in order."""
    rows = Aspect.objects.filter(feedback__inspection=inspection).select_related("feedback")
    return list(rows.order_by("feedback", "number"))


def present(book):
    """The live rows of the tables, with what each task also addresses."""
    inspection = book.inspection
    problems = Problem.objects.filter(inspection=inspection).live().select_related("feedback")
    tasks = Task.objects.filter(inspection=inspection).live().select_related("lead", "department")
    measures = Measure.objects.filter(inspection=inspection).live().select_related("department")
    granted = Q(extensions__decision=ExtensionDecision.GRANTED)
    first = Min("extensions__old_deadline", filter=granted)
    rows = [list(problems), *(list(r.annotate(first_deadline=first)) for r in (tasks, measures))]
    also = {}
    through = Task.also_addresses.through.objects.filter(task__inspection=inspection)
    for task, problem in through.order_by("pk").values_list("task", "problem"):
        also.setdefault(task, []).append(problem)
    for task in rows[1]:
        task.also = also.get(task.pk, [])
    return rows


def replayed(book, beside=None):
    """The problems, tasks and measures rebuilt from the journal, with what they name."""
    end = end_of(book.as_of)
    rows = [[r for r in book.history.rows(end, m) if r.voided_at is None] for m in MODELS]
    name(*rows, beside or Book(book.inspection, book.as_of))
    plan(book.history.rows(end, Extension), *rows[1:])
    return rows


def plan(extensions, tasks, measures):
    """Give replayed rows the deadline that they had before any extension granted by then."""
    first = {}
    for row in extensions:
        if row.decision == ExtensionDecision.GRANTED:
            key = ("measure", row.measure_id) if row.measure_id else ("task", row.task_id)
            first[key] = min(first.get(key, row.old_deadline), row.old_deadline)
    for row in (*tasks, *measures):
        row.first_deadline = first.get((row.level, row.pk))


def name(problems, tasks, measures, beside):
    """Give replayed rows their documents, departments and lead officials."""
    fill(problems, "feedback", beside.problems)
    fill([*tasks, *measures], "department", [*beside.tasks, *beside.measures])
    fill(tasks, "lead", beside.tasks)


def fill(rows, name, loaded):
    """Give ``rows`` what they name, taken from ``loaded`` rows where it is there already."""
    known = {getattr(row, f"{name}_id"): getattr(row, name) for row in loaded}
    missing = {getattr(row, f"{name}_id") for row in rows} - set(known)
    if missing:
        known |= rows[0]._meta.get_field(name).related_model.objects.in_bulk(missing)
    for row in rows:
        setattr(row, name, known[getattr(row, f"{name}_id")])


def meetings(book, past):
    """The meetings and visits up to the book's day, as they were noted by then."""
    if not past:
        rows = Meeting.objects.filter(inspection=book.inspection, voided_at=None)
        return list(rows.filter(date__lte=book.as_of))
    rows = book.history.rows(end_of(book.as_of), Meeting)
    rows = [row for row in rows if row.date <= book.as_of and row.voided_at is None]
    return sorted(rows, key=lambda row: (row.date, row.pk))


def outcomes(book, past):
    """The outcomes that count: confirmed by then, of a measure that was signed off then."""
    measures = {row.pk: row for row in book.measures if row.state == "signed_off"}
    if past:
        rows = book.history.rows(end_of(book.as_of), Outcome)
    else:
        rows = Outcome.objects.filter(measure__inspection=book.inspection)
    counted = [
        row
        for row in rows
        if row.confirmed_at and row.voided_at is None and row.measure_id in measures
    ]
    for row in counted:
        row.measure = measures[row.measure_id]
    return sorted(counted, key=lambda row: row.pk)


def leading_group(book):
    """The members of the leading group in their order, as they were on the book's day."""
    if book.as_of >= timezone.localdate():
        return list(book.inspection.group_members.filter(is_retired=False))
    end = end_of(book.as_of)
    rows = History(book.inspection, end, ["groupmember"]).rows(end, GroupMember)
    return sorted((r for r in rows if not r.is_retired), key=lambda row: (row.order, row.pk))


def link(book):
    """Tie the rows to one another, and give each its light: no row asks the database again."""
    aspects = {aspect.pk: aspect for aspect in book.aspects}
    problems = {row.pk: row for row in book.problems}
    tasks = {row.pk: row for row in book.tasks}
    for row in (*book.problems, *book.tasks, *book.measures):
        row.inspection = book.inspection
        row.light = light(row, book.as_of)
    for problem in book.problems:
        problem.aspect = aspects.get(problem.aspect_id)
        problem.feedback_kind = problem.feedback.kind
        problem.task_rows, problem.also_rows = [], []
    for task in sorted(book.tasks, key=lambda row: row.number):
        task.problem = problems[task.problem_id]
        task.problem.task_rows.append(task)
        task.measure_rows = []
        for pk in task.also:
            problems[pk].also_rows.append(task)
    for measure in sorted(book.measures, key=lambda row: row.number):
        measure.task = tasks[measure.task_id]
        measure.task.measure_rows.append(measure)
    for aspect in book.aspects:
        aspect.problem_rows = [row for row in book.problems if row.aspect_id == aspect.pk]
        aspect.problem_rows.sort(key=lambda row: row.number)
    place = {aspect.pk: number for number, aspect in enumerate(book.aspects)}
    book.problems.sort(key=lambda row: (place.get(row.aspect_id, 0), row.number))
    book.tasks.sort(key=lambda row: row.number)
    book.measures.sort(key=lambda row: (row.task.number, row.number))
