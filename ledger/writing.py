"""The doors through which rows are made and changed: checked, written and journaled as one."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ledger import journal
from ledger.refusals import refuse

SYSTEM = "system"  # the role in the journal of what an installation does by itself


def messages(error):
    """The sentences of a ValidationError, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        text if name == "__all__" else f"{name}：{text}"
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def check_row(row):
    """Refuse a row whose fields, or what spans tables, are not as they must be.

    The constraints are left to the database: see ``save``.
    """
    try:
        # A related row in hand need not be asked for again: its key is held by the database.
        loaded = {f.name for f in row._meta.concrete_fields if f.is_relation and f.is_cached(row)}
        row.clean_fields(exclude={name for name in loaded if getattr(row, name) is not None})
        row.clean()
    except ValidationError as error:
        raise refuse("malformed", errors=messages(error)) from error


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
        try:
            row.full_clean()
        except ValidationError as found:
            raise refuse("malformed", errors=messages(found)) from error
        raise refuse("malformed") from error


def check_open(row):
    """Refuse to write in a ledger that is closed."""
    inspection = getattr(row, "inspection", None)
    if inspection is not None and inspection.closed_at:
        raise refuse("closed")


def create(row, *, actor, role=SYSTEM, many=None, action="create", comment="", at=None):
    """Save a new row, its many-to-many and its journal entry, or nothing; returns the row.

    ``many`` maps names of many-to-many fields to rows. Raises Refusal.
    """
    with transaction.atomic():
        # An organization or inspection has no chain before it exists.
        head = journal.take_head(row.chain) if row.chain.pk else None
        check_open(row)
        save(row, force_insert=True)
        for name, rows in (many or {}).items():
            getattr(row, name).set(rows)
        if many:
            check_row(row)
        changes = journal.difference({}, journal.fields(row))
        given = {"actor": actor, "role": role, "comment": comment, "at": at}
        journal.record(row, action, changes=changes, head=head, **given)
    return row


def change(row, action, *, actor, role, values, comment="", at=None):
    """Set ``values`` on the row as it is now and journal what differs; returns the fresh row.

    Nothing changed is no act and makes no entry. An account's secret fields never reach the
    journal: see ``JOURNAL_SKIP``. Raises Refusal.
    """
    with transaction.atomic():
        head = journal.take_head(row.chain)
        row = type(row).objects.get(pk=row.pk)
        check_open(row)
        if all(getattr(row, name) == value for name, value in values.items()):
            return row
        before = journal.fields(row)
        for name, value in values.items():
            setattr(row, name, value)
        save(row)
        changes = journal.difference(before, journal.fields(row))
        given = {"actor": actor, "role": role, "comment": comment, "at": at}
        journal.record(row, action, changes=changes, head=head, **given)
    return row
