"""What keeps the work moving: extensions, directives, meetings."""

from django.db import models
from django.db.models import Q

from ledger.models import (
    Department,
    Inspection,
    LedgerRowQuerySet,
    User,
)
from ledger.models.item import all_or_none
from ledger.text import TextField
from problems.models import Task

from .measure import Measure
from .proof import Evidence


class ExtensionDecision(models.TextChoices):
    """What became of a request for time."""

    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"


class Asked:
    """What a request for time and a stage report share: somebody made it, somebody decides.

    ``asked_by_id`` is the account that made it.
    """

    @property
    def is_withdrawn(self):
        """Whether who made it took it back: nobody else decides on his own."""
        return bool(self.decision) and self.decided_by_id == self.asked_by_id

    @property
    def verdict(self):
        """What became of it, in a word."""
        return "撤回" if self.is_withdrawn else self.get_decision_display()


class ExtensionQuerySet(models.QuerySet):
    """Extensions, asked by ledger and by who may read them."""

    def of_ledgers(self, inspections):
        """Those of the measures and tasks of some ledgers."""
        return self.filter(
            Q(measure__inspection__in=inspections) | Q(task__inspection__in=inspections)
        )

    def visible_to(self, user):
        """Those of every ledger ``user`` may read."""
        return self.of_ledgers(Inspection.objects.visible_to(user)).order_by("pk")


class Extension(Asked, models.Model):
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
    note = TextField("审批说明", max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ExtensionQuerySet.as_manager()

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

    @property
    def asked_by_id(self):
        """The account that asked."""
        return self.requested_by_id

    @property
    def item(self):
        """The measure or task whose deadline it is about."""
        return self.measure or self.task

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.item.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return f"{self.item.title}的延期"


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
    tasks = models.ManyToManyField(
        Task, related_name="meetings", blank=True, verbose_name="涉及的任务"
    )
    kind = models.CharField("类型", max_length=15, choices=MeetingKind)
    date = models.DateField("日期")
    subject = TextField("议题", max_length=300)
    paper = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="纪要或记录",
    )

    void_reason = TextField("作废原因", max_length=500, blank=True, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_voided_by_whom_and_why",
                condition=Q(void_reason="", voided_at=None, voided_by=None)
                | (~Q(void_reason="") & ~Q(voided_at=None) & ~Q(voided_by=None)),
            ),
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
