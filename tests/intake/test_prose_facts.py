"""Title, bodies, dates and stated figures, and what contradicts what."""

from reports.intake.prose import read_text
from reports.intake.prose.as_json import as_json

from .test_prose_texts import TEXTS

BY_NAME = {path.stem[:2]: path for path in TEXTS}


def read(number):
    """One of the texts as JSON."""
    return as_json(read_text(BY_NAME[number].read_text("utf-8")))


def figures(told):
    """(what, value or wording, unit, line) of each figure."""
    return [
        (f["what"], f["approximate"] or f["value"], f["unit"], f["line"]) for f in told["figures"]
    ]


def test_notice_tells_who_and_when():
    told = read("01")

    assert told["title"] == "中共云岭市档案馆党组关于市委巡察整改进展情况的通报"
    assert told["kind"] == "notice"
    assert told["bodies"] == {"team": "市委第二巡察组", "inspected": "市档案馆党组"}
    assert told["dates"] == {
        "onsite_from": "2025-03-03",
        "onsite_to": "2025-04-11",
        "feedback": "2025-05-09",
        "document": "2025-11-20",
    }


def test_end_of_the_period_is_taken_only_where_the_period_is_named():
    named = read_text(NOTICE.format(stated="截至2025年10月31日，集中整改期内完成2条。"))
    other = read_text(NOTICE.format(stated="截至2025年10月31日，走访2次。"))

    assert str(named.dates["period_end"].value) == "2025-10-31"
    assert any("集中整改期结束" in issue.message for issue in named.outline.issues)
    assert "period_end" not in other.dates


def test_feedback_and_plan_are_told_apart():
    feedback, plan = read("02"), read("03")

    assert (feedback["kind"], plan["kind"]) == ("feedback", "plan")
    assert feedback["bodies"] == {"team": "市委第四巡察组", "inspected": "市气象局党组"}
    assert plan["bodies"] == {"team": "县委第三巡察组", "inspected": "县水务局党组"}
    assert plan["dates"]["feedback"] == "2025-07-15"


def test_organisation_and_next_steps_are_no_measures():
    told = read("01")

    roles = [(section["role"], section["lines"]) for section in told["sections"]]
    assert roles == [
        ("head", [4, 4]),
        ("organisation", [6, 8]),
        ("intro", [10, 11]),
        ("next", [21, 22]),
        ("foot", [24, 25]),
    ]
    assert told["counts"] == {
        "aspects": 2,
        "problems": 3,
        "tasks": 3,
        "measures": 7,
        "unfinished": 0,
    }


def test_figures_keep_zero_and_what_is_approximate():
    assert figures(read("13"))[2:] == [
        ("done", 2, "个", 6),
        ("measures", 4, "条", 6),
        ("disciplined", 0, "人", 6),
        ("disciplined", 3, "人次", 6),
        ("开展走访", "10余次", "次", 6),
        ("due", 50, "万元", 6),
        ("received", 46.5, "万元", 6),
        ("复核对象", "1,200余户", "户", 9),
        ("取消不符合条件的", 15, "户", 9),
    ]


def test_numbers_of_several_granularities_are_compared_with_the_right_level():
    told = read("10")

    assert [f["what"] for f in told["figures"][:5]] == [
        "aspects",
        "classes",
        "problems",
        "measures",
        "measures",
    ]
    assert told["counts"]["problems"] == 5


NOTICE = """某市某局党组关于巡察整改进展情况的通报
市委第一巡察组对市某局党组进行了巡察。
一、整改情况
{stated}
（一）业务方面
1.办事拖拉。
整改情况：一是公布时限。二是抽查。
整改未完成事项
针对“仓库搬迁”问题。
整改情况：未完成，因土地手续未办结。下一步，加快办理，预计2026年3月底前完成。
"""


def doubts_of(stated):
    """The doubts of the notice with a sentence of stated figures."""
    issues = read_text(NOTICE.format(stated=stated)).outline.issues
    return [(issue.place.row, issue.message) for issue in issues if issue.level == "doubt"]


def test_unfinished_thing_without_a_problem_is_kept_apart_with_all_it_tells():
    outline = read_text(NOTICE.format(stated="第9项“仓库搬迁”问题需要持续整改。")).outline

    (entry,) = outline.unplaced
    assert (entry.level, entry.number, entry.text) == ("task", 9, "仓库搬迁")
    fields = {name: str(value.value) for name, value in entry.fields.items()}
    assert fields == {
        "task_state": "in_progress",
        "unfinished_reason": "土地手续未办结",
        "next_step": "加快办理，预计2026年3月底前完成。",
        "expected_date": "2026-03-31",
    }


def test_everything_done_beside_something_open_is_a_doubt():
    told = doubts_of("2条整改措施全部完成。")

    assert any("还没有完成" in message and row == 4 for row, message in told)
    assert not any("对不上" in message for _, message in told)


def test_same_number_of_tasks_and_problems_is_a_doubt():
    told = doubts_of("梳理出7项整改任务。台账列出的7个问题已完成6个。")

    assert any("同一个数 7" in message for _, message in told)


def test_earlier_inspection_is_not_compared():
    told = doubts_of("对照上一轮巡察反馈的9个问题，举一反三。")

    assert not any("对不上" in message for _, message in told)


def test_due_and_received_are_compared_over_two_sentences():
    told = doubts_of("会费应收20万元。实收18万元，全部收齐。")

    assert any("相差 2万元" in message for _, message in told)


def test_more_left_open_than_told_is_a_doubt():
    told = doubts_of("反馈的5个问题已完成整改3个。")

    assert any("还有 2 项没有完成，文中写明没有完成的是 1 项" in message for _, message in told)
