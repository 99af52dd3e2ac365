"""Withholding a text from the public: who approves, what takes the approval away, what is shown."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.editing import edit
from ledger.models import JournalEntry, Membership
from ledger.roles import Role
from ledger.writing import fingerprint
from measures.models import Measure, Outcome
from measures.queue import queue
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db
WITHHELD = {
    "disclosure": "withheld",
    "withholding_reason": "open_case",
    "withholding_explanation": "案件尚在审查",
}


@pytest.fixture
def world():
    world = World()
    world.secretary = make_member(world.organization, "secretary", name="书记")
    ledger = make_inspection(world.organization)
    task = make_task(ledger, department=world.department, lead=world.lead, **WITHHELD)
    measure = make_measure(task, **WITHHELD)
    outcome = Outcome.objects.create(
        measure=measure,
        kind="campaign",
        title="专项治理",
        date=datetime.date(2026, 3, 1),
        **WITHHELD,
    )
    problem = task.problem
    type(problem).objects.filter(pk=problem.pk).update(**WITHHELD)
    problem.refresh_from_db()
    world.rows = [problem, task, measure, outcome]
    world.measure, world.outcome = measure, outcome
    return world


def address(row):
    """Where the secretary decides on the row."""
    if isinstance(row, Outcome):
        return reverse("measures:outcome_withholding", args=[row.pk])
    return f"{row.get_absolute_url()}withholding/"


def decide(client, user, row, decision="approve", note="", seen=None):
    seen = seen or fingerprint(type(row).objects.get(pk=row.pk))
    return post(client, user, address(row), decision=decision, note=note, seen=seen)


def waiting(user):
    return [entry.withheld for entry in queue(user, timezone.localdate()).withheld]


def test_secretary_finds_what_waits_and_approves_each(client, world):
    before = waiting(world.secretary), waiting(world.office)
    answers = [decide(client, world.secretary, row).status_code for row in world.rows]

    page = text_of(client.get(world.measure.get_absolute_url()))
    assert set(before[0]) == set(world.rows)
    assert before[1] == []
    assert answers == [302] * 4
    assert waiting(world.secretary) == []
    assert "案件尚在审查" in page
    assert page.count("书记 ") >= 2
    entry = JournalEntry.objects.latest("pk")
    assert (entry.action, entry.role) == ("approve_withholding", "secretary")


def test_refusing_needs_a_reason_and_leaves_the_level_open(client, world):
    silent = decide(client, world.secretary, world.measure, "refuse")
    done = decide(client, world.secretary, world.measure, "refuse", "案件已公布")

    measure = Measure.objects.get()
    assert (silent.status_code, done.status_code) == (400, 302)
    assert "请写明理由" in text_of(silent)
    assert (measure.disclosure, measure.withholding_reason) == ("", "")
    assert measure.withholding_explanation == "案件尚在审查"


@pytest.mark.parametrize("role", ["office", "lead", "supervisor", "handler"])
def test_nobody_else_decides(role, client, world):
    person = getattr(world, role, None) or make_member(world.organization, role)

    assert {decide(client, person, row).status_code for row in world.rows} == {403}
    assert Measure.objects.get().withholding_approved_by is None


def test_other_words_take_the_approval_away(client, world):
    decide(client, world.secretary, world.measure)
    measure = Measure.objects.get()

    edit(
        measure,
        actor=world.office,
        version=measure.version,
        values={"withholding_explanation": "另一个理由"},
    )

    assert Measure.objects.get().withholding_approved_at is None
    assert world.measure in waiting(world.secretary)


def test_another_text_keeps_the_approval(client, world):
    decide(client, world.secretary, world.measure)
    measure = Measure.objects.get()

    edit(measure, actor=world.office, version=measure.version, values={"acceptance": "有台账"})

    assert Measure.objects.get().withholding_approved_by == world.secretary


def test_changed_meanwhile_is_shown_again_with_the_note_kept(client, world):
    seen = fingerprint(world.measure)
    edit(
        world.measure,
        actor=world.office,
        version=1,
        values={"withholding_explanation": "换了说法"},
    )

    stale = decide(client, world.secretary, world.measure, note="已核", seen=seen)

    assert stale.status_code == 409
    assert "换了说法" in text_of(stale)
    assert "已核" in text_of(stale)
    assert Measure.objects.get().withholding_approved_at is None


def test_approved_once_is_not_approved_again(client, world):
    decide(client, world.secretary, world.outcome)

    again = decide(client, world.secretary, world.outcome)

    assert again.status_code == 409
    assert JournalEntry.objects.filter(action="approve_withholding").count() == 1


def test_page_asks_no_more_queries_with_more_outcomes(client, world, django_assert_max_num_queries):
    client.force_login(world.secretary)
    url = world.measure.get_absolute_url()
    with django_assert_max_num_queries(100) as one:
        client.get(url)
    for number in range(5):
        Outcome.objects.create(
            measure=world.measure,
            kind="campaign",
            title=f"治理{number}",
            date=datetime.date(2026, 3, 1),
            **WITHHELD,
        )
    with django_assert_max_num_queries(100) as many:
        client.get(url)

    assert len(many) == len(one)


def test_whoever_set_it_last_does_not_approve_it(client, world):
    """The secretary is of the office, too, and wrote the reason; another one has to."""
    given = {"user": world.secretary, "organization": world.organization}
    Membership.objects.create(role=Role.OFFICE, **given)
    values = {"withholding_explanation": "涉及举报人"}
    row = edit(world.measure, actor=world.secretary, version=1, values=values)

    own = decide(client, world.secretary, row)
    edit(row, actor=world.office, version=2, values={"withholding_explanation": "案件在查"})
    done = decide(client, world.secretary, row)

    assert (own.status_code, done.status_code) == (403, 302)
    assert "不能由本人批准" in text_of(own)
    assert Measure.objects.get().withholding_approved_by == world.secretary


def test_what_one_set_oneself_one_may_still_refuse(client, world):
    given = {"user": world.secretary, "organization": world.organization}
    Membership.objects.create(role=Role.OFFICE, **given)
    values = {"withholding_explanation": "涉及举报人"}
    row = edit(world.measure, actor=world.secretary, version=1, values=values)

    assert decide(client, world.secretary, row, "refuse", "应公开").status_code == 302
