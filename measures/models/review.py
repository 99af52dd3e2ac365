"""Stage reports: what a continuing task or a long-term measure tells at its review date."""

from django.db import models
from django.db.models import F, Q

from ledger.models import Inspection, User
from ledger.text import TextField
from problems.models import Task

from .measure import Measure
from .supervision import Asked


class StageDecision(models.TextChoices):
    """What became of a stage report."""

    ACCEPTED = "accepted", "认可"
    RETURNED = "returned", "退回补充"


class StageReportQuerySet(models.QuerySet):
    """Stage reports, asked by ledger and by who may read them."""

    def of_ledgers(self, inspections):
        """Those of the measures and tasks of some ledgers."""
        return self.filter(
            Q(measure__inspection__in=inspections) | Q(task__inspection__in=inspections)
        )

    def visible_to(self, user):
        """Those of every ledger ``user`` may read."""
        return self.of_ledgers(Inspection.objects.visible_to(user)).order_by("pk")


class StageReport(Asked, models.Model):
    """What was reached by a review date, and the decision that sets the next one."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="stage_reports"
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="stage_reports"
    )
    review_date = models.DateField("复核日期")
    text = TextField("阶段报告", max_length=2000)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decision = models.CharField("审核意见", max_length=10, choices=StageDecision, blank=True)
    note = TextField("说明", max_length=500, blank=True)
    next_review_date = models.DateField("下次复核日期", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = StageReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阶段报告"
        constraints = [
            models.CheckConstraint(
                name="stage_report_of_one_item",
                condition=Q(measure__isnull=False, task=None) | Q(measure=None, task__isnull=False),
            ),
            models.CheckConstraint(name="stage_report_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="stage_report_decided_by_whom_and_when",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (
                    Q(decision__in=StageDecision.values)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="stage_report_accepted_until_when",
                condition=(
                    Q(decision="accepted", next_review_date__isnull=False)
                    & Q(next_review_date__gt=F("review_date"))
                )
                | (~Q(decision="accepted") & Q(next_review_date=None)),
            ),
            models.UniqueConstraint(
                fields=["measure"], condition=Q(decision=""), name="stage_report_one_open_measure"
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(decision=""), name="stage_report_one_open_task"
            ),
        ]

    def __str__(self):
        return self.text[:50]

    @property
    def asked_by_id(self):
        """The account that reported."""
        return self.reported_by_id

    @property
    def item(self):
        """The measure or task that it reports on."""
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
        return f"{self.item.title}的阶段报告"
