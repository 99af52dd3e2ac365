"""Changing many items at once: handing over, moving to another department, setting a deadline."""

from copy import copy
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render

from ledger.editing import (
    NAMED,
    check_maintainer,
    check_parents,
    check_people,
    check_unlocked,
    edit,
    next_number,
)
from ledger.maintaining import shown
from ledger.models import Inspection, Membership, User
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.routes import route
from ledger.text import plain_text
from ledger.writing import check_open
from problems.models import Task

from .models import Measure

ACTS = {
    "hand_over": ("移交", "把一个人手里没有销号的措施和牵头的任务交给另一个人。"),
    "assign": ("指定承办人", "把一个部门还没有承办人的措施交给一个人。"),
    "department": (
        "调整责任部门",
        "把一个部门的任务和措施交给另一个部门，承办人由新部门重新指定。",
    ),
    "deadline": ("统一时限", "把一个部门没有销号的任务和措施改到同一天。"),
    "move": ("移动措施", "把一个任务下没有销号的措施移到另一个任务下，接着编号。"),
}
NEEDS = {
    "hand_over": ("person", "to_person"),
    "assign": ("department", "to_person"),
    "department": ("department", "to_department"),
    "deadline": ("department", "deadline"),
    "move": ("task", "to_task"),
}


class ManyForm(forms.Form):
    """From whom, which department or task, to what, and why: the two fields that the act needs."""

    act = forms.CharField(widget=forms.HiddenInput)
    person = forms.ModelChoiceField(None, label="原承办人或牵头领导")
    department = forms.ModelChoiceField(None, label="部门")
    task = forms.ModelChoiceField(None, label="原任务")
    to_person = forms.ModelChoiceField(None, label="交给")
    to_department = forms.ModelChoiceField(None, label="改为部门")
    to_task = forms.ModelChoiceField(None, label="移到任务")
    deadline = forms.DateField(label="新时限", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="原因",
        max_length=500,
        validators=[plain_text],
        help_text="记入每一条的操作记录",
        error_messages={"required": "请写明原因。"},
    )

    def __init__(self, data, inspection, act):
        super().__init__(data, initial={"act": act})
        self.needed = NEEDS[act]
        for name in set(self.fields) - {"act", "reason", *self.needed}:
            del self.fields[name]
        ledger = inspection.organization_id
        named = Q(handled_measures__inspection=inspection) | Q(led_tasks__inspection=inspection)
        people = User.objects.filter(named).distinct().order_by("pk")
        roles = [Role.HANDLER] if act == "assign" else [Role.HANDLER, Role.LEAD]
        members = Membership.objects.in_force().filter(organization=ledger, role__in=roles)
        heirs = User.objects.filter(pk__in=members.values("user")).order_by("pk")
        tasks = Task.objects.filter(inspection=inspection).live().order_by("number")
        rooms = inspection.organization.departments.all()
        self.offer("person", people, lambda row: row.name)
        self.offer("to_person", heirs, lambda row: f"{row.name}（{row.post}）")
        self.offer("department", rooms, str)
        self.offer("to_department", rooms.filter(is_retired=False), str)
        for name in ("task", "to_task"):
            self.offer(name, tasks, lambda row: f"{row.number}　{row.text}"[:50])

    def offer(self, name, rows, label):
        """Offer ``rows`` in the field, if the act needs it."""
        if name in self.fields:
            self.fields[name].queryset = rows
            self.fields[name].label_from_instance = label

    def shown(self):
        """What the choice means, as the preview carries it."""
        return ":".join(self.data.get(name, "") for name in ("act", *self.needed))

    def clean(self):
        """From one to another one."""
        cleaned = super().clean()
        one, other = (cleaned.get(name) for name in self.needed)
        if one and one == other:
            self.add_error(self.needed[1], "须与原来的不同。")
        return cleaned


@dataclass
class Change:
    """One item with what would become of it, and why it cannot be changed, if it cannot."""

    item: object
    values: dict
    refusal: object = None

    @property
    def key(self):
        """The item and its version, as the preview showed them."""
        return f"{self.item.level}:{self.item.pk}:{self.item.version}"

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
    measures = measures.select_related("task", "department", "handler").order_by("number")
    rows = PLANS[data["act"]](tasks, measures, *(data[name] for name in NEEDS[data["act"]]))
    changes = [Change(item, values) for item, values in rows if item.state != "signed_off"]
    shut = shut_parents({data.get("task"), data.get("to_task")} - {None})
    for change in changes:
        change.item.inspection = inspection
        change.refusal = shut or locked(change.item, change.values)
    return sorted(changes, key=lambda row: (row.item.level != "task", row.item.pk))


def hand_over(tasks, measures, person, heir):
    """What one person leads or handles goes to another."""
    led = [(row, {"lead": heir}) for row in tasks.filter(lead=person)]
    return led + [(row, {"handler": heir}) for row in measures.filter(handler=person)]


def assign(tasks, measures, department, person):
    """What nobody in the department handles yet."""
    found = measures.filter(department=department, handler=None)
    return [(row, {"handler": person}) for row in found]


def to_department(tasks, measures, department, other):
    """What one department answers for; its handlers stay behind."""
    led = [(row, {"department": other}) for row in tasks.filter(department=department)]
    moved = {"department": other, "handler": None}
    return led + [(row, moved) for row in measures.filter(department=department)]


def re_date(tasks, measures, department, deadline):
    """What the department answers for, by one day."""
    rows = [*tasks.filter(department=department), *measures.filter(department=department)]
    return [(row, {"deadline": deadline}) for row in rows]


def move(tasks, measures, task, other):
    """The task's open measures, numbered after those of the other one."""
    found = measures.filter(task=task).exclude(state="signed_off")
    first = next_number(other.measures.all())
    return [(row, {"task": other, "number": n}) for n, row in enumerate(found, first)]


PLANS = {
    "hand_over": hand_over,
    "assign": assign,
    "department": to_department,
    "deadline": re_date,
    "move": move,
}


def shut_parents(parents):
    """The refusal that adding below or taking away from one of the ``parents`` would meet."""
    try:
        check_parents(parents)
    except Refusal as refusal:
        return refusal
    return None


def locked(item, values):
    """The refusal that changing the item so would meet, or None."""
    try:
        check_unlocked(item)
        if NAMED & set(values):
            wanted = copy(item)
            for name, value in values.items():
                setattr(wanted, name, value)
            check_people(wanted, values)
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
    act = request.POST.get("act") or request.GET.get("act", "hand_over")
    if act not in ACTS:
        raise refuse("malformed", errors=["没有这种调整，请从页面上选择。"])
    check_open(inspection)
    form = ManyForm(request.POST or None, inspection, act)
    context = {"inspection": inspection, "form": form, "acts": ACTS, "act": act}
    context["lead"] = ACTS[act][1]
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "measures/many.html", context, status=status)
    check_maintainer(request.user, inspection)
    changes = planned(inspection, form.cleaned_data)
    context["changes"] = changes
    if "confirm" not in request.POST:
        return render(request, "measures/many.html", context)
    # What is confirmed is what was shown: another choice, or an item changed since, is shown again.
    keys = sorted(change.key for change in changes)
    if sorted(request.POST.getlist("item")) != keys or request.POST.get("shown") != form.shown():
        context["refusal"] = refuse("preview_changed")
        return render(request, "measures/many.html", context, status=409)
    done, refused = carry_out(changes, form.cleaned_data["reason"], request.user)
    if done or not refused:
        messages.success(request, f"已改 {done} 项。")
    for sentence in refused:
        messages.warning(request, sentence)
    return redirect(inspection)
