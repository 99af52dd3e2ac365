"""Pages of an import: the file goes up, what was understood is looked at, then it is saved."""

from functools import partial

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from ledger import access
from ledger.models import Inspection
from ledger.once import said_in
from ledger.refusals import Refusal
from ledger.roles import Role
from ledger.routes import route
from ledger.workbook import CONTENT_TYPE
from ledger.writing import check_open
from reports.intake import imports, progress
from reports.intake.forms import AnswersForm, FileForm, KeyForm, MappingForm, SaveForm, UndoForm
from reports.intake.undoing import undo
from reports.models import ImportKind, LedgerImport

OFFICE = frozenset({Role.OFFICE})
RECENT = 10
SHOWN = 200  # rows of each kind that the page lists


def pending(user, pk):
    """The import, if the user may see its ledger; its file is read where it is needed."""
    people = ("applied_by", "undone_by", "uploaded_by")
    rows = LedgerImport.objects.visible_to(user).defer("content")
    return get_object_or_404(rows.select_related("inspection__organization", *people), pk=pk)


@route("GET", "POST", roles=OFFICE, of=Inspection)
def receive(request, inspection):
    """The file goes up; what was imported lately stands below."""
    check_open(inspection)
    form = FileForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        upload, key = form.cleaned_data["file"], form.cleaned_data["once"]
        given = {"actor": request.user, "key": key, "said": said_in(request.POST, request.FILES)}
        given["step"] = progress.watched(request.user, key)
        try:
            return redirect("reports:import", imports.receive(inspection, upload, **given).pk)
        except Refusal as found:
            refusal = found
    recent = LedgerImport.objects.filter(inspection=inspection).defer("content", "outline")
    context = {
        "inspection": inspection,
        "form": form,
        "refusal": refusal,
        "layout": imports.layout_of(inspection),
        "recent": recent.select_related("uploaded_by", "applied_by").order_by("-pk")[:RECENT],
    }
    status = refusal.status if refusal else 400 if form.is_bound else 200
    return render(request, "reports/import.html", context, status=status)


@route("GET", "POST", roles=OFFICE)
def reading(request):
    """How far the reading under a form's key is; posted, it is cancelled."""
    form = KeyForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return JsonResponse({"done": 0, "total": 0})
    key = form.cleaned_data["key"]
    if request.method == "POST":
        progress.note(request.user, key, is_cancelled=True)
    done, total = progress.told(request.user, key)
    return JsonResponse({"done": done, "total": total})


@route("GET", roles=OFFICE, of=pending)
def preview(request, row):
    """What an import would do, or did."""
    return show(request, row)


def show(request, row, *, refusal=None, **forms):
    """The page of an import; ``forms`` keep what was chosen and refused."""
    context = {"inspection": row.inspection, "row": row, "refusal": refusal}
    status = refusal.status if refusal else 400 if forms else 200
    if row.applied_at:
        context["counts"] = imports.counts_of(row)
        context["undo_form"] = forms.get("undo_form") or UndoForm()
        return render(request, "reports/import_done.html", context, status=status)
    outline, _, plan = imports.planned(row)
    needs_reason = bool(plan.changed) and row.inspection.is_adopted
    context |= {
        "outline": outline,
        "counts": outline.counts(),
        "plan": plan,
        "changed": plan.changed[:SHOWN],
        "new": plan.new[:SHOWN],
        "reported": [item for item in plan.reported if not item.is_new and not item.is_changed],
        "missing": plan.missing[:SHOWN],
        "shown": SHOWN,
        "mapping_form": MappingForm(None, outline),
        "answers_form": AnswersForm(None, row.inspection, plan, outline),
        "save_form": SaveForm(None, needs_reason=needs_reason, shown=plan.digest()),
        **forms,
    }
    return render(request, "reports/import_preview.html", context, status=status)


@route("POST", roles=OFFICE, of=pending)
def remap(request, row):
    """The columns mean something else: read anew."""
    outline, _, _ = imports.planned(row)
    form = MappingForm(request.POST, outline)
    if not form.is_valid():
        return show(request, row, mapping_form=form)
    return carry_out(
        request, row, partial(imports.remap, row, form.mapping()), "已按新的对应关系重新读取。"
    )


@route("POST", roles=OFFICE, of=pending)
def answer(request, row):
    """What unknown names mean."""
    outline, answers, plan = imports.planned(row)
    form = AnswersForm(request.POST, row.inspection, plan, outline)
    if not form.is_valid():
        return show(request, row, answers_form=form)
    chosen = sum(value is not None for value in form.cleaned_data.values())
    told = f"已记下 {chosen} 个名称，并重新核对。" if chosen else "没有选择，名称仍没有对上。"
    return carry_out(request, row, partial(imports.answer, row, form.answers(answers)), told)


@route("POST", roles=OFFICE, of=pending)
def save(request, row):
    """Save what was shown."""
    _, _, plan = imports.planned(row)
    needs_reason = bool(plan.changed) and row.inspection.is_adopted
    form = SaveForm(request.POST, needs_reason=needs_reason)
    if not form.is_valid():
        return show(request, row, save_form=refreshed(form, plan))
    try:
        _, done = imports.apply(
            row,
            actor=request.user,
            shown=form.cleaned_data["shown"],
            reason=form.cleaned_data.get("reason", ""),
        )
    except Refusal as refusal:
        return show(request, row, refusal=refusal, save_form=refreshed(form, plan))
    told = f"已导入：新增 {len(done.new)} 条，更新 {len(done.changed)} 条，写入进展 {len(done.reported)} 条。"
    messages.success(request, told)
    return redirect("reports:import", row.pk)


def refreshed(form, plan):
    """The form with its words kept, standing against what is shown now."""
    form.data = form.data.copy()
    form.data["shown"] = plan.digest()
    return form


@route("POST", roles=OFFICE, of=pending)
def take_back(request, row):
    """Take a saved import back."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return show(request, row, undo_form=form)
    try:
        _, voided, restored = undo(row, form.cleaned_data["reason"], actor=request.user)
    except Refusal as refusal:
        return show(request, row, refusal=refusal, undo_form=form)
    messages.success(request, f"已撤回：作废 {voided} 条，恢复 {restored} 条。")
    return redirect("reports:import", row.pk)


def carry_out(request, row, act, sentence):
    """Do what a valid form asks for; a refusal stands on the import's page."""
    try:
        act(actor=request.user)
    except Refusal as refusal:
        return show(request, row, refusal=refusal)
    messages.success(request, sentence)
    return redirect("reports:import", row.pk)


@route("GET", roles=OFFICE, of=pending)
@csp({"default-src": ["'none'"], "sandbox": True})
def original(request, row):
    """The file as it came."""
    text = "text/plain; charset=utf-8"
    kind = text if row.kind == ImportKind.TEXT else CONTENT_TYPE
    return attachment(request, row, bytes(row.content), row.name, kind)


@route("GET", roles=OFFICE, of=pending)
@csp({"default-src": ["'none'"], "sandbox": True})
def marked(request, row):
    """The file with its errors and doubts marked in the cells."""
    return attachment(request, row, imports.marked(row), f"标注_{row.name}")


def attachment(request, row, body, name, content_type=CONTENT_TYPE):
    """Note who took it, and send it."""
    access.log(request, "import", f"{row.pk} {name}")
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
