"""What proves a measure: progress, evidence, outcomes."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ledger.models import (
    Disclosable,
    Inspection,
    LedgerRowQuerySet,
    User,
)
from ledger.models.item import all_or_none
from ledger.text import TextField

from ..filetypes import DRAWABLE, kind_name
from .measure import Measure


class ProgressEntry(models.Model):
    """What was done on a measure, told by the department."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="progress_entries")
    text = TextField("进展", max_length=2000)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")

    class Meta:
        verbose_name = verbose_name_plural = "进展"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="progress_has_text", condition=~Q(text=""))]

    def __str__(self):
        return self.text[:50]

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.measure.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return f"{self.measure.title}的进展"


class Evidence(models.Model):
    """A file that proves measures; kept under a name of our own, known by its digest."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="evidence")
    measures = models.ManyToManyField(Measure, related_name="evidence")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    file = models.FileField("文件", upload_to="", max_length=100)
    name = TextField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    content_type = models.CharField("类型", max_length=100)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        constraints = [
            models.CheckConstraint(
                name="evidence_has_content_and_digest",
                condition=Q(size__gte=1) & ~Q(sha256="") & ~Q(name="") & ~Q(file=""),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where the file is downloaded."""
        return reverse("measures:evidence", args=[self.pk])

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def kind_name(self):
        """Its type as people call it."""
        return kind_name(self.content_type)

    @property
    def is_drawable(self):
        """Whether it is of a type that can be looked at without downloading it."""
        return self.content_type in DRAWABLE

    def clean(self):
        """Hold what spans tables: it proves measures of its own ledger."""
        rows = self.measures.exclude(inspection=self.inspection_id) if self.pk else None
        if rows is not None and rows.exists():
            raise ValidationError("佐证材料只能用于本轮巡察的措施。")


class EvidenceMark(models.Model):
    """What a reviewer thinks of a piece of evidence for a measure; a later mark does not undo it."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="marks")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evidence_marks")
    attempt = models.PositiveIntegerField("第几次申请")
    is_sufficient = models.BooleanField("充分")
    note = TextField("说明", max_length=500, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核人")

    class Meta:
        verbose_name = verbose_name_plural = "材料审核意见"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_mark_says_what_is_missing",
                condition=Q(is_sufficient=True) | ~Q(note=""),
                violation_error_message="认为不足的，请写明缺什么。",
            ),
            models.CheckConstraint(name="evidence_mark_of_an_attempt", condition=Q(attempt__gte=1)),
        ]

    def __str__(self):
        return f"{self.evidence.name}：{'充分' if self.is_sufficient else '不足'}"

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.measure.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection


class OutcomeKind(models.TextChoices):
    """The kinds of outcome that a notice counts."""

    INSTITUTION = "institution", "健全制度机制"
    CAMPAIGN = "campaign", "专项治理"
    FUNDS = "funds", "挽回资金"
    ACCOUNTABILITY = "accountability", "问责处理"


class OutcomeQuerySet(models.QuerySet):
    """Outcomes, asked by who may read them."""

    def visible_to(self, user):
        """The outcomes of every ledger ``user`` may read."""
        rows = Inspection.objects.visible_to(user)
        return self.filter(measure__inspection__in=rows).order_by("pk")

    def live(self):
        """Those that were not voided."""
        return self.filter(voided_at=None)


class Outcome(Disclosable):
    """What a measure yielded; counts once the office confirmed it and the measure is signed off.

    ``noted_by`` is who wrote what it says now: whoever corrects it does not confirm it either.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="outcomes")
    proof = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    kind = models.CharField("类型", max_length=15, choices=OutcomeKind)
    title = TextField("名称", max_length=200)
    date = models.DateField("日期")
    yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    people = models.PositiveIntegerField("人数", null=True, blank=True)
    noted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="登记人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    void_reason = TextField("作废原因", max_length=500, blank=True, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta(Disclosable.Meta):
        verbose_name = verbose_name_plural = "成效"
        ordering = ["pk"]
        constraints = [
            *Disclosable.Meta.constraints,
            models.CheckConstraint(
                name="outcome_kind_known",
                condition=Q(kind__in=OutcomeKind.values) & ~Q(title=""),
            ),
            models.CheckConstraint(
                name="outcome_amount_by_kind",
                condition=Q(kind="funds", yuan__isnull=False, yuan__gt=0, people=None)
                | Q(kind="accountability", people__isnull=False, people__gte=1, yuan=None)
                | Q(kind__in=["institution", "campaign"], yuan=None, people=None),
                violation_error_message="挽回资金须填金额，问责处理须填人数，其他不填。",
            ),
            models.CheckConstraint(
                name="outcome_confirmed_by_whom",
                condition=all_or_none("confirmed_at", "confirmed_by"),
            ),
            models.CheckConstraint(
                name="outcome_voided_by_whom_and_why",
                condition=Q(void_reason="", voided_at=None, voided_by=None)
                | (~Q(void_reason="") & ~Q(voided_at=None) & ~Q(voided_by=None)),
            ),
        ]

    objects = OutcomeQuerySet.as_manager()

    def __str__(self):
        return self.title

    @property
    def quantity(self):
        """How much it is, as people say it: yuan, and 万元 from ten thousand on; or people."""
        if self.yuan is None:
            return f"{self.people} 人" if self.people else ""
        whole = f"{self.yuan:.2f}".removesuffix(".00")
        return f"{whole} 元" + (f"（{self.yuan / 10000:.2f} 万元）" if self.yuan >= 10000 else "")

    def clean(self):
        """Hold what spans rows: proved by evidence of its own measure, and not in the future."""
        if self.proof_id and not self.proof.measures.filter(pk=self.measure_id).exists():
            raise ValidationError({"proof": "须是这条措施的佐证材料。"})
        if self.date and self.date > timezone.localdate():
            raise ValidationError({"date": "日期不能晚于今天。"})

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.measure.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection
