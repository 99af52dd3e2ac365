"""The journal of one ledger, for those who check it."""

from django.http import Http404
from django.shortcuts import render

from ledger import access
from ledger.journal_words import describe_all
from ledger.models import Inspection, JournalEntry
from ledger.paging import check_known, page_of
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
    check_known(request.GET, JournalFilter.base_filters)
    entries = JournalEntry.objects.filter(head__inspection=inspection)
    found = JournalFilter(request.GET, entries)
    if not found.form.is_valid():
        errors = [
            f"{found.form[name].label}：{'；'.join(e)}" for name, e in found.form.errors.items()
        ]
        raise refuse("malformed", errors=errors)
    page = page_of(found.qs.order_by("-sequence"), PER_PAGE, request.GET)
    page.object_list = list(page.object_list)
    describe_all(page.object_list)
    access.log(request, "journal", f"inspection {inspection.pk} page {page.number}")
    context = {
        "inspection": inspection,
        "page": page,
        "form": found.form,
        "filtered": bool(set(request.GET) - {"page"}),
    }
    return render(request, "reports/journal.html", context)
