"""Forms of an inspection: its facts and rules, its adopted plan, its closing."""

from django import forms

from ledger.maintaining import Reason, RowForm
from ledger.models import Adoption, Inspection


class InspectionForm(RowForm):
    """An inspection's facts and the rules its ledger is run by."""

    class Meta:
        model = Inspection
        fields = (
            "organization",
            "title",
            "round",
            "team",
            "kind",
            "on_site_start",
            "on_site_end",
            "feedback_date",
            "period_start",
            "period_end",
            "notice_date",
            "previous",
            "evidence_required",
            "leave_out_approve",
            "leave_out_endorse",
            "short_approve",
            "short_endorse",
            "due_soon_days",
            "stagnant_days",
        )

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        if len(organizations) == 1:
            self.fields["organization"].initial = organizations[0]
        earlier = Inspection.objects.filter(organization__in=organizations)
        self.fields["previous"].queryset = earlier.exclude(pk=self.instance.pk).order_by("-pk")
        if self.instance.pk:
            del self.fields["organization"]


class AdoptionForm(RowForm):
    """The document by which the plan was issued."""

    class Meta:
        model = Adoption
        fields = ("document_number", "date", "meeting")
        help_texts = {"meeting": "如“2023年11月20日党组专题会”"}


class ReopenForm(forms.Form):
    """Why a closed ledger is opened again."""

    reason = Reason("原因")
