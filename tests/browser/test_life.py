"""The life of a measure, by clicking and typing: extension, return, second attempt, reopening."""

import datetime

import pytest
from django.utils import timezone

from measures.models import Measure
from measures.sample.files import pdf

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + datetime.timedelta(days=200)


class Life:
    """One measure and the people around it, each at a screen of the same width."""

    def __init__(self, person, code, room, width):
        rows = Measure.objects.filter(inspection__title="演练台账", department__name=room)
        self.measure = rows.filter(state="not_started").order_by("pk").first()
        self.path = self.measure.get_absolute_url()
        names = {"handler": f"handler-{code}", "head": f"head-{code}"}
        self.people = {}
        for role in ("handler", "head", "office", "supervisor"):
            self.people[role] = person(names.get(role, role), width=width)

    def at(self, role):
        """Somebody with the measure's page open, which fits the screen."""
        somebody = self.people[role]
        somebody.go(self.path)
        wide = somebody.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{role}: the page is {wide} px wider than the screen"
        return somebody

    def do(self, role, button, **typed):
        """Open the page, unfold what is folded, type, press."""
        somebody = self.at(role)
        for name, text in typed.items():
            field = f"#{name.replace('_', '-')}"
            somebody.page.locator(f"details:has({field}) summary").click()
            somebody.page.fill(field, text)
        somebody.press(button)
        somebody.page.wait_for_load_state()
        return somebody

    def prove(self, text, name):
        """The handler writes what was done and uploads a file."""
        handler = self.at("handler")
        handler.page.fill("textarea[name=text]", text)
        handler.press("保存进展")
        self.upload(handler, name)

    def upload(self, somebody, name, button="上传"):
        """Choose a file and send it."""
        file = {"name": name, "mimeType": "application/pdf", "buffer": pdf(name)}
        somebody.page.set_input_files("input[type=file]", file)
        somebody.press(button)
        somebody.page.get_by_text("佐证材料已上传").wait_for()

    def ask_for_time(self):
        """The head asks, the office finds it in its queue and grants it."""
        head = self.at("head")
        head.unfold("申请延期")
        head.page.fill("#id_deadline", LATER.isoformat())
        head.page.fill("#id_reason", "等上级统一文件，下发后一周内办结")
        head.press("提交申请")
        office = self.people["office"]
        office.go("/queue/")
        office.page.get_by_role("link", name=f"{self.measure.title}：审批延期").click()
        office.page.get_by_label("同意", exact=True).check()
        office.press("确认审批")
        assert office.sees(f"已同意延期至 {LATER}")


@pytest.mark.parametrize(
    ("code", "room", "width"),
    [("jjb", "经济部", 1440), ("shb", "商会部", 390)],
    ids=["wide", "phone"],
)
def test_measure_is_extended_returned_done_again_and_reopened(person, code, room, width):
    life = Life(person, code, room, width)
    life.do("handler", "启动整改")
    life.ask_for_time()
    life.prove("已发文征求意见。", "征求意见.pdf")
    life.do("handler", "申请销号")
    life.do("head", "确认退回", return_comment="缺反馈意见汇总，请补上。")

    handler = life.people["handler"]
    handler.go("/queue/")
    assert handler.sees("缺反馈意见汇总，请补上。")
    life.prove("意见汇总已补。", "意见汇总.pdf")
    assert life.do("handler", "申请销号").sees("待部门审核")
    life.do("head", "审核通过")
    assert life.do("office", "复核通过，予以销号").sees("已销号")

    life.do("supervisor", "确认重新整改", reopen_comment="回头看发现汇总与台账不符。")
    handler = life.at("handler")
    assert handler.sees("回头看发现汇总与台账不符。")
    handler.page.get_by_role("link", name="意见汇总.pdf的情况").click()
    life.upload(handler, "意见汇总（更正）.pdf", "上传新版本")
    life.do("handler", "申请销号")
    life.do("head", "审核通过")
    office = life.do("office", "复核通过，予以销号")

    measure = Measure.objects.get(pk=life.measure.pk)
    assert (measure.state, measure.attempt, measure.deadline) == ("signed_off", 3, LATER)
    assert measure.signatures.count() == 7
    assert [row.name for row in measure.evidence.order_by("pk")] == [
        "征求意见.pdf",
        "意见汇总.pdf",
        "意见汇总（更正）.pdf",
    ]
    corrected = measure.evidence.get(name="意见汇总（更正）.pdf")
    assert corrected.supersedes.name == "意见汇总.pdf"
    assert office.sees("申请 1 次，同意 1 次")
    assert {role: p.complaints for role, p in life.people.items() if p.complaints} == {}
