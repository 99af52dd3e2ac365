"""The door for many rows at once: all of them are made, changed and journaled, or none.

Each row is checked and gets its own entry, as by ``create`` and ``change``; only the statements are
fewer. Unique numbers may change hands within a batch: they step aside before they are given anew.
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from ledger import journal
from ledger.editing import NAMED, check_people, step_aside
from ledger.models import LedgerItem
from ledger.refusals import refuse
from ledger.withholding import APPROVED, lapsed
from ledger.writing import check_head_open, check_row, explained

AT_ONCE = 100  # rows of one UPDATE, which tells a CASE for each


@dataclass
class Made:
    """A new row with its many-to-many rows."""

    row: object
    many: dict = field(default_factory=dict)
    action: str = "create"


@dataclass
class Changed:
    """An existing row as it was read, the values to be set and its many-to-many rows.

    ``before`` has the many-to-many rows as they are; ``many`` those to be.
    """

    row: object
    values: dict
    many: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    action: str = "edit"


class Batch:
    """Changes of one chain in the order given, by one person in one role, with one comment."""

    def __init__(self, chain, *, actor, role, comment=""):
        self.chain = chain
        self.told = {"actor": actor, "role": role, "comment": comment}
        self.head = None
        self.entries = []

    def begin(self):
        """Take the journal's head: what is read from now on holds until the end. Raises Refusal."""
        self.head = journal.take_head(self.chain)
        check_head_open(self.head)

    def make(self, rows):
        """Insert new rows of one model (``Made``). Raises Refusal; nothing is kept then."""
        if not rows:
            return
        model = type(rows[0].row)
        for made in rows:
            check_row(made.row)
            if issubclass(model, LedgerItem):
                check_people(made.row, NAMED)
        try:
            with transaction.atomic():
                model.objects.bulk_create([made.row for made in rows])
        except IntegrityError as error:
            raise culprit([made.row for made in rows]) from error
        for relation in model._meta.many_to_many:
            tie(relation, rows)
        none = {relation.name: () for relation in model._meta.many_to_many}
        told = [
            (
                made.row,
                made.action,
                journal.difference({}, journal.fields(made.row, none | made.many)),
            )
            for made in rows
        ]
        self.entries += journal.record_all(told, self.head, **self.told)

    def change(self, rows, check=True):
        """Set the values of existing rows of one model (``Changed``). Raises Refusal.

        Without ``check`` the rows go back to what was valid once: only the database is asked.
        """
        told = [entry for row in rows if (entry := self.differs(row, check))]
        if not told:
            return
        moved = [row.row for row in rows]
        model = type(moved[0])
        columns = {name for row in rows for name in row.values}
        if issubclass(model, LedgerItem):
            columns |= {"version", *APPROVED}
        try:
            with transaction.atomic():
                renumbered = [row.row.pk for row in rows if "number" in row.values]
                if renumbered:
                    step_aside(model.objects.filter(pk__in=renumbered))
                if columns:
                    model.objects.bulk_update(moved, columns, batch_size=AT_ONCE)
        except IntegrityError as error:
            raise culprit(moved) from error
        for relation in model._meta.many_to_many:
            tie(relation, [row for row in rows if relation.name in row.many], anew=True)
        self.entries += journal.record_all(told, self.head, **self.told)

    def differs(self, change, check):
        """Set the values on the loaded row; its entry as (row, action, changes), or None."""
        row = change.row
        before = journal.fields(row, change.before)
        for name, value in change.values.items():
            setattr(row, name, value)
        if check:
            check_row(row)
        many = {**change.before, **change.many}
        changes = journal.difference(before, journal.fields(row, many))
        if changes and isinstance(row, LedgerItem):
            if check:
                check_people(row, set(changes) - set(many))
            row.version += 1
            if lapsed(changes):
                row.withholding_approved_at = row.withholding_approved_by = None
            changes = journal.difference(before, journal.fields(row, many))
        return (row, change.action, changes) if changes else None


def tie(relation, rows, anew=False):
    """Write the many-to-many rows of one relation; ``anew`` drops what was there before."""
    through = relation.remote_field.through
    source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    if anew and rows:
        keys = [row.row.pk for row in rows]
        through.objects.filter(**{f"{source}__in": keys}).delete()
    links = [
        through(**{f"{source}_id": row.row.pk, f"{target}_id": other.pk})
        for row in rows
        for other in row.many.get(relation.name, ())
    ]
    through.objects.bulk_create(links)


def culprit(rows):
    """The refusal for the first row that a constraint does not take, in its own sentence."""
    for row in rows:
        refusal = explained(row)
        if refusal.errors:
            refusal.errors = [f"{row}：{text}"[:200] for text in refusal.errors]
            return refusal
    return refuse("malformed")
