"""Forms of measures and of what proves them."""

from django import forms
from django.utils import timezone

from ledger.maintaining import DEADLINE_HELP, ItemForm, Rows
from ledger.models import User
from ledger.once import OnceField
from ledger.roles import Role
from ledger.text import TypedText, plain_text
from problems.forms import DISCLOSURE, PUBLIC_HELP, number_itself
from problems.models import Task

from .models import (
    Evidence,
    Measure,
)

TYPES = "PDF、Word、Excel、PPT、OFD、WPS、JPG、PNG"


class ProgressForm(forms.Form):
    """What was done."""

    once = OnceField()
    text = TypedText(
        label="进展",
        help_text="做了什么、结果怎样。不写人名、电话",
        max_length=2000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写进展。"},
    )


class Files(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each with its own verdict later on."""

    widget = Files

    def clean(self, data, initial=None):
        """Every chosen file; none is refused as a missing one."""
        rows = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(row, initial) for row in rows or [None]]


class EvidenceForm(forms.Form):
    """Files, which may take the place of an earlier one."""

    once = OnceField()
    file = FilesField(
        label="佐证材料",
        help_text=f"可一次选多份，也可拖进来或粘贴截图。{TYPES}",
        allow_empty_file=True,
        error_messages={"required": "请选择要上传的文件。"},
    )
    supersedes = forms.ModelChoiceField(
        Evidence.objects.none(),
        label="替代原来的",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "没有这份材料。"},
    )

    def __init__(self, data=None, files=None, *, measure=None, replacing=False):
        super().__init__(data, files)
        if replacing:
            field = self.fields["file"]
            field.widget = forms.FileInput()
            field.label, field.help_text = "新版本", f"一份。{TYPES}"
        if measure is not None:
            self.fields["supersedes"].queryset = measure.evidence.all()

    def clean(self):
        """One file takes the place of one."""
        cleaned = super().clean()
        if cleaned.get("supersedes") and len(cleaned.get("file") or ()) > 1:
            self.add_error("file", "替代原来的材料一次只能传一份。")
        return cleaned


def named_with_measures(row):
    """A piece of evidence as a choice: its name, the measures it proves, the day it came."""
    measures = "、".join(measure.label for measure in row.measures.all())
    return f"{row.name}（{measures}，{timezone.localdate(row.uploaded_at)}）"


class LinkForm(forms.Form):
    """Evidence of the same ledger that proves this measure too."""

    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        label="本部门在本台账已上传的材料",
        empty_label="请选择",
        error_messages={"required": "请选择材料。", "invalid_choice": "没有这份材料。"},
    )

    def __init__(self, data=None, *, measure):
        super().__init__(data)
        rows = Evidence.objects.filter(inspection=measure.inspection_id, superseded_by=None)
        rows = rows.filter(measures__department=measure.department_id)
        rows = rows.exclude(measures=measure).distinct().order_by("-pk")
        field = self.fields["evidence"]
        field.queryset = rows.prefetch_related("measures__task")
        field.label_from_instance = named_with_measures


class MarkForm(forms.Form):
    """Whether a piece of evidence is sufficient, and what it lacks."""

    once = OnceField()
    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": "请选择材料。", "invalid_choice": "没有这份材料。"},
    )
    verdict = forms.ChoiceField(
        label="审核意见",
        choices=[("yes", "充分"), ("no", "不足")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择充分或不足。"},
    )
    note = TypedText(
        label="说明",
        help_text="不足的写明缺什么、怎么补",
        required=False,
        max_length=500,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, measure):
        super().__init__(data, auto_id=f"mark-{measure.pk}-%s")
        self.measure = measure
        self.fields["evidence"].queryset = measure.evidence.all()


class TakeBackForm(forms.Form):
    """Which evidence is taken back, and why."""

    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": "请选择材料。", "invalid_choice": "没有这份材料。"},
    )
    reason = TypedText(
        label="撤下的原因",
        max_length=500,
        validators=[plain_text],
        error_messages={"required": "请写明原因。"},
    )

    def __init__(self, data=None, *, measure):
        super().__init__(data)
        self.fields["evidence"].queryset = measure.evidence.all()


def named_with_post(person):
    """A person as a choice: name and post, where the post says something else."""
    return (
        f"{person.name}（{person.post}）" if person.post not in ("", person.name) else person.name
    )


class MeasureForm(ItemForm):
    """A measure: what is done, by whom, until when, and how it is accepted."""

    class Meta:
        model = Measure
        fields = (
            "task",
            "number",
            "text",
            "acceptance",
            "kind",
            "department",
            "supporting",
            "handler",
            "deadline_text",
            "deadline",
            "review_date",
            *DISCLOSURE,
        )
        labels = {"text": "措施", "deadline_text": "整改时限（方案原文）"}
        help_texts = DEADLINE_HELP | PUBLIC_HELP
        field_classes = {"supporting": Rows}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        inspection = self.instance.inspection
        tasks = Task.objects.filter(inspection=inspection).live().order_by("number")
        self.fields["task"].queryset = tasks
        self.fields["task"].label_from_instance = lambda row: f"{row.number}　{row.text}"[:50]
        able = {person for person, _ in inspection.holders(Role.HANDLER)}
        handlers = self.with_present("handler", User.objects.order_by("pk"), pk__in=able)
        self.fields["handler"].queryset = handlers
        self.fields["handler"].label_from_instance = named_with_post
        self.fields["department"].required = True
        number_itself(self)
        if self.instance.pk is None:
            del self.fields["task"]
