"""An organization as its ledgers see it: departments, people with their roles, its own words."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from ledger import permissions
from ledger.maintaining import RowForm, answer_new
from ledger.models import MEANINGS, Membership, Organization, Word, WordUse
from ledger.roles import DEPARTMENT_ROLES, LEDGER_ROLES, MEMBER_ROLES, Role
from ledger.routes import route
from ledger.words import add_word, retire_word

OFFICE = frozenset({Role.OFFICE})


class WordForm(RowForm):
    """A word, and which of the standard meanings it has; use and meaning are chosen as one."""

    meaning = forms.ChoiceField(
        label="含义",
        choices=[
            (
                WordUse(use).label,
                [(f"{use}:{code}", f"{WordUse(use).label}：{label}") for code, label in of.items()],
            )
            for use, of in MEANINGS.items()
        ],
        error_messages={"required": "请选择含义。", "invalid_choice": "没有这个含义。"},
    )

    class Meta:
        model = Word
        fields = ("text",)
        help_texts = {"text": "文件或表格里的写法，如“即知即改”“基本完成”"}

    def clean(self):
        """The use follows from the meaning."""
        cleaned = super().clean()
        if meaning := cleaned.get("meaning"):
            self.instance.use, self.instance.means = meaning.split(":")
        return cleaned


def departments_with_people(organization):
    """(department, [(person, their roles)]) in order, and those without a department last."""
    rows = Membership.objects.in_force().filter(organization=organization)
    rows = rows.exclude(role__in=set(Role) - MEMBER_ROLES).select_related("user")
    found = {}
    for row in rows.order_by("user__name", "pk"):
        people = found.setdefault(row.department_id, {})
        people.setdefault(row.user, []).append(row.get_role_display())
    rooms = organization.departments.order_by("is_retired", "order", "pk")
    listed = [(room, list(found.get(room.pk, {}).items())) for room in rooms]
    return listed, list(found.get(None, {}).items())


@route("GET", roles=LEDGER_ROLES, of=Organization)
def organization(request, item):
    """Who is who, and what words mean here."""
    rooms, others = departments_with_people(item)
    words = {use: [] for use in WordUse}
    for word in item.words.order_by("is_retired", "pk"):
        word.meaning = MEANINGS[word.use].get(word.means, word.means)
        words[WordUse(word.use)].append(word)
    context = {
        "organization": item,
        "rooms": rooms,
        "others": others,
        "department_roles": DEPARTMENT_ROLES,
        "words": [(use.label, list(MEANINGS[use].values()), rows) for use, rows in words.items()],
        "office": permissions.standing(request.user, item).holds(Role.OFFICE),
    }
    return render(request, "ledger/organization.html", context)


@route("GET", "POST", roles=OFFICE, of=Organization)
def new_word(request, item):
    """One more word of the organization's own."""
    return answer_new(
        request,
        WordForm(request.POST or None, instance=Word(organization=item)),
        lambda form: add_word(form.instance, actor=request.user),
        title="增加用语",
        back=reverse("ledger:organization", args=[item.pk]),
        sentence="用语已增加，成批录入时可以使用。",
    )


def answer_retiring(request, word, retired):
    """Retire or restore a word and say so on the organization's page."""
    retire_word(word, retired, actor=request.user)
    messages.success(request, f"“{word}”已{'停用' if retired else '恢复使用'}。")
    return redirect("ledger:organization", word.organization_id)


@route("POST", roles=OFFICE, of=Word)
def retire(request, word):
    """Take a word out of use."""
    return answer_retiring(request, word, True)


@route("POST", roles=OFFICE, of=Word)
def restore(request, word):
    """Bring a retired word back into use."""
    return answer_retiring(request, word, False)
