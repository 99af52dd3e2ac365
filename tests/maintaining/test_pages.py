"""A ledger made, kept and closed by hand, through its pages."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.closing import ask_closing
from ledger.editing import add
from ledger.models import Department, Inspection, JournalEntry
from ledger.refusals import Refusal
from ledger.verify import verify
from ledger.writing import fingerprint
from measures.models import Measure, Meeting
from problems.models import Feedback, Problem, Task
from reports.book import load
from reports.integrity import check
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_task,
)
from tests.maintaining.world import measure_data, post, text_of

pytestmark = pytest.mark.django_db


def test_whole_ledger_is_made_by_hand(client, world):
    client.force_login(world.office)
    client.post(
        reverse("ledger:new_inspection"),
        {
            "organization": world.organization.pk,
            "title": "市委常规巡察",
            "team": "第一巡察组",
            "kind": "regular",
            "feedback_date": "2026-03-02",
            "period_start": "2026-03-02",
            "period_end": "2026-06-01",
            "evidence_required": "on",
            "due_soon_days": 7,
            "stagnant_days": 14,
        },
    )
    inspection = Inspection.objects.get()
    base = inspection.get_absolute_url()
    chapters = "履行职责方面\n\n 作风建设方面 "
    document = {"kind": "opinion", "title": "反馈意见", "date": "2026-03-02", "chapters": chapters}
    client.post(f"{base}feedback/new/", document)
    one, two = Feedback.objects.get().aspects.order_by("number")
    for aspect, words in ((one, "学习不够"), (two, "作风不实")):
        client.post(f"{base}problems/new/", {"aspect": aspect.pk, "text": words})
    problem = Problem.objects.get(number=1)
    task_data = {
        "problem": problem.pk,
        "also_addresses": [Problem.objects.get(number=2).pk],
        "text": "建立学习制度",
        "kind": "by_deadline",
        "department": world.department.pk,
        "lead": world.lead.pk,
        "deadline": "2026-05-01",
    }
    client.post(f"{problem.get_absolute_url()}tasks/new/", task_data)
    task = Task.objects.get()
    for words in ("制定计划", "组织研讨"):
        data = {"text": words, "kind": "immediate", "department": world.department.pk}
        client.post(f"{task.get_absolute_url()}measures/new/", data)
    client.post(
        f"{base}meetings/new/", {"kind": "thematic", "date": "2026-03-09", "subject": "研究整改"}
    )

    assert [aspect.title for aspect in (one, two)] == ["履行职责方面", "作风建设方面"]
    assert list(task.also_addresses.all()) == [Problem.objects.get(number=2)]
    assert [row.label for row in Measure.objects.order_by("number")] == ["1-1", "1-2"]
    assert Meeting.objects.get().subject == "研究整改"
    assert (verify(), check()) == ([], [])


def test_form_posted_twice_makes_one_row(client, world, measure):
    client.force_login(world.office)
    url = f"{measure.task.get_absolute_url()}measures/new/"
    key = re.search(r'name="once" value="([^"]+)"', text_of(client.get(url)))[1]
    data = {"text": "新措施", "kind": "immediate", "department": world.department.pk, "once": key}

    answers = [client.post(url, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Measure.objects.filter(text="新措施").count() == 1


def test_stale_edit_keeps_what_was_typed_beside_what_is_there(client, world, measure):
    url = f"{measure.get_absolute_url()}edit/"
    data = measure_data(measure, text="先保存的")
    post(client, world.office, url, **data)

    response = post(client, world.office, url, **{**data, "text": "后填的"})
    page = text_of(response)
    again = post(client, world.office, url, **{**data, "text": "后填的", "version": 2})

    assert response.status_code == 409
    assert "先保存的" in page
    assert "后填的" in page
    assert 'name="version" value="2"' in page
    measure.refresh_from_db()
    assert (again.status_code, measure.text, measure.version) == (302, "后填的", 3)


def test_change_shows_on_the_page_field_by_field(client, world, measure):
    url = f"{measure.get_absolute_url()}edit/"
    post(client, world.office, url, **measure_data(measure, text="改后的", reason="更准确"))

    page = text_of(client.get(measure.get_absolute_url()))

    assert "<del>措施</del> → <ins>改后的</ins>" in page
    assert "更准确" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "措施"),
        ({"text": "a\x00b"}, "控制字符"),
        ({"deadline": "2026-02-30"}, "整改时限"),
        ({"deadline": ""}, "限期整改的措施须有整改时限"),
        ({"department": "999999"}, "责任部门"),
        ({"version": "x"}, "页面版本有误"),
        ({"disclosure": "withheld"}, "不公开的，须选定情形并说明"),
    ],
)
def test_bad_field_is_named_and_nothing_changes(data, sentence, client, world, measure):
    url = f"{measure.get_absolute_url()}edit/"

    response = post(client, world.office, url, **measure_data(measure, **data))

    assert response.status_code == 400
    assert sentence in text_of(response)
    measure.refresh_from_db()
    assert (measure.version, JournalEntry.objects.count()) == (1, 0)


def test_locked_item_says_what_opens_it(client, world, measure):
    Measure.objects.update(state="signed_off")
    client.force_login(world.office)

    response = client.get(f"{measure.get_absolute_url()}edit/")

    assert response.status_code == 409
    assert "请先重新整改" in text_of(response)


def test_pages_of_maintenance_are_the_offices_alone(client, world, measure):
    base = measure.inspection.get_absolute_url()
    urls = [
        f"{measure.get_absolute_url()}edit/",
        f"{measure.get_absolute_url()}void/",
        f"{measure.task.get_absolute_url()}measures/new/",
        f"{base}problems/new/",
        f"{base}edit/",
        f"{base}adoption/new/",
        reverse("ledger:new_inspection"),
    ]
    client.force_login(world.handler)

    answers = {client.get(url).status_code for url in urls}

    assert answers == {403}


def test_void_needs_a_reason_and_takes_the_item_out(client, world, measure):
    url = f"{measure.get_absolute_url()}void/"

    without = post(client, world.office, url, version=1, reason="")
    done = post(client, world.office, url, version=1, reason="与 1-2 重复")
    page = text_of(client.get(measure.inspection.get_absolute_url()))

    assert (without.status_code, done.status_code) == (400, 302)
    assert measure.text not in page or "还没有措施" in page
    assert "与 1-2 重复" in text_of(client.get(measure.get_absolute_url()))


def test_adopted_plan_asks_for_a_reason(client, world, measure):
    base = measure.inspection.get_absolute_url()
    data = {"document_number": "〔2026〕3号", "date": "2026-03-10", "meeting": "党组会"}
    adopted = post(client, world.office, f"{base}adoption/new/", **data)
    url = f"{measure.get_absolute_url()}edit/"

    without = post(client, world.office, url, **measure_data(measure, text="改"))
    done = post(client, world.office, url, **measure_data(measure, text="改", reason="会议决定"))

    assert adopted.status_code == 302
    assert without.status_code == 400
    assert "方案已印发" in text_of(without)
    assert done.status_code == 302


def test_supervisor_notes_visits_alone(client, world, measure):
    url = f"{measure.inspection.get_absolute_url()}meetings/new/"
    data = {"date": "2026-03-10", "subject": "督导进展"}

    refused = post(client, world.supervisor, url, kind="thematic", **data)
    done = post(client, world.supervisor, url, kind="supervision", **data)

    assert (refused.status_code, done.status_code) == (400, 302)
    assert JournalEntry.objects.get().role == "supervisor"


def test_ledger_is_closed_by_two_and_read_only_until_reopened(client, world, measure):
    base = measure.inspection.get_absolute_url()

    early = post(client, world.secretary, f"{base}close/")
    asked = post(client, world.office, f"{base}ask_closing/")
    twice = post(client, world.office, f"{base}ask_closing/")
    closed = post(client, world.secretary, f"{base}close/")
    edited = post(
        client,
        world.office,
        f"{measure.get_absolute_url()}edit/",
        **measure_data(measure, text="改"),
    )
    started = post(client, world.handler, f"{measure.get_absolute_url()}start/", version=1)
    progress = post(client, world.handler, f"{measure.get_absolute_url()}progress/", text="进展")
    setting = post(client, world.office, f"{base}adoption/new/", document_number="1", meeting="会")
    readable = client.get(base).status_code
    silent = post(client, world.secretary, f"{base}reopen/", reason=" ")
    opened = post(client, world.secretary, f"{base}reopen/", reason="发现遗漏")
    after = post(client, world.handler, f"{measure.get_absolute_url()}start/", version=1)

    assert (early.status_code, asked.status_code, twice.status_code) == (409, 302, 409)
    assert closed.status_code == 302
    assert [edited.status_code, started.status_code, progress.status_code] == [409, 409, 409]
    assert setting.status_code in {400, 409}
    assert readable == 200
    assert (silent.status_code, opened.status_code, after.status_code) == (400, 302, 302)
    actions = list(JournalEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["ask_closing", "close", "reopen_ledger", "start"]


def test_coverage_names_what_no_task_answers(client, world, measure):
    problem = measure.task.problem
    Problem.objects.create(
        inspection=problem.inspection,
        feedback=problem.feedback,
        aspect=problem.aspect,
        number=2,
        text="没人管的问题",
    )
    client.force_login(world.secretary)

    page = text_of(client.get(reverse("reports:coverage", args=[problem.inspection_id])))

    assert "共 2 个问题" in page
    assert "1 个还没有任务对应" in page


def settings_data(inspection, **changed):
    plain = {
        "title": inspection.title,
        "team": inspection.team,
        "kind": "regular",
        "feedback_date": inspection.feedback_date.isoformat(),
        "period_start": inspection.period_start.isoformat(),
        "period_end": inspection.period_end.isoformat(),
        "evidence_required": "on",
        "due_soon_days": 7,
        "stagnant_days": 14,
        "seen": fingerprint(inspection),
    }
    return {**plain, **changed}


def test_stale_settings_keep_what_was_typed_beside_what_is_there(client, world, measure):
    inspection = measure.inspection
    url = f"{inspection.get_absolute_url()}edit/"
    first = settings_data(inspection, team="第二巡察组")
    second = settings_data(inspection, team="第三巡察组")

    done = post(client, world.office, url, **first)
    stale = post(client, world.office, url, **second)
    page = text_of(stale)
    inspection.refresh_from_db()
    kept = inspection.team
    fresh = re.search(r'name="seen" value="(\w+)"', page)[1]
    again = post(client, world.office, url, **{**second, "seen": fresh})

    assert (done.status_code, stale.status_code, again.status_code) == (302, 409, 302)
    assert kept == "第二巡察组"
    assert "第二巡察组" in page
    assert "第三巡察组" in page
    inspection.refresh_from_db()
    assert inspection.team == "第三巡察组"


def test_stale_task_keeps_every_problem_that_was_chosen(client, world, measure):
    task = measure.task
    aspect, inspection = task.problem.aspect, task.inspection
    others = [
        Problem.objects.create(
            inspection=inspection, feedback=aspect.feedback, aspect=aspect, number=n, text=f"其{n}"
        )
        for n in (2, 3)
    ]
    data = {
        "version": task.version + 1,
        "problem": task.problem_id,
        "also_addresses": [row.pk for row in others],
        "number": task.number,
        "text": task.text,
        "kind": task.kind,
        "department": task.department_id,
        "lead": task.lead_id,
        "deadline": task.deadline.isoformat(),
    }

    page = text_of(post(client, world.office, f"{task.get_absolute_url()}edit/", **data))

    chosen = re.search(r'<select name="also_addresses".*?</select>', page, re.S)[0]
    assert chosen.count("selected") == 2


def test_changed_rules_are_journaled_and_hold_from_the_next_submission(client, world, measure):
    inspection = measure.inspection
    later = (inspection.period_end + datetime.timedelta(days=9)).isoformat()
    data = settings_data(inspection, period_end=later, evidence_required="", due_soon_days=5)

    response = post(client, world.office, f"{inspection.get_absolute_url()}edit/", **data)

    inspection.refresh_from_db()
    assert response.status_code == 302
    assert (inspection.due_soon_days, inspection.evidence_required) == (5, False)
    assert set(JournalEntry.objects.get().changes) == {
        "period_end",
        "due_soon_days",
        "evidence_required",
    }


def test_page_shows_where_an_item_departs_from_the_adopted_plan(client, world):
    inspection = make_inspection(world.organization)
    task = make_task(inspection, department=world.department, lead=world.lead)
    client.force_login(world.office)
    url = f"{task.get_absolute_url()}measures/new/"
    data = {
        "text": "印发办法",
        "kind": "by_deadline",
        "department": world.department.pk,
        "deadline": "2026-05-01",
    }
    client.post(url, data)
    measure = Measure.objects.get()
    base = inspection.get_absolute_url()
    plan = {"document_number": "3号", "date": "2026-03-10", "meeting": "党组会"}
    client.post(f"{base}adoption/new/", plan)
    unchanged = text_of(client.get(measure.get_absolute_url()))
    edited = measure_data(measure, deadline="2026-06-01", reason="上级改期")
    client.post(f"{measure.get_absolute_url()}edit/", edited)
    client.post(url, {**data, "text": "后来加的"})

    changed = text_of(client.get(measure.get_absolute_url()))
    later = text_of(client.get(Measure.objects.get(text="后来加的").get_absolute_url()))

    assert "与方案对照" not in unchanged
    assert re.search(r"整改时限</th><td[^>]*>2026-05-01</td><td[^>]*>2026-06-01</td>", changed)
    assert "方案印发后新增" in later


def test_ledger_is_copied_without_states_into_an_empty_one(client, world, measure):
    Measure.objects.update(state="signed_off")
    old = measure.inspection
    new = make_inspection(world.organization, title="回头看")
    url = f"{new.get_absolute_url()}copy/"

    done = post(client, world.office, url, source=old.pk)
    again = post(client, world.office, url, source=old.pk)
    foreign = post(client, world.office, url, source=make_inspection().pk)

    row = Measure.objects.get(inspection=new)
    assert [done.status_code, again.status_code, foreign.status_code] == [302, 409, 400]
    assert (row.text, row.state, row.deadline, row.kind) == (
        "措施",
        "not_started",
        None,
        "immediate",
    )
    assert row.task.problem.carried_over_from == measure.task.problem
    assert [fault for fault in verify() if f"inspection:{new.pk}" == fault.chain] == []


def test_problem_shows_earlier_ones_that_are_like_it(client, world, measure):
    old = measure.task.problem
    Problem.objects.filter(pk=old.pk).update(text="所属商会底数不清，有的商会名存实亡")
    later = make_inspection(
        world.organization,
        feedback_date=datetime.date(2026, 9, 1),
        period_start=datetime.date(2026, 9, 1),
        period_end=datetime.date(2026, 12, 1),
    )
    task = make_task(later)
    Problem.objects.filter(pk=task.problem_id).update(text="商会底数仍然不清，有的名存实亡")
    client.force_login(world.office)

    like = text_of(client.get(task.problem.get_absolute_url()))
    unlike = text_of(client.get(old.get_absolute_url()))

    assert "所属商会底数不清" in like
    assert "往轮相似的问题" not in unlike


def test_wording_of_the_plan_gives_kind_and_dates(client, world, measure):
    url = f"{measure.task.get_absolute_url()}measures/new/"
    data = {"text": "新措施", "department": world.department.pk, "kind": "", "deadline": ""}

    asked = post(client, world.office, url, **data, deadline_text="11月底前")
    silent = post(client, world.office, url, **data)
    read = post(client, world.office, url, **data, deadline_text="2026年底前，并长期坚持")

    assert (asked.status_code, silent.status_code, read.status_code) == (400, 400, 302)
    assert "“11月底前”没有写年份，请填写日期。" in text_of(asked)
    assert 'value="11月底前"' in text_of(asked)
    assert "请选择类型" in text_of(silent)
    row = Measure.objects.get(text="新措施")
    assert (row.kind, str(row.deadline), str(row.review_date)) == (
        "long_term",
        "2026-12-31",
        "2026-12-31",
    )
    assert row.deadline_text == "2026年底前，并长期坚持"


def test_date_that_was_given_stands_beside_an_unclear_wording(client, world, measure):
    url = f"{measure.task.get_absolute_url()}measures/new/"
    data = {"text": "新措施", "department": world.department.pk, "kind": "by_deadline"}

    post(client, world.office, url, **data, deadline_text="11月底前", deadline="2026-11-30")

    assert str(Measure.objects.get(text="新措施").deadline) == "2026-11-30"


def test_stale_edit_keeps_what_others_changed_elsewhere(client, world, measure):
    """Two people changed two different fields: saving again keeps both changes."""
    url = f"{measure.get_absolute_url()}edit/"
    data = measure_data(measure)
    post(client, world.office, url, **{**data, "deadline": "2027-01-09"})

    stale = post(client, world.office, url, **{**data, "acceptance": "见到文件"})
    page = text_of(stale)
    names = ("deadline", "version")
    shown = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in names}
    again = post(client, world.office, url, **{**data, "acceptance": "见到文件", **shown})

    assert (stale.status_code, again.status_code) == (409, 302)
    assert "别人改过、你没有动过的栏目，已换成新内容：整改时限" in page
    assert "你和别人都改了" not in page
    measure.refresh_from_db()
    assert (str(measure.deadline), measure.acceptance) == ("2027-01-09", "见到文件")


def test_problem_without_an_aspect_is_asked_for_it(client, world, measure):
    url = f"{measure.inspection.get_absolute_url()}problems/new/"

    response = post(client, world.office, url, text="没有选方面")

    assert response.status_code == 400
    assert "没有选方面" in text_of(response)


@pytest.mark.parametrize("name", ["also_addresses", "supporting"])
def test_number_too_long_for_the_database_is_no_choice(name, client, world, measure):
    task = measure.task
    data = {
        "version": 1,
        "problem": task.problem_id,
        "number": task.number,
        "text": task.text,
        "kind": task.kind,
        "department": task.department_id,
        "lead": task.lead_id,
        "deadline": task.deadline.isoformat(),
        name: ["99999999999999999999"],
    }

    assert post(client, world.office, f"{task.get_absolute_url()}edit/", **data).status_code == 400


def test_what_was_retired_stays_where_it_was_used(client, world, measure):
    helper = make_department(world.organization)
    Measure.objects.filter(pk=measure.pk).update(handler=world.handler, department=world.department)
    measure.supporting.set([helper])
    measure.refresh_from_db()
    Department.objects.filter(pk__in=[helper.pk, world.department.pk]).update(is_retired=True)
    world.handler.memberships.update(revoked_at=timezone.now(), revoked_by=world.office)
    url = f"{measure.get_absolute_url()}edit/"
    client.force_login(world.office)
    page = text_of(client.get(url))
    chosen = re.findall(r'<option value="(\d+)" selected>', page)

    data = measure_data(measure, acceptance="改", handler=world.handler.pk, supporting=helper.pk)
    response = post(client, world.office, url, **data)

    assert {str(row.pk) for row in (helper, world.handler, world.department)} <= set(chosen)
    assert response.status_code == 302
    measure.refresh_from_db()
    assert (measure.handler, list(measure.supporting.all())) == (world.handler, [helper])


def test_form_posted_again_with_other_words_says_so_and_keeps_them(client, world, measure):
    url = f"{measure.task.get_absolute_url()}measures/new/"
    client.force_login(world.office)
    key = re.search(r'name="once" value="([^"]+)"', text_of(client.get(url)))[1]
    data = {"kind": "immediate", "department": world.department.pk}

    client.post(url, {**data, "text": "甲", "once": key})
    other = client.post(url, {**data, "text": "乙，另写的", "once": key})
    fresh = re.search(r'name="once" value="([^"]+)"', text_of(other))[1]
    saved = client.post(url, {**data, "text": "乙，另写的", "once": fresh})

    assert (other.status_code, saved.status_code) == (409, 302)
    assert "乙，另写的" in text_of(other)
    assert Measure.objects.filter(text__in=["甲", "乙，另写的"]).count() == 2


def test_line_breaks_of_a_browser_are_no_change(client, world, measure):
    Measure.objects.filter(pk=measure.pk).update(acceptance="第一\n第二")
    data = measure_data(measure, acceptance="第一\r\n第二")
    long = measure_data(measure, acceptance="\r\n".join(["一"] * 500))

    post(client, world.office, f"{measure.get_absolute_url()}edit/", **data)
    measure.refresh_from_db()
    version = measure.version
    fits = post(client, world.office, f"{measure.get_absolute_url()}edit/", **long)

    assert version == 1
    assert fits.status_code == 302


def test_stale_void_and_order_may_be_sent_again(client, world, measure):
    other = make_measure(measure.task)
    Measure.objects.filter(pk=measure.pk).update(version=3)
    void = f"{measure.get_absolute_url()}void/"
    order = f"{measure.task.get_absolute_url()}measures/order/"
    numbers = {f"number_{measure.pk}": other.number, f"number_{other.pk}": measure.number}
    versions = {f"version_{measure.pk}": 1, f"version_{other.pk}": 1}

    stale = post(client, world.office, order, **numbers, **versions)
    page = text_of(stale)
    again = post(client, world.office, order, **numbers, **{**versions, f"version_{measure.pk}": 3})
    voided = post(client, world.office, void, version=1, reason="重复")

    assert (stale.status_code, again.status_code, voided.status_code) == (409, 302, 409)
    assert f'name="version_{measure.pk}" value="3"' in page
    assert 'name="version" value="4"' in text_of(voided)


def test_closed_ledger_offers_no_form_and_takes_no_row_that_waited(client, world, measure):
    base = measure.inspection.get_absolute_url()
    task = Task.objects.select_related("inspection__organization").get(pk=measure.task_id)
    late = Measure(
        inspection=task.inspection,
        task=task,
        text="晚",
        department=world.department,
        kind="immediate",
    )
    post(client, world.office, f"{base}ask_closing/")
    post(client, world.secretary, f"{base}close/")
    client.force_login(world.office)
    paths = ["edit", "problems/new", "feedback/new", "meetings/new", "group/new", "many", "quick"]

    answers = {client.get(f"{base}{path}/").status_code for path in paths}

    assert answers == {409}
    with pytest.raises(Refusal):
        add(late, actor=world.office, parents=[task], siblings=task.measures.all())


def test_second_request_to_close_does_not_replace_the_first(world, measure):
    one, two = (Inspection.objects.get(pk=measure.inspection_id) for _ in range(2))
    ask_closing(one, actor=world.office)

    with pytest.raises(Refusal):
        ask_closing(two, actor=make_member(world.organization, "office"))


def test_past_figures_stay_when_a_meeting_is_noted_later(client, world, measure):
    day = timezone.localdate() - datetime.timedelta(days=5)
    base = measure.inspection.get_absolute_url()
    data = {"kind": "thematic", "date": day.isoformat(), "subject": "今天补录的"}

    post(client, world.office, f"{base}meetings/new/", **data)

    assert load(measure.inspection, day).meetings == []
    assert [row.subject for row in load(measure.inspection).meetings] == ["今天补录的"]


def test_voided_meeting_counts_no_more(client, world, measure):
    base = measure.inspection.get_absolute_url()
    data = {"kind": "thematic", "date": "2026-03-09", "subject": "记错的"}
    post(client, world.office, f"{base}meetings/new/", **data)
    url = f"/meetings/{Meeting.objects.get().pk}/void/"
    seen = re.search(r'name="seen" value="(\w+)"', text_of(client.get(url)))[1]

    silent = post(client, world.office, url, seen=seen, reason="")
    done = post(client, world.office, url, seen=seen, reason="重复登记")
    edited = post(client, world.office, f"/meetings/{Meeting.objects.get().pk}/edit/", **data)

    assert (silent.status_code, done.status_code) == (400, 302)
    assert edited.status_code in (400, 409)
    assert load(measure.inspection).meetings == []
    assert "重复登记" in text_of(client.get(f"{base}meetings/"))


def test_head_is_answered_as_get(client, world, measure):
    client.force_login(world.office)
    base, own = measure.inspection.get_absolute_url(), measure.get_absolute_url()
    paths = [f"{own}edit/", f"{own}void/", f"{base}many/", f"{base}quick/", f"{base}edit/"]

    assert {client.head(path).status_code for path in paths} == {200}


def test_void_is_not_offered_where_it_cannot_be_done(client, world, measure):
    client.force_login(world.office)
    task = measure.task
    offered = [f"{row.get_absolute_url()}void/" for row in (measure, task)]

    shown = [
        url in text_of(client.get(row.get_absolute_url()))
        for url, row in zip(offered, (measure, task), strict=True)
    ]
    page = client.get(offered[1])

    assert shown == [True, False]
    assert page.status_code == 409
    assert f'href="{task.get_absolute_url()}">回到原来的页面' in text_of(page)


def test_saving_what_is_withheld_says_that_it_waits(client, world, measure):
    withheld = {
        "disclosure": "withheld",
        "withholding_reason": "unrest",
        "withholding_explanation": "涉及群众",
    }
    client.force_login(world.office)
    url = f"{measure.get_absolute_url()}edit/"

    page = client.post(url, measure_data(measure, **withheld), follow=True)

    assert "不公开已提请党组书记审批" in text_of(page)
