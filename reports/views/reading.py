"""Reading a text beside itself: what was understood of it, and what is doubtful at which line."""

from dataclasses import dataclass, field
from itertools import chain, islice

from django import forms
from django.shortcuts import redirect, render

from ledger.models import Inspection
from ledger.once import OnceField, new_key, said_in
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.routes import route
from ledger.writing import check_open
from reports.intake import imports
from reports.intake.prose import read_file, read_pasted
from reports.intake.prose.facts import KINDS
from reports.intake.prose.files import MAX_TEXT
from reports.models import ImportKind, LedgerImport

MAX_DIGITS = 9  # of a key in an address
# How much of a long text the page draws; all of it is read, and stands in the form.
MOST_LINES = 2000
MOST_ENTRIES = 1000
MOST_SAID = 200  # doubts, and notes

NAMES = {"aspect": "方面", "problem": "问题", "task": "任务", "measure": "措施"}
PARTS = {
    "head": "引言",
    "organisation": "组织落实",
    "next": "下一步",
    "advice": "意见建议",
    "unfinished": "未完成事项",
    "other": "没有读作台账",
    "foot": "落款",
}
BODIES = {"inspected": "被巡察党组织", "team": "巡察组"}
DATES = {
    "onsite_from": "进驻",
    "onsite_to": "巡察结束",
    "feedback": "反馈",
    "period_end": "集中整改期止",
    "document": "落款",
}
FIELDS = {
    "category": "类别",
    "lead": "牵头领导",
    "task_department": "责任部门",
    "department": "责任部门",
    "task_supporting": "配合部门",
    "supporting": "配合部门",
    "task_deadline": "整改时限",
    "deadline": "整改时限",
    "task_deadline_text": "时限原文",
    "deadline_text": "时限原文",
    "goal": "整改目标",
    "effect": "整改成效",
    "progress": "进展",
    "task_state": "文中状态",
    "unfinished_reason": "未完成原因",
    "next_step": "下一步",
    "expected_date": "预计完成",
}


class TextForm(forms.Form):
    """A pasted text or a file; the file goes first where both are given."""

    once = OnceField()
    file = forms.FileField(
        label="上传文件",
        required=False,
        help_text=".docx 或 .txt，最大 20 MB；有文件时不看下面的文字",
    )
    text = forms.CharField(
        label="或者粘贴全文",
        required=False,
        strip=False,
        max_length=MAX_TEXT,
        help_text="反馈意见、整改方案或整改通报的全文，带不带换行都可以",
        widget=forms.Textarea(attrs={"rows": 10, "class": "tall"}),
    )

    def read(self):
        """The document; raises Refusal where nothing was given or it cannot be read."""
        file = self.cleaned_data["file"]
        if file:
            return read_file(file, file.name)
        if not self.cleaned_data["text"]:
            raise refuse("text_empty")
        return read_pasted(self.cleaned_data["text"])


@dataclass
class Line:
    """One line of the text with what begins on it and what is said of it."""

    number: int
    text: str
    labels: list = field(default_factory=list)
    issues: list = field(default_factory=list)

    @property
    def tone(self):
        """The gravest of what is said of the line."""
        levels = {issue.level for issue in self.issues}
        return next((level for level in ("error", "doubt", "note") if level in levels), "")


@route("GET", "POST", roles={Role.OFFICE}, of=Inspection)
def read(request, inspection):
    """Paste or upload a text; it is shown beside what was understood, and kept where that is asked."""
    check_open(inspection)
    context = {"inspection": inspection, "form": TextForm(initial=kept_text(request, inspection))}
    if request.method != "POST":
        return render(request, "reports/read.html", context)
    form = context["form"] = TextForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reports/read.html", context, status=400)
    try:
        document = form.read()
        if "keep" in request.POST:
            key = form.cleaned_data["once"]
            given = {"key": key, "said": said_in(request.POST, request.FILES)}
            row = imports.receive_text(inspection, document, actor=request.user, **given)
            return redirect("reports:import", row.pk)
    except Refusal as refusal:
        context["refusal"] = refusal
        if refusal.code == "posted_before":
            form.data = form.data.copy()
            form.data["once"] = new_key()
        return render(request, "reports/read.html", context, status=refusal.status)
    context["form"] = TextForm(initial={"text": document.text})
    return render(request, "reports/read.html", context | shown(document))


def kept_text(request, inspection):
    """The text of an earlier import that is to be mended, as the form's initial values."""
    asked = request.GET.get("import", "")
    if not asked.isdecimal() or len(asked) > MAX_DIGITS:
        return {}
    rows = LedgerImport.objects.filter(inspection=inspection, kind=ImportKind.TEXT, pk=asked)
    row = rows.first()
    return {"text": bytes(row.content).decode()} if row else {}


def shown(document):
    """What the page shows of a document."""
    outline = document.outline
    levels = ("error", "doubt", "note")
    issues = {level: [i for i in outline.issues if i.level == level] for level in levels}
    rows = chain(drawn(outline.aspects, 0), drawn(outline.unplaced, 0, "没有归入问题的"))
    lines, found = lines_of(document), outline.counts()
    return {
        "document": document,
        "kind": KINDS[document.kind],
        "bodies": [
            (BODIES[name], document.bodies[name]) for name in BODIES if name in document.bodies
        ],
        "dates": [(DATES[name], value) for name, value in document.dates.items()],
        "counts": [(NAMES[name[:-1]], count) for name, count in found.items()],
        "issues": {level: said[:MOST_SAID] for level, said in issues.items()},
        "said": {level: len(said) for level, said in issues.items()},
        "rows": list(islice(rows, MOST_ENTRIES)),
        "left": max(0, sum(found.values()) - MOST_ENTRIES),
        "lines": lines[:MOST_LINES],
        "lines_left": max(0, len(lines) - MOST_LINES),
        "most_lines": MOST_LINES,
        "most_said": MOST_SAID,
        "figures": document.figures[:MOST_SAID],
    }


def drawn(entries, depth, before=""):
    """The entries in order, each with its depth, its name and its fields."""
    for entry in entries:
        fields = [
            (FIELDS[key], value.text if key == "task_state" else value.value)
            for key, value in entry.fields.items()
            if key in FIELDS
        ]
        name = f"{before}{NAMES[entry.level]} {entry.number or ''}".strip()
        yield {"entry": entry, "depth": depth, "name": name, "fields": fields}
        yield from drawn(entry.children, depth + 1)


def lines_of(document):
    """The lines of the text with the marks beside them."""
    lines = [Line(number, text) for number, text in enumerate(document.text.split("\n"), 1)]
    unplaced = {id(entry) for entry in document.outline.unplaced}
    for entry in document.outline.walk():
        if entry.level != "task" or id(entry) in unplaced:
            mark(lines, entry.place.row, NAMES[entry.level], entry.number)
    for section in document.sections:
        rows = [passage.row for passage in section.passages if passage]
        if rows and section.role in PARTS:
            mark(lines, min(rows), PARTS[section.role], None)
    for issue in document.outline.issues:
        if 0 < issue.place.row <= len(lines):
            lines[issue.place.row - 1].issues.append(issue)
    return lines


def mark(lines, row, name, number):
    """Name what begins on a line; of several measures the first and the last number."""
    if not 0 < row <= len(lines):
        return
    labels = lines[row - 1].labels
    if number and labels and labels[-1][0] == name and labels[-1][1]:
        labels[-1] = (name, labels[-1][1], number)
    else:
        labels.append((name, number, None))
