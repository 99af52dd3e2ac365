"""Ledgers of a test of papers: an empty one, and one whose every text is a canary."""

import datetime

from django.utils import timezone

from ledger.models import Organization
from measures.models import Meeting, Outcome
from problems.models import Aspect, Feedback, Problem
from reports.book import load
from reports.papers import PAPERS
from tests.factories import (
    TODAY,
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
)

ITEM_TEXTS = ("text", "public_text")
TASK_TEXTS = (
    "goal",
    "acceptance",
    "effect",
    "unfinished_reason",
    "next_step",
    "stage_goal",
)
LEVELS = {
    "public": {"disclosure": "public"},
    "party": {"disclosure": "party"},
    "withheld": {
        "disclosure": "withheld",
        "withholding_reason": "sensitive",
        "withholding_explanation": "原因甲",
    },
    "unset": {},
}


def paper(slug, inspection, chosen=None, as_of=None):
    """One paper of a ledger."""
    return PAPERS[slug].compose(load(inspection, as_of), chosen)


def text_of(slug, inspection, chosen=None, as_of=None):
    """All that a paper prints, paragraph by paragraph, in one string."""
    return "\n".join(paper(slug, inspection, chosen, as_of).paragraphs())


def make_empty():
    """A ledger on the day of its feedback: nothing in it yet."""
    organization = make_organization(name="市示范局", short_name="示范局")
    return make_inspection(organization, round="五届市委常规巡察")


def make_opinion(inspection):
    """The feedback opinion with a chapter."""
    opinion = Feedback.objects.create(
        inspection=inspection, kind="opinion", title="反馈意见", date=TODAY
    )
    return Aspect.objects.create(feedback=opinion, number=1, title="履行职责方面")


def make_problem(aspect, number, **values):
    """A problem of the chapter."""
    inspection = aspect.feedback.inspection
    given = {"inspection": inspection, "feedback": aspect.feedback, "aspect": aspect}
    return Problem.objects.create(number=number, **{"text": "问题", **given, **values})


def canary(*parts):
    """A word that stands nowhere else."""
    return f"鸟{'·'.join(map(str, parts))}鸟"


def texts(names, *parts):
    """Canaries for the fields of an item."""
    return {name: canary(*parts, name) for name in names}


class Canaries:
    """A ledger in which problem, task and measure have every level, and every text is a canary.

    ``planted`` maps each canary to the levels of the item and of all above it.
    """

    def __init__(self):
        self.inspection = make_empty()
        organization = self.inspection.organization
        self.lead = make_member(organization, "lead", post="分管领导")
        self.room = make_department(organization)
        self.office = make_member(organization, "office")
        self.planted, self.tasks, self.outcomes = {}, 0, []
        aspect = make_opinion(self.inspection)
        for number, level in enumerate(LEVELS, 1):
            self.problem(aspect, number, level)
        Outcome.objects.bulk_create(self.outcomes)

    def plant(self, found, *levels):
        """Note canaries with the levels that they are under."""
        self.planted |= dict.fromkeys(found.values(), frozenset(levels))
        return found

    def problem(self, aspect, number, level):
        """A problem with a task of each level under it."""
        told = self.plant(texts(ITEM_TEXTS, "问题", level), level)
        problem = make_problem(aspect, number, **told, **LEVELS[level])
        for own in LEVELS:
            self.task(problem, level, own)

    def task(self, problem, above, level):
        """A task with a measure of each level, and a meeting on it."""
        self.tasks += 1
        continuing = self.tasks % 2
        names = [*ITEM_TEXTS, *(n for n in TASK_TEXTS if continuing or n != "stage_goal")]
        told = self.plant(texts(names, "任务", above, level), above, level)
        if continuing:
            told |= {"state": "continuing", "review_date": TODAY + datetime.timedelta(days=90)}
        given = {"lead": self.lead, "department": self.room, "number": self.tasks}
        task = make_task(self.inspection, problem=problem, **given, **told, **LEVELS[level])
        for number, own in enumerate(LEVELS, 1):
            self.measure(task, number, (above, level, own))
        subject = self.plant({"subject": canary("会议", above, level)}, above, level)
        day = {"kind": "thematic", "date": TODAY}
        Meeting.objects.create(inspection=self.inspection, **day, **subject).tasks.add(task)

    def measure(self, task, number, levels):
        """A measure that is signed off, with an outcome of each level."""
        names = (*ITEM_TEXTS, "acceptance")
        told = self.plant(texts(names, "措施", *levels), *levels)
        given = {"number": number, "state": "signed_off"}
        measure = make_measure(task, **given, **told, **LEVELS[levels[-1]])
        for own in LEVELS:
            title = self.plant({"title": canary("成效", *levels, own)}, *levels, own)
            by = {"confirmed_at": timezone.now(), "confirmed_by": self.office}
            kind = {"kind": "institution", "date": TODAY}
            self.outcomes.append(Outcome(measure=measure, **title, **by, **kind, **LEVELS[own]))

    def under(self, *levels):
        """The canaries under any of these levels."""
        return {text for text, found in self.planted.items() if found & set(levels)}


def make_superior(inspection, name="市委巡察机构"):
    """An inspecting body above the organ."""
    organization = inspection.organization
    organization.parent = Organization.objects.create(name=name, short_name=name)
    organization.save()
    return organization.parent
