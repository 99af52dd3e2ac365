"""Many rows at once: each checked and journaled, the whole or nothing, in few statements."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger import journal
from ledger.batch import Batch, Changed, Made
from ledger.models import JournalEntry
from ledger.refusals import Refusal
from ledger.verify import verify
from measures.models import Measure
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_task,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


class World:
    """A ledger with one task, its office, and rows to be."""

    def __init__(self):
        self.inspection = make_inspection()
        self.office = make_member(self.inspection.organization, "office")
        self.task = make_task(self.inspection)
        self.room = make_department(self.inspection.organization)

    def batch(self):
        batch = Batch(self.inspection, actor=self.office, role="office", comment="导入")
        batch.begin()
        return batch

    def new(self, number, **values):
        values = {"number": number, "text": f"措施{number}", "deadline": DAY, **values}
        row = Measure(
            inspection=self.inspection,
            task=self.task,
            department=self.task.department,
            **values,
        )
        return Made(row, {"supporting": [self.room]})

    def spoilt(self, **values):
        made = self.new(3)
        for name, value in values.items():
            setattr(made.row, name, value)
        return made


def existing(*rows):
    """The rows as an import reads them."""
    pks = [row.pk for row in rows]
    found = Measure.objects.select_related("inspection", "task", "department", "handler")
    return list(found.filter(pk__in=pks).prefetch_related("supporting").order_by("pk"))


def changed(row, many=None, **values):
    return Changed(row, values, many or {}, {"supporting": list(row.supporting.all())})


def broken():
    """What verification finds wrong with the chain itself: the rows around it were made without."""
    return [fault for fault in verify() if fault.sequence]


def test_each_new_row_has_its_entry_and_its_ties():
    world = World()

    with transaction.atomic():
        world.batch().make([world.new(1), world.new(2)])

    rows = Measure.objects.order_by("number")
    entries = JournalEntry.objects.order_by("sequence")
    assert [(row.number, list(row.supporting.all())) for row in rows] == [
        (1, [world.room]),
        (2, [world.room]),
    ]
    assert [(entry.action, entry.object_id, entry.comment) for entry in entries] == [
        ("create", row.pk, "导入") for row in rows
    ]
    assert entries[0].changes == journal.difference({}, journal.fields(rows[0]))
    assert broken() == []


def test_changes_are_kept_old_and_new_with_a_version_and_sameness_is_no_act():
    world = World()
    first, second = (make_measure(world.task, number=n) for n in (1, 2))
    rows = existing(first, second)

    with transaction.atomic():
        world.batch().change(
            [changed(rows[0], text="新的", many={"supporting": [world.room]}), changed(rows[1])]
        )

    first.refresh_from_db()
    second.refresh_from_db()
    entry = JournalEntry.objects.get()
    assert (first.text, first.version, second.version) == ("新的", 2, 1)
    assert entry.changes == {
        "text": ["措施", "新的"],
        "supporting": [[], [world.room.pk]],
        "version": [1, 2],
    }


def test_numbers_change_hands():
    world = World()
    first, second = (make_measure(world.task, number=n, text=f"措施{n}") for n in (1, 2))
    rows = existing(first, second)

    with transaction.atomic():
        world.batch().change([changed(rows[0], number=2), changed(rows[1], number=1)])

    assert list(Measure.objects.order_by("number").values_list("text", flat=True)) == [
        "措施2",
        "措施1",
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"number": 1}, "已经存在"), ({"text": ""}, "不能为空"), ({"kind": "x"}, "x")],
)
def test_one_bad_row_refuses_all(values, sentence):
    world = World()
    make_measure(world.task, number=1)

    with pytest.raises(Refusal) as refused, transaction.atomic():
        world.batch().make([world.new(2), world.spoilt(**values)])

    assert sentence in "".join(refused.value.errors)
    assert Measure.objects.count() == 1
    assert not JournalEntry.objects.exists()


def test_who_cannot_act_is_not_named():
    world = World()
    stranger = make_member(world.inspection.organization, "handler", world.room)

    with pytest.raises(Refusal) as refused, transaction.atomic():
        world.batch().make([world.new(1, handler=stranger)])

    assert "不是责任部门在任的承办人" in "".join(refused.value.errors)


def close(inspection, office):
    now = timezone.now()
    other = make_member(inspection.organization, "secretary")
    asked = {"closing_asked_at": now, "closing_asked_by": office}
    type(inspection).objects.update(closed_at=now, closed_by=other, **asked)


def test_closed_ledger_takes_nothing():
    world = World()
    close(world.inspection, world.office)

    with pytest.raises(Refusal) as refused, transaction.atomic():
        world.batch()

    assert refused.value.code == "closed"


def test_statements_do_not_grow_row_by_row():
    def statements(count):
        world = World()
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            world.batch().make([world.new(n) for n in range(1, count + 1)])
        with transaction.atomic(), CaptureQueriesContext(connection) as more:
            rows = existing(*Measure.objects.filter(task=world.task))
            world.batch().change([changed(row, text=f"新{row.pk}") for row in rows])
        return len(asked) + len(more)

    few, many = statements(2), statements(200)

    assert many - few < 60
