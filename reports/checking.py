"""What the checks find in a notice, and the door through which a finding is let stand.

A finding is mended by changing the words, or waived: by a second person who did not write them (see
``Authors``), for a reason, in the journal. The waiver holds for those words in their sentence; others bring it back.
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

from . import faces
from .models import Notice, NoticeWaiver, Snapshot
from .notice.authors import Authors
from .notice.checks.case import Case
from .notice.checks.finding import FIXED, TITLES, find
from .notice.style import slips_of, style_of
from .notice.versions import replayed
from .present import present

logger = logging.getLogger(__name__)
# Who may let a finding stand, by what they are first.
WAIVERS = (Role.SECRETARY, Role.SUPERVISOR, Role.OFFICE)
SAYS = 300  # characters of a finding's sentence that are kept with a waiver


@dataclass(frozen=True)
class Judged:
    """A finding, the people whose words it is about, and its waiver if it has one.

    ``lapsed`` is the waiver that it had before the words around it were changed.
    """

    finding: object
    writers: tuple
    waiver: object = None
    lapsed: object = None

    def __getattr__(self, name):
        """What the finding says of itself."""
        if name.startswith("__") or name in ("finding", "writers", "waiver", "lapsed"):
            raise AttributeError(name)
        return getattr(self.finding, name)

    @property
    def title(self):
        """What the check is called."""
        return TITLES[self.finding.code]


def case_of(notice, edits=None):
    """A notice as the checks look at it: its words, snapshot and date, the ledger by now, slips."""
    edits = list(notice.edits.order_by("number")) if edits is None else edits
    passages = replayed(edits)
    given = {
        "slips": slips_of(style_of(notice.inspection.organization)),
        "unprintable": faces.unprintable("".join(row.lead + row.text for row in passages)),
        "present": present(notice.inspection),
        "begun": replayed(edits[:1]),
        "earlier": earlier_data(notice, edits),
        "today": timezone.localdate(),
    }
    return Case(tuple(passages), notice.snapshot.data, notice.dated, **given)


def earlier_data(notice, edits):
    """The data of the snapshots that its words, or those of the notice it corrects, came from."""
    used, source = {row.snapshot_id for row in edits}, notice
    while source := source.corrects:
        used |= {source.snapshot_id, *source.edits.values_list("snapshot", flat=True)}
    rows = Snapshot.objects.filter(pk__in=used - {None, notice.snapshot_id})
    return tuple(rows.order_by("pk").values_list("data", flat=True))


def judged(notice):
    """The findings in the order of the notice, each with its waiver if it has one.

    Of one check in one passage no more are open than a few: the others come when those are mended
    or waived.
    """
    edits = list(notice.edits.order_by("number").select_related("by"))
    case = case_of(notice, edits)
    authors = Authors(case, edits)
    rows = list(notice.waivers.select_related("waived_by").order_by("pk"))
    waivers = {row.digest: row for row in rows}
    found = find(case, waivers.keys())
    held = {one.digest for one in found}
    lapsed = {(row.code, row.says): row for row in rows if row.digest not in held}
    return [
        Judged(one, authors.of(one), waivers.get(one.digest), lapsed.get((one.code, said(one))))
        for one in found
    ]


def said(one):
    """A finding's sentence as it is kept with a waiver."""
    return " ".join(one.says.split())[:SAYS]


def open_findings(notice):
    """The findings that are neither mended nor waived."""
    return [one for one in judged(notice) if one.waiver is None]


def objection(one, user, standing):
    """The refusal that ``user`` would meet on letting a finding stand, or None."""
    if not standing.roles & set(WAIVERS):
        who = "可以办理的是：整改办、党组书记、派驻纪检监察组。"
        return refuse("role", action="放行提示", who=who)
    if one.code in FIXED:
        return refuse("finding_fixed")
    if one.waiver:
        return refuse("finding_waived", name=one.waiver.waived_by.name)
    if user.personnel_number in {writer.personnel_number for writer in one.writers}:
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
        says=said(one),
        reason=reason,
        waived_at=timezone.now(),
        waived_by=actor,
    )
    role = next(role for role in WAIVERS if role in standing.roles)
    told = {"role": role, "action": "waive_finding", "comment": reason}
    row = create(row, actor=actor, head=head, **told)
    logger.info("finding %s of notice %s waived by %s", one.code, notice.pk, actor.pk)
    return row
