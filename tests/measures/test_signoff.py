"""The sign-off of a measure, by the engine's one door."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.models import JournalEntry, JournalHead
from ledger.refusals import Conflict, Forbidden, Refusal
from ledger.signoff import perform
from ledger.triggers import missing_triggers
from measures.models import MeasureSignature
from tests.factories import make_inspection, make_measure, make_member, make_task, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """A measure under work, and those who can carry it to its end."""
    task = make_task(make_inspection())
    organization, department = task.inspection.organization, task.department
    handler = make_member(organization, "handler", department)
    head = make_member(organization, "head", department)
    office = make_member(organization, "office")
    measure = make_measure(task)
    return measure, handler, head, office


def do(measure, action, actor, **given):
    """One action with the version that the row has now."""
    measure.refresh_from_db()
    return perform(measure, action, actor=actor, version=measure.version, **given)


def to_reviewed(measure, handler, head):
    do(measure, "start", handler)
    prove(measure, handler)
    do(measure, "submit", handler)
    return do(measure, "approve", head)


def test_measure_is_signed_off_by_three_people(people):
    measure, handler, head, office = people
    to_reviewed(measure, handler, head)

    done = do(measure, "sign_off", office)

    assert (done.state, done.version, done.attempt) == ("signed_off", 5, 1)
    signed = list(MeasureSignature.objects.values_list("step", "person"))
    assert signed == [
        ("submit", handler.personnel_number),
        ("approve", head.personnel_number),
        ("sign_off", office.personnel_number),
    ]
    actions = list(JournalEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["start", "submit", "approve", "sign_off"]
    assert JournalHead.objects.get().hash == JournalEntry.objects.latest("sequence").hash


def test_same_person_signing_two_steps_is_refused(people):
    measure, handler, head, _ = people
    make_member(measure.inspection.organization, "head", measure.department)
    do(measure, "start", handler)
    prove(measure, handler)
    do(measure, "submit", head)

    with pytest.raises(Forbidden) as refusal:
        do(measure, "approve", head)

    assert refusal.value.code == "already_signed"
    measure.refresh_from_db()
    assert measure.state == "submitted"


def test_same_person_signing_two_steps_is_refused_by_the_database(people):
    measure, handler, _, _ = people
    do(measure, "start", handler)
    prove(measure, handler)
    do(measure, "submit", handler)

    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureSignature.objects.create(
            measure=measure,
            attempt=1,
            step="approve",
            signer=handler,
            person=handler.personnel_number,
            name="某",
            post="某",
            role="head",
            at=timezone.now(),
        )


def test_stale_version_changes_nothing(people):
    measure, handler, _, _ = people
    do(measure, "start", handler)

    with pytest.raises(Conflict) as refusal:
        perform(measure, "submit", actor=handler, version=1)

    assert refusal.value.code == "stale"
    assert JournalEntry.objects.count() == 1


def test_submit_without_progress_and_evidence_names_both(people):
    measure, handler, _, _ = people
    do(measure, "start", handler)

    with pytest.raises(Refusal) as refusal:
        do(measure, "submit", handler)

    assert len(refusal.value.errors) == 2


def test_submit_is_refused_where_nobody_could_go_on(people):
    measure, handler, head, _ = people
    head.memberships.update(revoked_at=timezone.now(), revoked_by=handler)
    do(measure, "start", handler)
    prove(measure, handler)

    with pytest.raises(Conflict) as refusal:
        do(measure, "submit", handler)

    assert refusal.value.code == "no_next_signer"


def test_return_needs_a_reason_and_raises_the_attempt(people):
    measure, handler, head, office = people
    to_reviewed(measure, handler, head)
    with pytest.raises(Refusal) as refusal:
        do(measure, "return", office)
    assert refusal.value.code == "reason_missing"

    done = do(measure, "return", office, comment="补签到表")

    assert (done.state, done.attempt) == ("in_progress", 2)


def test_reopening_a_measure_returns_its_submitted_task(people):
    measure, handler, head, office = people
    to_reviewed(measure, handler, head)
    do(measure, "sign_off", office)
    make_member(measure.inspection.organization, "secretary")
    do(measure.task, "submit", head, details={"effect": "已见效"})

    do(measure, "reopen", office, comment="回头看发现反弹")

    measure.task.refresh_from_db()
    assert (measure.task.state, measure.task.attempt) == ("open", 2)
    assert JournalEntry.objects.latest("sequence").object_type == "task"


@pytest.mark.parametrize("act", ["update", "delete"])
def test_journal_cannot_be_altered(people, act):
    measure, handler, _, _ = people
    do(measure, "start", handler)
    entries = JournalEntry.objects.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        entries.update(comment="改") if act == "update" else entries._raw_delete("default")


def test_every_trigger_is_in_place():
    assert missing_triggers() == []
