"""The doors through which a notice goes public: submitted, approved and published, taken down.

The office submits, a party secretary who is another person publishes. What is slow, the PDF, is made
before the journal's head is taken, from the very passages that were submitted; then all is checked
anew. The head that is printed is one that the chain had when the PDF was made.
"""

import hashlib
import logging

from django.db import transaction

from ledger import journal, permissions
from ledger.closing import check_role
from ledger.models import JournalHead
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.signoff import check_password
from ledger.text import tidy
from ledger.writing import check_head_open, create, save

from . import printing
from .drafting import passages_of
from .models import IN_HAND, Notice, NoticeSignature, NoticeState, Publication
from .notice.passages import as_data
from .publishable import (
    check_dated,
    check_next_signer,
    check_person,
    check_snapshot,
    check_submitted,
    check_whole,
    look,
    look_again,
    rests_on,
    signed,
)
from .published import address_for, basis_of

logger = logging.getLogger(__name__)
S = NoticeState
# action: what people call it, from which state to which, who may, by which name.
STEPS = {
    "submit": ("送审", S.DRAFT, S.SUBMITTED, Role.OFFICE, "整改办"),
    "recall": ("撤回送审", S.SUBMITTED, S.DRAFT, Role.OFFICE, "整改办"),
    "send_back": ("退回修改", S.SUBMITTED, S.DRAFT, Role.SECRETARY, "党组书记"),
    "publish": ("批准公布", S.SUBMITTED, S.PUBLISHED, Role.SECRETARY, "党组书记"),
    "take_down": ("撤下", S.PUBLISHED, S.TAKEN_DOWN, Role.SECRETARY, "党组书记"),
    "void": ("作废", S.DRAFT, S.VOIDED, Role.OFFICE, "整改办"),
}
WHEN_CLOSED = {"take_down"}  # what is wrong is taken down though the ledger is closed


def submit(notice, *, actor, version, comment="", at=None):
    """Hand the notice to the secretary, with no finding of the checks left open. Raises Refusal."""
    row, _ = prepare(notice, "submit", actor, version)
    check_next_signer(row, actor)
    check_whole(row, passages_of(row))
    check_snapshot(row.snapshot)
    looked = look(row, "notice_findings")
    with transaction.atomic():
        row, head = hold(notice, "submit", actor, version)
        check_next_signer(row, actor)
        look_again(row, looked, "notice_findings")
        told = {"comment": tidy(comment), "head": head, "at": at}
        sign(row, "submit", actor, **told)
        return move(row, "submit", actor, **told)


def recall(notice, *, actor, version, comment=""):
    """Take a submission back, to go on drafting; whoever submitted may. Raises Refusal."""
    with transaction.atomic():
        row, head = hold(notice, "recall", actor, version)
        if actor.personnel_number not in {one.person for one in signed(row)}:
            raise refuse("not_submitter")
        return move(row, "recall", actor, comment=tidy(comment), head=head)


def send_back(notice, *, actor, version, comment):
    """Return it to the office with what is to be mended. Raises Refusal."""
    with transaction.atomic():
        row, head = hold(notice, "send_back", actor, version)
        return move(row, "send_back", actor, comment=reason(comment), head=head)


def publish(notice, *, actor, version, confirmed_at, comment="", at=None):
    """Approve and publish; returns the ``Publication``. Raises Refusal.

    ``confirmed_at`` is when the actor last gave the password.
    """
    row, moment = prepare(notice, "publish", actor, version, at)
    check_person(row, actor)
    check_password(confirmed_at, moment)
    passages = passages_of(row)
    check_submitted(row, passages)
    check_dated(row, moment)
    looked = look(row, "notice_found_since")
    made = printed(row, passages, actor, moment)
    with transaction.atomic():
        row, head = hold(notice, "publish", actor, version)
        check_person(row, actor)
        check_submitted(row, passages)
        check_dated(row, moment)
        look_again(row, looked, "notice_found_since")
        made.notice = row
        if (made.slug, made.number) != address_for(row, passages):
            raise refuse("stale", title=row.title)
        told = {"comment": tidy(comment), "head": head, "at": at}
        sign(row, "publish", actor, **told)
        create(made, action="publish_notice", actor=actor, role=Role.SECRETARY, head=head, at=at)
        move(row, "publish", actor, **told)
    logger.info("published notice %s by %s", row.pk, actor.pk)
    return made


def take_down(notice, *, actor, version, confirmed_at, comment):
    """Withdraw what was published; its address then says so. Raises Refusal."""
    _, moment = prepare(notice, "take_down", actor, version)
    told = reason(comment)
    check_password(confirmed_at, moment)
    return end(notice, "take_down", actor, version, told)


def void(notice, *, actor, version, comment):
    """Give up a draft; what was written stays in its versions. Raises Refusal."""
    return end(notice, "void", actor, version, reason(comment))


def end(notice, action, actor, version, told):
    """Take a notice to its last state, for a reason."""
    with transaction.atomic():
        row, head = hold(notice, action, actor, version)
        moment = journal.stamp(None, row.inspection.organization)
        values = {"ended_reason": told, "ended_at": moment, "ended_by": actor}
        return move(row, action, actor, comment=told, head=head, values=values)


def prepare(notice, action, actor, version, at=None):
    """(the notice as it is now, the time of the act), with all that can be refused at once."""
    row = fresh(notice)
    check_able(row, action, actor)
    check_step(row, action, version)
    return row, journal.stamp(at, row.inspection.organization)


def hold(notice, action, actor, version):
    """(the notice as it is, the journal's head), inside the transaction of the act."""
    head = journal.take_head(notice.inspection)
    permissions.reread(actor)
    row = fresh(notice)
    check_able(row, action, actor)
    if action not in WHEN_CLOSED:
        check_head_open(head)
    check_step(row, action, version)
    return row, head


def fresh(notice):
    """The notice with what the checks ask of it."""
    rows = Notice.objects.select_related("inspection__organization", "snapshot", "corrects")
    return rows.get(pk=notice.pk)


def check_able(row, action, actor):
    """Refuse whoever's role may never take this step."""
    label, _, _, role, who = STEPS[action]
    check_role(actor, row.inspection, role, f"{label}通报", who)


def check_step(row, action, version):
    """Refuse a step from another state, or by a page that saw another version."""
    label, source, _, _, _ = STEPS[action]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise refuse("malformed", errors=["页面版本有误，请刷新页面后再办。"])
    if row.version != version:
        raise refuse("stale", title=row.title)
    if row.state != source:
        state = row.get_state_display()
        raise refuse("wrong_state", title=row.title, state=state, action=label)


def reason(comment):
    """The reason that a step needs."""
    if not tidy(comment):
        raise refuse("notice_reason_missing")
    return tidy(comment)


def sign(row, step, actor, *, comment, head, at):
    """Write one signature."""
    role = STEPS[step][3]
    signature = NoticeSignature(
        notice=row,
        attempt=row.attempt,
        step=step,
        signer=actor,
        person=actor.personnel_number,
        name=actor.name,
        post=actor.post,
        role=role,
        comment=comment,
        evidence=rests_on(row),
        at=journal.stamp(at, row.inspection.organization),
    )
    told = {"actor": actor, "role": role, "comment": comment, "head": head, "at": at}
    return create(signature, action=f"{step}_notice", **told)


def move(row, action, actor, *, comment, head, at=None, values=None):
    """Bring the notice to the step's target and journal it; returns it."""
    _, source, target, role, _ = STEPS[action]
    before = journal.fields(row)
    row.state, row.version = target, row.version + 1
    row.attempt += action in ("recall", "send_back")
    for name, value in (values or {}).items():
        setattr(row, name, value)
    save(row)
    changes = journal.difference(before, journal.fields(row))
    told = {"actor": actor, "role": role, "comment": comment, "head": head, "at": at}
    journal.record(row, f"{action}_notice", changes=changes, states=(source, target), **told)
    return row


def printed(row, passages, actor, moment):
    """The publication with its PDF, unsaved: nothing of the journal is held while it is made."""
    head = JournalHead.objects.get(inspection=row.inspection)
    slug, number = address_for(row, passages)
    made = Publication(
        notice=row,
        slug=slug,
        number=number,
        passages=as_data(passages),
        sha256=row.sha256,
        snapshot_sha256=row.snapshot.sha256,
        sequence=head.sequence,
        head=head.hash,
        published_at=moment,
        published_by=actor,
    )
    as_of = row.snapshot.as_of.isoformat()
    made.pdf = printing.notice_pdf(passages, as_of, made_at=moment, basis=basis_of(made))
    made.pdf_sha256 = hashlib.sha256(made.pdf).hexdigest()
    return made


def check_none_in_hand(inspection):
    """Refuse to close a ledger with a notice that is still worked on."""
    found = Notice.objects.filter(inspection=inspection, state__in=IN_HAND).first()
    if found is not None:
        raise refuse("notice_open", title=found.title, state=found.get_state_display())
