"""What an archive of a ledger would hold, as its page tells it beforehand."""

from django.db.models import Count, Q, Sum

from ledger.models import Adoption
from measures.models import Evidence, HeldUpload, Measure, Meeting
from problems.models import Feedback, Problem, Task
from reports.models import Publication, Snapshot

from . import records


def summary(inspection):
    """Numbers of what goes in and what stays out, in a fixed number of queries."""
    rows = Evidence.objects.filter(inspection=inspection)
    kept = Q(pk__in=rows.filter(measures__isnull=False)) | Q(meetings__isnull=False)
    kept = rows.filter(pk__in=rows.filter(kept).values("pk"))
    found = kept.aggregate(count=Count("pk"), size=Sum("size"))
    of_ledger = {"inspection": inspection}
    return {
        "head": records.head_of(inspection),
        "files": found["count"],
        "size": found["size"] or 0,
        "problems": Problem.objects.filter(**of_ledger).count(),
        "measures": Measure.objects.filter(**of_ledger).count(),
        "documents": Feedback.objects.filter(**of_ledger).count(),
        "meetings": Meeting.objects.filter(**of_ledger).count(),
        "plans": Adoption.objects.filter(**of_ledger).count(),
        "notices": Publication.objects.filter(notice__inspection=inspection).count(),
        "sheets": Task.objects.filter(**of_ledger, state="signed_off").live().count(),
        "snapshots": Snapshot.objects.filter(**of_ledger).count(),
        "left_out": rows.count() - found["count"],
        "waiting": HeldUpload.objects.waiting().filter(measure__inspection=inspection).count(),
    }
