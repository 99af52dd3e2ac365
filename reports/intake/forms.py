"""Forms of an import: the file, what its columns mean, who its names are, and saving it."""

import hashlib

from django import forms

from ledger.maintaining import Reason
from ledger.once import OnceField
from ledger.roles import Role
from reports.columns import CUSTOMARY, FOLDED

from .names import Answers, offered
from .outline import LEVELS

LEVEL_WORDS = {"aspect": "方面", "problem": "问题", "task": "任务", "measure": "措施"}
LEFT_OUT = "不读取"
MOST_ASKED = 100  # questions on a page; each lists every department or person


class FileForm(forms.Form):
    """The workbook."""

    once = OnceField()
    file = forms.FileField(
        label="台账文件",
        help_text="Excel 或 WPS 表格的 .xlsx，不超过 20 MB、5000 行。合并单元格、多张工作表、多层表头都能认。严禁上传涉密文件",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要导入的文件。"},
    )


class KeyForm(forms.Form):
    """The key of the form whose file is being read."""

    key = forms.UUIDField()


def column_choices():
    """The columns by level, as a person picks them."""
    columns = [*CUSTOMARY, *FOLDED]
    groups = [
        (LEVEL_WORDS[level], [(c.name, c.heading) for c in columns if c.level == level])
        for level in LEVELS
    ]
    return [("", LEFT_OUT), *groups]


class MappingForm(forms.Form):
    """What each column of each sheet means; in the order of the sheets."""

    def __init__(self, data, outline):
        super().__init__(data, auto_id="column-%s")
        self.sheets = []
        for number, (sheet, headings) in enumerate(outline.headings.items()):
            mapped, names = outline.mapping.get(sheet, {}), []
            for letter in sorted(headings, key=lambda text: (len(text), text)):
                names.append((letter, f"s{number}-{letter}"))
                self.fields[names[-1][1]] = forms.ChoiceField(
                    label=f"{letter} 列　{headings[letter]}",
                    choices=column_choices,
                    required=False,
                    initial=mapped.get(letter, ""),
                )
            self.sheets.append((sheet, names))

    def by_sheet(self):
        """(sheet, its bound fields) for the page."""
        return [(sheet, [self[name] for _, name in names]) for sheet, names in self.sheets]

    def clean(self):
        """A column may be named once in a sheet."""
        cleaned = super().clean()
        for sheet, names in self.sheets:
            chosen = [cleaned.get(name) for _, name in names if cleaned.get(name)]
            twice = next((name for name in chosen if chosen.count(name) > 1), None)
            if twice:
                heading = next(c.heading for c in (*CUSTOMARY, *FOLDED) if c.name == twice)
                raise forms.ValidationError(f"工作表“{sheet}”有两列都指定为“{heading}”。")
        return cleaned

    def mapping(self):
        """sheet → {letter: column}."""
        return {
            sheet: {
                letter: self.cleaned_data[name] for letter, name in names if self.cleaned_data[name]
            }
            for sheet, names in self.sheets
        }


class AnswersForm(forms.Form):
    """Which department or person each unknown name means; who leads what names nobody.

    A question is named by what it asks, so that a form shown before others were answered still means
    the same. At most ``MOST_ASKED`` stand on the page, what has to be answered first; ``left`` counts
    those that come afterwards.
    """

    def __init__(self, data, inspection, plan, outline):
        super().__init__(data, auto_id="answer-%s")
        rooms = inspection.organization.departments.filter(is_retired=False).order_by("pk")
        rooms = list(rooms.values_list("pk", "name"))
        people = {role: offered(inspection, role) for role in (Role.LEAD, Role.HANDLER)}
        self.names, self.left = {}, 0
        self.ask_rooms(plan.unknown["departments"], rooms, "请选择")
        self.ask_people(plan.unknown, Role.LEAD, people, "请选择")
        self.ask_what_is_open(plan, outline, rooms, people)
        self.ask_rooms(plan.unknown["supporting"], rooms, "不导入")
        self.ask_people(plan.unknown, Role.HANDLER, people, "先空着")
        for (kind, text), chosen in plan.answered.items():
            role, _, name = text.partition(":") if kind == "people" else ("", "", text)
            choices = people[Role(role)] if kind == "people" else rooms
            label = f"“{name}”上次对应的是"
            self.ask(kind, text, label, choices, "重新选择", initial=chosen)

    def ask_rooms(self, unknown, rooms, empty):
        """Which departments some names mean."""
        for text, place in unknown.items():
            self.ask("departments", text, f"部门“{text}”（{place}）", rooms, empty)

    def ask_people(self, unknown, role, people, empty):
        """Which holders of a role some names mean."""
        for text, place in unknown[role].items():
            label = f"{role.label}“{text}”（{place}）"
            self.ask("people", f"{role.value}:{text}", label, people[role], empty)

    def ask_what_is_open(self, plan, outline, rooms, people):
        """Who leads and does what names nobody, and where that belongs which stands nowhere."""
        if plan.needs_lead:
            label = f"没有写牵头领导的 {len(plan.needs_lead)} 项任务，由谁牵头"
            self.ask("lead", None, label, people[Role.LEAD])
        if plan.needs_department:
            label = f"没有写责任部门的 {len(plan.needs_department)} 项任务，由哪个部门负责"
            self.ask("department", None, label, rooms)
        problems = [entry.text[:60] for entry in outline.walk("problem")]
        for entry in plan.needs_place:
            label = f"“{entry.text[:40]}”属于哪个问题"
            self.ask("places", entry.text, label, list(enumerate(problems)))

    def ask(self, kind, text, label, choices, empty="请选择", initial=None):
        """One question, where there is still room for it."""
        name = name_of(kind, text)
        if name in self.fields:
            return
        if len(self.fields) >= MOST_ASKED:
            self.left += initial is None
            return
        self.names[name] = (kind, text)
        self.fields[name] = forms.TypedChoiceField(
            label=label[:80],
            choices=[("", empty), *choices],
            coerce=int,
            empty_value=None,
            required=False,
            initial=initial,
        )

    def answers(self, earlier):
        """The earlier answers with these on top; what was not on the page keeps its answer."""
        kept = Answers(**earlier.as_json())
        for name, (kind, text) in self.names.items():
            if name not in self.data:
                continue
            value = self.cleaned_data[name]
            if value is None:
                if text is not None:
                    getattr(kept, kind).pop(text, None)
                continue
            if text is None:
                setattr(kept, kind, value)
            else:
                getattr(kept, kind)[text] = value
        return kept


def name_of(kind, text):
    """The name of the field that asks this."""
    return "n" + hashlib.sha256(f"{kind}:{text or ''}".encode()).hexdigest()[:16]


class SaveForm(forms.Form):
    """What was shown, and why the adopted plan is changed."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = Reason("改动已印发方案的原因", missing="请写明原因。")

    def __init__(self, data, *, needs_reason, shown=""):
        super().__init__(data, initial={"shown": shown}, auto_id="save-%s")
        if not needs_reason:
            del self.fields["reason"]


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = Reason("撤回原因", missing="请写明撤回的原因。")
