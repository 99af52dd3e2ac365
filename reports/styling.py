"""The door to how an organization words its notices."""

from django.db import transaction

from ledger import journal, permissions
from ledger.editing import check_office
from ledger.roles import Role
from ledger.writing import change, create


def save_style(style, values, *, actor, seen=None, at=None):
    """Keep an organization's style, new or changed; its office may. Raises Refusal.

    ``at`` is a historical date, which only the sample's organizations accept.
    """
    organization = style.organization
    with transaction.atomic():
        head = journal.take_head(organization)
        permissions.reread(actor)
        check_office(actor, organization, "修改通报写法")
        given = {"actor": actor, "role": Role.OFFICE, "at": at}
        if style.pk is None:
            return create(style, head=head, **given)
        return change(style, "edit", values=values, seen=seen, **given)
