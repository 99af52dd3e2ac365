"""Pages and posts of outcomes: the department notes them, the office confirms or corrects them."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect

from ledger import permissions
from ledger.acting import answer_withholding
from ledger.maintaining import answer_change
from ledger.once import once
from ledger.refusals import Refusal
from ledger.roles import DEPARTMENT_ROLES, Role
from ledger.routes import route
from ledger.views.errors import wants_json
from ledger.writing import fingerprint

from . import correcting, proof
from .meeting_forms import VoidNotedForm
from .models import Measure, Outcome
from .outcome_forms import OutcomeCorrectionForm, OutcomeForm
from .views import answer_proof, show_measure

CORRECTORS = DEPARTMENT_ROLES | {Role.OFFICE}


@route("POST", roles=DEPARTMENT_ROLES, of=Measure)
def add_outcome(request, item):
    """One more outcome of a measure."""

    def make(data, posted):
        columns = {name: data[name] for name in OutcomeForm.Meta.fields}

        def act():
            return proof.add_outcome(item, actor=request.user, **columns)

        return once(request.user, posted["key"], act, posted["said"])

    form = OutcomeForm(request.POST, instance=Outcome(measure=item))
    return answer_proof(request, item, form, make, "成效已登记，等整改办确认。")


@route("POST", roles=frozenset({Role.OFFICE}), of=Outcome)
def confirm_outcome(request, outcome):
    """The office confirms an outcome for the figures."""
    try:
        proof.confirm_outcome(outcome, actor=request.user)
    except Refusal as refusal:
        if wants_json(request):
            raise
        given = {"refusal": refusal, "status": refusal.status}
        return show_measure(request, outcome.measure, **given)
    if wants_json(request):
        return JsonResponse({"id": outcome.pk})
    messages.success(request, "成效已确认，措施销号后计入汇总。")
    return redirect(outcome.measure)


@route("POST", roles=frozenset({Role.SECRETARY}), of=Outcome)
def outcome_withholding(request, outcome):
    """The secretary decides whether an outcome is withheld from the public."""
    return answer_withholding(request, outcome, outcome.measure, show_measure)


def offers(request, outcome):
    """Whether the office corrects it; a form that could not be sent is not shown. Raises Refusal.

    What is posted is left to the door: a refusal keeps what was typed.
    """
    if request.method != "POST":
        return correcting.correcting_role(outcome, request.user) == Role.OFFICE
    standing = permissions.standing(request.user, outcome.inspection.organization)
    return standing.holds(Role.OFFICE)


@route("GET", "POST", roles=CORRECTORS, of=Outcome)
def edit_outcome(request, outcome):
    """Correct an outcome: its department until it is confirmed, the office with a reason."""
    by_office = offers(request, outcome)
    form = OutcomeCorrectionForm(request.POST or None, instance=outcome, by_office=by_office)

    def save(form):
        data = form.cleaned_data
        values = {name: data[name] for name in OutcomeForm.Meta.fields}
        given = {"seen": data["seen"], "reason": data.get("reason", "")}
        correcting.edit_outcome(outcome, values, actor=request.user, **given)

    return answer_change(
        request,
        form,
        save,
        title=f"修改成效：{outcome.title}"[:60],
        lead="已确认的，修改后须由整改办其他同志重新确认。" if outcome.confirmed_at else "",
        back=outcome.measure.get_absolute_url(),
        sentence="成效已保存。",
    )


@route("GET", "POST", roles=CORRECTORS, of=Outcome)
def void_outcome(request, outcome):
    """Void an outcome that was noted by mistake."""
    offers(request, outcome)
    form = VoidNotedForm(request.POST or None, initial={"seen": fingerprint(outcome)})

    def save(form):
        given = {"actor": request.user, "seen": form.cleaned_data["seen"]}
        correcting.void_outcome(outcome, form.cleaned_data["reason"], **given)

    return answer_change(
        request,
        form,
        save,
        title=f"作废成效：{outcome.title}"[:60],
        lead="作废后不再计入任何数字，内容和记录仍可查看，不能恢复。",
        back=outcome.measure.get_absolute_url(),
        sentence="成效已作废，不再计入汇总。",
        danger="确认作废",
        of=outcome,
    )
