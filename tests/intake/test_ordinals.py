"""Whose numbers the column “序号” holds, before aspects and problems."""

import pytest

from .books import Sheet, read, said

HEAD = ["序号", "方面", "反馈问题", "整改措施", "责任部门", "整改时限"]
THREE = "1.制定计划；\n2.每月学习；\n3.开展检查。"
TWO = "1.制定调研计划；\n2.下基层。"
REST = ["办公室", "2026-06-30"]
FOOT = [["合计", None, None, "6条", None, None], ["填表人：某", None, None, "审核人：某"]]


def read_as(outline):
    """(number of each problem, the measures' texts)."""
    return (
        [problem.number for problem in outline.walk("problem")],
        [measure.text for measure in outline.walk("measure")],
    )


@pytest.mark.parametrize("foot", [[], FOOT], ids=["plain", "with totals and signatures"])
def test_one_number_for_each_problem_is_the_problems(foot):
    rows = [
        [1, "党的领导", "学习不深", THREE, *REST],
        [2, "党的领导", "调研不够", TWO, *REST],
        [3, "党的建设", "会议多", "减会", *REST],
    ]

    outline = read(Sheet("台账", [HEAD, *rows, *foot]))

    assert outline.mapping["台账"]["A"] == "problem_number"
    numbers, measures = read_as(outline)
    assert (numbers, len(measures)) == ([1, 2, 3], 6)
    assert said(outline) == []


def test_number_beside_rows_of_one_problem_is_the_problems_where_it_is_repeated():
    rows = [
        [1, "党的领导", "学习不深", "制定计划", *REST],
        [1, "党的领导", "学习不深", "每月学习", *REST],
        [2, "党的领导", "调研不够", TWO, *REST],
    ]

    outline = read(Sheet("台账", [HEAD, *rows]))

    numbers, measures = read_as(outline)
    assert (numbers, len(measures)) == ([1, 2], 4)


def test_number_that_most_problems_have_is_theirs_and_asked_about():
    rows = [[n, "党的领导", f"第{n}个问题", TWO, *REST] for n in range(1, 6)]
    rows.insert(3, [None, "党的领导", "另一个问题", TWO, *REST])

    outline = read(Sheet("台账", [HEAD, *rows]))

    numbers, measures = read_as(outline)
    assert (numbers, len(measures)) == ([1, 2, 3, None, 4, 5], 12)
    ((level, place, message),) = said(outline)
    assert (level, place) == ("doubt", "“台账”A1")
    assert "“序号”当作“问题序号”读" in message


@pytest.mark.parametrize("repeated", [True, False], ids=["repeated", "merged"])
def test_number_of_rows_keeps_no_list_in_a_cell_together(repeated):
    rows = [
        [1, "党的领导", "学习不深", THREE, *REST],
        [2, "党的领导", "学习不深" if repeated else None, TWO, *REST],
        [3, "党的建设", "会议多", "减会", *REST],
    ]

    outline = read(Sheet("台账", [HEAD, *rows], "" if repeated else "C2:C3"))

    numbers, measures = read_as(outline)
    assert (numbers, len(measures)) == ([None, None], 6)
    assert [(level, place) for level, place, _ in said(outline)] == [("doubt", "“台账”A1")]
