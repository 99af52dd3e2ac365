"""Home: the queue for staff, queue and dashboard for leaders, the overview for overseers."""

from django.shortcuts import redirect, render
from django.utils import timezone

from ledger import permissions
from ledger.models import Inspection
from ledger.roles import ADMIN_ROLES, LEADER_ROLES, LEDGER_ROLES, MEMBER_ROLES, Role
from ledger.routes import route
from ledger.transitions import LEVELS
from measures.queue import queue
from reports import dashboard
from reports.waiting import waiting

# Needs that are facts of the item, or are met once for all.
QUIET = frozenset({"progress", "evidence", "none_held", "none_insufficient", "password"})


@route("GET")
def home(request):
    """What waits for the reader; a leader sees the dashboard below it, an overseer the overview."""
    roles = permissions.roles_of(request.user)
    if not roles & LEDGER_ROLES:
        return render(request, "reports/home_office.html", entrance(request.user, roles))
    if not roles & MEMBER_ROLES:
        return redirect("reports:overview")
    context = queue_context(request)
    if roles & LEADER_ROLES:
        return leader(request, context)
    return render(request, "reports/home.html", context)


def queue_context(request, picked=()):
    """The reader's queue today, with its parts; what a refused batch had chosen stays ``picked``."""
    today = timezone.localdate()
    found = queue(request.user, today)
    shown = {"queue": found, "today": today, "parts": parts(found)}
    posted = request.POST.getlist("item")
    acted = f"{posted[0].partition(':')[0]}:{request.POST.get('action')}" if posted else ""
    shown |= {"closing": closing(request.user), "papers": waiting(request.user)}
    return {**shown, "picked": picked or posted, "acted": acted}


def closing(user):
    """The ledgers whose closing waits for this secretary."""
    own = permissions.organizations_of(user, {Role.SECRETARY})
    rows = Inspection.objects.filter(organization__in=own, closed_at=None) if own else []
    return [row for row in rows if row.closing_asked_at]


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


# What the reader does, where the step is called by its result.
VERBS = {
    ("measure", "approve"): "审核",
    ("measure", "sign_off"): "复核",
    ("task", "endorse"): "审核",
}


def parts(found):
    """The parts of the queue with their headings, the empty ones left out."""
    rows = [
        ("objections", "派驻纪检监察组有异议", found.objections),
        ("held", "疑似涉密待核", found.held),
        ("review", "等你审核、复核或批准", found.review),
        ("extensions", "等你审批的延期", found.extensions),
        ("reports", "等你审核的阶段报告", found.reports),
        ("withheld", "等你审批的不公开", found.withheld),
        ("outcomes", "等你确认的成效", found.outcomes),
        ("returned", "退回和重新整改的", found.returned),
        ("reviews_due", "到了复核日期，请报送阶段报告", found.reviews_due),
        ("ready", "下级已全部销号，可以申请销号", found.ready),
        ("todo", "等你办理", found.todo),
        ("waiting", "你已签署，等别人办理", found.waiting),
    ]
    return [part for code, title, items in rows if items for part in split(code, title, items)]


def split(code, title, items):
    """A part of the queue: first what may be done at once, a group for each step, then the rest.

    What needs words of its own for each item (an effect, a reason) is in no group.
    """
    groups = {}
    for entry in items if code in ("review", "todo") else ():
        if all(need.code in QUIET for need in entry.step.needs):
            groups.setdefault((entry.item.level, entry.step.action), []).append(entry)
    found, rest = [], list(items)
    for (level, action), rows in groups.items():
        if len(rows) > 1:
            rest = [entry for entry in rest if entry not in rows]
            step = rows[0].step
            kind = LEVELS[level].model._meta.verbose_name
            label = f"等你{VERBS.get((level, action), step.label)}的{kind}"
            batch = {
                "key": f"{level}:{action}",
                "action": action,
                "step": step,
                "password": needs_password(step),
            }
            found.append({"code": code, "title": label, "items": rows, "batch": batch})
    return [*found, *([{"code": code, "title": title, "items": rest}] if rest else [])]


def needs_password(step):
    """Whether the step asks for the password."""
    return any(need.code == "password" for need in step.needs)


def entrance(user, roles):
    """What someone may open who reads no ledger: journals, accounts, or nothing yet."""
    journals = []
    if Role.AUDITOR in roles:
        journals = Inspection.objects.journal_visible_to(user)
    return {"journals": journals, "admin": bool(roles & ADMIN_ROLES), "roles": roles}
