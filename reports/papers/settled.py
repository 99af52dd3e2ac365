"""A task as the record had it when it was signed off: what its sheet tells, whatever came after.

The rows of the ledger are replayed from its journal up to the entry of the sign-off. Departments,
accounts and the organization are named as they were then, by the journal of the organization.
"""

import copy
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from ledger.models import JournalEntry
from measures.models import Extension, Measure
from problems.models import Problem, Task
from reports.book import Book, fill, link, plan
from reports.history import History

TYPES = ("inspection", "feedback", "problem", "task", "measure", "outcome", "extension", "evidence")
ROWS = 500  # of the journal in memory at once


class Record:
    """The journal of a ledger, read forward: what its rows were after the last entry read."""

    def __init__(self, inspection):
        self.inspection, self.sequence = inspection, 0
        self.kept = defaultdict(dict)  # type → id → column → value

    def read(self, sequence):
        """Read on to this entry; it never goes back."""
        if sequence < self.sequence:
            raise ValueError("a record is read forward")
        entries = JournalEntry.objects.filter(
            head__inspection=self.inspection.pk,
            object_type__in=TYPES,
            sequence__gt=self.sequence,
            sequence__lte=sequence,
        ).order_by("sequence")
        columns = entries.values_list("object_type", "object_id", "changes")
        for kind, pk, changes in columns.iterator(chunk_size=ROWS):
            kept = self.kept[kind].setdefault(pk, {})
            kept.update({name: change[1] for name, change in changes.items()})
        self.sequence = sequence

    def of_task(self, pk):
        """(type, id) → columns of what the sheet of one task tells."""
        task = self.kept["task"][pk]
        measures = {key: row for key, row in self.kept["measure"].items() if row["task"] == pk}
        problems = {key: self.kept["problem"][key] for key in parents(task)}
        found = {"task": {pk: task}, "measure": measures, "problem": problems}
        for kind in ("outcome", "extension"):
            rows = self.kept[kind].items()
            found[kind] = {key: row for key, row in rows if belongs(row, pk, measures)}
        found["evidence"] = self.evidence(measures)
        return {(kind, key): row for kind, rows in found.items() for key, row in rows.items()}

    def evidence(self, measures):
        """The evidence of some measures, and whatever took its place."""
        rows = self.kept["evidence"]
        own = {key for key, row in rows.items() if not measures.keys().isdisjoint(proved(row))}
        own |= {key for key, row in rows.items() if row.get("supersedes") in own}
        return {key: rows[key] for key in own}


def parents(task):
    """The problems that a task answers, by the journal's columns."""
    return dict.fromkeys([task["problem"], *task.get("also_addresses", ())])


def proved(row):
    """The measures that a piece of evidence proves."""
    return row.get("measures") or ()


def belongs(row, task, measures):
    """Whether an outcome or extension is of the task or of one of its measures."""
    return row.get("measure") in measures or row.get("task") == task


class Slice(History):
    """A part of a record that does not move any more, read as a history is."""

    def __init__(self, inspection, kept):
        self.inspection, self.entries, self.kept = inspection, [], kept

    def values(self, end, *types):
        """(type, id) → columns; the end is where the record stood."""
        return {key: row for key, row in self.kept.items() if key[0] in types}


@dataclass
class SettledBook(Book):
    """One task with what belongs to it, as it was by the journal's ``entry``."""

    entry: JournalEntry | None = None


def settle(record, entry):
    """(book, task) as the record had them by the entry of the task's sign-off."""
    record.read(entry.sequence)
    history = Slice(record.inspection, record.of_task(entry.object_id))
    day = timezone.localdate(entry.at)
    book = SettledBook(inspection_then(record, entry), day, history=history, entry=entry)
    rows = [
        [row for row in history.rows(entry.at, model) if row.voided_at is None]
        for model in (Problem, Task, Measure)
    ]
    book.problems, book.tasks, book.measures = rows
    name(record, book)
    plan(history.rows(entry.at, Extension), book.tasks, book.measures)
    link(book)
    task = book.tasks[0]
    task.signed_off_at = entry.at
    return book, task


def name(record, book):
    """Give the rows their documents, departments and lead official as they were then."""
    fill(book.problems, "feedback", [])
    fill([*book.tasks, *book.measures], "department", [])
    fill(book.tasks, "lead", [])
    for row in book.problems:
        overlay(row.feedback, record.kept["feedback"].get(row.feedback_id, {}))
    rooms = {row.department for row in (*book.tasks, *book.measures)}
    as_then(rooms, book.entry.at)
    as_then({row.lead for row in book.tasks}, book.entry.at)


def inspection_then(record, entry):
    """The inspection and its organization as they were then."""
    row = copy.copy(record.inspection)
    organization = copy.copy(row.organization)
    as_then([organization], entry.at)
    row.organization = organization
    overlay(row, record.kept["inspection"].get(row.pk, {}))
    return row


def as_then(rows, at):
    """Give rows of one model the columns that the journal of the organization had at a moment.

    Where it begins later, its first entry tells what was there before.
    """
    rows = [row for row in rows if row is not None]
    if not rows:
        return
    entries = JournalEntry.objects.filter(
        object_type=rows[0]._meta.model_name, object_id__in={row.pk for row in rows}
    )
    told = defaultdict(dict)
    columns = entries.order_by("head", "sequence").values_list("object_id", "at", "changes")
    for pk, when, changes in columns:
        for column, (old, new) in changes.items():
            if when <= at:
                told[pk][column] = new
            else:
                told[pk].setdefault(column, new if old is None else old)
    for row in rows:
        overlay(row, told[row.pk])


def overlay(row, kept):
    """Set on a row what the journal kept of it."""
    for column in row._meta.concrete_fields:
        if column.name in kept:
            setattr(row, column.attname, column.to_python(kept[column.name]))
