"""The sheets told from the ledger: what was found, what is to be done, and who owes what by when."""

import datetime

from django.utils import timezone

from . import table, values
from .table import Heading, wide

PROBLEMS = (
    Heading("反馈文件", 22),
    Heading("序号", 7),
    wide("反馈方面", 22),
    wide("反馈问题", 52),
    Heading("类别", 12),
    Heading("对应任务", 14),
    Heading("措施销号", 10),
    Heading("完成情况", 12),
    Heading("销号日期", 12),
)
TASKS = (
    Heading("序号", 7),
    wide("整改任务", 44),
    Heading("对应问题", 18),
    Heading("牵头领导", 14),
    Heading("责任部门", 12),
    Heading("整改时限", 12),
    Heading("措施销号", 10),
    Heading("完成情况", 14),
    Heading("销号日期", 12),
    wide("整改成效", 36),
    wide("未完成原因、下一步打算", 36),
)
DUTIES = (
    Heading("责任部门", 14),
    Heading("序号", 8),
    wide("整改措施", 56),
    Heading("承办人", 14),
    Heading("配合部门", 14),
    Heading("牵头领导", 14),
    Heading("整改时限", 12),
    Heading("期限情况", 12),
    Heading("完成情况", 14),
)


class Shown:
    """The items that a filtered export shows; all of them where nothing is filtered."""

    def __init__(self, book, matching):
        self.measures = [row for row in book.measures if matching is None or row.pk in matching]
        tasks = {row.task_id for row in self.measures}
        self.tasks = [row for row in book.tasks if matching is None or row.pk in tasks]
        problems = {pk for row in self.tasks for pk in (row.problem_id, *row.also)}
        self.problems = [row for row in book.problems if matching is None or row.pk in problems]


def problems(book, content, shown, line):
    """问题清单: every finding by its document, with the tasks that address it."""
    order = {pk: number for number, pk in enumerate(content.titles)}
    found = sorted(shown.problems, key=lambda row: (order[row.feedback_id], row.number))
    rows = [of_problem(content, row) for row in found]
    table.write(book, "问题清单", "问题清单", line, PROBLEMS, rows)


def of_problem(content, row):
    """The line of one finding; what only also addresses it counts as well."""
    tasks = sorted([*row.task_rows, *row.also_rows], key=lambda task: task.number)
    return [
        content.titles[row.feedback_id],
        row.number,
        values.aspect(content, row),
        row.text,
        row.category,
        values.SEPARATOR.join(str(task.number) for task in tasks) or "还没有任务",
        done([measure for task in tasks for measure in task.measure_rows]),
        row.get_state_display(),
        day(row.signed_off_at),
    ]


def done(measures):
    """How many of some measures are signed off: 2/3."""
    signed = sum(row.state == "signed_off" for row in measures)
    return f"{signed}/{len(measures)}" if measures else ""


def day(moment):
    """The day of a moment, or nothing."""
    return timezone.localdate(moment) if moment else None


def tasks(book, content, shown, line):
    """任务清单: what is to be done about which problem, who leads it, and how it stands."""
    rows = [of_task(content, row) for row in shown.tasks]
    table.write(book, "任务清单", "任务清单", line, TASKS, rows)


def of_task(content, row):
    """The line of one task."""
    addressed = [content.label(row.problem), values.also(content, row)]
    return [
        row.number,
        row.text,
        values.SEPARATOR.join(filter(None, addressed)),
        values.lead(content, row),
        values.room(content, row),
        values.due(content, row),
        done(row.measure_rows),
        row.get_state_display(),
        day(row.signed_off_at),
        row.effect,
        unfinished(row),
    ]


def unfinished(task):
    """Why a task is not finished, what comes next, and when it is looked at again."""
    lines = [
        ("原因：", task.unfinished_reason),
        ("下一步：", task.next_step),
        ("预计完成：", task.expected_date and task.expected_date.isoformat()),
        ("阶段目标：", task.stage_goal),
        ("下次复核：", task.review_date and task.review_date.isoformat()),
    ]
    return "\n".join(f"{name}{text}" for name, text in lines if text)


def duties(book, content, shown, line):
    """责任清单: each department's measures, the open ones first, by deadline."""
    rows = [
        [
            values.room(content, row),
            row.label,
            row.text,
            values.handler(content, row),
            values.rooms(content, row),
            values.lead(content, row.task),
            values.due(content, row),
            row.light.text,
            row.get_state_display(),
        ]
        for row in sorted(shown.measures, key=by_department)
    ]
    table.write(book, "责任清单", "责任清单", line, DUTIES, rows)


def by_department(row):
    """Departments in their order; what is owed first, then by day; without a day last."""
    return (
        row.department.order,
        row.department_id,
        row.state == "signed_off",
        row.deadline or datetime.date.max,
        row.task.number,
        row.number,
    )
