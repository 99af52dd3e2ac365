"""Forms of problems and tasks, and of the documents that problems come from."""

from django import forms

from ledger.forms import TOLD
from ledger.maintaining import DEADLINE_HELP, ItemForm, RowForm, Rows
from ledger.models import User
from ledger.roles import Role
from ledger.text import TypedText, plain_text

from .documents import seen_of
from .models import Aspect, Feedback, Problem, Task

DISCLOSURE = ("public_text", "disclosure", "withholding_reason", "withholding_explanation")
PUBLIC_HELP = {"public_text": "通报和公开网页照此刊登，请不要写姓名、电话和内部情况"}
TOLD_HELP = {
    "unfinished_reason": TOLD,
    "next_step": TOLD,
    "expected_date": "会写入通报或报告",
}


class FeedbackForm(RowForm):
    """A source document, with its chapters one a line."""

    chapters = TypedText(
        label="方面",
        help_text="一行一个方面，按文件里的顺序；可从文件里粘贴",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请至少填写一个方面。"},
    )

    class Meta:
        model = Feedback
        fields = ("kind", "title", "number", "date")

    def clean_chapters(self):
        """The chapters' titles, the empty lines left out."""
        titles = [line.strip() for line in self.cleaned_data["chapters"].splitlines()]
        titles = [title for title in titles if title]
        if not titles:
            raise forms.ValidationError("请至少填写一个方面。")
        if too_long := [title for title in titles if len(title) > 200]:
            raise forms.ValidationError(f"方面“{too_long[0][:20]}…”太长，最多 200 字。")
        return titles


class FeedbackEditForm(RowForm):
    """An existing source document; its chapters stand beside it: see ``ChapterFormSet``."""

    class Meta:
        model = Feedback
        fields = ("kind", "title", "number", "date")

    def seen_of(self, fresh):
        """The document is seen together with its chapters."""
        return seen_of(fresh)

    def guard_field(self):
        """The document with its chapters."""
        field = super().guard_field()
        field.initial = seen_of(self.instance)
        return field


class ChapterForm(forms.Form):
    """One chapter's line: an empty line is no chapter."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = forms.IntegerField(label="顺序", required=False, min_value=1, max_value=999)
    title = forms.CharField(label="方面", required=False, max_length=200, validators=[plain_text])
    short_title = forms.CharField(
        label="简称", required=False, max_length=20, validators=[plain_text]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = False

    def clean(self):
        """A chapter that there is keeps a title, a line with anything has one."""
        cleaned = super().clean()
        told = cleaned.get("pk") or cleaned.get("place") or cleaned.get("short_title")
        if told and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "请填写方面的名称。")
        return cleaned


class ChapterLines(forms.BaseFormSet):
    """The chapters of one document in their order."""

    def __init__(self, data, feedback):
        self.aspects = {row.pk: row for row in feedback.aspects.order_by("number")}
        initial = [
            {"pk": row.pk, "place": row.number, "title": row.title, "short_title": row.short_title}
            for row in self.aspects.values()
        ]
        super().__init__(data, initial=initial, prefix="chapter")

    def clean(self):
        """Every chapter of this document stands once, and none of another one."""
        keys = [form.cleaned_data.get("pk") for form in self.forms if form.is_valid()]
        if not any(self.errors) and sorted(filter(None, keys)) != sorted(self.aspects):
            raise forms.ValidationError("方面的列表已过期，请刷新页面后再改。")

    def chapters(self):
        """(chapter or None, title, short title) in the order that was typed; new ones last."""
        lines = [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]
        lines.sort(key=lambda line: line["place"] or 1000)
        return [
            (self.aspects.get(line["pk"]), line["title"], line["short_title"]) for line in lines
        ]


ChapterFormSet = forms.formset_factory(ChapterForm, ChapterLines, extra=3, max_num=200)


class ProblemForm(ItemForm):
    """A problem in the source's words."""

    class Meta:
        model = Problem
        fields = (
            "aspect",
            "number",
            "text",
            "category",
            "department",
            "deadline",
            "carried_over_from",
            *DISCLOSURE,
        )
        labels = {"text": "反馈原文"}
        help_texts = PUBLIC_HELP

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        inspection = self.instance.inspection
        aspects = Aspect.objects.filter(feedback__inspection=inspection).select_related("feedback")
        self.fields["aspect"].queryset = aspects.order_by("feedback", "number")
        self.fields["aspect"].required = True
        number_itself(self)
        self.fields["aspect"].label_from_instance = lambda row: f"{row.feedback.title}：{row.title}"
        earlier = Problem.objects.filter(
            inspection__organization=inspection.organization_id,
            inspection__feedback_date__lte=inspection.feedback_date,
        )
        earlier = earlier.exclude(inspection=inspection).select_related("inspection", "feedback")
        earlier = earlier.order_by(
            "-inspection__feedback_date", "-inspection", "feedback", "number"
        )
        field = self.fields["carried_over_from"]
        field.queryset = self.with_present("carried_over_from", earlier, voided_at=None)
        field.label_from_instance = lambda row: f"{row.inspection}：{problem_label(row)}"[:90]

    def clean(self):
        """The document follows from the chapter."""
        cleaned = super().clean()
        if aspect := cleaned.get("aspect"):
            self.instance.feedback = aspect.feedback
        return cleaned

    def values(self):
        """The document with the chapter."""
        return {**super().values(), "feedback": self.cleaned_data["aspect"].feedback}


class TaskForm(ItemForm):
    """A task: what it addresses, who answers for it, until when, and how it is accepted."""

    class Meta:
        model = Task
        fields = (
            "problem",
            "also_addresses",
            "number",
            "text",
            "goal",
            "acceptance",
            "kind",
            "department",
            "supporting",
            "lead",
            "deadline_text",
            "deadline",
            "unfinished_reason",
            "next_step",
            "expected_date",
            *DISCLOSURE,
        )
        labels = {"text": "任务", "deadline_text": "整改时限（方案原文）"}
        help_texts = DEADLINE_HELP | PUBLIC_HELP | TOLD_HELP
        field_classes = {"also_addresses": Rows, "supporting": Rows}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        inspection = self.instance.inspection
        problems = Problem.objects.filter(inspection=inspection).select_related("feedback")
        problems = problems.order_by("feedback", "number")
        for name in ("problem", "also_addresses"):
            self.fields[name].queryset = self.with_present(name, problems, voided_at=None)
            self.fields[name].label_from_instance = problem_label
        able = {person for person, _ in inspection.holders(Role.LEAD)}
        leads = self.with_present("lead", User.objects.order_by("pk"), pk__in=able)
        self.fields["lead"].queryset = leads
        self.fields["lead"].label_from_instance = lambda row: row.post
        self.fields["department"].required = True
        number_itself(self)
        if self.instance.pk is None:
            for name in ("unfinished_reason", "next_step", "expected_date"):
                del self.fields[name]

    def clean(self):
        """A task does not address its primary problem besides."""
        cleaned = super().clean()
        if cleaned.get("problem") in (cleaned.get("also_addresses") or ()):
            self.add_error("also_addresses", "主要问题不用再选一次。")
        return cleaned


def number_itself(form):
    """Let a new row take the next number where none is given."""
    new = form.instance.pk is None
    form.fields["number"].required = not new
    form.fields["number"].help_text = "不填则接着往下编" if new else ""


def problem_label(row):
    """How a problem is chosen from a list."""
    return f"{row.feedback.get_kind_display()} {row.number}　{row.public_text or row.text}"[:60]
