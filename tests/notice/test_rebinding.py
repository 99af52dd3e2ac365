"""A notice that is bound to a later snapshot: what no longer is as it was told is found and shown."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.refusals import Refusal
from measures.models import Measure
from problems.models import Problem, Task
from reports import checking, drafting, revising
from reports.models import Notice
from reports.notice.passages import seen
from tests.factories import make_measure, make_task
from tests.notice.world import CONTACT, World, as_user, public

pytestmark = pytest.mark.django_db
STATES = ("listed_open", "listed_count", "other_state")


@pytest.fixture
def world():
    """A ledger with three tasks under way and one that goes on."""
    world = World(CONTACT)
    later = timezone.localdate() + datetime.timedelta(days=90)
    for number, words in enumerate(("接待不热情", "档案不齐全", "场所没有标识"), 2):
        make_task(world.inspection, problem=world.problem, number=number, **public(words))
    Task.objects.update(deadline=later)
    Measure.objects.update(deadline=later)
    going = {"unfinished_reason": "涉及单位较多", "next_step": "逐户核对", "expected_date": later}
    turn(4, "continuing", stage_goal="完成核对", review_date=later, **going)
    world.snapshot = world.freeze()
    return world


@pytest.fixture
def notice(world):
    return world.begin()


def turn(number, state, **values):
    """Bring a task and its measures to a state."""
    values = values if state == "continuing" else {"stage_goal": "", "review_date": None}
    Task.objects.filter(number=number).update(state=state, **values)
    if state in ("signed_off", "open"):
        own = {"signed_off": state, "open": "in_progress"}[state]
        Measure.objects.filter(task__number=number).update(state=own)


def anew(world, notice):
    """The notice bound to a snapshot of the ledger as it is by now."""
    revising.bind_anew(notice, world.freeze(), actor=world.office, dated=notice.dated)
    return Notice.objects.get(pk=notice.pk)


def found(notice, *codes):
    """(code, what is quoted, what is said) of some of the open findings."""
    rows = checking.open_findings(notice)
    return [(one.code, one.quote, one.says) for one in rows if one.code in (codes or STATES)]


def head(notice):
    """The passage over those of the tasks under way, with their number."""
    rows = drafting.passages_of(notice)
    return next(row for row in rows if "正在审核销号：" in row.text)


def listed(notice, number):
    """The passage of a task under way."""
    rows = drafting.passages_of(notice)
    return next(row for row in rows if row.text.startswith(f"第{number}项任务“"))


def save(world, notice, row, text):
    return revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))


def test_draft_itself_says_nothing_else(notice):
    assert checking.open_findings(notice) == []


def test_task_signed_off_since_is_found_in_the_list_and_its_number_too(world, notice):
    turn(2, "signed_off")
    notice = anew(world, notice)

    rows = found(notice)
    assert [row[0] for row in rows] == ["listed_count", "listed_open"]
    assert rows[0][2] == "前面写的是2项，后面列了3项。"
    assert rows[1][1].startswith("第2项任务“接待不热情”：正在整改，整改时限")
    assert rows[1][2] == "第2项任务已销号，文中仍列为未完成。"
    keys = {one.key for one in checking.open_findings(notice) if one.code in STATES}
    assert keys == {head(notice).key, listed(notice, 2).key}


def test_item_that_is_taken_out_for_that_leaves_no_finding(world, notice):
    turn(2, "signed_off")
    notice = anew(world, notice)
    row = listed(notice, 2)
    revising.remove_passage(notice, row.key, actor=world.office, shown=seen(row))

    assert found(notice, *STATES, "unbound", "typed_over") == []


def test_deadline_may_give_way_to_the_day_of_signing_off(world, notice):
    turn(2, "signed_off")
    notice = anew(world, notice)
    row = listed(notice, 2)
    day = notice.dated
    done = f"已于{day.year}年{day.month}月{day.day}日销号"
    text = re.sub(r"正在整改，整改时限\{[^}|]+\|任务2整改时限\}", done, row.text)
    save(world, notice, row, text)

    assert [row[0] for row in found(notice, *STATES, "unbound", "typed_over")] == ["listed_count"]
    with pytest.raises(Refusal):
        fresh = listed(notice, 3)
        text = re.sub(r"整改时限\{[^}|]+\|任务3整改时限\}", "整改时限2027年1月1日", fresh.text)
        save(world, notice, fresh, text)


def test_deadline_of_what_is_still_open_is_missed_as_before(world, notice):
    row = listed(notice, 2)
    save(world, notice, row, re.sub(r"，整改时限\{[^}|]+\|任务2整改时限\}", "", row.text))

    assert [one[2] for one in found(notice, "unbound")] == [
        "起草时绑定的任务2整改时限，现在文中没有了。"
    ]


def test_continuing_task_signed_off_since_is_found_where_it_is_told(world, notice):
    turn(4, "signed_off")
    notice = anew(world, notice)

    says = "第4项任务已销号，文中仍列为未完成。"
    rows = [row for row in found(notice, "listed_open") if row[2] == says]
    assert [row[1][:6] for row in rows] == ["第4项任务需", "第4项任务针"]
    row = next(r for r in drafting.passages_of(notice) if "持续整改中" in r.text)
    revising.remove_passage(notice, row.key, actor=world.office, shown=seen(row))
    assert "任务4" not in str(found(notice, "unbound"))


def test_task_turned_continuing_is_no_longer_counted_where_it_is_listed(world, notice):
    later = timezone.localdate() + datetime.timedelta(days=90)
    given = {"stage_goal": "完成", "review_date": later, "expected_date": later}
    turn(2, "continuing", unfinished_reason="涉及面广", next_step="分批办理", **given)
    notice = anew(world, notice)

    assert [row[2] for row in found(notice)] == ["前面写的是2项，后面列了3项。"]


@pytest.mark.parametrize("state", ["open", "continuing"])
def test_task_reopened_since_is_not_told_as_done(state, world):
    for number in (1, 2, 3, 4):
        turn(number, "signed_off")
    world.snapshot = world.freeze()
    notice = world.begin()
    assert checking.open_findings(notice) == []
    later = timezone.localdate() + datetime.timedelta(days=90)
    turn(1, state, stage_goal="完成", review_date=later, expected_date=later)
    Measure.objects.update(state="in_progress")
    notice = anew(world, notice)

    says = "\n".join(row[2] for row in found(notice, "other_state"))
    assert "还有1项任务没有销号，不能说“整改任务已经销号”。" in says
    assert f"{Measure.objects.get().title}还没有销号，文中写成已经做的。" in says


def test_measures_signed_off_since_are_not_told_as_going_on(world):
    make_measure(world.task, number=2, state="signed_off", **public("公开办事流程"))
    world.snapshot = world.freeze()
    notice = world.begin()
    assert "其余措施正在" in str(drafting.passages_of(notice))
    turn(1, "signed_off")
    notice = anew(world, notice)

    assert ("other_state", "其余措施正在") in [row[:2] for row in found(notice)]


def test_problem_done_together_with_another_is_told_as_it_stands(world):
    first = world.problem
    same = {"inspection": world.inspection, "feedback": first.feedback, "aspect": first.aspect}
    second = Problem.objects.create(number=2, text="内部", **same, **public("服务态度生硬"))
    world.task.also_addresses.add(second)
    world.snapshot = world.freeze()
    notice = world.begin()
    assert checking.open_findings(notice) == []
    turn(1, "signed_off")
    notice = anew(world, notice)

    row = next(r for r in drafting.passages_of(notice) if "一并整改" in r.text)
    assert [
        (one.code, one.quote)
        for one in checking.open_findings(notice)
        if one.key == row.key and one.code == "other_state"
    ] == [("other_state", "正在按计划推进")]


def test_figure_of_nothing_left_need_not_be_told(world, notice):
    for number in (1, 2, 3, 4):
        turn(number, "signed_off")
    notice = anew(world, notice)
    row = next(r for r in drafting.passages_of(notice) if "|未完成任务}" in r.text)
    assert "没有完成的0项整改任务" in [one[1] for one in found(notice, "other_state")]
    save(world, notice, row, row.text.split("对没有完成的")[0] + "继续对照台账开展“回头看”。")

    assert "未完成任务" not in str(found(notice, "unbound"))


def test_office_is_told_what_changed_and_where_it_is_told(world, notice):
    turn(2, "signed_off")
    later = world.freeze()
    client = as_user(world.office)
    data = {"snapshot": later.pk, "dated": notice.dated, "shown": revising.bound_to(notice)}
    url = reverse("reports:bind_notice", args=[notice.pk])
    page = client.post(url, data, follow=True).content.decode()

    assert "有 1 项的状态变了" in page
    part = page[page.index('id="turned"') :]
    part = part[: part.index("</details>")]
    assert "新销号" in part
    assert Task.objects.get(number=2).title in part
    assert f'href="#{listed(notice, 2).key}"' in part
    assert "任务 3" not in part
    again = as_user(world.secretary).get(notice.get_absolute_url()).content.decode()
    assert 'id="turned"' not in again


def test_nothing_is_shown_where_nothing_changed(world, notice):
    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    assert 'id="turned"' not in page
    notice = anew(world, notice)
    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    assert 'id="turned"' not in page


def test_task_that_nobody_told_of_is_shown_as_such(world, notice):
    make_task(world.inspection, problem=world.problem, number=9, **public("制度不健全"))
    notice = anew(world, notice)
    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()

    part = page[page.index('id="turned"') :]
    part = part[: part.index("</details>")]
    assert "新增" in part
    assert "文中没有写到" in part
