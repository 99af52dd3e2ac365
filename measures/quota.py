"""How much a measure takes, and how much one person may upload in one ledger."""

from django.conf import settings
from django.db.models import Count, Sum

from ledger.refusals import refuse

from .models import Evidence, HeldUpload

MOST_FILES = 200  # of one measure


def check_quota(measure, size, held=None):
    """Refuse more files, or more bytes, than a measure takes, those waiting for a decision included.

    ``held`` is the one that is being released.
    """
    kept = measure.evidence.aggregate(count=Count("pk"), size=Sum("size"))
    waiting = measure.held_uploads.waiting().exclude(pk=held and held.pk)
    waiting = waiting.aggregate(count=Count("pk"), size=Sum("size"))
    limit = settings.EVIDENCE_PER_MEASURE_MB
    if (kept["size"] or 0) + (waiting["size"] or 0) + size > limit * 1024 * 1024:
        raise refuse("evidence_quota", limit=limit)
    if kept["count"] + waiting["count"] >= MOST_FILES:
        raise refuse("evidence_count", limit=MOST_FILES)


def check_person_quota(inspection, person, size):
    """Refuse ``size`` more bytes where they are more than a person may upload in the ledger.

    A person is a personnel number: a second account opens no second quota. What waits for the
    office to check it counts too.
    """
    own = {"uploaded_by__personnel_number": person.personnel_number}
    kept = Evidence.objects.filter(inspection=inspection, **own)
    waiting = HeldUpload.objects.waiting().filter(measure__inspection=inspection, **own)
    used = sum(rows.aggregate(size=Sum("size"))["size"] or 0 for rows in (kept, waiting))
    limit = settings.EVIDENCE_PER_PERSON_MB
    if used + size > limit * 2**20:
        raise refuse("person_quota", used=round(used / 2**20), limit=limit)
