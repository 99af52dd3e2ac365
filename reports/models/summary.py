"""What the overview shows of each ledger, kept so that 15,000 of them are ranked by one query."""

from django.db import models

from ledger.models import Inspection, LedgerRowQuerySet


class InspectionSummary(models.Model):
    """The figures of one ledger as of the journal's entry ``sequence``; derived, so not journaled.

    The fields bear the names of the figures that they repeat. Those that depend on the day are as
    of ``counted_on`` and hold until the day before ``turns_on``; ``days`` has what it takes to
    count them on any day. Only the overview reads it: see ``reports.summaries``.
    """

    inspection = models.OneToOneField(
        Inspection, models.PROTECT, related_name="summary", verbose_name="巡察"
    )
    sequence = models.PositiveIntegerField("操作记录序号", default=0)
    acted_at = models.DateTimeField("最近操作", null=True)
    problems_total = models.PositiveIntegerField("反馈问题", default=0)
    problems_signed_off = models.PositiveIntegerField("已销号问题", default=0)
    tasks_total = models.PositiveIntegerField("整改任务", default=0)
    tasks_signed_off = models.PositiveIntegerField("已销号任务", default=0)
    tasks_continuing = models.PositiveIntegerField("持续整改任务", default=0)
    measures_total = models.PositiveIntegerField("整改措施", default=0)
    measures_signed_off = models.PositiveIntegerField("已销号措施", default=0)
    waiting = models.PositiveIntegerField("等待审批", default=0)
    waiting_since = models.DateTimeField("最早开始等待", null=True)
    overdue = models.PositiveIntegerField("逾期措施", default=0)
    due_soon = models.PositiveIntegerField("临期措施", default=0)
    reviews_missed = models.PositiveIntegerField("复核逾期措施", default=0)
    stagnant = models.PositiveIntegerField("停滞措施", default=0)
    counted_on = models.DateField("计数日期")
    turns_on = models.DateField("下次变动日期", null=True)
    days = models.JSONField("各日期的措施数", default=dict)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账汇总"

    def __str__(self):
        return f"{self.inspection}#{self.sequence}"
