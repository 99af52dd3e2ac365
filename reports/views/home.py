"""Home: the queue for staff, queue and dashboard for leaders, ways in for the others."""

from django.shortcuts import render
from django.utils import timezone

from ledger import permissions
from ledger.models import Inspection
from ledger.roles import ADMIN_ROLES, LEADER_ROLES, LEDGER_ROLES, Role
from ledger.routes import route
from measures.queue import queue
from reports import dashboard


@route("GET")
def home(request):
    """What waits for the reader; a leader sees the dashboard below it."""
    roles = permissions.roles_of(request.user)
    if not roles & LEDGER_ROLES:
        return render(request, "reports/home_office.html", entrance(request.user, roles))
    today = timezone.localdate()
    context = {"queue": queue(request.user, today), "today": today}
    context["parts"] = parts(context["queue"])
    if roles & LEADER_ROLES:
        return leader(request, context)
    return render(request, "reports/home.html", context)


def leader(request, context):
    """What waits for a leader, above the dashboard of the ledger under way."""
    inspection = current(request.user)
    if inspection is None:
        return render(request, "reports/home.html", context)
    request.inspection = inspection
    context |= dashboard.context(inspection)
    return render(request, "reports/home_leader.html", context)


def current(user):
    """The latest ledger under way that ``user`` may read, or the latest at all."""
    visible = Inspection.objects.visible_to(user)
    return visible.filter(closed_at=None).first() or visible.first()


def parts(found):
    """The parts of the queue with their headings, the empty ones left out."""
    rows = [
        ("review", "等你审核、复核、审批", found.review),
        ("returned", "退回给你的", found.returned),
        ("ready", "下级已全部销号，可以申请销号", found.ready),
        ("todo", "等你办理", found.todo),
        ("waiting", "你已签署，等别人办理", found.waiting),
    ]
    return [{"code": code, "title": title, "items": items} for code, title, items in rows if items]


def entrance(user, roles):
    """What someone may open who reads no ledger: journals, accounts, or nothing yet."""
    journals = []
    if Role.AUDITOR in roles:
        journals = Inspection.objects.journal_visible_to(user)
    return {"journals": journals, "admin": bool(roles & ADMIN_ROLES), "roles": roles}
