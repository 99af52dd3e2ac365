"""How much one person may upload in one ledger."""

from django.conf import settings
from django.db.models import Sum

from ledger.refusals import refuse

from .models import Evidence, HeldUpload


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
