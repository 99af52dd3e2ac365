"""Plain functions that make the objects of a test."""

import datetime
import itertools

from django.utils import timezone

from ledger.editing import next_number
from ledger.models import Department, Inspection, Membership, Organization, User
from measures.models import Evidence, Measure, ProgressEntry
from problems.models import Aspect, Feedback, Problem, Task

count = itertools.count(1)
TODAY = datetime.date(2026, 3, 2)


def make_organization(**values):
    """An organization."""
    n = next(count)
    return Organization.objects.create(**{"name": f"单位{n}", "short_name": f"单位{n}", **values})


def make_department(organization, **values):
    """A department of ``organization``."""
    return Department.objects.create(
        organization=organization, **{"name": f"部门{next(count)}", **values}
    )


def make_user(organization, **values):
    """An account without roles."""
    n = next(count)
    names = {
        "username": f"user{n}",
        "name": f"同志{n}",
        "post": "干部",
        "personnel_number": f"P{n}",
    }
    return User.objects.create(organization=organization, **{**names, **values})


def make_member(organization, role, department=None, **values):
    """An account with one role."""
    user = make_user(organization, **values)
    Membership.objects.create(
        user=user, organization=organization, role=role, department=department
    )
    return user


def make_inspection(organization=None, **values):
    """An inspection with its default rules."""
    dates = {
        "feedback_date": TODAY,
        "period_start": TODAY,
        "period_end": TODAY + datetime.timedelta(days=90),
    }
    return Inspection.objects.create(
        organization=organization or make_organization(),
        **{"title": "巡察整改", "team": "第一巡察组", **dates, **values},
    )


def make_problem(inspection, **values):
    """A problem with a feedback and an aspect of its own."""
    feedback = Feedback.objects.create(
        inspection=inspection, kind="opinion", title="反馈意见", date=TODAY
    )
    aspect = Aspect.objects.create(feedback=feedback, number=1, title="方面")
    return Problem.objects.create(
        inspection=inspection,
        **{"feedback": feedback, "aspect": aspect, "number": 1, "text": "问题", **values},
    )


def make_task(inspection, **values):
    """A task with a lead and a department of its own unless given."""
    organization = inspection.organization
    made = {
        "problem": values.get("problem") or make_problem(inspection),
        "lead": values.get("lead") or make_member(organization, "lead"),
        "department": values.get("department") or make_department(organization),
    }
    plain = {"number": next_number(inspection.task_set), "text": "任务", "deadline": TODAY}
    return Task.objects.create(inspection=inspection, **{**plain, **values, **made})


def make_measure(task, **values):
    """A measure of ``task`` in its department."""
    plain = {"number": next_number(task.measures), "text": "措施", "deadline": TODAY}
    return Measure.objects.create(
        task=task,
        **{"inspection": task.inspection, "department": task.department, **plain, **values},
    )


def prove(measure, user):
    """Give the measure one progress entry and one evidence."""
    ProgressEntry.objects.create(measure=measure, text="已办", at=timezone.now(), by=user)
    evidence = Evidence.objects.create(
        inspection=measure.inspection,
        file="a.pdf",
        name="a.pdf",
        sha256="0" * 64,
        size=1,
        content_type="application/pdf",
        uploaded_at=timezone.now(),
        uploaded_by=user,
    )
    evidence.measures.add(measure)
