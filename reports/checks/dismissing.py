"""Putting a hint aside: with a reason, in the journal, by someone it is not about."""

import logging

from django.utils import timezone

from ledger import permissions
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import check_open, create
from reports.models import HintDismissal

from .finding import CHECKS, find

logger = logging.getLogger(__name__)


def objection(hint, user, standing):
    """The refusal that ``user`` would meet on dismissing a hint, or None."""
    if not standing.roles & {Role.OFFICE, Role.SUPERVISOR}:
        return refuse("role", action="排除提示", who="可以办理的是：整改办、派驻纪检监察组。")
    if CHECKS[hint.code].on_sign_off and not standing.holds(Role.SUPERVISOR):
        return refuse("hint_on_sign_off")
    if user.personnel_number in hint.people:
        return refuse("own_hint")
    return None


def sought(inspection, digest, actor):
    """The hint with this ``digest``, if ``actor`` may put it aside now; raises Refusal."""
    hint = next((hint for hint in find(inspection) if hint.digest == digest), None)
    if hint is None:
        raise refuse("hint_gone")
    if refusal := objection(hint, actor, permissions.standing(actor, inspection.organization)):
        raise refusal
    if hint.dismissal:
        raise refuse("hint_dismissed", name=hint.dismissal.dismissed_by.name)
    return hint


def dismiss(inspection, digest, reason, *, actor):
    """Put the hint with this ``digest`` aside; returns the dismissal. Raises Refusal.

    The hints are sought before the journal's head is taken. Should the facts change in between, the
    dismissal stands for the facts that were seen, and the hint is there again.
    """
    check_open(inspection)
    hint = sought(inspection, digest, actor)
    row = HintDismissal(
        inspection=inspection,
        code=hint.code,
        subject=hint.subject,
        digest=hint.digest,
        hint=hint.title,
        reason=tidy(reason),
        dismissed_at=timezone.now(),
        dismissed_by=actor,
    )
    supervises = permissions.standing(actor, inspection.organization).holds(Role.SUPERVISOR)
    role = Role.SUPERVISOR if supervises else Role.OFFICE
    row = create(row, actor=actor, role=role, action="dismiss", comment=row.reason)
    logger.info("hint %s of inspection %s dismissed by %s", row.pk, inspection.pk, actor.pk)
    return row
