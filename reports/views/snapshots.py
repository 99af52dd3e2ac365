"""Snapshots: the list with its form, one of them with what changed since another, both signatures."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from ledger import access
from ledger.acting import form_errors
from ledger.models import Inspection
from ledger.once import said_in
from ledger.refusals import Refusal, refuse
from ledger.roles import LEDGER_ROLES, Role
from ledger.routes import route
from ledger.views.errors import answer, wants_json
from reports import snapshots as doors
from reports.book import load
from reports.comparing import compare
from reports.forms import ConfirmForm, SendBackForm, SnapshotForm
from reports.freezing import canonical, frozen
from reports.models import Snapshot

from .dashboard import check_names

NOW = "now"


def of_reader(user, pk):
    """The snapshot, if the user may see its ledger."""
    rows = Snapshot.objects.visible_to(user).select_related("inspection__organization", "asked_by")
    return get_object_or_404(rows.prefetch_related("signatures"), pk=pk)


def of_ledger(inspection):
    """The snapshots of a ledger, the latest first, each with what the secretary signed."""
    rows = Snapshot.objects.filter(inspection=inspection).defer("data")
    rows = list(rows.select_related("asked_by").prefetch_related("signatures").order_by("-pk"))
    for row in rows:
        row.confirmed, row.sent_back = signed(row, "confirm"), signed(row, "return")
    return rows


def signed(row, step):
    """The signature of a step, or None."""
    return next((found for found in row.signatures.all() if found.step == step), None)


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def snapshots(request, inspection):
    """Every snapshot of the ledger."""
    return show_list(request, inspection)


def show_list(request, inspection, *, form=None, refusal=None):
    """The list; a form that was refused keeps what was typed."""
    empty = SnapshotForm(None, inspection=inspection, today=timezone.localdate())
    context = {
        "inspection": inspection,
        "rows": of_ledger(inspection),
        "form": (form or empty) if doors.may_ask(inspection, request.user) else None,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 400 if form else 200
    return render(request, "reports/snapshots.html", context, status=status)


@route("POST", roles=frozenset({Role.OFFICE}), of=Inspection)
def ask(request, inspection):
    """The office asks for a snapshot."""
    form = SnapshotForm(request.POST, inspection=inspection, today=timezone.localdate())
    if not form.is_valid():
        return show_list(request, inspection, form=form)
    data = form.cleaned_data
    given = {"actor": request.user, "key": data["once"], "said": said_in(request.POST)}
    try:
        row = doors.ask(inspection, data["as_of"], data["purpose"], **given)
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        return show_list(request, inspection, form=form, refusal=refusal)
    messages.success(request, f"{row.title}已生成，等党组书记确认。")
    return redirect(row)


@route("GET", roles=LEDGER_ROLES, of=of_reader)
def snapshot(request, row):
    """One snapshot; ``?with=`` another one, or ``now``, says what changed between the two."""
    check_names(request.GET, "with")
    return show(request, row)


def show(request, row, *, form=None, back=None, refusal=None):
    """The page of a snapshot; ``form`` and ``back`` are the forms that were refused."""
    signatures = list(row.signatures.all())
    able = doors.may_confirm(row, request.user, signatures)
    context = {
        "inspection": row.inspection,
        "row": row,
        "data": row.data,
        "signatures": signatures,
        "confirmed": signed(row, "confirm"),
        "holds": doors.holds(row),
        "others": [other for other in of_ledger(row.inspection) if other.pk != row.pk],
        "sent_back": signed(row, "return"),
        "form": (form or ConfirmForm()) if able else None,
        "back": (back or SendBackForm(auto_id="back_%s")) if able else None,
        "refusal": refusal,
        **compared(row, request.GET.get("with", "")),
    }
    status = refusal.status if refusal else 400 if form or back else 200
    return render(request, "reports/snapshot.html", context, status=status)


def compared(row, asked):
    """What changed from the earlier to the later of two; nothing where none was asked for."""
    if not asked:
        return {"changes": None}
    if asked == NOW:
        data = frozen(load(row.inspection))
        told = {"before": row.title, "after": "现在的台账", "asked": NOW}
        return told | {"changes": compare(row.data, data)}
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise refuse("malformed", errors=["请从列表里选择要比较的快照。"])
    other = Snapshot.objects.filter(inspection=row.inspection, pk=asked).first()
    if other is None:
        raise Http404
    first, last = sorted((row, other), key=lambda found: (found.as_of, found.pk))
    told = {"before": name(first), "after": name(last), "asked": other.pk}
    return told | {"changes": compare(first.data, last.data)}


def name(row):
    """A snapshot as a comparison names it."""
    return f"{row.title}（{row.as_of.isoformat()}）"


@route("POST", roles=frozenset({Role.SECRETARY}), of=of_reader)
def confirm(request, row):
    """The secretary confirms it."""
    return decide(request, row, ConfirmForm(request.POST), "form", doors.confirm, "确认")


@route("POST", roles=frozenset({Role.SECRETARY}), of=of_reader)
def send_back(request, row):
    """The secretary sends it back."""
    return decide(
        request, row, SendBackForm(request.POST, auto_id="back_%s"), "back", doors.send_back, "退回"
    )


def decide(request, row, form, name, door, done):
    """Go through the door, or show the page with what was typed and why not."""
    refusal = None
    if form.is_valid():
        try:
            door(row, actor=request.user, comment=form.cleaned_data["comment"])
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, f"{row.title}已{done}。")
            return redirect(row)
    if wants_json(request):
        return answer(request, refusal or refuse("malformed", errors=form_errors(form)))
    return show(request, row, refusal=refusal, **{name: form})


@route("GET", roles=LEDGER_ROLES, of=of_reader)
def snapshot_json(request, row):
    """The very bytes that the digest covers, so that anybody can check it with sha256sum."""
    access.log(request, "export", request.get_full_path())
    response = HttpResponse(canonical(row.data), content_type="application/json; charset=utf-8")
    named = f"快照{row.pk}_{row.as_of.isoformat()}_{row.short_hash}.json"
    response["Content-Disposition"] = content_disposition_header(True, named)
    return response
