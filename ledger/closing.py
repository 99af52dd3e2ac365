"""Setting up, adopting and closing an inspection: what the office asks, the secretary confirms."""

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.editing import check_maintainer
from ledger.models import Adoption
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.transitions import LEVELS
from ledger.writing import change, create, save


def check_role(actor, inspection, role, action, who):
    """Refuse whoever does not hold the role in the inspected organization."""
    if not permissions.standing(actor, inspection.organization).holds(role):
        raise refuse("role", action=action, who=f"可以办理的是：{who}。")


def create_inspection(inspection, *, actor):
    """Start the ledger of an inspection; the organization's office may. Raises Refusal."""
    check_maintainer(actor, inspection)
    return create(inspection, actor=actor, role=Role.OFFICE)


def change_inspection(inspection, values, *, actor, seen=None):
    """Change an inspection's facts and rules, which hold from the next submission on."""
    check_maintainer(actor, inspection)
    return change(inspection, "edit", actor=actor, role=Role.OFFICE, values=values, seen=seen)


def adopt(adoption, *, actor):
    """Note that the plan was issued: what the journal holds by now is the baseline from here on."""
    inspection = adoption.inspection
    with transaction.atomic():
        head = journal.take_head(inspection)
        permissions.reread(actor)
        check_maintainer(actor, inspection)
        adoption.sequence, adoption.adopted_at = head.sequence, timezone.now()
        adoption.adopted_by = actor
        return create(adoption, actor=actor, role=Role.OFFICE, action="adopt")


# What the rooms above want done first: functions of the ledger that raise Refusal. They register in
# AppConfig.ready().
BEFORE = []


def check_closable(inspection):
    """Refuse to close what holds something that can be dealt with in an open ledger alone."""
    for check in BEFORE:
        check(inspection)


def ask_closing(inspection, *, actor):
    """Ask the secretary to close the ledger. Raises Refusal."""
    with transaction.atomic():
        journal.take_head(inspection)
        permissions.reread(actor)
        check_maintainer(actor, inspection)
        fresh = type(inspection).objects.select_related("organization").get(pk=inspection.pk)
        if fresh.closed_at:
            raise refuse("closed")
        if fresh.closing_asked_at:
            raise refuse("closing_asked")
        check_closable(fresh)
        values = {"closing_asked_at": timezone.now(), "closing_asked_by": actor}
        return change(fresh, "ask_closing", actor=actor, role=Role.OFFICE, values=values)


def unfinished(inspection):
    """(level's name, how many of its items are not signed off) of each level that has any."""
    counts = [
        (
            level.model._meta.verbose_name,
            level.model.objects.filter(inspection=inspection)
            .live()
            .exclude(state="signed_off")
            .count(),
        )
        for level in LEVELS.values()
    ]
    return [(name, count) for name, count in counts if count]


def close(inspection, *, actor):
    """Close the ledger: read-only everywhere from now on. Raises Refusal."""
    with transaction.atomic():
        journal.take_head(inspection)
        permissions.reread(actor)
        check_role(actor, inspection, Role.SECRETARY, "办结台账", "党组书记")
        fresh = type(inspection).objects.select_related("organization").get(pk=inspection.pk)
        if not fresh.closing_asked_at:
            raise refuse("closing_not_asked")
        if fresh.closing_asked_by.personnel_number == actor.personnel_number:
            raise refuse("already_signed", step="申请办结")
        check_closable(fresh)
        values = {"closed_at": timezone.now(), "closed_by": actor}
        return change(fresh, "close", actor=actor, role=Role.SECRETARY, values=values)


def reopen(inspection, reason, *, actor):
    """Open a closed ledger again, or turn down the request to close it; needs a reason."""
    check_role(actor, inspection, Role.SECRETARY, "重新启用台账", "党组书记")
    reason = tidy(reason)
    if not reason:
        raise refuse("reason_missing")
    with transaction.atomic():
        head = journal.take_head(inspection)
        permissions.reread(actor)
        check_role(actor, inspection, Role.SECRETARY, "重新启用台账", "党组书记")
        fresh = type(inspection).objects.get(pk=inspection.pk)
        if not fresh.closing_asked_at:
            raise refuse("closing_not_asked")
        before = journal.fields(fresh)
        fresh.closing_asked_at = fresh.closing_asked_by = None
        fresh.closed_at = fresh.closed_by = None
        save(fresh)
        changes = journal.difference(before, journal.fields(fresh))
        given = {"actor": actor, "role": Role.SECRETARY, "comment": reason, "head": head}
        journal.record(fresh, "reopen_ledger", changes=changes, **given)
    return fresh


def latest_adoption(inspection):
    """The plan in force, or None."""
    return Adoption.objects.filter(inspection=inspection).order_by("sequence").last()
