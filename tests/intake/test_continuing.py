"""What rows go on with, and what is said where nothing but their place tells it."""

import pytest

from reports.intake.ledger_file import read_ledger

from .books import Sheet, read, said
from .sheets import full, ledger

HEAD = ["反馈方面", "反馈问题", "任务序号", "整改任务", "整改措施", "责任部门"]
ROWS = [
    ["党的领导", "学习不深", "1-1", "健全制度", "制定计划", "办公室"],
    ["党的领导", "学习不深", "1-2", "加强检查", "季度检查", "办公室"],
    ["党的领导", "调研不够", "2-1", "改进调研", "下基层", "会员部"],
]


def test_tasks_counted_by_problems_are_counted_anew():
    outline = read(Sheet("台账", [HEAD, *ROWS]))

    assert [(t.number, t.text) for t in outline.walk("task")] == [
        (None, "健全制度"),
        (None, "加强检查"),
        (None, "改进调研"),
    ]
    assert said(outline) == []
    notes = [(place, message) for _, place, message in said(outline, "note")]
    assert ("“台账”C2", "任务序号按问题编排（如 1-1），读入后按全表顺序编号。") in notes


def test_number_given_twice_to_tasks_is_an_error_at_its_cell():
    rows = [[*row[:2], number, *row[3:]] for row, number in zip(ROWS, (1, 2, 1), strict=True)]

    outline = read(Sheet("台账", [HEAD, *rows]))

    assert said(outline) == [("error", "“台账”C4", "序号 1 与第 2 行重复，请改正。")]


def test_formula_without_a_result_is_asked_about_once():
    rows = [[*HEAD, "完成情况"], [*ROWS[0], "=1+1"]]

    outline = read(Sheet("台账", rows))

    ((level, place, message),) = said(outline)
    assert (level, place) == ("error", "“台账”G2")
    assert "“”" not in message


@pytest.mark.parametrize("times", [1, 2])
def test_aspect_drops_how_many_problems_it_says_to_have(times):
    first = ["党的建设方面（2个问题）", "会议多", 1, "减会", "少开会", "办公室"]
    more = [first[0] if times > 1 else None, None, None, None, "合并开会", "办公室"]

    outline = read(Sheet("台账", [HEAD, first, more]))

    assert [aspect.text for aspect in outline.aspects] == ["党的建设方面"]
    assert len(list(outline.walk("measure"))) == 2
    assert said(outline) == []


def test_task_without_a_problem_goes_under_the_one_above_with_a_doubt():
    rows = [HEAD, ROWS[0], [None, None, None, "加强检查", "季度检查", "办公室"]]

    outline = read(Sheet("台账", rows))

    asked = "这一行没有写反馈问题，归入上面的问题“学习不深”。请核对。"
    assert said(outline) == [("doubt", "“台账”B3", asked)]
    assert len(list(outline.walk("problem"))) == 1


def test_row_below_merged_problems_that_is_not_merged_itself_is_a_doubt():
    alone = [None, None, None, None, "另一条", "办公室"]
    rows = [HEAD, ROWS[0], alone, ROWS[2], alone]

    outline = read(Sheet("台账", rows, "B2:B3"))

    asked = "这一行没有写反馈问题，归入上面的问题“调研不够”。请核对。"
    assert said(outline) == [("doubt", "“台账”B5", asked)]


def test_rows_below_a_problem_in_a_sheet_without_merged_cells_are_no_doubt():
    assert said(read_ledger(ledger(full()))) == []
