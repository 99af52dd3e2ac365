"""Load the sample: two organizations, three ledgers and the accounts of every role."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ledger import journal
from ledger.models import Inspection, Organization
from ledger.writing import change
from problems.models import Aspect, Feedback, Problem

from . import history
from .build import (
    Ledger,
    make_group,
    make_inspection,
    make_meetings,
    make_problems,
    make_tasks,
    make_words,
)
from .people import FOUNDED, Register, make_main, make_organization, make_other
from .practice import OTHER_PLAN, PLAN, Calendar, Practice, dated, other_dated
from .script import moment

FOLDER = Path(__file__).parent
OVERSEER = "市委巡察办"
CASE = "case.toml"

# What the rooms above add to the loaded sample: functions that may be called again at any time, and
# return a sentence where something of it could not be done. They register in AppConfig.ready().
AFTER = []


class SampleRefused(Exception):
    """Why the sample is not loaded; ``str()`` is the sentence."""


def read(name):
    """The data of one file."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def is_loaded():
    """Whether the sample is here already."""
    return Organization.objects.filter(is_sample=True).exists()


def load(today=None):
    """Load everything in one transaction, with the practice ledger's dates around ``today``.

    Raises SampleRefused in production.
    """
    if settings.PRODUCTION:
        raise SampleRefused("正式环境不能装入示例数据。")
    calendar = Calendar(today or timezone.localdate())
    case, other = read(CASE), read("other.toml")
    with journal.one_act():
        register = Register()
        overseer = make_organization(OVERSEER, OVERSEER)
        main = make_main(case["organization"], register, overseer)
        make_words(main, case["words"], FOUNDED)
        earlier, previous = make_earlier(main, case["previous"])
        load_case(main, case, earlier, previous)
        load_practice(main, dated(case, calendar), calendar)
        small = make_other(other["organization"], register, overseer)
        load_other(small, other_dated(other, calendar), calendar)


def case():
    """The ledger of the real case, or None where it is not loaded."""
    title = read(CASE)["inspection"]["title"]
    rows = Inspection.objects.select_related("organization")
    return rows.filter(organization__is_sample=True, title=title).first()


def make_earlier(organ, data):
    """The earlier inspection, closed, with those of its problems that came back."""
    values = {name: data[name] for name in ("title", "team", "round", "feedback_date")}
    values |= {"period_start": data["feedback_date"], "period_end": data["period_end"]}
    inspection = make_inspection(organ, values).inspection
    ledger = Ledger(inspection, organ)
    day = inspection.feedback_date
    feedback = Feedback(
        inspection=inspection, kind="opinion", title=f"{data['round']}反馈意见", date=day
    )
    ledger.put(feedback, day)
    aspect = ledger.put(Aspect(feedback=feedback, number=1, title="本轮再次出现的问题"), day)
    found = {}
    for row in data["problems"]:
        problem = Problem(
            inspection=inspection,
            feedback=feedback,
            aspect=aspect,
            number=row["number"],
            text=row["text"],
        )
        found[row["number"]] = ledger.put(problem, day)
    close(organ, inspection)
    return found, inspection


def close(organ, inspection):
    """Asked for by the office, confirmed by the secretary."""
    office, secretary = organ.person("office"), organ.person("secretary")
    asked, closed = moment(inspection.period_end, "10:00"), moment(inspection.period_end, "16:00")
    values = {"closing_asked_at": asked, "closing_asked_by": office}
    change(inspection, "ask_closing", actor=office, role="office", values=values, at=asked)
    values = {"closed_at": closed, "closed_by": secretary}
    change(inspection, "close", actor=secretary, role="secretary", values=values, at=closed)


def load_case(organ, data, earlier, previous):
    """The real case, finished as of 2024-01-31."""
    ledger = make_inspection(organ, data["inspection"], previous)
    make_problems(ledger, data["feedback"], earlier)
    make_tasks(ledger, data["tasks"], ledger.inspection.feedback_date)
    make_group(ledger, data["group"], ledger.inspection.feedback_date)
    history.play(ledger, data["meetings"], make_meetings)


def load_practice(organ, data, calendar):
    """The practice ledger; it follows the real case as a next inspection would."""
    earlier = Inspection.objects.filter(organization=organ.organization).latest("feedback_date")
    ledger = make_inspection(organ, data["inspection"], earlier)
    for document in data["feedback"]:
        for chapter in document["aspects"]:
            for row in chapter["problems"]:
                row.pop("carried_over_from", None)
    make_problems(ledger, data["feedback"])
    make_tasks(ledger, data["tasks"], calendar.day(PLAN))
    make_group(ledger, data["group"], calendar.day(PLAN))
    Practice(ledger, calendar).play(data["meetings"], make_meetings)


def load_other(organ, data, calendar):
    """The second organization's small ledger."""
    ledger = make_inspection(organ, data["inspection"])
    make_problems(ledger, data["feedback"])
    make_tasks(ledger, data["tasks"], calendar.day(OTHER_PLAN))
    Practice(ledger, calendar).play()
