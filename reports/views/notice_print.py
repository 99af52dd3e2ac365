"""A notice that is not published, as PDF with a line that says so."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from ledger import access
from ledger.models import Inspection
from ledger.roles import DRAFT_ROLES
from ledger.routes import route
from reports import faces, pdf, typesetting
from reports.drafting import passages_of
from reports.notice import set_out

from .dashboard import asked_day
from .notice import preview
from .notice_edition import of_reader


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def preview_pdf(request, inspection):
    """What a notice would say on a day; refused (503) where a font or library is missing."""
    passages, data, _ = preview(inspection, asked_day(request.GET, inspection))
    made = set_out(passages, data["as_of"])
    return answer_pdf(request, made, f"数据截至 {data['as_of']}")


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def edition_pdf(request, notice):
    """A notice that is worked on."""
    made = set_out(passages_of(notice), notice.snapshot.data["as_of"])
    snapshot = notice.snapshot
    return answer_pdf(request, made, f"{snapshot.title} {snapshot.short_hash}")


def draft_line(user, now, rests_on):
    """What stands on every page of a draft: whose print it is, when, from what."""
    return f"草稿　{user.name}　{timezone.localtime(now):%Y-%m-%d %H:%M} 生成　{rests_on}"


def answer_pdf(request, made, rests_on):
    """The PDF as a file to keep."""
    now = timezone.now()
    line = draft_line(request.user, now, rests_on)
    with faces.fonts() as found:
        faces.check(found, "".join([line, *made.paragraphs()]))
        html = typesetting.html(made, found, made_at=now, draft=line)
    body = pdf.render(html, typesetting.stylesheet())
    access.log(request, "export", request.get_full_path())
    response = HttpResponse(body, content_type="application/pdf")
    name = f"{made.heading}（草稿 {made.as_of.isoformat()}）.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
