"""check_ledger: a clean ledger is silent, and each planted fault is found by its own check."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from ledger import journal
from ledger.models import Membership
from ledger.triggers import drop_triggers, install_triggers
from measures.models import Evidence, Measure, MeasureSignature, Outcome
from problems.models import Problem, Task
from reports.integrity import CHECKS, check
from reports.models import InspectionSummary, Notice, Publication, Snapshot
from tests.factories import (
    TODAY,
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_problem,
    make_task,
    prove,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    """One measure under work, in a journaled ledger without a fault."""
    row = make_measure(make_task(make_inspection()))
    for item in (row.task.problem, row.task, row):
        changes = journal.difference({}, journal.fields(item))
        journal.record(item, "create", actor=None, role="system", changes=changes)
    return row


def test_clean_ledger_is_silent(measure):
    assert check() == []


def foreign_department(measure):
    Measure.objects.update(department=make_department(make_inspection().organization))


def foreign_task(measure):
    Task.objects.filter(pk=measure.task_id).update(problem=make_problem(make_inspection()))


def signed_off_too_early(measure):
    Task.objects.update(state="signed_off")


def unsigned_state(measure):
    Measure.objects.update(state="reviewed")


def signature_too_many(measure):
    person = make_member(measure.inspection.organization, "office")
    MeasureSignature.objects.create(
        measure=measure,
        attempt=1,
        step="submit",
        signer=person,
        person="P",
        name="某",
        post="某",
        role="head",
        at=timezone.now(),
    )


def admin_with_a_second_role(measure):
    person = make_member(measure.inspection.organization, "auditor")
    Membership.objects.create(
        user=person, organization=measure.inspection.organization, role="office"
    )


def foreign_proof(measure):
    other = make_measure(make_task(make_inspection()))
    prove(other, make_member(other.inspection.organization, "office"))
    Outcome.objects.create(
        measure=measure,
        kind="campaign",
        title="治理",
        date=TODAY,
        proof=Evidence.objects.get(inspection=other.inspection),
    )


def lost_file(measure):
    prove(measure, make_member(measure.inspection.organization, "office"))


def snapshot_of_something_else(measure):
    inspection = measure.inspection
    Snapshot.objects.create(
        inspection=inspection,
        as_of=TODAY,
        purpose="报送",
        data={"figures": []},
        sha256="0" * 64,
        sequence=1,
        asked_at=timezone.now(),
        asked_by=make_member(inspection.organization, "office"),
    )


def publication_of_something_else(measure):
    snapshot_of_something_else(measure)
    snapshot = Snapshot.objects.get()
    notice = Notice.objects.create(
        inspection=measure.inspection,
        snapshot=snapshot,
        dated=TODAY,
        state="published",
        sha256="1" * 64,
        begun_at=timezone.now(),
        begun_by=snapshot.asked_by,
    )
    Publication.objects.create(
        notice=notice,
        slug="a",
        number=1,
        passages=[],
        sha256="1" * 64,
        pdf=b"%PDF",
        pdf_sha256="0" * 64,
        snapshot_sha256=snapshot.sha256,
        sequence=1,
        head="0" * 64,
        published_at=timezone.now(),
        published_by=snapshot.asked_by,
    )


def miscounted_summary(measure):
    InspectionSummary.objects.update(overdue=7)


def dropped_trigger(measure):
    drop_triggers()


def state_behind_the_engine(measure):
    Problem.objects.update(version=7)


PLANTED = {
    "organizations": foreign_department,
    "inspections": foreign_task,
    "signed_off_below": signed_off_too_early,
    "signatures": unsigned_state,
    "duties": admin_with_a_second_role,
    "outcomes": foreign_proof,
    "files": lost_file,
    "snapshots": snapshot_of_something_else,
    "summaries": miscounted_summary,
    "publications": publication_of_something_else,
    "triggers": dropped_trigger,
    "journals": state_behind_the_engine,
}


def test_every_check_has_a_planted_fault():
    assert set(PLANTED) == {run.__name__ for run in CHECKS}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_fault_is_found_by_its_check(measure, name):
    try:
        PLANTED[name](measure)

        assert name in {fault.check for fault in check()}
    finally:
        install_triggers()


def test_signature_that_the_state_does_not_ask_for_is_found(measure):
    signature_too_many(measure)

    assert "signatures" in {fault.check for fault in check()}


def test_command_answers_by_its_exit_status(measure, capsys):
    with pytest.raises(SystemExit) as clean:
        call_command("check_ledger")
    unsigned_state(measure)
    capsys.readouterr()
    with pytest.raises(SystemExit) as faulty:
        call_command("check_ledger", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert (clean.value.code, faulty.value.code) == (0, 1)
    assert {fault["check"] for fault in answer["faults"]} == {
        "signatures",
        "summaries",
        "journals",
    }
