"""A ledger on one day as plain data: what a snapshot keeps, and what two days are compared by.

Dates are ISO text, amounts decimal text, rows come in the ledger's order; the same ledger gives the
same bytes on both databases.
"""

import hashlib
import json

from django.utils import timezone

from .explaining import contradictions
from .figures import count

FORM = 1  # of the data below; a later form must still read the earlier ones


def frozen(book, found=None):
    """The figures and rows of a loaded ledger; ``found`` are its contradictions, if explained."""
    found = contradictions(book) if found is None else found
    inspection = book.inspection
    return {
        "form": FORM,
        "inspection": {
            "id": inspection.pk,
            "organization": inspection.organization.name,
            "title": inspection.title,
            "period_start": iso(inspection.period_start),
            "period_end": iso(inspection.period_end),
        },
        "as_of": iso(book.as_of),
        "contradictions": [of_contradiction(row) for row in found],
        "figures": [of_figure(row) for row in count(book).values()],
        "problems": [of_problem(row) for row in book.problems],
        "tasks": [of_task(row) for row in book.tasks],
        "measures": [of_measure(row) for row in book.measures],
        "outcomes": [of_outcome(row) for row in book.outcomes],
        "meetings": [of_meeting(row) for row in book.meetings],
    }


def canonical(data):
    """The bytes that a digest covers."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(data):
    """SHA-256 over the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def iso(day):
    """A date as text, or None."""
    return None if day is None else day.isoformat()


def of_figure(row):
    """A figure with its rule, which may be worded otherwise later."""
    names = ("key", "label", "value", "unit", "rule")
    return {name: getattr(row, name) for name in names}


def of_contradiction(row):
    """A task and its measures that tell different stories, and why."""
    return {"task": row.task.pk, "title": row.task.title, "says": row.says, "reason": row.reason}


def of_item(row):
    """What the three levels have in common."""
    return {
        "id": row.pk,
        "title": row.title,
        "text": row.text,
        "state": row.state,
        "state_label": row.get_state_display(),
        "deadline": iso(row.deadline),
        "first_deadline": iso(getattr(row, "first_deadline", None)),
        "light": row.light.code,
        "since": row.since and iso(timezone.localdate(row.since)),
    }


def of_problem(row):
    """A problem with its kind of feedback."""
    return of_item(row) | {"feedback": row.feedback_kind}


def of_task(row):
    """A task with whose it is, and why it is as it is."""
    return of_item(row) | {
        "problem": row.problem_id,
        "also_addresses": list(row.also),
        "department": row.department.name,
        "lead": row.lead.post,
        "kind": row.kind,
        "unfinished_reason": row.unfinished_reason,
        "review_date": iso(row.review_date),
    }


def of_measure(row):
    """A measure of a task."""
    return of_item(row) | {
        "task": row.task_id,
        "department": row.department.name,
        "kind": row.kind,
        "review_date": iso(row.review_date),
    }


def of_outcome(row):
    """An outcome that counts."""
    yuan = None if row.yuan is None else f"{row.yuan:.2f}"
    kept = {"id": row.pk, "measure": row.measure_id, "kind": row.kind, "title": row.title}
    return kept | {"yuan": yuan, "people": row.people}


def of_meeting(row):
    """A meeting or visit."""
    return {"id": row.pk, "kind": row.kind, "date": iso(row.date), "subject": row.subject}
