"""From an empty installation to a closed ledger, only by clicking and typing."""

import io
import json

import pytest
from django.core.management import call_command

from ledger.models import Inspection, User
from ledger.verify import verify
from measures.models import Measure
from problems.models import Problem, Task
from reports.integrity import check
from tests.browser.conftest import Person, serve

pytestmark = pytest.mark.django_db
PASSWORD = "zhuangyuan-7788"
PEOPLE = {
    "bangong": ("整改办", "office", ""),
    "shuji": ("党组书记", "secretary", ""),
    "fuzhuxi": ("副主席", "lead", ""),
    "jing1": ("经办一", "handler", "综合部"),
    "jing2": ("经办二", "handler", "综合部"),
    "buzhang": ("部长", "head", "综合部"),
}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """A served installation with nothing in it."""
    with django_db_blocker.unblock(), serve(tmp_path_factory.mktemp("files")) as url:
        yield url


@pytest.fixture
def seat(chromium, site):
    """A function that seats somebody who logs in with a password of their own."""
    seated = []

    def make(username, password):
        somebody = Person(chromium, site)
        seated.append(somebody)
        somebody.go("/login/")
        somebody.page.fill("#id_username", username)
        somebody.page.fill("#id_password", password)
        somebody.press("登录")
        return somebody

    yield make
    for somebody in seated:
        somebody.leave()


def fill(somebody, **values):
    """Fill in the open form by the names of its fields; a choice by its words."""
    for name, value in values.items():
        field = somebody.page.locator(f"#id_{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            option = field.locator("option", has_text=value).first
            field.select_option(label=option.inner_text().strip())
        else:
            field.fill(value)


def save(somebody, sees):
    """Save the open form and see what follows."""
    somebody.press("保存")
    assert somebody.sees(sees), somebody.page.inner_text("main")


def make_accounts(admin, security):
    """The department, the accounts and their roles, through the admin pages."""
    admin.go("/admin/ledger/department/add/")
    fill(admin, organization="某某协会", name="综合部", order="1")
    admin.page.locator("input[name=_save]").click()
    for number, (username, (name, _, _)) in enumerate(PEOPLE.items(), 1):
        admin.go("/admin/ledger/user/add/")
        fill(admin, organization="某某协会", username=username, name=name, post=name)
        fill(admin, personnel_number=f"R{number}", new_password=PASSWORD)
        admin.page.locator("input[name=_save]").click()
    for username, (name, role, room) in PEOPLE.items():
        security.go("/admin/ledger/membership/add/")
        fill(security, user=f"{name}（{username}）", organization="某某协会")
        security.page.locator("#id_role").select_option(role)
        if room:
            fill(security, department=room)
        security.page.locator("input[name=_save]").click()


def make_ledger(office):
    """An inspection with 2 problems, 3 tasks and 6 measures."""
    office.go("/inspections/")
    office.page.get_by_role("link", name="新建一轮巡察台账").click()
    fill(office, title="常规巡察", team="第二巡察组", feedback_date="2026-03-02")
    fill(office, period_start="2026-03-02", period_end="2026-09-02")
    save(office, "台账已建立")
    office.page.get_by_role("link", name="登记反馈文件").click()
    fill(
        office, kind="反馈意见", title="反馈意见", date="2026-03-02", chapters="履职方面\n作风方面"
    )
    save(office, "反馈文件已登记")
    for aspect, text in (("履职方面", "服务会员不够主动"), ("作风方面", "会议多、落实少")):
        office.page.get_by_role("link", name="整改台账").last.click()
        office.page.get_by_role("link", name="新增问题").click()
        fill(office, aspect=f"反馈意见：{aspect}", text=text)
        save(office, "问题已保存")
    for number, texts in ((1, ("建立走访制度", "公开办事流程")), (2, ("压减会议",))):
        for text in texts:
            office.go(Problem.objects.get(number=number).get_absolute_url())
            office.page.get_by_role("link", name="新增任务").click()
            fill(office, text=text, department="综合部", lead="副主席", deadline="2026-08-01")
            save(office, "任务已保存")
    for task in Task.objects.order_by("number"):
        for step in ("拿出办法", "抓好落实"):
            office.go(task.get_absolute_url())
            office.page.get_by_role("link", name="新增措施").click()
            fill(office, text=f"{task.text}：{step}", handler="经办一", deadline="2026-07-01")
            save(office, "措施已保存")


def test_ledger_is_made_adopted_changed_handed_over_and_closed(seat):
    out = io.StringIO()
    call_command("create_admins", "--organization", "某某协会", "--json", stdout=out)
    given = {row["username"]: row["password"] for row in json.loads(out.getvalue())}
    admin, security = (seat(name, given[name]) for name in ("sysadmin", "secadmin"))
    make_accounts(admin, security)
    assert set(PEOPLE) <= set(User.objects.values_list("username", flat=True))

    office = seat("bangong", PASSWORD)
    make_ledger(office)
    inspection = Inspection.objects.get()
    counts = [model.objects.count() for model in (Problem, Task, Measure)]
    assert counts == [2, 3, 6]

    base = inspection.get_absolute_url()
    office.go(f"{base}settings/")
    office.page.get_by_role("link", name="登记方案印发").click()
    fill(office, document_number="〔2026〕5号", date="2026-03-20", meeting="党组会")
    save(office, "方案已登记")

    measure = Measure.objects.order_by("pk").first()
    office.go(measure.get_absolute_url())
    office.page.get_by_role("link", name="修改").click()
    fill(office, deadline="2026-07-15")
    office.press("保存")
    assert office.sees("方案已印发，修改内容、责任部门或时限须写明原因")
    assert office.page.input_value("#id_deadline") == "2026-07-15"
    fill(office, reason="等待上级文件")
    save(office, "等待上级文件")

    office.go(f"{base}many/")
    office.page.get_by_role("link", name="移交").click()
    fill(office, person="经办一", to_person="经办二", reason="经办一调离")
    office.press("预览")
    assert office.sees("将要改动 6 项")
    office.press("确认修改")
    assert office.sees("已改 6 项")
    assert set(Measure.objects.values_list("handler__username", flat=True)) == {"jing2"}

    office.go(f"{base}settings/")
    office.unfold("申请办结")
    office.press("确认申请办结")
    secretary = seat("shuji", PASSWORD)
    assert secretary.sees("已申请办结，等你确认")
    secretary.page.get_by_role("link", name="查看并办理").click()
    assert secretary.sees("还没有销号")
    secretary.unfold("确认办结")
    secretary.press("确认办结")
    assert secretary.sees("只能查看")
    office.go(measure.get_absolute_url())
    assert office.page.get_by_role("link", name="修改").count() == 0

    somebodies = (admin, security, office, secretary)
    assert [somebody.complaints for somebody in somebodies] == [[]] * 4
    assert (verify(), check()) == ([], [])
