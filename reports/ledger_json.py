"""The ledger as one JSON document: states, kinds and roles in English, dates as ISO."""

from django.db.models import prefetch_related_objects
from django.utils import timezone

from .book import load
from .figures import count


def document(inspection):
    """Inspection, figures, problems, tasks and measures as they are now."""
    book = load(inspection)
    for rows in (book.problems, book.tasks, book.measures):
        prefetch_related_objects(rows, "signatures")
    return {
        "inspection": of_inspection(inspection, book.as_of),
        "figures": {key: figure.value for key, figure in count(book).items()},
        "problems": [of_problem(row) for row in book.problems],
        "tasks": [of_task(row) for row in book.tasks],
        "measures": [of_measure(row) for row in book.measures],
    }


def iso(value):
    """A date or time as ISO 8601 text; times in the installation's time zone."""
    if value is None:
        return None
    return (timezone.localtime(value) if hasattr(value, "hour") else value).isoformat()


def of_inspection(row, as_of):
    """The inspection's own facts."""
    return {
        "id": row.pk,
        "organization": row.organization.name,
        "title": row.title,
        "kind": row.kind,
        "team": row.team,
        "feedback_date": iso(row.feedback_date),
        "period_start": iso(row.period_start),
        "period_end": iso(row.period_end),
        "closed_at": iso(row.closed_at),
        "as_of": iso(as_of),
    }


def of_item(row):
    """What the three levels have in common."""
    return {
        "id": row.pk,
        "number": row.label,
        "text": row.text,
        "state": row.state,
        "attempt": row.attempt,
        "version": row.version,
        "deadline": iso(row.deadline),
        "light": row.light.code,
        "department": row.department.name if row.department_id else None,
        "signed_off_at": iso(row.signed_off_at),
        "signatures": [of_signature(signature) for signature in row.signatures.all()],
    }


def of_signature(row):
    """One signature of any attempt."""
    return {
        "attempt": row.attempt,
        "step": row.step,
        "name": row.name,
        "post": row.post,
        "role": row.role,
        "at": iso(row.at),
    }


def of_problem(row):
    """A problem, with the ids of the tasks that address it."""
    tasks = [task.pk for task in (*row.task_rows, *row.also_rows)]
    return of_item(row) | {"feedback": row.feedback_kind, "aspect": row.aspect_id, "tasks": tasks}


def of_task(row):
    """A task, with the problems it addresses."""
    return of_item(row) | {
        "kind": row.kind,
        "problem": row.problem_id,
        "also_addresses": row.also,
        "review_date": iso(row.review_date),
    }


def of_measure(row):
    """A measure of a task."""
    return of_item(row) | {"kind": row.kind, "task": row.task_id}
