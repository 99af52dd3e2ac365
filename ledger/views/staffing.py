"""Departments, accounts and roles from an Excel file: upload, look at what it means, confirm."""

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ledger import access
from ledger.accounts import managed_by
from ledger.models import Organization
from ledger.once import OnceField, once
from ledger.refusals import Refusal, refuse
from ledger.roles import ADMIN_ROLES, Role
from ledger.routes import route
from ledger.staffing import (
    COLUMNS,
    HEADINGS,
    MAX_PEOPLE,
    grant_roles,
    make_accounts,
    plan_accounts,
    plan_roles,
    read_people,
)
from ledger.workbook import CONTENT_TYPE, read_table, write_table

SALT = "staffing"
PREVIEW_HOURS = 12
EXAMPLES = [
    ["会员部", "张某", "会员部部长", "0001", "zhangmou", "部门负责人"],
    ["会员部", "李某", "会员部干部", "0002", "limou", "承办人"],
    ["", "王某", "整改办主任", "0003", "wangmou", "整改办"],
]


class UploadForm(forms.Form):
    """The organization, and the file."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label="单位")
    file = forms.FileField(
        label="Excel 文件",
        help_text=f"只读第一张工作表，最多 {MAX_PEOPLE} 人",
        allow_empty_file=True,
        error_messages={"required": "请选择要上传的文件。"},
    )

    def __init__(self, data, files, organizations):
        super().__init__(data, files)
        self.fields["organization"].queryset = organizations
        self.fields["organization"].initial = organizations.first()


class ConfirmForm(forms.Form):
    """What was previewed, as it was read."""

    once = OnceField()
    read = forms.CharField(widget=forms.HiddenInput, max_length=1_000_000)


def answer(request, role, plan, carry_out, context):
    """Upload → preview → done; ``plan`` reads the lines, ``carry_out`` does what they mean."""
    organizations = managed_by(request.user, role)
    if "read" in request.POST:
        return confirm(request, organizations, plan, carry_out, context)
    form = UploadForm(request.POST or None, request.FILES or None, organizations)
    context |= {"form": form, "columns": HEADINGS}
    if request.method == "GET" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "ledger/staffing.html", context, status=status)
    organization = form.cleaned_data["organization"]
    try:
        upload = form.cleaned_data["file"]
        table = read_table(upload, rows=MAX_PEOPLE + 20, columns=30)
        lines = read_people(table)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "ledger/staffing.html", context, status=refusal.status)
    kept = {"organization": organization.pk, "table": table}
    return preview(request, plan(organization, lines), kept, context)


def preview(request, staff, kept, context, refusal=None):
    """What the file means, row by row; it can be confirmed if nothing is wrong."""
    read = signing.dumps(kept, salt=SALT, compress=True)
    context |= {"staff": staff, "refusal": refusal, "headings": COLUMNS.items()}
    context["confirm"] = ConfirmForm(initial={"read": read})
    status = refusal.status if refusal else 400 if staff.wrong else 200
    return render(request, "ledger/staffing_preview.html", context, status=status)


def confirm(request, organizations, plan, carry_out, context):
    """Carry out what was previewed, planned anew against what is there by now."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise refuse("preview_expired")
    try:
        read = form.cleaned_data["read"]
        kept = signing.loads(read, salt=SALT, max_age=PREVIEW_HOURS * 3600)
    except signing.BadSignature as error:
        raise refuse("preview_expired") from error
    organization = organizations.filter(pk=kept["organization"]).first()
    if organization is None:
        raise refuse("preview_expired")
    staff = plan(organization, read_people(kept["table"]))
    try:
        return carry_out(request, staff, form.cleaned_data["once"])
    except Refusal as refusal:
        return preview(request, staff, kept, context, refusal)


@route("GET", "POST", roles=frozenset({Role.SYSTEM_ADMIN}))
def accounts(request):
    """The system administrator makes departments and accounts."""

    def carry_out(request, staff, key):
        made = make_accounts(staff, actor=request.user, key=key)
        context = {"made": made, "organization": staff.organization}
        return render(request, "ledger/staffing_done.html", context)

    context = {
        "title": "从 Excel 导入部门和账号",
        "lead": "没有的部门和账号会新建，已有的不动。角色由安全管理员用同一个文件授予。",
        "verb": "新建",
    }
    return answer(request, Role.SYSTEM_ADMIN, plan_accounts, carry_out, context)


@route("GET", "POST", roles=frozenset({Role.SECURITY_ADMIN}))
def roles(request):
    """The security administrator grants the roles of the same file."""

    def carry_out(request, staff, key):
        done = []

        def make():
            done.append(grant_roles(staff, actor=request.user))
            return staff.organization

        once(request.user, key, make)
        count = sum(done)
        messages.success(request, f"已授予 {count} 个角色，相关账号须重新登录。")
        return redirect("/admin/ledger/membership/")

    context = {
        "title": "从 Excel 授予角色",
        "lead": "按“角色”一栏授予；已有的角色不动，没有写的不撤销。",
        "verb": "授予",
    }
    return answer(request, Role.SECURITY_ADMIN, plan_roles, carry_out, context)


@route("GET", roles=ADMIN_ROLES)
def template(request):
    """An empty table with its headings and three example rows."""
    access.log(request, "export", "staff template")
    response = HttpResponse(write_table("人员", HEADINGS, EXAMPLES), content_type=CONTENT_TYPE)
    name = "filename*=UTF-8''%E4%BA%BA%E5%91%98%E6%A8%A1%E6%9D%BF.xlsx"
    response["Content-Disposition"] = f"attachment; {name}"
    return response
