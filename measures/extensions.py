"""Asking for more time and deciding on it: a department's head asks, another person decides.

Granted, the item's deadline moves; the old one stays with the extension, and the plan's curve goes
by it. Who decides: see ``deciding``.
"""

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.editing import check_unlocked
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.transitions import level_of
from ledger.writing import change, check_open, create, save

from .deciding import (
    check_decidable,
    check_decider,
    decider_name,
    deciding_role,
    may_withdraw,
    withdraw,
)
from .decision_forms import DecisionForm, ExtensionForm
from .models import Extension, ExtensionDecision

ASK, DECIDE, WITHDRAW = "申请延期", "审批延期", "撤回延期申请"


def may_ask(item, standing):
    """Whether the reader's department answers for the item and may ask for time now."""
    return standing.holds(Role.HEAD, item.department_id) and can_move(item)


def can_move(item):
    """Whether the deadline of an item may move at all now."""
    if item.deadline is None or item.voided_at or item.inspection.closed_at:
        return False
    return item.state in level_of(item).open_states and item.state != "continuing"


def check_movable(item):
    """Refuse to move a deadline that is not there, or of what is locked."""
    check_open(item)
    check_unlocked(item)
    if item.deadline is None or item.state == "continuing":
        raise refuse("no_deadline", title=item.title)


def check_later(deadline, item, moment):
    """Refuse a new deadline that is no later one, or has passed by ``moment``: it would be late."""
    if deadline <= item.deadline:
        raise refuse("extension_not_later", date=item.deadline)
    if deadline < timezone.localdate(moment):
        raise refuse("extension_past")


def fresh_item(item):
    """The item as it is now, the journal's head taken."""
    journal.take_head(item.inspection)
    return type(item).objects.select_related("inspection__organization").get(pk=item.pk)


def ask_extension(item, deadline, reason, *, actor, at=None):
    """Ask for more time for a measure or task; returns the request. Raises Refusal."""
    standing = permissions.standing(actor, item.inspection.organization)
    if not standing.holds(Role.HEAD, item.department_id):
        raise refuse("role", action=ASK, who="可以办理的是：责任部门的负责人。")
    with transaction.atomic():
        item = fresh_item(item)
        check_movable(item)
        moment = journal.stamp(at, item.inspection.organization)
        check_later(deadline, item, moment)
        if item.extensions.filter(decision="").exists():
            raise refuse("extension_open", title=item.title)
        check_decidable(item, actor, ASK)
        row = Extension(
            **{item.level: item},
            old_deadline=item.deadline,
            deadline=deadline,
            reason=tidy(reason),
            requested_at=moment,
            requested_by=actor,
        )
        return create(row, actor=actor, role=Role.HEAD, action="ask_extension", at=at)


def decide_extension(extension, decision, note, *, actor, at=None):
    """Grant or refuse a request; granted, the item's deadline moves. Raises Refusal."""
    note = tidy(note)
    with journal.one_act():
        item = fresh_item(extension.item)
        extension = Extension.objects.select_related("requested_by").get(pk=extension.pk)
        role = check_decider(item, actor, extension.requested_by, DECIDE, "own_request")
        check_open(item)
        if extension.decision:
            raise refuse("extension_decided", decision=extension.verdict)
        if decision == ExtensionDecision.REFUSED and not note:
            raise refuse("note_missing")
        if decision == ExtensionDecision.GRANTED:
            grant(extension, item, actor=actor, role=role, at=at)
        moment = journal.stamp(at, item.inspection.organization)
        values = {"decision": decision, "note": note, "decided_at": moment, "decided_by": actor}
        action = f"extension_{decision}"
        return change(extension, action, actor=actor, role=role, values=values, at=at)


def withdraw_extension(extension, *, actor, at=None):
    """Take back one's own request on which nobody has decided. Raises Refusal."""
    with transaction.atomic():
        item = fresh_item(extension.item)
        standing = permissions.standing(actor, item.inspection.organization)
        if not standing.holds(Role.HEAD, item.department_id):
            raise refuse("role", action=WITHDRAW, who="可以办理的是：提出申请的责任部门负责人。")
        row = Extension.objects.select_related("measure", "task").get(pk=extension.pk)
        given = {"role": Role.HEAD, "actor": actor, "at": at}
        return withdraw(row, ExtensionDecision.REFUSED, "extension_withdrawn", **given)


def grant(extension, item, *, actor, role, at):
    """Move the item's deadline, with its own entry and version."""
    check_movable(item)
    check_later(extension.deadline, item, journal.stamp(at, item.inspection.organization))
    before = journal.fields(item)
    item.deadline, item.version = extension.deadline, item.version + 1
    save(item)
    changes = journal.difference(before, journal.fields(item))
    given = {"actor": actor, "role": role, "comment": extension.reason, "at": at}
    journal.record(item, "extend", changes=changes, **given)


def open_extensions(inspections):
    """The requests in these ledgers that wait for a decision, the earliest first."""
    rows = Extension.objects.filter(decision="").of_ledgers(inspections)
    related = ("measure__task", "measure__department", "task__department", "task__lead")
    return rows.select_related("requested_by", *related).order_by("requested_at", "pk")


def panel_part(item, user, form):
    """What an item's page shows of its extensions: the history, and what the reader may do."""
    if item.level not in ("measure", "task"):
        return None
    standing = permissions.standing(user, item.inspection.organization)
    rows = list(item.extensions.select_related("requested_by", "decided_by").order_by("pk"))
    granted = [row for row in rows if row.decision == ExtensionDecision.GRANTED]
    waiting = next((row for row in rows if not row.decision), None)
    decides = (
        waiting
        and deciding_role(item, standing, waiting.requested_by)
        and not item.inspection.closed_at
    )
    return {
        "rows": rows,
        "granted": len(granted),
        "original": granted[0].old_deadline if granted else None,
        "waiting": waiting,
        "decider": waiting and decider_name(item, waiting.requested_by),
        "withdraws": may_withdraw(waiting, user, item.inspection),
        "ask": kept(form, ExtensionForm) if not waiting and may_ask(item, standing) else None,
        "decide": kept(form, DecisionForm) if decides else None,
        "today": timezone.localdate(),
    }


def kept(form, kind, auto_id="id_%s"):
    """The form as it was typed and refused, or an empty one; its fields' ids by ``auto_id``."""
    made = form if isinstance(form, kind) else kind()
    made.auto_id = auto_id
    return made
