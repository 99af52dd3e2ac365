"""Filing the evidence: a numbered folder for each problem, one in it for each measure."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from measures.models import Evidence, Measure, MeasureSignature, Meeting
from problems.models import Problem, ProblemSignature, Task, TaskSignature
from reports.papers.wording import SIGNED_OFF

from .naming import FOLDER, numbered, safe, safe_file

ROOT, MEETINGS, OTHERS = "证据", "会议", "其他签署依据"


@dataclass
class Line:
    """One line of a list of contents: a piece of evidence under one measure or meeting."""

    row: Evidence
    under: object
    path: str


@dataclass
class Folder:
    """A problem's file: its folder, and a line for each piece of evidence under each measure."""

    problem: Problem
    path: str
    tasks: list
    lines: list = field(default_factory=list)

    @property
    def files(self):
        """How many files it lists, each once."""
        return len({line.row.pk for line in self.lines})

    @property
    def number(self):
        """The number that its name begins with."""
        return PurePosixPath(self.path).name.partition(" ")[0]

    def by_measure(self):
        """(task, [(measure, its lines)]) in the ledger's order."""
        found = defaultdict(list)
        for line in self.lines:
            found[line.under.pk].append(line)
        return [(task, [(row, found[row.pk]) for row in task.rows]) for task in self.tasks]


@dataclass
class Filing:
    """Where everything is: folders of problems, papers of meetings, what was left out."""

    folders: list
    meetings: list  # of (meeting, Line or None)
    others: list  # lines of what only a signature knows any more
    left_out: list  # evidence taken back, or replaced where it was attached
    paths: dict  # SHA-256 → path: what is the same is stored once
    rows: list

    @cached_property
    def sheets(self):
        """Task's id → the path of its sign-off sheet, of every task that is signed off."""
        return {
            task.pk: f"{folder.path}/任务{task.number}销号单.html"
            for folder in self.folders
            for task in folder.tasks
            if task.problem_id == folder.problem.pk and is_closed(task)
        }

    def members(self):
        """(path, evidence) of everything stored, in the order of the paths' folders."""
        kept = {}
        for row in self.rows:
            if row.sha256 in self.paths:
                kept.setdefault(self.paths[row.sha256], row)
        return sorted(kept.items())


def is_closed(task):
    """Whether a task is signed off and counts."""
    return task.state == SIGNED_OFF and task.voided_at is None


def file_away(inspection):
    """The ledger's evidence with a place for each, in a fixed number of queries."""
    rows = Evidence.objects.filter(inspection=inspection).order_by("pk")
    rows = list(rows.select_related("uploaded_by", "superseded_by").prefetch_related("measures"))
    proving = defaultdict(list)
    for row in rows:
        for measure in row.measures.all():
            proving[measure.pk].append(row)
    paths = {}
    folders = [place(folder, proving, paths) for folder in folders_of(inspection)]
    meetings = meetings_of(inspection, paths)
    others, left_out = without_place(inspection, rows, meetings, paths)
    return Filing(folders, meetings, others, left_out, paths, rows)


def folders_of(inspection):
    """Every problem with its tasks and their measures, what is voided last."""
    problems = Problem.objects.filter(inspection=inspection).select_related("feedback", "aspect")
    problems = sorted(problems, key=lambda r: (r.voided_at is not None, r.feedback_id, r.number))
    tasks = Task.objects.filter(inspection=inspection).select_related("department", "lead")
    tasks = tasks.prefetch_related("also_addresses")
    measures = defaultdict(list)
    rows = Measure.objects.filter(inspection=inspection).select_related("task", "department")
    for row in sorted(rows, key=lambda r: (r.voided_at is not None, r.number)):
        measures[row.task_id].append(row)
    addressing = defaultdict(list)
    for task in sorted(tasks, key=lambda r: (r.voided_at is not None, r.number)):
        task.rows = measures[task.pk]
        for pk in dict.fromkeys([task.problem_id, *(r.pk for r in task.also_addresses.all())]):
            addressing[pk].append(task)
    for number, problem in enumerate(problems, 1):
        name = (
            f"{numbered(number, len(problems))} {safe(f'{problem.called} {problem.text}', FOLDER)}"
        )
        own = sorted(addressing[problem.pk], key=lambda task: task.problem_id != problem.pk)
        yield Folder(problem, f"{ROOT}/{name}", own)


def place(folder, proving, paths):
    """Give each file of a problem a place, unless it has one already, and list it."""
    for task in folder.tasks:
        for measure in task.rows:
            inside = f"{folder.path}/{safe(f'{measure.label} {measure.text}', FOLDER)}"
            for number, row in enumerate(proving[measure.pk], 1):
                name = f"{numbered(number, len(proving[measure.pk]))}_{safe_file(row.name)}"
                path = paths.setdefault(row.sha256, f"{inside}/{name}")
                folder.lines.append(Line(row, measure, path))
    return folder


def meetings_of(inspection, paths):
    """(meeting, its paper's line or None) of all meetings and visits."""
    rows = Meeting.objects.filter(inspection=inspection).prefetch_related("tasks")
    rows = list(rows.select_related("paper__uploaded_by", "paper__superseded_by"))
    found = []
    for number, meeting in enumerate(rows, 1):
        line = None
        if paper := meeting.paper:
            about = f"{meeting.date.isoformat()} {meeting.get_kind_display()}"
            name = f"{numbered(number, len(rows))} {about}_{safe_file(paper.name, 40)}"
            line = Line(paper, meeting, paths.setdefault(paper.sha256, f"{MEETINGS}/{name}"))
        found.append((meeting, line))
    return found


def without_place(inspection, rows, meetings, paths):
    """(lines of what somebody signed on, the rest) of the evidence that nothing names any more."""
    papers = {line.row.pk for _, line in meetings if line}
    loose = [row for row in rows if not row.measures.all() and row.pk not in papers]
    signed = signed_on(inspection) if loose else set()
    lines = []
    for row in loose:
        if row.pk in signed:
            path = f"{ROOT}/{OTHERS}/{row.pk}_{safe_file(row.name)}"
            lines.append(Line(row, None, paths.setdefault(row.sha256, path)))
    return lines, [row for row in loose if row.pk not in signed]


def signed_on(inspection):
    """The ids of the evidence that signatures rest on."""
    found = set()
    for model, level in SIGNATURES:
        rows = model.objects.filter(**{f"{level}__inspection": inspection})
        for kept in rows.values_list("evidence", flat=True):
            found |= {one["id"] for one in kept}
    return found


SIGNATURES = (
    (ProblemSignature, "problem"),
    (TaskSignature, "task"),
    (MeasureSignature, "measure"),
)
