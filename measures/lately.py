"""What a person did last: sign-offs, progress, evidence, opinions, decisions."""

from django.urls import reverse

from ledger.journal_words import action_word, named
from ledger.models import JournalEntry
from problems.models import Problem, Task

from .models import (
    Evidence,
    EvidenceMark,
    Extension,
    HeldUpload,
    Measure,
    Outcome,
    ProgressEntry,
    StageReport,
)

SHOWN = 10
ITEMS = (Problem, Task, Measure)
OF_A_MEASURE = (EvidenceMark, HeldUpload, Outcome, ProgressEntry)
OF_AN_ITEM = (Extension, StageReport)
KINDS = {row._meta.model_name: row for row in (*ITEMS, *OF_A_MEASURE, *OF_AN_ITEM, Evidence)}


def lately(user, ledgers):
    """The person's last entries in these ledgers, the latest first, with word, name and address.

    The number of queries grows with the kinds of rows and not with the entries.
    """
    entries = JournalEntry.objects.filter(
        person=user.personnel_number, head__inspection__in=ledgers, object_type__in=KINDS
    )
    entries = list(entries.order_by("-at", "-pk")[:SHOWN])
    wanted = {}
    for entry in entries:
        wanted.setdefault(entry.object_type, set()).add(entry.object_id)
    rows = {name: KINDS[name]._default_manager.in_bulk(keys) for name, keys in wanted.items()}
    for entry in entries:
        entry.word = action_word(entry)
        entry.what = named(KINDS[entry.object_type], entry)
        row = rows[entry.object_type].get(entry.object_id)
        entry.url = address(row) if row else ""
    return entries


def address(row):
    """Where a row is read: on the page of its item, or a page of its own."""
    if isinstance(row, Evidence):
        return reverse("measures:about_evidence", args=[row.pk])
    if isinstance(row, ITEMS):
        return row.get_absolute_url()
    if row.measure_id:
        return reverse("measures:measure", args=[row.measure_id])
    return reverse("problems:task", args=[row.task_id])
