"""The sign-off sheet: whose signatures, which evidence, and that nothing is signed off yet."""

import datetime

import pytest
from django.utils import timezone

from ledger.models import Inspection
from measures.models import Evidence
from reports.book import load
from reports.papers import sign_off
from tests.factories import make_measure as measure_of, make_task, prove
from tests.papers.world import make_empty

pytestmark = pytest.mark.django_db


def sheet(inspection, number, day=None):
    """(paper, task) of one task by its number."""
    book = load(inspection, day)
    task = next(row for row in book.tasks if row.number == number)
    return sign_off.compose(book, task), task


def tables(made):
    """Caption → rows."""
    return {block.caption: block.rows for block in made.blocks if block.kind == "table"}


@pytest.mark.parametrize("day", [datetime.date(2024, 1, 31), None])
def test_sheet_of_a_signed_task_shows_who_signed_when_on_what(sample, day):
    inspection = Inspection.objects.get(title="市委常规巡察市工商联党组")

    made, task = sheet(inspection, 1, day)

    found = tables(made)
    assert found[""][0] == ("销号情况", "已销号（2024-01-24 16:40）")
    signed = list(task.signatures.all())
    assert [row[:3] for row in found["任务销号签字"]] == [
        (label, row.name, f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}")
        for label, row in zip(("申请销号", "审核同意", "批准销号"), signed, strict=True)
    ]
    assert {row[3] for row in found["佐证材料"]} == {row["sha256"] for row in signed[-1].evidence}
    for measure in task.measure_rows:
        cell = next(row[2] for row in found["整改措施"] if row[0] == measure.label)
        assert [cell.count(row.name) for row in measure.signatures.all()] == [1, 1, 1]
    assert made.blocks[-1].text == "上列佐证材料与批准销号时签字所依据的一致。"


def test_sheet_of_an_unsigned_task_says_so(sample):
    inspection = Inspection.objects.get(title="演练台账")
    number = next(row.number for row in load(inspection).tasks if row.state == "endorsed")

    made, _ = sheet(inspection, number)

    found = tables(made)
    assert found[""][0] == ("销号情况", "未销号（待书记审批）")
    assert [row[1] != "未签署" for row in found["任务销号签字"]] == [True, True, False]


def test_sheet_of_an_earlier_day_shows_what_was_signed_by_then(sample):
    inspection = Inspection.objects.get(title="市委常规巡察市工商联党组")

    made, _ = sheet(inspection, 1, datetime.date(2024, 1, 22))

    found = tables(made)
    assert found[""][0][1].startswith("未销号")
    assert [row[1] != "未签署" for row in found["任务销号签字"]] == [True, False, False]


def test_sheet_names_evidence_that_is_not_what_was_signed(sample):
    inspection = Inspection.objects.get(title="市委常规巡察市工商联党组")
    Evidence.objects.filter(measures__task__number=1, inspection=inspection).update(sha256="f" * 64)

    made, _ = sheet(inspection, 1)

    assert made.blocks[-1].text == "上列佐证材料与批准销号时签字所依据的不一致，请核查。"


def test_sheet_of_a_task_without_measures():
    inspection = make_empty()
    make_task(inspection, number=7)

    made, _ = sheet(inspection, 7)

    assert made.heading == "示范局五届市委常规巡察整改任务7销号单"
    said = "\n".join(made.paragraphs())
    assert ("整改措施正在制定。" in said, "没有佐证材料。" in said) == (True, True)


def test_sheet_has_the_evidence_of_its_own_task_alone():
    inspection = make_empty()
    mine, other = make_task(inspection, number=1), make_task(inspection, number=2)
    for number, task in enumerate((mine, other), 1):
        measure = measure_of(task, number=1)
        prove(measure, task.lead)
        Evidence.objects.filter(measures=measure).update(sha256=f"{number}" * 64)

    made, _ = sheet(inspection, 2)

    assert [(row[2], row[3][:1]) for row in tables(made)["佐证材料"]] == [("2-1", "2")]
