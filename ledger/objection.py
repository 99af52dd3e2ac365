"""The supervisor's objection: it blocks the last signature on an item until it is lifted."""

from django.db import transaction

from ledger import journal, permissions
from ledger.refusals import refuse
from ledger.signoff import Act, check_words
from ledger.text import is_blank, tidy
from ledger.transitions import level_of
from ledger.writing import check_open


def begin_objection(item, actor, version, comment):
    standing = permissions.standing(actor, item.inspection.organization)
    if not standing.holds("supervisor"):
        raise refuse("role", action="提出或撤销异议", who="可以办理的是：派驻纪检监察组。")
    act = Act(item, "reopen", actor, standing, tidy(comment))
    check_words(act, version)
    check_open(item)
    if item.voided_at:
        raise refuse("voided", title=item.title)
    if version != item.version:
        raise refuse("stale", title=item.title)
    if not act.comment or is_blank(act.comment):
        raise refuse("reason_missing")
    return act


def object_to(item, *, actor, version, comment, lift=False, at=None):
    """Raise or lift the supervisor's objection, which blocks the last signature; Refusal."""
    with transaction.atomic():
        journal.take_head(item.inspection)
        permissions.reread(actor)
        item = type(item).objects.select_related("inspection__organization").get(pk=item.pk)
        act = begin_objection(item, actor, version, comment)
        if lift and not item.objection:
            raise refuse("no_objection", title=item.title)
        if not lift and item.objection:
            raise refuse("objection_open", title=item.title)
        if not lift and not level_of(item).path("open") and item.state == "signed_off":
            raise refuse("wrong_state", **act.facts)
        before = journal.fields(item)
        item.objection = "" if lift else act.comment
        item.objected_at = None if lift else journal.stamp(at, item.inspection.organization)
        item.objected_by = None if lift else actor
        item.version += 1
        item.save(update_fields=["objection", "objected_at", "objected_by", "version"])
        changes = journal.difference(before, journal.fields(item))
        journal.record(
            item,
            "lift" if lift else "object",
            actor=actor,
            role="supervisor",
            changes=changes,
            comment=act.comment,
            at=at,
        )
    return item
