"""The sign-off sheet: whose signatures, which evidence, and that nothing is signed off yet."""

import datetime

import pytest
from django.utils import timezone

from ledger import editing
from ledger.models import Department, Inspection, User
from ledger.signoff import perform
from ledger.writing import change
from measures.models import Evidence
from problems.models import Problem, Task
from reports import press
from reports.archive import filing, sheets
from reports.book import load
from reports.papers import sign_off
from reports.papers.proof import Piece
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
    task = Task.objects.get(number=1, inspection=inspection)
    signatures = list(task.signatures.all())

    told = sign_off.compared(task, signatures, [Piece(1, "a.pdf", "f" * 64, ("1-1",))])

    assert [row.text for row in told] == ["上列佐证材料与批准销号时签字所依据的不一致，请核查。"]


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


def settled_sheet(inspection):
    """(sheet, task) of a task that is signed off while a problem that it answers is not."""
    book = load(inspection)
    task = next(
        row
        for row in book.tasks
        if row.state == "signed_off"
        and any(above.state != "signed_off" for above in sign_off.addressed(book, row))
    )
    return sign_off.compose(book, task), task


def edit_problem(inspection, task):
    """Word an open problem of the task anew, and withhold it."""
    row = next(row for row in task_row(task).parents() if row.state != "signed_off")
    given = {"actor": User.objects.get(username="office"), "version": row.version}
    values = {
        "text": f"{row.text}（改后的表述）",
        "disclosure": "withheld",
        "withholding_reason": "sensitive",
        "withholding_explanation": "说明",
    }
    editing.edit(row, values=values, reason="校正表述", **given)


def rename_rooms(inspection, task):
    """Give every department another name, as the system administrator may."""
    for room in Department.objects.filter(organization=inspection.organization):
        rename(room, name=f"更名后的{room.name}", order=9 - room.order)


def rename_people(inspection, task):
    """Give every account another name and post."""
    for user in User.objects.filter(organization=inspection.organization):
        rename(user, name=f"改名{user.pk}", post=f"新职务{user.pk}")


def rename_organization(inspection, task):
    rename(inspection.organization, name="市新组建局", short_name="新局")


def rename(row, **values):
    admin = User.objects.get(username="sysadmin")
    change(row, "edit", actor=admin, role="system_admin", values=values)


def change_past_the_ledger(inspection, task):
    """What the database alone was told is not in the record."""
    Task.objects.filter(pk=task.pk).update(text="别的任务", effect="别的成效", acceptance="")
    Problem.objects.filter(inspection=inspection).update(text="别的问题")
    Evidence.objects.filter(inspection=inspection).update(name="别的.pdf", sha256="f" * 64)


def task_row(task):
    return Task.objects.select_related("inspection__organization").get(pk=task.pk)


@pytest.mark.parametrize(
    "later",
    [edit_problem, rename_rooms, rename_people, rename_organization, change_past_the_ledger],
)
def test_settled_sheet_stays_the_same_whatever_is_changed_later(sample, later):
    inspection = Inspection.objects.get(title="演练台账")
    before, task = settled_sheet(inspection)
    entry = sign_off.settled(load(inspection), task)

    later(inspection, task)

    inspection = Inspection.objects.get(pk=inspection.pk)
    after, _ = sheet(inspection, task.number)
    assert after == before
    if later is rename_rooms:  # the paper is all that the file is made of: once is enough
        assert press.render(after, made_at=entry.at) == press.render(before, made_at=entry.at)


def test_settled_sheet_of_that_day_stays_though_the_task_is_reopened_and_worded_anew(sample):
    inspection = Inspection.objects.get(title="演练台账")
    before, task = settled_sheet(inspection)
    day = timezone.localdate(sign_off.settled(load(inspection), task).at)
    office = User.objects.get(username="office")
    row = task_row(task)

    given = {"actor": office, "version": row.version}
    perform(row, "reopen", comment="措施没有落实", **given)
    row = task_row(task)
    editing.edit(
        row, actor=office, version=row.version, values={"text": "另一项任务"}, reason="校正"
    )

    assert sheet(inspection, task.number, day)[0] == before
    assert sheet(inspection, task.number)[0].note.endswith("日")


def test_archive_has_the_same_sheets_as_the_papers(sample):
    inspection = Inspection.objects.get(title="演练台账")
    book = load(inspection)
    filed = filing.file_away(inspection)
    rename_people(inspection, None)

    made = dict(sheets.sign_off_sheets(book, filed))

    assert made == {
        filed.sheets[row.pk]: sign_off.compose(book, row)
        for row in book.tasks
        if row.state == "signed_off"
    }
    assert len(made) > 3
