"""Answering a sign-off action or an objection: the same for all three levels."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from ledger import permissions
from ledger.forms import ActionForm, ObjectionForm, WithholdingForm
from ledger.objection import object_to
from ledger.refusals import Refusal, refuse
from ledger.signoff import check_role, perform
from ledger.transitions import LEVELS
from ledger.views.errors import answer, wants_json
from ledger.views.pages import confirm_password, confirmed_at
from ledger.withholding import decide_withholding


def acted_on(level):
    """A fetch for ``route``: the item and the action, 404 for what is not there or not seen."""

    def fetch(user, pk, action):
        item = LEVELS[level].model.objects.visible_to(user).filter(pk=pk).first()
        if item is None or action not in LEVELS[level].actions:
            raise Http404
        item.requested_action = action
        return item

    return fetch


def form_errors(form):
    """The sentences of a form's errors."""
    return [text for texts in form.errors.values() for text in texts]


def answer_action(request, item, show):
    """Carry out the action a form asks for; ``show`` draws the item's page with the refusal."""
    action = item.requested_action
    form = ActionForm(request.POST)
    form.action = action
    try:
        standing = permissions.standing(request.user, item.inspection.organization)
        check_role(item, action, standing)
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        if form.cleaned_data["password"]:
            confirm_password(request, form.cleaned_data["password"])
        item = perform(
            item,
            action,
            actor=request.user,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
            details=form.details(),
            confirmed_at=confirmed_at(request),
        )
    except Refusal as refusal:
        return refused(request, item, refusal, form, show)
    label = LEVELS[item.level].actions[action]
    return done(request, item, f"{item.title}：{label}，现在是“{item.get_state_display()}”。")


def answer_objection(request, item, show):
    """Raise or lift an objection."""
    form = ObjectionForm(request.POST)
    try:
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        item = object_to(item, actor=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return refused(request, item, refusal, form, show)
    text = "已撤销异议。" if form.cleaned_data["lift"] else "已提出异议，撤销前不能销号。"
    return done(request, item, f"{item.title}：{text}")


def answer_withholding(request, row, item, show):
    """The secretary decides whether ``row``, shown on the page of ``item``, may be withheld."""
    form = WithholdingForm(request.POST, row=row)
    try:
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        data = form.cleaned_data
        approve = data["decision"] == "approve"
        given = {"actor": request.user, "seen": data["seen"], "note": data["note"]}
        decide_withholding(row, approve, at=timezone.now(), **given)
    except Refusal as refusal:
        return refused(request, item, refusal, form, show)
    if wants_json(request):
        return JsonResponse({"id": row.pk})
    text = "已同意不公开。" if approve else "没有同意不公开，公开范围须重新确定。"
    messages.success(request, text)
    return redirect(item)


# What a refusal found missing or wrong: its code → the field of the form.
FIELDS = {
    "reason_missing": "comment",
    "effect_missing": "effect",
    "stage_goal_missing": "stage_goal",
    "review_date_missing": "review_date",
    "password_required": "password",
    "password_wrong": "password",
    "note_missing": "note",
    "stage_note_missing": "note",
    "next_review_missing": "next_review_date",
    "extension_not_later": "deadline",
    "extension_past": "deadline",
}


def point_out(refusal, form):
    """Mark the field that a refusal is about, and let the sentence above lead to it."""
    name = FIELDS.get(refusal.code)
    if form is None or not form.is_bound:
        return
    if name in form.fields and not form.has_error(name):
        form.add_error(name, str(refusal))
    wrong = next((name for name in form.errors if name in form.fields), None)
    if wrong and not form.fields[wrong].widget.is_hidden:
        refusal.field = form[wrong]


def refused(request, item, refusal, form, show):
    """The refusal as JSON, or on the item's page with what was typed."""
    if wants_json(request):
        return answer(request, refusal)
    point_out(refusal, form)
    return show(request, item, refusal=refusal, form=form, status=refusal.status)


def done(request, item, sentence):
    """The new state as JSON, or the item's page with a banner."""
    if wants_json(request):
        names = ("id", "state", "version", "attempt")
        return JsonResponse({name: getattr(item, name) for name in names})
    messages.success(request, sentence)
    return redirect(item)
