"""Copying what an earlier inspection's ledger holds into a new one, without any state."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from ledger import journal
from ledger.editing import check_maintainer
from ledger.maintaining import page
from ledger.models import GroupMember, Inspection
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.routes import route
from ledger.writing import check_open, create
from problems.models import Aspect, Feedback, Problem, Task

from .models import Measure

TEXTS = {
    Problem: ("number", "text", "category", "public_text", "department"),
    Task: ("number", "text", "goal", "acceptance", "public_text", "department", "lead"),
    Measure: ("number", "text", "acceptance", "public_text", "department", "handler"),
}


class CopyForm(forms.Form):
    """From which ledger to copy."""

    source = forms.ModelChoiceField(
        Inspection.objects.none(),
        label="复制哪一轮的台账",
        help_text="复制反馈文件、方面、问题、任务和措施的内容、责任部门和人员；状态、时限、进展和佐证不复制",
        error_messages={"required": "请选择一轮。", "invalid_choice": "没有这一轮。"},
    )

    def __init__(self, data, inspection):
        super().__init__(data)
        earlier = Inspection.objects.filter(organization=inspection.organization_id)
        self.fields["source"].queryset = earlier.exclude(pk=inspection.pk).order_by("-pk")
        self.fields["source"].initial = inspection.previous_id


def copied(model, row, inspection, **links):
    """A new row with the texts of an old one; without a deadline it is to be done at once.

    Whoever does not handle the department's measures any more is left out.
    """
    values = {name: getattr(row, name) for name in TEXTS[model]}
    able = inspection.holders(Role.HANDLER)
    if values.get("handler") and (row.handler_id, row.department_id) not in able:
        values["handler"] = None
    kind = {} if model is Problem else {"kind": "immediate"}
    return model(inspection=inspection, **values, **kind, **links)


def copy_ledger(source, target, *, actor):
    """Copy the live rows of ``source`` into ``target``, which must be empty; one transaction.

    Each problem is noted as carried over from the one it was copied from. Raises Refusal.
    """
    given = {"actor": actor, "role": Role.OFFICE, "comment": f"复制自{source.title}"[:500]}
    with journal.one_act():
        journal.take_head(target)
        check_maintainer(actor, target)
        if Feedback.objects.filter(inspection=target).exists():
            raise refuse("not_empty", title=target.title)
        for member in source.group_members.filter(is_retired=False):
            named = {name: getattr(member, name) for name in ("post", "duty", "order")}
            create(GroupMember(inspection=target, **named), **given)
        problems = copy_problems(source, target, given)
        tasks = {}
        for task in Task.objects.filter(inspection=source).live().order_by("number"):
            also = [problems[row.pk] for row in task.also_addresses.all() if row.pk in problems]
            if task.problem_id not in problems:
                continue
            row = copied(Task, task, target, problem=problems[task.problem_id])
            many = {"also_addresses": also, "supporting": list(task.supporting.all())}
            tasks[task.pk] = create(row, many=many, **given)
        for measure in Measure.objects.filter(inspection=source).live().order_by("pk"):
            if measure.task_id in tasks:
                row = copied(Measure, measure, target, task=tasks[measure.task_id])
                create(row, many={"supporting": list(measure.supporting.all())}, **given)
    return target


def copy_problems(source, target, given):
    """The documents, chapters and problems; gives old id → new problem."""
    problems = {}
    for document in Feedback.objects.filter(inspection=source).order_by("pk"):
        feedback = Feedback(
            inspection=target,
            kind=document.kind,
            title=document.title,
            date=target.feedback_date,
        )
        create(feedback, **given)
        chapters = {}
        for chapter in document.aspects.order_by("number"):
            aspect = Aspect(
                feedback=feedback,
                number=chapter.number,
                title=chapter.title,
                short_title=chapter.short_title,
            )
            create(aspect, **given)
            chapters[chapter.pk] = aspect
        for problem in document.problems.live().order_by("number"):
            aspect = chapters.get(problem.aspect_id)
            links = {"feedback": feedback, "aspect": aspect, "carried_over_from": problem}
            row = copied(Problem, problem, target, **links)
            problems[problem.pk] = create(row, **given)
    return problems


@route("GET", "POST", roles=frozenset({Role.OFFICE}), of=Inspection)
def copy(request, inspection):
    """Fill an empty ledger from an earlier one."""
    form = CopyForm(request.POST or None, inspection)
    given = {"title": "复制往轮台账", "back": f"{inspection.get_absolute_url()}settings/"}
    check_open(inspection)
    if request.method != "POST" or not form.is_valid():
        return page(request, form, status=400 if form.is_bound else 200, **given)
    try:
        copy_ledger(form.cleaned_data["source"], inspection, actor=request.user)
    except Refusal as refusal:
        return page(request, form, refusal=refusal, status=refusal.status, **given)
    messages.success(request, "已复制。时限都没有带过来，请逐条或批量补上。")
    return redirect(inspection)
