"""Hints of the checks that somebody put aside."""

from django.db import models
from django.db.models import Q

from ledger.models import Inspection, LedgerRowQuerySet, User
from ledger.text import TextField


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
