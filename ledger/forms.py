"""Forms of the project's own pages, and the form of every sign-off action."""

from django import forms

from ledger.signoff import COMMENT_LENGTH, DETAIL_LENGTH
from ledger.text import TypedText, plain_text
from ledger.writing import fingerprint

# Beside what the notice or the reports print as it was typed.
TOLD = "会原样写入通报或报告，请不要写姓名、电话和内部情况"


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label="本人密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class ActionForm(forms.Form):
    """What an action carries: the version seen, the words, and its details."""

    action = ""  # the action it was posted for

    version = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={
            "required": "页面版本缺失，请刷新后再办。",
            "invalid": "页面版本有误，请刷新后再办。",
        },
    )
    comment = TypedText(
        label="意见",
        required=False,
        max_length=COMMENT_LENGTH,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    effect = TypedText(
        label="整改成效",
        help_text=f"解决了什么、有什么变化。{TOLD}",
        required=False,
        max_length=DETAIL_LENGTH,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    stage_goal = TypedText(
        label="阶段目标",
        help_text=f"到下次复核时要做到什么。{TOLD}",
        required=False,
        max_length=DETAIL_LENGTH,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_date = forms.DateField(
        label="下次复核日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    password = forms.CharField(
        label="本人密码",
        help_text="最终销号前再确认一次，5 分钟内有效",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def details(self):
        """What the action needs beside the comment, only what was given."""
        names = ("effect", "stage_goal", "review_date")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class ObjectionForm(forms.Form):
    """A supervisor's objection, or lifting it."""

    version = ActionForm.base_fields["version"]
    comment = ActionForm.base_fields["comment"]
    lift = forms.BooleanField(required=False)


class WithholdingForm(forms.Form):
    """The secretary's decision that a text is withheld from the public, or is not."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    decision = forms.ChoiceField(
        label="审批意见",
        choices=[("approve", "同意不公开"), ("refuse", "不同意，重新确定公开范围")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或不同意。"},
    )
    note = TypedText(
        label="说明",
        help_text="不同意的须写理由",
        required=False,
        max_length=500,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, row):
        label = f"{row._meta.model_name}-{row.pk}"
        super().__init__(
            data, auto_id=f"withholding-{label}-%s", initial={"seen": fingerprint(row)}
        )
        self.row = row

    def see(self, fresh):
        """Let the next post stand against the row as it is now."""
        self.data = self.data.copy()
        self.data["seen"] = fingerprint(fresh)
