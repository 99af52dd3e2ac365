"""Who may what: every question about roles is answered here, from one reading of memberships."""

from dataclasses import dataclass

from ledger.roles import MEMBER_ROLES, Role


@dataclass(frozen=True)
class Standing:
    """What one person is in one organization."""

    user: object
    held: frozenset  # of (role, department id or None)

    @property
    def roles(self):
        """The roles held, whatever the department."""
        return {role for role, _ in self.held}

    def holds(self, role, department_id=None):
        """Whether the person holds ``role``, in that very department if it is a department's."""
        return (role, department_id) in self.held


def memberships(user):
    """The memberships in force of ``user``, read once for each loaded user object."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_memberships_in_force"):
        user._memberships_in_force = list(user.memberships.in_force())
    return user._memberships_in_force


def reread(user):
    """Have the memberships of ``user`` read anew by whatever asks next.

    For doors that have taken the journal's head: roles may have changed since the request began.
    """
    if hasattr(user, "_memberships_in_force"):
        del user._memberships_in_force


def standing(user, organization):
    """What ``user`` is in ``organization``; overseeing its parent counts as overseeing it."""
    held = {
        (row.role, row.department_id)
        for row in memberships(user)
        if row.organization_id == organization.pk
        or (row.role == Role.OVERSEER and row.organization_id == organization.parent_id)
    }
    return Standing(user, frozenset(held))


def roles_of(user):
    """Every role that ``user`` holds anywhere."""
    return {row.role for row in memberships(user)}


def organizations_of(user, roles):
    """The ids of the organizations in which ``user`` holds one of ``roles``."""
    return {row.organization_id for row in memberships(user) if row.role in roles}


def reach(user):
    """The ids of the organizations whose ledger ``user`` reads, and of those overseen."""
    return organizations_of(user, MEMBER_ROLES), organizations_of(user, {Role.OVERSEER})
