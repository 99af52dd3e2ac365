"""Accounts, and the roles that memberships give them."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ledger.roles import DEPARTMENT_ROLES, SOLE_ROLES, Role
from ledger.text import TextField

from .organization import Department, Organization


class UserManager(BaseUserManager):
    """Accounts by their login name."""

    def get_by_natural_key(self, username):
        """The account that ``username`` names."""
        return self.get(username=username)


class User(AbstractBaseUser):
    """A login account. Who it stands for is the personnel number: four eyes count persons."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="users", verbose_name="单位"
    )
    username = models.CharField(
        "用户名", max_length=50, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = TextField("姓名", max_length=50)
    post = TextField("职务", max_length=50)
    personnel_number = TextField("人员编号", max_length=30)
    is_active = models.BooleanField("启用", default=True)
    session_epoch = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    JOURNAL_SKIP = ("password", "last_login", "session_epoch")

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.UniqueConstraint(
                fields=["personnel_number"],
                condition=Q(is_active=True),
                name="user_one_active_account_per_person",
                violation_error_message="此人员编号已有启用的账号。",
            ),
            models.CheckConstraint(
                name="user_has_personnel_number", condition=~Q(personnel_number="")
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.username}）"

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.organization

    def _get_session_auth_hash(self, secret=None):
        # A change of roles ends every open session of the account, as a new password does.
        return f"{super()._get_session_auth_hash(secret=secret)}-{self.session_epoch}"


class MembershipQuerySet(models.QuerySet):
    """Memberships, asked by whether they hold."""

    def in_force(self):
        """Memberships not revoked, of accounts that may log in."""
        return self.filter(revoked_at=None, user__is_active=True).order_by("pk")


class Membership(models.Model):
    """A role of one person in one organization; revoked, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="账号")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name="单位"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="部门",
        help_text="承办人和部门负责人必填，其他角色不填。",
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "角色授予"
        constraints = [
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_department_by_role",
                condition=Q(role__in=DEPARTMENT_ROLES, department__isnull=False)
                | (~Q(role__in=DEPARTMENT_ROLES) & Q(department__isnull=True)),
                violation_error_message="承办人和部门负责人须选部门，其他角色不选部门。",
            ),
            models.CheckConstraint(
                name="membership_revoked_by_whom",
                condition=Q(revoked_at=None, revoked_by=None)
                | (~Q(revoked_at=None) & ~Q(revoked_by=None)),
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role", "department"],
                condition=Q(revoked_at=None, department__isnull=False),
                name="membership_once_in_department",
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(revoked_at=None, department__isnull=True),
                name="membership_once",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.organization

    def clean(self):
        """Hold what spans tables: the department's organization, and the duties kept apart."""
        if self.department_id and self.department.organization_id != self.organization_id:
            raise ValidationError({"department": "部门不属于所选单位。"})
        if self.revoked_at or not self.user_id:
            return
        others = Membership.objects.filter(user=self.user_id, revoked_at=None).exclude(pk=self.pk)
        apart = self.role in SOLE_ROLES or others.filter(role__in=SOLE_ROLES).exists()
        if apart and others.exists():
            raise ValidationError("系统管理员、安全管理员、审计员不得兼任其他角色。")
