"""What was found (feedback, aspect, problem) and what has to be done about it (task)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import (
    Department,
    Inspection,
    Kind,
    LedgerItem,
    LedgerRowQuerySet,
    Signature,
    User,
)
from ledger.roles import Role
from ledger.text import TextField


class FeedbackKind(models.TextChoices):
    """The documents in which findings reach an organ."""

    OPINION = "opinion", "反馈意见"
    PROBLEM_LIST = "problem_list", "问题清单"
    SUGGESTIONS = "suggestions", "意见建议"
    SELF_FOUND = "self_found", "自查发现"


class Feedback(models.Model):
    """A source document with findings."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="feedback", verbose_name="巡察"
    )
    kind = models.CharField("类型", max_length=12, choices=FeedbackKind)
    title = TextField("名称", max_length=200)
    number = TextField("文号", max_length=50, blank=True)
    date = models.DateField("日期")

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "反馈"
        ordering = ["inspection", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feedback_kind_known", condition=Q(kind__in=FeedbackKind.values)
            ),
            models.CheckConstraint(name="feedback_titled", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection


class Aspect(models.Model):
    """A chapter of a feedback, in its order."""

    feedback = models.ForeignKey(
        Feedback, models.PROTECT, related_name="aspects", verbose_name="反馈"
    )
    number = models.PositiveSmallIntegerField("序号")
    title = TextField("名称", max_length=200)
    short_title = TextField("简称", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "方面"
        ordering = ["feedback", "number"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "number"], name="aspect_number_once"),
            models.CheckConstraint(
                name="aspect_titled_and_numbered", condition=~Q(title="") & Q(number__gte=1)
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.feedback.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection


class ProblemState(models.TextChoices):
    """Where a problem's sign-off stands."""

    OPEN = "open", "整改中"
    SUBMITTED = "submitted", "待书记审批"
    SIGNED_OFF = "signed_off", "已销号"


class Problem(LedgerItem):
    """A finding, in the source's own words."""

    level = "problem"

    feedback = models.ForeignKey(
        Feedback, models.PROTECT, related_name="problems", verbose_name="反馈"
    )
    aspect = models.ForeignKey(
        Aspect, models.PROTECT, related_name="problems", verbose_name="方面", null=True, blank=True
    )
    carried_over_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recurrences",
        verbose_name="上一轮同类问题",
    )
    category = TextField("类别", max_length=50, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=ProblemState, default="open", editable=False
    )

    class Meta(LedgerItem.Meta):
        verbose_name = verbose_name_plural = "问题"
        constraints = [
            *LedgerItem.Meta.constraints,
            models.UniqueConstraint(fields=["feedback", "number"], name="problem_number_once"),
            models.CheckConstraint(
                name="problem_state_known", condition=Q(state__in=ProblemState.values)
            ),
        ]

    def get_absolute_url(self):
        """The problem's page."""
        return reverse("problems:problem", args=[self.pk])

    @property
    def called(self):
        """Its name with its document's, as each document numbers from 1: 问题清单 4."""
        if self.feedback.kind == FeedbackKind.OPINION:
            return self.title
        return f"{self.feedback.get_kind_display()} {self.number}"

    def live_children(self):
        """The tasks that address it, as their primary problem or besides."""
        rows = self.tasks.live().union(self.also_addressed_by.live())
        return sorted(rows, key=lambda task: task.number)

    def clean(self):
        """Hold what spans tables: one inspection; carried over from an earlier one."""
        super().clean()
        if not self.feedback_id:
            return  # the field says so itself
        if self.feedback.inspection_id != self.inspection_id:
            raise ValidationError({"feedback": "反馈不属于本轮巡察。"})
        if self.aspect_id and self.aspect.feedback_id != self.feedback_id:
            raise ValidationError({"aspect": "方面不属于这份反馈。"})
        if earlier := self.carried_over_from:
            same = earlier.inspection.organization_id == self.inspection.organization_id
            later = earlier.inspection.feedback_date > self.inspection.feedback_date
            if not same or later or earlier.inspection_id == self.inspection_id:
                raise ValidationError({"carried_over_from": "须是本单位上一轮巡察的问题。"})


class TaskState(models.TextChoices):
    """Where a task's sign-off stands."""

    OPEN = "open", "整改中"
    SUBMITTED = "submitted", "待牵头领导审核"
    ENDORSED = "endorsed", "待书记审批"
    SIGNED_OFF = "signed_off", "已销号"
    CONTINUING = "continuing", "持续整改"


class Task(LedgerItem):
    """What has to be done about a problem, and about the others it also addresses."""

    level = "task"

    problem = models.ForeignKey(
        Problem, models.PROTECT, related_name="tasks", verbose_name="主要问题"
    )
    also_addresses = models.ManyToManyField(
        Problem, related_name="also_addressed_by", blank=True, verbose_name="同时对应"
    )
    supporting = models.ManyToManyField(
        Department, related_name="supported_tasks", blank=True, verbose_name="配合部门"
    )
    lead = models.ForeignKey(
        User, models.PROTECT, related_name="led_tasks", verbose_name="牵头领导"
    )
    kind = models.CharField("类型", max_length=12, choices=Kind, default="by_deadline")
    goal = TextField("整改目标", max_length=1000, blank=True)
    acceptance = TextField("验收标准", max_length=1000, blank=True)
    effect = TextField("整改成效", max_length=1000, blank=True)
    unfinished_reason = TextField("未完成原因", max_length=1000, blank=True)
    next_step = TextField("下一步打算", max_length=1000, blank=True)
    expected_date = models.DateField("预计完成日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=TaskState, default="open", editable=False
    )
    stage_goal = TextField("阶段目标", max_length=1000, blank=True, editable=False)
    review_date = models.DateField("下次复核日期", null=True, blank=True, editable=False)

    class Meta(LedgerItem.Meta):
        verbose_name = verbose_name_plural = "任务"
        constraints = [
            *LedgerItem.Meta.constraints,
            models.UniqueConstraint(fields=["inspection", "number"], name="task_number_once"),
            models.CheckConstraint(
                name="task_state_and_kind_known",
                condition=Q(state__in=TaskState.values, kind__in=Kind.values),
            ),
            models.CheckConstraint(
                name="task_by_deadline_has_one",
                condition=~Q(kind=Kind.BY_DEADLINE) | Q(deadline__isnull=False),
                violation_error_message="限期整改的任务须有整改时限。",
            ),
            models.CheckConstraint(
                name="task_stage_goal_with_review_date",
                condition=Q(stage_goal="", review_date=None)
                | (~Q(stage_goal="") & Q(review_date__isnull=False)),
            ),
            models.CheckConstraint(
                name="task_stage_goal_where_continuing",
                condition=~Q(state=TaskState.CONTINUING, stage_goal="")
                & ~(Q(state=TaskState.OPEN) & ~Q(stage_goal="")),
            ),
        ]

    def get_absolute_url(self):
        """The task's page."""
        return reverse("problems:task", args=[self.pk])

    def parents(self):
        """The problems it addresses, the primary one first."""
        return [self.problem, *self.also_addresses.all()]

    def live_children(self):
        """Its measures."""
        return list(self.measures.live().order_by("number"))

    def evidence_digests(self):
        """What its measures' evidence is: a signature on the task rests on all of it."""
        found = [row for measure in self.measures.live() for row in measure.evidence_digests()]
        return [dict(pair) for pair in sorted({tuple(sorted(row.items())) for row in found})]

    def clean(self):
        """Hold what spans tables: problems of the same inspection, a lead of the organization."""
        super().clean()
        if not self.problem_id:
            return  # the field says so itself
        problems = [self.problem, *(self.also_addresses.all() if self.pk else [])]
        if any(problem.inspection_id != self.inspection_id for problem in problems):
            raise ValidationError({"problem": "问题不属于本轮巡察。"})
        if self.department_id is None:
            raise ValidationError({"department": "任务须有责任部门。"})

    def clean_people(self, changed):
        """Hold who may be named: a lead in office, supporting departments of the organization."""
        if "lead" in changed and (self.lead_id, None) not in self.inspection.holders(Role.LEAD):
            raise ValidationError({"lead": "不是本单位在任的牵头领导。"})
        super().clean_people(changed)


class ProblemSignature(Signature):
    """A signature on a problem's sign-off."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "attempt", "step"], name="problem_step_once"
            ),
            models.UniqueConstraint(
                fields=["problem", "attempt", "person"], name="problem_four_eyes"
            ),
            models.CheckConstraint(
                name="problem_signature_step_known",
                condition=Q(step__in=["submit", "sign_off"], attempt__gte=1) & ~Q(person=""),
            ),
        ]


class TaskSignature(Signature):
    """A signature on a task's sign-off."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        constraints = [
            models.UniqueConstraint(fields=["task", "attempt", "step"], name="task_step_once"),
            models.UniqueConstraint(fields=["task", "attempt", "person"], name="task_four_eyes"),
            models.CheckConstraint(
                name="task_signature_step_known",
                condition=Q(step__in=["submit", "endorse", "sign_off"], attempt__gte=1)
                & ~Q(person=""),
            ),
        ]
