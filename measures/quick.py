"""Quick entry: many problems, tasks or measures pasted from a spreadsheet, all of them or none."""

import csv
import io
import re
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from ledger import journal
from ledger.deadlines import read_deadline
from ledger.editing import NAMED, add, check_maintainer, check_people
from ledger.models import Inspection, User, WordUse
from ledger.once import OnceField, once, said_in
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.routes import route
from ledger.text import plain_text, tidy
from ledger.words import dictionary
from ledger.writing import check_open, in_hand
from problems.models import Aspect, Problem, Task

from .models import Measure

MAX_ROWS = 200
COLUMNS = {
    "problem": ("方面序号", "问题原文", "类别"),
    "task": ("问题序号", "任务", "责任部门", "牵头领导", "整改时限", "整改目标", "类型"),
    "measure": ("任务序号", "措施", "责任部门", "整改时限", "承办人", "验收标准", "类型"),
}
LEVELS = (("problem", "问题"), ("task", "任务"), ("measure", "措施"))


class QuickForm(forms.Form):
    """The level and the pasted rows, cells apart by tabs as a spreadsheet copies them."""

    once = OnceField()
    level = forms.ChoiceField(label="录入什么", choices=LEVELS, widget=forms.RadioSelect)
    rows = forms.CharField(
        label="一行一条",
        help_text="从 Excel 选中单元格复制后粘贴到这里；各列的顺序见下表，后面的列可以空着",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "tall"}),
        error_messages={"required": "请粘贴或填写至少一行。"},
    )

    def clean_rows(self):
        """The cells of each row that has any; too many rows are refused.

        A spreadsheet puts a cell with line breaks in quotes.
        """
        text = self.cleaned_data["rows"]
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
        if any("\t" in cell for line in lines for cell in line):  # a quote that never ends
            lines = [line.split("\t") for line in text.splitlines()]
        lines = [[tidy(cell) for cell in line] for line in lines]
        lines = [line for line in lines if any(line)]
        if len(lines) > MAX_ROWS:
            raise ValidationError(f"一次最多 {MAX_ROWS} 行，现在有 {len(lines)} 行。")
        return lines


WHICH = {
    "方面序号": "请写成“文件名称+序号”，如“问题清单2”",
    "问题序号": "请写成“文件名称+序号”，如“问题清单2”",
    "牵头领导": "请写用户名",
    "承办人": "请写用户名",
}


def keyed(rows, keys):
    """What each key names: more than one row where it is not clear."""
    found = {}
    for row in rows:
        for key in keys(row):
            found.setdefault(re.sub(r"[\s：:]", "", key), []).append(row)
    return found


def numbers(row):
    """How a chapter or problem is named: in the opinion by number, elsewhere with its document."""
    document, number = row.feedback, row.number
    bare = [str(number)] if document.kind == "opinion" else []
    return {*bare, f"{document.get_kind_display()}{number}", f"{document.title}{number}"}


class CellError(Exception):
    """Why a cell cannot be read: its column and a sentence."""

    def __init__(self, column, sentence):
        super().__init__(sentence)
        self.column = column


@dataclass
class Row:
    """One pasted row as it was understood."""

    number: int
    cells: dict
    item: object = None
    error: str = ""

    @property
    def above(self):
        """What the new item would stand under, so that a wrong number shows."""
        if self.item is None:
            return ""
        parent = {"problem": "aspect", "task": "problem", "measure": "task"}[self.item.level]
        return getattr(self.item, parent)


class Reader:
    """Reads the cells of one ledger: names become rows, words become dates."""

    def __init__(self, inspection):
        self.inspection = inspection
        organization = inspection.organization
        rooms = organization.departments.filter(is_retired=False)
        self.rooms = keyed(rooms, lambda row: [row.name])
        aspects = Aspect.objects.filter(feedback__inspection=inspection)
        problems = Problem.objects.filter(inspection=inspection).live()
        self.aspects = keyed(aspects.select_related("feedback"), numbers)
        self.problems = keyed(problems.select_related("feedback", "aspect"), numbers)
        tasks = Task.objects.filter(inspection=inspection).live()
        self.tasks = keyed(tasks.select_related("problem"), lambda row: [str(row.number)])
        self.kinds = dictionary(organization, WordUse.KIND)
        self.people = {}
        for role in (Role.LEAD, Role.HANDLER):
            members = User.objects.filter(
                is_active=True,
                memberships__role=role,
                memberships__organization=organization,
                memberships__revoked_at=None,
            )
            self.people[role] = keyed(
                members.distinct(), lambda row: {row.name, row.post, row.username}
            )

    def read(self, level, number, cells):
        """One row of a level, with the item that it would make or the first thing wrong."""
        names = COLUMNS[level]
        if len(cells) > len(names):
            extra = f"第 {number} 行：有 {len(cells)} 列，最多 {len(names)} 列。"
            return Row(number, dict(zip(names, cells, strict=False)), error=extra)
        row = Row(number, dict(zip(names, cells + [""] * len(names), strict=False)))
        try:
            for column, cell in row.cells.items():
                self.plain(column, cell)
            row.item = getattr(self, level)(row.cells)
            row.item.clean_fields(exclude={"number", *in_hand(row.item)})
            check_people(row.item, NAMED)
        except Refusal as refusal:
            row.error = f"第 {number} 行：{'；'.join(refusal.errors)}"
        except CellError as error:
            row.error = f"第 {number} 行“{error.column}”：{error}"
        except ValidationError as error:
            first = next(iter(error.message_dict.values()))[0]
            row.error = f"第 {number} 行：{first}"
        return row

    def plain(self, column, cell):
        """Refuse characters that cannot be seen."""
        try:
            plain_text(cell)
        except ValidationError as error:
            raise CellError(column, error.messages[0]) from error

    def find(self, found, column, cell, what, *, required=True):
        """The row that a cell names."""
        if not cell and not required:
            return None
        rows = found.get(re.sub(r"[\s：:]", "", cell), [])
        if not rows:
            raise CellError(column, f"没有{what}“{cell}”" if cell else "不能空着")
        if len(rows) > 1:
            raise CellError(column, f"有 {len(rows)} 个“{cell}”，{WHICH.get(column, '')}")
        return rows[0]

    def deadline(self, cells):
        """The columns that the deadline and the kind come to; what is unclear is asked."""
        cell = cells["整改时限"]
        reading = read_deadline(cell, period_end=self.inspection.period_end, kinds=self.kinds)
        if reading.question:
            raise CellError("整改时限", reading.question)
        word = cells["类型"]
        if word and word not in self.kinds:
            raise CellError("类型", f"没有类型“{word}”")
        kind = self.kinds[word] if word else reading.kind or "immediate"
        if kind == "by_deadline" and not reading.date:
            raise CellError("整改时限", f"“{word}”须有整改时限")
        return {"kind": kind, "deadline": reading.date, "deadline_text": cell}, reading

    def text(self, column, cell):
        """A text that may not be empty."""
        if not cell:
            raise CellError(column, "不能空着")
        return cell

    def problem(self, cells):
        """A problem of the feedback opinion."""
        aspect = self.find(self.aspects, "方面序号", cells["方面序号"], "方面")
        return Problem(
            inspection=self.inspection,
            feedback=aspect.feedback,
            aspect=aspect,
            text=self.text("问题原文", cells["问题原文"]),
            category=cells["类别"],
        )

    def task(self, cells):
        """A task of a problem."""
        return Task(
            inspection=self.inspection,
            problem=self.find(self.problems, "问题序号", cells["问题序号"], "问题"),
            text=self.text("任务", cells["任务"]),
            department=self.find(self.rooms, "责任部门", cells["责任部门"], "部门"),
            lead=self.find(self.people[Role.LEAD], "牵头领导", cells["牵头领导"], "牵头领导"),
            **self.deadline(cells)[0],
            goal=cells["整改目标"],
        )

    def measure(self, cells):
        """A measure of a task."""
        handlers = self.people[Role.HANDLER]
        dated, reading = self.deadline(cells)
        return Measure(
            inspection=self.inspection,
            task=self.find(self.tasks, "任务序号", cells["任务序号"], "任务"),
            text=self.text("措施", cells["措施"]),
            department=self.find(self.rooms, "责任部门", cells["责任部门"], "部门"),
            **dated,
            review_date=reading.review_date if dated["kind"] == "long_term" else None,
            handler=self.find(handlers, "承办人", cells["承办人"], "承办人", required=False),
            acceptance=cells["验收标准"],
        )


def place(item):
    """Where a new item stands: its parents, and the rows that it is numbered after."""
    if item.level == "problem":
        return [], Problem.objects.filter(feedback=item.feedback)
    if item.level == "task":
        return [item.problem], Task.objects.filter(inspection=item.inspection)
    return [item.task], item.task.measures.all()


def save_all(rows, actor):
    """Add every row, or none; gives the first item. Raises Refusal, with the row's number."""
    with journal.one_act():
        for row in rows:
            parents, siblings = place(row.item)
            try:
                add(row.item, actor=actor, parents=parents, siblings=siblings)
            except Refusal as refusal:
                refusal.errors = [f"第 {row.number} 行：{text}" for text in refusal.errors] or [
                    f"第 {row.number} 行"
                ]
                raise
    return rows[0].item


@route("GET", "POST", roles=frozenset({Role.OFFICE}), of=Inspection)
def quick(request, inspection):
    """Paste, look at what was understood, save."""
    check_open(inspection)
    form = QuickForm(request.POST or None, initial={"level": "measure"})
    context = {"inspection": inspection, "form": form, "columns": COLUMNS, "levels": LEVELS}
    if request.method != "POST" or not form.is_valid():
        return render(request, "measures/quick.html", context, status=400 if form.is_bound else 200)
    check_maintainer(request.user, inspection)
    level, reader = form.cleaned_data["level"], Reader(inspection)
    lines = enumerate(form.cleaned_data["rows"], 1)
    rows = [reader.read(level, number, cells) for number, cells in lines]
    context |= {"rows": rows, "names": COLUMNS[level], "wrong": sum(bool(r.error) for r in rows)}
    said = said_in(request.POST)
    context["shown"] = said
    if context["wrong"] or "confirm" not in request.POST:
        status = 400 if context["wrong"] else 200
        return render(request, "measures/quick.html", context, status=status)
    if request.POST.get("shown") != said:
        context["refusal"] = refuse("preview_changed")
        return render(request, "measures/quick.html", context, status=409)
    try:
        key = form.cleaned_data["once"]
        once(request.user, key, lambda: save_all(rows, request.user), said)
    except Refusal as refusal:
        return render(
            request, "measures/quick.html", {**context, "refusal": refusal}, status=refusal.status
        )
    messages.success(request, f"已录入 {len(rows)} 条。")
    return redirect(inspection)
