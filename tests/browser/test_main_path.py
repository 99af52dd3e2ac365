"""The main path, by clicking and typing: a measure from 未启动 to 已销号 through three people."""

import re

import pytest

from ledger.models import Inspection
from ledger.sample_accounts import PASSWORD
from measures.models import Measure
from measures.sample.files import pdf, png
from problems.models import Task

pytestmark = pytest.mark.django_db


def practice_measure(room="经济部", **state):
    """A measure of the practice ledger, of a department with one handler and one head."""
    rows = Measure.objects.filter(inspection__title="演练台账", department__name=room, **state)
    return rows.order_by("task__number", "number").first()


def signed_off_count(somebody, inspection):
    """The dashboard's 措施销号, as a person reads it."""
    somebody.go(f"/inspections/{inspection.pk}/dashboard/")
    figure = somebody.page.locator("a.fig", has_text="措施销号").inner_text()
    return int(re.search(r"(\d+)\s*/\s*65", figure)[1])


def prove(somebody):
    """Write progress and upload a file on the open page."""
    somebody.page.fill("textarea[name=text]", "已按方案办结，附办结清单。")
    somebody.press("保存进展")
    somebody.page.set_input_files(
        "input[type=file]",
        {"name": "办结清单.pdf", "mimeType": "application/pdf", "buffer": pdf("办结清单")},
    )
    somebody.press("上传")
    somebody.page.get_by_text("佐证材料已上传").wait_for()


def carry_out(person, code, path, scripts):
    """Start, prove, submit, approve and sign off a measure as three people; gives the last."""
    handler = person(f"handler-{code}", scripts=scripts)
    handler.go(path)
    handler.press("启动整改")
    prove(handler)
    handler.press("申请销号")
    assert handler.sees("待部门审核")

    head = person(f"head-{code}", scripts=scripts)
    head.go(path)
    head.press("审核通过")
    assert head.sees("待整改办复核")

    office = person("office", scripts=scripts)
    office.go(path)
    assert office.sees("办结清单.pdf")
    office.press("复核通过，予以销号")
    assert office.sees("已销号")
    return office


@pytest.mark.parametrize(
    ("scripts", "code", "room"),
    [(True, "jjb", "经济部"), (False, "shb", "商会部")],
    ids=["with scripts", "without scripts"],
)
def test_measure_goes_through_three_people_and_the_figure_moves(person, scripts, code, room):
    measure = practice_measure(room, state="not_started")
    inspection = measure.inspection
    leader = person("secretary")
    before = signed_off_count(leader, inspection)

    carry_out(person, code, measure.get_absolute_url(), scripts)

    measure.refresh_from_db()
    names = list(measure.signatures.values_list("name", flat=True))
    assert measure.state == "signed_off"
    assert names == [f"{room}承办人", f"{room}负责人", "整改办主任"]
    assert signed_off_count(leader, inspection) == before + 1


def test_same_person_gets_no_second_step(person):
    rows = Measure.objects.filter(inspection__title="演练台账", department__name="办公室")
    measure = rows.filter(state="in_progress").first()
    head = person("dual")  # 办公室 has two heads, so that one may submit and the other approve
    head.go(measure.get_absolute_url())
    prove(head)
    head.press("申请销号")

    assert head.page.get_by_role("button", name="审核通过").count() == 0
    measure.refresh_from_db()
    answer = head.page.evaluate(
        """async ([url, version]) => {
            const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
            const body = new URLSearchParams({version, csrfmiddlewaretoken: token});
            const answer = await fetch(url, {method: "POST", body,
                headers: {Accept: "application/json"}});
            return [answer.status, (await answer.json()).message];
        }""",
        [f"{measure.get_absolute_url()}approve/", measure.version],
    )

    assert answer[0] == 403
    assert "同一人不能办理两个环节" in answer[1]


def test_return_says_why_and_keeps_what_was_typed(person):
    measure = practice_measure(state="submitted")
    head, handler = person("head-jjb"), person("handler-jjb")
    head.go(measure.get_absolute_url())
    head.unfold("退回")
    head.page.fill("#return-comment", "清单缺盖章件，请补上。")
    measure.refresh_from_db()
    Measure.objects.filter(pk=measure.pk).update(version=measure.version + 1)
    head.press("确认退回")

    assert head.sees("刚刚有了变动")
    assert head.page.input_value("#return-comment") == "清单缺盖章件，请补上。"
    head.press("确认退回")
    handler.go("/")

    assert handler.sees("清单缺盖章件，请补上。")
    handler.go(measure.get_absolute_url())
    assert handler.sees("清单缺盖章件，请补上。")


def test_final_sign_off_asks_for_the_password_in_place(person):
    task = Task.objects.filter(inspection__title="演练台账", state="endorsed").first()
    secretary = person("secretary")
    secretary.go(task.get_absolute_url())
    secretary.page.fill("#sign_off-password", "bu-dui")
    secretary.press("批准销号")

    assert secretary.sees("密码不正确")
    secretary.page.fill("#sign_off-password", "zhenggai-2024")
    secretary.press("批准销号")

    assert secretary.sees("批准销号，现在是“已销号”")


def test_wrong_login_is_told_in_chinese(person):
    stranger = person()
    stranger.go("/login/")
    stranger.page.fill("#id_username", "office")
    stranger.page.fill("#id_password", "bu-dui")
    stranger.press("登录")

    assert stranger.page.locator("[role=alert]").count() == 1
    assert Inspection.objects.count() > 0


def test_evidence_comes_back_as_a_download(person):
    measure = practice_measure(state="in_progress")
    handler = person("handler-jjb")
    handler.go(measure.get_absolute_url())
    handler.page.set_input_files(
        "input[type=file]", {"name": "现场.png", "mimeType": "image/png", "buffer": png("现场")}
    )
    handler.press("上传")

    with handler.page.expect_download() as started:
        handler.page.get_by_role("link", name="下载 现场.png").click()

    assert started.value.suggested_filename == "现场.png"


def test_text_typed_before_the_login_ended_comes_back(person):
    office = person("office")
    measure = practice_measure("经济部", state="in_progress")
    office.go(f"{measure.get_absolute_url()}edit/")
    office.page.fill("#id_acceptance", "很长的一段验收标准")
    office.context.clear_cookies()

    office.press("保存")
    assert office.sees("登录已失效，刚才的内容还没有保存")
    office.page.fill("#id_username", "office")
    office.page.fill("#id_password", PASSWORD)
    office.press("登录")

    office.page.wait_for_url("**/edit/")
    assert office.page.input_value("#id_acceptance") == "很长的一段验收标准"
    assert office.complaints == []


def test_text_in_another_form_is_not_lost_unasked(person):
    handler = person("handler-jjb")
    measure = practice_measure("经济部", state="in_progress")
    handler.go(measure.get_absolute_url())
    handler.page.fill("textarea[name=text]", "还没有保存的进展")
    asked = []
    handler.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    handler.press("申请销号")

    assert ["没有保存" in text for text in asked] == [True]
    assert handler.page.input_value("textarea[name=text]") == "还没有保存的进展"


def test_office_signs_off_the_chosen_of_its_queue_at_once(person):
    office = person("office")
    office.go("/queue/")
    form = office.page.locator("form.queue", has_text="销号").first
    before = form.locator(".pick").count()
    form.get_by_label("全选").check()

    form.get_by_role("button").last.click()

    assert office.sees(f"已办 {before} 件")
    assert office.complaints == []


def test_progress_typed_and_not_saved_outlives_an_upload(person):
    handler = person("handler-jjb")
    measure = practice_measure("经济部", state="in_progress")
    handler.go(measure.get_absolute_url())
    handler.page.fill("textarea[name=text]", "还没有保存的进展")
    handler.page.set_input_files(
        "input[type=file]", {"name": "通知.png", "mimeType": "image/png", "buffer": png("通知")}
    )

    handler.press("上传")

    handler.page.wait_for_selector("text=通知.png")
    assert handler.page.input_value("textarea[name=text]") == "还没有保存的进展"
    handler.go(measure.get_absolute_url())
    assert handler.page.input_value("textarea[name=text]") == ""
    assert handler.complaints == []
