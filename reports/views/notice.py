"""The draft of the notice: on the screen, and as an official document in PDF and for WPS."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from ledger import access
from ledger.models import Inspection
from ledger.refusals import Refusal
from ledger.roles import DRAFT_ROLES
from ledger.routes import route
from reports import faces, press
from reports.book import load
from reports.figures import count
from reports.notice import compose, draft

from .dashboard import asked_day

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def notice(request, inspection):
    """The draft as it would be published, with its figures and what it leaves out."""
    day = asked_day(request.GET, inspection)
    book = load(inspection, day)
    request.inspection = inspection
    press.warm()  # whoever reads the draft is likely to print it
    context = {
        "inspection": inspection,
        "notice": compose(book),
        "figures": count(book).values(),
        "asked": day,
        "today": timezone.localdate(),
        "remarks": print_remarks(),
    }
    return render(request, "reports/notice.html", context)


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def notice_pdf(request, inspection):
    """The draft as PDF, marked as one; refused (503) where a font or library is missing."""
    made = draft(inspection, asked_day(request.GET, inspection))
    now = timezone.now()
    body = press.render(made.paper, made_at=now, draft=draft_line(request, made, now))
    return handed_over(request, made, body, "pdf", "application/pdf")


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def notice_docx(request, inspection):
    """The draft for WPS, marked as one."""
    from reports import word  # python-docx: half a second of start-up that few requests need

    made = draft(inspection, asked_day(request.GET, inspection))
    now = timezone.now()
    body = word.docx(made.paper, made_at=now, draft=draft_line(request, made, now))
    return handed_over(request, made, body, "docx", DOCX)


def draft_line(request, made, now):
    """What stands above each page of a draft: whose it is, and of when."""
    return (
        f"草稿　{request.user.name}　{timezone.localtime(now):%Y-%m-%d %H:%M} 生成　"
        f"数据截至 {made.as_of.isoformat()}"
    )


def handed_over(request, made, body, ending, content_type):
    """The file as a download, noted in the access log."""
    access.log(request, "export", request.get_full_path())
    response = HttpResponse(body, content_type=content_type)
    name = f"{made.heading}（草稿 {made.as_of.isoformat()}）.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def print_remarks():
    """What a reader should know of this machine's fonts before printing."""
    try:
        return [f"服务器没有{name}，PDF 中用 {family} 代替。" for name, family in faces.stand_ins()]
    except Refusal as refusal:
        return [str(refusal)]
