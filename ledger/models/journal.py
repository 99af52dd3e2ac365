"""The journal: append-only, hash-chained; and the log of who read what."""

from django.db import models
from django.db.models import Q

from .account import User
from .inspection import Inspection
from .organization import Organization


class JournalHead(models.Model):
    """The end of one chain. Taking it by UPDATE makes the acts in one chain serial."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="journal_heads")
    inspection = models.OneToOneField(
        Inspection, models.PROTECT, null=True, blank=True, related_name="journal_head"
    )
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(inspection=None),
                name="journal_head_one_per_organization",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The chain's name, which every hash in it covers."""
        if self.inspection_id:
            return f"inspection:{self.inspection_id}"
        return f"organization:{self.organization_id}"


class JournalEntry(models.Model):
    """One change: who, as what, did what to which row, from where to where, and why."""

    head = models.ForeignKey(JournalHead, models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    person = models.CharField(max_length=30, blank=True)
    name = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=50, blank=True)
    role = models.CharField("角色", max_length=20)
    action = models.CharField("动作", max_length=30)
    object_type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    label = models.CharField("对象", max_length=120)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    comment = models.CharField("说明", max_length=2000, blank=True)
    changes = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["head", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["head", "sequence"], name="journal_sequence_once"),
            models.CheckConstraint(name="journal_sequence_from_1", condition=Q(sequence__gte=1)),
            models.CheckConstraint(name="journal_hashed", condition=~Q(hash="")),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_id", "sequence"], name="journal_by_object")
        ]

    def __str__(self):
        return f"{self.head} #{self.sequence} {self.action} {self.label}"


class AccessEntry(models.Model):
    """One login, denial, export or reading of evidence: kept apart from the journal."""

    at = models.DateTimeField("时间")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    username = models.CharField("用户名", max_length=150, blank=True)
    action = models.CharField("动作", max_length=30)
    target = models.CharField("对象", max_length=200, blank=True)
    address = models.GenericIPAddressField("地址", null=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访问记录"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.action} {self.target}"
