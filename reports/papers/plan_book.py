"""The plan as it was adopted: the ledger replayed from the journal up to the entry of its issue."""

from django.utils import timezone

from ledger.models import Adoption, JournalEntry
from measures.models import Extension
from reports.book import MODELS, Book, aspects, end_of, link, name, plan
from reports.history import COLUMNS, History


class UpTo(History):
    """The journal of a ledger up to and with the entry of one number."""

    def __init__(self, inspection, sequence):
        self.inspection = inspection
        entries = JournalEntry.objects.filter(head__inspection=inspection, sequence__lte=sequence)
        self.entries = list(entries.order_by("sequence").values_list(*COLUMNS))


def adoption_on(inspection, day):
    """The plan in force at the end of a day, or None."""
    rows = Adoption.objects.filter(inspection=inspection, adopted_at__lte=end_of(day))
    return rows.order_by("sequence").last()


def adopted(inspection, adoption):
    """The ledger as the plan had it when it was issued."""
    end, day = adoption.adopted_at, timezone.localdate(adoption.adopted_at)
    history = UpTo(inspection, adoption.sequence)
    book = Book(inspection, day, history=history)
    rows = [[row for row in history.rows(end, model) if row.voided_at is None] for model in MODELS]
    name(*rows, Book(inspection, day))
    plan(history.rows(end, Extension), *rows[1:])
    book.problems, book.tasks, book.measures = rows
    book.aspects = aspects(inspection)
    link(book)
    history.entered(end, [*book.problems, *book.tasks, *book.measures])
    return book
