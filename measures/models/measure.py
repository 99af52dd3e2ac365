"""How it is done: the measure and its signatures."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest, JSONObject
from django.urls import reverse
from django.utils import timezone

from ledger.light import SIGNING
from ledger.models import (
    Department,
    JournalEntry,
    Kind,
    LedgerItem,
    Signature,
    User,
)
from ledger.models.item import LedgerItemQuerySet
from ledger.roles import Role
from ledger.text import TextField
from problems.models import Task


class MeasureState(models.TextChoices):
    """Where a measure's sign-off stands."""

    NOT_STARTED = "not_started", "未启动"
    IN_PROGRESS = "in_progress", "整改中"
    SUBMITTED = "submitted", "待部门审核"
    REVIEWED = "reviewed", "待整改办复核"
    SIGNED_OFF = "signed_off", "已销号"


UNDER_WAY = (MeasureState.IN_PROGRESS, MeasureState.SUBMITTED, MeasureState.REVIEWED)


def last_entry():
    """When the journal's last entry of a measure was made, as a condition of a query."""
    entries = JournalEntry.objects.filter(object_type="measure", object_id=OuterRef("pk"))
    return Subquery(entries.order_by("-sequence").values("at")[:1])


def proof_moves():
    """When a measure's last evidence was uploaded and its last progress told, for a query."""
    proofs = Measure.evidence.through.objects.filter(measure=OuterRef("pk"))
    proofs = proofs.order_by("-evidence__uploaded_at").values("evidence__uploaded_at")
    written = Measure.progress_entries.rel.related_model.objects
    written = written.filter(measure=OuterRef("pk")).order_by("-at", "-pk").values("at")
    return {"last_proof": Subquery(proofs[:1]), "last_progress": Subquery(written[:1])}


def other_moves():
    """When its outcomes, stage reports and links last changed, as conditions of a query.

    A link is known by its file: one made from this measure to another counts for both.
    """
    reports = Measure.stage_reports.rel.related_model.objects.filter(measure=OuterRef("pk"))
    outcomes = Measure.outcomes.rel.related_model.objects.filter(measure=OuterRef(OuterRef("pk")))
    files = Measure.evidence.through.objects.filter(measure=OuterRef(OuterRef("pk")))
    entries = JournalEntry.objects.order_by("-at").values("at")
    noted = entries.filter(object_type="outcome", object_id__in=outcomes.values("pk"))
    linked = entries.filter(object_type="evidence", object_id__in=files.values("evidence"))
    return {
        "last_outcome": Subquery(noted[:1]),
        "last_report": Subquery(reports.order_by("-reported_at").values("reported_at")[:1]),
        "last_link": Subquery(linked.filter(action="link")[:1]),
    }


def first_deadline():
    """The deadline that a measure had before its first granted extension, for a query."""
    granted = Measure.extensions.rel.related_model.objects.filter(
        measure=OuterRef("pk"), decision="granted"
    )
    return granted.order_by("pk").values("old_deadline")


def sent_back(level):
    """What began an item's present attempt, as a condition of a query: its action and comment."""
    began = ("withdraw", "return", "continue", "reopen")
    rows = JournalEntry.objects.filter(object_type=level, object_id=OuterRef("pk"))
    rows = rows.filter(action__in=began).order_by("-sequence")
    return Subquery(rows.values(told=JSONObject(action="action", comment="comment"))[:1])


class MeasureQuerySet(LedgerItemQuerySet):
    """Measures, in the order of the ledger."""

    def in_light(self, code, on, due_soon_days):
        """Measures whose light on a day is ``code``: ``ledger.light`` as a condition."""
        left = self.exclude(state=MeasureState.SIGNED_OFF)
        goes_on = left.filter(kind=Kind.LONG_TERM)
        dated = left.exclude(kind=Kind.LONG_TERM)
        missed = Q(review_date__lt=on) & ~Q(state__in=SIGNING)
        last = on + datetime.timedelta(days=due_soon_days - 1)
        lights = {
            "done": self.filter(state=MeasureState.SIGNED_OFF),
            "continuing": goes_on.exclude(missed),
            "review_missed": goes_on.filter(missed),
            "overdue": dated.filter(deadline__lt=on),
            "due_soon": dated.filter(deadline__range=(on, last)),
            "normal": dated.filter(deadline__gt=last),
        }
        return lights[code]

    def with_last_move(self):
        """Each with ``last_move``: when its state, content or what proves it last changed."""
        began = last_entry()
        moves = [*proof_moves().values(), *other_moves().values()]
        return self.annotate(last_move=Greatest(began, *(Coalesce(move, began) for move in moves)))

    def stagnant(self, on, days):
        """Measures under way on which nothing moved for ``days`` days before the day ``on``."""
        since = timezone.make_aware(
            datetime.datetime.combine(on - datetime.timedelta(days=days - 1), datetime.time.min)
        )
        under_way = self.filter(state__in=UNDER_WAY).with_last_move()
        return under_way.filter(last_move__lt=since)

    def for_ledger(self):
        """Ledger rows: a fixed number of queries, whatever the number of rows."""
        rows = self.live().select_related("department")
        rows = rows.annotate(
            last_entry=last_entry(),
            sent_back=sent_back("measure"),
            original_deadline=Subquery(first_deadline()[:1]),
            **other_moves(),
            last_upload=models.Max("evidence__uploaded_at"),
            evidence_count=models.Count(
                "evidence", filter=Q(evidence__superseded_by=None), distinct=True
            ),
        )
        return rows.prefetch_related("signatures", "progress_entries", "supporting")


class Measure(LedgerItem):
    """One concrete step of a task, ticked off with proof."""

    level = "measure"
    NAMED_BY = ("task",)

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

    def told_with(self):
        """Its outcomes that count."""
        return [row for row in self.outcomes.all() if row.voided_at is None]

    def evidence_digests(self):
        """The evidence as it is now, without what a later version took the place of."""
        return list(self.present_evidence().order_by("pk").values("id", "sha256"))

    def present_evidence(self):
        """The evidence that no later version took the place of."""
        return self.evidence.filter(superseded_by=None)

    def clean_people(self, changed):
        """Hold who may be named: a handler of the responsible department."""
        if self.handler_id and {"handler", "department"} & set(changed):
            able = self.inspection.holders(Role.HANDLER)
            if (self.handler_id, self.department_id) not in able:
                raise ValidationError({"handler": "不是责任部门在任的承办人。"})
        super().clean_people(changed)

    def clean(self):
        """Hold what spans tables: the task's inspection, a department of the organization."""
        super().clean()
        if not self.task_id:
            return  # the field says so itself
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
