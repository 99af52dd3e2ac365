"""Forms of what somebody asks or reports and another person decides."""

from django import forms

from ledger.once import OnceField
from ledger.text import TypedText, plain_text

from .models import ExtensionDecision, HeldDecision, StageDecision


class ExtensionForm(forms.Form):
    """Until when, and why."""

    once = OnceField()
    deadline = forms.DateField(
        label="延至",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写新的时限。"},
    )
    reason = TypedText(
        label="理由",
        help_text="为什么按期完不成，延期后怎样保证完成",
        max_length=1000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )


class DecisionForm(forms.Form):
    """What becomes of a request."""

    once = OnceField()
    decision = forms.ChoiceField(
        label="审批意见",
        choices=ExtensionDecision.choices,
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


class StageReportForm(forms.Form):
    """What has been reached since the last review."""

    once = OnceField()
    text = TypedText(
        label="阶段报告",
        help_text="做了什么、到了哪一步、还差什么、下一步怎么做；有阶段目标的对照目标写。不写人名、电话",
        max_length=2000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请填写阶段报告。"},
    )


class StageDecisionForm(forms.Form):
    """Whether the report will do, and when to look again."""

    once = OnceField()
    decision = forms.ChoiceField(
        label="审核意见",
        choices=StageDecision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择认可或退回补充。"},
    )
    next_review_date = forms.DateField(
        label="下次复核日期",
        help_text="认可的须填",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = TypedText(
        label="说明",
        help_text="退回补充的须写明缺什么",
        required=False,
        max_length=500,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HeldForm(forms.Form):
    """What becomes of an upload that seems to be classified, and why."""

    decision = forms.ChoiceField(
        label="核对结果",
        choices=[
            (HeldDecision.RELEASED, "放行：经核对不涉密，作为佐证材料"),
            (HeldDecision.REJECTED, "不予接收：删除文件，只留名称和校验码"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择放行或不予接收。"},
    )
    note = TypedText(
        label="理由",
        help_text="怎么核对的、依据什么。不要写涉密内容",
        max_length=500,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明核对的理由。"},
    )

    def __init__(self, data=None, *, locked=False):
        super().__init__(data)
        if locked and data is None:  # what is posted all the same is refused with its reason
            rejecting = self.fields["decision"].choices[1:]
            self.fields["decision"].choices = rejecting
