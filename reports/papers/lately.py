"""The latest progress of each measure, as it was told by the book's day."""

from measures.models import ProgressEntry
from reports.book import end_of


def latest(book):
    """Measure's id → the text of its last entry."""
    rows = ProgressEntry.objects.filter(
        measure__inspection=book.inspection.pk, at__lte=end_of(book.as_of)
    )
    return dict(rows.order_by("at", "pk").values_list("measure", "text"))
