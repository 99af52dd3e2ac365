"""Figures part by part: by responsible department, by chapter of the opinion, by lead official."""

from collections import Counter
from dataclasses import dataclass

from .figures import SIGNED_OFF, in_state


@dataclass(frozen=True)
class Group:
    """Measures and tasks of one department, aspect or lead, by how they stand."""

    name: str
    query: str
    measures: int
    signed_off: int
    overdue: int
    due_soon: int
    waiting: int
    tasks: int
    tasks_signed_off: int

    @property
    def others(self):
        """Neither signed off nor late: still in time."""
        return self.measures - self.signed_off - self.overdue


def group(name, query, measures, tasks):
    """Count one group."""
    lights = Counter(row.light.code for row in measures)
    return Group(
        name,
        query,
        len(measures),
        in_state(measures, SIGNED_OFF),
        lights["overdue"],
        lights["due_soon"],
        sum(row.state in {"submitted", "reviewed"} for row in measures),
        len(tasks),
        in_state(tasks, SIGNED_OFF),
    )


def by_department(book):
    """A group for each responsible department that has measures or tasks."""
    rooms = {row.department for row in (*book.measures, *book.tasks)}
    return [
        group(
            room.name,
            f"department={room.pk}",
            [row for row in book.measures if row.department_id == room.pk],
            [row for row in book.tasks if row.department_id == room.pk],
        )
        for room in sorted(rooms, key=lambda row: (row.order, row.pk))
    ]


def by_aspect(book):
    """A group for each chapter of the feedback opinion."""
    groups = []
    for aspect in book.opinion_aspects:
        tasks = [task for problem in aspect.problem_rows for task in problem.task_rows]
        measures = [row for task in tasks for row in task.measure_rows]
        name = aspect.short_title or aspect.title
        groups.append(group(name, f"aspect={aspect.pk}", measures, tasks))
    return groups


def by_lead(book):
    """A group for each lead official."""
    leads = {task.lead for task in book.tasks}
    groups = []
    for lead in sorted(leads, key=lambda row: row.pk):
        tasks = [task for task in book.tasks if task.lead_id == lead.pk]
        measures = [row for task in tasks for row in task.measure_rows]
        groups.append(group(lead.post, f"lead={lead.pk}", measures, tasks))
    return groups
