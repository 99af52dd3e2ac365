"""Writing a notice in the browser: nobody's words come into another passage, over others' or away."""

import io

import pytest
from pypdf import PdfReader

from ledger import editing
from ledger.models import Membership, User
from measures.models import Measure
from problems.models import Task
from reports import drafting, publishing, revising
from reports.models import Notice
from reports.notice.passages import seen

from .test_notice import draft, freeze, ledger  # noqa: F401

pytestmark = pytest.mark.django_db
SELECTED = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
BOXES = "boxes => boxes.map(box => [box.value, box.defaultValue])"


@pytest.fixture
def office(person, ledger):  # noqa: F811
    """Somebody of the office; every dialog is kept and agreed to."""
    somebody = person("other-office")
    somebody.dialogs = []
    somebody.page.on("dialog", lambda one: (somebody.dialogs.append(one.message), one.accept()))
    return somebody


@pytest.fixture
def notice(office, person, ledger):  # noqa: F811
    """A draft that is open in the browser, the only one in hand."""
    for row in Notice.objects.filter(inspection=ledger, state__in=["draft", "submitted"]):
        if row.state == "submitted":
            row = publishing.recall(row, actor=colleague(), version=row.version)
        publishing.void(row, actor=colleague(), version=row.version, comment="重新起草")
    freeze(office, person("other-secretary"), ledger)
    row = draft(office, ledger)
    office.go(row.get_absolute_url())
    return row


def colleague():
    return User.objects.get(username="other-office")


def first(notice):
    """The first paragraph."""
    return next(row for row in drafting.passages_of(notice) if row.kind == "text")


def text_of(notice, key):
    return next(row.text for row in drafting.passages_of(notice) if row.key == key)


def write(office, key, words):
    """Type at the end of a passage; gives the passage."""
    passage = office.page.locator(f"#{key}")
    if not passage.locator("textarea").is_visible():
        passage.locator(".ed > summary").click()
    box = passage.locator("textarea")
    box.focus()
    box.press("Control+End")
    office.page.keyboard.type(words)
    return passage


def saved(passage):
    passage.locator("[data-status]", has_text="已于").wait_for()


def add(office, words):
    """Add a passage by the form at the side."""
    form = office.page.locator("form", has=office.page.locator("#id_after"))
    form.locator("textarea").fill(words)
    office.press("增加")
    office.page.get_by_text("已增加一段").wait_for()
    office.page.wait_for_load_state("domcontentloaded")  # what is kept is put back by then


def put(notice, row, words):
    """The colleague writes at the end of a passage."""
    row = next(one for one in drafting.passages_of(notice) if one.key == row.key)
    revising.save_text(notice, row.key, row.text + words, actor=colleague(), shown=seen(row))


def test_another_form_leaves_every_passage_its_own_words(office, notice):
    row = first(notice)
    saved(write(office, row.key, "存上的。"))
    write(office, row.key, "刚写的半句")
    add(office, "新的一段。")

    boxes = office.page.eval_on_selector_all("form[data-autosave] textarea", BOXES)
    assert not office.dialogs
    assert not [value for value, default in boxes if value != default]
    assert sum("刚写的半句" in value for value, _ in boxes) == 1
    assert text_of(notice, row.key).endswith("存上的。刚写的半句")


def test_words_that_could_not_be_saved_come_back_into_their_own_box(office, notice):
    row = first(notice)
    office.page.route("**/text/", lambda route: route.abort())
    write(office, row.key, "刚写的半句")
    add(office, "新的一段。")

    boxes = office.page.eval_on_selector_all("form[data-autosave] textarea", BOXES)
    changed = [value for value, default in boxes if value != default]
    assert changed == [row.text + "刚写的半句"]
    assert len(office.dialogs) == 1


def test_a_colleagues_words_are_shown_and_never_written_over_unseen(office, notice):
    row = first(notice)
    put(notice, row, "同事的一句。")
    passage = write(office, row.key, "我的一句。")
    passage.locator("[data-fresh]").wait_for()
    assert "同事的一句。" in passage.locator("[data-fresh]").inner_text()

    # Nothing more goes by itself, nor after the page was opened anew, nor by the usual button.
    office.go(notice.get_absolute_url())
    passage = office.page.locator(f"#{row.key}")
    assert passage.locator("textarea").input_value() == row.text + "我的一句。"
    assert "同事的一句。" in passage.locator("[data-fresh]").inner_text()
    passage.get_by_role("button", name="保存这一段").click()
    passage.locator("[data-status]", has_text="由别人改过").wait_for()
    assert text_of(notice, row.key) == row.text + "同事的一句。"

    passage.locator("textarea").fill(row.text + "同事的一句。我的一句。")
    passage.get_by_role("button", name="按框里的保存").click()
    saved(passage)
    assert text_of(notice, row.key) == row.text + "同事的一句。我的一句。"


def test_words_are_shown_back_when_the_notice_was_submitted_meanwhile(office, notice):
    row = first(notice)
    Notice.objects.filter(pk=notice.pk).update(state="submitted")
    passage = write(office, row.key, "我写的一大段。")
    passage.locator("[data-status]", has_text="不能修改").wait_for()
    office.go(notice.get_absolute_url())

    kept = office.page.locator("[data-lost] textarea")
    assert kept.input_value() == row.text + "我写的一大段。"
    office.press("不要了")
    office.go(notice.get_absolute_url())
    assert not kept.count()
    Notice.objects.filter(pk=notice.pk).update(state="draft")


def test_another_person_at_the_computer_sees_nothing_of_it(office, notice):
    row = first(notice)
    office.page.route("**/text/", lambda route: route.abort())
    passage = write(office, row.key, "我写的。")
    passage.locator("[data-status]", has_text="网络中断").wait_for()
    office.context.clear_cookies()
    office.log_in("other-secretary")
    office.go(notice.get_absolute_url())

    assert not office.sees("我写的。")
    assert not office.page.locator("[data-lost]").count()


def test_submitting_goes_on_from_what_was_saved_on_the_page(office, notice):
    passage = write(office, first(notice).key, "目前好。")
    saved(passage)
    assert office.page.locator("#findings").get_by_role("link", name="目前").count()
    passage.locator("textarea").fill(first(notice).text.replace("目前好。", "很好。"))
    office.press("送书记审批")
    office.page.locator("#summary").wait_for()

    # Only the missing contact block is in the way: not the version, not the word mended.
    assert not office.dialogs
    assert not office.sees("刚刚有了变动")
    assert office.sees("没有联系方式")
    assert not office.sees("目前")


def test_a_colleagues_edit_elsewhere_is_told_and_stays_in_the_way(office, notice):
    section = next(row for row in drafting.passages_of(notice) if row.kind == "section")
    put(notice, section, "情况")
    saved(write(office, first(notice).key, "好。"))
    assert office.page.locator("[data-behind]").is_visible()
    office.press("送书记审批")
    office.page.locator("#summary").wait_for()

    assert office.sees("刚刚有了变动")


def test_a_finding_leads_to_its_words_after_an_edit_and_a_rare_character(office, notice):
    row = first(notice)
    put(notice, row, "目前好。𠮷村商会来。市委巡查组来。")
    office.go(notice.get_absolute_url())
    found = office.page.locator("#findings")
    found.get_by_role("link", name="巡查").first.click()
    box = office.page.locator("textarea:focus")
    assert box.evaluate(SELECTED) == "巡查"

    # Not yet saved, then saved: the words are found where they are by then.
    box.fill(box.input_value().replace("目前好。", ""))
    found.get_by_role("link", name="巡查").first.click()
    assert box.evaluate(SELECTED) == "巡查"
    saved(office.page.locator(f"#{row.key}"))
    assert not found.get_by_role("link", name="目前").count()
    found.get_by_role("link", name="巡查").first.click()
    assert box.evaluate(SELECTED) == "巡查"


def test_each_printed_page_of_a_draft_says_so(office, notice, ledger):  # noqa: F811
    for path in (
        notice.get_absolute_url(),
        f"{notice.get_absolute_url()}versions/",
        f"/inspections/{ledger.pk}/notice/",
    ):
        office.go(path)
        pages = PdfReader(io.BytesIO(office.page.pdf(format="A4"))).pages
        assert all("草稿" in page.extract_text() for page in pages), path


def test_what_is_typed_elsewhere_stays_in_its_form_when_a_step_is_refused(office, person, notice):
    row = first(notice)
    put(notice, row, "目前好。市委巡查组来。")
    secretary = person("other-secretary")
    secretary.go(notice.get_absolute_url())
    for fold in secretary.page.locator("summary", has_text="不用改").all():
        fold.click()
    reasons = secretary.page.locator("[name=reason]")
    reasons.first.fill("这一条的理由")
    secretary.page.get_by_role("button", name="放行", exact=True).nth(1).click()
    secretary.page.locator("#summary").wait_for()
    typed = reasons.evaluate_all("boxes => boxes.map(box => box.value)")
    assert typed == ["这一条的理由"] + [""] * (len(typed) - 1)

    office.go(notice.get_absolute_url())
    form = office.page.locator("form", has=office.page.locator("#id_after"))
    form.locator("textarea").fill("还没有加的一段。")
    office.page.select_option("#id_after", row.key)
    office.press("送书记审批")
    office.page.locator("#summary").wait_for()
    assert form.locator("textarea").input_value() == "还没有加的一段。"
    assert office.page.locator("#id_after").input_value() == row.key


def test_a_flagged_figure_keeps_its_flag_when_its_passage_is_saved(office, notice):
    task = Task.objects.filter(inspection=notice.inspection, voided_at=None).first()
    row = Measure(inspection=task.inspection, task=task, text="新的措施", deadline=task.deadline)
    row.department = task.department
    editing.add(row, actor=colleague(), parents=[task], siblings=task.measures.all())
    office.go(notice.get_absolute_url())
    flag = office.page.locator(".pas:has(.bound.gone):has(textarea)").first
    told = flag.locator("[data-text] small").all_inner_texts()
    assert told and "台账现为" in told[0]

    key = flag.get_attribute("id")
    passage = write(office, key, "又写一句。")
    saved(passage)

    assert "又写一句。" in passage.locator("[data-text]").inner_text()
    assert passage.locator("[data-text] small").all_inner_texts() == told


def other_office(person, notice):
    """Another member of the office, with nothing on the way."""
    organization = notice.inspection.organization
    user = User.objects.get(username="other-handler")
    Membership.objects.create(user=user, organization=organization, role="office")
    somebody = person(user.username)
    somebody.page.on("dialog", lambda one: one.accept())
    somebody.go(notice.get_absolute_url())
    return somebody


def test_a_step_that_was_agreed_to_goes_though_a_passage_cannot_be_saved(office, notice):
    row = first(notice)
    passage = write(office, row.key, "我的话。")
    put(notice, row, "同事的话。")
    passage.get_by_role("button", name="保存这一段").click()
    passage.get_by_text("同事改过这一段").first.wait_for()

    with office.page.expect_navigation():
        office.page.get_by_role("button", name="送书记审批").click()

    assert any("有一段没有保存上" in one for one in office.dialogs)
    assert office.page.url.endswith("/submit/")


def test_a_paragraph_not_yet_added_is_kept_on_this_computer(office, notice):
    box = office.page.locator("#id_text")
    box.fill("新写的一大段，还没有增加。")
    office.page.close(run_before_unload=False)
    office.page = office.context.new_page()
    office.page.on("dialog", lambda one: one.accept())
    office.go(notice.get_absolute_url())

    assert office.page.locator("#id_text").input_value() == "新写的一大段，还没有增加。"
    office.press("增加")
    office.page.get_by_text("已增加一段").wait_for()
    office.page.wait_for_load_state("domcontentloaded")  # what is kept is put back by then
    assert office.page.locator("#id_text").input_value() == ""
    office.go(notice.get_absolute_url())
    assert office.page.locator("#id_text").input_value() == ""


def test_a_reason_being_typed_stays_when_the_passage_is_saved(office, person, notice):
    row = first(notice)
    text = row.text + "目前正在评估。近期将完成。"
    revising.save_text(notice, row.key, text, actor=colleague(), shown=seen(row))
    somebody = other_office(person, notice)
    passage = somebody.page.locator(f"#{row.key}")
    one = passage.locator("li", has_text="目前")
    one.locator("summary").click()
    one.locator("[name=reason]").fill("上级原文如此")
    box = write(somebody, row.key, "").locator("textarea")
    box.fill(box.input_value().replace("近期将完成。", "年内完成。"))
    saved(passage)
    passage.locator("li", has_text="近期").wait_for(state="detached")

    assert one.locator("[name=reason]").input_value() == "上级原文如此"


def test_a_figure_is_put_in_by_choosing_it(office, notice):
    row = first(notice)
    passage = write(office, row.key, "共有")
    known = office.page.locator("[data-known]")
    known.locator("input[type=search]").fill("整改任务")
    known.locator("[data-insert$='|整改任务}']").click()
    saved(passage)

    text = text_of(notice, row.key)
    assert text[text.rindex("共有") :].endswith("|整改任务}")


def test_the_words_that_a_finding_names_are_brought_into_sight(office, notice):
    row = max(drafting.passages_of(notice), key=lambda one: len(one.text))
    text = row.text + "目前正在评估。"
    revising.save_text(notice, row.key, text, actor=colleague(), shown=seen(row))
    office.go(notice.get_absolute_url())
    office.page.locator("#findings").get_by_role("link", name="目前").first.click()

    box = office.page.locator("textarea:focus")
    area = box.bounding_box()
    down = area["height"] * text.index("目前") / len(text)
    assert box.evaluate(SELECTED) == "目前"
    assert 0 < area["y"] + down < office.page.viewport_size["height"]
