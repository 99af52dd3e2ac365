"""Several measures or names in one cell."""

import pytest

from reports.intake.marks import chapter, is_signature, is_total, numbers
from reports.intake.splitting import labelled, rooms, split_measures, split_names


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("制定计划", ["制定计划"]),
        ("1.开会。\n2.发文。", ["开会。", "发文。"]),
        ("1、开会；2、发文；3、检查", ["开会；", "发文；", "检查"]),
        ("1．开会\n2．发文", ["开会", "发文"]),
        ("（1）开会。（2）发文。", ["开会。", "发文。"]),
        ("(1)开会\n(2)发文", ["开会", "发文"]),
        ("①开会②发文", ["开会", "发文"]),
        ("一、开会\n二、发文", ["开会", "发文"]),
        ("（一）开会\n（二）发文", ["开会", "发文"]),
        ("一是开会；二是发文，三要检查", ["开会；", "发文，", "检查"]),
        ("1.开会：①定人②定时\n2.发文", ["开会：①定人②定时", "发文"]),
        (
            "1.制定人才引进计划。\n2.2027年3月底前完成。\n3.5月底前印发。",
            ["制定人才引进计划。", "2027年3月底前完成。", "5月底前印发。"],
        ),
        ("1.开会。\n2.5倍以上。", ["1.开会。\n2.5倍以上。"]),
        # No list: a decimal, a single ordinal, a list that does not begin with one, a gap.
        ("提高 1.5 倍；2.5 倍以上", ["提高 1.5 倍；2.5 倍以上"]),
        ("1.开会", ["1.开会"]),
        ("2.开会\n3.发文", ["2.开会\n3.发文"]),
        ("1.开会\n3.发文", ["1.开会\n3.发文"]),
        ("开会\n发文", ["开会\n发文"]),
        ("1.\n2.发文", ["1.\n2.发文"]),
    ],
)
def test_measures_in_a_cell(text, parts):
    assert [part for _, part in split_measures(text)[0]] == parts


def test_sentence_before_a_list_is_kept_and_doubted():
    parts, intro, sure = split_measures("采取以下措施：\n1.开会\n2.发文")

    assert (parts, intro, sure) == ([(1, "开会"), (2, "发文")], "采取以下措施：", False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("办公室、会员部", ["办公室", "会员部"]),
        ("办公室\n会员部", ["办公室", "会员部"]),
        ("办公室和会员部", ["办公室", "会员部"]),
        ("审计和法规处", ["审计和法规处"]),
        ("机关党委与人事处", ["机关党委与人事处"]),
        ("", []),
    ],
)
def test_names_side_by_side(text, names):
    known = frozenset({"机关党委与人事处"})

    assert split_names(text, known) == names


def test_room_that_is_said_to_lead_comes_first_without_a_doubt():
    assert rooms("会员部，办公室（牵头）") == ("办公室", ["会员部"], True)
    assert rooms("会员部，办公室") == ("会员部", ["办公室"], False)


def test_labels_in_a_cell_tell_what_is_what():
    assert labelled("牵头领导：张某；责任部门：办公室") == {"lead": "张某", "department": "办公室"}
    assert labelled("办公室") == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("22-3", (22, 3)),
        ("22.3", (22, 3)),
        ("22－3", (22, 3)),
        ("任务22", (22,)),
        ("第 3 条", (3,)),
        ("（一）", (1,)),
        ("③", (3,)),
        ("十二", (12,)),
        ("甲", ()),
        ("", ()),
        ("22-3-1", ()),
    ],
)
def test_numbers_in_every_writing(text, found):
    assert numbers(text) == found


def test_marks_of_a_form_are_told_from_data():
    assert is_signature("单位负责人（签字）：")
    assert is_signature("填表人 ：")
    assert not is_signature("负责人不重视学习")
    assert is_total("合  计", alone=False)
    assert is_total("合计：3 个", alone=True)
    assert not is_total("合计金额未核对", alone=False)
    assert chapter("一、党的领导方面") == (1, "党的领导方面")
    assert chapter("一些问题") is None
