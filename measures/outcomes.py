"""Posts of outcomes: the department notes them, the office confirms them."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect

from ledger.acting import answer_withholding
from ledger.once import once
from ledger.refusals import Refusal
from ledger.roles import DEPARTMENT_ROLES, Role
from ledger.routes import route
from ledger.views.errors import wants_json

from . import proof
from .forms import OutcomeForm
from .models import Measure, Outcome
from .views import answer_proof, show_measure


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
