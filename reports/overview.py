"""The ledgers of an overseer's organizations: ranked by what needs attention, filtered, added up."""

import django_filters
from django import forms
from django.db.models import Case, Count, F, Min, Q, Sum, Value, When

from ledger import permissions
from ledger.models import Inspection, Organization
from ledger.text import plain_text

from .models import InspectionSummary

RANK = (
    "未办结的在前；先比逾期措施多少，再比谁的审批等得最久，再比停滞、临期措施多少，"
    "都相同的，集中整改期先结束的在前。"
)
OPEN = Q(closed_at=None)
LATE = OPEN & Q(summary__overdue__gt=0)
VIEWS = {  # the address' word → (label, which ledgers)
    "": ("全部台账", Q()),
    "open": ("未办结", OPEN),
    "overdue": ("有逾期措施", LATE),
    "stagnant": ("有停滞措施", OPEN & Q(summary__stagnant__gt=0)),
    "waiting": ("有等待审批", OPEN & Q(summary__waiting__gt=0)),
    "closed": ("已办结", ~OPEN),
}
BARE = "none"  # the address' word for organizations without a ledger
DONE = ("tasks_total", "tasks_signed_off", "tasks_continuing")
DONE += ("measures_total", "measures_signed_off")
PRESSING = ("waiting", "overdue", "due_soon", "reviews_missed", "stagnant")  # of open ledgers
NAMES = ("name", "short_name")


def organizations(user):
    """The organizations that ``user`` oversees."""
    return Organization.objects.filter(parent__in=permissions.reach(user)[1]).order_by("pk")


def ledgers(user):
    """Their ledgers."""
    return Inspection.objects.filter(organization__parent__in=permissions.reach(user)[1])


def summaries(user):
    """The summaries of their ledgers."""
    overseen = permissions.reach(user)[1]
    return InspectionSummary.objects.filter(inspection__organization__parent__in=overseen)


def ranked(rows):
    """The ids of ledgers, those first that need attention: see ``RANK``.

    Ids alone, as sorting thousands of whole rows for the fifty of a page takes several times longer.
    """
    closed = Case(When(closed_at=None, then=Value(0)), default=Value(1))
    return rows.values_list("pk", flat=True).order_by(
        closed,
        F("summary__overdue").desc(nulls_last=True),
        F("summary__waiting_since").asc(nulls_last=True),
        F("summary__stagnant").desc(nulls_last=True),
        F("summary__due_soon").desc(nulls_last=True),
        "period_end",
        "pk",
    )


def fetched(ids):
    """The ledgers of these ids in their order, each with its organization and summary."""
    rows = Inspection.objects.select_related("organization", "summary").defer("summary__days")
    found = rows.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def added_up(rows):
    """The figures of all these ledgers together, and how many ledgers each view has; one query."""
    sums = {name: Sum(f"summary__{name}", default=0) for name in DONE}
    sums |= {name: Sum(f"summary__{name}", default=0, filter=OPEN) for name in PRESSING}
    views = {
        f"view_{name}": Count("pk", filter=condition) if condition else Count("pk")
        for name, (_, condition) in VIEWS.items()
    }
    return rows.aggregate(since=Min("summary__waiting_since", filter=OPEN), **sums, **views)


def with_words(rows, text, columns):
    """The rows that have every word of ``text`` in one of the columns."""
    for word in text.split():
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows


class OverviewFilter(django_filters.FilterSet):
    """Ledgers by view, and by words of their organization, title, round or team."""

    show = django_filters.ChoiceFilter(
        label="范围",
        choices=[
            *((name, label) for name, (label, _) in VIEWS.items() if name),
            (BARE, "没有台账"),
        ],
        method="by_view",
        widget=forms.HiddenInput,
    )
    q = django_filters.CharFilter(
        label="单位、巡察名称、轮次或巡察组",
        method="by_words",
        max_length=100,
        validators=[plain_text],
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "如 工商联"}),
    )

    class Meta:
        model = Inspection
        fields = ()

    def by_view(self, rows, name, value):
        """One of the views above the table."""
        return rows.none() if value == BARE else rows.filter(VIEWS[value][1])

    def by_words(self, rows, name, value):
        """Every word is in one of the names."""
        columns = (*(f"organization__{column}" for column in NAMES), "title", "round", "team")
        return with_words(rows, value, columns)
