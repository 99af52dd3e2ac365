"""What a reviewer thinks of evidence: sufficient for a measure, or not and why."""

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import check_open, create

from .models import EvidenceMark, Measure
from .proof import check_of


def reviewing_role(measure, standing):
    """The role in which the reader reviews a measure's evidence now, or None.

    Its department's head and the office from its submission on, the supervisor at any time.
    """
    submitted = measure.state in ("submitted", "reviewed", "signed_off")
    if submitted and standing.holds(Role.HEAD, measure.department_id):
        return Role.HEAD
    if submitted and standing.holds(Role.OFFICE):
        return Role.OFFICE
    return Role.SUPERVISOR if standing.holds(Role.SUPERVISOR) else None


def mark_evidence(measure, evidence, *, is_sufficient, note, actor):
    """Say whether evidence is sufficient for the measure, as a reviewer. Raises Refusal."""
    with transaction.atomic():
        journal.take_head(measure.inspection)
        permissions.reread(actor)
        fresh = Measure.objects.select_related("inspection__organization", "task").get(
            pk=measure.pk
        )
        standing = permissions.standing(actor, fresh.inspection.organization)
        role = reviewing_role(fresh, standing)
        if role is None:
            who = "可以办理的是：已申请销号的，责任部门负责人和整改办；派驻纪检监察组随时可以。"
            raise refuse("role", action="审核佐证材料", who=who)
        check_open(fresh)
        if fresh.voided_at:
            raise refuse("voided", title=fresh.title)
        check_of(evidence, fresh)
        if evidence.uploaded_by.personnel_number == actor.personnel_number:
            raise refuse("own_evidence")
        row = EvidenceMark(
            evidence=evidence,
            measure=fresh,
            attempt=fresh.attempt,
            is_sufficient=is_sufficient,
            note=tidy(note),
            at=timezone.now(),
            by=actor,
        )
        return create(row, actor=actor, role=role, action="mark")
