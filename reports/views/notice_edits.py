"""What changes a notice while it is worked on, as posts of its page."""

from functools import partial

from django.contrib import messages
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from ledger.editing import check_maintainer
from ledger.once import new_key, once, said_in
from ledger.refusals import Refusal, refuse
from ledger.roles import DRAFT_ROLES, Role
from ledger.routes import route
from ledger.views.errors import answer, wants_json
from reports import checking, drafting, publishing, revising
from reports.models import NoticeState
from reports.notice.bindings import bindings
from reports.notice.passages import seen
from reports.notice_forms import (
    AddForm,
    BindForm,
    CorrectForm,
    MoveForm,
    PassageForm,
    RemoveForm,
    WaiveForm,
)
from reports.notice_page import findings_of, rows_of
from reports.turned import turns_of

from .notice_edition import of_reader, show, told

OFFICE = frozenset({Role.OFFICE})
JUDGES = frozenset({Role.OFFICE, Role.SECRETARY, Role.SUPERVISOR})


def malformed(form):
    """The refusal of a form that was not filled in well."""
    return refuse("malformed", errors=told(form))


def done(request, row, sentence, *, anchor=""):
    """The new state as JSON, or the notice's page with a banner."""
    if wants_json(request):
        names = ("id", "state", "version", "attempt")
        return JsonResponse({name: getattr(row, name) for name in names})
    messages.success(request, sentence)
    return redirect(f"{row.get_absolute_url()}{anchor}")


def answer_edit(request, notice, form, act, sentence, *, at=""):
    """Carry out one edit of a checked form, and lead back to the passage."""
    try:
        if not form.is_valid():
            check_maintainer(request.user, notice.inspection)
            raise malformed(form)
        row, passages = act(form.cleaned_data)
    except Refusal as refusal:
        return refused(request, notice, refusal, form=form, at=at)
    if wants_json(request):
        return JsonResponse(saved(request, notice, row, passages, at))
    return done(request, row, sentence, anchor=f"#{at}" if at else "")


def refused(request, notice, refusal, **forms):
    """The refusal as JSON, with the passage as it is by now; or the page that keeps what was typed."""
    if wants_json(request):
        if fresh := getattr(refusal, "fresh", None):
            known = bindings(notice.snapshot.data, notice.dated)
            row = next(row for row in rows_of([fresh], known))
            refusal.facts["fresh"] = as_told(row)
        return answer(request, refusal)
    return show(request, publishing.fresh(notice), refusal=unsaid(refusal, **forms), **forms)


def unsaid(refusal, form=None, add=None, bind=None, at=""):
    """The refusal, or None where the form itself says what is wrong with it."""
    return None if refusal.code == "malformed" and (form or add or bind).errors else refusal


def as_told(row):
    """A passage for the page's script: its words, and what a form saw of it."""
    passage = row.passage
    html = render_to_string("reports/_passage_text.html", {"row": row})
    return {"lead": passage.lead, "text": passage.text, "seen": seen(passage), "html": html}


def saved(request, notice, row, passages, key):
    """What a page needs to go on with a passage that was saved.

    ``wrote`` says whether the version is one more by this edit: any other difference from the
    page's version is a colleague's, which the page has not shown.
    """
    known = bindings(row.snapshot.data, row.dated)
    findings = findings_of(row, request.user)
    rows = rows_of(passages, known, None, findings)
    told = next((as_told(one) for one in rows if one.key == key), {"seen": "", "html": ""})
    # The forms of the findings are used on the page that asks.
    context = {
        "notice": row,
        "editable": True,
        "findings": findings,
        "left": sum(found.one.waiver is None for found in findings),
        "csrf_token": get_token(request),
    }
    return told | {
        "state": row.state,
        "version": row.version,
        "wrote": row.version > notice.version,
        "at": f"{timezone.localtime():%H:%M:%S}",
        "findings": render_to_string("reports/_notice_findings.html", context),
        "finds": {
            one.key: render_to_string("reports/_passage_finds.html", context | {"row": one})
            for one in rows
            if one.findings
        },
    }


@route("POST", roles=DRAFT_ROLES, of=of_reader)
def save_passage(request, notice):
    """Change the words of a passage; who may no longer do so is told by the door, and keeps them."""
    form = PassageForm(request.POST)

    def act(data):
        given = {"actor": request.user, "shown": data["seen"], "lead": data["lead"]}
        return revising.save_text(notice, data["key"], data["text"], **given)

    key = request.POST.get("key", "")[:20]
    return answer_edit(request, notice, form, act, "已保存。", at=key)


@route("POST", roles=DRAFT_ROLES, of=of_reader)
def add_passage(request, notice):
    """Put a passage after another one, once; as ``save_passage``, it keeps what was typed."""
    form = AddForm(request.POST)
    try:
        if not form.is_valid():
            check_maintainer(request.user, notice.inspection)
            raise malformed(form)
        data = form.cleaned_data
        words = (data["after"], data["kind"], data["text"])
        make = partial(revising.add_passage, notice, *words, actor=request.user)
        row = once(request.user, data["once"], lambda: make()[0], said_in(request.POST))
    except Refusal as refusal:
        form.data = form.data.copy()
        form.data["once"] = new_key()  # nothing was made; the next post is another
        return refused(request, notice, refusal, add=form)
    return done(request, row, "已增加一段。", anchor=f"#{data['after']}")


@route("POST", roles=OFFICE, of=of_reader)
def remove_passage(request, notice):
    """Take a passage out."""
    form = RemoveForm(request.POST)

    def act(data):
        return revising.remove_passage(notice, data["key"], actor=request.user, shown=data["seen"])

    return answer_edit(request, notice, form, act, "已删去这一段，在“版本”里可以看到原文。")


@route("POST", roles=OFFICE, of=of_reader)
def move_passage(request, notice):
    """Move a passage one place."""
    form = MoveForm(request.POST)

    def act(data):
        given = {"previous": data["previous"], "actor": request.user}
        return revising.move_passage(notice, data["key"], data["way"] == "up", **given)

    key = request.POST.get("key", "")[:20] if form.is_valid() else ""
    return answer_edit(request, notice, form, act, "已移动。", at=key)


@route("POST", roles=OFFICE, of=of_reader)
def bind(request, notice):
    """Bind figures and dates to another snapshot or date of signature."""
    form = BindForm(request.POST, inspection=notice.inspection)
    try:
        if not form.is_valid():
            raise malformed(form)
        data = form.cleaned_data
        given = {"dated": data["dated"], "shown": data["shown"], "actor": request.user}
        row, passages = revising.bind_anew(notice, data["snapshot"], **given)
    except Refusal as refusal:
        return refused(request, notice, refusal, bind=form)
    count = len(turns_of(row, list(row.edits.order_by("number")), passages))
    more = f"有 {count} 项的状态变了，请看页首列出的各处。" if count else ""
    return done(request, row, f"数字和日期已按所选快照更新，文字没有变。{more}")


@route("POST", roles=JUDGES, of=of_reader)
def waive_finding(request, notice):
    """Let a finding of the checks stand, for a reason."""
    form = WaiveForm(request.POST)
    try:
        if not form.is_valid():
            raise malformed(form)
        data = form.cleaned_data
        checking.waive(notice, data["digest"], data["reason"], actor=request.user)
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        return show(request, publishing.fresh(notice), refusal=refusal, waiving=form)
    sentence = "已放行，理由记入操作记录。文字再改动的，提示会重新出现。"
    return done(request, publishing.fresh(notice), sentence, anchor="#findings")


@route("GET", "POST", roles=OFFICE, of=of_reader)
def correct(request, notice):
    """Begin the version that corrects a published one."""
    initial = {"snapshot": notice.snapshot_id, "dated": timezone.localdate()}
    form = CorrectForm(request.POST or None, inspection=notice.inspection, initial=initial)
    refusal = None
    if request.method == "POST":
        try:
            row = begin_correction(request, notice, form)
            stays = "公布前，原版照常公开。" if notice.state == NoticeState.PUBLISHED else ""
            return done(request, row, f"更正版已生成，改好后送审。{stays}")
        except Refusal as found:
            if wants_json(request):
                return answer(request, found)
            refusal = unsaid(found, form)
    context = {
        "form": form,
        "title": f"更正{notice.title}",
        "lead": "以公布的文字为底稿，改好后再送审、公布。新版会写明更正说明。",
        "back": notice.get_absolute_url(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 400 if form.is_bound else 200
    return render(request, "ledger/form.html", context, status=status)


def begin_correction(request, notice, form):
    """The notice that a filled-in form begins; raises Refusal."""
    if not form.is_valid():
        raise malformed(form)
    data = form.cleaned_data
    given = {"actor": request.user, "key": data["once"], "said": said_in(request.POST)}
    return drafting.begin_correction(
        notice, data["snapshot"], data["correction"], dated=data["dated"], **given
    )
