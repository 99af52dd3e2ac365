"""Files that were brought in, and what became of them."""

from django.db import models
from django.db.models import Q

from ledger.models import Inspection, LedgerRowQuerySet, User
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
