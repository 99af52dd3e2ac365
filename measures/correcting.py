"""The doors by which an outcome is corrected or voided.

Its department may until the office has confirmed it; the office at any time, for a reason. What the
office corrects is confirmed no longer, and by somebody else than who corrected it.
"""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.withholding import lapsed
from ledger.writing import change, check_open

from .proof import check_provable, fetch_outcome, proving_role

# What it may be told of: the numbers do not change with these.
TOLD_OF = frozenset({"disclosure", "withholding_reason", "withholding_explanation"})


def correcting_role(outcome, actor):
    """The role in which ``actor`` may correct or void an outcome now; raises Refusal."""
    organization = outcome.inspection.organization
    office = permissions.standing(actor, organization).holds(Role.OFFICE)
    role = Role.OFFICE if office else proving_role(actor, outcome.measure, "修改成效")
    check_open(outcome)
    if outcome.voided_at:
        raise refuse("voided", title=f"成效“{outcome.title}”")
    if not office:
        check_provable(outcome.measure)
        if outcome.confirmed_at:
            raise refuse("outcome_locked", title=outcome.title)
    return role


@contextmanager
def correcting(outcome, actor):
    """A transaction with the journal's head taken: yields the outcome afresh, and the role."""
    with transaction.atomic():
        journal.take_head(outcome.inspection)
        permissions.reread(actor)
        fresh = fetch_outcome(outcome)
        yield fresh, correcting_role(fresh, actor)


def edit_outcome(outcome, values, *, actor, seen, reason=""):
    """Set ``values`` on an outcome; the office has to say why. Raises Refusal.

    ``seen`` is the ``fingerprint`` of the row that the actor saw.
    """
    reason = tidy(reason)
    with correcting(outcome, actor) as (fresh, role):
        if role == Role.OFFICE and not reason:
            raise refuse("correction_reason_missing")
        changed = {name for name, value in values.items() if getattr(fresh, name) != value}
        if changed - TOLD_OF:
            values = {**values, "noted_by": actor, "confirmed_at": None, "confirmed_by": None}
        if lapsed(changed):
            values = {**values, "withholding_approved_at": None, "withholding_approved_by": None}
        given = {"actor": actor, "role": role, "comment": reason, "seen": seen}
        return change(fresh, "edit", values=values, **given)


def void_outcome(outcome, reason, *, actor, seen):
    """Void an outcome: it counts nowhere and stays readable. Raises Refusal."""
    reason = tidy(reason)
    with correcting(outcome, actor) as (fresh, role):
        if not reason:
            raise refuse("reason_missing")
        values = {"void_reason": reason, "voided_at": timezone.now(), "voided_by": actor}
        given = {"actor": actor, "role": role, "comment": reason, "seen": seen}
        return change(fresh, "void", values=values, **given)
