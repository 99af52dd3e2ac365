"""Setting up an inspection, adopting its plan, closing its ledger."""

from django.contrib import messages
from django.shortcuts import redirect, render

from ledger import permissions
from ledger.closing import (
    adopt,
    ask_closing,
    change_inspection,
    close,
    create_inspection,
    latest_adoption,
    reopen,
    unfinished,
)
from ledger.inspection_forms import AdoptionForm, InspectionForm, ReopenForm
from ledger.maintaining import answer_change, answer_new, page
from ledger.models import Adoption, Inspection, Organization
from ledger.roles import CHECK_ROLES, LEDGER_ROLES, Role
from ledger.routes import route

OFFICE = frozenset({Role.OFFICE})
SECRETARY = frozenset({Role.SECRETARY})


def own_organizations(user):
    """The organizations whose ledgers the reader's office maintains."""
    own = permissions.organizations_of(user, {Role.OFFICE})
    return Organization.objects.filter(pk__in=own).order_by("pk")


@route("GET", "POST", roles=OFFICE)
def new_inspection(request):
    """Start a ledger."""
    form = InspectionForm(request.POST or None, organizations=own_organizations(request.user))
    return answer_new(
        request,
        form,
        lambda form: create_inspection(form.instance, actor=request.user),
        title="新建一轮巡察台账",
        back="/inspections/",
        to=lambda row: f"{row.get_absolute_url()}settings/",
        sentence="台账已建立。接着登记反馈文件，再录入问题、任务和措施。",
    )


@route("GET", "POST", roles=OFFICE, of=Inspection)
def edit_inspection(request, inspection):
    """Change an inspection's facts and rules."""
    form = InspectionForm(
        request.POST or None,
        instance=inspection,
        organizations=Organization.objects.filter(pk=inspection.organization_id),
    )
    return answer_change(
        request,
        form,
        lambda form: change_inspection(
            inspection, form.values(), actor=request.user, seen=form.cleaned_data["seen"]
        ),
        title="巡察和规则设置",
        back=f"{inspection.get_absolute_url()}settings/",
        sentence="已保存。规则从下一次申请起生效。",
    )


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def settings(request, inspection):
    """The inspection's facts, rules and plan, and what the reader may do with the whole ledger."""
    standing = permissions.standing(request.user, inspection.organization)
    context = {
        "inspection": inspection,
        "adoption": latest_adoption(inspection),
        "group": inspection.group_members.filter(is_retired=False),
        "feedback": inspection.feedback.prefetch_related("aspects"),
        "office": standing.holds(Role.OFFICE),
        "secretary": standing.holds(Role.SECRETARY),
        "checks": bool(standing.roles & CHECK_ROLES),
        "unfinished": unfinished(inspection) if not inspection.closed_at else [],
        "form": ReopenForm(),
    }
    return render(request, "ledger/settings.html", context)


@route("GET", "POST", roles=OFFICE, of=Inspection)
def new_adoption(request, inspection):
    """Note that the plan was issued."""
    form = AdoptionForm(request.POST or None, instance=Adoption(inspection=inspection))
    return answer_new(
        request,
        form,
        lambda form: adopt(form.instance, actor=request.user),
        title="登记方案印发",
        back=f"{inspection.get_absolute_url()}settings/",
        sentence="方案已登记。此后修改内容、责任部门或时限须写明原因。",
    )


def back_to_settings(request, inspection, sentence):
    """Say what was done, on the page it was done from."""
    messages.success(request, sentence)
    return redirect(f"{inspection.get_absolute_url()}settings/")


@route("POST", roles=OFFICE, of=Inspection)
def ask_to_close(request, inspection):
    """The office asks to close the ledger."""
    ask_closing(inspection, actor=request.user)
    return back_to_settings(request, inspection, "已申请办结，等党组书记确认。")


@route("POST", roles=SECRETARY, of=Inspection)
def confirm_closing(request, inspection):
    """The secretary closes the ledger."""
    close(inspection, actor=request.user)
    return back_to_settings(request, inspection, "台账已办结，此后只能查看。")


@route("POST", roles=SECRETARY, of=Inspection)
def reopen_ledger(request, inspection):
    """The secretary opens a closed ledger again, or turns down the request."""
    form = ReopenForm(request.POST)
    if not form.is_valid():
        given = {"title": "重新启用台账", "back": f"{inspection.get_absolute_url()}settings/"}
        return page(request, form, status=400, **given)
    reopen(inspection, form.cleaned_data["reason"], actor=request.user)
    return back_to_settings(request, inspection, "台账已重新启用。")
