"""What the dashboard shows: sentence, headline figures, charts, lists; counted by ``figures``."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ledger.transitions import level_of

from . import burn_down, charts, explaining, figures, groups
from .book import load
from .comparing import compare
from .freezing import frozen

WEEK = 7  # days
SLOW_DAYS = 3
RECENT = 5
LISTED = 10
NAMED = 5
OUTCOMES = (
    "institutions",
    "campaigns",
    "funds_wan",
    "people_dealt_with",
    "meetings",
    "supervision_visits",
)


@dataclass(frozen=True)
class Stuck:
    """An item that waits for a signature: whose, and for how many days."""

    item: object
    who: str
    days: int

    @property
    def width(self):
        """The bar, whose full width is a week."""
        return charts.share(min(self.days, 7), 7)


def context(inspection, as_of=None, since=None):
    """Everything on the page, at the end of ``as_of`` or now, compared with ``since`` or a week ago."""
    book = load(inspection, as_of)
    count = figures.count(book)
    points = burn_down.burn_down(book)
    late, soon = lit(book, "overdue"), lit(book, "due_soon")
    waiting = stuck(book)
    return {
        "inspection": book.inspection,
        "as_of": book.as_of,
        "past": book.as_of < timezone.localdate(),
        "days_left": (book.inspection.period_end - book.as_of).days,
        "day_number": (book.as_of - book.inspection.period_start).days + 1,
        "figures": count,
        "links": addresses(book, count),
        "tail": tail(book),
        "outcome_figures": [(count[key], addresses(book, count)[key]) for key in OUTCOMES],
        "lead": sentence(book, count, points, late, waiting),
        "points": points,
        "chart": charts.burn_down(points),
        "late": late[:LISTED],
        "soon": soon[:LISTED],
        "idle": idle(count["stagnant"], book)[:LISTED],
        "stuck": waiting[:LISTED],
        "continuing": [task for task in book.tasks if task.state == "continuing"],
        "contradictions": explaining.contradictions(book),
        "recent": recent(book),
        **parts(book),
        **changed(book, since),
    }


def tail(book):
    """What an address needs besides, to stay on the book's day."""
    past = book.as_of < timezone.localdate()
    return f"&as_of={book.as_of.isoformat()}" if past else ""


def addresses(book, count):
    """Key → where a figure's rows are: on the ledger page with its acts, or as they were then."""
    ledger = reverse("reports:ledger", args=[book.inspection.pk])
    page, day = reverse("reports:figure", args=[book.inspection.pk]), tail(book)
    return {
        key: f"{ledger}?{row.query}" if row.query and not day else f"{page}?{row.filter}{day}"
        for key, row in count.items()
    }


def lit(book, code):
    """The measures with one light, the most pressing first."""
    rows = [row for row in book.measures if row.light.code == code]
    return sorted(rows, key=lambda row: row.light.days)


def idle(figure, book):
    """(measure, days) of those on which nothing moves, the longest first."""
    rows = [(row, figures.idle_days(row, book.as_of)) for row in figure.rows]
    return sorted(rows, key=lambda pair: -pair[1])


def parts(book):
    """The ledger by department, aspect and lead official, each with its bar."""
    departments = groups.by_department(book)
    longest = max((group.measures for group in departments), default=0)
    return {
        "departments": [(group, charts.stacked(group, longest)) for group in departments],
        "aspects": [(g, charts.share(g.signed_off, g.measures)) for g in groups.by_aspect(book)],
        "leads": [(g, charts.share(g.signed_off, g.measures)) for g in groups.by_lead(book)],
    }


def changed(book, since=None):
    """What changed since the day asked for, or since a week before the book's day."""
    day = since or book.as_of - datetime.timedelta(days=WEEK)
    day = max(day, book.inspection.feedback_date)
    if day >= book.as_of:
        return {"since": None, "asked_since": None, "changes": None}
    before = load(book.inspection, day, beside=book)
    found = compare(frozen(before), frozen(book))
    return {"since": day, "asked_since": since, "changes": found}


def stuck(book):
    """What waits for a signature, the longest first."""
    found = []
    for item in (*book.problems, *book.tasks, *book.measures):
        steps = level_of(item).path(item.state)
        if steps and item.since and item.state not in {"open", "continuing", "in_progress"}:
            days = (book.as_of - timezone.localdate(item.since)).days
            found.append(Stuck(item, whose(item, steps[0]), days))
    return sorted(found, key=lambda row: (-row.days, row.item.level, row.item.number))


def whose(item, step):
    """Whose signature is awaited."""
    if step.action == "endorse":
        return item.lead.post
    if step.action == "approve":
        return f"{item.department.name}负责人"
    return step.who[0].label


def recent(book):
    """The measures signed off last."""
    done = [row for row in book.measures if row.signed_off_at]
    return sorted(done, key=lambda row: row.signed_off_at, reverse=True)[:RECENT]


def pace(book, points):
    """How many measures ahead of the plan (negative: behind) on the day, or None."""
    reached = [point for point in points if point.actual is not None]
    if not reached or not book.measures:
        return None
    return reached[-1].plan - reached[-1].actual


def sentence(book, count, points, late, waiting):
    """The facts of the sentence that opens the page."""
    total = count["measures_total"].value
    done = count["measures_signed_off"].value
    rooms = dict.fromkeys(row.department.name for row in late)
    ahead = pace(book, points)
    return {
        "percent": f"{100 * done // total}%" if total else "0%",
        "ahead": ahead if ahead and ahead > 0 else 0,
        "behind": -ahead if ahead and ahead < 0 else 0,
        "late_rooms": told(list(rooms)),
        "waiting": len(waiting),
        "longest": waiting[0] if waiting and waiting[0].days >= SLOW_DAYS else None,
        "finished": bool(total) and done == total,
    }


def told(rooms):
    """The names of departments in a sentence: a few of them, where they are many."""
    if len(rooms) <= NAMED:
        return "、".join(rooms)
    return f"{'、'.join(rooms[: NAMED - 1])}等 {len(rooms)} 个部门"
