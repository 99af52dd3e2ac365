"""The notice by clicking and typing: drafted, mended, published by two people, read by anybody."""

import pytest
from django.utils import timezone

from ledger.models import Inspection
from ledger.sample_accounts import PASSWORD
from reports.models import Notice

pytestmark = pytest.mark.django_db
MISTAKES = "目前，市委巡查组认为整改扎实(详见台账)。"
MENDED = "截至成文之日，市委巡察组认为整改扎实（详见台账）。"


@pytest.fixture
def ledger():
    """The second organ's ledger, half done."""
    return Inspection.objects.get(title="市委常规巡察市文联党组")


def freeze(office, secretary, ledger):
    """A snapshot of today, asked for and confirmed."""
    office.go(f"/inspections/{ledger.pk}/snapshots/")
    office.page.fill("[name=purpose]", "起草通报")
    office.press("生成快照，请书记确认")
    path = office.page.url.removeprefix(office.site)
    secretary.go(path)
    secretary.press("确认这份快照")
    assert secretary.sees("已确认")


def draft(office, ledger):
    """A first draft of the latest snapshot; gives the notice."""
    office.go(f"/inspections/{ledger.pk}/notice/")
    office.page.fill("[name=dated]", timezone.localdate().isoformat())
    office.press("生成初稿")
    assert office.sees("初稿已生成")
    return Notice.objects.get(inspection=ledger, state="draft")


def write(office, text, scripts):
    """Open the first paragraph and put a sentence at its end."""
    part = office.page.locator(".pas", has=office.page.locator("p[data-text]")).first
    if not part.locator("textarea").is_visible():
        part.locator("summary").first.click()
    box = part.locator("textarea")
    box.fill(box.input_value() + text)
    if scripts:
        part.get_by_text("保存").filter(has_text="已于").wait_for()
    else:
        part.get_by_role("button", name="保存这一段").click()


@pytest.mark.parametrize(("width", "scripts"), [(1440, True), (390, True)], ids=["wide", "narrow"])
def test_notice_is_drafted_mended_and_published(person, ledger, width, scripts):
    office = person("other-office", width=width, scripts=scripts)
    secretary = person("other-secretary", width=width, scripts=scripts)
    freeze(office, secretary, ledger)
    notice = draft(office, ledger)
    write(office, MISTAKES, scripts)

    # What the checks found is there at once, and submitting is refused while it stands.
    found = office.page.locator("#findings")
    for words in ("目前", "巡查", "详见台账"):
        assert found.get_by_role("link", name=words).count()
    office.press("送书记审批")
    assert office.sees("提示没有处理，不能送审")
    notice.refresh_from_db()
    assert notice.state == "draft"

    # The jump opens the box with the words selected.
    found.get_by_role("link", name="巡查").first.click()
    box = office.page.locator("textarea:focus")
    selected = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert box.evaluate(selected) == "巡查"
    box.fill(box.input_value().replace(MISTAKES, MENDED))
    office.page.get_by_text("已于").first.wait_for()

    # A contact block is still missing; the office words it and all is well.
    add_contact(office)
    assert office.sees("已增加一段")
    left = found.get_by_role("link").all_inner_texts()
    assert not [text for text in left if "重新检查" not in text], left

    office.press("送书记审批")
    assert office.sees("已送审")
    assert not office.complaints
    publish(secretary, notice)
    stranger = person(width=width)
    stranger.go("/notices/")
    stranger.page.get_by_role("link", name="市文学艺术界联合会").first.click()
    assert stranger.sees(MENDED)
    assert not stranger.sees("草稿")
    assert not stranger.complaints
    take_down(secretary, notice)
    assert stranger.page.reload().status == 410


def add_contact(office):
    """Put the contact block before the signature."""
    options = office.page.locator("#id_after option")
    last = options.nth(options.count() - 1).get_attribute("value")
    office.page.select_option("#id_after", last)
    office.page.select_option("[name=kind]", "contact")
    form = office.page.locator("form", has=office.page.locator("#id_after"))
    form.locator("textarea").fill("联系电话：0000-0000000；通信地址：示范路1号。")
    office.press("增加")


def publish(secretary, notice):
    """Approve with the password; the first PDF of a machine takes its time."""
    secretary.page.set_default_timeout(60_000)
    secretary.go(notice.get_absolute_url())
    secretary.page.fill("#publish-password", PASSWORD)
    secretary.press("批准并公布")
    assert secretary.sees("已批准公布")


def take_down(secretary, notice):
    """Withdraw it, so that the next round finds nothing published."""
    secretary.go(notice.get_absolute_url())
    secretary.unfold("撤下…")
    secretary.page.fill("#take_down-comment", "更换版本")
    if secretary.page.locator("#take_down-password").count():
        secretary.page.fill("#take_down-password", PASSWORD)
    secretary.press("撤下通报")
    assert secretary.sees("已撤下")


def test_notice_is_written_without_scripts(person, ledger):
    office = person("other-office", scripts=False)
    secretary = person("other-secretary", scripts=False)
    freeze(office, secretary, ledger)
    notice = draft(office, ledger)
    write(office, "补充一句。", scripts=False)

    assert office.sees("补充一句。")
    office.unfold("作废…")
    office.page.fill("#void-comment", "重新起草")
    office.press("作废这份通报")
    notice.refresh_from_db()
    assert notice.state == "voided"
