"""Making and changing measures, meetings and visits: the office's pages."""

from django.shortcuts import render

from ledger.editing import add, check_maintainer
from ledger.maintaining import answer_edit, answer_new, answer_void
from ledger.models import Inspection
from ledger.roles import LEDGER_ROLES, Role
from ledger.routes import route
from ledger.writing import create
from problems.models import Task

from .forms import MeasureForm, MeetingForm
from .models import Measure, Meeting

OFFICE = frozenset({Role.OFFICE})


@route("GET", "POST", roles=OFFICE, of=Task)
def new_measure(request, task):
    """A measure of a task."""

    def make(form):
        given = {"actor": request.user, "parents": [task], "siblings": task.measures.all()}
        return add(form.instance, many=form.many(), **given)

    measure = Measure(inspection=task.inspection, task=task, department=task.department)
    return answer_new(
        request,
        MeasureForm(request.POST or None, instance=measure),
        make,
        title=f"为任务 {task.number} 新增措施",
        back=task.get_absolute_url(),
        sentence="措施已保存。",
    )


@route("GET", "POST", roles=OFFICE, of=Measure)
def edit_measure(request, item):
    """Change or move a measure."""
    return answer_edit(request, item, lambda data, row: MeasureForm(data, instance=row))


@route("GET", "POST", roles=OFFICE, of=Measure)
def void_measure(request, item):
    """Void a measure."""
    return answer_void(request, item)


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def meetings(request, inspection):
    """Meetings and visits in the order of their dates."""
    rows = Meeting.objects.filter(inspection=inspection).prefetch_related("tasks")
    return render(request, "measures/meetings.html", {"inspection": inspection, "meetings": rows})


@route("GET", "POST", roles=OFFICE | {Role.SUPERVISOR}, of=Inspection)
def new_meeting(request, inspection):
    """A meeting or visit; the supervisor notes visits alone."""
    office = inspection.organization_id in {
        row.organization_id for row in request.user.memberships.in_force() if row.role == "office"
    }
    role = Role.OFFICE if office else Role.SUPERVISOR

    def make(form):
        if office:
            check_maintainer(request.user, inspection)
        return create(form.instance, actor=request.user, role=role, many=form.many())

    meeting = Meeting(inspection=inspection, kind="" if office else "supervision")
    form = MeetingForm(request.POST or None, instance=meeting, visits_only=not office)
    return answer_new(
        request,
        form,
        make,
        title="登记会议或督导",
        back=f"{inspection.get_absolute_url()}meetings/",
        sentence="已登记，会计入看板和通报。",
    )
