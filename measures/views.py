"""The page of a measure, its sign-off, and the doors for what proves it."""

from functools import partial

from csp.decorators import csp
from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ledger import access, permissions
from ledger.acting import (
    acted_on,
    answer_action,
    answer_objection,
    answer_withholding,
    form_errors,
    refused,
)
from ledger.light import light
from ledger.once import once, said_in
from ledger.panel import panel
from ledger.refusals import Refusal, refuse
from ledger.roles import DEPARTMENT_ROLES, LEDGER_ROLES, Role
from ledger.routes import route
from ledger.transitions import level_of
from ledger.views.errors import wants_json
from ledger.views.pages import confirmed_at

from . import marking, proof
from .forms import EvidenceForm, LinkForm, MarkForm, ProgressForm, TakeBackForm
from .models import Evidence, HeldUpload, Measure, Outcome
from .outcome_forms import OutcomeForm

SUPERVISOR = frozenset({Role.SUPERVISOR})
SECRETARY = frozenset({Role.SECRETARY})
REVIEWERS = frozenset({Role.HEAD, Role.OFFICE, Role.SUPERVISOR})
RELATED = (
    "inspection__organization",
    "department",
    "handler",
    "task__problem__aspect",
    "task__problem__feedback",
    "task__department",
    "task__lead",
)


def show_measure(request, item, *, refusal=None, form=None, status=200):
    """The page of a measure as it is now; ``form`` keeps what was typed and refused."""
    rows = Measure.objects.select_related(*RELATED)
    told = Prefetch(
        "outcomes", Outcome.objects.select_related("proof", "confirmed_by", "voided_by")
    )
    held = Prefetch("held_uploads", HeldUpload.objects.select_related("uploaded_by", "decided_by"))
    item = rows.prefetch_related("signatures", "supporting", told, held).get(pk=item.pk)
    standing = permissions.standing(request.user, item.inspection.organization)
    evidence = evidence_of(item)
    siblings = {row.number: row for row in item.task.measures.live()}
    context = {
        "item": item,
        "refusal": refusal,
        "panel": panel(item, request.user, confirmed_at=confirmed_at(request), form=form),
        "light": light(item, timezone.localdate()),
        "progress": list(item.progress_entries.select_related("by")),
        "evidence": evidence,
        "counted": sum(not row.later for row in evidence),
        "reviews": marking.reviewing_role(item, standing) is not None,
        "held": list(item.held_uploads.all()),
        "keeps_held": standing.holds(Role.OFFICE),
        "link_form": link_form(item, form) if may_prove(standing, item) else None,
        "outcomes": list(item.outcomes.all()),
        "counting": sum(row.voided_at is None for row in item.outcomes.all()),
        "outcome_form": outcome_form(item, form) if may_prove(standing, item) else None,
        "confirms": standing.holds(Role.OFFICE) and not item.inspection.closed_at,
        "may_prove": may_prove(standing, item),
        "progress_form": form if isinstance(form, ProgressForm) else ProgressForm(),
        "evidence_form": form if isinstance(form, EvidenceForm) else EvidenceForm(),
        "before": siblings.get(item.number - 1),
        "after": siblings.get(item.number + 1),
    }
    return render(request, "measures/measure.html", context, status=status)


def evidence_of(measure):
    """What proves a measure, a new version before those whose place it took.

    ``later`` is whether a version took its place, ``older`` the one whose place it took.
    """
    marks = Prefetch("marks", measure.evidence_marks.select_related("by"))
    rows = measure.evidence.select_related("uploaded_by", "superseded_by").prefetch_related(marks)
    known = {row.pk: row for row in rows}

    def first(row):
        while row.supersedes_id in known:
            row = known[row.supersedes_id]
        return row.pk

    for row in rows:
        row.later = hasattr(row, "superseded_by")
        row.older = known.get(row.supersedes_id)
    return sorted(rows, key=lambda row: (first(row), -row.pk))


def link_form(item, form):
    """The form that lets existing evidence prove this measure too; None where there is none."""
    made = form if isinstance(form, LinkForm) else LinkForm(measure=item)
    return made if made.is_bound or made.fields["evidence"].queryset.exists() else None


def outcome_form(item, form):
    """The form of a new outcome, as it was typed and refused."""
    made = form if isinstance(form, OutcomeForm) else OutcomeForm(instance=Outcome(measure=item))
    made.auto_id = "outcome-%s"
    return made


def may_prove(standing, item):
    """Whether the reader may add progress and evidence now."""
    own = any(standing.holds(role, item.department_id) for role in DEPARTMENT_ROLES)
    open_now = item.state in proof.OPEN_FOR_PROOF and not item.voided_at
    return own and open_now and not item.inspection.closed_at


@route("GET", roles=LEDGER_ROLES, of=Measure)
def measure(request, item):
    """A measure: what is asked, what was done, what proves it, who signed."""
    return show_measure(request, item)


@route("POST", roles=LEDGER_ROLES, of=acted_on("measure"))
def measure_action(request, item):
    """One action on a measure."""
    return answer_action(request, item, show_measure)


@route("POST", roles=SUPERVISOR, of=Measure)
def measure_objection(request, item):
    """The supervisor objects to a measure's sign-off, or lifts the objection."""
    return answer_objection(request, item, show_measure)


@route("POST", roles=SECRETARY, of=Measure)
def measure_withholding(request, item):
    """The secretary decides whether a measure is withheld from the public."""
    return answer_withholding(request, item, item, show_measure)


def answer_proof(request, item, form, make, sentence):
    """Add what proves the measure: refusals on its page, success as banner or JSON."""
    try:
        proof.proving_role(request.user, item, "为这条措施提交材料")
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        said = said_in(request.POST, request.FILES)
        row = make(form.cleaned_data, {"key": form.cleaned_data.get("once"), "said": said})
    except Refusal as refusal:
        return refused(request, item, refusal, form, show_measure)
    if isinstance(row, HeldUpload):
        return answer_held(request, item, row)
    if wants_json(request):
        return JsonResponse({"id": row.pk})
    messages.success(request, sentence)
    return redirect(item)


def answer_held(request, item, row):
    """The upload waits for the office: accepted, and not there yet."""
    if wants_json(request):
        return JsonResponse({"held": row.pk, "message": row.sentence}, status=202)
    messages.warning(request, row.sentence)
    return redirect(item)


@route("POST", roles=DEPARTMENT_ROLES, of=Measure)
def add_progress(request, item):
    """One more progress entry."""

    def make(data, form):
        act = partial(proof.add_progress, item, data["text"], actor=request.user)
        return once(request.user, form["key"], act, form["said"])

    return answer_proof(request, item, ProgressForm(request.POST), make, "进展已保存。")


@route("POST", roles=DEPARTMENT_ROLES, of=Measure)
def link_evidence(request, item):
    """Evidence of another measure proves this one too."""

    def make(data, _):
        return proof.link_evidence(item, data["evidence"], actor=request.user)

    form = LinkForm(request.POST, measure=item)
    return answer_proof(request, item, form, make, "已引用。")


@route("POST", roles=DEPARTMENT_ROLES, of=Measure)
def take_back_evidence(request, item):
    """Evidence attached by mistake is taken back."""

    def make(data, _):
        reason = data["reason"]
        return proof.withdraw_evidence(item, data["evidence"], reason, actor=request.user)

    form = TakeBackForm(request.POST, measure=item)
    return answer_proof(request, item, form, make, "已撤下，文件和记录仍保存。")


@route("POST", roles=REVIEWERS, of=Measure)
def mark_evidence(request, item):
    """A reviewer says whether a piece of evidence is sufficient."""
    form = MarkForm(request.POST, measure=item)
    try:
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        data = form.cleaned_data

        def make():
            given = {"is_sufficient": data["verdict"] == "yes", "note": data["note"]}
            return marking.mark_evidence(item, data["evidence"], actor=request.user, **given)

        row = once(request.user, data["once"], make, said_in(request.POST))
    except Refusal as refusal:
        evidence = form.cleaned_data.get("evidence") if hasattr(form, "cleaned_data") else None
        if wants_json(request) or evidence is None:
            raise
        return show_evidence(request, evidence, refusal=refusal, form=form)
    if wants_json(request):
        return JsonResponse({"id": row.pk})
    messages.success(request, "审核意见已记录。")
    return redirect("measures:about_evidence", row.evidence_id)


@route("GET", roles=LEDGER_ROLES, of=Evidence)
def about_evidence(request, item):
    """What a file is, what it proves, and who signed resting on it."""
    return show_evidence(request, item)


def show_evidence(request, item, *, refusal=None, form=None, preview=None):
    """The page of a piece of evidence; ``form`` keeps what was typed and refused.

    ``preview`` shows what it looks like: see ``previews.preview_of``.
    """
    measures = list(item.measures.select_related("task", "department", "inspection"))
    standing = permissions.standing(request.user, item.inspection.organization)
    own = [row for row in measures if may_prove(standing, row)]
    later = Evidence.objects.filter(supersedes=item).first()
    context = {
        "item": item,
        "preview": preview,
        "measures": measures,
        "signatures": [(of, with_steps(of, rows)) for of, rows in proof.rests_on(item)],
        "later": later,
        "replacing": own[0] if own and later is None and len(own) == len(measures) else None,
        "taking_back": own if later is None else [],
        "marks": item.marks.select_related("by", "measure__task"),
        "marking": [
            (row, MarkForm(measure=row) if getattr(form, "measure", None) != row else form)
            for row in measures
            if later is None and marking.reviewing_role(row, standing)
        ],
        "refusal": refusal,
        "evidence_form": EvidenceForm(replacing=True),
        "take_back_form": TakeBackForm(measure=own[0]) if own else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "measures/evidence.html", context, status=status)


def with_steps(item, signatures):
    """(signature, what its step is called) of some signatures on an item."""
    level = level_of(item)
    return [(row, level.step_label(row.step)) for row in signatures]


@route("GET", roles=LEDGER_ROLES, of=Evidence)
@csp({"default-src": ["'none'"], "sandbox": True})
def evidence(request, item):
    """The file, as a download and never shown as a page of ours."""
    access.log(request, "evidence", f"{item.pk} {item.name}")
    try:
        file = item.file.open("rb")
    except FileNotFoundError as error:
        raise refuse("file_lost", name=item.name) from error
    return FileResponse(
        file, as_attachment=True, filename=item.name, content_type=item.content_type
    )
