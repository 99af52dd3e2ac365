"""Maintaining the items of a ledger: adding, editing, moving and voiding them.

What is under sign-off or finished is locked: the refusal says which return or reopening opens it.
Once the plan is adopted, a change of text, department or deadline needs a reason.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger import journal, permissions
from ledger.models.item import MAX_NUMBER
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.transitions import level_of
from ledger.withholding import lapsed
from ledger.writing import check_open, create, messages, save

PLAN_FIELDS = frozenset({"text", "department", "deadline", "deadline_text"})
ASIDE = 10_000  # beyond every number: see MAX_NUMBER
NAMED = frozenset({"lead", "handler"})
PARENT_FIELDS = frozenset({"problem", "also_addresses", "task"})


def check_office(actor, organization, action="维护台账"):
    """Refuse whoever is not of the organization's rectification office."""
    if not permissions.standing(actor, organization).holds(Role.OFFICE):
        raise refuse("role", action=action, who="可以办理的是：整改办。")


def check_maintainer(actor, inspection):
    """Refuse who does not run this ledger: the rectification office alone maintains it."""
    check_office(actor, inspection.organization)


def check_unlocked(item):
    """Refuse to change what is voided, under sign-off or finished."""
    if item.voided_at:
        raise refuse("voided", title=item.title)
    if item.state not in level_of(item).open_states:
        way = "重新整改" if item.state == "signed_off" else "退回或撤回"
        facts = {"title": item.title, "state": item.get_state_display(), "way": way}
        raise refuse("item_locked", **facts)


def check_parents(parents):
    """Refuse to add, move or void below an item that is voided, under sign-off or finished.

    Read afresh: what a form loaded may be older than the head that was taken since.
    """
    for parent in (type(stale).objects.get(pk=stale.pk) for stale in parents):
        if parent.voided_at:
            raise refuse("voided", title=parent.title)
        if parent.state not in level_of(parent).open_states:
            facts = {"title": parent.title, "state": parent.get_state_display()}
            raise refuse("parent_locked", **facts)


def next_number(siblings):
    """The number after the last one used among ``siblings``; voided ones keep theirs.

    What was taken back with an import has given its number up: see ``reports.intake.undoing``.
    """
    used = siblings.filter(number__lte=MAX_NUMBER).order_by("-number")
    last = used.values_list("number", flat=True).first()
    return (last or 0) + 1


def add(item, *, actor, parents, siblings, many=None, comment=""):
    """Add ``item`` below ``parents``; numbered after its ``siblings`` where it has no number."""
    with transaction.atomic():
        head = journal.take_head(item.inspection)
        permissions.reread(actor)
        check_maintainer(actor, item.inspection)
        check_parents(parents)
        item.number = item.number or next_number(siblings)
        check_people(item, NAMED)
        given = {"actor": actor, "role": Role.OFFICE, "comment": comment, "head": head}
        row = create(item, many=many, **given)
        check_people(row, many or {})
        return row


def check_people(item, changed):
    """Refuse to name somebody, or a department, that cannot act on the item."""
    try:
        item.clean_people(set(changed))
    except ValidationError as error:
        raise refuse("malformed", errors=messages(error, item)) from error


def step_aside(rows):
    """Free the numbers of ``rows``, to be given anew in this transaction to rows read before."""
    rows.update(number=F("number") + ASIDE)


def reorder(items, numbers, *, actor, reason=""):
    """Give ``items``, siblings as they were seen, the ``numbers``; raises Refusal.

    Each item whose number changes gets its own entry and version; the others are left alone.
    """
    reason = tidy(reason)
    moved = [(item, n) for item, n in zip(items, numbers, strict=True) if item.number != n]
    with journal.one_act():
        fresh = [fetch(item, actor, item.version) for item, _ in moved]
        if fresh and fresh[0].inspection.is_adopted and not reason:
            raise refuse("plan_reason_missing")
        step_aside(type(items[0]).objects.filter(pk__in=[row.pk for row in fresh]))
        for row, (_, number) in zip(fresh, moved, strict=True):
            before = journal.fields(row)
            row.number, row.version = number, row.version + 1
            save(row)
            changes = journal.difference(before, journal.fields(row))
            given = {"actor": actor, "role": Role.OFFICE, "comment": reason}
            journal.record(row, "reorder", changes=changes, **given)
    return fresh


def fetch(item, actor, version):
    """The item as it is now, if ``actor`` may change it and saw this ``version`` of it."""
    journal.take_head(item.inspection)
    permissions.reread(actor)
    fresh = type(item).objects.select_related("inspection__organization").get(pk=item.pk)
    check_maintainer(actor, fresh.inspection)
    check_open(fresh)
    if version != fresh.version:
        refusal = refuse("stale", title=fresh.title)
        refusal.fresh = fresh
        raise refusal
    check_unlocked(fresh)
    return fresh


def edit(item, *, actor, version, values, many=None, reason="", action="edit"):
    """Set ``values`` (and many-to-many rows) on an item; returns it as it then is.

    Nothing changed is no act: no version, no entry. Raises Refusal; one for a stale version
    carries the present row as ``fresh``.
    """
    many, reason = many or {}, tidy(reason)
    with transaction.atomic():
        fresh = fetch(item, actor, version)
        above = fresh.parents()
        before = journal.fields(fresh)
        for name, value in values.items():
            setattr(fresh, name, value)
        for name, rows in many.items():
            getattr(fresh, name).set(rows)
        changes = journal.difference(before, journal.fields(fresh))
        if not changes:
            return fresh
        if PARENT_FIELDS & set(changes):
            check_moved(above, fresh.parents())
        check_people(fresh, changes)
        if PLAN_FIELDS & set(changes) and fresh.inspection.is_adopted and not reason:
            raise refuse("plan_reason_missing")
        if lapsed(changes):
            fresh.withholding_approved_at = fresh.withholding_approved_by = None
        fresh.version += 1
        save(fresh)
        changes = journal.difference(before, journal.fields(fresh))
        journal.record(
            fresh, action, actor=actor, role=Role.OFFICE, changes=changes, comment=reason
        )
    return fresh


def check_moved(before, after):
    """Hold the parents that are left or joined open."""
    keys = {(type(item), item.pk) for item in before} ^ {(type(item), item.pk) for item in after}
    check_parents(item for item in [*before, *after] if (type(item), item.pk) in keys)


def check_voidable(item):
    """Refuse to void what is locked, stands below what is locked, or has something below it."""
    check_unlocked(item)
    check_parents(item.parents())
    if left := item.live_children():
        items = "、".join(child.label for child in left)
        raise refuse("has_children", title=item.title, items=items)


def void(item, *, actor, version, reason):
    """Void an item with its reason: it counts nowhere and stays readable. Raises Refusal."""
    reason = tidy(reason)
    with transaction.atomic():
        fresh = fetch(item, actor, version)
        check_voidable(fresh)
        if not reason:
            raise refuse("reason_missing")
        before = journal.fields(fresh)
        fresh.void_reason, fresh.voided_at, fresh.voided_by = reason, timezone.now(), actor
        fresh.version += 1
        save(fresh)
        changes = journal.difference(before, journal.fields(fresh))
        journal.record(
            fresh, "void", actor=actor, role=Role.OFFICE, changes=changes, comment=reason
        )
    return fresh
