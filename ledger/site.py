"""What every page shows around its content: navigation, account, the time of the data."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ledger import permissions
from ledger.models import Inspection
from ledger.roles import DRAFT_ROLES, JOURNAL_ROLES, LEDGER_ROLES, MEMBER_ROLES, Role

OPENED = "ledger"  # a cookie: the ledger that the person opened last


def site(request):
    """Context of every page: ``site`` and ``nav``."""
    user = getattr(request, "user", None)
    frame = {"now": timezone.now(), "production": settings.PRODUCTION}
    if user is None or not user.is_authenticated:
        return {"site": frame, "nav": []}
    roles = permissions.roles_of(user)
    inspection = getattr(request, "inspection", None)
    if roles & LEDGER_ROLES:
        inspection = last_opened(request, inspection, guess=bool(roles & MEMBER_ROLES))
    frame |= {
        "inspection": inspection,
        "roles": "、".join(dict.fromkeys(Role(role).label for role in sorted(roles))),
        "sample": bool(inspection and inspection.organization.is_sample),
    }
    return {"site": frame, "nav": navigation(request, roles, inspection)}


def last_opened(request, inspection, guess):
    """The ledger that the page is about, or else the one opened last, or the latest under way.

    The last one is a ``guess``, which would say nothing to somebody who oversees hundreds.
    """
    if inspection is not None:
        return inspection
    rows = Inspection.objects.visible_to(request.user)
    opened = request.COOKIES.get(OPENED, "")
    known = opened.isascii() and opened.isdigit() and len(opened) < 10
    found = rows.filter(pk=opened).first() if known else None
    return found or (rows.filter(closed_at=None).first() if guess else None)


def navigation(request, roles, inspection):
    """The pages in the top bar that these roles may open."""
    rows = []
    if Role.OVERSEER in roles:
        rows += [("总览", "总览", reverse("reports:overview"))]
    if roles & MEMBER_ROLES:
        rows += [("首页", "首页", reverse("reports:home"))]
    if inspection:
        rows += [
            ("整改台账", "台账", reverse("reports:ledger", args=[inspection.pk])),
            ("进度看板", "看板", reverse("reports:dashboard", args=[inspection.pk])),
        ]
    if inspection and roles & DRAFT_ROLES:
        rows.append(("通报", "通报", reverse("reports:notice", args=[inspection.pk])))
    if inspection and roles & JOURNAL_ROLES:
        rows.append(("操作记录", "记录", reverse("reports:journal", args=[inspection.pk])))
    if roles & LEDGER_ROLES:
        rows.append(("巡察轮次", "轮次", reverse("ledger:inspections")))
    return [
        {"label": label, "short": short, "url": url, "current": request.path == url}
        for label, short, url in rows
    ]
