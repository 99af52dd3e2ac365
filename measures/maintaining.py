"""Making and changing measures, meetings and visits: the office's pages."""

from contextlib import contextmanager

from django.shortcuts import render

from ledger import permissions
from ledger.editing import add
from ledger.maintaining import answer_change, answer_edit, answer_new, answer_void
from ledger.models import Inspection
from ledger.ordering import answer_order
from ledger.refusals import Refusal
from ledger.roles import LEDGER_ROLES, Role
from ledger.routes import route
from ledger.writing import fingerprint
from problems.models import Task

from . import meetings as meetings_door
from .forms import MeasureForm
from .meeting_forms import MeetingForm, VoidNotedForm
from .meetings import change_meeting, note_meeting, paper
from .models import Measure, Meeting

OFFICE = frozenset({Role.OFFICE})
KEEPERS = OFFICE | {Role.SUPERVISOR}  # of meetings and visits


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


@route("GET", "POST", roles=OFFICE, of=Task)
def order_measures(request, task):
    """Give the measures of a task other numbers."""
    return answer_order(
        request,
        task.inspection,
        list(task.measures.live().order_by("number")),
        title=f"调整任务 {task.number} 的措施顺序",
        back=task.get_absolute_url(),
    )


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def meetings(request, inspection):
    """Meetings and visits in the order of their dates."""
    rows = Meeting.objects.filter(inspection=inspection).select_related("paper")
    standing = permissions.standing(request.user, inspection.organization)
    context = {
        "inspection": inspection,
        "meetings": rows.order_by("date", "pk").prefetch_related("tasks"),
        "office": standing.holds(Role.OFFICE) and not inspection.closed_at,
        "visits": standing.holds(Role.SUPERVISOR) and not inspection.closed_at,
    }
    return render(request, "measures/meetings.html", context)


def meeting_form(request, meeting):
    """The form as the reader may fill it in: the supervisor notes visits alone."""
    standing = permissions.standing(request.user, meeting.inspection.organization)
    return MeetingForm(
        request.POST or None,
        request.FILES or None,
        instance=meeting,
        visits_only=not standing.holds(Role.OFFICE),
    )


@contextmanager
def paper_of(form):
    """The paper that a valid form brings; where marks are found the form asks for a clearance."""
    data, office = form.cleaned_data, not form.visits_only
    cleared = data["clearance"] if data["cleared"] else ""
    try:
        with paper(data["file"], office=office, cleared=cleared) as columns:
            yield columns
    except Refusal as refusal:
        if refusal.code == "paper_marked":
            form.show_clearance(True)
        raise


@route("GET", "POST", roles=KEEPERS, of=Inspection)
def new_meeting(request, inspection):
    """A meeting or visit."""

    def make(form, columns):
        return note_meeting(form.instance, form.many()["tasks"], columns, actor=request.user)

    return answer_new(
        request,
        meeting_form(request, Meeting(inspection=inspection)),
        make,
        title="登记会议或督导",
        back=f"{inspection.get_absolute_url()}meetings/",
        sentence="已登记，会计入看板和通报。",
        first=paper_of,
    )


@route("GET", "POST", roles=KEEPERS, of=Meeting)
def void_meeting(request, meeting):
    """Void a meeting or visit that was noted by mistake."""
    form = VoidNotedForm(request.POST or None, initial={"seen": fingerprint(meeting)})

    def save(form):
        given = {"actor": request.user, "seen": form.cleaned_data["seen"]}
        meetings_door.void_meeting(meeting, form.cleaned_data["reason"], **given)

    return answer_change(
        request,
        form,
        save,
        title=f"作废{meeting.get_kind_display()}：{meeting.date} {meeting.subject}"[:60],
        back=f"{meeting.inspection.get_absolute_url()}meetings/",
        sentence="已作废，不再计入看板和通报。",
        danger="确认作废",
        of=meeting,
    )


@route("GET", "POST", roles=KEEPERS, of=Meeting)
def edit_meeting(request, meeting):
    """Change what was noted of a meeting or visit, or add its paper."""

    def save(form):
        given = {"actor": request.user, "seen": form.cleaned_data["seen"]}
        with paper_of(form) as columns:
            change_meeting(meeting, form.values(), form.many()["tasks"], columns, **given)

    return answer_change(
        request,
        meeting_form(request, meeting),
        save,
        title="修改会议或督导",
        back=f"{meeting.inspection.get_absolute_url()}meetings/",
        sentence="已保存。",
    )
