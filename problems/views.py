"""Pages of problems and tasks, and their sign-off."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone

from ledger.acting import acted_on, answer_action, answer_objection, answer_withholding
from ledger.light import light
from ledger.panel import panel
from ledger.roles import LEDGER_ROLES, Role
from ledger.routes import route
from ledger.views.pages import confirmed_at

from .likeness import alike
from .models import Problem, Task

SUPERVISOR = frozenset({Role.SUPERVISOR})
SECRETARY = frozenset({Role.SECRETARY})


def lit(rows, inspection, on):
    """The rows with their lights."""
    for row in rows:
        row.inspection = inspection
        row.light = light(row, on)
    return rows


def show_problem(request, item, *, refusal=None, form=None, status=200):
    """The page of a problem as it is now."""
    rows = Problem.objects.select_related(
        "inspection__organization",
        "department",
        "feedback",
        "aspect",
        "carried_over_from__inspection",
    )
    later = Prefetch("recurrences", Problem.objects.live().select_related("inspection"))
    item = rows.prefetch_related("signatures", later).get(pk=item.pk)
    today = timezone.localdate()
    related = ("lead", "department")
    shown = panel(item, request.user, confirmed_at=confirmed_at(request), form=form)
    context = {
        "item": item,
        "refusal": refusal,
        "panel": shown,
        "tasks": lit(
            item.tasks.live().select_related(*related).order_by("number"), item.inspection, today
        ),
        "also": lit(
            item.also_addressed_by.live().select_related(*related).order_by("number"),
            item.inspection,
            today,
        ),
        "light": light(item, today),
        "alike": alike(item) if shown.maintains and not item.carried_over_from_id else [],
    }
    return render(request, "problems/problem.html", context, status=status)


def show_task(request, item, *, refusal=None, form=None, status=200):
    """The page of a task as it is now."""
    rows = Task.objects.select_related(
        "inspection__organization", "problem__aspect", "problem__feedback", "department", "lead"
    )
    rows = rows.prefetch_related("signatures", "supporting", "also_addresses__feedback", "meetings")
    item = rows.get(pk=item.pk)
    today = timezone.localdate()
    measures = item.measures.live().select_related("department").order_by("number")
    measures = lit(measures, item.inspection, today)
    for measure in measures:
        measure.task = item
    context = {
        "item": item,
        "refusal": refusal,
        "panel": panel(item, request.user, confirmed_at=confirmed_at(request), form=form),
        "measures": measures,
        "signed_off": sum(measure.state == "signed_off" for measure in measures),
        "light": light(item, today),
    }
    return render(request, "problems/task.html", context, status=status)


@route("GET", roles=LEDGER_ROLES, of=Problem)
def problem(request, item):
    """A problem: the source's words, the tasks that address it, its sign-off."""
    return show_problem(request, item)


@route("GET", roles=LEDGER_ROLES, of=Task)
def task(request, item):
    """A task: its measures, its effect, its sign-off."""
    return show_task(request, item)


@route("POST", roles=LEDGER_ROLES, of=acted_on("problem"))
def problem_action(request, item):
    """One action on a problem."""
    return answer_action(request, item, show_problem)


@route("POST", roles=LEDGER_ROLES, of=acted_on("task"))
def task_action(request, item):
    """One action on a task."""
    return answer_action(request, item, show_task)


@route("POST", roles=SUPERVISOR, of=Problem)
def problem_objection(request, item):
    """The supervisor objects to a problem's sign-off, or lifts the objection."""
    return answer_objection(request, item, show_problem)


@route("POST", roles=SUPERVISOR, of=Task)
def task_objection(request, item):
    """The supervisor objects to a task's sign-off, or lifts the objection."""
    return answer_objection(request, item, show_task)


@route("POST", roles=SECRETARY, of=Problem)
def problem_withholding(request, item):
    """The secretary decides whether a problem is withheld from the public."""
    return answer_withholding(request, item, item, show_problem)


@route("POST", roles=SECRETARY, of=Task)
def task_withholding(request, item):
    """The secretary decides whether a task is withheld from the public."""
    return answer_withholding(request, item, item, show_task)
