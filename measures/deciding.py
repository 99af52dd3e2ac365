"""Who decides on a request for time or a stage report: never who made it.

The office decides for a measure, its lead official for a task; what the lead official asks for
(heading the department, too) the party secretary decides. What nobody could decide is not asked for.
"""

from ledger import journal, permissions
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.transitions import LEAD, OFFICE, SECRETARY
from ledger.writing import change, check_open


def same_person(one, other):
    """Whether two accounts are of one person."""
    return one.personnel_number == other.personnel_number


def decider(item, asker):
    """Who decides on what ``asker`` asks for the item."""
    if item.level == "measure":
        return OFFICE
    return SECRETARY if same_person(item.lead, asker) else LEAD


def decider_name(item, asker):
    """Who decides, as people say it: the lead official by post."""
    who = decider(item, asker)
    return item.lead.post if who is LEAD else who.label


def deciding_role(item, standing, asker):
    """The role in which the reader decides on what ``asker`` asks for the item, or None."""
    who = decider(item, asker)
    if same_person(standing.user, asker) or not who.ever(standing, item):
        return None
    return Role(who.code)


def check_decider(item, actor, asker, action, own):
    """The role in which ``actor`` decides; refuses others, and ``own`` names what is his own."""
    standing = permissions.standing(actor, item.inspection.organization)
    who = decider(item, asker)
    if not who.ever(standing, item):
        raise refuse("role", action=action, who=f"可以办理的是：{who.label}。")
    if same_person(actor, asker):
        raise refuse(own)
    return Role(who.code)


def check_decidable(item, asker, action):
    """Refuse to ask for what nobody but the asker could decide."""
    who = decider(item, asker)
    if not who.people(item) - {asker.personnel_number}:
        raise refuse("no_decider", action=action, who=who.label)


def may_withdraw(row, user, inspection):
    """Whether the reader made the request or report, and may still take it back."""
    own = row is not None and not row.decision and row.asked_by_id == user.pk
    return own and not inspection.closed_at


def withdraw(row, decision, action, *, role, actor, at=None):
    """Take back one's own request or report on which nobody has decided. Raises Refusal.

    It is kept with ``decision``, decided by who made it: see ``Asked.is_withdrawn``. ``row`` is as it
    is now, the journal's head taken.
    """
    check_open(row.item)
    if row.decision:
        raise refuse("decided_already", decision=row.verdict)
    if row.asked_by_id != actor.pk:
        raise refuse("not_asker")
    moment = journal.stamp(at, row.inspection.organization)
    values = {"decision": decision, "decided_at": moment, "decided_by": actor}
    return change(row, action, actor=actor, role=role, values=values, at=at)
