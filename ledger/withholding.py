"""Withholding a text from the public: the office names a lawful reason, the secretary approves.

Whoever set the reason last does not approve it, in whatever role.

Until then, and where it is refused, the text is not public either: what has no level never is.
"""

from django.db import transaction
from django.db.models import prefetch_related_objects

from ledger import journal, permissions
from ledger.forms import WithholdingForm
from ledger.models import Disclosure, JournalEntry
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import change

APPROVED = ("withholding_approved_at", "withholding_approved_by")
TOLD = frozenset({"disclosure", "withholding_reason", "withholding_explanation"})


def lapsed(changes):
    """Whether a change of these fields takes the approval away: it was given for other words."""
    return bool(TOLD & set(changes))


def waits(row):
    """Whether the row is to be withheld and the secretary has not approved it yet."""
    return row.disclosure == Disclosure.WITHHELD and row.withholding_approved_at is None


def decide_withholding(row, approve, *, actor, seen, at, note=""):
    """Approve that a text is withheld, or refuse it: then its level is to be set anew.

    ``seen`` is the ``fingerprint`` of the row that was judged, ``at`` the time of the decision.
    Raises Refusal.
    """
    note = tidy(note)
    if not permissions.standing(actor, row.inspection.organization).holds(Role.SECRETARY):
        raise refuse("role", action="审批不公开", who="可以办理的是：党组书记。")
    if not waits(row):
        raise refuse("not_withheld")
    if not approve and not note:
        raise refuse("note_missing")
    with transaction.atomic():
        journal.take_head(row.chain)
        if approve:
            check_other_person(row, actor)
        return decide(row, approve, actor=actor, seen=seen, at=at, note=note)


def check_other_person(row, actor):
    """Four eyes: whoever asked last that the text be withheld, as the journal has it, is another."""
    entries = JournalEntry.objects.filter(
        object_type=row._meta.model_name, object_id=row.pk, changes__has_any_keys=sorted(TOLD)
    )
    last = entries.order_by("-sequence").values_list("person", flat=True).first()
    if last == actor.personnel_number:
        raise refuse("own_withholding")


def decide(row, approve, *, actor, seen, at, note):
    """Write the decision."""
    if approve:
        values = {"withholding_approved_at": at, "withholding_approved_by": actor}
    else:
        values = {"disclosure": "", "withholding_reason": ""}
    if hasattr(row, "version"):
        values["version"] = row.version + 1
    action = "approve_withholding" if approve else "refuse_withholding"
    given = {"actor": actor, "role": Role.SECRETARY, "comment": note, "seen": seen}
    return change(row, action, values=values, **given)


def panel_part(item, user, typed):
    """What an item's page shows of what is withheld: (row, the secretary's form or None) each.

    ``typed`` is the form that was refused, if any.
    """
    rows = [row for row in (item, *item.told_with()) if row.disclosure == Disclosure.WITHHELD]
    if not rows:
        return []
    for kind in {type(row) for row in rows}:
        prefetch_related_objects([r for r in rows if type(r) is kind], "withholding_approved_by")
    standing = permissions.standing(user, item.inspection.organization)
    decides = standing.holds(Role.SECRETARY) and not item.inspection.closed_at
    return [(row, form_for(row, typed) if decides and waits(row) else None) for row in rows]


def form_for(row, typed):
    """The form that decides on a row, as it was typed and refused if it was that one."""
    if isinstance(typed, WithholdingForm) and typed.row == row:
        typed.see(row)
        return typed
    return WithholdingForm(row=row)
