"""Departments, accounts and roles from an Excel file."""

import html
import io
import re
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.models import Department, JournalEntry, Membership, User
from ledger.staffing import HEADINGS
from ledger.verify import verify
from tests.factories import make_department, make_member, make_organization

pytestmark = pytest.mark.django_db

ACCOUNTS, ROLES = "/accounts/import/", "/accounts/roles/"
PEOPLE = [
    ["会员部", "张某", "部长", "0001", "zhang", "部门负责人、承办人"],
    ["会员部", "李某", "干部", "0002", "li", "承办人"],
    ["", "王某", "主任", "0003", "wang", "整改办"],
]


def workbook(*rows, headings=HEADINGS):
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Office:
    """An organization with its two administrators."""

    def __init__(self, client):
        self.client = client
        self.organization = make_organization()
        self.sysadmin = make_member(self.organization, "system_admin")
        self.secadmin = make_member(self.organization, "security_admin")

    def upload(self, url, content, name="人员.xlsx"):
        self.client.force_login(self.sysadmin if url == ACCOUNTS else self.secadmin)
        file = SimpleUploadedFile(name, content)
        return self.client.post(url, {"organization": self.organization.pk, "file": file})

    def confirm(self, url, page):
        names = ("read", "once")
        data = {
            name: html.unescape(re.search(rf'name="{name}" value="([^"]+)"', page)[1])
            for name in names
        }
        return self.client.post(url, data)

    def whole(self, url, content):
        return self.confirm(url, self.upload(url, content).content.decode())


@pytest.fixture
def office(client):
    return Office(client)


def test_file_is_previewed_and_nothing_saved(office):
    before = User.objects.count()

    page = office.upload(ACCOUNTS, workbook(*PEOPLE)).content.decode()

    assert "新部门 1 个：会员部" in page
    assert page.count("新建账号") == 3
    assert (User.objects.count(), Department.objects.count()) == (before, 0)


def test_accounts_are_made_and_their_passwords_open_them(office, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    response = office.whole(ACCOUNTS, workbook(*PEOPLE))
    password = re.search(r"<td>zhang</td><td><code>([^<]+)</code>", response.content.decode())[1]

    office.client.logout()
    entered = office.client.post("/login/", {"username": "zhang", "password": password})

    assert entered.status_code == 302
    assert Department.objects.get().name == "会员部"
    assert User.objects.get(username="zhang").personnel_number == "0001"
    assert "no-store" in response["Cache-Control"]
    assert password not in str(list(JournalEntry.objects.values_list("changes", flat=True)))
    # At its first use the password is kept with the full number of rounds.
    assert User.objects.get(username="zhang").password.split("$")[1] != "20000"
    assert [fault for fault in verify() if fault.sequence] == []


def test_confirmed_twice_makes_accounts_once_and_tells_no_password_again(office):
    page = office.upload(ACCOUNTS, workbook(*PEOPLE)).content.decode()

    office.confirm(ACCOUNTS, page)
    again = office.confirm(ACCOUNTS, page)

    assert User.objects.filter(username="zhang").count() == 1
    assert "<code>" not in again.content.decode()
    assert "没有新建账号" in again.content.decode()


def test_same_file_grants_the_roles_to_accounts_that_are_there(office):
    early = office.upload(ROLES, workbook(*PEOPLE))
    office.whole(ACCOUNTS, workbook(*PEOPLE))

    done = office.whole(ROLES, workbook(*PEOPLE))
    again = office.upload(ROLES, workbook(*PEOPLE)).content.decode()

    assert early.status_code == 400
    assert "没有这个账号，请系统管理员先导入" in early.content.decode()
    assert done.status_code == 302
    rows = Membership.objects.filter(user__username__in=["zhang", "li", "wang"])
    held = {(row.user.username, row.role, str(row.department or "")) for row in rows}
    assert held == {
        ("zhang", "head", "会员部"),
        ("zhang", "handler", "会员部"),
        ("li", "handler", "会员部"),
        ("wang", "office", ""),
    }
    assert again.count("已有，不动") == 3


def test_headings_may_stand_lower_and_in_another_order(office):
    headings = ["序号", "登录名", "姓名", "工号", "职务", "处室"]
    content = workbook(
        headings, [1, "zhang", "张某", 1001, "部长", "会员部"], headings=["人员名单"]
    )

    office.whole(ACCOUNTS, content)

    assert User.objects.get(username="zhang").personnel_number == "1001"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["会员部", "", "部长", "9", "z9"], "第 3 行：姓名"),
        (["会员部", "赵\u202e某", "部长", "9", "z9"], "控制字符"),
        (["会员部", "赵某", "部长", "9", "有 空格"], "第 3 行：用户名"),
        (["会员部", "赵某", "部长", "0001", "z9"], "人员编号与第 2 行重复"),
        (["会员部", "赵某", "部长", "9", "ZHANG"], "用户名与第 2 行重复"),
        (["旧部门", "赵某", "部长", "9", "z9"], "部门“旧部门”已停用"),
        (["会员部", "赵某", "部长", "P-other", "z9"], "已被另一个账号使用"),
        (["部" * 51, "赵某", "部长", "9", "z9"], "第 3 行"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_can_be_confirmed(row, sentence, office):
    make_department(office.organization, name="旧部门", is_retired=True)
    make_member(make_organization(), "office", personnel_number="P-other")
    before = User.objects.count()

    response = office.upload(ACCOUNTS, workbook(PEOPLE[0], row))

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert "确认新建" not in response.content.decode()
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("书记", "没有角色“书记”"),
        ("审计员、整改办", "系统管理员、安全管理员、审计员不得兼任其他角色"),
    ],
)
def test_wrong_role_grants_nothing(role, sentence, office):
    office.whole(ACCOUNTS, workbook(*PEOPLE))
    content = workbook(PEOPLE[0], [*PEOPLE[1][:5], role])
    response = office.upload(ROLES, content)
    if response.status_code == 200:
        response = office.confirm(ROLES, response.content.decode())

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Membership.objects.filter(user__username__in=["zhang", "li"]).exists()


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "a")
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", b"0" * 30_000_000)
    return out.getvalue()


def far_cell():
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "远"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def entities():
    """A workbook whose main part declares entities."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(*PEOPLE))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for part in source.infolist():
            body = source.read(part)
            if part.filename == "xl/workbook.xml":
                body = b'<!DOCTYPE a [<!ENTITY b "b">]>' + body
            target.writestr(part, body)
    return out.getvalue()


BAD_FILES = {
    "empty": (lambda: b"", "是空的"),
    "no zip": (lambda: b"name,post\n", "文件打不开"),
    "encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "文件打不开"),
    "cut": (lambda: workbook(*PEOPLE)[:-300], "文件打不开"),
    "no parts": (zipped, "文件已损坏"),
    "bomb": (bomb, "展开后太大"),
    "entities": (entities, "文件已损坏"),
    "far cell": (far_cell, "没有找到表头"),
    "no headings": (lambda: workbook(*PEOPLE, headings=["甲", "乙"]), "没有找到表头"),
    "headings only": (workbook, "表头下面没有内容"),
    "too long": (lambda: workbook(*[PEOPLE[0]] * 600), "最多 520 行"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_gets_a_sentence(name, office):
    content, sentence = BAD_FILES[name]

    response = office.upload(ACCOUNTS, content())

    assert response.status_code in {400, 413}
    assert sentence in response.content.decode()


def test_changed_preview_is_refused(office):
    page = office.upload(ACCOUNTS, workbook(*PEOPLE)).content.decode()
    read = re.search(r'name="read" value="([^"]+)"', page)[1]

    response = office.client.post(ACCOUNTS, {"read": "x" + read})

    assert response.status_code == 400
    assert "预览已过期" in response.content.decode()


def test_another_organization_is_not_reached(office):
    other = make_organization()
    office.client.force_login(office.sysadmin)
    file = SimpleUploadedFile("a.xlsx", workbook(*PEOPLE))

    response = office.client.post(ACCOUNTS, {"organization": other.pk, "file": file})

    assert response.status_code == 400
    assert not User.objects.filter(username="zhang").exists()


def test_template_is_read_as_it_is_given(office):
    office.client.force_login(office.sysadmin)
    template = office.client.get("/accounts/template.xlsx").content

    page = office.upload(ACCOUNTS, template).content.decode()

    assert page.count("新建账号") == 3
