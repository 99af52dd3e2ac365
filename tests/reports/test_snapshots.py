"""Snapshots: frozen by one person, confirmed by another, never changed, and refused while unexplained."""

import datetime
import hashlib
import json
import re

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from ledger.models import Inspection, JournalEntry, User
from ledger.triggers import drop_triggers, install_triggers
from ledger.verify import verify
from problems.models import Task
from reports import snapshots
from reports.figures import figures
from reports.integrity import check
from reports.models import Snapshot, SnapshotSignature
from tests.factories import make_inspection, make_measure, make_member, make_task

pytestmark = pytest.mark.django_db
CASE = "市委常规巡察市工商联党组"


def user(name):
    return User.objects.get(username=name)


def as_user(name):
    client = Client()
    client.force_login(user(name))
    return client


@pytest.fixture
def case(sample):
    """The finished case, whose one difference gives its reason."""
    return Inspection.objects.select_related("organization").get(title=CASE)


@pytest.fixture
def practice(sample):
    return Inspection.objects.select_related("organization").get(title="演练台账")


def ask(client, inspection, day, **data):
    url = reverse("reports:ask_snapshot", args=[inspection.pk])
    return client.post(url, {"as_of": day, "purpose": "向巡察办报送", **data})


def confirm(client, row):
    return client.post(reverse("reports:confirm_snapshot", args=[row.pk]))


def test_snapshot_is_asked_by_the_office_and_confirmed_by_the_secretary(case):
    asked = ask(as_user("office"), case, "2024-01-31")
    row = Snapshot.objects.get()
    waiting = as_user("office").get(row.get_absolute_url()).content.decode()
    done = confirm(as_user("secretary"), row)
    page = as_user("office").get(row.get_absolute_url()).content.decode()

    assert (asked.status_code, done.status_code) == (302, 302)
    assert "还没有确认，不能作为报送依据" in waiting
    assert "还没有确认" not in page
    assert f"{row.title} · {row.sha256[:12]}" in page
    assert [s.step for s in row.signatures.all()] == ["ask", "confirm"]
    told = JournalEntry.objects.filter(action__endswith="_snapshot").order_by("sequence")
    assert [(e.action, e.object_type) for e in told] == [
        ("ask_snapshot", "snapshot"),
        ("ask_snapshot", "snapshotsignature"),
        ("confirm_snapshot", "snapshotsignature"),
    ]
    assert verify() == []
    journal = as_user("office").get(reverse("reports:journal", args=[case.pk])).content.decode()
    assert "申请快照" in journal
    assert "确认快照" in journal


def test_snapshot_holds_the_figures_of_its_day(case):
    day = datetime.date(2024, 1, 12)
    row = snapshots.ask(case, day, "报送", actor=user("office"))

    kept = {figure["key"]: figure["value"] for figure in row.data["figures"]}
    assert kept == {key: figure.value for key, figure in figures(case, day).items()}


def test_downloaded_data_has_the_digest_of_the_page(case):
    row = snapshots.ask(case, datetime.date(2024, 1, 12), "报送", actor=user("office"))

    told = as_user("supervisor").get(reverse("reports:snapshot_json", args=[row.pk]))

    assert hashlib.sha256(told.content).hexdigest() == row.sha256
    assert json.loads(told.content)["as_of"] == "2024-01-12"


def test_snapshot_of_the_past_is_the_same_whenever_it_is_made(case):
    day = datetime.date(2024, 1, 12)

    made = [snapshots.ask(case, day, "报送", actor=user("office")).sha256 for _ in range(2)]

    assert made[0] == made[1]


@pytest.mark.parametrize("who", ["handler-bgs", "secretary", "lead1", "supervisor", "overseer"])
def test_snapshot_is_asked_by_no_other(case, who):
    assert ask(as_user(who), case, "2024-01-31").status_code == 403
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("who", ["handler-bgs", "office", "lead1", "supervisor", "overseer"])
def test_snapshot_is_confirmed_by_no_other(case, who):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=user("office"))

    assert confirm(as_user(who), row).status_code == 403
    assert row.signatures.count() == 1


def test_snapshot_is_confirmed_by_another_person_than_asked_for_it():
    inspection = make_inspection()
    office = make_member(inspection.organization, "office")
    row = snapshots.ask(inspection, inspection.feedback_date, "报送", actor=office)
    office.memberships.create(organization=inspection.organization, role="secretary")
    client = Client()
    client.force_login(User.objects.get(pk=office.pk))

    told = confirm(client, row)

    assert told.status_code == 403
    assert "同一人不能办理两个环节" in told.content.decode()
    assert row.signatures.count() == 1


def test_snapshot_sent_back_waits_for_nobody_and_says_why(case):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "打错了的用途", actor=user("office"))
    url = reverse("reports:return_snapshot", args=[row.pk])
    secretary = as_user("secretary")
    assert row.get_absolute_url() in secretary.get("/queue/").content.decode()

    empty = secretary.post(url, {"comment": " "})
    done = secretary.post(url, {"comment": "用途写错，请重新申请"})
    again = confirm(as_user("secretary2"), row)

    assert (empty.status_code, done.status_code, again.status_code) == (400, 302, 409)
    assert "请写明退回原因" in empty.content.decode()
    assert "已经退回" in again.content.decode()
    assert [s.step for s in row.signatures.all()] == ["ask", "return"]
    assert row.get_absolute_url() not in as_user("secretary2").get("/queue/").content.decode()
    for page in (row.get_absolute_url(), reverse("reports:snapshots", args=[case.pk])):
        assert "用途写错，请重新申请" in as_user("office").get(page).content.decode()
    assert verify() == []


@pytest.mark.parametrize("who", ["handler-bgs", "office", "lead1", "supervisor", "overseer"])
def test_snapshot_is_sent_back_by_no_other(case, who):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=user("office"))
    url = reverse("reports:return_snapshot", args=[row.pk])

    assert as_user(who).post(url, {"comment": "不对"}).status_code == 403
    assert row.signatures.count() == 1


def test_snapshot_is_confirmed_once(case):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=user("office"))

    first = confirm(as_user("secretary"), row)
    second = confirm(as_user("secretary2"), row)

    assert (first.status_code, second.status_code) == (302, 409)
    assert row.signatures.count() == 2


def test_form_posted_twice_makes_one_snapshot(case):
    client, key = as_user("office"), "6f1c1a1e-3c53-4dbb-93b4-3f33b2a6f0aa"

    answers = [ask(client, case, "2024-01-31", once=key).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"as_of": "x"},
        {"as_of": "2024-02-30"},
        {"as_of": "1999-01-01"},
        {"as_of": "2999-01-01"},
        {"purpose": " "},
        {"purpose": "长" * 101},
        {"purpose": "甲\x00"},
    ],
)
def test_bad_form_is_shown_again_with_what_was_typed(case, data):
    told = ask(as_user("office"), case, **{"day": "2024-01-31", **data})

    assert told.status_code == 400
    assert not Snapshot.objects.exists()


def test_unexplained_difference_is_refused_until_the_task_gives_its_reason(practice, sample):
    client = as_user("office")
    refused = ask(client, practice, sample.isoformat())
    body = refused.content.decode()
    Task.objects.filter(inspection=practice, state="open").update(unfinished_reason="等上级批复")
    accepted = ask(client, practice, sample.isoformat())

    assert refused.status_code == 409
    assert "没有写明原因" in body
    assert re.search(r'<a href="/tasks/\d+/">任务 [^<]+措施全部销号', body)
    assert "向巡察办报送" in body
    assert accepted.status_code == 302
    page = client.get(Snapshot.objects.get().get_absolute_url()).content.decode()
    assert "原因：等上级批复" in page


def test_difference_of_the_past_that_has_ended_explains_itself(case):
    row = snapshots.ask(case, datetime.date(2024, 1, 12), "报送", actor=user("office"))

    reasons = {one["reason"] for one in row.data["contradictions"]}
    assert "之后已办理，任务现为“已销号”" in reasons
    assert "" not in reasons


def test_snapshots_are_compared(case):
    rows = [
        snapshots.ask(case, datetime.date(2024, 1, day), "报送", actor=user("office"))
        for day in (12, 31)
    ]
    client = as_user("lead1")

    told = client.get(rows[1].get_absolute_url(), {"with": rows[0].pk})
    turned = client.get(rows[0].get_absolute_url(), {"with": rows[1].pk})

    changes = told.context["changes"]
    before, after = ({f["key"]: f["value"] for f in row.data["figures"]} for row in rows)
    assert {f.key: (f.before, f.after) for f in changes.figures} == {
        key: (before[key], after[key]) for key in after if before[key] != after[key]
    }
    assert changes.count and changes == turned.context["changes"]


@pytest.mark.parametrize(("query", "status"), [("x", 400), ("0", 404), ("-1", 400), ("now", 200)])
def test_comparison_with_what_is_no_snapshot_is_refused(case, query, status):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=user("office"))

    assert as_user("office").get(row.get_absolute_url(), {"with": query}).status_code == status


def test_snapshot_of_another_ledger_is_not_compared(case, practice):
    office = user("office")
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=office)
    other = snapshots.ask(practice, practice.feedback_date, "报送", actor=office)

    told = as_user("office").get(row.get_absolute_url(), {"with": other.pk})

    assert told.status_code == 404


def test_database_refuses_to_change_or_delete_a_snapshot(case):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=user("office"))

    for act in (
        lambda: Snapshot.objects.filter(pk=row.pk).update(sha256="0" * 64),
        lambda: Snapshot.objects.filter(pk=row.pk).update(data={}),
        lambda: SnapshotSignature.objects.filter(snapshot=row).delete(),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            act()


def test_altered_snapshot_is_found_told_and_not_confirmed(case):
    row = snapshots.ask(case, datetime.date(2024, 1, 31), "报送", actor=user("office"))
    drop_triggers()
    data = row.data | {"as_of": "2024-01-30"}
    Snapshot.objects.filter(pk=row.pk).update(data=data)
    install_triggers()

    page = as_user("secretary").get(row.get_absolute_url()).content.decode()
    told = confirm(as_user("secretary"), row)

    assert "内容与校验码不符" in page
    assert told.status_code == 409
    assert "snapshots" in {fault.check for fault in check()}


@pytest.mark.parametrize("rows", [1, 5])
def test_snapshot_lists_take_the_same_queries_whatever_their_length(
    rows, client, django_assert_max_num_queries
):
    inspection = make_inspection()
    office = make_member(inspection.organization, "office")
    make_measure(make_task(inspection))
    for _ in range(rows):
        row = snapshots.ask(inspection, inspection.feedback_date, "报送", actor=office)
    client.force_login(User.objects.get(pk=office.pk))

    with django_assert_max_num_queries(8):
        client.get(reverse("reports:snapshots", args=[inspection.pk]))
    with django_assert_max_num_queries(10):
        client.get(row.get_absolute_url())
