"""Texts brought in: what they say of states and progress, told and never taken for more."""

import re

import pytest
from django.urls import reverse

from measures.models import Measure
from problems.models import Problem, Task
from reports.intake import imports
from reports.intake.prose import read_text
from reports.models import LedgerImport

from .test_import_page import World, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]
NOTICE = """某单位关于巡察整改进展情况的通报
一、党的领导方面
（一）关于学习不经常的问题
整改情况：已完成。
1.制定学习计划，每月学习一次。
2.开展专题学习三次。
（二）关于调研不深入的问题
整改情况：已完成。
1.制定调研计划。
2.开展调研三次。
"""


def keep(world: World, text):
    """Bring a text in, with who leads and does what it leaves open."""
    url = reverse("reports:read", args=[world.inspection.pk])
    assert world.client.post(url, {"text": text, "keep": "1"}).status_code == 302
    row = LedgerImport.objects.latest("pk")
    row.answers |= {"lead": world.lead.pk, "department": world.rooms["办公室"].pk}
    row.save()
    return row


def differences(row):
    """What the text tells otherwise than the ledger."""
    return [issue.message for issue in imports.planned(row)[2].differences]


def test_state_told_by_a_text_is_told_and_not_imported(world):
    told = differences(keep(world, NOTICE))

    assert told == [
        f"任务 {number}：文件写“已完成”，导入后为“未启动”。销号须在系统里逐级办理。"
        for number in (1, 2)
    ]


def test_state_told_by_a_text_that_the_ledger_has_too_is_no_difference(world):
    row = keep(world, NOTICE)
    world.save(row)
    for model in (Measure, Task, Problem):
        model.objects.update(state="signed_off")

    assert differences(keep(world, NOTICE)) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("已完成", "signed_off"),
        ("整改到位", "signed_off"),
        ("基本完成", "in_progress"),
        ("尚未整改到位", "in_progress"),
        ("未全部整改到位", "in_progress"),
        ("长期坚持", "continuing"),
    ],
)
def test_words_of_a_state_become_its_code_and_are_kept(words, code):
    (task, _) = read_text(NOTICE.replace("已完成", words)).outline.walk("task")

    state = task.fields["task_state"]
    assert (state.value, words.endswith(state.text)) == (code, True)


def test_page_shows_a_state_in_the_words_of_the_text(world):
    url = reverse("reports:read", args=[world.inspection.pk])

    page = world.client.post(url, {"text": NOTICE}).content.decode()

    assert "文中状态：已完成" in page


PROGRESS = """某单位关于巡察整改进展情况的通报
一、党的领导方面
（一）学习不经常
整改措施：{measures}
整改情况：已学习三次。
"""


def test_progress_beside_one_measure_is_its_own():
    (measure,) = read_text(PROGRESS.format(measures="1.制定计划。")).outline.walk("measure")

    assert measure.fields["progress"].value == "已学习三次。"


def test_progress_of_several_measures_is_kept_in_words_and_said():
    outline = read_text(PROGRESS.format(measures="1.制定计划。2.每月学习。")).outline

    (problem,) = outline.walk("problem")
    assert "已学习三次。" in [passage.value for passage in problem.passages]
    assert not any("progress" in entry.fields for entry in outline.walk())
    assert any("没有写明是哪条措施" in issue.message for issue in outline.issues)


def test_text_posted_twice_makes_one_import(world):
    url = reverse("reports:read", args=[world.inspection.pk])
    page = world.client.post(url, {"text": NOTICE}).content.decode()
    (key,) = re.findall(r'name="once" value="([^"]+)"', page)
    form = {"text": NOTICE, "keep": "1", "once": key}

    first, second = (world.client.post(url, form) for _ in range(2))
    other = world.client.post(url, form | {"text": NOTICE.replace("三次", "四次")})

    assert first["Location"] == second["Location"]
    assert LedgerImport.objects.count() == 1
    assert other.status_code == 409
    assert key not in other.content.decode()


PLAN = """中共某市文联党组关于落实市委第三巡察组反馈意见的整改方案
一、党的领导方面
（一）关于“学习不经常”的问题
整改措施：1.制定计划。2.每月学习。
（二）关于调研不深入的问题
整改措施：1.制定调研计划。
"""


def test_plan_that_quotes_a_problem_means_that_problem():
    outline = read_text(PLAN).outline

    quoted, told = outline.walk("problem")
    assert (quoted.text, told.text) == ("学习不经常", "关于调研不深入的问题")
    assert "关于“学习不经常”的问题" in [passage.value for passage in quoted.passages]


@pytest.mark.parametrize(
    ("title", "team"),
    [
        ("中共某市文联党组关于落实市委第三巡察组反馈意见的整改方案", "市委第三巡察组"),
        ("市文联党组关于落实市委第三巡察组反馈意见的整改方案", "市委第三巡察组"),
        ("某局党委关于省委巡视组反馈意见的整改方案", "省委巡视组"),
        ("某公司关于集团党委第一巡察组反馈意见的整改方案", "集团党委第一巡察组"),
    ],
)
def test_team_is_named_without_whom_it_inspected(title, team):
    document = read_text(
        PLAN.replace("中共某市文联党组关于落实市委第三巡察组反馈意见的整改方案", title)
    )

    assert document.bodies["team"].value == team
