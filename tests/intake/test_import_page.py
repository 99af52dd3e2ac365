"""Importing a ledger: the file goes up, is looked at, answered, saved, taken back."""

import datetime
import io
import re
import uuid

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ledger.models import JournalEntry
from ledger.refusals import Refusal
from ledger.verify import verify
from measures.models import Measure, ProgressEntry
from problems.models import Aspect, Problem, Task
from reports import workbook
from reports.intake import imports, progress
from reports.models import LedgerImport
from tests.factories import make_department, make_inspection, make_member, make_organization
from tests.maintaining.world import text_of

from .sheets import full, ledger, upload as upload_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 2)


class World:
    """An organ with an empty ledger, and its office at the screen."""

    def __init__(self, client):
        self.organization = make_organization()
        self.rooms = {
            name: make_department(self.organization, name=name) for name in ("办公室", "会员部")
        }
        self.office = make_member(self.organization, "office")
        self.lead = make_member(self.organization, "lead", post="秘书长")
        for room in self.rooms.values():
            make_member(self.organization, "handler", room)
            make_member(self.organization, "head", room)
        self.inspection = make_inspection(
            self.organization, period_end=TODAY + datetime.timedelta(days=120)
        )
        self.client = client
        client.force_login(self.office)

    def upload(self, file=None):
        """Post the file; gives the import."""
        url = reverse("reports:receive", args=[self.inspection.pk])
        response = self.client.post(url, {"file": file or ledger()})
        assert response.status_code == 302, text_of(response)
        return LedgerImport.objects.latest("pk")

    def page(self, row):
        return text_of(self.client.get(reverse("reports:import", args=[row.pk])))

    def save(self, row, shown=None, **more):
        """Confirm what the page shows."""
        found = re.search(r'name="shown" value="(\w+)"', self.page(row))
        shown = shown or (found[1] if found else "none")
        url = reverse("reports:import_save", args=[row.pk])
        return self.client.post(url, {"shown": shown, **more})

    def imported(self, file=None, **more):
        """Upload and save; gives the import."""
        row = self.upload(file)
        response = self.save(row, **more)
        assert response.status_code == 302, text_of(response)
        row.refresh_from_db()
        return row

    def answer(self, row, **answers):
        """Answer the questions of the page whose labels hold these words."""
        form = self.client.get(reverse("reports:import", args=[row.pk])).context["answers_form"]
        given = {
            field.html_name: value
            for field in form
            for words, value in answers.items()
            if words in field.label
        }
        assert len(given) == len(answers), [field.label for field in form]
        return self.client.post(reverse("reports:import_names", args=[row.pk]), given)

    def undo(self, row, reason="传错了文件"):
        return self.client.post(reverse("reports:import_undo", args=[row.pk]), {"reason": reason})

    def measures(self):
        rows = Measure.objects.filter(inspection=self.inspection).live()
        return list(rows.order_by("task__number", "number"))


def export_of(inspection):
    """The ledger's own file with one more progress in it, so that there is something to bring in."""
    book = load_workbook(
        io.BytesIO(workbook.export(type(inspection).objects.get(pk=inspection.pk)))
    )
    sheet = book["整改台账"]
    places = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, places["整改进展"]).value = "又进一步。"
    return upload_of(book)


@pytest.fixture
def world(client):
    return World(client)


def changed(index, **cells):
    """The usual rows with some cells of one of them changed, by their place."""
    rows = [list(row) for row in full()]
    for place, value in cells.items():
        rows[index][int(place[1:])] = value
    return rows


def test_nothing_is_saved_before_it_was_looked_at(world):
    row = world.upload()

    page = world.page(row)
    assert "方面 2 个、问题 3 个、任务 3 项、措施 4 条" in page
    assert "确认导入：新增 10 条" in page
    assert not Problem.objects.exists()
    assert row.applied_at is None


def test_file_becomes_a_ledger_with_an_entry_for_each_row(world):
    row = world.imported()

    measures = world.measures()
    assert [aspect.title for aspect in Aspect.objects.order_by("number")] == [
        "学习方面",
        "作风方面",
    ]
    assert [(m.label, m.text, m.department.name) for m in measures] == [
        ("1-1", "印发学习计划", "办公室"),
        ("1-2", "每月集中学习一次", "办公室"),
        ("2-1", "制定调研计划", "会员部"),
        ("3-1", "会议数量减半", "办公室"),
    ]
    assert [(m.kind, m.deadline) for m in measures] == [
        ("by_deadline", datetime.date(2026, 6, 30)),
        ("by_deadline", datetime.date(2026, 5, 31)),
        ("by_deadline", datetime.date(2026, 5, 31)),
        ("immediate", None),
    ]
    assert measures[0].deadline_text == "2026年6月30日前"
    assert [task.lead for task in Task.objects.order_by("number")] == [world.lead] * 3
    assert ProgressEntry.objects.get().text == "已印发。"
    entries = JournalEntry.objects.filter(
        head__inspection=world.inspection, sequence__range=(row.first_entry, row.last_entry)
    )
    made = ["feedback", "aspect", "problem", "task", "measure", "progressentry"]
    counted = [entries.filter(object_type=name, action="create").count() for name in made]
    assert counted == [1, 2, 3, 3, 4, 1]
    assert verify() == []


def test_state_words_are_told_and_change_nothing(world):
    row = world.upload()

    page = world.page(row)
    world.save(row)
    assert "措施 1-1：文件写“已完成”，导入后为“未启动”" in page
    assert {measure.state for measure in world.measures()} == {"not_started"}


def test_same_file_again_changes_nothing(world):
    world.imported()
    before = JournalEntry.objects.filter(object_type="measure").count()

    row = world.upload()

    assert "文件与台账一致，没有要写入的内容" in world.page(row)
    assert world.save(row).status_code == 409
    assert JournalEntry.objects.filter(object_type="measure").count() == before


def test_changed_cells_are_shown_old_and_new_and_saved(world):
    world.imported()
    file = ledger(changed(1, c7="每月集中学习两次", c8="会员部", c9="2026-06-15"))

    row = world.upload(file)
    page = world.page(row)
    world.save(row)

    measure = world.measures()[1]
    assert "<del>每月集中学习一次</del> → <ins>每月集中学习两次</ins>" in page
    assert "<del>2026-05-31</del> → <ins>2026-06-15</ins>" in page
    assert (measure.text, measure.department.name, measure.version) == (
        "每月集中学习两次",
        "会员部",
        2,
    )
    assert measure.deadline == datetime.date(2026, 6, 15)


def test_rows_are_known_again_whatever_their_order(world):
    world.imported()
    whole = list(full())
    rows = [
        (*("二、作风方面", 1, "会议偏多", 1, "精简会议", "秘书长"), *whole[3][6:]),
        (*("一、学习方面", 2, "调研不深入", 2, "改进调研", "秘书长"), *whole[2][6:]),
        (*("", 3, "学习不经常", 3, "健全学习制度", "秘书长", "3-1"), *whole[1][7:]),
        (*("", "", "", "", "", "", "3-2"), *whole[0][7:]),
    ]
    rows[0] = (*rows[0][:6], "1-1", *rows[0][7:])

    row = world.upload(ledger(rows))
    world.save(row)

    assert [(m.label, m.text) for m in world.measures()] == [
        ("1-1", "会议数量减半"),
        ("2-1", "制定调研计划"),
        ("3-1", "每月集中学习一次"),
        ("3-2", "印发学习计划"),
    ]
    assert Measure.objects.count() == 4
    assert Task.objects.count() == 3


def test_what_the_file_lacks_is_listed_and_kept(world):
    world.imported()

    row = world.upload(ledger([*full()[:1], *full()[2:]]))

    assert "台账有、文件没有的（1），保留不动" in world.page(row)
    assert len(world.measures()) == 4


def test_unknown_names_are_asked_and_remembered(world):
    file = ledger(changed(2, c8="调研处"))
    row = world.upload(file)
    assert "部门“调研处”" in world.page(row)
    assert world.save(row).status_code == 409

    answered = world.answer(row, 调研处=world.rooms["会员部"].pk)
    saved = world.save(row)

    assert (answered.status_code, saved.status_code) == (302, 302)
    assert world.measures()[2].department == world.rooms["会员部"]
    again = world.upload(ledger(changed(2, c8="调研处")))
    assert "部门“调研处”" not in world.page(again)
    assert "文件与台账一致" in world.page(again)


def test_tasks_that_name_no_lead_are_given_one(world):
    rows = [[*row[:5], *row[6:]] for row in full()]
    headings = ["反馈方面", "序号", "反馈问题", "任务序号", "整改任务", "措施序号", "具体措施"]
    row = world.upload(ledger(rows, [*headings, "责任单位", "完成时限", "进展情况", "完成情况"]))
    page = world.page(row)

    world.answer(row, 由谁牵头=world.lead.pk)
    world.save(row)

    assert "没有写牵头领导的 3 项任务，由谁牵头" in page
    assert {task.lead for task in Task.objects.all()} == {world.lead}
    assert [task.department.name for task in Task.objects.order_by("number")] == [
        "办公室",
        "会员部",
        "办公室",
    ]


def test_column_is_corrected_and_the_layout_is_remembered(world):
    headings = [
        *[
            "反馈方面",
            "序号",
            "反馈问题",
            "任务序号",
            "整改任务",
            "牵头领导",
            "措施序号",
            "具体措施",
        ]
    ]
    headings += ["由谁办", "完成时限", "进展情况", "完成情况"]
    row = world.upload(ledger(headings=headings))
    form = {f"s0-{letter}": name for letter, name in row.outline["mapping"]["台账"].items()}

    url = reverse("reports:import_columns", args=[row.pk])
    answered = world.client.post(url, {**form, "s0-I": "department"})
    saved = world.save(row)

    assert (answered.status_code, saved.status_code) == (302, 302)
    assert world.measures()[2].department == world.rooms["会员部"]
    again = world.upload(ledger(changed(0, c7="印发学习计划和清单"), headings))
    assert again.outline["mapping"]["台账"]["I"] == "department"


def test_one_column_named_twice_is_refused(world):
    row = world.upload()
    form = {f"s0-{letter}": name for letter, name in row.outline["mapping"]["台账"].items()}

    url = reverse("reports:import_columns", args=[row.pk])
    response = world.client.post(url, {**form, "s0-A": "measure"})

    assert response.status_code == 400
    assert "有两列都指定为“整改措施”" in text_of(response)


def test_what_is_locked_is_told_and_left_alone(world):
    world.imported()
    Measure.objects.filter(text="印发学习计划").update(state="signed_off")

    row = world.upload(ledger(changed(0, c7="印发学习计划和办法")))

    assert "措施 1-1 现在是“已销号”，文件里的改动（整改措施）不导入" in world.page(row)
    assert "没有要写入的内容" in world.page(row)


def test_nothing_is_added_below_what_is_finished(world):
    world.imported()
    Measure.objects.filter(task__number=1).update(state="signed_off")
    Task.objects.filter(number=1).update(state="signed_off")
    more = ("", "", "", "", "", "", "1-3", "再学一次", "办公室", "2026-06-30", "", "")

    row = world.upload(ledger([*full()[:2], more, *full()[2:]]))

    assert "任务 1 现在是“已销号”，不能在它下面增加" in world.page(row)
    assert world.save(row).status_code == 409
    assert len(world.measures()) == 4


def test_preview_is_shown_again_where_the_ledger_has_moved(world):
    world.imported()
    row = world.upload(ledger(changed(1, c7="每月集中学习两次")))
    shown = re.search(r'name="shown" value="(\w+)"', world.page(row))[1]
    Measure.objects.filter(text="每月集中学习一次").update(text="每周学习一次", version=2)

    stale = world.save(row, shown)
    done = world.save(row)

    assert stale.status_code == 409
    assert "每周学习一次" in text_of(stale)
    assert done.status_code == 302


def test_adopted_plan_asks_for_the_reason(world):
    from ledger.models import Adoption

    world.imported()
    Adoption.objects.create(
        inspection=world.inspection,
        document_number="1号",
        date=TODAY,
        meeting="党组会",
        sequence=0,
        adopted_at=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC),
        adopted_by=world.office,
    )
    row = world.upload(ledger(changed(1, c7="每月集中学习两次")))

    silent, done = world.save(row), world.save(row, reason="党组会调整")

    assert (silent.status_code, done.status_code) == (400, 302)
    assert "请写明原因" in text_of(silent)
    assert "党组会调整" in JournalEntry.objects.filter(object_type="measure").last().comment


def test_import_is_taken_back_and_its_numbers_are_free_again(world):
    first = world.imported()
    undone = world.undo(first)
    empty = world.measures()
    again = world.imported()

    first.refresh_from_db()
    assert (undone.status_code, first.undone_by) == (302, world.office)
    assert empty == []
    assert [m.label for m in world.measures()] == ["1-1", "1-2", "2-1", "3-1"]
    assert [p.number for p in Problem.objects.live().order_by("number")] == [1, 2, 3]
    assert verify() == []
    assert world.undo(again).status_code == 302


def test_what_was_changed_is_put_back(world):
    world.imported()
    second = world.imported(ledger(changed(1, c7="每月集中学习两次", c8="会员部")))

    world.undo(second)

    measure = world.measures()[1]
    assert (measure.text, measure.department.name) == ("每月集中学习一次", "办公室")
    assert len(world.measures()) == 4


def test_import_on_which_work_rests_is_not_taken_back(world):
    row = world.imported()
    measure = world.measures()[2]
    ProgressEntry.objects.create(
        measure=measure,
        text="已办",
        at=datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC),
        by=world.office,
    )

    response = world.undo(row)

    assert response.status_code == 409
    assert "不能整批撤回" in text_of(response)
    assert len(world.measures()) == 4


def test_file_is_saved_once(world):
    row = world.imported()

    assert world.save(row, "0" * 64).status_code == 409
    assert world.undo(row).status_code == 302
    assert world.undo(row).status_code == 409


@pytest.mark.parametrize("role", ["handler", "head", "lead", "secretary", "supervisor"])
def test_others_do_not_import(role, world, client):
    row = world.upload()
    room = world.rooms["办公室"] if role in ("handler", "head") else None
    client.force_login(make_member(world.organization, role, room))

    pages = [
        client.get(reverse("reports:receive", args=[world.inspection.pk])),
        client.get(reverse("reports:import", args=[row.pk])),
        client.post(reverse("reports:import_save", args=[row.pk]), {"shown": "x"}),
    ]

    assert [page.status_code for page in pages] == [403] * 3
    client.force_login(make_member(make_organization(), "office"))
    assert client.get(reverse("reports:import", args=[row.pk])).status_code == 404


def test_closed_ledger_takes_no_file(world):
    row = world.upload()
    secretary = make_member(world.organization, "secretary")
    now = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    asked = {"closing_asked_at": now, "closing_asked_by": world.office}
    type(world.inspection).objects.update(closed_at=now, closed_by=secretary, **asked)

    assert (
        world.client.get(reverse("reports:receive", args=[world.inspection.pk])).status_code == 409
    )
    assert world.save(row).status_code == 409
    assert not Problem.objects.exists()


def test_page_asks_as_many_queries_for_many_rows(world, django_assert_max_num_queries):
    def queries(count):
        rows = list(full())
        for number in range(count):
            text = f"第{number}次检查落实情况"
            rows.append(
                ("", "", "", "", "", "", f"3-{number + 2}", text, "办公室", "2026-06-30", "", "")
            )
        row = world.upload(ledger(rows))
        with django_assert_max_num_queries(200) as asked:
            world.page(row)
        return len(asked)

    assert queries(2) == queries(60)


def test_original_comes_back_as_it_was(world):
    file = ledger()
    content = file.read()
    file.seek(0)
    row = world.upload(file)

    response = world.client.get(reverse("reports:import_original", args=[row.pk]))

    assert response.content == content
    assert response["Content-Disposition"].startswith("attachment")


def test_errors_are_marked_in_the_same_workbook(world):
    row = world.upload(ledger(changed(1, c7="字" * 1001)))

    page = world.page(row)
    response = world.client.get(reverse("reports:import_marked", args=[row.pk]))
    sheet = load_workbook(io.BytesIO(response.content))["台账"]

    assert "有 1 处错误，改正后才能导入" in page
    assert "最多 1000 个字" in sheet["H5"].comment.text
    assert sheet["H5"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["A1"].value == "巡察整改台账"


def test_ledger_is_given_out_in_the_layout_that_was_imported(world):
    url = reverse("reports:own_layout_xlsx", args=[world.inspection.pk])
    before = world.client.get(url)
    file = ledger()
    book = load_workbook(file)
    book["台账"]["A2"] = "填报单位：某单位　　填报时间：2020年1月2日"
    book["台账"].append(["合计", None, 3, None, 3, None, None, 4])
    book["台账"].append(["填表人：某　　审核人：某"])
    world.imported(upload_of(book))
    moved = datetime.date(2026, 12, 20)
    plan = Measure.objects.filter(text="制定调研计划")
    plan.update(text="制定全年调研计划", deadline=moved)
    world.imported(export_of(world.inspection))  # our own file is no layout of theirs

    response = world.client.get(url)
    rows = [
        [cell for cell in row if cell is not None]
        for row in load_workbook(io.BytesIO(response.content))["台账"].iter_rows(values_only=True)
    ]

    assert before.status_code == 409
    assert "没有版式可用" in text_of(before)
    assert rows[0] == ["巡察整改台账"]
    assert rows[2][:3] == ["反馈方面", "序号", "反馈问题"]
    assert "2020" not in rows[1][0]
    changed_row = next(row for row in rows if "制定全年调研计划" in row)
    assert datetime.datetime(2026, 12, 20) in changed_row
    assert not [row for row in rows if row[0] == "合计"]
    assert rows[-1] == ["填表人：某　　审核人：某"]


def test_text_becomes_a_ledger(world):
    text = """某单位巡察反馈意见
一、党的领导方面
（一）学习不经常。中心组全年只学习6次。
（二）调研不深入。
二、作风方面
（一）会议偏多。具体表现为：一是层层陪会；二是会期过长。
"""
    url = reverse("reports:read", args=[world.inspection.pk])

    shown = world.client.post(url, {"text": text})
    kept = world.client.post(url, {"text": text, "keep": "1"})
    row = LedgerImport.objects.get()
    saved = world.save(row)

    assert "按这样导入" in text_of(shown)
    assert (kept.status_code, saved.status_code) == (302, 302)
    assert [p.text for p in Problem.objects.order_by("number")] == [
        "学习不经常。中心组全年只学习6次。",
        "调研不深入",
        "会议偏多。具体表现为：层层陪会；会期过长。",
    ]


def test_new_row_with_a_number_in_use_goes_on_from_the_last(world):
    world.imported()
    other = ("三、廉洁方面", 1, "谈话提醒少", 1, "加强谈话", "秘书长", "1-1", "每季谈话", "办公室")

    row = world.upload(ledger([(*other, "2026-06-30", "", "")]))
    page = world.page(row)
    world.save(row)

    assert "序号 1 现在是“学习不经常”的，这一条是新的，导入后接着编号" in page
    assert [p.number for p in Problem.objects.order_by("number")] == [1, 2, 3, 4]
    assert world.measures()[-1].label == "4-1"


def test_text_that_no_database_takes_is_an_error_and_no_error_page(world):
    row = world.upload(ledger(changed(1, c7="每月_x0000_集中_xD800_学习", c2="学习_x0000_")))

    page = world.page(row)

    assert "含有看不见的控制字符" in page
    assert world.save(row).status_code == 409


def test_journal_shows_an_import(world):
    row = world.imported()
    world.undo(row)

    response = world.client.get(f"{world.inspection.get_absolute_url()}journal/")

    assert response.status_code == 200
    assert "撤回导入" in text_of(response)


def test_lead_named_beside_a_measure_is_its_tasks(world):
    text = """某单位巡察整改落实方案
一、党的领导方面
（一）学习不经常
整改措施：
1.印发学习计划。责任部门：办公室。责任领导：秘书长。整改时限：2026年6月30日前。
2.每月学习一次。责任部门：会员部。责任领导：秘书长。整改时限：2026年6月30日前。
"""
    url = reverse("reports:read", args=[world.inspection.pk])
    world.client.post(url, {"text": text, "keep": "1"})

    response = world.save(LedgerImport.objects.get())

    assert response.status_code == 302, text_of(response)
    assert Task.objects.get().lead == world.lead
    assert [m.department.name for m in world.measures()] == ["办公室", "会员部"]


@pytest.mark.parametrize("words", ["9月底前", "近期完成"])
def test_deadline_that_cannot_be_read_is_asked_and_not_taken_for_at_once(words, world):
    row = world.upload(ledger(changed(2, c9=words)))

    page = world.page(row)

    assert "限期整改的须写明日期" in page
    assert world.save(row).status_code == 409
    assert not Measure.objects.exists()


def test_long_term_words_make_a_long_term_measure(world):
    world.imported(ledger(changed(2, c9="长期坚持")))

    measure = Measure.objects.get(text="制定调研计划")

    assert (measure.kind, measure.deadline, measure.deadline_text) == (
        "long_term",
        None,
        "长期坚持",
    )


def test_progress_alone_is_shown_before_it_is_saved(world):
    world.imported()
    row = world.upload(ledger(changed(1, c10="已学习两次。")))

    page = world.page(row)
    world.save(row)

    assert "只写入进展（1）" in page
    assert "已学习两次。" in page
    assert "写入进展 1 条</button>" in page
    assert ProgressEntry.objects.filter(text="已学习两次。").count() == 1


def test_wrong_answer_can_be_corrected(world):
    row = world.upload(ledger(changed(2, c8="调研处")))
    world.answer(row, 调研处=world.rooms["办公室"].pk)

    page = world.page(row)
    world.answer(row, 调研处=world.rooms["会员部"].pk)
    world.save(row)

    assert "“调研处”上次对应的是" in page
    assert Measure.objects.get(text="制定调研计划").department == world.rooms["会员部"]


def test_supporting_department_that_is_not_known_may_be_left_out(world):
    headings = ["反馈方面", "反馈问题", "整改任务", "牵头领导", "整改措施", "责任部门", "配合部门"]
    cells = [
        "学习方面",
        "学习不经常",
        "健全学习制度",
        "秘书长",
        "印发计划",
        "办公室",
        "各协会、会员部",
    ]
    row = world.upload(ledger([cells], headings))

    page = world.page(row)
    saved = world.save(row)

    assert "部门“各协会”" in page
    assert saved.status_code == 302
    assert list(Measure.objects.get().supporting.all()) == [world.rooms["会员部"]]


def test_remark_of_the_file_is_told_to_stay_behind(world):
    headings = ["反馈方面", "反馈问题", "整改任务", "牵头领导", "整改措施", "责任部门", "备注"]
    cells = [
        "学习方面",
        "学习不经常",
        "健全学习制度",
        "秘书长",
        "印发计划",
        "办公室",
        "与年度计划合并",
    ]

    row = world.upload(ledger([cells], headings))

    assert "备注“与年度计划合并”没有导入" in world.page(row)


def test_saved_import_says_what_it_did(world):
    row = world.imported()

    page = world.page(row)

    for words in ("新增问题", "新增任务", "新增措施", "写入进展"):
        assert words in page


def test_text_of_an_import_comes_back_to_be_mended(world):
    text = "某单位巡察反馈意见\n一、党的领导方面\n（一）学习不经常。\n"
    url = reverse("reports:read", args=[world.inspection.pk])
    world.client.post(url, {"text": text, "keep": "1"})
    row = LedgerImport.objects.get()

    again = world.client.get(f"{url}?import={row.pk}")
    strange = world.client.get(f"{url}?import=99999999999999999999")

    assert "（一）学习不经常。" in text_of(again)
    assert strange.status_code == 200


def test_page_that_waits_hears_how_far_the_reading_is(world):
    key = str(uuid.uuid4())
    url = reverse("reports:receive", args=[world.inspection.pk])

    before = world.client.get(reverse("reports:reading"), {"key": key}).json()
    world.client.post(url, {"file": ledger(), "once": key})
    after = world.client.get(reverse("reports:reading"), {"key": key}).json()

    assert before == {"done": 0, "total": 0}
    assert after["done"] == after["total"] > 0
    world.client.force_login(make_member(world.organization, "office"))
    assert world.client.get(reverse("reports:reading"), {"key": key}).json() == before
    assert world.client.get(reverse("reports:reading"), {"key": "x"}).json() == before


def test_reading_that_is_cancelled_keeps_nothing_and_may_be_tried_again(world):
    key = str(uuid.uuid4())
    step = progress.watched(world.office, key)
    world.client.post(reverse("reports:reading"), {"key": key})

    with pytest.raises(Refusal, match="已取消，没有读取"):
        imports.receive(world.inspection, ledger(), actor=world.office, key=key, step=step)
    kept = LedgerImport.objects.count()
    url = reverse("reports:receive", args=[world.inspection.pk])
    again = world.client.post(url, {"file": ledger(), "once": key})

    assert kept == 0
    assert again.status_code == 302
