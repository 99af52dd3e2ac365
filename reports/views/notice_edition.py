"""The page on which a notice is worked on: its words, where its values come from, its versions."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from ledger import permissions
from ledger.once import said_in
from ledger.refusals import Refusal, refuse
from ledger.roles import DRAFT_ROLES, Role
from ledger.routes import route
from ledger.views.errors import answer, wants_json
from ledger.views.pages import confirmed_at
from reports import checking, drafting
from reports.models import Notice
from reports.notice.bindings import bindings
from reports.notice.passages import seen
from reports.notice.versions import compared, replayed
from reports.notice_forms import (
    AddForm,
    BindForm,
    CorrectForm,
    MoveForm,
    PassageForm,
    RemoveForm,
    WaiveForm,
)
from reports.notice_page import page_of, rows_of
from reports.notice_steps import steps_of

from .dashboard import check_names

OFFICE = frozenset({Role.OFFICE})
JUDGES = frozenset({Role.OFFICE, Role.SECRETARY, Role.SUPERVISOR})


def of_reader(user, pk):
    """The notice, if the user may see its ledger."""
    rows = Notice.objects.visible_to(user)
    rows = rows.select_related("inspection__organization", "snapshot", "corrects", "begun_by")
    return get_object_or_404(rows, pk=pk)


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def edition(request, notice):
    """The notice as it stands."""
    return show(request, notice)


def show(
    request,
    notice,
    *,
    form=None,
    refusal=None,
    at="",
    add=None,
    bind=None,
    typed=None,
    waiving=None,
):
    """The page; what was refused is kept in the passage ``at`` or in its form.

    ``typed`` is the form of a step (``publishing``) that was refused.
    """
    context = page_of(notice, request.user)
    standing = permissions.standing(request.user, notice.inspection.organization)
    for row in context["rows"]:
        if row.key == at:
            row.refusal = refusal or "；".join(told(form))
            row.typed = {name: form.data[name] for name in ("text", "lead") if name in form.data}
    if at and not any(row.key == at for row in context["rows"]):
        context["lost"] = form.data.get("text", "")
    given = {"snapshot": notice.snapshot_id, "dated": notice.dated}
    given["shown"] = drafting.bound_to(notice)
    context |= {
        "bind": bind or BindForm(inspection=notice.inspection, initial=given),
        "add": add or AddForm(),
        "refusal": refusal,
        "form": form if form is not None and not at else None,
        "office": standing.holds(Role.OFFICE),
        "edits": notice.edits.count(),
        "steps": steps_of(notice, request.user, confirmed_at(request), typed),
    }
    keep_waiver(context["findings"] or [], waiving, refusal)
    failed = any(one is not None and one.errors for one in (form, add, bind))
    status = refusal.status if refusal else 400 if failed else 200
    return render(request, "reports/notice_edition.html", context, status=status)


def keep_waiver(findings, form, refusal):
    """Keep in its place what was typed about a finding and refused."""
    for found in findings:
        if form is not None and found.one.digest == form.data.get("digest"):
            found.typed, found.refusal = form.data.get("reason", ""), refusal


def told(form):
    """The errors of a form, with what they are about."""
    return [
        f"{form.fields[name].label}：{error}" if name in form.fields else error
        for name, errors in form.errors.items()
        for error in errors
    ]


def answer_edit(request, notice, form, act, sentence, *, at=""):
    """Carry out one edit of a checked form, and lead back to the passage."""
    if not form.is_valid():
        if wants_json(request):
            return answer(request, refuse("malformed", errors=told(form)))
        return show(request, notice, form=form, at=at)
    try:
        row, passages = act(form.cleaned_data)
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        return show(request, notice, form=form, refusal=refusal, at=at)
    if wants_json(request):
        return JsonResponse(saved(row, passages, at))
    messages.success(request, sentence)
    return redirect(f"{row.get_absolute_url()}#{at}")


def saved(notice, passages, key):
    """What a page needs to go on with a passage that was saved."""
    known = bindings(notice.snapshot.data, notice.dated)
    rows = [row for row in rows_of(passages, known) if row.key == key]
    row = rows[0] if rows else None
    return {
        "state": notice.state,
        "version": notice.version,
        "seen": seen(row.passage) if row else "",
        "html": render_to_string("reports/_passage_text.html", {"row": row}) if row else "",
        "at": f"{timezone.localtime():%H:%M:%S}",
    }


@route("POST", roles=OFFICE, of=of_reader)
def save_passage(request, notice):
    """Change the words of a passage."""
    form = PassageForm(request.POST)

    def act(data):
        given = {"actor": request.user, "shown": data["seen"], "lead": data["lead"]}
        return drafting.save_text(notice, data["key"], data["text"], **given)

    key = request.POST.get("key", "")[:20]
    return answer_edit(request, notice, form, act, "已保存。", at=key)


@route("POST", roles=OFFICE, of=of_reader)
def add_passage(request, notice):
    """Put a passage after another one."""
    form = AddForm(request.POST)
    if not form.is_valid():
        return show(request, notice, add=form)
    data = form.cleaned_data
    given = {"actor": request.user}
    try:
        row, _ = drafting.add_passage(notice, data["after"], data["kind"], data["text"], **given)
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        return show(request, notice, add=form, refusal=refusal)
    messages.success(request, "已增加一段。")
    return redirect(f"{row.get_absolute_url()}#{data['after']}")


@route("POST", roles=OFFICE, of=of_reader)
def remove_passage(request, notice):
    """Take a passage out."""
    form = RemoveForm(request.POST)

    def act(data):
        return drafting.remove_passage(notice, data["key"], actor=request.user, shown=data["seen"])

    return answer_edit(request, notice, form, act, "已删去这一段，在“版本”里可以看到原文。")


@route("POST", roles=OFFICE, of=of_reader)
def move_passage(request, notice):
    """Move a passage one place."""
    form = MoveForm(request.POST)

    def act(data):
        given = {"previous": data["previous"], "actor": request.user}
        return drafting.move_passage(notice, data["key"], data["way"] == "up", **given)

    key = request.POST.get("key", "")[:20]
    if not form.is_valid():
        key = ""
    return answer_edit(request, notice, form, act, "已移动。", at=key)


@route("POST", roles=OFFICE, of=of_reader)
def bind(request, notice):
    """Bind figures and dates to another snapshot or date of signature."""
    form = BindForm(request.POST, inspection=notice.inspection)
    if not form.is_valid():
        return show(request, notice, bind=form)
    data = form.cleaned_data
    try:
        row, _ = drafting.bind_anew(
            notice,
            data["snapshot"],
            dated=data["dated"],
            shown=data["shown"],
            actor=request.user,
        )
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        return show(request, notice, bind=form, refusal=refusal)
    messages.success(request, "数字和日期已按所选快照更新，文字没有变。")
    return redirect(row)


@route("POST", roles=JUDGES, of=of_reader)
def waive_finding(request, notice):
    """Let a finding of the checks stand, for a reason."""
    form = WaiveForm(request.POST)
    refusal = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            checking.waive(notice, data["digest"], data["reason"], actor=request.user)
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "已放行，理由记入操作记录。文字再改动的，提示会重新出现。")
            return redirect(f"{notice.get_absolute_url()}#findings")
    refusal = refusal or refuse("malformed", errors=told(form))
    if wants_json(request):
        return answer(request, refusal)
    return show(request, notice, refusal=refusal, waiving=form)


@route("GET", "POST", roles=OFFICE, of=of_reader)
def correct(request, notice):
    """Begin the version that corrects a published one."""
    initial = {"snapshot": notice.snapshot_id, "dated": timezone.localdate()}
    form = CorrectForm(request.POST or None, inspection=notice.inspection, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"actor": request.user, "key": data["once"], "said": said_in(request.POST)}
        try:
            row = drafting.begin_correction(
                notice, data["snapshot"], data["correction"], dated=data["dated"], **given
            )
        except Refusal as found:
            if wants_json(request):
                return answer(request, found)
            refusal = found
        else:
            messages.success(request, "更正版已生成，改好后送审。公布前，原版照常公开。")
            return redirect(row)
    context = {
        "form": form,
        "title": f"更正{notice.title}",
        "lead": "以公布的文字为底稿，改好后再送审、公布。新版会写明更正说明。",
        "back": notice.get_absolute_url(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 400 if form.is_bound else 200
    return render(request, "ledger/form.html", context, status=status)


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def versions(request, notice):
    """Every edit; ``?from=`` and ``?to=`` show what two versions differ in."""
    check_names(request.GET, "from", "to")
    edits = list(notice.edits.select_related("by").order_by("number"))
    last = edits[-1].number
    first, second = asked(request.GET, "from", 1, last), asked(request.GET, "to", last, last)
    first, second = sorted((first, second))
    context = {
        "notice": notice,
        "inspection": notice.inspection,
        "edits": edits[::-1],
        "first": first,
        "second": second,
        "changes": compared(replayed(edits, first), replayed(edits, second)),
    }
    return render(request, "reports/notice_versions.html", context)


def asked(data, name, default, last):
    """A version's number in the address; raises Refusal for what is none."""
    text = data.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= last):
        raise refuse("malformed", errors=["没有这个版本。"])
    return int(text)
