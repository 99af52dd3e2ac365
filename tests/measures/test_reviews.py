"""Stage reports: who is asked, who judges, what the next review date is, and a missed review."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.light import light
from ledger.models import JournalEntry, Membership
from ledger.roles import Role
from measures.models import Measure, StageReport
from measures.queue import queue
from problems.models import Task
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)
TODAY = timezone.localdate()
DUE, NEXT = TODAY - 2 * DAY, TODAY + 90 * DAY


@pytest.fixture
def world():
    world = World()
    world.head = make_member(world.organization, "head", world.department, name="负责人")
    world.ledger = make_inspection(world.organization)
    return world


@pytest.fixture
def task(world):
    return make_task(
        world.ledger,
        department=world.department,
        lead=world.lead,
        state="continuing",
        stage_goal="完成权属移交",
        review_date=DUE,
    )


@pytest.fixture
def measure(world):
    task = make_task(world.ledger, department=world.department, lead=world.lead)
    return make_measure(task, kind="long_term", deadline=None, review_date=DUE, state="in_progress")


def report(client, user, item, text="已完成两项，余下一项年内办结"):
    return post(client, user, f"{item.get_absolute_url()}stage/", text=text)


def judge(client, user, decision="accepted", date=NEXT, note=""):
    url = reverse("measures:decide_stage", args=[StageReport.objects.latest("pk").pk])
    date = date.isoformat() if date else ""
    return post(client, user, url, decision=decision, next_review_date=date, note=note)


def asked(user, part="reviews_due"):
    return [entry.item for entry in getattr(queue(user, TODAY), part)]


def test_continuing_task_is_reported_and_judged_and_comes_back_later(client, world, task):
    before = asked(world.head), asked(world.office), asked(world.handler)
    sent = report(client, world.head, task)
    waiting = asked(world.head, "waiting"), asked(world.office), asked(world.lead, "reports")
    done = judge(client, world.lead)

    task.refresh_from_db()
    assert before == ([task], [task], [])
    assert (sent.status_code, done.status_code) == (302, 302)
    assert waiting == ([task], [], [task])
    assert (task.review_date, task.version, task.state) == (NEXT, 2, "continuing")
    assert (asked(world.head), asked(world.lead, "reports")) == ([], [])
    actions = JournalEntry.objects.order_by("sequence").values_list("action", "object_type")
    assert list(actions) == [
        ("report_stage", "stagereport"),
        ("review", "task"),
        ("stage_accepted", "stagereport"),
    ]
    page = text_of(client.get(task.get_absolute_url()))
    assert "已完成两项，余下一项年内办结" in page
    assert f"认可，下次复核 {NEXT}" in page


def test_long_term_measure_is_reported_by_its_handler_and_judged_by_the_office(
    client, world, measure
):
    assert asked(world.handler) == [measure]
    report(client, world.handler, measure)
    assert asked(world.office, "reports") == [measure]
    assert judge(client, world.lead).status_code == 403
    assert judge(client, world.office).status_code == 302

    assert Measure.objects.get().review_date == NEXT
    assert asked(world.handler, "todo") == [measure]


def test_returned_report_comes_back_with_what_it_lacks(client, world, task):
    report(client, world.head, task)
    silent = judge(client, world.lead, "returned")
    judge(client, world.lead, "returned", note="没有写清移交的进度")

    client.force_login(world.head)
    entry = queue(world.head, TODAY).reviews_due[0]
    assert silent.status_code == 400
    assert "请写明缺什么" in text_of(silent)
    assert entry.report.note == "没有写清移交的进度"
    assert "没有写清移交的进度" in text_of(client.get("/queue/"))
    assert report(client, world.head, task, "补充：已移交").status_code == 302
    assert Task.objects.get().review_date == DUE


def test_missed_review_has_its_own_light_until_a_report_is_accepted(client, world, task, measure):
    words = light(task, TODAY).text, light(measure, TODAY).text
    report(client, world.head, task)
    between = light(Task.objects.get(pk=task.pk), TODAY).code
    judge(client, world.lead)
    client.force_login(world.office)
    page = text_of(client.get(f"{world.ledger.get_absolute_url()}?light=review_missed"))

    assert words == ("复核逾期 2 天", "复核逾期 2 天")
    assert between == "review_missed"
    assert light(Task.objects.get(pk=task.pk), TODAY).code == "continuing"
    assert measure.text in page
    assert "复核逾期 2 天" in page


@pytest.mark.parametrize("state", ["submitted", "reviewed", "signed_off"])
def test_measure_on_its_way_to_sign_off_asks_for_no_report(state, client, world, measure):
    Measure.objects.update(state=state)

    assert asked(world.handler) == []
    assert report(client, world.handler, measure).status_code == 409
    assert not StageReport.objects.exists()


def test_only_what_goes_on_is_reported(client, world, task, measure):
    Task.objects.filter(pk=task.pk).update(state="open", stage_goal="", review_date=None)
    Measure.objects.update(review_date=None)

    answers = [report(client, world.head, item).status_code for item in (task, measure)]

    assert answers == [409, 409]
    assert asked(world.head) == []


def test_nobody_judges_the_own_report_and_one_at_a_time(client, world, measure):
    Membership.objects.create(user=world.head, organization=world.organization, role=Role.OFFICE)
    report(client, world.head, measure)

    assert asked(world.head, "reports") == []
    assert judge(client, world.head).status_code == 403
    again = report(client, world.handler, measure)
    assert again.status_code == 409
    assert "已有一份阶段报告在等审核" in text_of(again)
    assert judge(client, world.office).status_code == 302
    assert judge(client, world.office).status_code == 409


@pytest.mark.parametrize("date", [None, TODAY, DUE])
def test_accepting_needs_a_later_review_date(date, client, world, task):
    report(client, world.head, task)

    response = judge(client, world.lead, date=date)

    assert response.status_code == 400
    assert "请填写下次复核日期" in text_of(response)
    assert StageReport.objects.get().decision == ""
    assert Task.objects.get().review_date == DUE


def test_other_departments_and_readers_cannot_report(client, world, task):
    stranger = make_member(world.organization, "head", make_task(world.ledger).department)
    supervisor = make_member(world.organization, "supervisor")

    people = (stranger, world.handler, world.lead, supervisor)
    assert {report(client, user, task).status_code for user in people} == {403}


@pytest.mark.parametrize(("text", "sentence"), [("", "请填写阶段报告"), ("a\x00b", "控制字符")])
def test_bad_report_is_answered_and_nothing_kept(text, sentence, client, world, task):
    response = report(client, world.head, task, text)

    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not StageReport.objects.exists()


def test_same_form_posted_twice_is_one_report(client, world, task):
    import uuid

    key = str(uuid.uuid4())
    url = f"{task.get_absolute_url()}stage/"
    answers = [post(client, world.head, url, text="同一份", once=key).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert StageReport.objects.count() == 1


def test_what_the_lead_reports_the_secretary_judges(client, world, task):
    given = {"organization": world.organization, "department": world.department}
    Membership.objects.create(user=world.lead, role=Role.HEAD, **given)
    report(client, world.lead, task)
    waits = asked(world.secretary, "reports")

    assert waits == [task]
    assert judge(client, world.lead).status_code == 403
    assert judge(client, world.secretary).status_code == 302


def test_own_report_is_taken_back_until_it_is_judged(client, world, task):
    report(client, world.head, task, "草稿")
    url = reverse("measures:withdraw_stage", args=[StageReport.objects.get().pk])
    answers = [post(client, user, url).status_code for user in (world.office, world.head)]

    assert answers == [403, 302]
    assert asked(world.lead, "reports") == []
    assert [row.report for row in queue(world.head, TODAY).reviews_due] == [None]
    assert report(client, world.head, task).status_code == 302


def test_report_of_what_was_signed_off_meanwhile_waits_for_nobody(client, world, task):
    report(client, world.head, task)
    Task.objects.update(state="signed_off")

    assert asked(world.lead, "reports") == []


def test_waiting_report_says_whose_turn_it_is(client, world, task, measure):
    report(client, world.head, task)
    report(client, world.handler, measure)
    client.force_login(world.head)

    on_task, on_measure = (text_of(client.get(row.get_absolute_url())) for row in (task, measure))

    assert f"等待{world.lead.post}审核" in on_task
    assert "等待整改办审核" in on_measure


def test_fields_of_two_forms_on_a_page_have_ids_of_their_own(client, world, measure):
    client.force_login(world.handler)

    page = text_of(client.get(measure.get_absolute_url()))

    ids = re.findall(
        r'<(?:textarea|input type="(?:text|date|radio)|select)[^>]* id="([^"]+)"', page
    )
    assert "stage-text" in ids
    assert len(ids) == len(set(ids))


def test_refusal_leads_to_the_field_and_marks_it(client, world, measure):
    report(client, world.handler, measure)

    page = text_of(judge(client, world.office, date=TODAY - DAY))

    assert '<a href="#judge-next_review_date">认可的，请填写下次复核日期' in page
    assert 'id="judge-next_review_date_error"' in page
