"""Handlers and supporting departments of a loaded ledger: what the book itself does not hold."""

from ledger.models import Department, User
from measures.models import Measure
from problems.models import Task
from reports.book import end_of

from .proof import is_past
from .settled import SettledBook, as_then


def handlers(measures):
    """id → account of the handlers of some measures."""
    return User.objects.in_bulk({row.handler_id for row in measures if row.handler_id})


def supporting(book, *, replay=False):
    """(level, id) → names of the supporting departments of tasks and measures, on the book's day.

    With ``replay`` the book's own history tells, also where its day is today.
    """
    pairs = replayed(book) if replay or is_past(book) else present(book)
    rooms = Department.objects.in_bulk({room for _, rooms in pairs for room in rooms})
    if isinstance(book, SettledBook):
        as_then(rooms.values(), book.entry.at)
    ordered = {
        key: sorted((rooms[pk] for pk in found), key=lambda room: (room.order, room.pk))
        for key, found in pairs
    }
    return {key: [room.name for room in found] for key, found in ordered.items()}


def present(book):
    """((level, id), departments) as the tables have them."""
    pairs = {}
    for model in (Task, Measure):
        through, level = model.supporting.through, model.level
        rows = through.objects.filter(**{f"{level}__inspection": book.inspection.pk})
        for pk, room in rows.values_list(level, "department"):
            pairs.setdefault((level, pk), set()).add(room)
    return list(pairs.items())


def replayed(book):
    """((level, id), departments) as the journal had them."""
    kept = book.history.values(end_of(book.as_of), "task", "measure")
    return [(key, set(values.get("supporting") or ())) for key, values in kept.items()]
