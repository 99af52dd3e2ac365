"""A ledger's notices: those there are, what one would say today, and beginning one."""

from django.shortcuts import render
from django.utils import timezone

from ledger import permissions
from ledger.maintaining import answer_change
from ledger.models import Inspection, Organization
from ledger.once import said_in
from ledger.refusals import Refusal
from ledger.roles import DRAFT_ROLES, Role
from ledger.routes import route
from ledger.views.errors import answer, wants_json
from reports import drafting, faces, press
from reports.models import Notice, NoticeStyle, Snapshot
from reports.notice.bindings import bindings
from reports.notice.style import STANDARD, names, style_of
from reports.notice.told import Told
from reports.notice_forms import BeginForm, StyleForm
from reports.notice_page import rows_of
from reports.published import standing_of
from reports.styling import save_style

from .dashboard import asked_day
from .notice_edition import DRAFT
from .notice_edits import done, malformed

OFFICE = frozenset({Role.OFFICE})


@route("GET", roles=DRAFT_ROLES, of=Inspection)
def notice(request, inspection):
    """The ledger's notices, and what one would say as of a day."""
    return show(request, inspection)


def show(request, inspection, *, form=None, refusal=None):
    """The page; a form that was refused keeps what was typed."""
    press.warm()
    day = asked_day(request.GET, inspection) if request.method == "GET" else None
    passages, data, dated = drafting.preview(inspection, day)
    standing = permissions.standing(request.user, inspection.organization)
    able = standing.holds(Role.OFFICE) and not inspection.closed_at
    context = {
        "inspection": inspection,
        "as_of": data["as_of"],
        "rows": rows_of(passages, bindings(data, dated)),
        "figures": data["figures"],
        "omissions": Told(data).left_out,
        "asked": day,
        "today": timezone.localdate(),
        "mark": DRAFT,
        "remarks": print_remarks(),
        "notices": of_ledger(inspection),
        "office": standing.holds(Role.OFFICE),
        "form": (form or first_form(inspection)) if able else None,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 400 if form else 200
    return render(request, "reports/notice.html", context, status=status)


def of_ledger(inspection):
    """The notices of a ledger, the latest first, each with how it stands."""
    rows = Notice.objects.filter(inspection=inspection).select_related("snapshot", "begun_by")
    rows, told = list(rows.defer("snapshot__data").order_by("-pk")), standing_of(inspection)
    for row in rows:
        row.stands = told.get(row.pk, row.get_state_display())
    return rows


def first_form(inspection):
    """The form to begin a notice with, the latest snapshot chosen; None while one is in hand."""
    if Notice.objects.filter(inspection=inspection, state__in=("draft", "submitted")).exists():
        return None
    latest = Snapshot.objects.filter(inspection=inspection).order_by("-pk").defer("data").first()
    dated = max(filter(None, [inspection.notice_date, timezone.localdate()]))
    if latest and inspection.notice_date and inspection.notice_date >= latest.as_of:
        dated = inspection.notice_date
    return BeginForm(inspection=inspection, initial={"snapshot": latest, "dated": dated})


@route("POST", roles=OFFICE, of=Inspection)
def begin(request, inspection):
    """Draft a notice from a snapshot."""
    form = BeginForm(request.POST, inspection=inspection)
    if not form.is_valid():
        if wants_json(request):
            return answer(request, malformed(form))
        return show(request, inspection, form=form)
    data = form.cleaned_data
    given = {"actor": request.user, "key": data["once"], "said": said_in(request.POST)}
    try:
        row = drafting.begin(inspection, data["snapshot"], dated=data["dated"], **given)
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        return show(request, inspection, form=form, refusal=refusal)
    return done(request, row, "初稿已生成。数字和日期来自快照，文字可以逐段修改。")


def print_remarks():
    """What a reader should know of this machine's fonts before printing."""
    try:
        return [f"服务器没有{name}，PDF 中用 {family} 代替。" for name, family in faces.stand_ins()]
    except Refusal as refusal:
        return [str(refusal)]


@route("GET", "POST", roles=OFFICE, of=Organization)
def notice_style(request, organization):
    """How the organization words its notices."""
    style = style_of(organization)

    def save(form):
        seen = form.cleaned_data.get("seen")
        save_style(form.instance, form.values(), actor=request.user, seen=seen)

    return answer_change(
        request,
        StyleForm(request.POST or None, instance=style),
        save,
        title="通报写法",
        back=f"/organizations/{organization.pk}/",
        sentence="通报写法已保存，下次起草时使用。",
        lead="起草通报时用的写法。已经起草的通报不变。",
        notes=standard_notes(),
    )


def standard_notes():
    """The standard texts and the names that may be used, to be read beside the form."""
    words = NoticeStyle._meta
    told = [(words.get_field(name).verbose_name, text) for name, text in STANDARD.items()]
    return [*told, ("可用的名称", "、".join(names()))]
