"""Working on a notice: every edit kept, nobody overwritten, bound values held."""

import datetime
import re

import pytest
from django.urls import reverse

from ledger import editing
from ledger.models import JournalEntry, Membership
from ledger.refusals import Refusal
from measures.meetings import void_meeting
from measures.models import Meeting
from problems.models import Task
from reports import checking, drafting, revising
from reports.figures import figures
from reports.models import Notice, NoticeEdit, NoticeStyle
from reports.notice.bindings import bindings
from reports.notice.passages import bounds, digest, parts, plain, seen
from reports.notice.versions import compared
from tests.factories import TODAY, make_measure, make_task
from tests.notice.world import World, as_user, passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.fixture
def notice(world):
    return world.begin()


def save(notice, row, text, actor, **given):
    return revising.save_text(notice, row.key, text, actor=actor, shown=seen(row), **given)


def test_draft_binds_every_figure_and_date_to_the_snapshot(world, notice):
    told = {bound for row in drafting.passages_of(notice) for bound in bounds(row.text)}
    known = bindings(notice.snapshot.data, notice.dated)

    assert {"整改任务", "整改措施", "已销号措施", "反馈日期", "数据截至", "成文日期"} <= {
        bound.name for bound in told
    }
    assert all(bound.shown in known[bound.name].forms for bound in told)


def test_draft_says_the_figures_of_the_ledger(world, notice):
    now = {row.label: f"{row}{row.unit}" for row in figures(world.inspection).values()}
    rows = [bound for row in drafting.passages_of(notice) for bound in bounds(row.text)]

    assert {b.name: b.shown for b in rows if b.name in now}.items() <= now.items()


def test_edit_is_kept_with_who_made_it_and_journaled(world, notice):
    row = passage(notice, "text")
    fresh, passages = save(notice, row, row.text + "补充一句。", world.other)

    assert plain(passage(notice, "text").text).endswith("补充一句。")
    edit = NoticeEdit.objects.get(notice=notice, number=2)
    assert (edit.act, edit.by) == ("text", world.other)
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.action, entry.actor) == ("text_notice", world.other)
    assert entry.changes["sha256"][1] == digest(passages) == fresh.sha256


def test_the_same_words_again_are_no_edit(world, notice):
    row = passage(notice, "text")
    save(notice, row, row.text, world.office)

    assert NoticeEdit.objects.count() == 1


def test_two_people_at_two_passages_do_not_meet(world, notice):
    first, second = passage(notice, "text"), passage(notice, "section")
    save(notice, first, "甲改的。", world.office)
    save(notice, second, "乙改的", world.other)

    assert passage(notice, "text").text == "甲改的。"
    assert passage(notice, "section").text == "乙改的"


def test_two_people_at_one_passage_do_not_overwrite_each_other(world, notice):
    row = passage(notice, "text")
    save(notice, row, "甲改的。", world.office)

    with pytest.raises(Refusal) as refused:
        save(notice, row, "乙改的。", world.other)

    assert (refused.value.code, refused.value.status) == ("passage_stale", 409)
    assert refused.value.fresh.text == "甲改的。"
    assert passage(notice, "text").text == "甲改的。"


def test_bound_value_cannot_be_typed_over(world, notice):
    row = next(r for r in drafting.passages_of(notice) if "整改任务}" in r.text)
    wrong = row.text.replace("{1项|整改任务}", "{9项|整改任务}")

    with pytest.raises(Refusal) as refused:
        save(notice, row, wrong, world.office)

    assert refused.value.code == "passage_bound"
    assert refused.value.errors == ["“9项”绑定的是整改任务，应为“1项”，不能直接改写。"]
    with pytest.raises(Refusal) as refused:
        save(notice, row, row.text + "{3个|没有的}", world.office)
    assert refused.value.errors == ["没有名为“没有的”的绑定数字。"]
    assert NoticeEdit.objects.count() == 1


@pytest.mark.parametrize(
    "typed", ["{1项｜整改任务}", "｛1项|整改任务｝", "｛1项｜整改任务｝", "{1项|整改任务｝"]
)
def test_binding_typed_on_a_chinese_keyboard_is_one(typed, world, notice):
    row = passage(notice, "text")
    save(notice, row, f"{row.text}另有任务{typed}。", world.office)
    revising.add_passage(notice, row.key, "text", f"任务{typed}。", actor=world.office)

    assert passage(notice, "text").text == f"{row.text}另有任务{{1项|整改任务}}。"
    assert passage(notice, "text", 1).text == "任务{1项|整改任务}。"


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("{1项|整改任务", "{1项|整改任务"),
        ("1项|整改任务}", "}"),
        ("{整改任务}", "{整改任务}"),
        ("{1项|}", "{1项|}"),
        ("｛整改任务｝", "｛整改任务｝"),
        ("{{1项|整改任务}", "{"),
    ],
)
def test_brace_outside_a_binding_is_refused_and_shown_how(typed, quoted, world, notice):
    row = passage(notice, "text")
    for act in (
        lambda: save(notice, row, f"{row.text}另有任务{typed}。", world.office),
        lambda: revising.add_passage(notice, row.key, "text", typed, actor=world.office),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        (says,) = refused.value.errors
        assert says.startswith(f"花括号“{quoted}")
        assert "{24项|整改任务}" in says
    assert NoticeEdit.objects.count() == 1


def test_braces_that_the_ledger_itself_has_do_not_stop_an_edit(world):
    world.task.public_text = "窗口办事{排队，标着｛9项|整改任务｝"
    world.task.save()
    world.snapshot = world.freeze()
    notice = world.begin()
    row = next(r for r in drafting.passages_of(notice) if "{排队" in r.text)

    save(notice, row, row.text + "补充一句。", world.office)

    assert next(r for r in drafting.passages_of(notice) if r.key == row.key).text == (
        row.text + "补充一句。"
    )


@pytest.mark.parametrize("lead", ["整改任务{1项|整改任务}。", "任务{x|y}。", "任务｛整改任务｝。"])
def test_heading_that_the_text_runs_on_from_has_no_bound_value(lead, world, notice):
    row = passage(notice, "point")

    with pytest.raises(Refusal) as refused:
        save(notice, row, row.text, world.office, lead=lead)

    assert refused.value.errors == ["小标题里不能有花括号：绑定的数字和日期写在内容里。"]
    assert passage(notice, "point") == row


def test_first_sentence_with_a_bound_value_is_no_heading(world):
    line = "先后召开整改专题会{专题会}。研究整改工作。"
    NoticeStyle.objects.create(organization=world.organization, leadership=line)

    row = passage(world.begin(), "point")

    assert (row.lead, row.plain) == ("", "先后召开整改专题会1次。研究整改工作。")


def test_passages_are_added_moved_and_taken_out_and_stay_in_the_versions(world, notice):
    row = passage(notice, "text")
    revising.add_passage(notice, row.key, "text", "新的一段。", actor=world.office)
    new = passage(notice, "text", 1)
    revising.move_passage(notice, new.key, True, actor=world.office)
    assert passage(notice, "text").key == new.key
    revising.remove_passage(notice, new.key, actor=world.office, shown=seen(new))

    assert drafting.passages_of(notice) == drafting.passages_of(notice, 1)
    assert passage(notice, "text", 0).key == row.key
    assert drafting.passages_of(notice, 2)[2].text == "新的一段。"
    says = [c.says for c in compared(drafting.passages_of(notice, 2), drafting.passages_of(notice))]
    assert says == ["删去"]


@pytest.mark.parametrize("kind", ["title", "organ", "date"])
def test_frame_stays(kind, world, notice):
    row = passage(notice, kind)
    with pytest.raises(Refusal) as refused:
        revising.remove_passage(notice, row.key, actor=world.office, shown=seen(row))
    assert refused.value.code == "passage_framed"

    revising.move_passage(notice, row.key, True, actor=world.office)
    assert NoticeEdit.objects.count() == 1


def test_another_snapshot_changes_bound_values_and_no_words(world, notice):
    row = passage(notice, "text")
    save(notice, row, row.text + "手写的一句。", world.office)
    make_measure(world.task, number=2)
    later = world.freeze()
    before = drafting.passages_of(notice)
    fresh, passages = revising.bind_anew(notice, later, actor=world.office, dated=notice.dated)

    assert fresh.snapshot == later
    told = {b.name: b.shown for one in passages for b in bounds(one.text)}
    assert told["整改措施"] == "2条"

    def words(rows):
        return [[p for p in parts(one.text) if isinstance(p, str)] for one in rows]

    assert words(passages) == words(before)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"dated": -1}, "notice_dated_before"),
        ({"form": 1}, "snapshot_too_old"),
        ({"in_hand": True}, "notice_in_hand"),
    ],
)
def test_beginning_is_refused(change, code, world):
    if change.get("in_hand"):
        world.begin()
    if "form" in change:
        world.snapshot.data["form"] = 1
    day = world.snapshot.as_of + datetime.timedelta(days=change.get("dated", 0))

    with pytest.raises(Refusal) as refused:
        drafting.begin(world.inspection, world.snapshot, actor=world.office, dated=day)

    assert refused.value.code == code


def test_only_the_office_writes_and_only_a_draft(world, notice):
    row = passage(notice, "text")
    with pytest.raises(Refusal) as refused:
        save(notice, row, "改。", world.secretary)
    assert refused.value.status == 403

    Notice.objects.update(state="submitted")
    with pytest.raises(Refusal) as refused:
        save(notice, row, "改。", world.office)
    assert refused.value.code == "wrong_state"


def test_a_role_revoked_meanwhile_writes_nothing(world, notice):
    row = passage(notice, "text")
    assert world.office.memberships  # read by now
    from ledger import permissions

    permissions.memberships(world.office)
    Membership.objects.filter(user=world.office).delete()

    with pytest.raises(Refusal):
        save(notice, row, "改。", world.office)
    assert NoticeEdit.objects.count() == 1


def test_text_of_the_ledger_that_looks_bound_is_none(world):
    world.task.public_text = "排了{9项|整改任务}的队"
    world.task.save()
    world.snapshot = world.freeze()
    notice = world.begin()

    text = next(r.text for r in drafting.passages_of(notice) if "排了" in r.text)
    assert "｛9项|整改任务｝" in text


def meeting(world, kind, day):
    return Meeting.objects.create(
        inspection=world.inspection, kind=kind, date=day, subject="研究整改"
    )


def of_meetings(notice):
    """What the notice says of meetings."""
    return next(row.plain for row in drafting.passages_of(notice) if "动员会" in row.plain)


@pytest.fixture
def mobilized(world):
    """A notice that tells of a mobilization meeting, and the meeting."""
    day = TODAY + datetime.timedelta(days=3)
    row = meeting(world, "mobilization", day)
    world.snapshot = world.freeze()
    return world.begin(), row


def anew(world, notice):
    return revising.bind_anew(notice, world.freeze(), actor=world.office, dated=notice.dated)[0]


def test_meeting_noted_late_leaves_the_dates_of_the_others(world, mobilized):
    notice, _ = mobilized
    before = of_meetings(notice)
    meeting(world, "party_group", TODAY - datetime.timedelta(days=1))
    anew(world, notice)

    assert of_meetings(notice) == before


def test_date_of_a_meeting_follows_its_record(world, mobilized):
    notice, row = mobilized
    Meeting.objects.filter(pk=row.pk).update(date=TODAY + datetime.timedelta(days=5))
    anew(world, notice)

    day = TODAY + datetime.timedelta(days=5)
    assert f"{day.month}月{day.day}日召开动员会" in of_meetings(notice)


def test_meeting_that_is_gone_stays_and_is_found(world, mobilized):
    notice, row = mobilized
    before = of_meetings(notice)
    void_meeting(row, "重复", actor=world.office, seen=None)
    notice = anew(world, notice)

    assert of_meetings(notice) == before
    found = [(one.code, one.says) for one in checking.open_findings(notice)]
    assert ("bound_value", f"快照里没有“会议记录{row.pk}日期”。") in found


def test_task_that_took_another_s_number_gives_no_date_for_it(world):
    task = make_task(world.inspection, problem=world.problem, number=2, deadline=TODAY)
    world.snapshot = world.freeze()
    notice = world.begin()
    text = next(r.text for r in drafting.passages_of(notice) if "任务2整改时限" in r.text)
    Task.objects.filter(pk=task.pk).update(number=3)
    later = TODAY + datetime.timedelta(days=20)
    make_task(world.inspection, problem=world.problem, number=2, deadline=later)
    notice = anew(world, notice)

    token = re.search(r"\{[^{}]+\|任务2整改时限\}", text)[0]
    assert any(token in row.text for row in drafting.passages_of(notice))
    found = [one for one in checking.open_findings(notice) if one.code == "bound_value"]
    assert [one.quote for one in found] == [token[1:].partition("|")[0]]


def test_two_people_binding_do_not_overwrite_each_other(world, notice):
    shown = revising.bound_to(notice)
    given = {"dated": notice.dated, "shown": shown}
    first, second = world.freeze(), world.freeze()
    revising.bind_anew(notice, first, actor=world.office, **given)

    with pytest.raises(Refusal) as refused:
        revising.bind_anew(notice, second, actor=world.other, **given)

    assert (refused.value.code, refused.value.status) == ("stale", 409)
    assert Notice.objects.get().snapshot == first


def test_passage_that_somebody_moved_meanwhile_is_not_moved_twice(world, notice):
    first, row = passage(notice, "point", 0), passage(notice, "point", 1)
    given = {"previous": first.key}
    revising.move_passage(notice, row.key, True, actor=world.office, **given)

    with pytest.raises(Refusal) as refused:
        revising.move_passage(notice, row.key, True, actor=world.other, **given)

    assert (refused.value.code, refused.value.status) == ("passage_moved", 409)
    assert passage(notice, "point", 0).key == row.key


def renumbered(world):
    """A notice on two tasks that changed numbers, bound to a snapshot after that; and a passage on one."""
    day = datetime.date(2027, 1, 1)
    more = {"number": 2, "deadline": day, "public_text": "大厅标识不清", "disclosure": "public"}
    make_task(world.inspection, problem=world.problem, **more)
    world.snapshot = world.freeze()
    notice = world.begin()
    row = next(r for r in drafting.passages_of(notice) if "任务2整改时限}" in r.text)
    editing.reorder(list(Task.objects.order_by("number")), [2, 1], actor=world.office)
    revising.bind_anew(notice, world.freeze(), actor=world.office, dated=notice.dated)
    return Notice.objects.get(pk=notice.pk), row


def says_of(notice, row):
    """What is found in a passage."""
    return [one.says for one in checking.open_findings(notice) if one.key == row.key]


def test_date_of_a_renumbered_task_is_told_under_its_new_name(world):
    notice, row = renumbered(world)

    (says,) = says_of(notice, row)

    assert "另一项任务的，这里写的现为第1项任务，应为“任务1整改时限”" in says


def test_date_of_another_task_is_found_though_it_is_the_snapshot_s(world):
    notice, row = renumbered(world)
    known = bindings(notice.snapshot.data, notice.dated)
    text = row.text
    for bound in bounds(row.text):
        text = text.replace(str(bound), known[bound.name].token)
    save(notice, row, text, world.office)

    assert len(says_of(notice, row)) == 1
    names = str.maketrans("12", "21")
    for one in drafting.passages_of(notice):
        right = re.sub(
            r"\{[^{}|]+\|(任务.整改时限)\}", lambda m: known[m[1].translate(names)].token, one.text
        )
        save(notice, one, right, world.office)
    assert says_of(notice, row) == []


def test_way_back_does_not_give_one_task_the_date_of_another(world):
    notice, row = renumbered(world)
    save(notice, row, "另写。", world.office)
    address = reverse("reports:notice_versions", args=[notice.pk])

    page = as_user(world.office).get(f"{address}?from=1").content.decode()

    (text,) = re.findall(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.S)
    assert text == row.text


@pytest.mark.parametrize("kind", ["section", "aspect", "problem", "unnumbered", "organ"])
def test_heading_is_one_line(kind, world, notice):
    row = passage(notice, "section")
    if kind == "organ":
        row = passage(notice, kind)
        save(notice, row, "中共市示范局\n党组", world.office)
        assert passage(notice, kind).text == "中共市示范局党组"
        return
    revising.add_passage(notice, row.key, kind, "加强\n\n领导", actor=world.office)

    assert "加强领导" in [one.text for one in drafting.passages_of(notice) if one.kind == kind]
