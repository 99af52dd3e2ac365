"""A notice as PDF or for WPS, with a line that says so where it is not published."""

from functools import partial

from django.shortcuts import redirect
from django.utils import timezone

from ledger.models import Inspection
from ledger.roles import DRAFT_ROLES
from ledger.routes import route
from reports import drafting, press
from reports.models import NoticeState
from reports.notice import set_out
from reports.notice_steps import publication

from .dashboard import asked_day
from .files import send
from .notice_edition import DRAFT, MARKS, of_reader


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def preview_pdf(request, inspection):
    """What a notice would say on a day; refused (503) where a font or library is missing."""
    passages, data, _ = drafting.preview(inspection, asked_day(request.GET, inspection))
    made = set_out(passages, data["as_of"])
    return answer_file(request, made, f"数据截至 {data['as_of']}")


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def edition_pdf(request, notice):
    """A notice that is worked on; a published one is the file that everybody reads."""
    if notice.state == NoticeState.PUBLISHED:
        row = publication(notice)
        return redirect("reports:published_version_pdf", row.slug, row.number)
    return answer_edition(request, notice, "pdf")


def answer_edition(request, notice, kind):
    """The notice as it stands, as a file of a kind."""
    made = set_out(drafting.passages_of(notice), notice.snapshot.data["as_of"])
    rests_on = f"{notice.snapshot.title} {notice.snapshot.short_hash}"
    return answer_file(request, made, rests_on, kind, MARKS.get(notice.state, ""))


def draft_line(user, now, rests_on, mark=DRAFT):
    """What stands on every page of what is not published: whose print it is, when, from what."""
    if not mark:
        return ""
    return f"{mark}　{user.name}　{timezone.localtime(now):%Y-%m-%d %H:%M} 生成　{rests_on}"


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def preview_docx(request, inspection):
    """What a notice would say on a day, to be worked on in WPS or Word."""
    passages, data, _ = drafting.preview(inspection, asked_day(request.GET, inspection))
    made = set_out(passages, data["as_of"])
    return answer_file(request, made, f"数据截至 {data['as_of']}", "docx")


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def edition_docx(request, notice):
    """A notice as it stands, for WPS or Word."""
    return answer_edition(request, notice, "docx")


TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def maker(kind):
    """What makes a file of a kind."""
    if kind == "pdf":
        return press.render
    from reports import word  # python-docx: half a second of start-up that few requests need

    return word.docx


def answer_file(request, made, rests_on, kind="pdf", mark=DRAFT):
    """The notice as a file to keep, with the line that says what it is on each page."""
    now = timezone.now()
    line = draft_line(request.user, now, rests_on, mark)
    name = f"{made.heading}（{mark} {made.as_of.isoformat()}）.{kind}".replace("（ ", "（")
    make = partial(maker(kind), made.paper, made_at=now, draft=line)
    return send(request, make, TYPES[kind], name)
