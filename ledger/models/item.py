"""What the three levels of the ledger have in common."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from ledger.roles import Role
from ledger.text import TextField

from .account import User
from .inspection import Inspection, LedgerRowQuerySet
from .organization import Department

MAX_NUMBER = 9999  # leaves room to step aside: see ledger/editing.py


class Kind(models.TextChoices):
    """How a task or measure is to be carried out."""

    IMMEDIATE = "immediate", "立行立改"
    BY_DEADLINE = "by_deadline", "限期整改"
    LONG_TERM = "long_term", "长期坚持"


class Disclosure(models.TextChoices):
    """How far a text may go; unset counts as not public."""

    PUBLIC = "public", "社会公开"
    PARTY = "party", "仅党内"
    WITHHELD = "withheld", "不公开"


class WithholdingReason(models.TextChoices):
    """The reasons for which a text may be withheld; state secrets may not be entered at all."""

    OPEN_CASE = "open_case", "在查未公布案件"
    PUBLICITY = "publicity", "可能引发负面炒作"
    UNREST = "unrest", "可能引发群体性事件"
    SENSITIVE = "sensitive", "其他重大敏感事项"


def all_or_none(*fields):
    """A condition: the nullable ``fields`` are all set, or none of them is."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    return none | Q(**{f"{field}__isnull": False for field in fields})


class Disclosable(models.Model):
    """A text with a disclosure level; withholding it needs a lawful reason and an explanation."""

    disclosure = models.CharField("公开范围", max_length=10, choices=Disclosure, blank=True)
    withholding_reason = models.CharField(
        "不公开情形", max_length=10, choices=WithholdingReason, blank=True
    )
    withholding_explanation = TextField("不公开说明", max_length=500, blank=True)
    withholding_approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    withholding_approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_disclosure_known",
                condition=Q(disclosure__in=["", *Disclosure.values])
                & Q(withholding_reason__in=["", *WithholdingReason.values]),
            ),
            models.CheckConstraint(
                name="%(class)s_withheld_for_a_reason",
                condition=(
                    Q(disclosure=Disclosure.WITHHELD)
                    & ~Q(withholding_reason="")
                    & ~Q(withholding_explanation="")
                )
                | (~Q(disclosure=Disclosure.WITHHELD) & Q(withholding_reason="")),
                violation_error_message="不公开的，须选定情形并说明；其他范围不填情形。",
            ),
            models.CheckConstraint(
                name="%(class)s_withholding_approved_by_whom",
                condition=all_or_none("withholding_approved_at", "withholding_approved_by"),
            ),
            models.CheckConstraint(
                name="%(class)s_approved_where_withheld",
                condition=Q(withholding_approved_at=None) | Q(disclosure=Disclosure.WITHHELD),
            ),
        ]


class LedgerItemQuerySet(LedgerRowQuerySet):
    """Rows of one level, asked by who may read them and whether they count."""

    def live(self):
        """Items that count: not voided."""
        return self.filter(voided_at=None)


class LedgerItem(Disclosable):
    """A problem, task or measure: text, department, deadline, and where its sign-off stands.

    ``attempt`` says which submission this is, from 1; ``version`` rises with every change of the
    row itself. Both, and ``state``, are written by the sign-off alone.
    """

    level = ""  # the identifier of the level: problem, task or measure

    inspection = models.ForeignKey(Inspection, models.PROTECT, verbose_name="巡察")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="责任部门"
    )
    number = models.PositiveIntegerField("序号", validators=[MaxValueValidator(MAX_NUMBER)])
    text = TextField("内容", max_length=1000)
    public_text = TextField("公开表述", max_length=1000, blank=True)
    deadline_text = TextField("整改时限（原文）", max_length=100, blank=True)
    deadline = models.DateField("整改时限", null=True, blank=True)
    attempt = models.PositiveIntegerField("第几次申请", default=1, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    objection = TextField("异议", max_length=1000, blank=True, editable=False)
    objected_at = models.DateTimeField(null=True, blank=True, editable=False)
    objected_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    void_reason = TextField("作废原因", max_length=500, blank=True, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = LedgerItemQuerySet.as_manager()

    class Meta(Disclosable.Meta):
        abstract = True
        constraints = [
            *Disclosable.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_counts_from_1",
                condition=Q(number__gte=1, attempt__gte=1, version__gte=1),
                violation_error_message="序号须从 1 起编。",
            ),
            models.CheckConstraint(name="%(class)s_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="%(class)s_objection_by_whom_and_why",
                condition=Q(objection="", objected_at=None, objected_by=None)
                | (~Q(objection="") & ~Q(objected_at=None) & ~Q(objected_by=None)),
            ),
            models.CheckConstraint(
                name="%(class)s_voided_by_whom_and_why",
                condition=Q(void_reason="", voided_at=None, voided_by=None)
                | (~Q(void_reason="") & ~Q(voided_at=None) & ~Q(voided_by=None)),
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.text}"

    @property
    def title(self):
        """How people name the item: 任务 22, 措施 22-3."""
        return f"{self._meta.verbose_name} {self.label}"

    @property
    def label(self):
        """The item's number as printed."""
        return str(self.number)

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    def parents(self):
        """The items this one is a part of, one level up."""
        return []

    def live_children(self):
        """The items one level down that count, by number."""
        return []

    def told_with(self):
        """What has a disclosure level of its own and stands on this item's page."""
        return []

    def evidence_digests(self):
        """What a signature on this item rests on: ``[{"id", "sha256"}]``."""
        return []

    def clean_people(self, changed):
        """Hold who may be named in the ``changed`` fields; what was named earlier stays."""
        if "supporting" in changed and self.pk:
            strange = self.supporting.exclude(organization=self.inspection.organization_id)
            if strange.exists():
                raise ValidationError({"supporting": "配合部门不属于本单位。"})

    def clean(self):
        """Hold what spans tables: the department belongs to the inspected organization."""
        if (
            self.department_id
            and self.department.organization_id != self.inspection.organization_id
        ):
            raise ValidationError({"department": "责任部门不属于本单位。"})


class Signature(models.Model):
    """One step of one attempt, signed by one person; what was signed is kept as it was."""

    attempt = models.PositiveIntegerField("第几次申请")
    step = models.CharField("环节", max_length=20)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签署人")
    person = models.CharField("人员编号", max_length=30)
    name = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=50)
    role = models.CharField("角色", max_length=20, choices=Role)
    comment = models.CharField("意见", max_length=2000, blank=True)
    evidence = models.JSONField("所依据的佐证材料", default=list)
    at = models.DateTimeField("时间")

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.step} #{self.attempt} {self.name}"
