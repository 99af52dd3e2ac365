"""The doors for accounts and roles: who may make them, and what ends open sessions."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ledger import permissions
from ledger.models import Membership, Organization, User
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.writing import SYSTEM, change, create


def managed_by(user, role):
    """The organizations whose accounts ``user`` looks after in a role: the own ones and below."""
    own = permissions.organizations_of(user, {role})
    return Organization.objects.filter(Q(pk__in=own) | Q(parent__in=own)).order_by("pk")


def check_manager(actor, role, organization):
    """Refuse who does not look after the organization; the installation itself may."""
    if actor is None:
        return SYSTEM
    if organization is None or not managed_by(actor, role).filter(pk=organization.pk).exists():
        label = Role(role).label
        raise refuse("role", action="管理这个单位的账号", who=f"可以办理的是：该单位的{label}。")
    return role


def check_password_strength(user, password):
    """Refuse a password that is too weak, with the validators' own sentences."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise refuse("malformed", errors=[f"密码：{text}" for text in error.messages]) from error


def create_account(user, password, *, actor):
    """Make an account with its first password; a system administrator's work. Raises Refusal."""
    role = check_manager(actor, Role.SYSTEM_ADMIN, user.organization)
    check_password_strength(user, password)
    user.set_password(password)
    return create(user, actor=actor, role=role)


def change_account(user, values, *, actor, password="", seen=None):
    """Change an account's facts, or reset its password, which ends its sessions. Raises Refusal."""
    role = check_manager(actor, Role.SYSTEM_ADMIN, user.organization)
    comment = ""
    if password:
        check_password_strength(user, password)
        user.set_password(password)
        values = {**values, "password": user.password}
        comment = "重设密码"
    given = {"actor": actor, "role": role, "comment": comment, "seen": seen}
    return change(user, "edit", values=values, **given)


def end_sessions(user):
    """End every open session of an account: what it may do has changed."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def grant(user, organization, role, department=None, *, actor):
    """Give a role; a security administrator's work, and never to oneself. Raises Refusal."""
    as_role = check_manager(actor, Role.SECURITY_ADMIN, organization)
    if actor is not None and actor.pk == user.pk:
        raise refuse("role", action="给自己授予角色", who="请由另一位安全管理员办理。")
    row = Membership(user=user, organization=organization, role=role, department=department)
    with transaction.atomic():
        create(row, actor=actor, role=as_role, action="grant")
        end_sessions(user)
    return row


def revoke(membership, *, actor):
    """Take a role back; it is kept with its dates. Raises Refusal."""
    as_role = check_manager(actor, Role.SECURITY_ADMIN, membership.organization)
    values = {"revoked_at": timezone.now(), "revoked_by": actor}
    with transaction.atomic():
        if Membership.objects.filter(pk=membership.pk).exclude(revoked_at=None).exists():
            raise refuse("malformed", errors=["这个角色已经撤销。"])
        row = change(membership, "revoke", actor=actor, role=as_role, values=values)
        end_sessions(membership.user)
    return row
