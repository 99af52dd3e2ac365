"""What the ledger says of its items by now, in the shape of a snapshot's data: words and disclosure.

What was made internal, voided or worded otherwise after a snapshot may not go public with it; so
this is asked again at each door, and no history is replayed for it.
"""

from measures.models import Measure, Outcome
from problems.models import Problem, Task

WORDS = ("text", "disclosure", "public_text", "state")
REASONS = ("unfinished_reason", "next_step")


def present(inspection):
    """The items that count by now, in a fixed number of queries."""
    problems = Problem.objects.filter(inspection=inspection).live().select_related("feedback")
    found = {row.pk: of_problem(row) for row in problems.order_by("pk")}
    also = {}
    through = Task.also_addresses.through.objects.filter(task__inspection=inspection)
    for task, problem in through.order_by("pk").values_list("task", "problem"):
        also.setdefault(task, []).append(problem)
    rows = Task.objects.filter(inspection=inspection, problem__in=found).live().order_by("pk")
    tasks = {row.pk: of_task(row, also.get(row.pk, [])) for row in rows}
    rows = Measure.objects.filter(inspection=inspection, task__in=tasks).live()
    measures = [of_measure(row) for row in rows.select_related("task").order_by("pk")]
    rows = Outcome.objects.filter(measure__inspection=inspection, voided_at=None).order_by("pk")
    outcomes = rows.values("id", "measure", "title", "disclosure")
    return {
        "problems": list(found.values()),
        "tasks": list(tasks.values()),
        "measures": measures,
        "outcomes": list(outcomes),
    }


def of_item(row, *names):
    """What the three levels have in common, and more by name."""
    return {"id": row.pk, "title": row.title} | {name: getattr(row, name) for name in names}


def of_problem(row):
    """A problem with its kind of feedback."""
    more = {"feedback": row.feedback.kind, "aspect": row.aspect_id}
    return of_item(row, *WORDS) | more


def of_task(row, also):
    """A task with the problems that it addresses."""
    return of_item(row, *WORDS, *REASONS) | {"problem": row.problem_id, "also_addresses": also}


def of_measure(row):
    """A measure of a task."""
    return of_item(row, *WORDS) | {"task": row.task_id}
