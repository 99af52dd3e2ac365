"""Asking for more time: who asks, who decides, what moves and what stays."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.models import JournalEntry, Membership
from ledger.roles import Role
from measures.models import Extension, Measure
from measures.queue import queue
from problems.models import Task
from reports.book import load
from reports.burn_down import burn_down
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OLD, NEW = datetime.date(2026, 4, 1), TODAY + datetime.timedelta(45)


@pytest.fixture
def world():
    world = World()
    world.head = make_member(world.organization, "head", world.department, name="负责人")
    return world


@pytest.fixture
def measure(world):
    task = make_task(
        make_inspection(world.organization),
        department=world.department,
        lead=world.lead,
        deadline=OLD,
    )
    return make_measure(task, deadline=OLD)


def ask(client, user, item, date=NEW, reason="等待上级文件"):
    url = f"{item.get_absolute_url()}extensions/"
    return post(client, user, url, deadline=date.isoformat(), reason=reason)


def decide(client, user, decision="granted", note=""):
    url = reverse("measures:decide_extension", args=[Extension.objects.latest("pk").pk])
    return post(client, user, url, decision=decision, note=note)


def test_head_asks_office_grants_and_the_deadline_moves(client, world, measure):
    asked = ask(client, world.head, measure)
    before = Measure.objects.get().deadline
    granted = decide(client, world.office)

    measure.refresh_from_db()
    row = Extension.objects.get()
    assert (asked.status_code, granted.status_code) == (302, 302)
    assert (before, measure.deadline, measure.version) == (OLD, NEW, 2)
    assert (row.old_deadline, row.decided_by) == (OLD, world.office)
    actions = JournalEntry.objects.order_by("sequence").values_list("action", "object_type")
    assert list(actions) == [
        ("ask_extension", "extension"),
        ("extend", "measure"),
        ("extension_granted", "extension"),
    ]
    page = text_of(client.get(measure.get_absolute_url()))
    assert "申请 1 次，同意 1 次" in page
    assert "等待上级文件" in page


def test_refusal_needs_its_reason_and_leaves_the_deadline(client, world, measure):
    ask(client, world.head, measure)

    silent = decide(client, world.office, "refused")
    done = decide(client, world.office, "refused", "可以按期完成")

    measure.refresh_from_db()
    assert (silent.status_code, done.status_code) == (400, 302)
    assert "不同意的，请写明理由" in text_of(silent)
    assert measure.deadline == OLD
    assert ask(client, world.head, measure).status_code == 302


def test_lead_decides_for_the_task_and_no_one_else(client, world, measure):
    ask(client, world.head, measure.task)
    other = make_member(world.organization, "lead")

    answers = [decide(client, user).status_code for user in (world.office, other, world.lead)]

    assert answers == [403, 403, 302]
    assert Task.objects.get().deadline == NEW
    assert Measure.objects.get().deadline == OLD


def test_one_request_at_a_time(client, world, measure):
    ask(client, world.head, measure)

    again = ask(client, world.head, measure)

    assert again.status_code == 409
    assert "已有一个延期申请在等审批" in text_of(again)


def test_nobody_decides_on_the_own_request(client, world, measure):
    Membership.objects.create(user=world.head, organization=world.organization, role=Role.OFFICE)
    ask(client, world.head, measure)

    assert decide(client, world.head).status_code == 403
    assert decide(client, world.office).status_code == 302
    assert decide(client, world.office).status_code == 409


@pytest.mark.parametrize(
    ("date", "reason", "sentence"),
    [
        (OLD, "理由", "须晚于现在的时限 2026-04-01"),
        (OLD - datetime.timedelta(1), "理由", "须晚于现在的时限"),
        (TODAY - datetime.timedelta(1), "理由", "不能早于今天"),
        (NEW, "", "请写明理由"),
        (NEW, "a\x00b", "控制字符"),
    ],
)
def test_bad_request_is_answered_with_what_was_typed(
    date, reason, sentence, client, world, measure
):
    response = ask(client, world.head, measure, date, reason)

    assert response.status_code == 400
    assert sentence in text_of(response)
    assert f'value="{date.isoformat()}"' in text_of(response)
    assert not Extension.objects.exists()


def test_handler_and_stranger_cannot_ask(client, world, measure):
    other = make_member(world.organization, "head", make_measure(measure.task).department)

    assert ask(client, world.handler, measure).status_code == 403
    if other.memberships.get().department_id != measure.department_id:
        assert ask(client, other, measure).status_code == 403


@pytest.mark.parametrize("state", ["submitted", "reviewed", "signed_off"])
def test_locked_measure_gets_no_more_time(state, client, world, measure):
    ask(client, world.head, measure)
    Measure.objects.update(state=state)

    assert ask(client, world.head, measure).status_code == 409
    assert decide(client, world.office).status_code == 409
    assert Measure.objects.get().deadline == OLD


def test_plan_curve_keeps_the_old_deadline(client, world, measure):
    inspection = measure.inspection
    before = [point.plan for point in burn_down(load(inspection))]
    ask(client, world.head, measure)
    decide(client, world.office)

    after = [point.plan for point in burn_down(load(inspection))]

    assert after == before
    assert before[0] == 1
    assert before[-1] == 0


def withdraw(client, user):
    row = Extension.objects.latest("pk")
    return post(client, user, reverse("measures:withdraw_extension", args=[row.pk]))


def head_too(world):
    """The lead official heads the department, too."""
    given = {"organization": world.organization, "department": world.department}
    Membership.objects.create(user=world.lead, role=Role.HEAD, **given)


def test_what_the_lead_asks_for_the_secretary_decides(client, world, measure):
    head_too(world)
    asked = ask(client, world.lead, measure.task)
    waits = [row.item for row in queue(world.secretary, TODAY).extensions]
    own = decide(client, world.lead), decide(client, world.office)
    done = decide(client, world.secretary)

    assert (asked.status_code, waits, done.status_code) == (302, [measure.task], 302)
    assert [page.status_code for page in own] == [403, 403]
    assert Task.objects.get().deadline == NEW


def test_what_nobody_could_decide_is_not_asked_for(client, world, measure):
    Membership.objects.create(user=world.head, organization=world.organization, role=Role.OFFICE)
    world.office.memberships.all().delete()

    page = ask(client, world.head, measure)

    assert page.status_code == 409
    assert "没有整改办可以审批" in text_of(page)
    assert not Extension.objects.exists()


def test_own_request_is_taken_back_until_it_is_decided(client, world, measure):
    other = make_member(world.organization, "head", world.department)
    ask(client, world.head, measure)
    button = "撤回申请" in text_of(client.get(measure.get_absolute_url()))
    strange = withdraw(client, other).status_code
    done = withdraw(client, world.head)

    again = ask(client, world.head, measure).status_code
    page = text_of(client.get(measure.get_absolute_url()))
    decide(client, world.office)
    assert (button, strange, done.status_code, again) == (True, 403, 302, 302)
    assert "<b>撤回</b>" in page
    assert withdraw(client, world.head).status_code == 409
    assert Measure.objects.get().deadline == NEW
    assert JournalEntry.objects.filter(action="extension_withdrawn").count() == 1
