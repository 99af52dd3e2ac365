"""An upload that seems to be classified: kept apart until the office has decided."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import Inspection, User
from ledger.text import TextField

from ..filetypes import kind_name
from .measure import Measure
from .proof import Evidence


class HeldDecision(models.TextChoices):
    """What became of an upload that was held."""

    RELEASED = "released", "放行"
    REJECTED = "rejected", "不予接收"


class HeldUploadQuerySet(models.QuerySet):
    """Held uploads, asked by who may read them and whether they wait."""

    def visible_to(self, user):
        """Those of every ledger ``user`` may read."""
        rows = Inspection.objects.visible_to(user)
        return self.filter(measure__inspection__in=rows).order_by("pk")

    def waiting(self):
        """Those on which nobody has decided yet, the earliest first."""
        return self.filter(decision="").order_by("at", "pk")

    def of_file(self, inspection, digest):
        """Those of one ledger with the content of this SHA-256 that may not go on as it is."""
        rows = self.filter(measure__inspection=inspection, sha256=digest)
        return rows.exclude(decision=HeldDecision.RELEASED).order_by("-decision", "pk")


class HeldUpload(models.Model):
    """A file for a measure, with the marks that were found; no evidence before it is released.

    ``found`` is what ``searching.search`` told. A rejected one keeps name and digest; its bytes, and
    the words around the marks, are gone.
    """

    # The words around a mark may be secret themselves: what is in the journal stays there for ever.
    JOURNAL_SKIP = ("found",)

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="held_uploads")
    supersedes = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替代"
    )
    evidence = models.OneToOneField(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held",
        verbose_name="佐证材料",
    )
    file = models.FileField("文件", upload_to="", max_length=100)
    name = TextField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    content_type = models.CharField("类型", max_length=100)
    found = models.JSONField("疑似标志", default=list)
    at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    decision = models.CharField("核对结果", max_length=10, choices=HeldDecision, blank=True)
    note = TextField("理由", max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HeldUploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂存待核"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="held_has_content_and_digest",
                condition=Q(size__gte=1) & ~Q(sha256="") & ~Q(name="") & ~Q(file=""),
            ),
            models.CheckConstraint(
                name="held_decided_by_whom_and_why",
                condition=Q(decision="", note="", decided_at=None, decided_by=None)
                | (
                    Q(decision__in=HeldDecision.values)
                    & ~Q(note="")
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="held_released_into_evidence",
                condition=Q(decision=HeldDecision.RELEASED, evidence__isnull=False)
                | (~Q(decision=HeldDecision.RELEASED) & Q(evidence=None)),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where the office decides on it."""
        return reverse("measures:held", args=[self.pk])

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.measure.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def kind_name(self):
        """Its type as people call it."""
        return kind_name(self.content_type)

    @property
    def marks(self):
        """The marks that were found, each once."""
        return "、".join(dict.fromkeys(row["mark"] for row in self.found))

    @property
    def sentence(self):
        """What the uploader is told."""
        return f"《{self.name}》疑似带有密级标志（{self.marks}），已暂停上传，等整改办核对后决定。"
