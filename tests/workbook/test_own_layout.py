"""The present ledger in the layout that an organization's own file had."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from ledger.models import Inspection
from measures.models import Measure
from reports.columns import COLUMNS
from reports.workbook import export
from reports.workbook.content import load
from reports.workbook.own_layout import fill

from .conftest import day
from .sheets import ledger_lines, opened, parts

pytestmark = pytest.mark.django_db
BOX = Border(*[Side(style="thin")] * 4)
SHEET = "整改台账表"
MAPPING = {
    SHEET: {
        "A": "problem_number",
        "B": "problem",
        "C": "task",
        "D": "measure",
        "E": "lead",
        "F": "department",
        "G": "deadline",
        "H": "state",
        "I": "remark",
    }
}
HEADER, FOOT = {SHEET: 4}, {SHEET: 10}


def own_file():
    """A title, a line for the unit, two rows of headings, a chapter, merged cells, a foot."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["市商会党组巡察反馈意见整改工作台账"])
    sheet.append(["填报单位：市商会", None, None, None, None, None, None, "填报时间：2026年1月"])
    sheet.append(
        [
            "序号",
            "反馈问题",
            "整改任务",
            "整改措施",
            "责任分工",
            None,
            "时限",
            "状态",
            "备注",
            "签字",
        ]
    )
    sheet.append([None, None, None, None, "牵头领导", "责任部门"])
    sheet.append(["一、第一方面"])
    sheet.append(
        [
            1,
            "学习不够",
            "加强学习",
            "制定计划",
            "甲",
            "办公室",
            "1月底前",
            "√",
            "已报市纪委",
            "某签",
        ]
    )
    sheet.append([None, None, None, "旧的措施", "甲", "办公室", "长期", "", "", ""])
    sheet.append(["二、第二方面"])
    sheet.append([2, "作风不实", "改进作风", "下基层", "甲", "会员部", "3月", "", "", ""])
    sheet.append(["合计", None, None, "=COUNTA(D6:D9)", None, None, None, None, None, None])
    sheet.append(["填表人：", None, None, "审核人："])
    for ref in ("A1:J1", "E3:F3", "A5:J5", "A8:J8", "A6:A7", "B6:B7", "C6:C7"):
        sheet.merge_cells(ref)
    for row in sheet["A5:J9"]:
        for cell in row:
            cell.border = BOX
    sheet["A1"].font = Font(name="方正小标宋简体", size=22)
    sheet["D6"].font = Font(name="仿宋", size=12)
    sheet["D6"].alignment = Alignment(wrap_text=True, vertical="center")
    sheet["A5"].fill = PatternFill("solid", fgColor="FFFFEECC")
    sheet.column_dimensions["D"].width = 51
    sheet.row_dimensions[6].height = 60
    sheet.row_dimensions[5].height = 27
    sheet.freeze_panes = "D5"
    sheet.page_setup.orientation = "landscape"
    sheet.print_area = "A1:J11"
    sheet.print_title_rows = "3:4"
    sheet["D6"].comment = Comment("旧批注", "某")
    sheet["B9"].hyperlink = "http://a.example/"
    book.create_sheet("说明")["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(ledger, body=None, mapping=MAPPING, header=HEADER, foot=FOOT):
    inspection = Inspection.objects.get(pk=ledger.inspection.pk)
    return fill(body or own_file(), mapping, header, foot, load(inspection))


def values(sheet, first, last):
    return [[cell.value for cell in row] for row in sheet.iter_rows(first, last)]


def test_present_contents_stand_between_the_old_headings_and_the_old_foot(ledger):
    sheet = opened(filled(ledger))[SHEET]

    today = day(0)
    assert sheet["H2"].value == f"填报时间：{today.year}年{today.month}月{today.day}日"
    before = opened(own_file())[SHEET]
    assert [values(sheet, *rows) for rows in ((1, 1), (3, 4))] == [
        values(before, *rows) for rows in ((1, 1), (3, 4))
    ]
    assert [row[:4] for row in values(sheet, 5, 14)] == [
        ["反馈意见书第1方面", None, None, None],
        [1, "学习不够", "加强学习", "制定计划"],
        [None, None, None, "组织学习"],
        [None, None, None, "坚持学习"],
        [None, None, "没有措施的任务", None],
        ["反馈意见书第2方面", None, None, None],
        [2, "作风不实", "改进作风", "下基层"],
        ["问题清单第1方面", None, None, None],
        [1, "没有任务的问题", None, None],
        ["填表人：", None, None, "审核人："],
    ]
    assert sheet.max_row == 14


def test_cells_are_merged_anew_and_titles_stay_merged(ledger):
    sheet = opened(filled(ledger))[SHEET]

    assert {str(found) for found in sheet.merged_cells.ranges} == {
        *("A1:J1", "E3:F3", "A5:J5", "A10:J10", "A12:J12"),
        *("A6:A9", "B6:B9", "C6:C8"),
    }


def test_looks_are_those_of_the_first_row_of_data(ledger):
    sheet = opened(filled(ledger))[SHEET]

    assert sheet["A1"].font.name == "方正小标宋简体"
    assert [sheet[f"D{row}"].font.name for row in (6, 7, 8, 11)] == ["仿宋"] * 4
    assert sheet["A10"].fill.fgColor.rgb == "FFFFEECC"
    assert (sheet.column_dimensions["D"].width, sheet.row_dimensions[6].height) == (51, 60)
    assert sheet.row_dimensions[12].height == 27
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("D5", "$3:$4")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_area == f"'{SHEET}'!$A$1:$J$14"


def test_days_are_days_and_the_plans_own_words_stay_where_they_still_hold(ledger):
    Measure.objects.filter(pk=ledger.measures[1].pk).update(deadline_text="年底前")

    sheet = opened(filled(ledger))[SHEET]

    assert (sheet["G6"].value.date(), sheet["G6"].number_format) == (day(-3), "yyyy-mm-dd")
    assert sheet["G7"].value == "年底前"
    assert [sheet[f"H{row}"].value for row in (6, 7)] == ["整改中", "未启动"]


def test_what_the_ledger_does_not_know_stays_beside_its_measure(ledger):
    sheet = opened(filled(ledger))[SHEET]

    assert [(sheet[f"I{row}"].value, sheet[f"J{row}"].value) for row in (6, 7)] == [
        ("已报市纪委", "某签"),
        (None, None),
    ]


def test_nothing_in_the_copy_acts(ledger):
    texts = ["=1+1", "@SUM(1)", "_x0041_", "a\x01b"]
    for row, text in zip(ledger.measures, texts, strict=True):
        Measure.objects.filter(pk=row.pk).update(text=text)

    body = filled(ledger)

    sheets = "".join(text for name, text in parts(body).items() if "worksheets/sheet" in name)
    assert "<f" not in sheets and "hyperlink" not in sheets
    assert not [name for name in parts(body) if "comment" in name or "vml" in name]
    sheet = opened(body)[SHEET]
    assert [sheet[f"D{row}"].value for row in (6, 7)] == texts[:2]
    assert sheet["D6"].quotePrefix


def test_long_texts_make_rows_higher(ledger):
    Measure.objects.filter(pk=ledger.measures[0].pk).update(text="长" * 500)

    sheet = opened(filled(ledger))[SHEET]

    assert sheet.row_dimensions[6].height > 200 > sheet.row_dimensions[7].height


def test_each_chapter_goes_to_the_sheet_that_had_it(ledger):
    book = Workbook()
    for sheet, problem in ((book.active, "学习不够"), (book.create_sheet(), "作风不实")):
        sheet.append(["反馈问题", "整改措施"])
        sheet.append([problem, "旧的"])
    book.worksheets[0].title, book.worksheets[1].title = "学习", "作风"
    out = io.BytesIO()
    book.save(out)
    mapping = {name: {"A": "problem", "B": "measure"} for name in ("学习", "作风")}

    copy = opened(filled(ledger, out.getvalue(), mapping, {"学习": 1, "作风": 1}, {}))

    assert values(copy["学习"], 2, None) == [
        ["学习不够", "制定计划"],
        [None, "组织学习"],
        [None, "坚持学习"],
    ]
    assert values(copy["作风"], 2, None) == [["作风不实", "下基层"], ["没有任务的问题", None]]


def test_columns_that_were_repeated_are_repeated(ledger):
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in (["问题", "措施"], ["学习不够", "甲"], ["学习不够", "乙"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)

    copy = opened(
        filled(ledger, out.getvalue(), {SHEET: {"A": "problem", "B": "measure"}}, {SHEET: 1}, {})
    )

    assert [row[0] for row in values(copy[SHEET], 2, 4)] == ["学习不够"] * 3


def test_our_own_export_can_be_such_a_file_too(ledger):
    body = export(ledger.inspection)
    sheet = opened(body).worksheets[0]
    letters = [cell.column_letter for cell in sheet[3]]
    mapping = {"整改台账": dict(zip(letters, COLUMNS, strict=True))}

    copy = filled(ledger, body, mapping, {"整改台账": 3}, {"整改台账": sheet.max_row - 1})

    assert ledger_lines(opened(copy).worksheets[0]) == ledger_lines(sheet)
