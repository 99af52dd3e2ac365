"""Forms of meetings and visits."""

from django import forms

from ledger.maintaining import Reason, RowForm, Rows
from ledger.text import TypedText, plain_text
from ledger.writing import fingerprint
from problems.models import Task

from .models import Meeting, MeetingKind


class VoidNotedForm(forms.Form):
    """Why a meeting or an outcome is voided, and what was seen of it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    reason = Reason("作废原因", missing="请写明作废的原因。")

    def refresh(self, fresh):
        """Let the next post stand against the meeting as it is now."""
        self.data = self.data.copy()
        self.data["seen"] = fingerprint(fresh)


class MeetingForm(RowForm):
    """A meeting or visit, and the file of its minutes or record."""

    file = forms.FileField(
        label="纪要或记录",
        help_text="PDF、Word、Excel、PPT、OFD、WPS、JPG、PNG，可不传",
        required=False,
        allow_empty_file=True,
    )

    cleared = forms.BooleanField(label="已核对，不涉密", required=False)
    clearance = TypedText(
        label="核对的理由",
        help_text="勾选的须写明，会记入操作记录",
        required=False,
        max_length=500,
        validators=[plain_text],
    )

    class Meta:
        model = Meeting
        fields = ("kind", "date", "subject", "tasks")
        field_classes = {"tasks": Rows}

    def __init__(self, *args, visits_only=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.visits_only = visits_only
        tasks = Task.objects.filter(inspection=self.instance.inspection).order_by("number")
        self.fields["tasks"].queryset = self.with_present("tasks", tasks, voided_at=None)
        self.fields["tasks"].label_from_instance = lambda row: f"{row.number}　{row.text}"[:50]
        if self.instance.paper:
            old = f"现有：{self.instance.paper.name}。再传一份，就以新的为准"
            self.fields["file"].help_text = old
        if visits_only:
            self.fields["kind"].choices = [("supervision", MeetingKind.SUPERVISION.label)]
        if visits_only or not (self.data.get("cleared") or self.data.get("clearance")):
            self.show_clearance(False)

    def show_clearance(self, shown):
        """Ask whether the paper was found not to be classified: only where a search says so."""
        for name in ("cleared", "clearance"):
            field = self.fields[name]
            field.widget = type(self).base_fields[name].widget if shown else forms.HiddenInput()

    def clean(self):
        """What is cleared is cleared for a reason."""
        cleaned = super().clean()
        if cleaned.get("cleared") and not cleaned.get("clearance"):
            self.add_error("clearance", "请写明核对的理由。")
        return cleaned
