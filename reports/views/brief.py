"""The weekly brief on one page, to be taken away."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from ledger import access
from ledger.models import Inspection
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from ledger.workbook import CONTENT_TYPE
from reports import brief

from .dashboard import asked_day


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
    body = make(inspection, day)
    access.log(request, "export", request.get_full_path())
    response = HttpResponse(body, content_type=content_type)
    date = (day or timezone.localdate()).isoformat()
    name = f"{inspection.organization.name}整改周报{date}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
