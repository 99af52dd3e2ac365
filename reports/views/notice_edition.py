"""The page on which a notice is worked on: its words, where its values come from, its versions."""

from django.shortcuts import get_object_or_404, render

from ledger import permissions
from ledger.roles import DRAFT_ROLES, Role
from ledger.routes import route
from reports import press, revising
from reports.models import Notice, NoticeState
from reports.notice_forms import AddForm, BindForm
from reports.notice_page import page_of, vouched
from reports.notice_steps import steps_of
from reports.published import standing_of

# What a page or file of a notice says of itself; nothing where it is published as it stands.
DRAFT = "草稿"
MARKS = {
    NoticeState.DRAFT: DRAFT,
    NoticeState.SUBMITTED: DRAFT,
    NoticeState.TAKEN_DOWN: "已撤下",
    NoticeState.VOIDED: "草稿（已作废）",
}


def of_reader(user, pk):
    """The notice, if the user may see its ledger."""
    rows = Notice.objects.visible_to(user)
    rows = rows.select_related("inspection__organization", "snapshot", "corrects", "begun_by")
    return get_object_or_404(rows, pk=pk)


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def edition(request, notice):
    """The notice as it stands."""
    press.warm()
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
    given = {"snapshot": notice.snapshot_id, "dated": notice.dated}
    given["shown"] = revising.bound_to(notice)
    context |= {
        "bind": bind or BindForm(inspection=notice.inspection, initial=given),
        "add": add or AddForm(),
        "refusal": refusal,
        "form": form if form is not None and not at else None,
        "office": standing.holds(Role.OFFICE),
        "edits": notice.edits.count(),
        "stands": standing_of(notice.inspection).get(notice.pk, notice.get_state_display()),
        "steps": steps_of(notice, request.user, typed),
        "mark": MARKS.get(notice.state, ""),
        "vouched": vouched(notice),
    }
    kept = [
        keep_passage(context, at, form, refusal),
        keep_waiver(context["findings"] or [], waiving, refusal),
        context["editable"] or add is None,
        typed is None or any(one.form is typed for one in offers(context["steps"])),
    ]
    forms = [form if at else None, waiving, add, typed]
    context["lost"] = [
        told
        for form, is_kept in zip(forms, kept, strict=True)
        if not is_kept
        for told in lost(form)
    ]
    failed = any(one is not None and one.errors for one in (form, add, bind))
    status = refusal.status if refusal else 400 if failed else 200
    return render(request, "reports/notice_edition.html", context, status=status)


def keep_passage(context, at, form, refusal):
    """Keep in the passage ``at`` what was typed and refused; whether its box is on the page."""
    row = next((row for row in context["rows"] if row.key == at), None)
    if row is None:
        return not at
    row.refusal = refusal or "；".join(told(form))
    row.typed = {name: form.data[name] for name in ("text", "lead") if name in form.data}
    return context["editable"]


def keep_waiver(findings, form, refusal):
    """Keep in its place what was typed about a finding and refused; whether it has one."""
    for found in findings:
        if form is not None and found.one.digest == form.data.get("digest"):
            found.typed, found.refusal = form.data.get("reason", ""), refusal
            return found.may_waive
    return form is None


def offers(steps):
    """The steps that the page offers."""
    return [*steps["forward"], *steps["back"]]


LOSABLE = ("lead", "text", "reason", "comment")


def lost(form):
    """(label, text) of what was typed into a form that is no longer on the page."""
    rows = [
        (form.fields[name].label, form.data.get(name, ""))
        for name in LOSABLE
        if name in form.fields
    ]
    return [(label, text) for label, text in rows if text.strip()]


def told(form):
    """The errors of a form, with what they are about."""
    return [
        f"{form.fields[name].label}：{error}" if name in form.fields else error
        for name, errors in form.errors.items()
        for error in errors
    ]
