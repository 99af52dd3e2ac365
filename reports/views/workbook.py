"""The ledger as a workbook, with the filters of the ledger page; and the blank one to fill in."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from ledger import access, permissions
from ledger.models import Inspection
from ledger.refusals import refuse
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from ledger.workbook import CONTENT_TYPE
from reports import rows
from reports.filters import MeasureFilter
from reports.models import LedgerImport

from .ledger import rooms_of


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def ledger_xlsx(request, inspection):
    """The ledger in its customary layout; what is filtered on the page is filtered here."""
    from reports import workbook  # openpyxl: a second of start-up that few requests need

    standing = permissions.standing(request.user, inspection.organization)
    aspects = rows.aspects_of(rows.problems_of(inspection))
    given = {"inspection": inspection, "on": timezone.localdate(), "rooms": rooms_of(standing)}
    found = MeasureFilter(request.GET, aspects=aspects, **given)
    matching = found.matching()
    words = "" if matching is None else found.words()
    title = "整改台账" if matching is None else "整改台账（筛选）"
    return attachment(request, inspection, title, workbook.export(inspection, matching, words))


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def own_layout_xlsx(request, inspection):
    """The whole ledger in an organization's own layout: of ``?import=``, or as it last imported."""
    from reports.intake import imports

    asked = request.GET.get("import", "")
    row = imports.layout_of(inspection)
    if asked:
        rows = LedgerImport.objects.filter(inspection=inspection, applied_at__isnull=False)
        row = rows.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    if row is None:
        raise refuse("no_own_layout")
    body = imports.in_own_layout(inspection, row)
    return attachment(request, inspection, "整改台账（本单位版式）", body)


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def template_xlsx(request, inspection):
    """The blank ledger with the lists of this organization."""
    from reports import workbook

    return attachment(request, inspection, "整改台账模板", workbook.template(inspection))


def attachment(request, inspection, title, body):
    """Note who took it, and send it under its Chinese name."""
    access.log(request, "export", request.get_full_path())
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    name = f"{inspection.organization.name}{title}{timezone.localdate().isoformat()}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
