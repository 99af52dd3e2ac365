"""The doors through which rows are made and changed: checked, written and journaled as one."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ledger import journal
from ledger.refusals import refuse

SYSTEM = "system"  # the role in the journal of what an installation does by itself


def messages(error, model=None):
    """The sentences of a ValidationError, each with its field as people call it."""
    if not hasattr(error, "error_dict"):
        return error.messages
    labels = {field.name: field.verbose_name for field in model._meta.fields} if model else {}
    return [
        text if name == "__all__" else f"{labels.get(name, name)}：{text}"
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def in_hand(row):
    """The fields whose related row is loaded: it need not be asked for again."""
    loaded = {f.name for f in row._meta.concrete_fields if f.is_relation and f.is_cached(row)}
    return {name for name in loaded if getattr(row, name) is not None}


def check_row(row):
    """Refuse a row whose fields, or what spans tables, are not as they must be.

    The constraints are left to the database: see ``save``.
    """
    try:
        row.clean_fields(exclude=in_hand(row))
        row.clean()
    except ValidationError as error:
        raise refuse("malformed", errors=messages(error, row)) from error


def save(row, **options):
    """Check and save a row; what a constraint refuses is told in the constraint's own sentence.

    Asking each constraint beforehand would cost a query apiece, and only the database's answer
    holds under a race.
    """
    check_row(row)
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError as error:
        raise explained(row) from error


def explained(row):
    """The refusal for a row that a constraint did not take, in the constraint's own sentence."""
    try:
        row.full_clean()
    except ValidationError as found:
        return refuse("malformed", errors=messages(found, row))
    return refuse("malformed")


def check_open(row):
    """Refuse to write in a ledger that is closed."""
    inspection = getattr(row, "inspection", None)
    if inspection is not None and inspection.closed_at:
        raise refuse("closed")


def fingerprint(*rows):
    """What a form saw of rows that have no version of their own, as 16 hexadecimal digits."""
    text = json.dumps([journal.fields(row) for row in rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_seen(row, seen, *more):
    """Refuse a form that saw something else than is there now; the refusal carries the row."""
    if seen is not None and seen != fingerprint(row, *more):
        refusal = refuse("stale", title=getattr(row, "title", "") or str(row))
        refusal.fresh = row
        raise refusal


def check_head_open(head):
    """Refuse to write in a ledger that was closed by the time its head was taken."""
    if head is not None and head.closed_at:
        raise refuse("closed")


def create(row, *, actor, role=SYSTEM, many=None, action="create", comment="", at=None, head=None):
    """Save a new row, its many-to-many and its journal entry, or nothing; returns the row.

    ``many`` maps names of many-to-many fields to rows; ``head`` is the journal's where it has been
    taken in this transaction. Raises Refusal.
    """
    try:
        with transaction.atomic():
            insert(row, many or {}, action, head, actor=actor, role=role, comment=comment, at=at)
    except IntegrityError as error:
        raise explained(row) from error
    return row


def insert(row, many, action, head, *, at, **told):
    """Check and save a new row and its journal entry, inside a transaction."""
    # An organization or inspection has no chain before it exists.
    if head is None and row.chain.pk:
        head = journal.take_head(row.chain)
    check_head_open(head)
    check_row(row)
    row.save(force_insert=True)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    if many:
        check_row(row)
    changes = journal.difference({}, journal.fields(row))
    journal.record(row, action, changes=changes, head=head, at=at, **told)


def same(row, values, many):
    """Whether the row holds these values and many-to-many rows already."""
    return all(getattr(row, name) == value for name, value in values.items()) and all(
        set(getattr(row, name).all()) == set(rows) for name, rows in many.items()
    )


def change(row, action, *, actor, role, values, many=None, seen=None, comment="", at=None):
    """Set ``values`` on the row as it is now and journal what differs; returns the fresh row.

    ``many`` maps names of many-to-many fields to rows, ``seen`` is the ``fingerprint`` of the row
    that the actor saw. Nothing changed is no act and makes no entry. An account's secret fields
    never reach the journal: see ``JOURNAL_SKIP``. Raises Refusal; a stale one carries the present
    row as ``fresh``.
    """
    many = many or {}
    with transaction.atomic():
        head = journal.take_head(row.chain)
        row = type(row).objects.get(pk=row.pk)
        check_open(row)
        check_seen(row, seen)
        if same(row, values, many):
            return row
        before = journal.fields(row)
        for name, value in values.items():
            setattr(row, name, value)
        for name, rows in many.items():
            getattr(row, name).set(rows)
        save(row)
        changes = journal.difference(before, journal.fields(row))
        given = {"actor": actor, "role": role, "comment": comment, "at": at}
        journal.record(row, action, changes=changes, head=head, **given)
    return row
