"""The ledger page, and the ledger as JSON."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

from ledger import access, permissions
from ledger.models import Inspection
from ledger.roles import ARCHIVE_ROLES, DEPARTMENT_ROLES, LEDGER_ROLES, MEMBER_ROLES, Role
from ledger.routes import route
from reports import rows
from reports.filters import MeasureFilter
from reports.ledger_json import document


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def ledger(request, inspection):
    """Every measure under its task, problem and aspect; filtered by the address."""
    today = timezone.localdate()
    standing = permissions.standing(request.user, inspection.organization)
    rooms = rooms_of(standing)
    problems = rows.problems_of(inspection)
    given = {"inspection": inspection, "on": today, "rooms": rooms}
    found = MeasureFilter(request.GET, aspects=rows.aspects_of(problems), **given)
    page = rows.load(inspection, standing, found.matching(), problems)
    context = {
        "inspection": inspection,
        "office": standing.holds(Role.OFFICE) and not inspection.closed_at,
        "member": bool(standing.roles & MEMBER_ROLES),
        "takes_away": bool(standing.roles & ARCHIVE_ROLES),
        "page": page,
        "form": found.form,
        "conditions": found.words(),
        "views": quick_views(request, page, rooms),
        "days_left": (inspection.period_end - today).days,
        "signed_off": page.count("done"),
        "overdue": page.count("overdue"),
        "due_soon": page.count("due_soon"),
        "unfinished": len(page.measures) - page.count("done"),
    }
    context["no_match"] = f"条件：{context['conditions']}。换一个条件，或查看整本台账。"
    return render(request, "reports/ledger.html", context)


def rooms_of(standing):
    """The departments that somebody belongs to."""
    return {department for role, department in standing.held if role in DEPARTMENT_ROLES}


def quick_views(request, page, rooms):
    """The tabs above the table, each with the whole ledger's count."""
    mine = [row for row in page.measures if row.department_id in rooms]
    mine = [row for row in mine if row.state != "signed_off"]
    missed = page.count("review_missed")
    idle = sum(bool(row.idle) for row in page.measures)
    act = [row for row in page.measures if row.offer and row.offer.signs]
    tabs = [
        ("全部", "", len(page.measures), True),
        ("未销号", "state=unfinished", len(page.measures) - page.count("done"), True),
        ("逾期", "light=overdue", page.count("overdue"), True),
        ("临期", "light=due_soon", page.count("due_soon"), True),
        ("停滞", "stagnant=1", idle, bool(idle)),
        ("复核逾期", "light=review_missed", missed, bool(missed)),
        ("待审核复核", "state=waiting", len([r for r in page.measures if waiting(r)]), True),
        ("我的部门", "mine=1&state=unfinished", len(mine), bool(rooms)),
    ]
    asked = "&".join(f"{name}={value}" for name, value in request.GET.items() if value)
    return [
        {"label": label, "query": query, "count": count, "current": query == asked}
        for label, query, count, shown in tabs
        if shown and (count or act or query != "mine=1&state=unfinished")
    ]


def waiting(measure):
    """Whether a measure waits for a signature."""
    return measure.state in {"submitted", "reviewed"}


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def ledger_json(request, inspection):
    """The whole ledger for machines."""
    access.log(request, "export", f"ledger.json {inspection.pk}")
    return JsonResponse(document(inspection))
