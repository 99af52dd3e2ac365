"""Answering the forms that maintain a ledger: new, edit and void, the same for all three levels."""

from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import redirect, render

from ledger.deadlines import read_deadline
from ledger.editing import check_unlocked, check_voidable, edit, void
from ledger.journal import plain
from ledger.models import JournalEntry, WordUse
from ledger.once import OnceField, new_key, once, said_in
from ledger.refusals import Refusal
from ledger.text import TypedText, plain_text
from ledger.withholding import waits
from ledger.words import dictionary, own_words
from ledger.writing import check_open, fingerprint

DATE = {"type": "date"}
LONG = 300  # from this length on a text gets several lines
DEADLINE_HELP = {
    "deadline_text": "照方案写，如“2024年1月底前”“立行立改”，类型和日期会自动读出",
    "deadline": "写了原文可以不填；限期整改的必须有日期",
}
NO_VERSION = {
    "required": "页面版本缺失，请刷新后再改。",
    "invalid": "页面版本有误，请刷新后再改。",
}


class Rows(forms.ModelMultipleChoiceField):
    """Several rows; a number that no database takes is no choice, as any other wrong one."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except OverflowError as error:
            text, code = self.error_messages["invalid_choice"], "invalid_choice"
            raise forms.ValidationError(text, code, {"value": "…"}) from error


class RowForm(forms.ModelForm):
    """A row of a ledger: dates by picker, long texts on several lines, departments in use only.

    A new row is made once; an existing one carries what was seen of it, against lost edits.
    """

    guard = "seen"  # the hidden field that holds what was seen

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.help_text = field.help_text or "可选多项：电脑上按住 Ctrl 点选"
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "请选择" if field.required else "未选"
            elif isinstance(field, forms.TypedChoiceField):
                blank = "请选择" if field.required else "未选"
                field.choices = [(key, text if key else blank) for key, text in field.choices]
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs=DATE)
            elif isinstance(field, forms.CharField) and (field.max_length or 0) >= LONG:
                field.widget = forms.Textarea(attrs={"rows": 3, "maxlength": field.max_length})
                field.widget.is_required = field.required
        for name in ("department", "supporting"):
            if name in self.fields:
                rooms = self.instance.inspection.organization.departments
                self.fields[name].queryset = self.with_present(name, rooms, is_retired=False)
        if self.instance.pk is None:
            self.fields["once"] = OnceField()
        else:
            self.fields[self.guard] = self.guard_field()

    def with_present(self, name, rows, **in_use):
        """The ``rows`` in use, and whatever the field holds now: what was used stays."""
        held = Q(pk__in=[])
        if self.instance.pk:
            present = getattr(self.instance, name)
            keys = present.values("pk") if hasattr(present, "values") else [present and present.pk]
            held = Q(pk__in=keys)
        return rows.filter(Q(**in_use) | held).distinct()

    def guard_field(self):
        """The hidden field by which a stale form is known."""
        return forms.CharField(
            widget=forms.HiddenInput,
            initial=fingerprint(self.instance),
            max_length=16,
            error_messages=NO_VERSION,
        )

    def refresh(self, fresh):
        """Let the next post of this bound form stand against the row as it is now."""
        self.data = self.data.copy()
        self.data[self.guard] = self.seen_of(fresh)

    def seen_of(self, fresh):
        """What the hidden field says of a row."""
        return fingerprint(fresh)

    def values(self):
        """The plain fields as cleaned."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.columns}

    def many(self):
        """The many-to-many fields as cleaned, as rows."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: list(self.cleaned_data[name]) for name in names if name in self.cleaned_data}

    @property
    def columns(self):
        """The names of the form's fields that are columns of the table."""
        return {field.name for field in self._meta.model._meta.concrete_fields}


class ItemForm(RowForm):
    """A problem, task or measure: a new one once, an existing one by its version."""

    guard = "version"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.name_kinds()
        if self.instance.pk is None:
            return
        adopted = self.instance.inspection.is_adopted
        self.fields["reason"] = forms.CharField(
            label="修改原因",
            help_text="方案已印发，改内容、责任部门或时限须写明原因" if adopted else "",
            required=False,
            max_length=500,
            validators=[plain_text],
        )

    def name_kinds(self):
        """Show the organization's own words beside the kinds that they mean."""
        own = own_words(self.instance.inspection.organization, WordUse.KIND)
        choices = [
            (code, f"{label}（{'、'.join(own[code])}）" if code in own else label)
            for code, label in self.fields["kind"].choices
        ]
        self.fields["kind"].choices = [("", "按整改时限的原文定"), *choices]
        self.fields["kind"].required = False
        if self.instance.pk is None:
            self.initial["kind"] = ""

    def clean(self):
        """Take kind and dates from the plan's wording where they were left open, or ask."""
        cleaned = super().clean()
        if "kind" in self.fields and not self.errors:
            self.read_deadline(cleaned)
        return cleaned

    def read_deadline(self, cleaned):
        """Fill in what the wording says; what it leaves open is asked beside the date."""
        inspection = self.instance.inspection
        kinds = dictionary(inspection.organization, WordUse.KIND)
        given = {"period_end": inspection.period_end, "kinds": kinds}
        reading = read_deadline(cleaned.get("deadline_text") or "", **given)
        new = self.instance.pk is None or "deadline_text" in self.changed_data
        asks = new or not cleaned.get("kind") or cleaned["kind"] == "by_deadline"
        if reading.question and asks and not cleaned.get("deadline"):
            self.add_error("deadline", reading.question)
        for name in ("kind", "deadline", "review_date"):
            if name in self.fields and not cleaned.get(name):
                cleaned[name] = getattr(reading, {"deadline": "date"}.get(name, name))
        if not cleaned.get("kind") and cleaned.get("deadline"):
            cleaned["kind"] = "by_deadline"
        if not cleaned.get("kind") and "deadline" not in self.errors:
            self.add_error("kind", "请选择类型，或在整改时限里写明。")

    def guard_field(self):
        """The item's own version."""
        return forms.IntegerField(
            widget=forms.HiddenInput,
            initial=self.instance.version,
            min_value=1,
            max_value=2**31 - 1,
            error_messages=NO_VERSION,
        )

    def seen_of(self, fresh):
        """The version that the item has by now."""
        return fresh.version

    def values(self):
        """The plain fields as cleaned; the version is the engine's."""
        kept = super().values()
        kept.pop("version", None)
        return kept


class Reason(TypedText):
    """A required reason of a few lines."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, label, missing="请写明原因。"):
        given = {"validators": [plain_text], "error_messages": {"required": missing}}
        super().__init__(label=label, max_length=500, **given)


class VoidForm(forms.Form):
    """Why an item is voided, and the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = Reason("作废原因", missing="请写明作废的原因。")


def page(request, form, *, title, back, refusal=None, status=200, **more):
    """The form's page, with the refusal and what was typed."""
    context = {"form": form, "title": title, "back": back, "refusal": refusal, **more}
    return render(request, "ledger/form.html", context, status=status)


def answer_new(request, form, make, *, title, back, sentence, first=None, to=None):
    """Make a row once, however often the form is posted.

    ``first(form)`` is a context for what takes long, before any lock: ``make`` is given its value.
    ``to(row)`` is where to go on, if not to the row's own page.
    """
    given = {"title": title, "back": back}
    check_open(form.instance)
    if request.method != "POST":
        return page(request, form, **given)
    if not form.is_valid():
        return page(request, form, status=400, **given)
    try:
        key, said = form.cleaned_data.get("once"), said_in(request.POST, request.FILES)
        if first is None:
            row = once(request.user, key, lambda: make(form), said)
        else:
            with first(form) as prepared:
                row = once(request.user, key, lambda: make(form, prepared), said)
    except Refusal as refusal:
        if refusal.code == "posted_before":
            form.data = form.data.copy()
            form.data["once"] = new_key()
        return page(request, form, refusal=refusal, status=refusal.status, **given)
    messages.success(request, sentence)
    if to is not None:
        return redirect(to(row))
    return redirect(row if hasattr(row, "get_absolute_url") else back)


@contextmanager
def leading_back(item):
    """Let the page of a refusal lead back to the item."""
    try:
        yield
    except Refusal as refusal:
        refusal.back = item.get_absolute_url()
        raise


def answer_edit(request, item, make_form):
    """Change an item; a stale form keeps what was typed and shows both versions."""
    given = {"title": f"修改{item.title}", "back": item.get_absolute_url()}
    if request.method != "POST":
        with leading_back(item):
            check_open(item)
            check_unlocked(item)
        return page(request, make_form(None, item), **given)
    form = make_form(request.POST, item)
    if not form.is_valid():
        return page(request, form, status=400, **given)
    try:
        changed = edit(
            item,
            actor=request.user,
            version=form.cleaned_data["version"],
            values=form.values(),
            many=form.many(),
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        return answer_refusal(request, form, refusal, **given)
    asked = "不公开已提请党组书记审批，批准前不对外。" if waits(changed) else ""
    messages.success(request, f"{changed.title}已保存。{asked}")
    return redirect(changed)


def answer_change(request, form, save, *, title, back, sentence, of=None, **more):
    """Change a row without a version of its own: ``save(form)`` does it through its door.

    ``of`` is the row where the form is not a form of the row itself.
    """
    given = {"title": title, "back": back, **more}
    check_open(of or form.instance)
    if request.method != "POST":
        return page(request, form, **given)
    if not form.is_valid():
        return page(request, form, status=400, **given)
    try:
        save(form)
    except Refusal as refusal:
        return answer_refusal(request, form, refusal, **given)
    messages.success(request, sentence)
    return redirect(back)


def answer_refusal(request, form, refusal, **given):
    """The form with what was typed; a stale one shows both versions and may then be saved."""
    fresh = getattr(refusal, "fresh", None)
    if fresh is not None:
        form.refresh(fresh)
        if hasattr(form, "values"):
            changed = None
            if form.guard == "version":
                changed = values_at(fresh, form.cleaned_data["version"])
                given["taken"] = take_over(form, fresh, changed)
            given["both"] = side_by_side(form, fresh, changed)
    return page(request, form, refusal=refusal, status=refusal.status, **given)


def take_over(form, fresh, seen):
    """Put into the form what others changed where the person had changed nothing; gives labels.

    ``seen`` are the values that the person saw of what was changed since.
    """
    typed = {**form.values(), **form.many()}
    labels = []
    for name, value in typed.items():
        if name in seen and comparable(value) == seen[name]:
            now = comparable(getattr(fresh, name))
            if now != seen[name]:
                form.data.setlist(name, now if isinstance(now, list) else [now or ""])
                form.cleaned_data[name] = getattr(fresh, name)
                if isinstance(now, list):
                    form.cleaned_data[name] = list(getattr(fresh, name).all())
                labels.append(form.fields[name].label)
    return labels


def values_at(item, version):
    """The fields that were changed since a version, as they were then."""
    rows = JournalEntry.objects.filter(
        head__inspection=item.inspection_id, object_type=item.level, object_id=item.pk
    )
    found = {}
    for changes in rows.order_by("sequence").values_list("changes", flat=True):
        if changes.get("version", [0, 0])[1] > version:
            for name, (old, _) in changes.items():
                found.setdefault(name, old)
    return found


def comparable(value):
    """A value as the journal keeps it."""
    if hasattr(value, "all"):
        value = value.all()
    if isinstance(value, list | QuerySet):
        return sorted(row.pk for row in value)
    return plain(value)


def side_by_side(form, fresh, changed=None):
    """(label, what was typed, what is there now) of each field in which the two differ.

    Only of the ``changed`` fields, where it is known which ones others changed.
    """
    pairs = {name: (value, getattr(fresh, name)) for name, value in form.values().items()}
    for name, rows in form.many().items():
        now = set(getattr(fresh, name).all())
        if set(rows) != now:
            pairs[name] = (listed(rows), listed(now))
    return [
        (form.fields[name].label, *(shown(value, form.fields[name]) for value in pair))
        for name, pair in pairs.items()
        if name in form.fields and pair[0] != pair[1] and (changed is None or name in changed)
    ]


def listed(rows):
    """Several rows as a person reads them, in their order."""
    return "、".join(
        getattr(row, "title", "") or str(row) for row in sorted(rows, key=lambda row: row.pk)
    )


def shown(value, field=None):
    """A value as a person reads it: the label of a choice, yes or no."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in (None, ""):
        return "（空）"
    plain = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    return str(dict(field.choices).get(value, value)) if plain else str(value)


def answer_void(request, item):
    """Void an item with its reason."""
    given = {"title": f"作废{item.title}", "back": item.get_absolute_url(), "danger": "确认作废"}
    given["lead"] = f"{item.text}。作废后不再计入任何数字，内容和记录仍可查看，不能恢复。"
    if request.method != "POST":
        with leading_back(item):
            check_open(item)
            check_voidable(item)
        form = VoidForm(initial={"version": item.version})
        return page(request, form, **given)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=400, **given)
    try:
        void(item, actor=request.user, **form.cleaned_data)
    except Refusal as refusal:
        if fresh := getattr(refusal, "fresh", None):
            form.data = form.data.copy()
            form.data["version"] = fresh.version
            given["lead"] = f"现在的内容：{fresh.text}"
        return page(request, form, refusal=refusal, status=refusal.status, **given)
    messages.success(request, f"{item.title}已作废。")
    return redirect(item)
