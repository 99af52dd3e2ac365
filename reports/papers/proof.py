"""What a task's sign-off rests on, on the book's day: signatures, evidence, outcomes."""

from dataclasses import dataclass

from django.utils import timezone

from measures.models import Evidence, MeasureSignature, Outcome
from problems.models import TaskSignature
from reports.book import end_of

from .settled import SettledBook


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: its number and digest, and which of the task's measures it proves."""

    pk: int
    name: str
    sha256: str
    measures: tuple


def is_past(book):
    """Whether the book is of an earlier day than today, or of the moment of a sign-off."""
    return book.as_of < timezone.localdate() or isinstance(book, SettledBook)


def task_signatures(book, task):
    """The signatures of the task's present attempt."""
    rows = TaskSignature.objects.filter(task=task.pk, attempt=task.attempt)
    return list(rows.filter(at__lte=end_of(book.as_of)))


def measure_signatures(book, task):
    """Measure's id → the signatures of its present attempt."""
    rows = MeasureSignature.objects.filter(measure__task=task.pk, at__lte=end_of(book.as_of))
    attempts = {row.pk: row.attempt for row in task.measure_rows}
    found = {}
    for row in rows:
        if attempts.get(row.measure_id) == row.attempt:
            found.setdefault(row.measure_id, []).append(row)
    return found


def evidence(book, task):
    """The evidence of the task's measures that no later version took the place of, by number."""
    found = replayed_evidence(book) if is_past(book) else present_evidence(task)
    own = {row.pk: row for row in task.measure_rows}
    pieces = []
    for pk, name, sha256, measures in sorted(found):
        proved = tuple(row.label for pk, row in own.items() if pk in measures)
        if proved:
            pieces.append(Piece(pk, name, sha256, proved))
    return pieces


def present_evidence(task):
    """(id, name, digest, measures) as the tables have it."""
    rows = Evidence.objects.filter(measures__task=task.pk, superseded_by=None).distinct()
    rows = rows.prefetch_related("measures")
    return [(r.pk, r.name, r.sha256, [m.pk for m in r.measures.all()]) for r in rows]


def replayed_evidence(book):
    """(id, name, digest, measures) as the journal had it."""
    kept = book.history.values(end_of(book.as_of), "evidence")
    replaced = {values.get("supersedes") for values in kept.values()}
    return [
        (pk, values["name"], values["sha256"], values.get("measures") or ())
        for (_, pk), values in kept.items()
        if pk not in replaced
    ]


def outcomes(book, task):
    """The outcomes of the task's measures that were not voided, confirmed or not."""
    measures = {row.pk: row for row in task.measure_rows}
    if is_past(book):
        rows = book.history.rows(end_of(book.as_of), Outcome)
    else:
        rows = Outcome.objects.filter(measure__in=list(measures)).live()
    own = [row for row in rows if row.measure_id in measures and row.voided_at is None]
    for row in own:
        row.measure = measures[row.measure_id]
    return sorted(own, key=lambda row: row.pk)
