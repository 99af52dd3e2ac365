"""The papers of a case beside its evidence: feedback documents, meetings, published notices.

``documents`` is where anything else that belongs to the case joins the archive.
"""

from problems.models import Feedback, Problem
from reports.models import Publication
from reports.published import Standing, standing_of

from . import records, sheets
from .filing import MEETINGS
from .naming import numbered, safe

FEEDBACK = "反馈文件"
NOTICES = "公布的通报"
# What the public finds of a version, as code and words.
STATES = {
    Standing.PUBLISHED: ("published", "公布中"),
    Standing.CORRECTED: ("corrected", "已更正"),
    Standing.HIDDEN: ("taken_down", "已撤下"),
    Standing.TAKEN_DOWN: ("taken_down", "已撤下"),
}


def documents(inspection, filing):
    """(path, content) of each paper, content as bytes or as chunks of them."""
    yield from feedback(inspection)
    yield from notices(inspection)
    yield from sheets.sheets(inspection, filing)
    yield (
        f"{MEETINGS}/{MEETINGS}.json",
        records.as_json([of_meeting(*one) for one in filing.meetings]),
    )


def feedback(inspection):
    """Each feedback document as it stands in the ledger: as text, and all of them as data."""
    rows = list(
        Feedback.objects.filter(inspection=inspection).prefetch_related("aspects").order_by("pk")
    )
    problems = {}
    for row in Problem.objects.filter(inspection=inspection).order_by("number"):
        problems.setdefault(row.feedback_id, []).append(row)
    told = []
    for number, row in enumerate(rows, 1):
        own = problems.get(row.pk, [])
        name = f"{numbered(number, len(rows))} {safe(row.title, 40)}.txt"
        yield f"{FEEDBACK}/{name}", in_windows("\n".join(lines(row, own)))
        told.append(of_feedback(row, own))
    yield f"{FEEDBACK}/{FEEDBACK}.json", records.as_json(told)


def notices(inspection):
    """Each published notice as it was issued, and what it rests on as data."""
    rows = Publication.objects.filter(notice__inspection=inspection).select_related("notice")
    stands = standing_of(inspection)
    told = []
    for row in rows.order_by("published_at", "pk"):
        state, label = STATES[stands[row.notice_id]]
        remark = "" if state == "published" else f"（{label}）"
        name = f"{row.slug} 第{row.number}版{remark}.pdf"
        yield f"{NOTICES}/{name}", bytes(row.pdf)
        names = ("slug", "number", "sha256", "pdf_sha256", "snapshot_sha256", "sequence", "head")
        told.append(
            {"notice": row.notice_id, "file": name, "state": state, "state_label": label}
            | {name: getattr(row, name) for name in names}
            | {"published_at": row.published_at.isoformat(), "passages": row.passages}
        )
    if told:
        yield f"{NOTICES}/{NOTICES}.json", records.as_json(told)


def in_windows(text):
    """Text as every editor on Windows opens it."""
    return (text.rstrip() + "\n").replace("\n", "\r\n").encode("utf-8-sig")


def lines(row, problems):
    """A document as text: its facts, then its chapters with what was found."""
    yield row.title
    yield "　".join(filter(None, [row.get_kind_display(), row.number, row.date.isoformat()]))
    chapters = [(aspect.pk, aspect.title) for aspect in row.aspects.all()]
    for pk, title in [*chapters, (None, "")]:
        own = [problem for problem in problems if problem.aspect_id == pk]
        if title or own:
            yield f"\n{title}" if title else ""
        for problem in own:
            void = "（已作废）" if problem.voided_at else ""
            yield f"{problem.number}. {problem.text}{void}"


def of_feedback(row, problems):
    """A document as data."""
    return {
        "id": row.pk,
        "kind": row.get_kind_display(),
        "title": row.title,
        "number": row.number,
        "date": row.date.isoformat(),
        "aspects": [
            {"id": aspect.pk, "number": aspect.number, "title": aspect.title}
            for aspect in row.aspects.all()
        ],
        "problems": [
            {
                "id": problem.pk,
                "number": problem.number,
                "aspect": problem.aspect_id,
                "text": problem.text,
                "voided": problem.voided_at is not None,
            }
            for problem in problems
        ],
    }


def of_meeting(meeting, line):
    """A meeting or visit as data, with the place of its paper."""
    return {
        "id": meeting.pk,
        "kind": meeting.get_kind_display(),
        "date": meeting.date.isoformat(),
        "subject": meeting.subject,
        "tasks": [task.number for task in meeting.tasks.all()],
        "paper": line and line.path,
        "voided": meeting.voided_at is not None,
        "void_reason": meeting.void_reason,
    }
