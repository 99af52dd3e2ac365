"""The papers of a ledger: the page that lists them, and each as PDF and as Word file."""

from functools import partial
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from ledger import access, permissions
from ledger.models import Department, Inspection
from ledger.refusals import refuse
from ledger.roles import MEMBER_ROLES
from ledger.routes import route
from measures.models import Measure
from problems.models import Task
from reports import press
from reports.book import load
from reports.papers import KINDS, PAPERS

from .dashboard import asked_day
from .files import send
from .notice import print_remarks
from .notice_print import TYPES

ASKED = ("department", "task")  # what a paper may be of


def of_reader(user, pk, paper):
    """The ledger, if the user may see it and there is such a paper."""
    inspection = Inspection.objects.visible_to(user).filter(pk=pk).first()
    if inspection is None or paper not in PAPERS:
        raise Http404
    inspection.paper = PAPERS[paper]
    return inspection


@route("GET", roles=MEMBER_ROLES, of=Inspection)
def papers(request, inspection):
    """The papers that the reader may take, as of the day that ``?as_of=`` asks for."""
    day = asked_day(request.GET, inspection, *ASKED)
    roles = permissions.standing(request.user, inspection.organization).roles
    press.warm()
    context = {
        "inspection": inspection,
        "kinds": [kind for kind in KINDS if kind.roles & roles],
        "rooms": rooms(inspection),
        "tasks": Task.objects.filter(inspection=inspection).live().order_by("number"),
        "asked": day,
        "today": timezone.localdate(),
        "remarks": print_remarks(),
    }
    return render(request, "reports/papers.html", context)


def rooms(inspection):
    """The departments that answer for anything, and those in use."""
    live = [model.objects.filter(inspection=inspection).live() for model in (Task, Measure)]
    busy = Q(pk__in=live[0].values("department")) | Q(pk__in=live[1].values("department"))
    own = Department.objects.filter(organization=inspection.organization_id)
    return own.filter(busy | Q(is_retired=False)).order_by("order", "pk")


@route("GET", roles=MEMBER_ROLES, of=of_reader)
def paper_pdf(request, inspection):
    """A paper as PDF; refused (503) where a font, a character or a library is missing."""
    return answer(request, inspection, press.render, "application/pdf", "pdf")


@route("GET", roles=MEMBER_ROLES, of=of_reader)
def paper_docx(request, inspection):
    """A paper as Word file."""
    from reports import word  # python-docx: half a second of start-up that few requests need

    return answer(request, inspection, word.docx, TYPES["docx"], "docx")


def answer(request, inspection, make, content_type, ending):
    """Compose the paper, note who took it, send it under its Chinese name.

    It is marked as a draft unless the record settled it: then it bears the record's time alone, and
    is the same file whoever takes it.
    """
    check_roles(request, inspection)
    kind = inspection.paper
    day = asked_day(request.GET, inspection, *ASKED)
    if day == timezone.localdate():
        day = None
    book = load(inspection, day)
    target = chosen(kind, request.GET, book)
    paper, entry = kind.compose(book, target), kind.settled(book, target)
    made_at = entry.at if entry else timezone.now()
    line = "" if entry else draft_line(request.user, made_at, book.as_of)
    day = timezone.localdate(made_at) if entry else f"工作用稿 {book.as_of}"
    name = f"{paper.heading}（{day}）.{ending}"
    make = partial(make, paper, made_at=made_at, draft=line)
    return send(request, make, content_type, name, target=took(request, kind))


def took(request, kind):
    """The address of what was taken; the page's one form sends what the other papers ask for too."""
    data = {name: request.GET.get(name, "") for name in ("as_of", kind.asks)}
    query = urlencode({name: value for name, value in data.items() if name and value})
    return f"{request.path}?{query}" if query else request.path


def draft_line(user, now, as_of):
    """What stands above each page of a paper that is not settled."""
    written = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    return f"工作用稿　{user.name}　{written} 生成　数据截至 {as_of}"


def check_roles(request, inspection):
    """Refuse (403) whoever may read the ledger but not take this paper."""
    roles = permissions.standing(request.user, inspection.organization).roles
    if not roles & inspection.paper.roles:
        access.log(request, "denied", request.path)
        raise refuse("role", action=f"生成{inspection.paper.name}", who="需要的，请联系整改办。")


def chosen(kind, data, book):
    """The department or task that the address names; refused (400) where it names none."""
    if kind.asks == "department":
        return chosen_room(data.get("department", ""), book)
    if kind.asks == "task":
        return chosen_task(data.get("task", ""), book)
    return None


def chosen_room(text, book):
    """A department of the organization; None, for all, where none is named."""
    if not text:
        return None
    rows = Department.objects.filter(organization=book.inspection.organization_id)
    room = rows.filter(pk=number(text)).first()
    if room is None:
        raise refuse("malformed", errors=["没有这个部门，请从列表里选择。"])
    return room


def chosen_task(text, book):
    """A task of the book."""
    if not text:
        raise refuse("malformed", errors=["请选择整改任务。"])
    pk = number(text)
    task = next((row for row in book.tasks if row.pk == pk), None)
    if task is None:
        day = book.as_of.isoformat()
        raise refuse("malformed", errors=[f"{day} 的台账里没有这项任务，请从列表里选择。"])
    return task


def number(text):
    """The number that a text writes in plain digits, or 0, which no row has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
