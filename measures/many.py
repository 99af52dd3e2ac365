"""Changing many items at once: handing over, moving to another department, setting a deadline."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from ledger.editing import check_maintainer, check_unlocked, edit
from ledger.maintaining import shown
from ledger.models import Inspection, User
from ledger.refusals import Refusal
from ledger.roles import Role
from ledger.routes import route
from ledger.text import plain_text
from problems.models import Task

from .models import Measure

ACTS = (
    ("hand_over", "移交：把一个人手里的措施和牵头的任务交给另一个人"),
    ("department", "调整责任部门：把一个部门的任务和措施交给另一个部门"),
    ("deadline", "统一时限：把一个部门没有销号的措施改到同一天"),
)


class ManyForm(forms.Form):
    """What to change, from whom or which department, to what, and why."""

    act = forms.ChoiceField(label="要做什么", choices=ACTS, widget=forms.RadioSelect)
    person = forms.ModelChoiceField(User.objects.none(), label="原承办人或牵头领导", required=False)
    to_person = forms.ModelChoiceField(User.objects.none(), label="移交给", required=False)
    department = forms.ModelChoiceField(None, label="部门", required=False)
    to_department = forms.ModelChoiceField(None, label="改为部门", required=False)
    deadline = forms.DateField(
        label="新时限", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label="原因",
        max_length=500,
        validators=[plain_text],
        help_text="记入每一条的操作记录",
        error_messages={"required": "请写明原因。"},
    )
    needs = {
        "hand_over": ("person", "to_person"),
        "department": ("department", "to_department"),
        "deadline": ("department", "deadline"),
    }

    def __init__(self, data, inspection):
        super().__init__(data)
        people = User.objects.filter(
            memberships__organization=inspection.organization_id,
            memberships__role__in=[Role.HANDLER, Role.LEAD],
        )
        rooms = inspection.organization.departments.all()
        for name in ("person", "to_person"):
            self.fields[name].queryset = people.distinct().order_by("pk")
            self.fields[name].label_from_instance = lambda row: row.name
        self.fields["to_person"].queryset = self.fields["to_person"].queryset.filter(is_active=True)
        self.fields["department"].queryset = rooms
        self.fields["to_department"].queryset = rooms.filter(is_retired=False)

    def clean(self):
        """Each act needs its own two fields, and two different ones."""
        cleaned = super().clean()
        for name in self.needs.get(cleaned.get("act"), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "这一项必填。")
        for one, other in (("person", "to_person"), ("department", "to_department")):
            if cleaned.get(one) and cleaned.get(one) == cleaned.get(other):
                self.add_error(other, "须与原来的不同。")
        return cleaned


@dataclass
class Change:
    """One item with what would become of it, and why it cannot be changed, if it cannot."""

    item: object
    values: dict
    refusal: object = None

    @property
    def texts(self):
        """The changed fields in words: label, old, new."""
        columns = self.item._meta
        return [
            (columns.get_field(name).verbose_name, shown(getattr(self.item, name)), shown(value))
            for name, value in self.values.items()
            if getattr(self.item, name) != value
        ]


def planned(inspection, data):
    """The changes that a filled-in form means, in the order of the ledger."""
    tasks = Task.objects.filter(inspection=inspection).live().select_related("department", "lead")
    measures = Measure.objects.filter(inspection=inspection).live()
    measures = measures.select_related("task", "department", "handler")
    if data["act"] == "hand_over":
        rows = [
            *((row, {"lead": data["to_person"]}) for row in tasks.filter(lead=data["person"])),
            *(
                (row, {"handler": data["to_person"]})
                for row in measures.filter(handler=data["person"])
            ),
        ]
    elif data["act"] == "department":
        new = {"department": data["to_department"]}
        rows = [(row, new) for row in tasks.filter(department=data["department"])]
        # The handler stays behind: the new department names its own.
        moved = {**new, "handler": None}
        rows += [(row, moved) for row in measures.filter(department=data["department"])]
    else:
        found = measures.filter(department=data["department"])
        rows = [(row, {"deadline": data["deadline"]}) for row in found]
    changes = [Change(item, values) for item, values in rows if item.state != "signed_off"]
    for change in changes:
        change.item.inspection = inspection
        change.refusal = locked(change.item)
    return sorted(changes, key=lambda row: (row.item.level != "task", row.item.pk))


def locked(item):
    """The refusal that changing the item would meet, or None."""
    try:
        check_unlocked(item)
    except Refusal as refusal:
        return refusal
    return None


def carry_out(changes, reason, actor):
    """Change each item by itself; returns how many were, and the refusals of the others."""
    done, refused = 0, []
    for change in changes:
        try:
            version = change.item.version
            edit(change.item, actor=actor, version=version, values=change.values, reason=reason)
            done += 1
        except Refusal as refusal:
            refused.append(f"{change.item.title}：{'；'.join(refusal.errors) or refusal}")
    return done, refused


@route("GET", "POST", roles=frozenset({Role.OFFICE}), of=Inspection)
def many(request, inspection):
    """Choose, look at what would change, confirm."""
    form = ManyForm(request.POST or None, inspection)
    context = {"inspection": inspection, "form": form}
    if request.method == "GET" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "measures/many.html", context, status=status)
    check_maintainer(request.user, inspection)
    changes = planned(inspection, form.cleaned_data)
    if "confirm" not in request.POST:
        return render(request, "measures/many.html", {**context, "changes": changes})
    done, refused = carry_out(changes, form.cleaned_data["reason"], request.user)
    messages.success(request, f"已改 {done} 项。")
    for sentence in refused:
        messages.warning(request, sentence)
    return redirect(inspection)
