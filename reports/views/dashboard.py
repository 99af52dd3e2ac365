"""The dashboard: the truth in a minute."""

import datetime

from django.shortcuts import render
from django.utils import timezone

from ledger.models import Inspection
from ledger.refusals import refuse
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from reports.dashboard import context


def check_names(data, *names):
    """Refuse a query string with anything but these in it."""
    if unknown := sorted(set(data) - set(names)):
        raise refuse("malformed", errors=[f"没有这个条件：{unknown[0][:30]}"])


def day_of(text, inspection, label):
    """The day that a text names, between the feedback and today, or None for none; may refuse."""
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        reason = f"{label}不是有效日期，请写成 2024-01-31 这样的日期。"
        raise refuse("malformed", errors=[reason]) from error
    if not inspection.feedback_date <= day <= timezone.localdate():
        first = inspection.feedback_date.isoformat()
        raise refuse("malformed", errors=[f"{label}须在反馈日期（{first}）到今天之间。"])
    return day


def asked_day(data, inspection, *others):
    """The day that ``?as_of=`` asks for, or None for now; raises Refusal for what is none."""
    check_names(data, "as_of", *others)
    return day_of(data.get("as_of", ""), inspection, "数据截至日期")


def asked_since(data, inspection, day):
    """The earlier day that ``?since=`` compares with, or None."""
    since = day_of(data.get("since", ""), inspection, "比较日期")
    if since and since >= (day or timezone.localdate()):
        raise refuse("malformed", errors=["比较日期须早于数据截至日期。"])
    return since


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def dashboard(request, inspection):
    """Figures, charts and lists of one ledger, now or on a day of the past."""
    day = asked_day(request.GET, inspection, "since")
    since = asked_since(request.GET, inspection, day)
    return render(request, "reports/dashboard.html", context(inspection, day, since))
