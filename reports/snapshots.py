"""The doors to snapshots: the office asks for one, the party secretary confirms it or sends it back.

Nothing of it is ever changed: a snapshot and its two signatures are rows that are only added, and
the database refuses anything else.
"""

import contextlib
from functools import partial

from django.db import transaction

from ledger import journal, permissions
from ledger.closing import check_role
from ledger.editing import check_maintainer
from ledger.models import JournalHead
from ledger.once import once
from ledger.refusals import About, refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import check_head_open, check_open, create

from .freezing import digest, freeze
from .models import Snapshot, SnapshotSignature, SnapshotStep

ATTEMPTS = 3  # at freezing the ledger while nobody writes


class Overtaken(Exception):
    """The ledger changed between being read and being written down."""


def ask(inspection, as_of, purpose, *, actor, key=None, said="", at=None):
    """Freeze the ledger at the end of ``as_of``; returns the snapshot, unconfirmed. Raises Refusal.

    ``key`` and ``said`` are those of the form: see ``once``; ``at`` is the sample's. What is frozen fits the journal's
    sequence that is kept with it: where somebody wrote meanwhile, it is frozen again.
    """
    check_maintainer(actor, inspection)
    check_open(inspection)
    for _ in range(ATTEMPTS):
        sequence, data = read(inspection, as_of)
        row = Snapshot(
            inspection=inspection,
            as_of=as_of,
            purpose=tidy(purpose),
            data=data,
            sha256=digest(data),
            sequence=sequence,
            asked_at=journal.stamp(at, inspection.organization),
            asked_by=actor,
        )
        with contextlib.suppress(Overtaken):
            return once(actor, key, partial(keep, row, actor, at), said)
    raise refuse("unavailable")


def read(inspection, as_of):
    """(the journal's sequence, the ledger's data), before the head is taken; may refuse."""
    head = JournalHead.objects.filter(inspection=inspection).first()
    data, found = freeze(inspection, as_of)
    if missing := [row for row in found if not row.reason]:
        errors = [
            About(f"{row.task.title}：{row.says}", row.task.get_absolute_url()) for row in missing
        ]
        raise refuse("snapshot_unexplained", errors=errors)
    return head.sequence if head else 0, data


def keep(row, actor, at=None):
    """Save a snapshot with its first signature; Overtaken where the ledger changed meanwhile."""
    with transaction.atomic():
        head = journal.take_head(row.inspection)
        permissions.reread(actor)
        check_maintainer(actor, row.inspection)
        check_head_open(head)
        if head.sequence != row.sequence:
            raise Overtaken
        told = {"actor": actor, "role": Role.OFFICE, "action": "ask_snapshot", "head": head}
        create(row, at=at, **told)
        sign(row, "ask", Role.OFFICE, actor, head=head, at=at)
    return row


def sign(row, step, role, actor, *, comment="", head=None, at=None):
    """Write one signature, which rests on the digest; raises Refusal."""
    signature = SnapshotSignature(
        snapshot=row,
        attempt=1,
        step=step,
        signer=actor,
        person=actor.personnel_number,
        name=actor.name,
        post=actor.post,
        role=role,
        comment=comment,
        evidence=[{"id": row.pk, "sha256": row.sha256}],
        at=journal.stamp(at, row.inspection.organization),
    )
    told = {"actor": actor, "role": role, "comment": comment, "head": head, "at": at}
    return create(signature, action=f"{step}_snapshot", **told)


def holds(row):
    """Whether the kept data still has the digest that was signed."""
    return digest(row.data) == row.sha256


def confirm(row, *, actor, comment="", at=None):
    """The secretary confirms a snapshot that somebody else asked for. Raises Refusal."""
    if not holds(row):
        raise refuse("snapshot_altered", title=row.title)
    return decide(row, "confirm", actor=actor, comment=tidy(comment), at=at)


def send_back(row, *, actor, comment):
    """The secretary sends back a snapshot for a reason: nothing may rest on it. Raises Refusal."""
    comment = tidy(comment)
    if not comment:
        raise refuse("reason_missing")
    return decide(row, "return", actor=actor, comment=comment)


def decide(row, step, *, actor, comment, at=None):
    """Write the secretary's signature, the only one besides who asked. Raises Refusal."""
    with transaction.atomic():
        head = journal.take_head(row.inspection)
        permissions.reread(actor)
        check_role(
            actor, row.inspection, Role.SECRETARY, f"{SnapshotStep(step).label}快照", "党组书记"
        )
        signed = list(SnapshotSignature.objects.filter(snapshot=row))
        if answers := [one for one in signed if one.step != "ask"]:
            raise refuse("snapshot_decided", title=row.title, done=answers[0].get_step_display())
        if any(signature.person == actor.personnel_number for signature in signed):
            raise refuse("already_signed", step="申请快照")
        told = {"comment": comment, "head": head, "at": at}
        return sign(row, step, Role.SECRETARY, actor, **told)


def may_ask(inspection, user):
    """Whether the reader may ask for a snapshot now."""
    standing = permissions.standing(user, inspection.organization)
    return standing.holds(Role.OFFICE) and not inspection.closed_at


def may_confirm(row, user, signatures):
    """Whether the reader may confirm this one or send it back now."""
    standing = permissions.standing(user, row.inspection.organization)
    people = {signature.person for signature in signatures}
    waits = all(signature.step == "ask" for signature in signatures)
    able = standing.holds(Role.SECRETARY) and user.personnel_number not in people
    return waits and able and not row.inspection.closed_at
