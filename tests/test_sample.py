"""The sample as a whole: its figures by every road, its journal, and work for every role."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger import permissions
from ledger.models import Inspection, JournalEntry, User
from ledger.sample_accounts import PASSWORD, accounts
from ledger.signoff import offers
from ledger.verify import verify
from ledger.writing import fingerprint
from measures.correcting import edit_outcome
from measures.models import Measure, MeasureState, Outcome
from measures.queue import queue
from measures.sample.load import SampleRefused, is_loaded, load as load_sample
from problems.models import Problem, ProblemState, Task, TaskState
from reports.book import Book, end_of, link, load, meetings, outcomes, replayed
from reports.figures import count, figures
from reports.groups import by_aspect, by_department
from reports.integrity import check

pytestmark = pytest.mark.django_db

COUNTED = {
    "problems_total": 10,
    "problems_signed_off": 9,
    "problems_recurring": 3,
    "problem_list_total": 18,
    "problem_list_signed_off": 17,
    "suggestions_total": 3,
    "suggestions_signed_off": 3,
    "self_found_total": 0,
    "self_found_signed_off": 0,
    "tasks_total": 24,
    "tasks_signed_off": 23,
    "tasks_on_time": 23,
    "tasks_late": 0,
    "tasks_overdue": 0,
    "tasks_extended": 0,
    "tasks_continuing": 1,
    "tasks_unfinished": 1,
    "tasks_under_way": 0,
    "measures_total": 65,
    "measures_signed_off": 65,
    "measures_on_time": 65,
    "measures_late": 0,
    "measures_extended": 0,
    "measures_continuing": 0,
    "overdue": 0,
    "due_soon": 0,
    "normal": 0,
    "reviews_missed": 0,
    "stagnant": 0,
    "waiting": 0,
    "institutions": 17,
    "campaigns": 2,
    "funds_wan": "6.94",
    "funds_yuan": "69400.00",
    "people_dealt_with": 0,
    "meetings": 5,
    "supervision_visits": 5,
}


@pytest.fixture
def case(sample):
    """The real case."""
    return Inspection.objects.get(title="市委常规巡察市工商联党组")


@pytest.fixture
def practice(sample):
    """The practice ledger."""
    return Inspection.objects.get(title="演练台账")


def as_user(username):
    """A client logged in as a sample account."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def text_of(response):
    """A page's text without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_sample_figures_are_those_of_the_notice(case):
    assert {key: figure.value for key, figure in figures(case).items()} == COUNTED


def test_sample_figures_agree_with_a_direct_count(case):
    def one(query):
        with connection.cursor() as cursor:
            cursor.execute(query, [case.pk])
            return cursor.fetchone()[0]

    signed = "state = 'signed_off' AND inspection_id = %s"
    outcome = (
        "FROM measures_outcome o JOIN measures_measure m ON m.id = o.measure_id"
        " WHERE m.inspection_id = %s AND m.state = 'signed_off' AND o.confirmed_at IS NOT NULL"
    )
    counted = {
        "tasks_total": one("SELECT count(*) FROM problems_task WHERE inspection_id = %s"),
        "tasks_signed_off": one(f"SELECT count(*) FROM problems_task WHERE {signed}"),
        "measures_total": one("SELECT count(*) FROM measures_measure WHERE inspection_id = %s"),
        "measures_signed_off": one(f"SELECT count(*) FROM measures_measure WHERE {signed}"),
        "institutions": one(f"SELECT count(*) {outcome} AND o.kind = 'institution'"),
        "campaigns": one(f"SELECT count(*) {outcome} AND o.kind = 'campaign'"),
        "funds_wan": str(
            (Decimal(one(f"SELECT sum(o.yuan) {outcome}")) / 10000).quantize(Decimal("0.01"))
        ),
    }

    assert counted == {key: COUNTED[key] for key in counted}


def test_sample_figures_agree_in_json_and_on_the_dashboard(case):
    client = as_user("secretary")

    document = client.get(reverse("reports:ledger_json", args=[case.pk])).json()
    page = text_of(client.get(reverse("reports:dashboard", args=[case.pk])))

    assert document["figures"] == COUNTED
    assert "65 条措施全部销号，24 项任务已销号 23 项，1 项转持续整改" in page
    assert re.search(r"挽回资金 ?6\.94 万元", page)


def test_sample_figures_of_the_past_equal_a_replay_of_today(case, practice, sample):
    for inspection in (case, practice):
        now = load(inspection)
        past = Book(inspection, sample, now.aspects, history=now.history)
        past.problems, past.tasks, past.measures = replayed(past)
        link(past)
        rows = [*past.problems, *past.tasks, *past.measures]
        past.history.entered(end_of(sample), rows)
        past.outcomes, past.meetings = outcomes(past, True), meetings(past, True)
        assert count(past) == count(now)


def test_outcome_of_the_past_has_the_level_it_had_then(case):
    day = timezone.localdate() - datetime.timedelta(1)
    row = Outcome.objects.get(pk=load(case, day).outcomes[0].pk)
    office = User.objects.get(username="office")
    values = {"disclosure": "public"}
    given = {"actor": office, "seen": fingerprint(row), "reason": "范围有误"}

    edit_outcome(row, values, **given)

    levels = [{o.pk: o.disclosure for o in load(case, on).outcomes} for on in (day, None)]
    assert [level[row.pk] for level in levels] == ["", "public"]


def test_sample_groups_add_up(practice):
    book = load(practice)

    sums = [
        sum(group.measures for group in rows) for rows in (by_department(book), by_aspect(book))
    ]

    assert sums == [65, 65]


def test_sample_journals_and_ledgers_hold(sample):
    assert verify() == []
    assert [str(fault) for fault in check() if fault.check != "files"] == []


def test_sample_journal_runs_forward_in_time(sample):
    for inspection in Inspection.objects.all():
        entries = JournalEntry.objects.filter(head__inspection=inspection).order_by("sequence")
        times = list(entries.values_list("at", flat=True))
        assert times == sorted(times)


@pytest.mark.parametrize(
    ("model", "states"),
    [(Measure, MeasureState), (Task, TaskState), (Problem, ProblemState)],
)
def test_practice_ledger_has_every_state(practice, model, states):
    found = set(model.objects.filter(inspection=practice).values_list("state", flat=True))

    assert found == set(states.values)


def test_practice_ledger_has_late_and_due_measures_and_an_objection(practice):
    counted = figures(practice)
    objected = Measure.objects.filter(inspection=practice).exclude(objection="")

    assert counted["overdue"].value > 0
    assert counted["due_soon"].value > 0
    assert objected.count() == 1


WORKERS = [
    name
    for name, _ in accounts()
    if name.startswith(("handler-", "head-", "office", "lead", "secretary", "dual"))
]


@pytest.mark.parametrize("username", WORKERS)
def test_every_worker_finds_something_to_do(sample, username):
    assert queue(User.objects.get(username=username), sample).count > 0


def test_supervisor_can_reopen_and_object(practice):
    user = User.objects.get(username="supervisor")
    standing = permissions.standing(user, practice.organization)
    done = Measure.objects.filter(inspection=practice, state="signed_off")
    done = done.select_related("inspection__organization").first()

    assert [row.action for row in offers(done, standing)] == ["reopen"]


def test_loading_again_changes_nothing(sample, capsys):
    call_command("load_sample")  # which also publishes the notice: see tests/notice
    before = JournalEntry.objects.count()

    call_command("load_sample")

    assert is_loaded()
    assert JournalEntry.objects.count() == before


def test_sample_accounts_log_in_with_the_sample_password(sample):
    user = User.objects.get(username="handler-hyb")

    assert user.check_password(PASSWORD)


def test_login_page_shows_the_sample_accounts(sample):
    page = Client().get("/login/").content.decode()

    assert all(name in page for name, _ in accounts())


def test_sample_is_refused_in_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(SampleRefused, match="正式环境"):
        load_sample()


def test_login_page_of_a_production_installation_shows_no_accounts(sample, settings):
    settings.PRODUCTION = True

    page = Client().get("/login/").content.decode()

    assert PASSWORD not in page
