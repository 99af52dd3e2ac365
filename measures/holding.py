"""The doors for uploads that seem to be classified: holding them, and the office's decision.

A held file waits in a folder of its own and is no evidence. Released, it is kept anew as evidence,
and the waiting copy goes once that is committed; so do the bytes of a rejected one. A crash in
between leaves a file that ``custody`` names and ``verify_evidence --finish`` deletes.
"""

import logging
from contextlib import contextmanager
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.once import once
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import change, check_open, create

from .models import Evidence, HeldDecision, HeldUpload
from .proof import (
    add_evidence,
    check_gained,
    check_provable,
    check_taken,
    gained_by_version,
    proving,
)
from .searching import marks_of
from .storing import stored

logger = logging.getLogger(__name__)

FOLDER = "held/"


def receive(measure, upload, *, actor, **given):
    """Take an upload as evidence, or hold it where it seems to be classified; returns the row.

    ``given`` is what ``add_evidence`` takes. Raises Refusal.
    """
    try:
        return add_evidence(measure, upload, actor=actor, **given)
    except Refusal as refusal:
        if refusal.code != "marked":
            raise
        return hold(measure, upload, refusal.found, actor=actor, **given)


def hold(measure, upload, found, *, actor, at=None, key=None, said="", supersedes=None):
    """Keep an upload apart, with the marks found in it, until the office decides. Raises Refusal."""
    with stored(upload, cleared=True, kind=HeldUpload, folder=FOLDER) as columns:

        def make():
            with proving(measure, actor, "上传佐证材料") as (fresh, role, head):
                check_taken(fresh, columns, supersedes, actor)
                row = HeldUpload(
                    measure=fresh,
                    supersedes=supersedes,
                    found=found,
                    at=journal.stamp(at, fresh.inspection.organization),
                    uploaded_by=actor,
                    **columns,
                )
                given = {"actor": actor, "role": role, "at": at, "head": head}
                return create(row, action="hold", comment=f"疑似：{marks_of(found)}", **given)

        row = once(actor, key, make, said)
    logger.info("upload %s for measure %s held, by %s", row.pk, measure.pk, actor.pk)
    return row


def check_decider(held, actor):
    """Refuse who is not of the office, and whoever uploaded the file."""
    organization = held.inspection.organization
    if not permissions.standing(actor, organization).holds(Role.OFFICE):
        raise refuse("role", action="核对暂存的文件", who="可以办理的是：整改办。")
    if held.uploaded_by.personnel_number == actor.personnel_number:
        raise refuse("own_upload")


def check_undecided(held):
    """Refuse a second decision."""
    if held.decision:
        raise refuse("held_decided", decision=held.get_decision_display())


@contextmanager
def deciding(held, note, actor):
    """A transaction with the journal's head taken: yields the upload afresh, still undecided."""
    check_decider(held, actor)
    with transaction.atomic():
        journal.take_head(held.inspection)
        related = ("measure__inspection__organization", "measure__task", "uploaded_by")
        fresh = HeldUpload.objects.select_related(*related, "supersedes").get(pk=held.pk)
        permissions.reread(actor)
        check_decider(fresh, actor)
        check_open(fresh)
        check_undecided(fresh)
        if not note:
            raise refuse("held_note_missing")
        yield fresh


def decide_held(held, decision, note, *, actor):
    """Release a held upload into the evidence of its measure, or reject it. Raises Refusal."""
    act = release if decision == HeldDecision.RELEASED else reject
    row = act(held, tidy(note), actor)
    logger.info("held upload %s %s by %s", row.pk, row.decision, actor.pk)
    return row


def release(held, note, actor):
    """Make evidence of a held upload, as its uploader's; the measure has to be open for it still."""
    check_decider(held, actor)
    check_undecided(held)
    try:
        file = default_storage.open(held.file.name)
    except FileNotFoundError as error:
        check_undecided(HeldUpload.objects.get(pk=held.pk))  # another was first
        raise refuse("file_lost", name=held.name) from error
    with file, stored(File(file, held.name), cleared=True) as columns:
        if columns["sha256"] != held.sha256:
            raise refuse("held_altered", name=held.name)
        with deciding(held, note, actor) as fresh:
            evidence = make_evidence(fresh, columns, note, actor)
            return decided(fresh, "release", HeldDecision.RELEASED, note, actor, evidence=evidence)


def make_evidence(held, columns, note, actor):
    """The evidence that a held upload becomes.

    Where the older file has been replaced or taken back meanwhile, it stands by itself.
    """
    measure, measures = held.measure, [held.measure]
    check_provable(measure)
    older = held.supersedes
    if older is not None and older not in measure.present_evidence():
        older = None
    if older is not None:
        measures = gained_by_version(older, measure)
    for row in measures:
        check_gained(row, columns, held=held)
    row = Evidence(
        inspection=measure.inspection,
        supersedes=older,
        uploaded_at=held.at,
        uploaded_by=held.uploaded_by,
        **columns,
    )
    given = {"actor": actor, "role": Role.OFFICE, "comment": note}
    return create(row, many={"measures": measures}, **given)


def reject(held, note, actor):
    """Turn a held upload away: its bytes go, and the words that stood around the marks."""
    with deciding(held, note, actor) as fresh:
        bare = [{**row, "context": ""} for row in fresh.found]
        return decided(fresh, "reject", HeldDecision.REJECTED, note, actor, found=bare)


def decided(held, action, decision, note, actor, **values):
    """Write the decision down; the waiting file goes when that is committed."""
    who = {"decision": decision, "note": note, "decided_at": timezone.now(), "decided_by": actor}
    given = {"actor": actor, "role": Role.OFFICE, "comment": note}
    row = change(held, action, values={**who, **values}, **given)
    # A disk that fails then is no reason to say that the decision failed.
    transaction.on_commit(partial(default_storage.delete, row.file.name), robust=True)
    return row


def check_none_waits(inspection):
    """Refuse to close a ledger with undecided uploads: nobody could have them deleted any more."""
    count = held_up([inspection]).count()
    if count:
        raise refuse("held_open", count=count)


def leftovers():
    """The uploads that were decided on and whose waiting file is still there."""
    rows = HeldUpload.objects.exclude(decision="").order_by("pk")
    return [row for row in rows if default_storage.exists(row.file.name)]


def finish():
    """Delete what a crash left of decided uploads; returns their number."""
    rows = leftovers()
    for row in rows:
        default_storage.delete(row.file.name)
    return len(rows)


def held_up(inspections):
    """The uploads of these ledgers that wait for the office, the earliest first."""
    related = ("measure__task", "measure__department", "uploaded_by")
    rows = HeldUpload.objects.waiting().filter(measure__inspection__in=inspections)
    return rows.select_related(*related)
