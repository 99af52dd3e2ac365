"""The adopted plan, and the leading group that answers for it."""

from django.db import models
from django.db.models import Q

from ledger.text import TextField

from .account import User
from .inspection import Inspection, LedgerRowQuerySet


class Adoption(models.Model):
    """The plan as it was issued (方案印发): what the journal held by then is the baseline."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="adoptions", verbose_name="巡察"
    )
    document_number = TextField("文号", max_length=50)
    date = models.DateField("印发日期")
    meeting = TextField("审议会议", max_length=200)
    sequence = models.PositiveIntegerField("操作记录序号", editable=False)
    adopted_at = models.DateTimeField(editable=False)
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "方案印发"
        ordering = ["inspection", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "document_number"],
                name="adoption_document_once",
                violation_error_message="这个文号的方案已经登记过。",
            ),
            models.CheckConstraint(
                name="adoption_document_and_meeting_named",
                condition=~Q(document_number="") & ~Q(meeting=""),
            ),
        ]

    def __str__(self):
        return f"方案 {self.document_number}"

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection


class Duty(models.TextChoices):
    """What a member of the leading group is in it."""

    LEADER = "leader", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"


class GroupMember(models.Model):
    """A member of the leading group (整改工作领导小组), by post."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="group_members", verbose_name="巡察"
    )
    post = TextField("职务", max_length=50)
    duty = models.CharField("组内职务", max_length=10, choices=Duty)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_retired = models.BooleanField("已调整", default=False)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领导小组成员"
        ordering = ["inspection", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "post"],
                condition=Q(is_retired=False),
                name="group_member_once",
                violation_error_message="这个职务已在领导小组中。",
            ),
            models.CheckConstraint(
                name="group_member_post_and_duty_known",
                condition=~Q(post="") & Q(duty__in=Duty.values),
            ),
        ]

    def __str__(self):
        return f"{self.get_duty_display()} {self.post}"

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection
