"""Words of being in time where the ledger knows of something overdue."""

import datetime

import pytest
from django.utils import timezone

from measures.models import Measure
from problems.models import Problem, Task
from reports import checking, drafting, revising
from reports.notice.passages import seen
from tests.factories import TODAY, make_measure, make_task
from tests.notice.world import CONTACT, World, passage, public

pytestmark = pytest.mark.django_db


def told(world, text, kind="text", place=0):
    """(what is found, as whose) after words were put at the end of a passage."""
    world.snapshot = world.freeze()
    notice = world.begin()
    assert checking.open_findings(notice) == []
    row = passage(notice, kind, place)
    revising.save_text(notice, row.key, row.text + text, actor=world.office, shown=seen(row))
    return [(one.code, one.quote, one.says) for one in checking.open_findings(notice)]


@pytest.fixture
def world():
    """A ledger with a second problem, whose task is public and has nothing overdue."""
    world = World(CONTACT)
    first = world.problem
    second = Problem.objects.create(
        inspection=world.inspection,
        feedback=first.feedback,
        aspect=first.aspect,
        number=2,
        text="内部原文",
        **public("服务态度生硬"),
    )
    world.second = make_task(world.inspection, problem=second, number=2, **public("接待不热情"))
    later = timezone.localdate() + datetime.timedelta(days=90)
    Task.objects.update(deadline=later)
    Measure.objects.update(deadline=later)
    return world


@pytest.mark.parametrize("words", ["按计划推进", "按时限推进", "有序推进", "按照整改计划落实"])
def test_whole_is_not_in_time_while_something_is_overdue(words, world):
    make_measure(world.task, number=2, deadline=TODAY)

    says = f"1条措施已逾期，不能说“{words}”。"
    assert told(world, f"各项整改措施{words}。") == [("overdue_hidden", words, says)]


def test_item_with_an_overdue_measure_is_not_in_time(world):
    make_measure(world.second, deadline=TODAY)
    world.snapshot = world.freeze()
    notice = world.begin()
    row = next(r for r in drafting.passages_of(notice) if "接待不热情" in r.text)
    text = "针对“接待不热情”问题。整改情况：正在按计划推进。"
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))

    found = {one.code: one.says for one in checking.open_findings(notice)}

    says = "第2项任务的1条措施已逾期，不能说“按计划推进”。"
    assert found == {"overdue_hidden": says, "unbound": found["unbound"]}


@pytest.mark.parametrize("words", ["没有按计划推进的抓紧整改。", "“按计划推进”的要求已经传达。"])
def test_denied_and_quoted_words_pass(words, world):
    make_measure(world.task, number=2, deadline=TODAY)

    assert told(world, f"整改措施{words}") == []


def test_nothing_is_overdue_and_all_may_be_in_time(world):
    assert told(world, "各项整改措施按计划推进。") == []
