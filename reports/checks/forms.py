"""The form that puts a hint aside."""

from django import forms

from ledger.once import OnceField
from ledger.text import TypedText, plain_text


class DismissForm(forms.Form):
    """Which hint, as it was seen, and why it is no cause for concern."""

    once = OnceField()
    code = forms.CharField(widget=forms.HiddenInput, max_length=20)
    subject = forms.CharField(widget=forms.HiddenInput, max_length=200)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = TypedText(
        label="排除的理由",
        help_text="怎么核实的、实际情况是什么",
        max_length=500,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明排除的理由。"},
    )

    def is_about(self, hint):
        """Whether the form was posted for what the hint is about, whatever its facts are now."""
        return (self.data.get("code"), self.data.get("subject")) == (hint.code, hint.subject)


def form_of(hint):
    """An empty form for a hint, with ids of its own on the page."""
    seen = {"code": hint.code, "subject": hint.subject, "digest": hint.digest}
    return DismissForm(initial=seen, auto_id=f"hint-{hint.digest[:12]}-%s")
