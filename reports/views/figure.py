"""One figure and the rows behind it, now or on a day of the past."""

from django.shortcuts import render
from django.utils import timezone

from ledger.models import Inspection
from ledger.refusals import refuse
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from reports.book import load
from reports.figures import count

from .dashboard import asked_day

# How a row belongs to a part of the ledger: the name in the address → what it is of a row.
PARTS = {
    "department": lambda row: row.department_id,
    "lead": lambda row: task_of(row) and task_of(row).lead_id,
    "aspect": lambda row: task_of(row) and task_of(row).problem.aspect_id,
}


def task_of(row):
    """The task of a measure, or the task itself; None for anything else."""
    return {"measure": lambda: row.task, "task": lambda: row}.get(row.level, lambda: None)()


def wanted(data):
    """(part, id) asked for in the address, or None; raises Refusal for what is none."""
    asked = [(name, data[name]) for name in PARTS if name in data]
    if not asked:
        return None
    name, text = asked[0]
    if len(asked) > 1 or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise refuse("malformed", errors=["筛选条件不对，请从看板上的数字打开。"])
    return name, int(text)


def narrowed(rows, part, book):
    """(rows of one part of the ledger, what that part is called)."""
    name, pk = part
    if not all(hasattr(row, "level") for row in rows):
        raise refuse("malformed", errors=["这个数字不分部门、方面和领导。"])
    named = {
        "department": {r.department_id: r.department.name for r in (*book.tasks, *book.measures)},
        "lead": {row.lead_id: row.lead.post for row in book.tasks},
        "aspect": {row.pk: row.short_title or row.title for row in book.aspects},
    }
    return [row for row in rows if PARTS[name](row) == pk], named[name].get(pk, "没有这一部分")


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def figure(request, inspection):
    """A figure's rule and every row that it counts; the first figure where none is named."""
    day = asked_day(request.GET, inspection, "figure", *PARTS)
    part = wanted(request.GET)
    book = load(inspection, day)
    found = count(book)
    shown = found.get(request.GET.get("figure") or next(iter(found)))
    if shown is None:
        raise refuse("malformed", errors=["没有这个数字。"])
    rows, name = narrowed(shown.rows, part, book) if part else (shown.rows, "")
    kind = rows[0]._meta.model_name if rows else ""
    context = {
        "inspection": inspection,
        "figure": shown,
        "figures": found.values(),
        "rows": rows,
        "items": kind in ("problem", "task", "measure"),
        "kind": kind,
        "part": name,
        "as_of": book.as_of,
        "past": book.as_of < timezone.localdate(),
    }
    return render(request, "reports/figure.html", context)
