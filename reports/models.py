"""Files that were brought in, and what became of them; snapshots, and who signed them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import Inspection, LedgerRowQuerySet, Signature, User
from ledger.models.item import all_or_none
from ledger.text import TextField


class ImportKind(models.TextChoices):
    """What kind of file it was."""

    WORKBOOK = "workbook", "Excel 台账"
    TEXT = "text", "文字材料"


class LedgerImport(models.Model):
    """A file brought in: as it came, as it was understood, answered, imported and taken back.

    The file itself is kept in the database, so that it is there whole or not at all, is backed up
    with the ledger, and its layout can be given out again.
    """

    JOURNAL_SKIP = ("content", "outline")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="imports")
    kind = models.CharField("类型", max_length=10, choices=ImportKind, default="workbook")
    name = TextField("文件名", max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节")
    outline = models.JSONField(default=dict)
    mapping = models.JSONField("各列对应", default=dict, blank=True)
    answers = models.JSONField("对上的名称", default=dict, blank=True)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    applied_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入人"
    )
    first_entry = models.PositiveIntegerField(null=True, blank=True)
    last_entry = models.PositiveIntegerField(null=True, blank=True)
    undo_reason = TextField("撤回原因", max_length=500, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        constraints = [
            models.CheckConstraint(
                name="import_of_a_known_kind",
                condition=Q(kind__in=ImportKind.values, size__gte=1) & ~Q(name="") & ~Q(sha256=""),
            ),
            models.CheckConstraint(
                name="import_applied_by_whom",
                condition=all_or_none("applied_at", "applied_by", "first_entry", "last_entry"),
            ),
            models.CheckConstraint(
                name="import_undone_by_whom_and_why",
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | (
                    Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False)
                    & ~Q(undo_reason="")
                ),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return f"导入“{self.name}”"


class HintDismissal(models.Model):
    """A hint that somebody looked into and put aside, with the reason.

    It holds for the facts that ``digest`` stands for: once they change, the hint is there again.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="hint_dismissals")
    code = models.CharField("核查项目", max_length=20)
    subject = models.CharField("对象", max_length=200)
    digest = models.CharField("情况的校验码", max_length=64)
    hint = TextField("提示", max_length=300)
    reason = TextField("理由", max_length=500)
    dismissed_at = models.DateTimeField("排除时间")
    dismissed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="排除人")

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查提示"
        constraints = [
            models.UniqueConstraint(fields=["inspection", "digest"], name="hint_dismissed_once"),
            models.CheckConstraint(
                name="hint_dismissed_for_a_reason",
                condition=~Q(code="") & ~Q(subject="") & ~Q(digest="") & ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return self.hint

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection


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
    """The two signatures that a snapshot bears."""

    ASK = "ask", "申请"
    CONFIRM = "confirm", "确认"


class SnapshotSignature(Signature):
    """One of the two signatures on a snapshot: the office asks, the party secretary confirms."""

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


class Reading(models.Model):
    """How far the reading of a file is that somebody waits for; nothing of the ledger, and not kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=36)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "读取进度"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="reading_once")]

    def __str__(self):
        return f"{self.done}/{self.total}"
