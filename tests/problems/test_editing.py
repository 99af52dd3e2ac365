"""Maintaining items: versions, locks, reasons, journal."""

import datetime
import uuid

import pytest

from ledger.editing import add, edit, void
from ledger.models import Adoption, JournalEntry
from ledger.once import once
from ledger.refusals import Conflict, Forbidden, Refusal
from ledger.signoff import perform
from measures.models import Measure
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
def office():
    """The office of a ledger with one measure, and that measure."""
    measure = make_measure(make_task(make_inspection()))
    return make_member(measure.inspection.organization, "office"), measure


def submit(measure):
    organization, department = measure.inspection.organization, measure.department
    handler = make_member(organization, "handler", department)
    make_member(organization, "head", department)
    for action in ("start", "submit"):
        prove(measure, handler)
        perform(measure, action, actor=handler, version=measure.version)
        measure.refresh_from_db()


def adopt(inspection, person):
    return Adoption.objects.create(
        inspection=inspection,
        document_number="〔2026〕1号",
        date=TODAY,
        meeting="党组会",
        sequence=0,
        adopted_at=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC),
        adopted_by=person,
    )


def test_edit_writes_one_entry_with_old_and_new(office):
    person, measure = office

    changed = edit(measure, actor=person, version=1, values={"text": "新措施"})

    entry = JournalEntry.objects.get()
    assert (changed.text, changed.version) == ("新措施", 2)
    assert (entry.action, entry.changes) == (
        "edit",
        {"text": ["措施", "新措施"], "version": [1, 2]},
    )


def test_edit_that_changes_nothing_is_no_act(office):
    person, measure = office

    same = edit(measure, actor=person, version=1, values={"text": measure.text})

    assert (same.version, JournalEntry.objects.count()) == (1, 0)


def test_edit_with_a_stale_version_carries_the_present_row(office):
    person, measure = office
    edit(measure, actor=person, version=1, values={"text": "先到的"})

    with pytest.raises(Conflict) as refusal:
        edit(measure, actor=person, version=1, values={"text": "后到的"})

    assert (refusal.value.code, refusal.value.fresh.text) == ("stale", "先到的")
    measure.refresh_from_db()
    assert measure.text == "先到的"


def test_edit_is_for_the_office_alone(office):
    _, measure = office
    head = make_member(measure.inspection.organization, "head", measure.department)

    with pytest.raises(Forbidden) as refusal:
        edit(measure, actor=head, version=1, values={"text": "新"})

    assert refusal.value.code == "role"


def test_edit_of_a_submitted_measure_is_refused(office):
    person, measure = office
    submit(measure)

    with pytest.raises(Conflict) as refusal:
        edit(measure, actor=person, version=measure.version, values={"text": "新"})

    assert (refusal.value.code, "退回或撤回" in str(refusal.value)) == ("item_locked", True)


def test_change_of_the_adopted_plan_needs_a_reason(office):
    person, measure = office
    adopt(measure.inspection, person)
    values = {"deadline": TODAY + datetime.timedelta(days=9)}

    with pytest.raises(Refusal) as refusal:
        edit(measure, actor=person, version=1, values=values)
    changed = edit(measure, actor=person, version=1, values=values, reason="会议改期")

    assert (refusal.value.code, changed.version) == ("plan_reason_missing", 2)
    assert JournalEntry.objects.get().comment == "会议改期"


def test_department_of_another_organization_is_refused(office):
    person, measure = office
    foreign = make_department(make_inspection().organization)

    with pytest.raises(Refusal) as refusal:
        edit(measure, actor=person, version=1, values={"department": foreign})

    assert refusal.value.code == "malformed"
    measure.refresh_from_db()
    assert (measure.version, measure.department == foreign) == (1, False)


def test_moving_a_measure_out_of_a_signed_off_task_is_refused(office):
    person, measure = office
    other = make_task(measure.inspection, problem=measure.task.problem)
    type(measure.task).objects.filter(pk=measure.task_id).update(state="signed_off")

    with pytest.raises(Conflict) as refusal:
        edit(measure, actor=person, version=1, values={"task": other, "number": 7})

    assert refusal.value.code == "parent_locked"


def test_add_numbers_after_the_last(office):
    person, measure = office
    task = measure.task
    new = Measure(
        task=task,
        inspection=task.inspection,
        department=task.department,
        text="再加一条",
        deadline=TODAY,
    )

    made = add(new, actor=person, parents=[task], siblings=task.measures.all())

    assert made.number == measure.number + 1
    assert JournalEntry.objects.get().action == "create"


def test_repeated_post_of_one_form_makes_one_row(office):
    person, measure = office
    task, key = measure.task, uuid.uuid4()

    def make():
        return make_measure(task, text="一次")

    rows = [once(person, key, make) for _ in range(3)]

    assert len({row.pk for row in rows}) == 1
    assert task.measures.count() == 2


def test_void_needs_a_reason_and_open_parents(office):
    person, measure = office

    with pytest.raises(Refusal) as refusal:
        void(measure, actor=person, version=1, reason="  ")
    gone = void(measure, actor=person, version=1, reason="重复")

    assert refusal.value.code == "reason_missing"
    assert (gone.void_reason, gone.voided_by) == ("重复", person)
    assert list(measure.task.measures.live()) == []


def test_void_of_what_has_children_names_them(office):
    person, measure = office

    with pytest.raises(Conflict) as refusal:
        void(measure.task, actor=person, version=1, reason="重复")

    assert measure.label in str(refusal.value)


def test_task_joining_a_signed_off_problem_is_refused(office):
    person, measure = office
    done = make_problem(measure.inspection, state="signed_off")

    with pytest.raises(Conflict) as refusal:
        edit(measure.task, actor=person, version=1, values={}, many={"also_addresses": [done]})

    assert refusal.value.code == "parent_locked"
    assert list(measure.task.also_addresses.all()) == []
