"""The hints of the checks, and putting one aside."""

from collections import Counter

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render

from ledger import permissions
from ledger.acting import form_errors
from ledger.models import Inspection
from ledger.once import once, said_in
from ledger.paging import check_known, page_of
from ledger.refusals import Refusal, refuse
from ledger.roles import CHECK_ROLES, Role
from ledger.routes import route
from ledger.views.errors import wants_json
from reports.checks.dismissing import dismiss, objection
from reports.checks.finding import CHECKS, find
from reports.checks.forms import DismissForm, form_of

PER_PAGE = 20
SHOWN = 5  # rows of a hint that stand unfolded
DISMISSERS = frozenset({Role.OFFICE, Role.SUPERVISOR})


@route("GET", roles=CHECK_ROLES, of=Inspection)
def checks(request, inspection):
    """The open hints of a ledger, or those put aside; of one check if the address says so."""
    code, aside = asked(request.GET)
    hints = find(inspection)
    chosen = [hint for hint in hints if bool(hint.dismissal) == aside and code in ("", hint.code)]
    page = page_of(chosen, PER_PAGE, request.GET)
    return show(request, inspection, hints, page.object_list, page=page, code=code, aside=aside)


def asked(data):
    """(check, whether those put aside) that the address asks for; raises Refusal for none."""
    check_known(data, {"check", "aside"})
    code, aside = data.get("check", ""), data.get("aside", "")
    if code not in ("", *CHECKS) or aside not in ("", "1"):
        raise refuse("malformed", errors=["没有这项核查，请从页面上的链接进入。"])
    return code, bool(aside)


def show(request, inspection, hints, shown, *, form=None, refusal=None, **context):
    """The page with some of the ledger's hints; ``form`` keeps what was typed and refused."""
    standing = permissions.standing(request.user, inspection.organization)
    for hint in shown:
        prepare(hint, objection(hint, request.user, standing), inspection, form)
    left = Counter(hint.code for hint in hints if not hint.dismissal)
    context |= {
        "inspection": inspection,
        "hints": shown,
        "counts": [(check, left[check.code]) for check in CHECKS.values()],
        "open": left.total(),
        "dismissed": len(hints) - left.total(),
        "dismisser": bool(standing.roles & DISMISSERS),
        "chosen": CHECKS.get(context.get("code")),
        "refusal": refusal,
        # Where the hint is gone, the words typed for it stand on the page by themselves.
        "typed": form.data.get("reason", "") if form and not shown else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "reports/checks.html", context, status=status)


def prepare(hint, objection, inspection, form):
    """Give a hint what the page shows of it: its check, rows, and the form or why there is none."""
    hint.check = CHECKS[hint.code]
    hint.first, hint.more = hint.rows[:SHOWN], hint.rows[SHOWN:]
    hint.objection = objection
    hint.form = None
    if not (hint.dismissal or objection or inspection.closed_at):
        hint.form = form if form and form.is_about(hint) else form_of(hint)


@route("POST", roles=DISMISSERS, of=Inspection)
def dismiss_hint(request, inspection):
    """Put one hint aside."""
    form = DismissForm(request.POST)
    try:
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        data = form.cleaned_data

        def act():
            return dismiss(inspection, data["digest"], data["reason"], actor=request.user)

        row = once(request.user, data["once"], act, said_in(request.POST))
    except Refusal as refusal:
        if wants_json(request):
            raise
        return refused(request, inspection, form, refusal)
    if wants_json(request):
        return JsonResponse({"id": row.pk, "check": row.code})
    messages.success(request, "已排除，理由记入操作记录。情况有变时会重新提示。")
    return redirect("reports:checks", inspection.pk)


def refused(request, inspection, form, refusal):
    """The hint that a form was about as it is now, alone, with what was typed."""
    hints = find(inspection)
    about = [hint for hint in hints if form.is_about(hint)]
    for hint in about:
        form.data = form.data.copy()
        form.data["digest"] = hint.digest  # the next post stands against what is shown now
    return show(request, inspection, hints, about, form=form, refusal=refusal)
