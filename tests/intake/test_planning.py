"""What a file would change and what taking it back puts back, where it is not plain."""

import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from ledger import editing
from ledger.models import Adoption
from ledger.refusals import Refusal
from measures.models import Measure, ProgressEntry
from measures.proof import add_progress
from problems.models import Aspect, Feedback, Problem, Task
from reports.intake import imports
from reports.intake.names import Answers
from reports.intake.outline import Entry, Outline, Value
from reports.intake.planning import plan
from reports.models import LedgerImport
from reports.workbook import export
from tests.factories import make_department, make_member
from tests.maintaining.world import text_of
from tests.workbook.conftest import Ledger

from .sheets import full, ledger, upload
from .test_export_import import planned, workbook
from .test_import_page import TODAY, World, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client):
    return World(client)


def rows_of(**rows):
    """The usual rows, some with their first cells replaced: r1=[...] is the second row."""
    found = [list(row) for row in full()]
    for name, cells in rows.items():
        found[int(name[1:])][: len(cells)] = cells
    return found


def edited(ledger_of, old, new):
    """The ledger's own file with every cell that says ``old`` saying ``new``."""
    book = load_workbook(io.BytesIO(export(ledger_of.inspection)))
    for row in book["整改台账"].iter_rows():
        for cell in row:
            if cell.value == old:
                cell.value = new
    return upload(book)


def test_findings_named_with_or_without_a_blank_are_the_same():
    made = Ledger()

    _, found = planned(made.inspection, made.office, edited(made, "问题清单 1", "问题清单1"))

    assert found.changed == []


def test_problem_without_a_chapter_stays_without_one():
    made = Ledger()
    Problem.objects.filter(pk=made.two.pk).update(aspect=None)

    _, found = planned(made.inspection, made.office, workbook(made.inspection))

    assert [(row.label, row.told) for row in found.changed] == []


@pytest.mark.parametrize("title", ["一、党的领导", "（一）学习", "反馈问题"])
def test_chapter_is_known_by_a_title_with_its_mark(title):
    made = Ledger()
    Aspect.objects.filter(pk=made.study.pk).update(title=title)

    _, found = planned(made.inspection, made.office, workbook(made.inspection))

    assert [(row.label, row.told) for row in found.changed] == []
    assert all(row.row for row in found.of("aspect"))


def test_two_chapters_of_one_title_are_told_apart_by_their_problems():
    made = Ledger()
    Aspect.objects.filter(pk__in=[made.study.pk, made.style.pk]).update(title="党的建设")

    _, found = planned(made.inspection, made.office, workbook(made.inspection))

    assert [(row.label, row.told) for row in found.changed] == []


def test_empty_kind_takes_no_kind_away():
    made = Ledger()

    _, found = planned(made.inspection, made.office, edited(made, "限期整改", None))

    assert found.changed == []


def test_finding_of_another_document_is_known_by_its_words(world):
    world.imported()
    listed = Feedback.objects.create(
        inspection=world.inspection, kind="problem_list", title="问题清单", date=TODAY
    )
    Problem.objects.filter(text="会议偏多").update(feedback=listed, aspect=None, number=1)

    _, _, found = imports.planned(world.upload(ledger()))

    assert found.new == []


def test_moved_measure_without_a_number_takes_the_next_one(world):
    world.imported()
    file = rows_of(r1=["", 2, "调研不深入", 2, "改进调研", "秘书长", ""])
    file[2][:7] = ["", "", "", "", "", "", ""]

    row = world.upload(ledger([file[0], *file[1:]]))
    saved = world.save(row)

    assert saved.status_code == 302, text_of(saved)
    assert [m.label for m in world.measures()] == ["1-1", "2-1", "2-2", "3-1"]


def test_number_that_a_locked_measure_keeps_is_given_to_no_other(world):
    world.imported()
    Measure.objects.filter(text="印发学习计划").update(state="signed_off")
    file = [list(row) for row in full()]
    file[0][7], file[1][7] = file[1][7], file[0][7]

    row = world.upload(ledger(file))
    page = world.page(row)

    assert "仍是“印发学习计划”的，不能再给这一条" in page
    assert world.save(row).status_code == 409


def test_handler_of_another_department_is_left_open_and_told(world):
    world.imported()
    handler = make_member(world.organization, "handler", world.rooms["办公室"], name="甲")
    Measure.objects.filter(text="每月集中学习一次").update(handler=handler)

    row = world.upload(ledger(changed(1, c8="会员部")))
    page = world.page(row)
    world.save(row)

    assert "“甲”不是会员部在任的承办人，先空着" in page
    assert world.measures()[1].handler is None


def test_retired_department_is_asked(world):
    make_department(world.organization, name="老处", is_retired=True)

    row = world.upload(ledger(changed(2, c8="老处")))

    assert "部门“老处”" in world.page(row)


def test_task_is_not_put_below_a_signed_off_problem():
    made = Ledger()
    Problem.objects.filter(pk=made.bare.pk).update(state="signed_off")
    book = load_workbook(io.BytesIO(export(made.inspection)))
    sheet = book["整改台账"]
    places = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row):
        if sheet.cell(row, places["整改任务"]).value == "改进作风":
            sheet.cell(row, places["同时对应的问题"]).value = "问题清单 1"

    _, found = planned(made.inspection, made.office, upload(book))

    assert any("不能在它下面增加、移入" in issue.message for issue in found.errors)


def test_another_answer_is_another_plan(world):
    def outline():
        aspect = Entry("aspect", "学习方面")
        aspect.children = [Entry("problem", text, number=n) for n, text in ((1, "甲"), (2, "乙"))]
        room = Value("办公室", "办公室")
        loose = Entry("task", "未完成的事", number=1, fields={"task_department": room})
        return Outline([aspect], unplaced=[loose])

    def found(place):
        answers = Answers(lead=world.lead.pk, places={"未完成的事": place})
        return plan(world.inspection, outline(), answers)

    assert found(0).is_ready
    assert found(0).digest() != found(1).digest()


def test_what_was_saved_is_not_read_anew(world):
    row = world.upload()
    stale = LedgerImport.objects.select_related("inspection__organization").get(pk=row.pk)
    world.save(row)

    with pytest.raises(Refusal) as refused:
        imports.remap(stale, row.outline["mapping"], actor=world.office)

    assert refused.value.code == "import_done"


def test_move_to_a_new_task_is_taken_back_whole(world):
    world.imported()
    file = rows_of(r1=["", "", "", 4, "建立台账", "秘书长", "4-1"])
    row = world.imported(ledger(file))

    undone = world.undo(row)

    assert undone.status_code == 302, text_of(undone)
    assert [m.label for m in world.measures()] == ["1-1", "1-2", "2-1", "3-1"]
    assert Task.objects.live().count() == 3


def test_nothing_is_put_back_below_a_voided_task(world):
    world.imported()
    row = world.imported(ledger(rows_of(r2=["", "", "", "", "", "", "1-3"])))
    task = Task.objects.get(number=2)
    editing.void(task, actor=world.office, version=task.version, reason="并入任务 1")

    undone = world.undo(row)

    assert undone.status_code == 409
    assert Measure.objects.get(text="制定调研计划").task.number == 1


def test_import_stands_once_the_plan_was_adopted(world):
    row = world.imported()
    Adoption.objects.create(
        inspection=world.inspection,
        document_number="1号",
        date=TODAY,
        meeting="党组会",
        sequence=0,
        adopted_at=timezone.now(),
        adopted_by=world.office,
    )

    assert world.undo(row).status_code == 409


def test_import_stands_once_work_was_told_of_what_it_changed(world):
    world.imported()
    row = world.imported(ledger(changed(1, c7="每月集中学习两次")))
    measure = Measure.objects.get(text="每月集中学习两次")
    handler = make_member(world.organization, "handler", measure.department)
    add_progress(measure, "两次都学了", actor=handler)

    undone = world.undo(row)

    assert undone.status_code == 409
    assert Measure.objects.filter(text="每月集中学习两次").exists()


def test_progress_of_an_import_taken_back_is_answered_by_another(world):
    world.imported()
    row = world.imported(ledger(changed(1, c10="学了三次")))

    world.undo(row)

    measure = Measure.objects.get(text="每月集中学习一次")
    assert [entry.text for entry in ProgressEntry.objects.filter(measure=measure)] == [
        "（整改办撤回了一次导入：由那份文件写入的上一条进展不作数。）",
        "学了三次",
    ]


def test_saving_asks_few_queries_for_many_rows(world, django_assert_max_num_queries):
    def queries(count):
        rows = list(full())
        for number in range(count):
            text = f"第{number}次检查落实情况"
            cells = ("", "", "", "", "", "", f"3-{number + 2}", text, "办公室", "2026-06-30")
            rows.append((*cells, "", ""))
        row = world.upload(ledger(rows))
        with django_assert_max_num_queries(400) as asked:
            saved = world.save(row)
        assert saved.status_code == 302
        world.undo(row)
        return len(asked)

    few, many = queries(2), queries(100)

    assert many - few < 20


@pytest.mark.parametrize("mark", ["机密★1年", "绝密"])
def test_graded_file_is_not_read(mark, world):
    file = ledger(title=f"{mark}\n巡察整改台账")
    url = f"{world.inspection.get_absolute_url()}import/"

    response = world.client.post(url, {"file": file})

    assert response.status_code == 409
    assert "带有密级标志" in text_of(response)
    assert not LedgerImport.objects.exists()
