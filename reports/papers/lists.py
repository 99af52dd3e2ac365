"""The lists of a plan as tables: problems, tasks, who answers for which measure."""

from reports.paper import Column, Table

from .chapters import addressed_by, chapters
from .people import handlers
from .wording import deadline, source_of

SIZE = "五号"
PROBLEMS = (
    Column("序号", 0.7, centred=True),
    Column("来源", 2, centred=True),
    Column("方面", 3.2),
    Column("反馈问题", 7.2),
    Column("整改任务", 1.9, centred=True),
)
TASKS = (
    Column("任务", 0.9, centred=True),
    Column("整改任务", 5),
    Column("整改目标", 4),
    Column("牵头领导", 2, centred=True),
    Column("责任部门", 1.6, centred=True),
    Column("配合部门", 1.8, centred=True),
    Column("整改时限", 2.2, centred=True),
)
MEASURES = (
    Column("措施", 1, centred=True),
    Column("整改措施", 5.6),
    Column("验收标准", 3.4),
    Column("责任部门", 1.6, centred=True),
    Column("配合部门", 1.6, centred=True),
    Column("承办人", 1.3, centred=True),
    Column("整改时限", 2.2, centred=True),
)


def problems_list(book):
    """问题清单: every problem with the tasks that address it."""
    rows = []
    for heading, problems in chapters(book):
        for problem in problems:
            tasks = "、".join(f"{task.number}" for task in addressed_by(problem))
            place = source_of(problem)
            rows.append((f"{len(rows) + 1}", place, heading, problem.text, tasks or "正在制定"))
    return Table(PROBLEMS, tuple(rows), size=SIZE)


def tasks_list(book, rooms):
    """任务清单: every task with its goal, people and date."""
    rows = tuple(
        (
            f"{task.number}",
            task.text,
            task.goal,
            task.lead.post,
            task.department.name,
            "、".join(rooms.get(("task", task.pk), ())),
            deadline(task),
        )
        for task in book.tasks
    )
    return Table(TASKS, rows, size=SIZE)


def measures_list(book, rooms):
    """责任清单: every measure with who answers for it."""
    people = handlers(book.measures)
    rows = tuple(
        (
            measure.label,
            measure.text,
            measure.acceptance,
            measure.department.name,
            "、".join(rooms.get(("measure", measure.pk), ())),
            people[measure.handler_id].name if measure.handler_id else "",
            deadline(measure),
        )
        for measure in book.measures
    )
    return Table(MEASURES, rows, size=SIZE)
