"""The sheets told from the ledger: lists, sign-offs, figures."""

import pytest

from ledger.signoff import perform
from reports.figures import figures
from reports.workbook import export
from tests.factories import make_inspection, make_member, prove

from .conftest import day
from .sheets import opened, table

pytestmark = pytest.mark.django_db
SHEETS = ["整改台账", "问题清单", "任务清单", "责任清单", "销号情况", "统计"]


def read(ledger, sheet, first, **filtered):
    return table(opened(export(ledger.inspection, **filtered))[sheet], first)


def column(rows, heading):
    return [row[heading] for row in rows]


def test_workbook_has_the_ledger_and_the_sheets_told_from_it(ledger):
    book = opened(export(ledger.inspection))

    assert book.sheetnames == SHEETS
    assert "只供查看，导入时不读" in book["任务清单"]["A2"].value


def test_problem_list_shows_every_finding_by_document_with_its_tasks(ledger):
    rows = read(ledger, "问题清单", "反馈文件")

    assert [(row["反馈文件"], row["序号"], row["对应任务"], row["措施销号"]) for row in rows] == [
        ("反馈意见书", 1, "1、2", "0/3"),
        ("反馈意见书", 2, "3", "0/1"),
        ("问题清单", 1, "1", "0/3"),
    ]


def test_task_list_names_the_problems_that_each_addresses(ledger):
    rows = read(ledger, "任务清单", "序号")

    assert column(rows, "整改任务") == ["加强学习", "没有措施的任务", "改进作风"]
    assert column(rows, "对应问题") == ["反馈意见 1、问题清单 1", "反馈意见 1", "反馈意见 2"]
    assert column(rows, "牵头领导") == ["副主席"] * 3


def test_duty_list_shows_what_each_department_owes_by_when(ledger):
    rows = read(ledger, "责任清单", "责任部门")

    assert [(row["责任部门"], row["序号"], row["期限情况"]) for row in rows] == [
        ("办公室", "1-1", "逾期 3 天"),
        ("办公室", "3-1", "剩 3 天"),
        ("办公室", "1-2", "剩 30 天"),
        ("会员部", "1-3", "长期坚持"),
    ]
    assert rows[0]["整改时限"].date() == day(-3)


def test_sign_offs_show_who_signed_which_attempt(ledger):
    measure = ledger.measures[3]
    head = make_member(ledger.organization, "head", ledger.room, name="科长甲", post="科长")
    make_member(ledger.organization, "handler", ledger.room)
    prove(measure, ledger.handler)
    act(measure, "submit", ledger.handler)
    act(measure, "return", head, comment="重做")
    act(measure, "submit", ledger.handler)
    act(measure, "approve", head)

    rows = [row for row in read(ledger, "销号情况", "层级") if row["序号"] == "3-1"]

    shown = ["第几次申请", "状态", "申请人", "审核人", "销号人"]
    assert [[row[name] for name in shown] for row in rows] == [
        [1, "未到销号", "乙（干事）", None, None],
        [2, "待整改办复核", "乙（干事）", "科长甲（科长）", None],
    ]
    assert rows[1]["审核时间"].date() == day(0)


def test_sign_offs_tell_of_what_was_signed_off_and_reopened(ledger):
    measure = ledger.measures[3]
    head = make_member(ledger.organization, "head", ledger.room)
    prove(measure, ledger.handler)
    act(measure, "submit", ledger.handler)
    act(measure, "approve", head)
    act(measure, "sign_off", ledger.office)
    act(measure, "reopen", ledger.office, comment="回头看发现反弹")

    rows = [row for row in read(ledger, "销号情况", "层级") if row["序号"] == "3-1"]

    assert [(row["状态"], row["销号人"]) for row in rows] == [
        ("曾销号，已重新整改", "丙（主任）"),
        ("整改中", None),
    ]


def act(measure, action, actor, comment=""):
    """One step of the sign-off."""
    measure.refresh_from_db()
    perform(measure, action, actor=actor, version=measure.version, comment=comment)


def test_sign_offs_show_every_item_also_before_anybody_signed(ledger):
    rows = read(ledger, "销号情况", "层级")

    assert [(row["层级"], row["序号"]) for row in rows] == [
        ("问题", "反馈意见 1"),
        ("问题", "反馈意见 2"),
        ("问题", "问题清单 1"),
        ("任务", "1"),
        ("任务", "2"),
        ("任务", "3"),
        ("措施", "1-1"),
        ("措施", "1-2"),
        ("措施", "1-3"),
        ("措施", "3-1"),
    ]


def test_statistics_are_the_figures_with_their_rules(ledger):
    rows = read(ledger, "统计", "指标")

    expected = [
        {
            "指标": figure.label,
            "数值": float(figure.value),
            "单位": figure.unit,
            "统计口径": figure.rule,
            "数据截至": day(0),
        }
        for figure in figures(ledger.inspection).values()
    ]
    assert [row | {"数据截至": row["数据截至"].date()} for row in rows] == expected


def test_counts_are_whole_numbers_and_amounts_have_their_decimals(ledger):
    sheet = opened(export(ledger.inspection))["统计"]

    formats = {row[0].value: row[1].number_format for row in sheet.iter_rows(min_row=4)}
    assert formats["整改措施"] == "General"
    assert formats["挽回资金"] == "#,##0.00"


def test_filtered_lists_show_what_is_asked_and_figures_the_whole_ledger(ledger):
    asked = {"matching": {ledger.measures[3].pk}, "words": "序号或关键字为“3-1”"}

    book = opened(export(ledger.inspection, **asked))

    assert column(table(book["任务清单"], "序号"), "序号") == [3]
    assert column(table(book["责任清单"], "责任部门"), "序号") == ["3-1"]
    assert column(table(book["问题清单"], "反馈文件"), "反馈问题") == ["作风不实"]
    assert "筛选后：序号或关键字为“3-1”" in book["责任清单"]["A2"].value
    assert "各项数字统计整本台账，不受筛选影响" in book["统计"]["A2"].value
    assert column(table(book["统计"], "指标"), "数值") == column(
        read(ledger, "统计", "指标"), "数值"
    )


def test_lists_can_be_filtered_and_keep_their_headings_in_sight(ledger):
    sheet = opened(export(ledger.inspection))["责任清单"]

    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:I7"
    assert sheet.print_title_rows == "$3:$3"


def test_empty_ledger_is_a_workbook_too(ledger):
    book = opened(export(make_inspection(ledger.organization)))

    assert book.sheetnames == SHEETS
    assert book.worksheets[0]["A3"].value == "反馈方面"
