"""The weekly brief on one page, to be taken away."""

from functools import partial

from django.utils import timezone

from ledger.models import Inspection
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from ledger.workbook import CONTENT_TYPE
from reports import brief

from .dashboard import asked_day
from .files import send


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def brief_pdf(request, inspection):
    """The brief as PDF; refused (503) where a font or library is missing."""
    day = asked_day(request.GET, inspection)
    return attachment(request, inspection, day, brief.as_pdf, "application/pdf", "pdf")


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def brief_xlsx(request, inspection):
    """The brief as a workbook."""
    day = asked_day(request.GET, inspection)
    return attachment(request, inspection, day, brief.as_workbook, CONTENT_TYPE, "xlsx")


def attachment(request, inspection, day, make, content_type, ending):
    """Note who took it, and send it under its Chinese name."""
    date = (day or timezone.localdate()).isoformat()
    name = f"{inspection.organization.name}整改周报{date}.{ending}"
    return send(request, partial(make, inspection, day), content_type, name)
