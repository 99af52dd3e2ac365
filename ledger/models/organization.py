"""Organizations and their departments."""

from django.db import models
from django.db.models import Q

from ledger import permissions
from ledger.text import TextField


class OrganizationQuerySet(models.QuerySet):
    """Organizations, asked by who may read their ledgers."""

    def visible_to(self, user):
        """The organizations whose ledger ``user`` may read."""
        own, overseen = permissions.reach(user)
        return self.filter(Q(pk__in=own) | Q(parent__in=overseen)).order_by("pk")


class Organization(models.Model):
    """An organ with ledgers of its own, or an inspection office above such organs."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    name = TextField("名称", max_length=100, unique=True)
    short_name = TextField("简称", max_length=30)
    is_sample = models.BooleanField("示例单位", default=False, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        constraints = [
            models.CheckConstraint(name="organization_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="organization_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=models.F("pk")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self


class Department(models.Model):
    """A department of an organization; retired when it is no longer used, never deleted."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="departments", verbose_name="单位"
    )
    name = TextField("名称", max_length=50)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_retired = models.BooleanField("已停用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ["organization", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="department_name_once"),
            models.CheckConstraint(name="department_named", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.organization
