"""The overview: every ledger of the organizations that one oversees."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from ledger.paging import check_known, page_of
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.routes import route
from reports import overview as overseen, summaries
from reports.overview import BARE, NAMES, VIEWS

PER_PAGE = 50
NAMED = 8  # organizations without a ledger that the sentence at the top names


@route("GET", roles=frozenset({Role.OVERSEER}))
def overview(request):
    """One table of all ledgers, ranked, filtered by the address; what they come to at the top."""
    check_known(request.GET, overseen.OverviewFilter.base_filters)
    today = timezone.localdate()
    summaries.turn(overseen.summaries(request.user), today)
    rows = overseen.ledgers(request.user)
    found = overseen.OverviewFilter(request.GET, rows)
    if not found.form.is_valid():
        errors = [
            f"{found.form[key].label}：{'；'.join(e)}" for key, e in found.form.errors.items()
        ]
        raise refuse("malformed", errors=errors)
    asked = {key: value for key, value in found.form.cleaned_data.items() if value}
    whole = overseen.added_up(rows)
    total = overseen.added_up(found.qs) if asked else whole
    bare = overseen.organizations(request.user).filter(inspections=None)
    context = {"form": found.form, "asked": asked, "total": total, "rank": overseen.RANK}
    context |= {"bare": bare.count(), "named": list(bare[:NAMED]), "all": whole["view_"]}
    context["views"] = tabs(whole, asked, context["bare"])
    context["percent"] = share(total["measures_signed_off"], total["measures_total"])
    context["longest"] = waited(total["since"], today)
    context["bare_only"] = asked.get("show") == BARE
    if context["bare_only"]:
        bare = overseen.with_words(bare, asked.get("q", ""), NAMES)
        context["page"] = page_of(bare, PER_PAGE, request.GET)
    else:
        rows = overseen.ranked(found.qs)
        context["page"] = page_of(rows, PER_PAGE, request.GET, count=total["view_"])
        context["rows"] = [
            described(row, today) for row in overseen.fetched(context["page"].object_list)
        ]
    return render(request, "reports/overview.html", context)


def described(row, today):
    """A ledger with the days and the share that its row of the table shows."""
    row.days_left = (row.period_end - today).days
    if summary := getattr(row, "summary", None):
        row.share = share(summary.measures_signed_off, summary.measures_total)
        row.waited = waited(summary.waiting_since, today)
    return row


def share(part, whole):
    """A part of a whole in percent, rounded down: only all of it is all of it."""
    return f"{100 * part // whole}%" if whole else "0%"


def waited(since, today):
    """For how many days something has waited, or None."""
    return since and (today - timezone.localdate(since)).days


def tabs(whole, asked, bare):
    """The views above the table, each with its count whatever is searched; a search is kept."""
    kept = {"q": asked["q"]} if "q" in asked else {}
    shown = [(name, label, whole[f"view_{name}"]) for name, (label, _) in VIEWS.items()]
    shown += [(BARE, "没有台账的单位", bare)] if bare else []
    return [
        {
            "label": label,
            "query": urlencode(({"show": name} if name else {}) | kept),
            "count": count,
            "hot": name == "overdue" and count,
            "current": asked.get("show", "") == name,
        }
        for name, label, count in shown
    ]
