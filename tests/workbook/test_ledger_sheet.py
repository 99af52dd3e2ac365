"""The main sheet: the customary ledger, ready to be printed, with every field in it."""

import datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ledger import journal
from ledger.models import JournalHead
from measures.forms import MeasureForm
from measures.models import Measure
from problems.forms import ProblemForm, TaskForm
from problems.models import Task
from reports.columns import COLUMNS, CUSTOMARY
from reports.workbook import export
from reports.workbook.values import VALUES
from tests.factories import make_inspection, make_member, make_problem

from .conftest import day
from .sheets import HEADINGS, head_row, ledger_lines, opened

pytestmark = pytest.mark.django_db
PLACES = {name: number for number, name in enumerate(COLUMNS, 1)}
# What a line's place in the sheet tells, and what has nothing to do with the ledger's content.
BY_PLACE = {("task", "problem"), ("measure", "task"), ("problem", "aspect")}
OF_THE_FORM = {"reason", "version", "once", "seen"}


def main_sheet(ledger, **filtered):
    return opened(export(ledger.inspection, **filtered)).worksheets[0]


def merged(sheet, name):
    """The rows that the cells of a column are merged over."""
    return sorted(
        (found.min_row, found.max_row)
        for found in sheet.merged_cells.ranges
        if found.min_col == found.max_col == PLACES[name]
    )


def test_title_unit_and_counts_stand_above_the_headings(ledger):
    sheet = main_sheet(ledger)

    assert sheet["A1"].value == "市商会巡察整改台账"
    assert sheet["A2"].value.startswith("填报单位：市商会　　巡察：常规巡察　　数据截至：")
    assert sheet["A2"].value.endswith(
        "反馈问题 2 个、问题清单 1 个、整改任务 3 项、整改措施 4 条（已销号 0 条）"
    )
    assert [cell.value for cell in sheet[3]] == HEADINGS


def test_lines_come_in_the_order_of_the_ledger(ledger):
    lines = ledger_lines(main_sheet(ledger))

    shown = [(line["problem_number"], line["task_number"], line["number"]) for line in lines]
    assert shown == [
        (1, 1, "1-1"),
        (1, 1, "1-2"),
        (1, 1, "1-3"),
        (1, 2, None),
        (2, 3, "3-1"),
        (1, None, None),
    ]


def test_problem_and_task_are_merged_down_over_their_measures(ledger):
    sheet = main_sheet(ledger)

    assert merged(sheet, "aspect") == [(4, 7)]
    assert merged(sheet, "problem") == merged(sheet, "category") == [(4, 7)]
    assert merged(sheet, "task") == merged(sheet, "task_kind") == [(4, 6)]
    assert merged(sheet, "measure") == merged(sheet, "kind") == []


def test_merged_cells_follow_the_filter(ledger):
    sheet = main_sheet(
        ledger, matching={row.pk for row in ledger.measures[1:]}, words="状态为未销号"
    )

    assert [line["number"] for line in ledger_lines(sheet)] == ["1-2", "1-3", "3-1"]
    assert merged(sheet, "task") == merged(sheet, "problem") == merged(sheet, "aspect") == [(5, 6)]
    assert sheet["A3"].value.startswith("筛选后：状态为未销号。")


def test_values_are_real_dates_and_numbers_and_numbers_of_measures_are_text(ledger):
    sheet = main_sheet(ledger)
    number, date = (sheet.cell(4, PLACES[name]) for name in ("number", "deadline"))

    assert (number.value, number.data_type, number.number_format) == ("1-1", "s", "@")
    assert date.is_date and date.value.date() == day(-3) and date.number_format == "yyyy-mm-dd"
    assert sheet.cell(4, PLACES["task_number"]).value == 1


def test_what_is_late_long_term_or_continuing_is_remarked(ledger):
    Task.objects.filter(pk=ledger.last.pk).update(
        state="continuing", stage_goal="年内见效", review_date=day(40)
    )

    lines = ledger_lines(main_sheet(ledger))

    assert [line["remark"] for line in lines] == [
        "逾期 3 天",
        None,
        "长期坚持",
        "还没有措施",
        f"任务持续整改，{day(40).isoformat()} 复核",
        "见任务 1",
    ]
    assert lines[4]["task_state"] == "持续整改"


def test_signed_off_measure_shows_when(ledger):
    office = make_member(ledger.organization, "office")
    Measure.objects.filter(pk=ledger.measures[3].pk).update(state="signed_off")
    sign_off(ledger.measures[3], office)

    line = ledger_lines(main_sheet(ledger))[4]

    assert (line["state"], line["remark"]) == ("已销号", f"{day(0).isoformat()} 销号")


def sign_off(measure, actor):
    """The journal's entry of a sign-off, as the engine writes it."""
    states = ("reviewed", "signed_off")
    with transaction.atomic():
        journal.record(measure, "sign_off", actor=actor, role="office", changes={}, states=states)


def test_latest_progress_is_shown(ledger):
    assert ledger_lines(main_sheet(ledger))[0]["progress"] == "新进展"


def test_sheet_is_set_up_for_screen_and_paper(ledger):
    sheet = main_sheet(ledger)
    last = sheet.max_row

    assert sheet.freeze_panes == "I4"
    assert sheet.print_area == f"'整改台账'!$A$1:$P${last}"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_printed_columns_are_wide_as_told_and_the_others_folded_away(ledger):
    sheet = main_sheet(ledger)
    letters = [sheet.cell(3, number).column_letter for number in PLACES.values()]
    columns = [sheet.column_dimensions[letter] for letter in letters]

    # openpyxl joins equal neighbours when it reads: the first of them stands for all.
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert widths == [column.width for column in CUSTOMARY[:5]]
    assert not any(column.hidden or column.outlineLevel for column in columns[: len(CUSTOMARY)])
    assert sheet.column_dimensions["Q"].hidden and sheet.column_dimensions["Q"].outlineLevel == 1
    assert sheet.sheet_format.outlineLevelCol == 1  # or Excel shows no button to unfold them


def test_rows_are_high_enough_for_their_texts(ledger):
    Measure.objects.filter(pk=ledger.measures[0].pk).update(text="长" * 210)
    Task.objects.filter(pk=ledger.last.pk).update(text="长" * 130)

    sheet = main_sheet(ledger)

    assert sheet.row_dimensions[4].height == pytest.approx(14.5 * 10 + 4)
    assert sheet.row_dimensions[8].height == pytest.approx(14.5 * 10 + 4)
    assert sheet.row_dimensions[6].height < 40


def test_foot_is_for_signatures_and_carries_the_end_of_the_journal(ledger):
    office = make_member(ledger.organization, "office")
    sign_off(ledger.measures[0], office)

    sheet = main_sheet(ledger)

    foot = [sheet.cell(sheet.max_row - 1, 1).value, sheet.cell(sheet.max_row, 1).value]
    head = JournalHead.objects.get(inspection=ledger.inspection)
    assert foot[0].split() == ["填表人：", "审核人：", "主要负责人："]
    assert foot[1] == f"校验码：{head.hash}（操作记录第 {head.sequence} 条）"


def test_foot_and_lines_are_of_one_moment_even_when_somebody_acts_meanwhile(ledger):
    acted = []

    def meanwhile(execute, sql, params, many, context):
        if "measures_progressentry" in sql and not acted:
            acted.append(True)
            Measure.objects.filter(pk=ledger.measures[0].pk).update(text="刚改过")
            sign_off(ledger.measures[1], ledger.office)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        sheet = main_sheet(ledger)

    assert ledger_lines(sheet)[0]["measure"] == "刚改过"
    assert sheet.cell(sheet.max_row, 1).value.endswith("（操作记录第 1 条）")


def test_every_field_of_the_forms_has_a_column(ledger):
    held = {(column.level, column.field) for column in COLUMNS.values()} | BY_PLACE
    forms = [
        ("problem", ProblemForm(instance=ledger.one)),
        ("task", TaskForm(instance=ledger.task)),
        ("measure", MeasureForm(instance=ledger.measures[0])),
    ]

    missing = [
        (level, name)
        for level, form in forms
        for name in form.fields
        if (level, name) not in held and name not in OF_THE_FORM
    ]

    assert missing == []
    assert set(VALUES) | {"remark"} == set(COLUMNS)


def test_every_field_is_in_its_column(ledger):
    day_of = datetime.date(2026, 12, 31)
    disclosure = {
        "disclosure": "withheld",
        "withholding_reason": "unrest",
        "withholding_explanation": "说明",
        "public_text": "公开的话",
    }
    before = make_inspection(ledger.organization, title="上一轮", feedback_date=day(-900))
    earlier = make_problem(before, number=7)
    fill(
        ledger.one,
        disclosure,
        category="思想建设",
        department=ledger.room,
        deadline=day_of,
        carried_over_from=earlier,
    )
    fill(
        ledger.task,
        disclosure,
        kind="immediate",
        goal="目标",
        acceptance="标准",
        deadline_text="年底前",
        deadline=day_of,
        effect="成效",
        unfinished_reason="原因",
        next_step="下一步",
        expected_date=day_of,
    )
    ledger.task.supporting.add(ledger.other)
    fill(
        ledger.measures[1],
        disclosure,
        acceptance="措施标准",
        deadline=day_of,
        deadline_text="年底",
        review_date=day_of,
    )
    ledger.measures[1].supporting.add(ledger.other, ledger.room)

    line = ledger_lines(main_sheet(ledger))[1]

    plain = {
        name: value.date() if isinstance(value, datetime.datetime) else value
        for name, value in line.items()
    }
    told = {
        "disclosure": "不公开",
        "withholding_reason": "可能引发群体性事件",
        "withholding_explanation": "说明",
        "public_text": "公开的话",
    }
    levels = ("problem", "task", "measure")
    assert plain == {
        **{f"{level}_{name}": value for level in levels for name, value in told.items()},
        "aspect": "反馈意见书第1方面",
        "problem_number": 1,
        "problem": "学习不够",
        "feedback": "反馈意见书",
        "category": "思想建设",
        "problem_department": "办公室",
        "problem_deadline": day_of,
        "carried_over_from": "上一轮：反馈意见 7",
        "problem_state": "整改中",
        "task_number": 1,
        "task": "加强学习",
        "goal": "目标",
        "lead": "副主席",
        "also_addresses": "问题清单 1",
        "task_department": "办公室",
        "task_supporting": "会员部",
        "task_kind": "立行立改",
        "task_deadline": day_of,
        "task_deadline_text": "年底前",
        "task_acceptance": "标准",
        "effect": "成效",
        "unfinished_reason": "原因",
        "next_step": "下一步",
        "expected_date": day_of,
        "task_state": "整改中",
        "number": "1-2",
        "measure": "组织学习",
        "department": "办公室",
        "supporting": "办公室、会员部",
        "handler": "乙",
        "deadline": day_of,
        "progress": None,
        "state": "未启动",
        "remark": None,
        "kind": "限期整改",
        "acceptance": "措施标准",
        "deadline_text": "年底",
        "review_date": day_of,
    }


def fill(row, *given, **values):
    """Set fields of a row."""
    for found in (*given, values):
        for name, value in found.items():
            setattr(row, name, value)
    row.save()


def test_two_of_one_name_or_post_are_told_apart(ledger):
    twin = make_member(ledger.organization, "handler", ledger.room, name="乙", post="干事")
    other = make_member(ledger.organization, "lead", name="丁", post="副主席")
    Task.objects.filter(pk=ledger.last.pk).update(lead=other)
    number = ledger.handler.personnel_number

    lines = ledger_lines(main_sheet(ledger))

    assert [lines[0]["lead"], lines[4]["lead"]] == ["甲（副主席）", "丁（副主席）"]
    assert lines[1]["handler"] == f"乙（干事，{number}）" != f"乙（干事，{twin.personnel_number}）"


def test_problem_without_a_chapter_comes_before_any(ledger):
    ledger.problem(ledger.opinion, None, 9, "不在任何方面的问题")

    sheet = main_sheet(ledger)

    first, second = ledger_lines(sheet)[:2]
    assert (first["problem_number"], first["aspect"]) == (9, None)
    assert (second["problem_number"], second["aspect"]) == (1, "反馈意见书第1方面")
    assert head_row(sheet, HEADINGS[0]) == 3


def test_voided_items_are_left_out(ledger):
    void = {"voided_at": timezone.now(), "voided_by": ledger.office, "void_reason": "重复"}
    Measure.objects.filter(pk=ledger.measures[0].pk).update(**void)

    assert [line["number"] for line in ledger_lines(main_sheet(ledger))][:2] == ["1-2", "1-3"]
