"""The signing panel of a notice: who signed, who is next, what the reader may do now."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from ledger import permissions
from ledger.forms import ActionForm
from ledger.models import JournalEntry
from ledger.panel import Step
from ledger.roles import Role
from ledger.text import TypedText, plain_text

from .models import CORRECTABLE, NoticeState, NoticeStep, Publication
from .publishing import STEPS, WHEN_CLOSED

# action: the words over its comment, whether that is needed, the button.
ASKS = {
    "submit": ("意见", False, "送书记审批"),
    "publish": ("意见", False, "批准并公布"),
    "recall": ("说明", False, "撤回送审"),
    "send_back": ("退回原因：哪里要改、怎么改", True, "退回修改"),
    "take_down": ("撤下的原因（不公开）", True, "撤下通报"),
    "void": ("作废的原因", True, "作废这份通报"),
}
FORWARD = ("submit", "publish")
ASKS_PASSWORD = ("publish", "take_down")
LENGTH = 500


class NoticeActForm(forms.Form):
    """What a step carries: the version seen, the words, the password."""

    version = ActionForm.base_fields["version"]
    comment = TypedText(
        label="意见",
        required=False,
        max_length=LENGTH,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    password = forms.CharField(
        label="本人密码",
        help_text="公布和撤下都向社会发生作用，每次都要本人输入密码",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data=None, *, action, version=None):
        super().__init__(data, auto_id=f"{action}-%s", initial={"version": version})
        self.action = action
        label, needed, _ = ASKS[action]
        self.fields["comment"].label = label
        if action not in ASKS_PASSWORD:
            del self.fields["password"]
        # Marked on the page; that it is missing is told by the door, in its order.
        self.needed = {"comment": needed, "password": True}


@dataclass(frozen=True)
class Offer:
    """Something that the reader may do now."""

    action: str
    form: NoticeActForm
    fields: list
    button: str
    url: str

    @property
    def forward(self):
        """Whether it takes the notice on; the others are folded away."""
        return self.action in FORWARD

    @property
    def label(self):
        """What people call it."""
        return STEPS[self.action][0]


def steps_of(notice, user, typed=None):
    """What the panel shows; ``typed`` is the form that was refused, if any."""
    signatures = list(notice.signatures.all())
    mine = {one.person for one in signatures if one.attempt == notice.attempt}
    standing = permissions.standing(user, notice.inspection.organization)
    offers = [
        offer(notice, action, typed)
        for action in STEPS
        if may(notice, action, standing, user.personnel_number in mine)
    ]
    return {
        "chain": chain(notice, signatures),
        "forward": [one for one in offers if one.forward],
        "back": [one for one in offers if not one.forward],
        "returned": returned(notice),
        "publication": publication(notice),
        "corrects": may_correct(notice, standing),
    }


def may(notice, action, standing, signed):
    """Whether the reader may take a step now, by role and state."""
    _, source, _, role, _ = STEPS[action]
    closed = notice.inspection.closed_at and action not in WHEN_CLOSED
    if notice.state != source or not standing.holds(role) or closed:
        return False
    return signed if action == "recall" else not (signed and action == "publish")


def offer(notice, action, typed):
    """One step with its form: as it was typed and refused, or empty."""
    form = typed if typed is not None and typed.action == action else None
    form = form or NoticeActForm(action=action)
    form.initial["version"] = notice.version
    if form.is_bound:  # the next post stands against the notice as it is now
        form.data = form.data.copy()
        form.data["version"] = notice.version
    names = ["comment", *(["password"] if action in ASKS_PASSWORD else [])]
    for name in names:
        form.fields[name].required = form.needed[name]
    url = reverse("reports:notice_act", args=[notice.pk, action])
    return Offer(action, form, [form[name] for name in names], ASKS[action][2], url)


def chain(notice, signatures):
    """The two steps of the present attempt."""
    found = {one.step: one for one in signatures if one.attempt == notice.attempt}
    waits = {NoticeState.DRAFT: "submit", NoticeState.SUBMITTED: "publish"}.get(notice.state)
    who = {"submit": "整改办", "publish": "党组书记"}
    return [Step(one.label, who[one], found.get(one), one == waits) for one in NoticeStep]


def returned(notice):
    """The entry that sent the draft back, until it is submitted again."""
    if notice.state != NoticeState.DRAFT or notice.attempt == 1:
        return None
    entries = JournalEntry.objects.filter(
        head__inspection=notice.inspection_id, object_type="notice", object_id=notice.pk
    )
    last = entries.filter(action__in=["recall_notice", "send_back_notice"]).order_by("-sequence")
    found = last.first()
    return found if found and found.action == "send_back_notice" else None


def publication(notice):
    """The notice as it was published, or None; without its text and file."""
    return Publication.objects.filter(notice=notice).defer("passages", "pdf").first()


def may_correct(notice, standing):
    """Whether the office may begin the version that corrects this one."""
    able = standing.holds(Role.OFFICE) and not notice.inspection.closed_at
    if not able or notice.state not in CORRECTABLE:
        return False
    return not notice.corrections.exclude(state=NoticeState.VOIDED).exists()
