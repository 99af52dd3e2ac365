"""Writing the journal: one entry for one change, in the transaction of the change."""

import contextlib
import datetime
import hashlib
import json
from contextvars import ContextVar
from decimal import Decimal

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from ledger import request_id
from ledger.models import Inspection, JournalEntry, JournalHead

HASHED = [
    "sequence",
    "at",
    "actor_id",
    "person",
    "name",
    "post",
    "role",
    "action",
    "object_type",
    "object_id",
    "label",
    "from_state",
    "to_state",
    "comment",
    "changes",
    "request_id",
    "previous_hash",
]

# What the rooms above keep in step with the ledgers: functions of an inspection's id, called in the
# transaction of each act, after it. They register in AppConfig.ready().
KEEPERS = []
_moved = ContextVar("moved", default=None)  # the ledgers that an act of several entries has moved


def stamp(at, organization):
    """The time of an act: now. A date of the past is for the sample's organizations alone."""
    if at is None:
        return timezone.now()
    if not organization.is_sample:
        raise ValueError("a historical date outside the sample data")
    return at


def organization_of(chain):
    """The organization that a chain (an inspection or an organization) belongs to."""
    return chain.organization if isinstance(chain, Inspection) else chain


def take_head(chain):
    """Take the end of the chain for this transaction; whoever comes next waits.

    The UPDATE comes before any read, so that what is read afterwards is what holds: also whether
    the ledger is closed, as ``closed_at`` of what is returned.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the journal is written inside a transaction only")
    organization = organization_of(chain)
    inspection = chain if isinstance(chain, Inspection) else None
    rows = JournalHead.objects.filter(organization=organization, inspection=inspection)
    if not rows.update(sequence=F("sequence")):
        with contextlib.suppress(IntegrityError), transaction.atomic():  # another was first
            JournalHead.objects.create(organization=organization, inspection=inspection)
        rows.update(sequence=F("sequence"))
    return rows.annotate(closed_at=F("inspection__closed_at")).get()


@contextlib.contextmanager
def one_act():
    """A transaction of several entries: what is kept in step is brought up once, at its end.

    Without it that is done after each entry, which is right as well and takes longer.
    """
    outermost = _moved.get() is None
    token = _moved.set({}) if outermost else None
    try:
        with transaction.atomic():
            yield
            if outermost:
                for inspection in _moved.get():
                    keep(inspection)
    finally:
        if outermost:
            _moved.reset(token)


def moved(head):
    """A chain has new entries: have what is kept of its ledger brought up, now or with the act."""
    if head.inspection_id is None:
        return
    if _moved.get() is None:
        keep(head.inspection_id)
    else:
        _moved.get()[head.inspection_id] = True


def keep(inspection):
    """Bring up what the rooms above keep of one ledger, while its journal's head is held."""
    for keeper in KEEPERS:
        keeper(inspection)


def plain(value):
    """``value`` as JSON takes it, the same on both databases."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value


def fields(row, many=None):
    """What the journal keeps of a row: every column and many-to-many but the row's key.

    ``many`` has the rows of many-to-many fields that need not be asked for.
    """
    many = many or {}
    skip = ("id", *getattr(row, "JOURNAL_SKIP", ()))
    kept = {}
    for field in row._meta.concrete_fields:
        if field.name not in skip:
            value = field.value_from_object(row)
            kept[field.name] = plain(value)
            if isinstance(field, models.FileField):
                kept[field.name] = value.name
    for field in row._meta.many_to_many:
        if field.name in many:
            kept[field.name] = sorted({other.pk for other in many[field.name]})
        else:
            kept[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True))
    return kept


def difference(before, after):
    """The changed fields: ``{field: [old, new]}``; a new row has only new values."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if name not in before or before[name] != value
    }


def canonical(entry, chain_name):
    """The bytes that an entry's hash covers."""
    kept = {name: plain(getattr(entry, name)) for name in HASHED}
    kept["chain"] = chain_name
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(entry, chain_name):
    """The hash of an entry: SHA-256 over its canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(entry, chain_name)).hexdigest()


def record(row, action, *, actor, role, changes, states=("", ""), comment="", at=None, head=None):
    """Append the entry of one change to the chain of ``row``; returns it.

    ``actor`` is None for the installation itself (``create_admins``, ``load_sample``). ``head`` is
    what ``take_head`` gave earlier in this transaction; it is brought up to the new entry.
    """
    head = head or take_head(row.chain)
    told = {"actor": actor, "role": role, "comment": comment}
    told["at"] = stamp(at, organization_of(row.chain))
    entry = next_entry(head, row, action, changes, states=states, **told)
    entry.save(force_insert=True)
    JournalHead.objects.filter(pk=head.pk).update(sequence=head.sequence, hash=head.hash)
    moved(head)
    return entry


def record_all(told, head, *, actor, role, comment=""):
    """Append the entries of many changes, each (row, action, changes), to one chain; returns them.

    The number of statements grows with the rows only as the database bounds a statement's size.
    """
    given = {"actor": actor, "role": role, "comment": comment, "at": timezone.now()}
    entries = [next_entry(head, row, action, changes, **given) for row, action, changes in told]
    JournalEntry.objects.bulk_create(entries)
    JournalHead.objects.filter(pk=head.pk).update(sequence=head.sequence, hash=head.hash)
    moved(head)
    return entries


def next_entry(head, row, action, changes, *, actor, role, comment, at, states=("", "")):
    """The entry that comes next in a chain, unsaved; the head in hand is brought up to it."""
    entry = JournalEntry(
        head=head,
        sequence=head.sequence + 1,
        at=at,
        actor=actor,
        person=actor.personnel_number if actor else "",
        name=actor.name if actor else "系统",
        post=actor.post if actor else "",
        role=role,
        action=action,
        object_type=row._meta.model_name,
        object_id=row.pk,
        label=(getattr(row, "title", "") or str(row))[:120],
        from_state=states[0],
        to_state=states[1],
        comment=comment,
        changes=changes,
        request_id=request_id.current(),
        previous_hash=head.hash,
    )
    entry.hash = digest(entry, head.name)
    head.sequence, head.hash = entry.sequence, entry.hash
    return entry
