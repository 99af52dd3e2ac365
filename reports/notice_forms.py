"""Forms of the notice while it is worked on."""

from django import forms
from django.db.models import Exists, OuterRef

from ledger.maintaining import RowForm
from ledger.once import OnceField
from ledger.text import TypedText, plain_text

from .drafting import DRAFTED_FROM
from .models import NoticeStyle, Snapshot, SnapshotSignature
from .notice.passages import KINDS, LENGTH
from .notice.style import STANDARD, names, stray_braces, unknown_names, with_names
from .revising import ADDABLE

EXPIRED = "页面已过期，请刷新后重新提交。"
DATE = {"required": "请填写成文日期。", "invalid": "不是日期，请写成 2024-04-19 这样的日期。"}


class SnapshotChoice(forms.ModelChoiceField):
    """One of a ledger's snapshots that a notice can be drafted from."""

    def __init__(self, **kwargs):
        messages = {"required": "请选择快照。", "invalid_choice": "没有这份快照。"}
        super().__init__(
            label="快照", queryset=Snapshot.objects.none(), error_messages=messages, **kwargs
        )

    def label_from_instance(self, row):
        """The snapshot with its day, use and whether it is confirmed."""
        confirmed = any(one.step == "confirm" for one in row.signatures.all())
        state = "" if confirmed else "，待书记确认"
        return f"{row.title}　数据截至 {row.as_of.isoformat()}（{row.purpose}{state}）"

    def to_python(self, value):
        """A number that no database takes is no choice, as any other wrong one."""
        if value and not (str(value).isascii() and str(value).isdigit() and len(str(value)) < 10):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().to_python(value)


class SourceForm(forms.Form):
    """The snapshot that gives figures and dates, and the date of signature."""

    snapshot = SnapshotChoice()
    dated = forms.DateField(
        label="成文日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE,
    )

    def __init__(self, data=None, *, inspection, **kwargs):
        super().__init__(data, **kwargs)
        rows = Snapshot.objects.filter(inspection=inspection, data__form__gte=DRAFTED_FROM)
        sent_back = SnapshotSignature.objects.filter(step="return", snapshot=OuterRef("pk"))
        rows = (
            rows.filter(~Exists(sent_back))
            .defer("data")
            .prefetch_related("signatures")
            .order_by("-pk")
        )
        self.fields["snapshot"].queryset = rows
        self.fields["snapshot"].empty_label = "请选择"

    @property
    def has_snapshots(self):
        """Whether there is any to choose."""
        return self.fields["snapshot"].queryset.exists()


class BindForm(SourceForm):
    """Another snapshot or date of signature, in place of what the form saw (``bound_to``)."""

    shown = forms.CharField(
        widget=forms.HiddenInput, max_length=40, error_messages={"required": EXPIRED}
    )


class BeginForm(SourceForm):
    """A new notice, begun once."""

    once = OnceField()


class CorrectForm(BeginForm):
    """A version that corrects a published one."""

    correction = TypedText(
        label="更正说明",
        help_text="更正了什么，会印在新版上",
        max_length=500,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请说明更正了什么。"},
    )


class KeyField(forms.CharField):
    """The key of a passage."""

    widget = forms.HiddenInput

    def __init__(self):
        messages = {"required": EXPIRED}
        super().__init__(max_length=20, validators=[plain_text], error_messages=messages)


class RemoveForm(forms.Form):
    """A passage as a form saw it."""

    key = KeyField()
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=16,
        error_messages={"required": EXPIRED},
    )


class PassageForm(RemoveForm):
    """The words of a passage."""

    lead = TypedText(label="小标题", required=False, max_length=200, validators=[plain_text])
    text = TypedText(
        label="内容",
        max_length=LENGTH,
        validators=[plain_text],
        widget=forms.Textarea,
        error_messages={"required": "请填写内容；不要这一段的，请用“删去”。"},
    )


class AddForm(forms.Form):
    """A new passage after another one."""

    after = KeyField()
    kind = forms.ChoiceField(
        label="类型",
        choices=[(kind, label) for kind, label in KINDS.items() if kind in ADDABLE],
        initial="text",
        error_messages={"required": "请选择类型。", "invalid_choice": "没有这个类型。"},
    )
    text = PassageForm.base_fields["text"]
    once = OnceField()


class MoveForm(forms.Form):
    """A passage one place up or down, from after the one that the form saw before it."""

    key = KeyField()
    previous = KeyField()
    way = forms.ChoiceField(choices=[("up", "上移"), ("down", "下移")])


class WaiveForm(forms.Form):
    """Why a finding is let stand."""

    digest = forms.RegexField(
        "^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        error_messages={"required": EXPIRED, "invalid": EXPIRED},
    )
    reason = TypedText(
        label="放行的理由",
        max_length=500,
        validators=[plain_text],
        error_messages={"required": "请写明放行的理由。"},
    )


class StyleForm(RowForm):
    """How an organization words its notices."""

    class Meta:
        model = NoticeStyle
        fields = (
            "problem_heading",
            "figures_place",
            "done_word",
            "going_word",
            "opening",
            "leadership",
            "next_steps",
            "contact",
            "slips",
        )
        help_texts = {
            "opening": "留空用标准写法。花括号里的名称起草时换成快照的数字和日期",
            "leadership": "每行一段，第一句作小标题。留空用标准写法",
            "next_steps": "每行一段，第一句作小标题。留空用标准写法",
            "contact": "印在落款之前，如联系电话、邮箱、地址",
            "slips": "每行一个，写成“错词=正词”",
        }

    def clean(self):
        """Hold the names in the texts to what every draft can give."""
        cleaned = super().clean()
        for name in STANDARD:
            self.clean_names(name, with_names(cleaned.get(name) or ""))
        for name in ("done_word", "going_word", "contact"):
            if set("{}｛｝") & set(cleaned.get(name) or ""):
                self.add_error(name, "这里不能用花括号。")
        bad = [row for row in cleaned.get("slips", "").splitlines() if row and "=" not in row]
        if bad:
            self.add_error("slips", f"“{bad[0][:30]}”不是“错词=正词”。")
        return cleaned

    def clean_names(self, name, text):
        """Keep a text that names only what there is, and has no brace beside."""
        self.cleaned_data[name] = text
        if wrong := unknown_names(text, set(names())):
            self.add_error(name, f"没有名为“{'”“'.join(wrong[:3])}”的数字或用语。")
        elif stray := stray_braces(text):
            says = f"花括号“{stray[0]}”没有成对或没有名称，请写成“{{整改任务}}”这样。"
            self.add_error(name, says)
