"""Forms for what proves a measure."""

from django import forms

from ledger.once import OnceField
from ledger.text import plain_text


class ProgressForm(forms.Form):
    """What was done."""

    once = OnceField()
    text = forms.CharField(
        label="进展",
        help_text="做了什么、结果怎样。不写人名、电话",
        max_length=2000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写进展。"},
    )


class EvidenceForm(forms.Form):
    """One file."""

    once = OnceField()
    file = forms.FileField(
        label="佐证材料",
        help_text="PDF、Word、Excel、PPT、OFD、WPS、JPG、PNG。严禁上传涉密文件",
        allow_empty_file=True,
        error_messages={"required": "请选择要上传的文件。"},
    )
