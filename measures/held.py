"""The pages on which the office decides on uploads that seem to be classified."""

from csp.decorators import csp
from django.contrib import messages
from django.http import FileResponse, JsonResponse
from django.shortcuts import redirect, render

from ledger import access
from ledger.acting import form_errors
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.routes import route
from ledger.views.errors import wants_json

from .decision_forms import HeldForm
from .holding import decide_held
from .models import HeldDecision, HeldUpload
from .proof import OPEN_FOR_PROOF

OFFICE = frozenset({Role.OFFICE})
DONE = {
    HeldDecision.RELEASED: "已放行，《{}》已作为佐证材料。",
    HeldDecision.REJECTED: "已不予接收，《{}》已删除，只留名称和校验码。",
}


def show_held(request, item, *, refusal=None, form=None):
    """The page of a held upload; ``form`` keeps what was typed and refused."""
    related = ("measure__inspection", "measure__task", "measure__department")
    people = ("uploaded_by", "decided_by", "supersedes", "evidence")
    item = HeldUpload.objects.select_related(*related, *people).get(pk=item.pk)
    own = item.uploaded_by.personnel_number == request.user.personnel_number
    open_now = not item.decision and not item.inspection.closed_at
    locked = lock_of(item)
    context = {
        "item": item,
        "own": own and open_now,
        "locked": locked,
        "form": (form or HeldForm(locked=bool(locked))) if open_now and not own else None,
        "rejected": item.decision == HeldDecision.REJECTED,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "measures/held.html", context, status=status)


def lock_of(held):
    """Why a file cannot be released now, with what would open its measure; or nothing."""
    measure = held.measure
    if measure.voided_at:
        return str(refuse("held_measure_voided", title=measure.title))
    if measure.state in OPEN_FOR_PROOF:
        return ""
    way = "重新整改" if measure.state == "signed_off" else "退回"
    facts = {"title": measure.title, "state": measure.get_state_display(), "way": way}
    return str(refuse("held_measure_locked", **facts))


@route("GET", roles=OFFICE, of=HeldUpload)
def held(request, item):
    """What was uploaded by whom, what was found in it, and the decision."""
    return show_held(request, item)


@route("POST", roles=OFFICE, of=HeldUpload)
def decide(request, item):
    """The office releases or rejects."""
    form = HeldForm(request.POST, locked=bool(lock_of(item)))
    try:
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        data = form.cleaned_data
        row = decide_held(item, data["decision"], data["note"], actor=request.user)
    except Refusal as refusal:
        if wants_json(request):
            raise
        return show_held(request, item, refusal=refusal, form=form)
    if wants_json(request):
        return JsonResponse({"held": row.pk, "decision": row.decision, "id": row.evidence_id})
    messages.success(request, DONE[row.decision].format(row.name))
    return redirect(row)


@route("GET", roles=OFFICE, of=HeldUpload)
@csp({"default-src": ["'none'"], "sandbox": True})
def file(request, item):
    """The waiting file, for the office alone, as a download and never shown as a page of ours."""
    if item.decision:
        raise refuse("held_decided", decision=item.get_decision_display())
    access.log(request, "held", f"{item.pk} {item.name}")
    try:
        opened = item.file.open("rb")
    except FileNotFoundError as error:
        raise refuse("file_lost", name=item.name) from error
    return FileResponse(
        opened, as_attachment=True, filename=item.name, content_type=item.content_type
    )
