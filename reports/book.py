"""A ledger as it stands, or stood on a day of the past: its rows, loaded in a fixed number of queries.

The present is read from the tables, the past is replayed from the journal; both give the same
model instances, linked to one another, so that whatever reads them need not know which it is.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Min, Q
from django.utils import timezone

from ledger.light import light
from ledger.models import Department, GroupMember, JournalEntry, User
from measures.models import Extension, ExtensionDecision, Measure, Meeting, Outcome
from problems.models import Aspect, Problem, Task

MODELS = (Problem, Task, Measure)
REPLAYED = {model._meta.model_name: model for model in MODELS}


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


def load(inspection, as_of=None):
    """The ledger at the end of ``as_of``, or as it is now."""
    today = timezone.localdate()
    day = as_of or today
    book = Book(inspection, day)
    found = present(inspection) if day >= today else replayed(inspection, end_of(day))
    book.problems, book.tasks, book.measures = found
    if day < today:
        name(book)
        plan(book)
    book.aspects = list(
        Aspect.objects.filter(feedback__inspection=inspection)
        .select_related("feedback")
        .order_by("feedback", "number")
    )
    link(book)
    date_states(book)
    book.outcomes = outcomes(book)
    book.meetings = meetings(book, day < today)
    return book


def present(inspection):
    """The live rows of the tables, with what each task also addresses."""
    problems = Problem.objects.filter(inspection=inspection).live()
    tasks = Task.objects.filter(inspection=inspection).live().select_related("lead", "department")
    measures = Measure.objects.filter(inspection=inspection).live().select_related("department")
    granted = Q(extensions__decision=ExtensionDecision.GRANTED)
    measures = measures.annotate(first_deadline=Min("extensions__old_deadline", filter=granted))
    rows = [list(problems), list(tasks), list(measures)]
    also = {}
    through = Task.also_addresses.through.objects.filter(task__inspection=inspection)
    for task, problem in through.order_by("pk").values_list("task", "problem"):
        also.setdefault(task, []).append(problem)
    for task in rows[1]:
        task.also = also.get(task.pk, [])
    return rows


def meetings(book, past):
    """The meetings and visits up to the book's day, as they were noted by then."""
    if not past:
        rows = Meeting.objects.filter(inspection=book.inspection, voided_at=None)
        return list(rows.filter(date__lte=book.as_of))
    found = last_values(book.inspection, end_of(book.as_of), ["meeting"])
    rows = [rebuild(Meeting, pk, kept) for (_, pk), kept in found.items()]
    rows = [row for row in rows if row.date <= book.as_of and row.voided_at is None]
    return sorted(rows, key=lambda row: (row.date, row.pk))


def last_values(inspection, end, types):
    """(type, id) → what the journal kept by the last entry, by sequence, not later than ``end``."""
    entries = JournalEntry.objects.filter(
        head__inspection=inspection, at__lte=end, object_type__in=types
    )
    values = {}
    rows = entries.order_by("sequence").values_list("object_type", "object_id", "changes")
    for kind, pk, changes in rows:
        kept = values.setdefault((kind, pk), {})
        kept.update({name: change[1] for name, change in changes.items()})
    return values


def leading_group(book):
    """The members of the leading group in their order, as they were on the book's day."""
    if book.as_of >= timezone.localdate():
        return list(book.inspection.group_members.filter(is_retired=False))
    found = last_values(book.inspection, end_of(book.as_of), ["groupmember"])
    rows = [rebuild(GroupMember, pk, kept) for (_, pk), kept in found.items()]
    return sorted((r for r in rows if not r.is_retired), key=lambda row: (row.order, row.pk))


def replayed(inspection, end):
    """The problems, tasks and measures rebuilt from the journal."""
    found = {kind: [] for kind in REPLAYED}
    for (kind, pk), kept in last_values(inspection, end, REPLAYED).items():
        row = rebuild(REPLAYED[kind], pk, kept)
        if row.voided_at is None:
            found[kind].append(row)
    return [found[kind] for kind in REPLAYED]


def rebuild(model, pk, kept):
    """An instance with the values that the journal kept."""
    row = model(pk=pk)
    for column in model._meta.concrete_fields:
        if column.name in kept:
            setattr(row, column.attname, column.to_python(kept[column.name]))
    row.also = kept.get("also_addresses", [])
    return row


def plan(book):
    """Give replayed measures the deadline that they had before any extension granted by then."""
    granted = Extension.objects.filter(
        measure__inspection=book.inspection,
        decision=ExtensionDecision.GRANTED,
        decided_at__lte=end_of(book.as_of),
    )
    first = dict(granted.values_list("measure").annotate(Min("old_deadline")))
    for row in book.measures:
        row.first_deadline = first.get(row.pk)


def name(book):
    """Give replayed rows their departments and lead officials."""
    departments = Department.objects.filter(organization=book.inspection.organization_id)
    rooms = {row.pk: row for row in departments}
    people = User.objects.in_bulk({task.lead_id for task in book.tasks})
    for row in (*book.tasks, *book.measures):
        row.department = rooms[row.department_id]
    for task in book.tasks:
        task.lead = people[task.lead_id]


def link(book):
    """Tie the rows to one another, and give each its light: no row asks the database again."""
    aspects = {aspect.pk: aspect for aspect in book.aspects}
    kinds = {aspect.feedback_id: aspect.feedback.kind for aspect in book.aspects}
    problems = {row.pk: row for row in book.problems}
    tasks = {row.pk: row for row in book.tasks}
    for row in (*book.problems, *book.tasks, *book.measures):
        row.inspection = book.inspection
        row.light = light(row, book.as_of)
        row.since = row.signed_off_at = None
    for problem in book.problems:
        problem.aspect = aspects.get(problem.aspect_id)
        problem.feedback_kind = kinds.get(problem.feedback_id, "")
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


def date_states(book):
    """Since when each row is in its state, and when a signed-off one was signed off."""
    rows = {(row.level, row.pk): row for row in (*book.problems, *book.tasks, *book.measures)}
    entries = JournalEntry.objects.filter(
        head__inspection=book.inspection, object_type__in=REPLAYED, at__lte=end_of(book.as_of)
    ).exclude(to_state="")
    found = entries.order_by("sequence").values_list("object_type", "object_id", "to_state", "at")
    for kind, pk, state, at in found:
        row = rows.get((kind, pk))
        if row is not None and row.state == state:
            row.since = at
            row.signed_off_at = at if state == "signed_off" else None


def outcomes(book):
    """The outcomes that count: confirmed by then, of a measure that was signed off then."""
    measures = {row.pk: row for row in book.measures if row.state == "signed_off"}
    if book.as_of < timezone.localdate():
        found = last_values(book.inspection, end_of(book.as_of), ["outcome"])
        rows = [rebuild(Outcome, pk, kept) for (_, pk), kept in sorted(found.items())]
    else:
        rows = Outcome.objects.filter(measure__inspection=book.inspection).order_by("pk")
    counted = [
        row
        for row in rows
        if row.measure_id in measures and row.confirmed_at and row.voided_at is None
    ]
    for row in counted:
        row.measure = measures[row.measure_id]
    return counted
