"""The dashboard: the truth in a minute."""

import datetime

from django.shortcuts import render
from django.utils import timezone

from ledger.models import Inspection
from ledger.refusals import refuse
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from reports.dashboard import context


def asked_day(data, inspection):
    """The day that ``?as_of=`` asks for, or None for now; raises Refusal for what is none."""
    if unknown := sorted(set(data) - {"as_of"}):
        raise refuse("malformed", errors=[f"没有这个条件：{unknown[0][:30]}"])
    text = data.get("as_of", "")
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        reason = "数据截至日期不是有效日期，请写成 2024-01-31 这样的日期。"
        raise refuse("malformed", errors=[reason]) from error
    if not inspection.feedback_date <= day <= timezone.localdate():
        first = inspection.feedback_date.isoformat()
        raise refuse("malformed", errors=[f"数据截至日期须在反馈日期（{first}）到今天之间。"])
    return day


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def dashboard(request, inspection):
    """Figures, charts and lists of one ledger, now or on a day of the past."""
    day = asked_day(request.GET, inspection)
    return render(request, "reports/dashboard.html", context(inspection, day))
