"""What was published of a notice, and cannot be changed."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import User

from .notice import Notice


class Publication(models.Model):
    """What was published, frozen: text, PDF, the snapshot's digest and the journal's head.

    ``slug`` is the address of the notice and of all its corrections, ``number`` which of them it
    is. ``passages`` is the text; ``sha256`` covers it, ``pdf_sha256`` the PDF.
    """

    APPEND_ONLY = True
    JOURNAL_SKIP = ("passages", "pdf")

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="publication")
    slug = models.SlugField("地址", max_length=60)
    number = models.PositiveSmallIntegerField("第几版")
    passages = models.JSONField()
    sha256 = models.CharField("内容校验码", max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField("PDF 校验码", max_length=64)
    snapshot_sha256 = models.CharField("快照校验码", max_length=64)
    sequence = models.PositiveIntegerField("操作记录序号")
    head = models.CharField("操作记录校验码", max_length=64)
    published_at = models.DateTimeField("公布时间")
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批准人")

    class Meta:
        verbose_name = verbose_name_plural = "公布的通报"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="publication_number_once"),
            models.CheckConstraint(
                name="publication_whole",
                condition=Q(number__gte=1)
                & ~Q(slug="")
                & ~Q(sha256="")
                & ~Q(pdf_sha256="")
                & ~Q(snapshot_sha256=""),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its public page."""
        return reverse("reports:published", args=[self.slug])

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.notice.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return f"{self.notice.title} 第 {self.number} 版"
