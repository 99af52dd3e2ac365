"""The notice: its drafts edit by edit, who signed it, and which findings stand."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import Inspection, LedgerRowQuerySet, Signature, User
from ledger.text import TextField

from .snapshot import Snapshot


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待书记审批"
    PUBLISHED = "published", "已公布"
    TAKEN_DOWN = "taken_down", "已撤下"
    VOIDED = "voided", "已作废"


IN_HAND = (NoticeState.DRAFT, NoticeState.SUBMITTED)
CORRECTABLE = (NoticeState.PUBLISHED, NoticeState.TAKEN_DOWN)


class Notice(models.Model):
    """One notice, drafted from a snapshot; a correction is a new one that ``corrects`` another.

    What it says is the sum of its edits (``NoticeEdit``); ``sha256`` covers it, so that the journal,
    which keeps the digest, knows every wording. ``dated`` is the date of signature.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="notices")
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="notices", verbose_name="快照"
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="更正",
    )
    correction = TextField("更正说明", max_length=500, blank=True)
    dated = models.DateField("成文日期")
    state = models.CharField("状态", max_length=12, choices=NoticeState, default="draft")
    attempt = models.PositiveIntegerField("第几次送审", default=1)
    version = models.PositiveIntegerField("版本", default=1)
    sha256 = models.CharField("内容校验码", max_length=64)
    ended_reason = TextField("撤下或作废的原因", max_length=500, blank=True)
    ended_at = models.DateTimeField("撤下或作废的时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤下或作废人"
    )
    begun_at = models.DateTimeField("起草时间")
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_state_known",
                condition=Q(state__in=NoticeState.values, attempt__gte=1, version__gte=1)
                & ~Q(sha256=""),
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(state__in=["draft", "submitted"]),
                name="notice_one_in_hand",
                violation_error_message="这本台账已有一份通报在起草或送审。",
            ),
            models.CheckConstraint(
                name="notice_correction_says_what",
                condition=Q(corrects=None, correction="")
                | (Q(corrects__isnull=False) & ~Q(correction="")),
                violation_error_message="更正须说明更正了什么。",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(state="voided"),
                name="notice_corrected_once",
                violation_error_message="这一版已经有更正版，请更正最新的一版。",
            ),
            models.CheckConstraint(
                name="notice_ended_for_a_reason",
                condition=(
                    Q(state__in=["taken_down", "voided"], ended_at__isnull=False)
                    & Q(ended_by__isnull=False)
                    & ~Q(ended_reason="")
                )
                | (
                    ~Q(state__in=["taken_down", "voided"])
                    & Q(ended_reason="", ended_at=None, ended_by=None)
                ),
                violation_error_message="撤下或作废须写明原因。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page where it is worked on."""
        return reverse("reports:notice_edition", args=[self.pk])

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        kind = "更正通报" if self.corrects_id else "通报"
        return f"{kind} {self.pk}" if self.pk else kind

    @property
    def is_in_hand(self):
        """Whether it is still worked on."""
        return self.state in IN_HAND


class NoticeAct(models.TextChoices):
    """What an edit does."""

    BEGIN = "begin", "起草"
    BIND = "bind", "按快照更新数字"
    TEXT = "text", "修改"
    ADD = "add", "增加"
    REMOVE = "remove", "删去"
    MOVE = "move", "移动"


class NoticeEdit(models.Model):
    """One edit of a notice, never changed: replaying them gives any version.

    ``passages`` is the whole text at ``begin`` and ``bind``, else the one passage as it became (as it
    was, where it was taken out); ``after`` is the key that an added or moved one follows, or "".
    ``snapshot`` is the one that a ``begin`` or ``bind`` took its values from (not kept at first).
    """

    APPEND_ONLY = True

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="edits")
    number = models.PositiveIntegerField("版本")
    act = models.CharField("动作", max_length=8, choices=NoticeAct)
    passages = models.JSONField(default=list)
    after = models.CharField(max_length=20, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="快照"
    )
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="修改人")

    class Meta:
        verbose_name = verbose_name_plural = "通报修改"
        ordering = ["notice", "number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="notice_edit_number_once"),
            models.CheckConstraint(
                name="notice_edit_act_known",
                condition=Q(act__in=NoticeAct.values, number__gte=1),
            ),
        ]

    def __str__(self):
        return f"{self.notice} #{self.number} {self.get_act_display()}"


class NoticeStep(models.TextChoices):
    """The two signatures under a published notice."""

    SUBMIT = "submit", "送审"
    PUBLISH = "publish", "批准公布"


class NoticeSignature(Signature):
    """The office submits, the party secretary approves and publishes: two persons.

    Whoever wrote the words may be either of the two, but not both: a secretary who is of the office
    too and wrote all of it still needs another member to check and submit it, and whoever submitted
    cannot publish. So no notice goes public on one person's word.
    """

    step = models.CharField("环节", max_length=20, choices=NoticeStep)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = verbose_name_plural = "通报签署"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "attempt", "step"],
                name="notice_step_once",
                violation_error_message="这份通报已经办过这一步。",
            ),
            models.UniqueConstraint(
                fields=["notice", "attempt", "person"],
                name="notice_four_eyes",
                violation_error_message="通报由送审人以外的同志批准。",
            ),
            models.CheckConstraint(
                name="notice_signature_step_known",
                condition=Q(step__in=NoticeStep.values, attempt__gte=1) & ~Q(person=""),
            ),
        ]

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.notice.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return self.notice.title


class NoticeWaiver(models.Model):
    """A finding of the checks that stands, with the reason; it holds for those words alone."""

    APPEND_ONLY = True

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="waivers")
    code = models.CharField("检查项目", max_length=30)
    digest = models.CharField("所指文字的校验码", max_length=64)
    says = TextField("提示", max_length=300)
    reason = TextField("理由", max_length=500)
    waived_at = models.DateTimeField("时间")
    waived_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="放行人")

    class Meta:
        verbose_name = verbose_name_plural = "通报放行"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "digest"],
                name="notice_finding_waived_once",
                violation_error_message="这条提示已经放行。",
            ),
            models.CheckConstraint(
                name="notice_waived_for_a_reason",
                condition=~Q(code="") & ~Q(digest="") & ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return self.says

    @property
    def inspection(self):
        """The ledger it belongs to."""
        return self.notice.inspection

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.inspection

    @property
    def title(self):
        """How the journal names it."""
        return self.notice.title
