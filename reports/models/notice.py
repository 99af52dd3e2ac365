"""The notice: its drafts edit by edit, who signed it, and what was published."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ledger.models import Inspection, LedgerRowQuerySet, Organization, Signature, User
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


class Publication(models.Model):
    """What was published, frozen: text, PDF, the snapshot's digest and the journal's head.

    ``slug`` is the address of the notice and of all its corrections, ``number`` which of them it
    is. ``passages`` is the text; ``sha256`` covers it, ``pdf_sha256`` the PDF.
    """

    APPEND_ONLY = True
    JOURNAL_SKIP = ("passages", "pdf")

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="publication")
    slug = models.SlugField("地址", max_length=60)
    number = models.PositiveSmallIntegerField("第几版")
    passages = models.JSONField()
    sha256 = models.CharField("内容校验码", max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField("PDF 校验码", max_length=64)
    snapshot_sha256 = models.CharField("快照校验码", max_length=64)
    sequence = models.PositiveIntegerField("操作记录序号")
    head = models.CharField("操作记录校验码", max_length=64)
    published_at = models.DateTimeField("公布时间")
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批准人")

    class Meta:
        verbose_name = verbose_name_plural = "公布的通报"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="publication_number_once"),
            models.CheckConstraint(
                name="publication_whole",
                condition=Q(number__gte=1)
                & ~Q(slug="")
                & ~Q(sha256="")
                & ~Q(pdf_sha256="")
                & ~Q(snapshot_sha256=""),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its public page."""
        return reverse("reports:published", args=[self.slug])

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
        return f"{self.notice.title} 第 {self.number} 版"


class ProblemHeading(models.TextChoices):
    """How a problem is headed in the notice."""

    TITLED = "titled", "问题作小标题，“针对…问题”另起一段"
    RUN_IN = "run_in", "问题写入段首：针对“…”问题"


class FiguresPlace(models.TextChoices):
    """Where the figures of the concentrated period stand."""

    FIRST = "first", "数字在前，逐项情况在后"
    LAST = "last", "逐项情况在前，数字在后"


class NoticeStyle(models.Model):
    """How an organization words its notices; an empty text means the standard wording.

    The texts may name bound values as ``{整改任务}``: see ``notice.bindings``.
    """

    organization = models.OneToOneField(
        Organization, models.PROTECT, related_name="notice_style", verbose_name="单位"
    )
    problem_heading = models.CharField(
        "问题的写法", max_length=8, choices=ProblemHeading, default="titled"
    )
    figures_place = models.CharField(
        "数字的位置", max_length=8, choices=FiguresPlace, default="first"
    )
    done_word = TextField("已完成的说法", max_length=20, default="已完成")
    going_word = TextField("持续整改的说法", max_length=20, default="需要持续整改")
    opening = TextField("开头", max_length=2000, blank=True)
    leadership = TextField("组织落实情况", max_length=4000, blank=True)
    next_steps = TextField("下一步工作", max_length=4000, blank=True)
    contact = TextField("联系方式", max_length=500, blank=True)
    slips = TextField("本单位的易错词", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通报写法"
        constraints = [
            models.CheckConstraint(
                name="notice_style_known",
                condition=Q(
                    problem_heading__in=ProblemHeading.values,
                    figures_place__in=FiguresPlace.values,
                )
                & ~Q(done_word="")
                & ~Q(going_word=""),
            ),
        ]

    def __str__(self):
        return f"{self.organization}通报写法"

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.organization

    @property
    def title(self):
        """How the journal names it."""
        return "通报写法"
