"""The words an organization uses, and what each of them means here."""

from django.db import models
from django.db.models import Q

from ledger.text import TextField

from .organization import Organization


class WordUse(models.TextChoices):
    """Where a word is used."""

    KIND = "kind", "整改类型"
    COMPLETION = "completion", "完成情况"
    DIRECTIVE = "directive", "督办类型"


MEANINGS = {
    WordUse.KIND: {"immediate": "立行立改", "by_deadline": "限期整改", "long_term": "长期坚持"},
    WordUse.COMPLETION: {
        "signed_off": "计入已完成",
        "in_progress": "计入未完成",
        "continuing": "计入持续整改",
    },
    WordUse.DIRECTIVE: {
        "reminder": "提醒函",
        "supervision": "督办单",
        "correction": "责令改正",
    },
}


class WordQuerySet(models.QuerySet):
    """Words, asked by who may see them."""

    def visible_to(self, user):
        """The words of every organization whose ledger ``user`` may read."""
        organizations = Organization.objects.visible_to(user)
        return self.filter(organization__in=organizations).order_by("pk")


class Word(models.Model):
    """One word of an organization's own; retired when no longer used, never deleted."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="words", verbose_name="单位"
    )
    use = models.CharField("用途", max_length=12, choices=WordUse)
    text = TextField("用语", max_length=30)
    means = models.CharField("含义", max_length=12)
    is_retired = models.BooleanField("已停用", default=False)

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用语"
        ordering = ["organization", "use", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "use", "text"],
                name="word_once",
                violation_error_message="这个用语已经有了。",
            ),
            models.CheckConstraint(
                name="word_means_what_its_use_allows",
                violation_error_message="这个含义不属于所选的用途。",
                condition=~Q(text="")
                & (
                    Q(use=WordUse.KIND, means__in=list(MEANINGS[WordUse.KIND]))
                    | Q(use=WordUse.COMPLETION, means__in=list(MEANINGS[WordUse.COMPLETION]))
                    | Q(use=WordUse.DIRECTIVE, means__in=list(MEANINGS[WordUse.DIRECTIVE]))
                ),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def chain(self):
        """The journal that changes of this row belong to."""
        return self.organization
