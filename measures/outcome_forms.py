"""Forms of outcomes."""

from ledger.maintaining import Reason, RowForm

from .correcting import TOLD_OF
from .models import Outcome, OutcomeKind


class OutcomeForm(RowForm):
    """What the measure yielded, what proves it, and how far it may be told."""

    class Meta:
        model = Outcome
        fields = (
            "kind",
            "title",
            "date",
            "yuan",
            "people",
            "proof",
            "disclosure",
            "withholding_reason",
            "withholding_explanation",
        )
        labels = {"proof": "依据的佐证材料"}
        help_texts = {
            "title": "如制度名称、专项治理名称",
            "yuan": "挽回资金的填",
            "people": "问责处理的填，不写姓名",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proof"].empty_label = "没有"
        self.fields["proof"].queryset = self.instance.measure.evidence.order_by("pk")

    @property
    def plain_fields(self):
        """The fields that say what it is: those are always shown."""
        return [field for field in self if field.name not in TOLD_OF]

    @property
    def told_fields(self):
        """The fields that say how far it may be told: folded away until wanted."""
        return [self[name] for name in self.fields if name in TOLD_OF]

    @property
    def tells(self):
        """Whether the folded fields hold something, or something wrong."""
        return any(field.value() or field.errors for field in self.told_fields)

    def clean(self):
        """Say at its field what the kind asks for."""
        cleaned = super().clean()
        if not {"kind", "yuan", "people"} <= set(cleaned):
            return cleaned  # a field says already what is wrong
        kind, yuan, people = cleaned["kind"], cleaned["yuan"], cleaned["people"]
        if kind == OutcomeKind.FUNDS and not (yuan and yuan > 0):
            self.add_error("yuan", "挽回资金须填金额，大于 0。")
        if kind == OutcomeKind.ACCOUNTABILITY and not people:
            self.add_error("people", "问责处理须填人数。")
        if kind != OutcomeKind.FUNDS and yuan is not None:
            self.add_error("yuan", "只有挽回资金填金额，其他不填。")
        if kind != OutcomeKind.ACCOUNTABILITY and people is not None:
            self.add_error("people", "只有问责处理填人数，其他不填。")
        return cleaned


class OutcomeCorrectionForm(OutcomeForm):
    """An outcome that is noted already; the office says why it corrects it."""

    def __init__(self, *args, by_office, **kwargs):
        super().__init__(*args, **kwargs)
        if by_office:
            missing = "请写明更正的原因。"
            self.fields["reason"] = Reason("更正的原因", missing=missing)
