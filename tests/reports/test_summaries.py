"""The row kept of each ledger: what it says equals the figures, after whatever act, on any day."""

import contextlib
import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from ledger import journal
from ledger.editing import reorder
from ledger.models import Inspection, JournalEntry
from ledger.refusals import Refusal
from reports import book, dashboard, summaries
from reports.figures import count
from reports.integrity import check
from reports.models import InspectionSummary
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.test_journal_complete import Play

pytestmark = pytest.mark.django_db
KEPT = (*summaries.COUNTED, *summaries.BY_DAY)


def kept(inspection):
    """Key → value as the summary has it."""
    return InspectionSummary.objects.filter(inspection=inspection).values(*KEPT).get()


def told(inspection):
    """Key → value as the figures of the loaded ledger have it."""
    found = count(book.load(Inspection.objects.get(pk=inspection.pk)))
    return {key: found[key].value for key in KEPT}


def waits(inspection):
    """For how many days the item has waited that the dashboard lists first, or None."""
    stuck = dashboard.stuck(book.load(Inspection.objects.get(pk=inspection.pk)))
    return stuck[0].days if stuck else None


def kept_waits(inspection):
    """The same by the summary."""
    since = InspectionSummary.objects.get(inspection=inspection).waiting_since
    return since and (timezone.localdate() - timezone.localdate(since)).days


@pytest.mark.parametrize("seed", [7, 8])
def test_summary_equals_the_figures_after_every_act(seed):
    play = Play(seed)
    for number in range(300):
        with contextlib.suppress(Refusal):
            play.act()
        if number % 10 == 9:
            assert kept(play.inspection) == told(play.inspection)
            assert kept_waits(play.inspection) == waits(play.inspection)

    row = InspectionSummary.objects.get()
    last = JournalEntry.objects.filter(head__inspection=play.inspection).last()
    assert (row.sequence, row.acted_at) == (last.sequence, last.at)


def test_summaries_of_the_sample_equal_its_figures(sample):
    for inspection in Inspection.objects.all():
        assert kept(inspection) == told(inspection)
        assert kept_waits(inspection) == waits(inspection)


def test_days_pass_without_an_act_and_the_figures_are_those_of_each_day(sample):
    """The practice ledger's figures turn from day to day as its light does."""
    inspection = Inspection.objects.get(title="演练台账")
    rows = InspectionSummary.objects.filter(inspection=inspection)
    by_hand, turned = [], []
    for days in (*range(1, 40), 3):
        day = sample + datetime.timedelta(days=days)
        summaries.turn(rows, day)
        turned.append(rows.values_list(*summaries.BY_DAY).get())
        loaded = book.load(inspection)
        loaded.as_of = day
        book.link(loaded)
        figures = count(loaded)
        by_hand.append(tuple(figures[name].value for name in summaries.BY_DAY))

    assert turned == by_hand
    assert len(set(turned)) > 5


def test_what_does_not_turn_is_not_written(sample):
    rows = InspectionSummary.objects.all()
    soon = min(row.turns_on for row in rows if row.turns_on)

    assert summaries.turn(rows, soon - datetime.timedelta(days=1)) == 0
    assert summaries.turn(rows, soon) == len([row for row in rows if row.turns_on == soon])
    assert summaries.turn(rows, soon) == 0


@pytest.fixture
def ledger():
    """A journaled task with three measures, and its office."""
    task = make_task(make_inspection())
    rows = [task.problem, task, *(make_measure(task, number=n) for n in (1, 2, 3))]
    for row in rows:
        changes = journal.difference({}, journal.fields(row))
        journal.record(row, "create", actor=None, role="system", changes=changes)
    return task.inspection, rows[2:], make_member(task.inspection.organization, "office")


def test_act_of_many_entries_counts_once(ledger, monkeypatch):
    inspection, measures, office = ledger
    counted = []
    monkeypatch.setattr(journal, "KEEPERS", [*journal.KEEPERS, counted.append])

    reorder(measures, [3, 1, 2], actor=office)

    assert counted == [inspection.pk]
    assert InspectionSummary.objects.get(inspection=inspection).sequence == 8


def test_act_that_is_taken_back_leaves_the_summary_as_it_was(ledger):
    inspection, measures, _ = ledger
    rows = InspectionSummary.objects.filter(inspection=inspection)
    before = rows.values().get()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        journal.record(measures[0], "edit", actor=None, role="system", changes={})
        1 / 0  # noqa: B018
    with contextlib.suppress(ZeroDivisionError), journal.one_act():
        journal.record(measures[0], "edit", actor=None, role="system", changes={})
        1 / 0  # noqa: B018

    assert rows.values().get() == before
    journal.record(measures[0], "edit", actor=None, role="system", changes={})
    assert rows.get().sequence == before["sequence"] + 1


def test_check_names_what_a_summary_says_otherwise_and_the_command_mends_it(ledger, capsys):
    InspectionSummary.objects.filter(inspection=ledger[0]).update(overdue=9, sequence=2)

    faults = [str(fault) for fault in check() if fault.check == "summaries"]
    call_command("refresh_summaries", "--all")

    assert faults == [
        f"[summaries] {ledger[0].title}：操作记录序号应为 5，登记的是 2，逾期措施应为 3，登记的是 9：请运行 "
        "refresh_summaries --all"
    ]
    assert [fault for fault in check() if fault.check == "summaries"] == []


def test_command_fills_what_is_missing_and_leaves_the_rest(ledger, capsys):
    other = make_inspection()
    journal.record(other, "edit", actor=None, role="system", changes={})
    InspectionSummary.objects.filter(inspection=ledger[0]).delete()
    InspectionSummary.objects.filter(inspection=other).update(overdue=5)

    missing = [fault.object for fault in check() if fault.message.startswith("没有汇总")]
    call_command("refresh_summaries")

    assert missing == [ledger[0].title]
    assert kept(ledger[0]) == told(ledger[0])
    assert InspectionSummary.objects.get(inspection=other).overdue == 5
