"""What the dashboard shows: sentence, headline figures, charts, lists; counted by ``figures``."""

from dataclasses import dataclass

from django.utils import timezone

from ledger.transitions import level_of

from . import burn_down, charts, figures, groups
from .book import load

SLOW_DAYS = 3
RECENT = 5
LISTED = 10
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


def context(inspection, as_of=None):
    """Everything on the page, at the end of ``as_of`` or now."""
    book = load(inspection, as_of)
    count = figures.count(book)
    points = burn_down.burn_down(book)
    departments = groups.by_department(book)
    longest = max((group.measures for group in departments), default=0)
    late = [row for row in book.measures if row.light.code == "overdue"]
    late.sort(key=lambda row: row.light.days)
    soon = [row for row in book.measures if row.light.code == "due_soon"]
    soon.sort(key=lambda row: row.light.days)
    waiting = stuck(book)
    return {
        "inspection": inspection,
        "as_of": book.as_of,
        "past": book.as_of < timezone.localdate(),
        "days_left": (inspection.period_end - book.as_of).days,
        "day_number": (book.as_of - inspection.period_start).days + 1,
        "figures": count,
        "outcome_figures": [count[key] for key in OUTCOMES],
        "lead": sentence(book, count, points, late, waiting),
        "points": points,
        "chart": charts.burn_down(points),
        "departments": [(group, charts.stacked(group, longest)) for group in departments],
        "aspects": [(g, charts.share(g.signed_off, g.measures)) for g in groups.by_aspect(book)],
        "late": late[:LISTED],
        "soon": soon[:LISTED],
        "stuck": waiting[:LISTED],
        "continuing": [task for task in book.tasks if task.state == "continuing"],
        "recent": recent(book),
    }


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
        "late_rooms": "、".join(rooms),
        "waiting": len(waiting),
        "longest": waiting[0] if waiting and waiting[0].days >= SLOW_DAYS else None,
        "finished": bool(total) and done == total,
    }
