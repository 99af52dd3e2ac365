"""Forms of snapshots: what is to be frozen and what for, and the words of its confirmation."""

from django import forms

from ledger.once import OnceField
from ledger.text import plain_text


class SnapshotForm(forms.Form):
    """The day and the use of a snapshot."""

    once = OnceField()
    as_of = forms.DateField(
        label="数据截至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请选择日期。",
            "invalid": "不是日期，请写成 2024-01-31 这样的日期。",
        },
    )
    purpose = forms.CharField(
        label="用途",
        max_length=100,
        validators=[plain_text],
        help_text="如：向市委巡察办报送整改进展情况",
        error_messages={"required": "请写明用途。"},
    )

    def __init__(self, data, *, inspection, today):
        super().__init__(data, initial={"as_of": today})
        self.first, self.last = inspection.feedback_date, today
        limits = {"min": self.first.isoformat(), "max": today.isoformat()}
        self.fields["as_of"].widget.attrs |= limits

    def clean_as_of(self):
        """A day of the ledger's life."""
        day = self.cleaned_data["as_of"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(f"须在反馈日期（{self.first.isoformat()}）到今天之间。")
        return day


class SendBackForm(forms.Form):
    """Why the secretary does not confirm it."""

    comment = forms.CharField(
        label="退回原因",
        max_length=500,
        validators=[plain_text],
        error_messages={"required": "请写明退回原因。"},
    )


class ConfirmForm(forms.Form):
    """What the secretary says to it."""

    comment = forms.CharField(label="意见", max_length=500, required=False, validators=[plain_text])
