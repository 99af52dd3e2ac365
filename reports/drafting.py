"""The doors through which a notice is begun: from a snapshot, or to correct a published one."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.editing import check_maintainer
from ledger.once import once
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import create

from .freezing import freeze
from .models import CORRECTABLE, Notice, NoticeAct, NoticeEdit, NoticeState
from .notice.bindings import bindings, rebound
from .notice.draft import drafted
from .notice.passages import as_data, changed, digest
from .notice.style import style_of
from .notice.versions import replayed

DRAFTED_FROM = 2  # the form of a snapshot's data that has the wordings: see ``freezing.FORM``


def preview(inspection, day=None):
    """(passages, data, date of signature) of what a notice would say on a day, or today."""
    day = day or timezone.localdate()
    data, _ = freeze(inspection, day)
    # A notice is never dated before the day whose figures it gives.
    dated = max(filter(None, [inspection.notice_date, day]))
    return drafted(data, style_of(inspection.organization), dated), data, dated


def begin(inspection, snapshot, *, actor, dated, key=None, said="", at=None):
    """Draft a notice from a snapshot, to be signed on ``dated``; returns it. Raises Refusal.

    ``at`` is a historical date, which only the sample's organizations accept.
    """
    check_maintainer(actor, inspection)
    check_usable(snapshot, inspection, dated)
    passages = drafted(snapshot.data, style_of(inspection.organization), dated)
    row = fresh(inspection, snapshot, dated, passages, actor, at)
    return once(actor, key, partial(keep, row, passages, actor, at), said)


def begin_correction(earlier, snapshot, correction, *, actor, dated, key=None, said=""):
    """Begin the version that corrects a published one, with its words bound to a snapshot.

    ``correction`` is printed: what was corrected. Raises Refusal.
    """
    check_maintainer(actor, earlier.inspection)
    check_usable(snapshot, earlier.inspection, dated)
    known = bindings(snapshot.data, dated)
    check_not_before(earlier, dated)
    old, before = passages_of(earlier), bindings(earlier.snapshot.data, earlier.dated)
    passages = tuple(changed_text(row, rebound(row.text, known, before)) for row in old)
    row = fresh(earlier.inspection, snapshot, dated, passages, actor)
    row.corrects, row.correction = earlier, tidy(correction)
    return once(actor, key, partial(keep, row, passages, actor), said)


def changed_text(row, text):
    """A passage with other text."""
    return changed([row], row.key, text=text)[0]


def check_usable(snapshot, inspection, dated):
    """Refuse a snapshot of another ledger, of an earlier form, or of a day after the signature."""
    if snapshot.inspection_id != inspection.pk:
        raise refuse("malformed", errors=["快照不属于这本台账。"])
    if snapshot.data.get("form", 1) < DRAFTED_FROM:
        raise refuse("snapshot_too_old", title=snapshot.title)
    if dated < snapshot.as_of:
        raise refuse("notice_dated_before", day=snapshot.as_of.isoformat())


def check_not_before(earlier, dated):
    """Refuse to date a correction before what it corrects."""
    if dated < earlier.dated:
        raise refuse("notice_dated_before_original", day=earlier.dated.isoformat())


def fresh(inspection, snapshot, dated, passages, actor, at=None):
    """A new notice, unsaved."""
    return Notice(
        inspection=inspection,
        snapshot=snapshot,
        dated=dated,
        sha256=digest(passages),
        begun_at=journal.stamp(at, inspection.organization),
        begun_by=actor,
    )


def keep(row, passages, actor, at=None):
    """Write a new notice with its first edit."""
    with transaction.atomic():
        head = journal.take_head(row.inspection)
        permissions.reread(actor)
        check_maintainer(actor, row.inspection)
        if row.corrects_id:
            check_correctable(row.corrects)
        if Notice.objects.filter(inspection=row.inspection, state__in=("draft", "submitted")):
            raise refuse("notice_in_hand")
        told = {"action": "begin_notice", "head": head, "at": at}
        create(row, actor=actor, role=Role.OFFICE, **told)
        write(row, 1, NoticeAct.BEGIN, passages, actor, at=row.begun_at)
    return row


def check_correctable(earlier):
    """Refuse to correct what never was published; what was taken down may be put right."""
    state = Notice.objects.values_list("state", flat=True).get(pk=earlier.pk)
    if state not in CORRECTABLE:
        facts = {"title": earlier.title, "action": "更正"}
        raise refuse("wrong_state", state=NoticeState(state).label, **facts)


def write(row, number, act, passages, actor, after="", at=None):
    """Add one edit."""
    NoticeEdit.objects.create(
        notice=row,
        number=number,
        act=act,
        passages=as_data(passages),
        after=after,
        snapshot=row.snapshot if act in (NoticeAct.BEGIN, NoticeAct.BIND) else None,
        at=at or timezone.now(),
        by=actor,
    )


def passages_of(notice, upto=None):
    """What a notice says, now or at one of its versions."""
    return replayed(notice.edits.order_by("number"), upto)
