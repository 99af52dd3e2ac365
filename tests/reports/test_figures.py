"""Every number: recounted by hand on days of the past, and the same by every road."""

import datetime
import io
import json
import random
import re
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ledger import journal
from ledger.closing import change_inspection
from ledger.models import Inspection, User
from measures.models import Measure, Outcome
from reports import workbook
from reports.book import load
from reports.burn_down import burn_down
from reports.figures import figures
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.reports.recount import Recount

pytestmark = pytest.mark.django_db
TITLES = ("市委常规巡察市工商联党组", "演练台账")


def values(inspection, day=None):
    """Key → value."""
    return {key: figure.value for key, figure in figures(inspection, day).items()}


def ledger_named(title):
    return Inspection.objects.select_related("organization").get(title=title)


@pytest.mark.parametrize("title", TITLES)
def test_figures_of_twenty_random_days_equal_a_recount(sample, title):
    inspection = ledger_named(title)
    span = (sample - inspection.feedback_date).days
    chosen = random.Random(title).sample(range(span + 1), min(20, span))
    days = [inspection.feedback_date + datetime.timedelta(days=n) for n in chosen]
    wrong = {
        day: (found, told)
        for day in days
        if (found := values(inspection, day)) != (told := Recount(inspection, day).figures())
    }

    assert wrong == {}


@pytest.mark.parametrize("title", TITLES)
def test_figures_of_today_equal_a_recount(sample, title):
    inspection = ledger_named(title)

    assert values(inspection) == Recount(inspection, sample).figures()


@pytest.mark.parametrize("title", TITLES)
def test_parts_of_a_figure_add_up_to_the_whole(sample, title):
    found = values(ledger_named(title))

    for level in ("tasks", "measures"):
        assert found[f"{level}_signed_off"] == found[f"{level}_on_time"] + found[f"{level}_late"]
    parts = ("measures_signed_off", "normal", "due_soon", "overdue")
    assert sum(found[key] for key in parts) == found["measures_total"]


@pytest.mark.parametrize("title", TITLES)
def test_every_figure_has_its_rule_and_as_many_rows_as_it_says(sample, title):
    for figure in figures(ledger_named(title)).values():
        assert figure.rule and "。" not in figure.rule
        if figure.key not in ("funds_wan", "funds_yuan", "people_dealt_with"):
            assert figure.value == len(figure.rows)


@pytest.mark.parametrize("title", TITLES)
def test_ledger_page_shows_as_many_measures_as_the_figure_says(sample, title):
    inspection, client = ledger_named(title), Client()
    client.force_login(User.objects.get(username="office"))
    wrong = {}
    for figure in figures(inspection).values():
        if figure.query and figure.unit == "条":
            page = client.get(reverse("reports:ledger", args=[inspection.pk]) + f"?{figure.query}")
            if page.context["page"].shown != figure.value:
                wrong[figure.key] = (figure.value, page.context["page"].shown)

    assert wrong == {}


@pytest.mark.parametrize("title", TITLES)
def test_workbook_json_command_and_notice_tell_the_same_figures(sample, title):
    inspection, client = ledger_named(title), Client()
    client.force_login(User.objects.get(username="office"))
    counted = values(inspection)

    sheet = load_workbook(io.BytesIO(workbook.export(inspection)))["统计"]
    document = client.get(reverse("reports:ledger_json", args=[inspection.pk])).json()
    notice = client.get(reverse("reports:notice", args=[inspection.pk]))
    out = io.StringIO()
    call_command("figures", str(inspection.pk), "--json", stdout=out)
    told = json.loads(out.getvalue())["figures"]

    printed = [row[1].value for row in sheet.iter_rows(min_row=4)]
    assert [Decimal(str(n)) for n in printed] == [Decimal(str(n)) for n in counted.values()]
    assert document["figures"] == counted
    assert {key: row["value"] for key, row in told.items()} == counted
    assert {row["key"]: row["value"] for row in notice.context["figures"]} == counted


@pytest.mark.parametrize("rows", [1, 6])
def test_figures_of_the_past_take_the_same_queries_whatever_the_rows(
    rows, django_assert_num_queries
):
    inspection = make_inspection()
    inspection.organization.is_sample = True
    then = timezone.now() - datetime.timedelta(days=30)
    for _ in range(rows):
        measure = make_measure(make_task(inspection))
        for row in (measure.task.problem, measure.task, measure):
            row.inspection = inspection
            changes = journal.difference({}, journal.fields(row))
            journal.record(row, "create", actor=None, role="system", changes=changes, at=then)
    day = timezone.localdate() - datetime.timedelta(days=3)

    with django_assert_num_queries(5):
        found = figures(inspection, day)

    assert found["measures_total"].value == rows


def test_threshold_changed_later_leaves_the_figures_of_the_past(sample):
    inspection = ledger_named("演练台账")
    day = sample - datetime.timedelta(days=2)
    before = values(inspection, day)

    office = User.objects.get(username="office")
    change_inspection(inspection, {"due_soon_days": 30, "stagnant_days": 1}, actor=office)
    inspection.refresh_from_db()

    assert values(inspection, day) == before
    assert values(inspection)["due_soon"] != before["due_soon"]


def confirmed(measure, user, then, **kept):
    """An outcome noted and confirmed at a moment."""
    row = Outcome.objects.create(
        measure=measure, date=then.date(), confirmed_at=then, confirmed_by=user, **kept
    )
    changes = journal.difference({}, journal.fields(row))
    journal.record(row, "create", actor=None, role="system", changes=changes, at=then)
    return row


def enter(row, action, then, states=("", "")):
    """Write what a row is into the journal at a moment."""
    changes = journal.difference({}, journal.fields(row))
    given = {"actor": None, "role": "system", "changes": changes, "at": then}
    journal.record(row, action, states=states, **given)


def test_measure_reopened_later_keeps_its_outcomes_in_the_past():
    inspection = make_inspection()
    inspection.organization.is_sample = True
    user = make_member(inspection.organization, "office")
    measure = make_measure(make_task(inspection), state="signed_off")
    now = timezone.now()
    then = now - datetime.timedelta(days=20)
    for row in (measure.task.problem, measure.task, measure):
        row.inspection = inspection
        enter(row, "create", then)
    enter(measure, "sign_off", then, ("reviewed", "signed_off"))
    confirmed(measure, user, then, kind="funds", title="追缴", yuan=Decimal("69450.05"))
    Measure.objects.update(state="in_progress")
    measure.state = "in_progress"
    enter(measure, "reopen", now - datetime.timedelta(days=5), ("signed_off", "in_progress"))

    days = [timezone.localdate(now - datetime.timedelta(days=n)) for n in (21, 10, 5, 0)]
    told = [
        (found["measures_signed_off"], found["funds_yuan"], found["funds_wan"])
        for found in (values(inspection, day) for day in days)
    ]

    assert told == [(0, "0.00", "0.00"), (1, "69450.05", "6.95"), *[(0, "0.00", "0.00")] * 2]


def test_burn_down_of_a_reopened_measure_keeps_the_days_on_which_it_was_done():
    inspection = make_inspection(
        period_start=timezone.localdate() - datetime.timedelta(days=28),
        feedback_date=timezone.localdate() - datetime.timedelta(days=28),
        period_end=timezone.localdate() + datetime.timedelta(days=7),
    )
    inspection.organization.is_sample = True
    measure = make_measure(make_task(inspection), state="in_progress")
    measure.inspection = inspection
    now = timezone.now()
    enter(measure, "create", now - datetime.timedelta(days=27))
    done = now - datetime.timedelta(days=20)
    enter(measure, "sign_off", done, ("reviewed", "signed_off"))
    again = now - datetime.timedelta(days=10)
    enter(measure, "reopen", again, ("signed_off", "in_progress"))

    points = burn_down(load(inspection))

    assert [point.actual for point in points] == [1, 1, 0, 1, 1, None]


def test_command_prints_each_figure_with_its_rule(sample, capsys):
    inspection = ledger_named("市委常规巡察市工商联党组")

    call_command("figures", str(inspection.pk), "--as-of", "2024-01-31")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(values(inspection))
    assert any(re.match(r"整改措施　65 条　（全部整改措施，作废的不计）", line) for line in lines)


@pytest.mark.parametrize(
    "given", [["0"], ["1", "--as-of", "2024-02-30"], ["1", "--as-of", "2999-01-01"]]
)
def test_command_refuses_a_ledger_or_day_that_is_none(sample, given):
    number = given[0] if given[0] == "0" else str(ledger_named("演练台账").pk)

    with pytest.raises(CommandError):
        call_command("figures", number, *given[1:])
