"""The overview: what an overseer sees of the organizations below, and in which order."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger import journal
from ledger.models import Inspection
from reports import summaries
from reports.models import InspectionSummary
from reports.views import overview as page
from tests.factories import make_inspection, make_member, make_organization, make_user

pytestmark = pytest.mark.django_db
PATH = "/overview/"


@pytest.fixture
def world(client):
    """An office of overseers, with its client logged in."""
    above = make_organization(name="市委巡察办公室", short_name="巡察办")
    client.force_login(make_member(above, "overseer"))
    return above


def make_ledger(above, name, **figures):
    """A ledger of an organization of its own, with a summary that says these figures."""
    organization = make_organization(parent=above, name=f"{name}党组", short_name=name)
    facts = {key: figures.pop(key) for key in ("title", "round", "period_end") if key in figures}
    inspection = make_inspection(organization, **facts)
    journal.record(inspection, "create", actor=None, role="system", changes={})
    told = {"measures_total": 10, **figures}
    InspectionSummary.objects.filter(inspection=inspection).update(**told)
    return inspection


def close(inspection):
    """The ledger is closed."""
    asked, confirmed = (make_user(inspection.organization) for _ in range(2))
    now = timezone.now()
    values = {"closing_asked_at": now, "closing_asked_by": asked}
    values |= {"closed_at": now, "closed_by": confirmed}
    Inspection.objects.filter(pk=inspection.pk).update(**values)


def shown(client, query=""):
    """The organizations of the rows, in their order."""
    return [row.organization.short_name for row in client.get(f"{PATH}{query}").context["rows"]]


def days_ago(number):
    return timezone.now() - datetime.timedelta(days=number)


def test_ledgers_are_ranked_by_what_needs_attention(client, world):
    late = datetime.date(2027, 1, 1)
    make_ledger(world, "平稳", period_end=late)
    make_ledger(world, "先到期")
    make_ledger(world, "临期", due_soon=3)
    make_ledger(world, "停滞", stagnant=2)
    make_ledger(world, "等三天", waiting=9, waiting_since=days_ago(3))
    make_ledger(world, "等九天", waiting=1, waiting_since=days_ago(9))
    make_ledger(world, "逾期一条", overdue=1)
    make_ledger(world, "逾期四条", overdue=4)
    close(make_ledger(world, "办结", overdue=9))

    assert shown(client) == [
        "逾期四条",
        "逾期一条",
        "等九天",
        "等三天",
        "停滞",
        "临期",
        "先到期",
        "平稳",
        "办结",
    ]
    assert "先比逾期措施多少，再比谁的审批等得最久" in client.get(PATH).content.decode()


def test_overseer_sees_the_organizations_below_and_no_others(client, world):
    make_ledger(world, "本级")
    make_ledger(make_organization(), "别处", overdue=7)
    make_ledger(Inspection.objects.get(organization__short_name="本级").organization, "再下级")
    make_inspection(world)

    answer = client.get(PATH)

    assert shown(client) == ["本级"]
    assert answer.context["total"]["overdue"] == 0
    assert answer.context["total"]["view_"] == 1


@pytest.mark.parametrize("role", ["office", "secretary", "supervisor", "auditor", "lead"])
def test_nobody_else_opens_the_overview(client, world, role):
    organization = make_ledger(world, "本级").organization
    client.force_login(make_member(organization, role))

    answer = client.get(PATH)

    assert answer.status_code == 403
    assert "本级" not in answer.content.decode().partition("<main")[2]


def test_sums_are_of_all_that_is_asked_for_and_pressing_ones_of_open_ledgers(client, world):
    make_ledger(world, "甲", overdue=2, stagnant=1, measures_signed_off=4, waiting=1)
    make_ledger(world, "乙", overdue=3, due_soon=5, measures_signed_off=6)
    close(make_ledger(world, "丙", overdue=9, waiting=9, measures_signed_off=10))

    total = client.get(PATH).context["total"]
    asked = client.get(f"{PATH}?q=乙").context["total"]

    figures = ("view_", "view_open", "view_overdue", "overdue", "stagnant", "due_soon", "waiting")
    assert [total[name] for name in figures] == [3, 2, 2, 5, 1, 5, 1]
    assert (total["measures_signed_off"], total["measures_total"]) == (20, 30)
    assert [asked[name] for name in figures] == [1, 1, 1, 3, 0, 5, 0]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=档案", ["市档案馆"]),
        ("?q=第三轮", ["市科协"]),
        ("?q=第三轮+档案", []),
        ("?show=open", ["市科协", "市档案馆"]),
        ("?show=overdue", ["市科协"]),
        ("?show=stagnant", []),
        ("?show=waiting", []),
        ("?show=closed", ["市文联"]),
        ("?show=open&q=科协", ["市科协"]),
    ],
)
def test_ledgers_are_found_by_name_round_and_state(client, world, query, names):
    make_ledger(world, "市档案馆")
    make_ledger(world, "市科协", round="第三轮", overdue=1)
    close(make_ledger(world, "市文联", overdue=2))

    assert shown(client, query) == names


def test_organizations_without_a_ledger_are_named(client, world):
    make_ledger(world, "市科协")
    for name in ("市档案馆", "市文联"):
        make_organization(parent=world, name=f"{name}党组", short_name=name)

    first = client.get(PATH).content.decode()
    listed = client.get(f"{PATH}?show=none&q=文联")

    assert "没有台账的单位 2 个" in first
    assert "市档案馆" in first
    assert [row.short_name for row in listed.context["page"]] == ["市文联"]
    assert "没有台账的单位 1 个" in listed.content.decode()


def test_row_leads_to_the_ledger_its_dashboard_and_the_rows_behind(client, world):
    inspection = make_ledger(world, "市科协", overdue=1, stagnant=1, waiting=1)

    text = client.get(PATH).content.decode()

    base = f"/inspections/{inspection.pk}/"
    for path in ("", "dashboard/", "?light=overdue", "?stagnant=1", "figure/?figure=waiting"):
        assert f'href="{base}{path}"' in text
        assert client.get(f"{base}{path}").status_code == 200


def test_pages_of_fifty_keep_the_order_and_the_conditions(client, world):
    for number in range(60):
        make_ledger(world, f"单位第{number:02}", overdue=number + 1)

    first, second = client.get(f"{PATH}?show=overdue"), client.get(f"{PATH}?show=overdue&page=2")

    names = [
        row.organization.short_name for row in (*first.context["rows"], *second.context["rows"])
    ]
    assert names == [f"单位第{number:02}" for number in range(59, -1, -1)]
    assert "show=overdue&amp;page=2" in first.content.decode()
    assert client.get(f"{PATH}?page=3").status_code == 400


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=x", "?show=all", "?sort=name", "?q=" + "长" * 101, "?q=%00"]
)
def test_what_no_link_asks_for_is_refused_in_words(client, world, query):
    make_ledger(world, "市科协")

    answer = client.get(PATH + query)

    assert answer.status_code == 400
    assert re.search(r"[一-鿿]{4}", answer.content.decode().partition("<main")[2])


def queries(client):
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(PATH).status_code == 200
    return len(found)


def test_number_of_queries_does_not_grow_with_ledgers_and_organizations(client, world):
    make_ledger(world, "市科协", overdue=1)
    make_organization(parent=world)
    client.get(PATH)
    few = queries(client)
    for number in range(8):
        make_ledger(world, f"单位第{number}", overdue=number)
        make_organization(parent=world)

    assert queries(client) == few


def test_figures_are_those_of_the_day_of_reading(client, world):
    inspection = make_ledger(world, "市科协")
    today = timezone.localdate()
    days = {"due": {(today - datetime.timedelta(days=1)).isoformat(): 3}, "review": {}, "moved": {}}
    values = {"days": days, "counted_on": today - datetime.timedelta(days=1), "turns_on": today}
    InspectionSummary.objects.filter(inspection=inspection).update(**values)

    assert client.get(PATH).context["total"]["overdue"] == 3
    row = InspectionSummary.objects.get(inspection=inspection)
    assert (row.overdue, row.counted_on, row.turns_on) == (3, today, None)


def test_turning_the_day_leaves_what_an_act_counted_meanwhile(world, monkeypatch):
    inspection = make_ledger(world, "市科协", overdue=5)
    rows = InspectionSummary.objects.filter(inspection=inspection)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    rows.update(counted_on=yesterday, turns_on=timezone.localdate())
    count = summaries.on_day

    def after_an_act(*args):
        monkeypatch.setattr(summaries, "on_day", count)
        journal.record(inspection, "edit", actor=None, role="system", changes={})
        rows.update(overdue=8)
        return count(*args)

    monkeypatch.setattr(summaries, "on_day", after_an_act)
    summaries.turn(rows, timezone.localdate())

    assert rows.get().overdue == 8


def test_new_office_is_told_what_is_missing(client, world):
    assert "还没有可以查看的台账" in client.get(PATH).content.decode()


def test_home_and_navigation_of_an_overseer_lead_to_the_overview(client, world):
    inspection = make_ledger(world, "市科协")

    home = client.get("/")
    nav = [link["label"] for link in client.get(PATH).context["nav"]]
    inside = [link["label"] for link in client.get(f"/inspections/{inspection.pk}/").context["nav"]]

    assert (home.status_code, home["Location"]) == (302, PATH)
    assert nav == ["总览", "巡察轮次"]
    assert inside == ["总览", "整改台账", "进度看板", "巡察轮次"]


def test_who_also_works_in_an_organization_has_both(client, world):
    inspection = make_ledger(world, "市科协")
    user = make_member(world, "overseer")
    user.memberships.create(organization=inspection.organization, role="office")
    client.force_login(user)

    assert client.get("/").status_code == 200
    assert [link["label"] for link in client.get(PATH).context["nav"]][:2] == ["总览", "首页"]


def test_list_of_inspections_comes_in_pages(client, world):
    for number in range(page.PER_PAGE + 1):
        make_ledger(world, f"单位第{number}")

    first, second = client.get("/inspections/"), client.get("/inspections/?page=2")

    assert (len(first.context["inspections"]), len(second.context["inspections"])) == (50, 1)
