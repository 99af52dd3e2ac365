"""The weekly brief (周报): a ledger on one page, as PDF and as a workbook, from the dashboard's facts."""

import re
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from . import dashboard, faces, press, typesetting

HEADLINES = (
    "problems_signed_off",
    "tasks_signed_off",
    "tasks_continuing",
    "measures_signed_off",
    "measures_on_time",
    "measures_late",
    "measures_extended",
    "overdue",
    "due_soon",
    "stagnant",
    "waiting",
    *dashboard.OUTCOMES,
)
WHOLES = {
    "problems_signed_off": "problems_total",
    "tasks_signed_off": "tasks_total",
    "measures_signed_off": "measures_total",
}
ROOM_COLUMNS = (
    ("measures", "措施"),
    ("signed_off", "已销号"),
    ("due_soon", "临期"),
    ("overdue", "逾期"),
    ("waiting", "待审核复核"),
    ("tasks", "任务"),
    ("tasks_signed_off", "任务销号"),
)
ROOMS, LISTED = 12, 5  # that leave room for the rest of one page


def facts(inspection, as_of=None):
    """What the brief tells: the dashboard's facts, with the figures beside those of a week before."""
    found = dashboard.context(inspection, as_of)
    changes = found["changes"]
    before = {row.key: row.before for row in changes.figures} if changes else {}
    figures = found["figures"]
    found["headlines"] = [
        (figures[key], figures.get(WHOLES.get(key)), before.get(key, figures[key].value))
        for key in HEADLINES
    ]
    found["rooms"] = sorted(
        (group for group, _ in found["departments"]), key=lambda group: -group.overdue
    )
    found["made_at"] = timezone.now()
    return found


def sentence(found):
    """The computed sentence that opens dashboard and brief, as plain text."""
    text = strip_tags(render_to_string("reports/_say.html", found))
    return re.sub(r"\s+", " ", text).strip()


def as_pdf(inspection, as_of=None):
    """The bytes of the PDF; refused (503) where a font or library is missing."""
    found = facts(inspection, as_of)
    found["rooms_left"] = len(found["rooms"]) - ROOMS
    found["rooms"] = found["rooms"][:ROOMS]
    found["lists"] = [
        ("逾期", [(row, row.light.text) for row in found["late"][:LISTED]]),
        ("临期", [(row, row.light.text) for row in found["soon"][:LISTED]]),
    ]
    found["stuck"] = found["stuck"][:LISTED]
    html = render_to_string("reports/brief_print.html", found)
    with faces.fonts() as fonts:
        faces.check(fonts, strip_tags(html))
    return press.print_html(html, typesetting.stylesheet("brief_print.css"))


def as_workbook(inspection, as_of=None):
    """The bytes of the workbook: figures, departments, what changed, what presses."""
    from .workbook import table  # openpyxl: a second of start-up that few requests need
    from .workbook.package import Book

    found = facts(inspection, as_of)
    name = inspection.organization.name
    book = Book(f"{name}整改周报")
    line = f"{inspection.title}　数据截至 {found['as_of'].isoformat()}。{sentence(found)}"
    for sheet, headings, rows in sheets(found):
        headings = [table.Heading(*row) for row in headings]
        table.write(book, sheet, f"{name}整改周报 · {sheet}", line, headings, rows)
    return book.save()


def sheets(found):
    """(name, headings, rows) of each sheet; a heading is its text, width, and whether centred."""
    numbers = [("现在", 12), ("共", 12), ("一周前", 12)]
    headings = [("数字", 22), *numbers, ("单位", 8), ("统计口径", 70, False)]
    yield "概况", headings, [headline(*row) for row in found["headlines"]]
    headings = [("部门", 22), *((word, 12) for _, word in ROOM_COLUMNS)]
    names = ["name", *(name for name, _ in ROOM_COLUMNS)]
    rows = [[getattr(group, name) for name in names] for group in found["rooms"]]
    yield "各部门", headings, rows
    headings = [("类别", 14), ("事项", 14), ("内容", 60, False), ("说明", 40, False)]
    yield "一周变动", headings, changed(found)
    yield "逾期临期和审批", headings, pressing(found)


def headline(now, whole, was):
    """A figure, what it is of, and what it was a week ago."""
    values = (now.value, whole and whole.value, was)
    return [now.label, *map(number, values), now.unit, now.rule]


def number(value):
    """A figure as a cell takes it: amounts come as text."""
    return Decimal(value) if isinstance(value, str) else value


def changed(found):
    """A line for each change of the week."""
    groups = found["changes"].groups if found["changes"] else []
    return [
        [word, row.row["title"], row.row["text"], row.detail]
        for _, word, rows in groups
        for row in rows
    ]


def pressing(found):
    """A line for each measure that is late or due soon, and for each item that waits."""
    lines = [
        [word, row.title, row.text, f"{row.department.name}，{row.light.text}"]
        for word, key in (("逾期", "late"), ("临期", "soon"))
        for row in found[key]
    ]
    return lines + [
        ["等待审批", row.item.title, row.item.text, f"等{row.who}，已 {row.days} 天"]
        for row in found["stuck"]
    ]
