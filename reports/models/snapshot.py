"""Ledgers frozen on a day, and who signed them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import Inspection, LedgerRowQuerySet, Signature, User
from ledger.text import TextField


class Snapshot(models.Model):
    """A ledger and its figures frozen at the end of a day, known by a digest; never changed.

    ``data`` is what ``reports.freezing`` makes of the ledger, ``sha256`` covers its canonical JSON,
    ``sequence`` is the journal entry up to which it was read.
    """

    APPEND_ONLY = True
    JOURNAL_SKIP = ("data",)

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="snapshots")
    as_of = models.DateField("数据截至")
    purpose = TextField("用途", max_length=100)
    data = models.JSONField()
    sha256 = models.CharField("SHA-256", max_length=64)
    sequence = models.PositiveIntegerField("操作记录截至")
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "快照"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="snapshot_has_purpose_and_digest",
                condition=~Q(purpose="") & ~Q(sha256=""),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The snapshot's page."""
        return reverse("reports:snapshot", args=[self.pk])

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal and whatever is made from it name it."""
        return f"快照 {self.pk}" if self.pk else "快照"

    @property
    def short_hash(self):
        """The beginning of the digest, to be read out and compared by eye."""
        return self.sha256[:12]


class SnapshotStep(models.TextChoices):
    """What is signed on a snapshot: the office asks, the secretary confirms it or sends it back."""

    ASK = "ask", "申请"
    CONFIRM = "confirm", "确认"
    RETURN = "return", "退回"


class SnapshotSignature(Signature):
    """One of the two signatures on a snapshot: the office's, and the party secretary's answer."""

    step = models.CharField("环节", max_length=20, choices=SnapshotStep)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = verbose_name_plural = "快照签署"
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "step"],
                name="snapshot_step_once",
                violation_error_message="这份快照已经确认过。",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "person"],
                name="snapshot_four_eyes",
                violation_error_message="快照由申请人以外的同志确认。",
            ),
            models.CheckConstraint(
                name="snapshot_signature_step_known",
                condition=Q(step__in=SnapshotStep.values, attempt=1) & ~Q(person=""),
            ),
        ]

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.snapshot.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return f"{self.snapshot.title}（{self.snapshot.as_of.isoformat()}）"
