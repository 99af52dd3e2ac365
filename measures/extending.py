"""Posts of extensions and stage reports: asking or reporting, and deciding on it."""

from functools import partial

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect

from ledger.acting import form_errors, refused
from ledger.once import once, said_in
from ledger.refusals import Refusal, refuse
from ledger.roles import DEPARTMENT_ROLES, Role
from ledger.routes import route
from ledger.views.errors import wants_json
from problems.models import Task
from problems.views import show_task

from .decision_forms import DecisionForm, ExtensionForm, StageDecisionForm, StageReportForm
from .extensions import ask_extension, decide_extension, withdraw_extension
from .models import Extension, ExtensionDecision, Measure, StageDecision, StageReport
from .reviews import decide_stage, report_stage, withdraw_stage
from .views import show_measure

HEADS = frozenset({Role.HEAD})
TASK_REPORTERS = frozenset({Role.HEAD, Role.OFFICE})
REPORTERS = DEPARTMENT_ROLES | TASK_REPORTERS
DECIDERS = frozenset({Role.OFFICE, Role.LEAD, Role.SECRETARY})
SHOW = {"measure": show_measure, "task": show_task}


def answer(request, item, form, act, sentence, anchor="extensions"):
    """Carry out what a valid form asks for; a refusal is shown on the item's page."""
    try:
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        act = partial(act, form.cleaned_data)
        row = once(request.user, form.cleaned_data["once"], act, said_in(request.POST))
    except Refusal as refusal:
        return refused(request, item, refusal, form, SHOW[item.level])
    if wants_json(request):
        names = ("id", "decision")
        return JsonResponse({name: getattr(row, name) for name in names})
    messages.success(request, sentence(row))
    return redirect(f"{item.get_absolute_url()}#{anchor}")


def ask(request, item):
    """A head asks for more time."""

    def act(data):
        return ask_extension(item, data["deadline"], data["reason"], actor=request.user)

    form = ExtensionForm(request.POST)
    return answer(request, item, form, act, lambda row: "已申请延期，等待审批。")


@route("POST", roles=HEADS, of=Measure)
def ask_for_measure(request, item):
    """A head asks for more time for a measure."""
    return ask(request, item)


@route("POST", roles=HEADS, of=Task)
def ask_for_task(request, item):
    """A head asks for more time for a task."""
    return ask(request, item)


@route("POST", roles=HEADS, of=Extension)
def withdraw_request(request, extension):
    """Who asked for more time takes it back."""
    return taken_back(request, extension, withdraw_extension, "已撤回延期申请。", "extensions")


def taken_back(request, row, act, sentence, anchor):
    """Take one's own request or report back; a refusal is shown on the item's page."""
    try:
        row = act(row, actor=request.user)
    except Refusal as refusal:
        return refused(request, row.item, refusal, None, SHOW[row.item.level])
    if wants_json(request):
        return JsonResponse({"id": row.pk, "decision": row.decision})
    messages.success(request, sentence)
    return redirect(f"{row.item.get_absolute_url()}#{anchor}")


@route("POST", roles=DECIDERS, of=Extension)
def decide(request, extension):
    """The office, the lead official or the secretary decides."""

    def act(data):
        decision, note = data["decision"], data["note"]
        return decide_extension(extension, decision, note, actor=request.user)

    def sentence(row):
        granted = row.decision == ExtensionDecision.GRANTED
        return f"已同意延期至 {row.deadline}。" if granted else "已退回延期申请，原时限不变。"

    return answer(request, extension.item, DecisionForm(request.POST), act, sentence)


def report(request, item):
    """The department tells what has been reached by the review date."""

    def act(data):
        return report_stage(item, data["text"], actor=request.user)

    form = StageReportForm(request.POST)
    return answer(request, item, form, act, lambda row: "阶段报告已报送，等待审核。", "stage")


@route("POST", roles=DEPARTMENT_ROLES, of=Measure)
def report_on_measure(request, item):
    """A stage report of a long-term measure."""
    return report(request, item)


@route("POST", roles=TASK_REPORTERS, of=Task)
def report_on_task(request, item):
    """A stage report of a continuing task."""
    return report(request, item)


@route("POST", roles=REPORTERS, of=StageReport)
def withdraw_report(request, report):
    """Who reported takes it back."""
    return taken_back(request, report, withdraw_stage, "已撤回阶段报告。", "stage")


@route("POST", roles=DECIDERS, of=StageReport)
def decide_report(request, report):
    """The office, the lead official or the secretary judges a stage report."""

    def act(data):
        given = {"note": data["note"], "next_review_date": data["next_review_date"]}
        return decide_stage(report, data["decision"], actor=request.user, **given)

    def sentence(row):
        accepted = row.decision == StageDecision.ACCEPTED
        return f"已认可，下次复核 {row.next_review_date}。" if accepted else "已退回补充。"

    form = StageDecisionForm(request.POST)
    return answer(request, report.item, form, act, sentence, "stage")
