"""A ledger on one day as plain data: what a snapshot keeps, and what two days are compared by.

Dates are ISO text, amounts decimal text, rows come in the ledger's order; the same ledger gives the
same bytes on both databases.
"""

import hashlib
import json

from django.utils import timezone

from .book import leading_group, load
from .explaining import contradictions, hindsight
from .figures import count

# Of the data below; a later form must still read the earlier ones. 2 has what a notice is drafted
# from: public wordings, chapters, the leading group, the facts of the inspection.
FORM = 2
WORDING = ("disclosure", "public_text")
TASK_WORDING = (*WORDING, "unfinished_reason", "next_step", "expected_date")


def freeze(inspection, as_of):
    """(data, contradictions) of a ledger at the end of ``as_of``, worded as it is worded now.

    What is said to the public of a past day is written afterwards, so its wording and disclosure
    are those of today, and so are the reasons of contradictions (``hindsight``).
    """
    book = load(inspection, as_of)
    found = contradictions(book)
    if as_of < timezone.localdate():
        now = load(inspection)
        found = hindsight(found, now)
        reword(book, now)
    group = [{"post": row.post, "duty": row.duty} for row in leading_group(book)]
    return frozen(book, found) | {"group": group}, found


def reword(book, now):
    """Give the rows of a past day the words that the ledger has for them ``now``."""
    pairs = (
        (book.problems, now.problems, WORDING),
        (book.tasks, now.tasks, TASK_WORDING),
        (book.measures, now.measures, WORDING),
    )
    for rows, latest, names in pairs:
        known = {row.pk: row for row in latest}
        for row in rows:
            if fresh := known.get(row.pk):
                for name in names:
                    setattr(row, name, getattr(fresh, name))


def frozen(book, found=None):
    """The figures and rows of a loaded ledger; ``found`` are its contradictions, if explained.

    It asks the database nothing: two of them are compared on every dashboard.
    """
    found = contradictions(book) if found is None else found
    return {
        "form": FORM,
        "inspection": of_inspection(book.inspection),
        "as_of": iso(book.as_of),
        "contradictions": [of_contradiction(row) for row in found],
        "figures": [of_figure(row) for row in count(book).values()],
        "aspects": [of_aspect(row) for row in book.opinion_aspects],
        "problems": [of_problem(row) for row in book.problems],
        "tasks": [of_task(row) for row in book.tasks],
        "measures": [of_measure(row) for row in book.measures],
        "outcomes": [of_outcome(row) for row in book.outcomes],
        "meetings": [of_meeting(row) for row in book.meetings],
    }


def of_inspection(row):
    """The facts of the inspection that a notice begins with."""
    organization = row.organization
    names = ("title", "round", "team", "kind")
    days = ("on_site_start", "on_site_end", "feedback_date", "period_start", "period_end")
    return (
        {"id": row.pk, "organization": organization.name, "short_name": organization.short_name}
        | {name: getattr(row, name) for name in names}
        | {name: iso(getattr(row, name)) for name in days}
    )


def of_aspect(row):
    """A chapter of the feedback opinion."""
    return {"id": row.pk, "number": row.number, "title": row.title}


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
        "number": row.number,
        "title": row.title,
        "text": row.text,
        "disclosure": row.disclosure,
        "public_text": row.public_text,
        "state": row.state,
        "state_label": row.get_state_display(),
        "deadline": iso(row.deadline),
        "first_deadline": iso(getattr(row, "first_deadline", None)),
        "light": row.light.code,
        "since": row.since and iso(timezone.localdate(row.since)),
    }


def of_problem(row):
    """A problem with its kind of feedback."""
    return of_item(row) | {"feedback": row.feedback_kind, "aspect": row.aspect_id}


def of_task(row):
    """A task with whose it is, and why it is as it is."""
    return of_item(row) | {
        "problem": row.problem_id,
        "also_addresses": list(row.also),
        "department": row.department.name,
        "lead": row.lead.post,
        "kind": row.kind,
        "unfinished_reason": row.unfinished_reason,
        "next_step": row.next_step,
        "expected_date": iso(row.expected_date),
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
