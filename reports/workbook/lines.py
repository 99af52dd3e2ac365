"""The lines of the main sheet: a measure each, under its task, problem and chapter."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(slots=True)
class Line:
    """One line, and which of the cells to the left of its measure begin with it."""

    problem: object
    task: object = None
    measure: object = None
    opens_aspect: bool = False
    opens_problem: bool = False
    opens_task: bool = False


def lines(book, matching):
    """All lines in order, or those of the ``matching`` measures (a set of ids).

    Problems without a chapter come first: below another they would seem to belong to it.
    """
    place = {aspect.pk: number for number, aspect in enumerate(book.aspects)}
    problems = sorted(book.problems, key=lambda row: (place.get(row.aspect_id, -1), row.number))
    found, last = [], None
    for problem in problems:
        own = [line for task in problem.task_rows for line in of_task(problem, task, matching)]
        if not problem.task_rows and matching is None:
            own = [Line(problem, opens_task=True)]
        if own:
            own[0].opens_problem = True
            own[0].opens_aspect = not found or problem.aspect_id != last
            last = problem.aspect_id
        found += own
    return found


def of_task(problem, task, matching):
    """The lines of one task; a task without measures shows itself."""
    if not task.measure_rows:
        own = [Line(problem, task)] if matching is None else []
    else:
        own = [
            Line(problem, task, measure)
            for measure in task.measure_rows
            if matching is None or measure.pk in matching
        ]
    if own:
        own[0].opens_task = True
    return own


def groups(found, opens):
    """(first, count) of the lines that share a level; ``opens`` names the flag that begins one."""
    starts = [number for number, line in enumerate(found) if getattr(line, opens)]
    return [(start, end - start) for start, end in pairwise([*starts, len(found)])]
