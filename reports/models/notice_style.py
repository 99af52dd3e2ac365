"""How an organization words its notices."""

from django.db import models
from django.db.models import Q

from ledger.models import Organization
from ledger.text import TextField


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
