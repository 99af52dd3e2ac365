"""Changing a feedback document, and the chapters that it has, in their order."""

from ledger import journal
from ledger.editing import check_maintainer, step_aside
from ledger.roles import Role
from ledger.writing import change, check_open, check_seen, create, fingerprint, save

from .models import Aspect


def seen_of(feedback):
    """The fingerprint of a document with its chapters."""
    return fingerprint(feedback, *feedback.aspects.order_by("pk"))


def change_feedback(feedback, values, chapters, *, actor, seen):
    """Set a document's facts and its chapters; raises Refusal.

    ``chapters`` lists them in their new order: (chapter or None for a new one, title, short title).
    """
    with journal.one_act():
        head = journal.take_head(feedback.inspection)
        check_maintainer(actor, feedback.inspection)
        check_open(feedback)
        fresh = type(feedback).objects.get(pk=feedback.pk)
        check_seen(fresh, seen, *fresh.aspects.order_by("pk"))
        given = {"actor": actor, "role": Role.OFFICE}
        change(fresh, "edit", values=values, **given)
        kept = {row.pk: row for row in fresh.aspects.all()}
        step_aside(fresh.aspects.all())
        for number, (chapter, title, short_title) in enumerate(chapters, 1):
            wanted = {"number": number, "title": title, "short_title": short_title}
            if chapter is None:
                create(Aspect(feedback=fresh, **wanted), **given)
                continue
            row = kept[chapter.pk]
            before = journal.fields(row)
            for name, value in wanted.items():
                setattr(row, name, value)
            save(row)
            if changes := journal.difference(before, journal.fields(row)):
                head.refresh_from_db()
                journal.record(row, "edit", changes=changes, head=head, **given)
    return fresh
