"""The journal of one ledger, for those who check it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from ledger import access
from ledger.journal_words import describe_all
from ledger.models import Inspection, JournalEntry
from ledger.refusals import refuse
from ledger.roles import JOURNAL_ROLES
from ledger.routes import route
from reports.filters import JournalFilter

PER_PAGE = 50


def journal_of(user, pk):
    """The inspection, for whoever may read its journal or its ledger; Http404 otherwise."""
    for rows in (Inspection.objects.journal_visible_to(user), Inspection.objects.visible_to(user)):
        if found := rows.filter(pk=pk).first():
            return found
    raise Http404


@route("GET", roles=JOURNAL_ROLES, of=journal_of)
def journal(request, inspection):
    """What happened in the ledger, the latest first, field by field; filtered by the address."""
    number = page_number(request.GET)
    entries = JournalEntry.objects.filter(head__inspection=inspection)
    found = JournalFilter(request.GET, entries)
    if not found.form.is_valid():
        errors = [
            f"{found.form[name].label}：{'；'.join(e)}" for name, e in found.form.errors.items()
        ]
        raise refuse("malformed", errors=errors)
    pages = Paginator(found.qs.order_by("-sequence"), PER_PAGE)
    if number > pages.num_pages:
        raise refuse(
            "malformed", errors=[f"没有第 {number} 页，最后一页是第 {pages.num_pages} 页。"]
        )
    page = pages.page(number)
    page.object_list = list(page.object_list)
    describe_all(page.object_list)
    access.log(request, "journal", f"inspection {inspection.pk} page {number}")
    context = {
        "inspection": inspection,
        "page": page,
        "form": found.form,
        "filtered": bool(set(request.GET) - {"page"}),
    }
    return render(request, "reports/journal.html", context)


def page_number(data):
    """The page asked for; raises Refusal for what is no page."""
    if unknown := sorted(set(data) - {"page", *JournalFilter.base_filters}):
        raise refuse("malformed", errors=[f"没有这个条件：{unknown[0][:30]}"])
    text = data.get("page", "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text)):
        raise refuse("malformed", errors=["页码有误，请从页面下方的翻页处进入。"])
    return int(text)
