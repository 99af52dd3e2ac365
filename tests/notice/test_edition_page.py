"""The page of a notice: what it shows, keeps and refuses."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger import editing
from measures.models import Measure
from reports import drafting, publishing, revising
from reports.models import Notice, NoticeEdit, NoticeStyle
from reports.notice.passages import seen
from reports.notice.versions import sittings
from tests.factories import TODAY, make_measure
from tests.notice.world import CONTACT, World, as_user, passage, version_of

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def notice(world):
    return world.begin()


def url(name, row):
    return reverse(f"reports:{name}", args=[row.pk])


def said(row, text, **more):
    return {"key": row.key, "seen": seen(row), "text": text, **more}


def test_office_drafts_from_a_snapshot_in_one_step(world):
    client = as_user(world.office)
    page = client.get(url("notice", world.inspection)).content.decode()
    data = {"snapshot": world.snapshot.pk, "dated": world.snapshot.as_of.isoformat()}
    answer = client.post(url("begin_notice", world.inspection), data)
    notice = Notice.objects.get()

    assert "生成初稿" in page
    assert answer.url == notice.get_absolute_url()
    shown = client.get(answer.url).content.decode()
    assert "一、<" not in shown
    assert "市示范局党组" in shown
    assert "草稿" in shown
    assert 'title="整改任务：全部整改任务，作废的不计"' in shown


@pytest.mark.parametrize(
    "data", [{}, {"snapshot": "9" * 30}, {"snapshot": "x"}, {"dated": "不是日期"}]
)
def test_bad_beginning_says_why(data, world):
    given = {"snapshot": world.snapshot.pk, "dated": "2024-13-01"} | data
    answer = as_user(world.office).post(url("begin_notice", world.inspection), given)

    assert answer.status_code == 400
    assert not Notice.objects.exists()


def test_words_are_saved_and_shown(world, notice):
    row = passage(notice, "text")
    client = as_user(world.office)
    answer = client.post(url("save_passage", notice), said(row, row.text + "<b>补充</b>。"))

    assert answer.url == f"{notice.get_absolute_url()}#{row.key}"
    page = client.get(answer.url).content.decode()
    assert "&lt;b&gt;补充&lt;/b&gt;。" in page
    assert "<b>补充" not in page


def test_autosave_tells_what_the_next_form_must_have_seen(world, notice):
    row = passage(notice, "text")
    client = as_user(world.office)
    first = client.post(url("save_passage", notice), said(row, "第一稿。"), headers=JSON)
    again = {"key": row.key, "seen": first.json()["seen"], "text": "第二稿。"}
    second = client.post(url("save_passage", notice), again, headers=JSON)

    assert (first.status_code, second.status_code) == (200, 200)
    assert "第二稿。" in second.json()["html"]
    assert passage(notice, "text").text == "第二稿。"


def test_stale_form_keeps_what_was_typed_and_shows_both(world, notice):
    row = passage(notice, "text")
    revising.save_text(notice, row.key, "别人的。", actor=world.other, shown=seen(row))
    client = as_user(world.office)
    answer = client.post(url("save_passage", notice), said(row, "我写的。"))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "我写的。" in page
    assert "别人的。" in page
    assert NoticeEdit.objects.count() == 2


def test_words_for_a_passage_that_is_gone_are_shown_back(world, notice):
    row = passage(notice, "section")
    revising.remove_passage(notice, row.key, actor=world.other, shown=seen(row))
    answer = as_user(world.office).post(url("save_passage", notice), said(row, "我写的标题"))

    assert answer.status_code == 409
    assert "我写的标题" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "长" * 8001])
def test_bad_words_are_refused_with_what_was_typed(text, world, notice):
    row = passage(notice, "text")
    answer = as_user(world.office).post(url("save_passage", notice), said(row, text))

    assert answer.status_code == 400
    assert NoticeEdit.objects.count() == 1


def test_values_that_the_ledger_gives_otherwise_by_now_are_flagged(world, notice):
    client = as_user(world.office)
    before = client.get(notice.get_absolute_url()).content.decode()
    from ledger.writing import change

    change(world.measure, "edit", actor=world.office, role="office", values={"text": "改了"})
    make_measure(world.task)
    page = client.get(notice.get_absolute_url()).content.decode()

    assert "台账现为" not in before
    assert (
        f"整改措施：文中 1条（截至 {notice.snapshot.as_of}），台账现为 2条（同日，更正后）" in page
    )
    assert "{1条|整改措施}" in page


def note_measure(world):
    """A measure more, through the door that people use."""
    row = Measure(inspection=world.inspection, task=world.task, text="新的措施", deadline=TODAY)
    row.department = world.task.department
    return editing.add(
        row, actor=world.office, parents=[world.task], siblings=world.task.measures.all()
    )


def test_what_moved_on_a_later_day_is_flagged_beside_the_snapshot_s_day(world, monkeypatch):
    make_measure(world.task)
    world.snapshot = world.freeze()
    day, now = world.snapshot.as_of, timezone.now() + datetime.timedelta(days=2)
    notice = drafting.begin(world.inspection, world.snapshot, actor=world.office, dated=day)
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = as_user(world.office)
    before = client.get(notice.get_absolute_url()).content.decode()
    note_measure(world)
    page = client.get(notice.get_absolute_url()).content.decode()

    assert "快照之后台账有变动" not in before
    assert f"整改措施：文中 2条（截至 {day}）" in page
    assert "截至今日为 3条" in page
    assert "数据截至：文中" not in page
    assert client.get(notice.get_absolute_url()).status_code == 200
    with CaptureQueriesContext(connection) as few:
        client.get(notice.get_absolute_url())
    for _ in range(4):
        note_measure(world)
    with CaptureQueriesContext(connection) as more:
        client.get(notice.get_absolute_url())
    assert len(more) == len(few)


def test_versions_show_what_changed(world, notice):
    row = passage(notice, "text")
    revising.save_text(notice, row.key, row.text + "新句。", actor=world.other, shown=seen(row))
    page = as_user(world.secretary).get(url("notice_versions", notice)).content.decode()

    assert "<ins>新句。</ins>" in page
    bad = as_user(world.secretary).get(url("notice_versions", notice) + "?from=9")
    assert bad.status_code == 400


def test_saves_made_in_one_go_are_one_version(world, notice):
    for _ in range(3):
        row = passage(notice, "text")
        revising.save_text(notice, row.key, row.text + "字", actor=world.office, shown=seen(row))
    row = passage(notice, "text")
    revising.save_text(notice, row.key, row.text + "。", actor=world.other, shown=seen(row))

    page = as_user(world.office).get(url("notice_versions", notice)).content.decode()

    assert "?from=1&amp;to=4" in page and "（连续保存 3 次）" in page
    assert "?from=4&amp;to=5" in page
    assert "第 2 版</a>" not in page and "第 3 版</a>" not in page
    within = as_user(world.office).get(url("notice_versions", notice) + "?from=2&to=3")
    assert "<ins>字</ins>" in within.content.decode()


def test_saves_with_a_pause_or_of_two_passages_are_versions_of_their_own(world, notice):
    first, second = passage(notice, "text"), passage(notice, "section")
    for row in (first, second, first):
        row = next(one for one in drafting.passages_of(notice) if one.key == row.key)
        revising.save_text(notice, row.key, row.text + "字", actor=world.office, shown=seen(row))
    edits = list(notice.edits.order_by("number"))
    assert [len(one.edits) for one in sittings(edits)] == [1, 1, 1, 1]

    later = edits[1].at + datetime.timedelta(minutes=11)
    edits = [edits[0], edits[1], NoticeEdit(**values_of(edits[1]) | {"at": later, "number": 3})]
    assert [len(one.edits) for one in sittings(edits)] == [1, 1, 1]
    edits[2].at = edits[1].at + datetime.timedelta(minutes=9)
    assert [len(one.edits) for one in sittings(edits)] == [1, 2]


def values_of(edit):
    return {field.attname: getattr(edit, field.attname) for field in edit._meta.concrete_fields}


def test_versions_are_listed_page_by_page(world, notice):
    rows = [passage(notice, "text"), passage(notice, "section")]
    for number in range(60):
        row = next(one for one in drafting.passages_of(notice) if one.key == rows[number % 2].key)
        revising.save_text(notice, row.key, row.text + "字", actor=world.office, shown=seen(row))
    client = as_user(world.office)

    first = client.get(url("notice_versions", notice)).content.decode()
    second = client.get(url("notice_versions", notice) + "?page=2").content.decode()

    assert "第 61 版</a>" in first and "第 11 版</a>" not in first
    assert "第 11 版</a>" in second and "第 1 版</a>" in second
    assert client.get(url("notice_versions", notice) + "?page=3").status_code == 400


def way_back(page):
    """(address, fields) of the only form that brings a passage back."""
    form = r'<form class="noprint" method="post" action="([^"]+)">(.*?)</form>'
    (found,) = re.findall(form, page, re.S)
    pattern = r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>'
    return found[0], {k: html.unescape(v) for k, v in re.findall(pattern, found[1], re.S)}


def test_earlier_words_are_brought_back_with_the_figures_of_now(world, notice):
    row = next(r for r in drafting.passages_of(notice) if "整改任务}" in r.text)
    revising.save_text(notice, row.key, "另写一段。", actor=world.other, shown=seen(row))
    make_measure(world.task, number=2)
    later = world.freeze()
    revising.bind_anew(notice, later, actor=world.office, dated=later.as_of)
    client = as_user(world.office)
    page = client.get(url("notice_versions", notice) + "?from=1&to=2").content.decode()

    address, fields = way_back(page)
    answer = client.post(address, fields)

    assert answer.status_code == 302
    now = next(r for r in drafting.passages_of(notice) if r.key == row.key)
    assert now.text == row.text.replace("{1条|整改措施}", "{2条|整改措施}") != row.text
    again = client.get(url("notice_versions", notice) + "?from=1&to=2").content.decode()
    assert "恢复第 1 版的文字" not in again


def test_passage_taken_out_is_put_back_where_it_stood(world, notice):
    before = [row.plain for row in drafting.passages_of(notice)]
    row = passage(notice, "text", 1)
    revising.remove_passage(notice, row.key, actor=world.other, shown=seen(row))
    client = as_user(world.office)
    page = client.get(url("notice_versions", notice)).content.decode()

    address, fields = way_back(page)
    assert client.post(address, fields).status_code == 302

    assert [row.plain for row in drafting.passages_of(notice)] == before
    assert "恢复第" not in client.get(url("notice_versions", notice)).content.decode()


def test_reader_of_versions_brings_nothing_back(world, notice):
    row = passage(notice, "text")
    revising.save_text(notice, row.key, row.text + "新句。", actor=world.office, shown=seen(row))

    page = as_user(world.secretary).get(url("notice_versions", notice)).content.decode()

    assert "恢复第" not in page


def test_choice_of_snapshots_loads_none_of_their_data(world, notice):
    client = as_user(world.office)
    with CaptureQueriesContext(connection) as queries:
        client.get(notice.get_absolute_url())

    listing = [row["sql"] for row in queries if "signatures" not in row["sql"]]
    listing = [sql for sql in listing if 'FROM "reports_snapshot"' in sql]
    assert [sql for sql in listing if '"data"' in sql.partition(" FROM ")[0]] == []


def test_version_hidden_with_its_correction_is_not_called_published():
    world = World(CONTACT)
    first = world.begin()
    row = world.publish(first)
    dated = world.snapshot.as_of
    later = drafting.begin_correction(
        first, world.snapshot, "更正一处", actor=world.office, dated=dated
    )
    world.publish(later)
    given = {"actor": world.secretary, "confirmed_at": timezone.now(), "comment": "有误"}
    publishing.take_down(later, version=version_of(later), **given)
    client = as_user(world.office)

    assert Client().get(f"{row.get_absolute_url()}1/").status_code == 410
    for address in (first.get_absolute_url(), url("notice", world.inspection)):
        page = client.get(address).content.decode()
        assert "已随更正版撤下" in page and "已公布" not in page


def test_secretary_reads_and_does_not_write(world, notice):
    row = passage(notice, "text")
    client = as_user(world.secretary)

    page = client.get(notice.get_absolute_url()).content.decode()
    answer = client.post(url("save_passage", notice), said(row, "改。"))

    assert "保存这一段" not in page
    assert answer.status_code == 403


def test_style_words_the_next_draft(world):
    client = as_user(world.office)
    address = reverse("reports:notice_style", args=[world.organization.pk])
    given = {
        "problem_heading": "run_in",
        "figures_place": "last",
        "done_word": "办结",
        "going_word": "继续整改",
        "opening": "｛巡察组}来过。[[｛问责处理｝]]",
        "leadership": "领导重视。任务{整改任务}。",
        "contact": "联系电话：000-0000",
        "slips": "整该=整改",
    }
    answer = client.post(address, given)
    notice = world.begin()
    text = "\n".join(row.lead + row.plain for row in drafting.passages_of(notice))

    assert answer.status_code == 302
    assert f"{world.inspection.team}来过。" in text
    assert "领导重视。任务1项。" in text
    assert "办结0项" in text
    assert text.index("整改措施1条") > text.index("针对“窗口办事排队时间长”")
    assert passage(notice, "contact").text == "联系电话：000-0000"
    assert not [row for row in drafting.passages_of(notice) if row.kind == "problem"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opening", "{没有的}"),
        ("opening", "任务{整改任务。"),
        ("leadership", "领导重视。任务整改任务}。"),
        ("next_steps", "继续整改。任务{1项|}。"),
        ("contact", "电话{联系电话}"),
        ("done_word", "{1项|整改任务}"),
        ("going_word", "继续｛"),
        ("slips", "没有等号"),
        ("done_word", ""),
    ],
)
def test_bad_style_is_refused(field, value, world):
    given = {
        "problem_heading": "titled",
        "figures_place": "first",
        "done_word": "已完成",
        "going_word": "需要持续整改",
        field: value,
    }
    address = reverse("reports:notice_style", args=[world.organization.pk])
    answer = as_user(world.office).post(address, given)

    assert answer.status_code == 400
    assert not NoticeStyle.objects.exists()


def test_page_costs_the_same_however_long_the_notice(world, notice, django_assert_max_num_queries):
    client = as_user(world.office)
    Measure.objects.filter(pk=world.measure.pk).update(state="signed_off")
    with django_assert_max_num_queries(45):
        client.get(notice.get_absolute_url())


def test_stale_page_binds_nothing(world, notice):
    client = as_user(world.office)
    page = client.get(notice.get_absolute_url()).content.decode()
    later = world.freeze()
    shown = revising.bound_to(notice)
    given = {"snapshot": later.pk, "dated": notice.dated.isoformat(), "shown": shown}
    first = client.post(url("bind_notice", notice), given)
    second = as_user(world.other).post(url("bind_notice", notice), given)

    assert f'name="shown" value="{shown}"' in page
    assert (first.status_code, second.status_code) == (302, 409)
    assert NoticeEdit.objects.filter(act="bind").count() == 1


def test_page_moves_a_passage_once(world, notice):
    row, above = passage(notice, "point", 1), passage(notice, "point")
    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    data = {"key": row.key, "previous": above.key, "way": "up"}
    first = as_user(world.office).post(url("move_passage", notice), data)
    second = as_user(world.other).post(url("move_passage", notice), data)

    assert f'name="previous" value="{above.key}"' in page
    assert (first.status_code, second.status_code) == (302, 409)
    assert NoticeEdit.objects.filter(act="move").count() == 1
