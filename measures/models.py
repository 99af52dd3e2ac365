"""How it is done (measure) and what proves it (progress, evidence, outcome, meeting)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import (
    Department,
    Disclosable,
    Inspection,
    Kind,
    LedgerItem,
    Signature,
    User,
)
from ledger.models.item import LedgerItemQuerySet, all_or_none
from ledger.text import TextField
from problems.models import Task


class MeasureState(models.TextChoices):
    """Where a measure's sign-off stands."""

    NOT_STARTED = "not_started", "未启动"
    IN_PROGRESS = "in_progress", "整改中"
    SUBMITTED = "submitted", "待部门审核"
    REVIEWED = "reviewed", "待整改办复核"
    SIGNED_OFF = "signed_off", "已销号"


class MeasureQuerySet(LedgerItemQuerySet):
    """Measures, in the order of the ledger."""

    def for_ledger(self):
        """Ledger rows: a fixed number of queries, whatever the number of rows."""
        rows = self.live().select_related(
            "department", "inspection", "task__department", "task__lead", "task__problem__aspect"
        )
        rows = rows.annotate(evidence_count=models.Count("evidence", distinct=True))
        rows = rows.prefetch_related("signatures", "progress_entries")
        return rows.order_by("task__problem__number", "task__number", "number")


class Measure(LedgerItem):
    """One concrete step of a task, ticked off with proof."""

    level = "measure"

    task = models.ForeignKey(Task, models.PROTECT, related_name="measures", verbose_name="任务")
    supporting = models.ManyToManyField(
        Department, related_name="supported_measures", blank=True, verbose_name="配合部门"
    )
    handler = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_measures",
        verbose_name="承办人",
    )
    kind = models.CharField("类型", max_length=12, choices=Kind, default="by_deadline")
    acceptance = TextField("验收标准", max_length=1000, blank=True)
    review_date = models.DateField("下次复核日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=MeasureState, default="not_started", editable=False
    )

    objects = MeasureQuerySet.as_manager()

    class Meta(LedgerItem.Meta):
        verbose_name = verbose_name_plural = "措施"
        constraints = [
            *LedgerItem.Meta.constraints,
            models.UniqueConstraint(fields=["task", "number"], name="measure_number_once"),
            models.CheckConstraint(
                name="measure_state_and_kind_known",
                condition=Q(state__in=MeasureState.values, kind__in=Kind.values),
            ),
            models.CheckConstraint(
                name="measure_by_deadline_has_one",
                condition=~Q(kind=Kind.BY_DEADLINE) | Q(deadline__isnull=False),
                violation_error_message="限期整改的措施须有整改时限。",
            ),
        ]

    @property
    def label(self):
        """22-3: the third measure of task 22."""
        return f"{self.task.number}-{self.number}"

    def get_absolute_url(self):
        """The measure's page."""
        return reverse("measures:measure", args=[self.pk])

    def parents(self):
        """The task it is a part of."""
        return [self.task]

    def evidence_digests(self):
        """The evidence as it is now."""
        return list(self.evidence.order_by("pk").values("id", "sha256"))

    def clean(self):
        """Hold what spans tables: the task's inspection, a department of the organization."""
        super().clean()
        if self.task.inspection_id != self.inspection_id:
            raise ValidationError({"task": "任务不属于本轮巡察。"})
        if self.department_id is None:
            raise ValidationError({"department": "措施须有责任部门。"})


class MeasureSignature(Signature):
    """A signature on a measure's sign-off."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "attempt", "step"], name="measure_step_once"
            ),
            models.UniqueConstraint(
                fields=["measure", "attempt", "person"], name="measure_four_eyes"
            ),
            models.CheckConstraint(
                name="measure_signature_step_known",
                condition=Q(step__in=["submit", "approve", "sign_off"], attempt__gte=1)
                & ~Q(person=""),
            ),
        ]


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


class EvidenceQuerySet(models.QuerySet):
    """Evidence, asked by who may read it."""

    def visible_to(self, user):
        """The evidence in every ledger ``user`` may read."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user)).order_by("pk")


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

    objects = EvidenceQuerySet.as_manager()

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

    def clean(self):
        """Hold what spans tables: it proves measures of its own ledger."""
        rows = self.measures.exclude(inspection=self.inspection_id) if self.pk else None
        if rows is not None and rows.exists():
            raise ValidationError("佐证材料只能用于本轮巡察的措施。")


class OutcomeKind(models.TextChoices):
    """The kinds of outcome that a notice counts."""

    INSTITUTION = "institution", "健全制度机制"
    CAMPAIGN = "campaign", "专项治理"
    FUNDS = "funds", "挽回资金"
    ACCOUNTABILITY = "accountability", "问责处理"


class Outcome(Disclosable):
    """What a measure yielded; counts once the office confirmed it and the measure is signed off."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="outcomes")
    proof = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    kind = models.CharField("类型", max_length=15, choices=OutcomeKind)
    title = TextField("名称", max_length=200)
    date = models.DateField("日期")
    yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    people = models.PositiveIntegerField("人数", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
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
                condition=Q(kind="funds", yuan__gt=0, people=None)
                | Q(kind="accountability", people__gte=1, yuan=None)
                | Q(kind__in=["institution", "campaign"], yuan=None, people=None),
                violation_error_message="挽回资金须填金额，问责处理须填人数，其他不填。",
            ),
            models.CheckConstraint(
                name="outcome_confirmed_by_whom",
                condition=all_or_none("confirmed_at", "confirmed_by"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.measure.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection


class ExtensionDecision(models.TextChoices):
    """What became of a request for time."""

    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"


class Extension(models.Model):
    """A request to move the deadline of a measure or a task, and the decision on it."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="extensions"
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="extensions")
    old_deadline = models.DateField("原时限")
    deadline = models.DateField("延至")
    reason = TextField("理由", max_length=1000)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decision = models.CharField("审批意见", max_length=10, choices=ExtensionDecision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        constraints = [
            models.CheckConstraint(
                name="extension_of_one_item",
                condition=Q(measure__isnull=False, task=None) | Q(measure=None, task__isnull=False),
            ),
            models.CheckConstraint(
                name="extension_moves_later",
                condition=Q(deadline__gt=models.F("old_deadline")) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="extension_decided_by_whom_and_when",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (
                    Q(decision__in=ExtensionDecision.values)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["measure"], condition=Q(decision=""), name="extension_one_open_measure"
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(decision=""), name="extension_one_open_task"
            ),
        ]

    def __str__(self):
        return f"{self.old_deadline} → {self.deadline}"


class DirectiveKind(models.TextChoices):
    """How sharply a directive is put."""

    REMINDER = "reminder", "提醒函"
    SUPERVISION = "supervision", "督办单"
    CORRECTION = "correction", "责令改正"


class Directive(models.Model):
    """An order to a department to get on with it: issued, received, answered, closed."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="directives")
    department = models.ForeignKey(Department, models.PROTECT, related_name="directives")
    measures = models.ManyToManyField(Measure, related_name="directives", blank=True)
    kind = models.CharField("类型", max_length=12, choices=DirectiveKind)
    number = TextField("编号", max_length=50)
    text = TextField("要求", max_length=2000)
    reply_by = models.DateField("回复期限")
    answer = TextField("回复", max_length=2000, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        constraints = [
            models.CheckConstraint(
                name="directive_kind_known",
                condition=Q(kind__in=DirectiveKind.values) & ~Q(number="") & ~Q(text=""),
            ),
            models.UniqueConstraint(fields=["inspection", "number"], name="directive_number_once"),
            models.CheckConstraint(
                name="directive_each_step_by_whom",
                condition=all_or_none("received_at", "received_by")
                & all_or_none("answered_at", "answered_by")
                & all_or_none("closed_at", "closed_by"),
            ),
            models.CheckConstraint(
                name="directive_steps_in_order",
                condition=(Q(answered_at=None) | Q(received_at__isnull=False))
                & (Q(closed_at=None) | Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}{self.number}"


class MeetingKind(models.TextChoices):
    """Meetings and visits that the notice counts."""

    PARTY_GROUP = "party_group", "党组会"
    MOBILIZATION = "mobilization", "动员会"
    THEMATIC = "thematic", "专题会"
    SUPERVISION = "supervision", "督导检查"
    DEMOCRATIC_LIFE = "democratic_life", "民主生活会"


class Meeting(models.Model):
    """A meeting or supervision visit on the rectification."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="meetings")
    tasks = models.ManyToManyField(Task, related_name="meetings", blank=True)
    kind = models.CharField("类型", max_length=15, choices=MeetingKind)
    date = models.DateField("日期")
    subject = TextField("议题", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_kind_known",
                condition=Q(kind__in=MeetingKind.values) & ~Q(subject=""),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.subject}"

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection
