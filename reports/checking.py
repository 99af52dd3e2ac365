"""What the checks find in a notice, and the door through which a finding is let stand.

A finding is mended by changing the words, or waived: by a second person who did not write them, for
a reason, in the journal. The waiver holds for those words in their sentence; others bring it back.
"""

import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import check_head_open, create

from .models import Notice, NoticeWaiver
from .notice.checks.case import Case
from .notice.checks.finding import FIXED, TITLES, find
from .notice.style import slips_of, style_of
from .notice.versions import applied, replayed
from .present import present

logger = logging.getLogger(__name__)
# Who may let a finding stand, by what they are first.
WAIVERS = (Role.SECRETARY, Role.SUPERVISOR, Role.OFFICE)
SAYS = 300  # characters of a finding's sentence that are kept with a waiver


@dataclass(frozen=True)
class Judged:
    """A finding, who wrote the words it is about, and its waiver if it has one."""

    finding: object
    writer: object
    waiver: object = None

    def __getattr__(self, name):
        """What the finding says of itself."""
        if name.startswith("__") or name in ("finding", "writer", "waiver"):
            raise AttributeError(name)
        return getattr(self.finding, name)

    @property
    def title(self):
        """What the check is called."""
        return TITLES[self.finding.code]


def case_of(notice, edits=None):
    """A notice as the checks look at it: its words, snapshot and date, the ledger by now, slips."""
    edits = list(notice.edits.order_by("number")) if edits is None else edits
    given = {
        "slips": slips_of(style_of(notice.inspection.organization)),
        "present": present(notice.inspection),
        "begun": replayed(edits[:1]),
        "today": timezone.localdate(),
    }
    return Case(replayed(edits), notice.snapshot.data, notice.dated, **given)


def judged(notice):
    """Every finding in the order of the notice, each with its waiver if it has one."""
    edits = list(notice.edits.order_by("number").select_related("by"))
    wrote, last = writers(edits)
    rows = notice.waivers.select_related("waived_by")
    waivers = {row.digest: row for row in rows}
    return [
        Judged(one, wrote.get(one.key, last) if one.quote else last, waivers.get(one.digest))
        for one in find(case_of(notice, edits))
    ]


def open_findings(notice):
    """The findings that are neither mended nor waived."""
    return [one for one in judged(notice) if one.waiver is None]


def writers(edits):
    """(key of a passage → who wrote its words last, who made the last edit of all).

    An edit wrote what it changed: words that were only moved, or bound to the same values, stay
    their writer's. What is missing is by whoever had the whole text in hand last.
    """
    wrote, rows = {}, []
    for edit in edits:
        before = {row.key: (row.lead, row.text) for row in rows}
        rows = applied(rows, edit)
        wrote |= {row.key: edit.by for row in rows if before.get(row.key) != (row.lead, row.text)}
    return wrote, edits[-1].by if edits else None


def objection(one, user, standing):
    """The refusal that ``user`` would meet on letting a finding stand, or None."""
    if not standing.roles & set(WAIVERS):
        who = "可以办理的是：整改办、党组书记、派驻纪检监察组。"
        return refuse("role", action="放行提示", who=who)
    if one.code in FIXED:
        return refuse("finding_fixed")
    if one.waiver:
        return refuse("finding_waived", name=one.waiver.waived_by.name)
    if one.writer and one.writer.personnel_number == user.personnel_number:
        return refuse("own_words")
    return None


def waive(notice, digest, reason, *, actor):
    """Let the finding with this ``digest`` stand, for a reason; returns the waiver. Raises Refusal.

    Only while the notice is in hand, and not by who wrote the words.
    """
    with transaction.atomic():
        head = journal.take_head(notice.inspection)
        check_head_open(head)
        permissions.reread(actor)
        row = Notice.objects.select_related("inspection__organization", "snapshot").get(
            pk=notice.pk
        )
        standing = permissions.standing(actor, row.inspection.organization)
        if not standing.roles & set(WAIVERS):
            raise objection(None, actor, standing)
        if not row.is_in_hand:
            facts = {"title": row.title, "state": row.get_state_display()}
            raise refuse("wrong_state", action="放行提示", **facts)
        one = next((one for one in judged(row) if one.digest == digest), None)
        if one is None:
            raise refuse("finding_gone")
        if refusal := objection(one, actor, standing):
            raise refusal
        return keep(row, one, tidy(reason), actor, standing, head)


def keep(notice, one, reason, actor, standing, head):
    """Write the waiver and its journal entry."""
    row = NoticeWaiver(
        notice=notice,
        code=one.code,
        digest=one.digest,
        says=" ".join(one.says.split())[:SAYS],
        reason=reason,
        waived_at=timezone.now(),
        waived_by=actor,
    )
    role = next(role for role in WAIVERS if role in standing.roles)
    told = {"role": role, "action": "waive_finding", "comment": reason}
    row = create(row, actor=actor, head=head, **told)
    logger.info("finding %s of notice %s waived by %s", one.code, notice.pk, actor.pk)
    return row
