"""What a draft says of itself is no finding, in whatever state the ledger is."""

import contextlib
import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from problems.models import Problem, Task
from reports import checking
from reports.drafting import drafted
from reports.freezing import freeze
from reports.models import NoticeStyle
from reports.notice.checks.case import Case
from reports.notice.checks.finding import find
from reports.notice.passages import seen
from reports.revising import save_text
from tests.factories import TODAY, make_measure, make_task
from tests.notice.world import CONTACT, World, passage, public

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + datetime.timedelta(days=90)
GOING = {
    "stage_goal": "完成核对",
    "review_date": LATER,
    "expected_date": LATER,
    "next_step": "逐户核对",
}
REASON = {"unfinished_reason": "涉及单位较多，需要逐户核对"}
STANDS = {  # what a task may be: its values, and the states of its measures
    "done": ({"state": "signed_off"}, ("signed_off", "signed_off")),
    "done without measures": ({"state": "signed_off"}, ()),
    "open": ({}, ("in_progress", "not_started")),
    "open in part": ({}, ("signed_off", "in_progress")),
    "open with all done": (REASON, ("signed_off", "signed_off")),
    "submitted": ({"state": "submitted"}, ("signed_off",)),
    "open without measures": ({}, ()),
    "continuing": ({"state": "continuing", **GOING, **REASON}, ("signed_off", "in_progress")),
    "continuing with all done": ({"state": "continuing", **GOING, **REASON}, ("signed_off",)),
    "overdue": ({"deadline": TODAY}, ("in_progress",)),
    "overdue with all done": ({"deadline": TODAY, **REASON}, ("signed_off",)),
    "done with a measure left": ({"state": "signed_off", **REASON}, ("in_progress",)),
    "done with one left overdue": ({"state": "signed_off", **REASON}, ("overdue", "signed_off")),
}
WORDS = ("窗口办事排队时间长", "接待群众不够热情", "档案材料不齐全")
DONE = ("增设办事窗口", "公开办事流程", "开展业务培训", "整理历年档案", "落实首问负责", "更新标识")


class Ledger:
    """Two problems, the tasks of which can be in any state."""

    def __init__(self):
        self.world = World(CONTACT)
        first = self.world.problem
        same = {"inspection": first.inspection, "feedback": first.feedback}
        self.problems = [
            first,
            Problem.objects.create(
                number=2, aspect=first.aspect, text="内部", **same, **public("服务意识不强")
            ),
        ]

    def add(self, number, name, problem, **values):
        """A task that stands in one of the ways."""
        given, states = STANDS[name]
        told = {"deadline": LATER, **public(WORDS[number % 3]), **given, **values}
        task = make_task(problem.inspection, problem=problem, number=number, **told)
        for place, state in enumerate(states):
            late = {"state": "in_progress", "deadline": TODAY}
            rows = late if state == "overdue" else {"state": state, "deadline": LATER}
            make_measure(task, **rows, **public(DONE[(number * 2 + place) % 6]))
        return task


def findings(inspection, **style):
    """What the checks find in a draft of today, in either style."""
    today = timezone.localdate()
    data, _ = freeze(inspection, today)
    found = []
    for heading in ("own_line", "run_in"):
        worded = NoticeStyle(contact=CONTACT, problem_heading=heading, **style)
        found += find(Case(drafted(data, worded, today), data, today, begun=()))
    return [(one.code, one.quote, one.says) for one in found]


@contextlib.contextmanager
def undone():
    """What is done to the ledger inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ledger():
    return Ledger()


@pytest.mark.parametrize("first", STANDS)
def test_draft_of_any_two_states_has_no_finding(first, ledger):
    ledger.add(2, first, ledger.problems[0])
    for second in STANDS:
        with undone():
            ledger.add(3, second, ledger.problems[1])
            found = findings(ledger.world.inspection)

        assert (second, found) == (second, [])


@pytest.mark.parametrize("name", STANDS)
def test_draft_with_a_shared_or_internal_task_has_no_finding(name, ledger):
    for disclosure in ("public", "party"):
        with undone():
            task = ledger.add(2, name, ledger.problems[0], disclosure=disclosure)
            task.also_addresses.add(ledger.problems[1])
            found = findings(ledger.world.inspection)

        assert (disclosure, found) == (disclosure, [])


@pytest.mark.parametrize("name", STANDS)
def test_draft_with_what_was_voided_has_no_finding(name, ledger):
    ledger.add(2, name, ledger.problems[1])
    gone = ledger.add(3, "continuing", ledger.problems[0])
    told = {"voided_at": timezone.now(), "voided_by": ledger.world.office, "void_reason": "重复"}
    gone.measures.update(**told)
    Task.objects.filter(pk=gone.pk).update(**told)

    assert findings(ledger.world.inspection) == []


def test_measures_of_one_task_are_called_done_only_where_they_are(ledger):
    ledger.add(2, "open with all done", ledger.problems[0])
    world = ledger.world
    world.snapshot = world.freeze()
    notice = world.begin()
    row = passage(notice, "text", -1)
    assert checking.open_findings(notice) == []
    for words, count in (
        ("第2项任务措施已全部完成，正在审核销号。", 0),
        ("第1项任务措施已全部完成，正在审核销号。", 1),
        ("整改措施已全部完成。", 1),
    ):
        fresh = passage(notice, "text", -1)
        save_text(notice, row.key, row.text + words, actor=world.office, shown=seen(fresh))
        found = [one for one in checking.open_findings(notice) if one.code == "overstated"]
        assert (words, len(found)) == (words, count)
