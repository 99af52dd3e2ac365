"""What must hold for a notice to be submitted and published: its people, words, date and findings."""

from django.db.models import Q
from django.utils import timezone

from ledger.models import JournalHead, Membership
from ledger.refusals import refuse
from ledger.roles import Role

from . import snapshots
from .models import CORRECTABLE, NoticeSignature
from .notice.passages import digest


def signed(row):
    """The signatures of the present attempt."""
    return list(NoticeSignature.objects.filter(notice=row, attempt=row.attempt))


def check_person(row, actor):
    """Refuse whoever signed this attempt already, under whatever account."""
    for one in signed(row):
        if one.person == actor.personnel_number:
            raise refuse("already_signed", step=one.get_step_display())


def check_next_signer(row, actor):
    """Refuse to submit where nobody else could approve."""
    held = Membership.objects.in_force().filter(
        organization=row.inspection.organization_id, role=Role.SECRETARY
    )
    if not held.exclude(user__personnel_number=actor.personnel_number).exists():
        told = {"action": "送审", "step": "批准公布"}
        raise refuse("no_next_signer", reason="没有送审人以外的党组书记账号。", **told)


def check_whole(row, passages):
    """Refuse words that are not those whose digest the journal knows."""
    if digest(passages) != row.sha256:
        raise refuse("notice_altered", title=row.title)


def check_submitted(row, passages):
    """Refuse to publish anything but what was submitted, on the snapshot as it was confirmed."""
    check_whole(row, passages)
    one = next((one for one in signed(row) if one.step == "submit"), None)
    if one is None or one.evidence != rests_on(row):
        raise refuse("notice_altered", title=row.title)
    check_snapshot(row.snapshot)
    if row.corrects_id and row.corrects.state not in CORRECTABLE:
        raise refuse("stale", title=row.title)


def check_dated(row, moment):
    """Refuse to publish before the date of signature."""
    if row.dated > timezone.localdate(moment):
        raise refuse("notice_dated_later", day=row.dated.isoformat())


def check_snapshot(snapshot):
    """Refuse figures that two people have not vouched for, or that were altered since."""
    signatures = list(snapshot.signatures.all())
    if {one.step for one in signatures} != {"ask", "confirm"}:
        raise refuse("notice_unconfirmed", title=snapshot.title)
    vouched = [one["sha256"] for row in signatures for one in row.evidence]
    if not snapshots.holds(snapshot) or set(vouched) != {snapshot.sha256}:
        raise refuse("snapshot_altered", title=snapshot.title)


def look(row, code):
    """Refuse while a finding is open; returns how far the journal had come before that was asked."""
    seen = come(row)
    check_findings(row, code)
    return seen


def look_again(row, seen, code):
    """Look again, with the journal's head held, where anything was written meanwhile."""
    if come(row) != seen:
        check_findings(row, code)


def come(row):
    """How far the journal of the ledger, and that of its organ, has come: the checks rest on both."""
    organization = Q(inspection=None, organization=row.inspection.organization_id)
    heads = JournalHead.objects.filter(Q(inspection=row.inspection_id) | organization)
    return list(heads.order_by("pk").values_list("pk", "sequence"))


def check_findings(row, code):
    """Refuse while a finding of the checks is neither mended nor waived."""
    from .checking import open_findings

    if found := open_findings(row):
        raise refuse(code, count=len(found), errors=[one.says for one in found])


def rests_on(row):
    """What a signature on a notice covers: its words and the snapshot."""
    return [
        {"id": row.pk, "sha256": row.sha256},
        {"id": row.snapshot_id, "sha256": row.snapshot.sha256},
    ]
