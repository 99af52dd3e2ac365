"""The ledger page's filters: a closed list; what is not on it is refused, never ignored."""

import re

import django_filters
from django import forms
from django.db.models import Q

from ledger.journal_words import actions
from ledger.light import WORDS
from ledger.models import Department, JournalEntry
from ledger.refusals import refuse
from ledger.text import plain_text
from measures.models import Measure, MeasureState, OutcomeKind
from problems.models import TaskState

GROUPS = {
    "unfinished": ("未销号（全部）", ["not_started", "in_progress", "submitted", "reviewed"]),
    "waiting": ("待审核和复核（全部）", ["submitted", "reviewed"]),
}
STATES = [*MeasureState.choices, *((code, label) for code, (label, _) in GROUPS.items())]
LABEL = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


class MeasureFilter(django_filters.FilterSet):
    """Measures by department, state, light, aspect and text; the rest comes with links."""

    department = django_filters.ChoiceFilter(label="责任部门", empty_label="全部部门")
    state = django_filters.ChoiceFilter(
        choices=STATES, label="状态", empty_label="全部状态", method="by_state"
    )
    light = django_filters.ChoiceFilter(
        choices=list(WORDS.items()), label="亮灯", empty_label="全部", method="by_light"
    )
    aspect = django_filters.ChoiceFilter(
        field_name="task__problem__aspect", label="方面", empty_label="全部方面"
    )
    q = django_filters.CharFilter(
        label="序号或关键字",
        method="by_text",
        max_length=100,
        validators=[plain_text],
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "如 20-2、会费"}),
    )
    task_state = django_filters.ChoiceFilter(
        choices=TaskState, field_name="task__state", label="任务状态", widget=forms.HiddenInput
    )
    outcome = django_filters.ChoiceFilter(
        choices=OutcomeKind, method="by_outcome", label="成效", widget=forms.HiddenInput
    )
    mine = django_filters.ChoiceFilter(
        choices=[("1", "我的部门")], method="by_mine", label="范围", widget=forms.HiddenInput
    )

    stagnant = django_filters.ChoiceFilter(
        choices=[("1", "停滞")], method="by_stagnant", label="进展", widget=forms.HiddenInput
    )

    class Meta:
        model = Measure
        fields = ()

    def __init__(self, data, *, inspection, on, rooms, aspects):
        super().__init__(data, Measure.objects.filter(inspection=inspection).live())
        self.inspection, self.on, self.rooms = inspection, on, rooms
        departments = Department.objects.filter(organization=inspection.organization_id)
        self.offer("department", [(row.pk, row.name) for row in departments])
        self.offer("aspect", [(row.pk, row.short_title or row.title) for row in aspects])

    def offer(self, name, choices):
        """Set the choices of a filter: lists read once serve the form and the page."""
        self.filters[name].extra["choices"] = choices

    def by_state(self, rows, name, value):
        """One state, or a group of states."""
        if value in GROUPS:
            return rows.filter(state__in=GROUPS[value][1])
        return rows.filter(state=value)

    def by_light(self, rows, name, value):
        """The light on the day of the page."""
        return rows.in_light(value, self.on, self.inspection.due_soon_days)

    def by_text(self, rows, name, value):
        """A number such as 20-2 or 20, or words of a measure, its task or its problem."""
        if match := LABEL.fullmatch(value.strip()):
            task, measure = match.groups()
            found = Q(task__number=task)
            return rows.filter(found & Q(number=measure) if measure else found)
        return rows.filter(
            Q(text__icontains=value)
            | Q(task__text__icontains=value)
            | Q(task__problem__text__icontains=value)
        )

    def by_outcome(self, rows, name, value):
        """Signed-off measures with a confirmed outcome of one kind."""
        counted = {"outcomes__confirmed_at__isnull": False, "outcomes__voided_at": None}
        found = rows.filter(outcomes__kind=value, **counted)
        return found.filter(state=MeasureState.SIGNED_OFF).distinct()

    def by_stagnant(self, rows, name, value):
        """Measures under way on which nothing moved for the inspection's number of days."""
        return rows.stagnant(self.on, self.inspection.stagnant_days)

    def by_mine(self, rows, name, value):
        """Measures of the departments the reader belongs to."""
        return rows.filter(department__in=self.rooms)

    def matching(self):
        """The ids of the measures asked for, or None where nothing is; raises Refusal."""
        unknown = sorted(set(self.data) - set(self.filters))
        if unknown:
            raise refuse("malformed", errors=[f"没有这个筛选条件：{unknown[0][:30]}"])
        if not self.form.is_valid():
            errors = [
                f"{self.form[name].label}：{'；'.join(e)}" for name, e in self.form.errors.items()
            ]
            raise refuse("malformed", errors=errors)
        if not any(self.form.cleaned_data.values()):
            return None
        return set(self.qs.values_list("pk", flat=True))

    def words(self):
        """What is asked for, as people say it: 责任部门为办公室，状态为已销号; after ``matching``."""
        said = []
        for name, value in self.form.cleaned_data.items():
            if value:
                field = self.form.fields[name]
                choices = {str(code): label for code, label in getattr(field, "choices", ())}
                said.append(f"{field.label}为{choices.get(value, f'“{value}”')}")
        return "，".join(said)


class JournalFilter(django_filters.FilterSet):
    """Journal entries by person, action, item and date."""

    person = django_filters.CharFilter(
        label="人",
        field_name="name",
        lookup_expr="icontains",
        max_length=50,
        validators=[plain_text],
    )
    action = django_filters.ChoiceFilter(label="动作", empty_label="全部动作", choices=actions)
    item = django_filters.CharFilter(
        label="事项",
        field_name="label",
        lookup_expr="icontains",
        max_length=50,
        validators=[plain_text],
        widget=forms.TextInput(attrs={"placeholder": "如 措施 20-2"}),
    )
    since = django_filters.DateFilter(
        label="从",
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label="到",
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = JournalEntry
        fields = ()
