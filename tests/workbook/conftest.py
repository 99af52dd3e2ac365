"""A small ledger with everything a workbook has to cope with."""

import datetime

import pytest
from django.utils import timezone

from measures.models import ProgressEntry
from problems.models import Aspect, Feedback, Problem
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
)


def day(days):
    """A date counted from today."""
    return timezone.localdate() + datetime.timedelta(days=days)


class Ledger:
    """Two documents; tasks with three, one and no measures; problems with and without tasks."""

    def __init__(self):
        self.organization = make_organization(name="市商会", short_name="商会")
        self.inspection = make_inspection(self.organization, title="常规巡察")
        self.room = make_department(self.organization, name="办公室", order=1)
        self.other = make_department(self.organization, name="会员部", order=2)
        self.lead = make_member(self.organization, "lead", name="甲", post="副主席")
        self.handler = make_member(self.organization, "handler", self.room, name="乙", post="干事")
        self.office = make_member(self.organization, "office", name="丙", post="主任")
        self.opinion, self.study, self.style = self.document("opinion", "反馈意见书")
        self.listed, self.rest, _ = self.document("problem_list", "问题清单")
        self.one = self.problem(self.opinion, self.study, 1, "学习不够")
        self.two = self.problem(self.opinion, self.style, 2, "作风不实")
        self.bare = self.problem(self.listed, self.rest, 1, "没有任务的问题")
        self.task = self.make_task(self.one, 1, "加强学习")
        self.task.also_addresses.add(self.bare)
        self.empty = self.make_task(self.one, 2, "没有措施的任务")
        self.last = self.make_task(self.two, 3, "改进作风")
        self.measures = [
            self.make_measure(self.task, 1, "制定计划", deadline=day(-3), state="in_progress"),
            self.make_measure(self.task, 2, "组织学习", deadline=day(30), handler=self.handler),
            self.make_measure(
                self.task, 3, "坚持学习", deadline=None, kind="long_term", department=self.other
            ),
            self.make_measure(self.last, 1, "下基层", deadline=day(3), state="in_progress"),
        ]
        self.tell(self.measures[0], "旧进展", 2)
        self.tell(self.measures[0], "新进展", 1)

    def document(self, kind, title):
        """A document with two chapters."""
        row = Feedback.objects.create(
            inspection=self.inspection, kind=kind, title=title, date=day(-90)
        )
        chapters = [
            Aspect.objects.create(feedback=row, number=number, title=f"{title}第{number}方面")
            for number in (1, 2)
        ]
        return row, *chapters

    def problem(self, feedback, aspect, number, text, **values):
        """A problem of a chapter."""
        given = {"feedback": feedback, "aspect": aspect, "number": number, "text": text}
        return Problem.objects.create(inspection=self.inspection, **given, **values)

    def make_task(self, problem, number, text, **values):
        """A task of the lead and the office."""
        given = {"problem": problem, "number": number, "text": text}
        people = {"lead": self.lead, "department": self.room}
        return make_task(self.inspection, **given, **people, **values)

    def make_measure(self, task, number, text, **values):
        """A measure."""
        return make_measure(task, number=number, text=text, **values)

    def tell(self, measure, text, days_ago):
        """Note progress of a past day."""
        at = timezone.now() - datetime.timedelta(days=days_ago)
        ProgressEntry.objects.create(measure=measure, text=text, at=at, by=self.handler)


@pytest.fixture
def ledger():
    return Ledger()
