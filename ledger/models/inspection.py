"""One inspection is one ledger."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ledger import permissions
from ledger.roles import JOURNAL_ROLES
from ledger.text import TextField

from .account import Membership, User
from .organization import Organization


class InspectionKind(models.TextChoices):
    """The forms of inspection (《中国共产党巡视工作条例》, as inspection offices apply them)."""

    REGULAR = "regular", "常规巡察"
    SPECIAL = "special", "专项巡察"
    MOBILE = "mobile", "机动巡察"
    LOOK_BACK = "look_back", "回头看"


class InspectionQuerySet(models.QuerySet):
    """Inspections, asked by who may read them."""

    def visible_to(self, user):
        """The inspections whose ledger ``user`` may read, the latest first."""
        organizations = Organization.objects.visible_to(user)
        rows = self.filter(organization__in=organizations).select_related("organization")
        return rows.order_by("-feedback_date", "-pk")

    def journal_visible_to(self, user):
        """The inspections whose journal ``user`` may read."""
        organizations = permissions.organizations_of(user, JOURNAL_ROLES)
        rows = self.filter(organization__in=organizations).select_related("organization")
        return rows.order_by("-feedback_date", "-pk")


class Inspection(models.Model):
    """An inspection of one organization, and the rules its ledger is run by."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="inspections", verbose_name="单位"
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name="上一轮巡察",
    )
    title = TextField("名称", max_length=100)
    round = TextField("轮次", max_length=100, blank=True)
    team = TextField("巡察组", max_length=100)
    kind = models.CharField("类型", max_length=10, choices=InspectionKind, default="regular")
    on_site_start = models.DateField("进驻日期", null=True, blank=True)
    on_site_end = models.DateField("离驻日期", null=True, blank=True)
    feedback_date = models.DateField("反馈日期")
    period_start = models.DateField("集中整改期开始")
    period_end = models.DateField("集中整改期结束")
    notice_date = models.DateField("通报日期", null=True, blank=True)
    evidence_required = models.BooleanField("申请销号须有佐证材料", default=True)
    leave_out_approve = models.BooleanField("省去部门审核", default=False)
    leave_out_endorse = models.BooleanField("省去牵头领导审核", default=False)
    short_approve = models.BooleanField("立行立改的措施省去部门审核", default=False)
    short_endorse = models.BooleanField("立行立改的任务省去牵头领导审核", default=False)
    due_soon_days = models.PositiveSmallIntegerField("临期天数", default=7)
    stagnant_days = models.PositiveSmallIntegerField("停滞天数", default=14)
    closing_asked_at = models.DateTimeField("申请办结时间", null=True, blank=True, editable=False)
    closing_asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "巡察"
        constraints = [
            models.CheckConstraint(name="inspection_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="inspection_kind_known", condition=Q(kind__in=InspectionKind.values)
            ),
            models.CheckConstraint(
                name="inspection_on_site_in_order",
                condition=Q(on_site_start=None)
                | Q(on_site_end=None)
                | Q(on_site_end__gte=F("on_site_start")),
                violation_error_message="离驻日期不能早于进驻日期。",
            ),
            models.CheckConstraint(
                name="inspection_period_in_order",
                condition=Q(period_start__gte=F("feedback_date"))
                & Q(period_end__gt=F("period_start")),
                violation_error_message="集中整改期须在反馈之后开始，并晚于开始日期结束。",
            ),
            models.CheckConstraint(
                name="inspection_thresholds_in_range",
                condition=Q(due_soon_days__range=(1, 60), stagnant_days__range=(1, 365)),
                violation_error_message="临期天数须为 1 至 60，停滞天数须为 1 至 365。",
            ),
            models.CheckConstraint(
                name="inspection_closed_by_whom",
                condition=Q(closed_at=None, closed_by=None)
                | (~Q(closed_at=None) & ~Q(closed_by=None)),
            ),
            models.CheckConstraint(
                name="inspection_closing_asked_by_whom",
                condition=Q(closing_asked_at=None, closing_asked_by=None)
                | (~Q(closing_asked_at=None) & ~Q(closing_asked_by=None)),
            ),
            models.CheckConstraint(
                name="inspection_closed_after_asking_by_another",
                condition=Q(closed_at=None)
                | (~Q(closing_asked_at=None) & ~Q(closed_by=F("closing_asked_by"))),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The ledger page."""
        return reverse("reports:ledger", args=[self.pk])

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self

    @property
    def inspection(self):
        """Itself, so that whatever belongs to a ledger answers the same question."""
        return self

    def holders(self, role):
        """(account, department) of who holds a role here now; read once for this loaded row."""
        kept = self.__dict__.setdefault("_holders", {})
        if role not in kept:
            rows = Membership.objects.in_force().filter(
                organization=self.organization_id, role=role
            )
            kept[role] = set(rows.values_list("user", "department"))
        return kept[role]

    def leaves_out(self, step, item):
        """Whether ``approve`` or ``endorse`` is left out for an item, always or for its kind."""
        if getattr(self, f"leave_out_{step}"):
            return True
        return item.kind == "immediate" and getattr(self, f"short_{step}")

    @property
    def is_adopted(self):
        """Whether the plan was issued: from then on a change of it needs a reason."""
        return self.adoptions.exists()

    def clean(self):
        """Hold what spans rows: the earlier inspection is of the same organization."""
        if self.previous_id and self.previous.organization_id != self.organization_id:
            raise ValidationError({"previous": "上一轮巡察不属于同一单位。"})


class LedgerRowQuerySet(models.QuerySet):
    """Rows of ledgers, asked by who may read them."""

    def visible_to(self, user):
        """The rows of every ledger ``user`` may read."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user)).order_by("pk")
