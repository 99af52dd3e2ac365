"""Making and changing feedback, problems and tasks: the office's pages."""

from django.db import transaction

from ledger.editing import add, check_maintainer
from ledger.maintaining import answer_change, answer_edit, answer_new, answer_void, page
from ledger.models import Inspection
from ledger.ordering import answer_order
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.routes import route
from ledger.writing import create

from .documents import change_feedback
from .forms import ChapterFormSet, FeedbackEditForm, FeedbackForm, ProblemForm, TaskForm
from .models import Aspect, Feedback, Problem, Task

OFFICE = frozenset({Role.OFFICE})


@route("GET", "POST", roles=OFFICE, of=Inspection)
def new_feedback(request, inspection):
    """A source document with its chapters."""

    def make(form):
        check_maintainer(request.user, inspection)
        with transaction.atomic():
            given = {"actor": request.user, "role": Role.OFFICE}
            feedback = create(form.instance, **given)
            for number, title in enumerate(form.cleaned_data["chapters"], 1):
                create(Aspect(feedback=feedback, number=number, title=title), **given)
        return feedback

    form = FeedbackForm(request.POST or None, instance=Feedback(inspection=inspection))
    return answer_new(
        request,
        form,
        make,
        title="登记反馈文件",
        back=f"{inspection.get_absolute_url()}settings/",
        sentence="反馈文件已登记，可以录入问题了。",
    )


@route("GET", "POST", roles=OFFICE, of=Feedback)
def edit_feedback(request, feedback):
    """Change a source document and its chapters: wording and order."""
    inspection = feedback.inspection
    form = FeedbackEditForm(request.POST or None, instance=feedback)
    lines = ChapterFormSet(request.POST or None, feedback)
    given = {
        "title": f"修改{feedback.get_kind_display()}",
        "back": f"{inspection.get_absolute_url()}settings/",
        "lines": lines,
    }
    if request.method == "POST" and not lines.is_valid():
        form.is_valid()
        return page(request, form, status=400, **given)

    def save(form):
        change_feedback(
            feedback,
            form.values(),
            lines.chapters(),
            actor=request.user,
            seen=form.cleaned_data["seen"],
        )

    return answer_change(request, form, save, sentence="反馈文件已保存。", **given)


@route("GET", "POST", roles=OFFICE, of=Feedback)
def order_problems(request, feedback):
    """Give the problems of a document other numbers."""
    return answer_order(
        request,
        feedback.inspection,
        list(Problem.objects.filter(feedback=feedback).live().order_by("number")),
        title=f"调整{feedback.get_kind_display()}中问题的顺序",
        back=f"{feedback.inspection.get_absolute_url()}settings/",
    )


@route("GET", "POST", roles=OFFICE, of=Inspection)
def order_tasks(request, inspection):
    """Give the tasks of a ledger other numbers."""
    return answer_order(
        request,
        inspection,
        list(Task.objects.filter(inspection=inspection).live().order_by("number")),
        title="调整任务的顺序",
        back=inspection.get_absolute_url(),
    )


@route("GET", "POST", roles=OFFICE, of=Inspection)
def new_problem(request, inspection):
    """A problem in the source's words."""

    def make(form):
        siblings = Problem.objects.filter(feedback=form.instance.feedback)
        return add(form.instance, actor=request.user, parents=[], siblings=siblings)

    if not Aspect.objects.filter(feedback__inspection=inspection).exists():
        raise refuse("no_chapters")
    form = ProblemForm(request.POST or None, instance=Problem(inspection=inspection))
    return answer_new(
        request,
        form,
        make,
        title="新增问题",
        back=inspection.get_absolute_url(),
        sentence="问题已保存。",
    )


@route("GET", "POST", roles=OFFICE, of=Problem)
def new_task(request, problem):
    """A task for a problem."""

    def make(form):
        parents = [form.instance.problem, *form.cleaned_data["also_addresses"]]
        siblings = Task.objects.filter(inspection=problem.inspection)
        given = {"actor": request.user, "parents": parents, "siblings": siblings}
        return add(form.instance, many=form.many(), **given)

    task = Task(inspection=problem.inspection, problem=problem)
    form = TaskForm(request.POST or None, instance=task)
    return answer_new(
        request,
        form,
        make,
        title=f"为问题 {problem.number} 新增任务",
        back=problem.get_absolute_url(),
        sentence="任务已保存。",
    )


@route("GET", "POST", roles=OFFICE, of=Problem)
def edit_problem(request, item):
    """Change a problem."""
    return answer_edit(request, item, lambda data, row: ProblemForm(data, instance=row))


@route("GET", "POST", roles=OFFICE, of=Task)
def edit_task(request, item):
    """Change or move a task."""
    return answer_edit(request, item, lambda data, row: TaskForm(data, instance=row))


@route("GET", "POST", roles=OFFICE, of=Problem)
def void_problem(request, item):
    """Void a problem."""
    return answer_void(request, item)


@route("GET", "POST", roles=OFFICE, of=Task)
def void_task(request, item):
    """Void a task."""
    return answer_void(request, item)
