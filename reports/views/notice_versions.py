"""The versions of a notice: what each changed, and an earlier wording brought back."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse

from ledger.once import new_key
from ledger.paging import page_of
from ledger.refusals import refuse
from ledger.roles import DRAFT_ROLES
from ledger.routes import route
from reports.notice.bindings import bindings, rebound
from reports.notice.passages import seen
from reports.notice.versions import compared, replayed, sittings
from reports.notice_page import may_edit
from reports.revising import ADDABLE

from .dashboard import check_names
from .notice_edition import MARKS, of_reader

PER_PAGE = 50


@route("GET", roles=DRAFT_ROLES, of=of_reader)
def versions(request, notice):
    """Every edit; ``?from=`` and ``?to=`` show what two versions differ in."""
    check_names(request.GET, "from", "to", "page")
    edits = list(notice.edits.select_related("by", "snapshot").order_by("number"))
    last = edits[-1].number
    first, second = asked(request.GET, "from", 1, last), asked(request.GET, "to", last, last)
    first, second = sorted((first, second))
    changes = compared(replayed(edits, first), replayed(edits, second))
    found = sittings(edits)[::-1]
    context = {
        "notice": notice,
        "inspection": notice.inspection,
        "page": page_of(found, PER_PAGE, request.GET),
        "numbers": sorted({first, second, *(one.number for one in found)}, reverse=True),
        "first": first,
        "second": second,
        "mark": MARKS.get(notice.state, "修改过程"),
        "changes": [(one, way_back(notice, one, edits, first, request.user)) for one in changes],
    }
    return render(request, "reports/notice_versions.html", context)


@dataclass(frozen=True)
class WayBack:
    """The form that makes a passage what it was in the earlier version: its address and fields."""

    action: str
    fields: dict


def given_at(edits, number):
    """Name → Binding of the snapshot that a version's values came from; empty where none was kept."""
    bound = [one for one in edits if one.act in ("begin", "bind") and one.number <= number]
    return bindings(bound[-1].snapshot.data) if bound[-1].snapshot else {}


def way_back(notice, change, edits, first, user):
    """The form that undoes a change through the ordinary doors; None where nothing is to be undone.

    ``first`` is the earlier version: what a name stood for then and is another task's by now stays.
    Values are those of the present snapshot: an earlier wording brings no earlier figure back.
    """
    old = change.before
    if old is None or not may_edit(notice, user):
        return None
    now = replayed(edits)
    known = bindings(notice.snapshot.data, notice.dated)
    text = rebound(old.text, known, given_at(edits, first))
    row = next((row for row in now if row.key == old.key), None)
    if row is not None:
        if (row.lead, row.text) == (old.lead, text):
            return None
        fields = {"key": row.key, "seen": seen(row), "lead": old.lead, "text": text}
        return WayBack(reverse("reports:save_passage", args=[notice.pk]), fields)
    keys = {row.key for row in now}
    after = next((key for key in change.ahead if key in keys), "")
    if old.lead or not after or old.kind not in ADDABLE or text in {one.text for one in now}:
        return None
    fields = {"after": after, "kind": old.kind, "text": text, "once": new_key()}
    return WayBack(reverse("reports:add_passage", args=[notice.pk]), fields)


def asked(data, name, default, last):
    """A version's number in the address; raises Refusal for what is none."""
    text = data.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= last):
        raise refuse("malformed", errors=["没有这个版本。"])
    return int(text)
