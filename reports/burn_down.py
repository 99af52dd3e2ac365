"""What was to be left of the measures by plan, and what was left in truth."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One day of the burn-down: measures left by plan, and left in truth (None: not yet)."""

    day: datetime.date
    plan: int
    actual: int | None


def burn_down(book):
    """Measures left, by plan and in truth, over the concentrated period, one point a week.

    The plan keeps the deadlines from before any extension; measures without one stay to the end
    of the period.
    """
    start, end = book.inspection.period_start, book.inspection.period_end
    days = list(range(0, (end - start).days, 7))
    dates = [start + datetime.timedelta(days=number) for number in days] + [end]
    if start < book.as_of < end and book.as_of not in dates:
        dates = sorted([*dates, book.as_of])
    moves = book.history.finished("measure")
    return [point(book, day, end, moves) for day in dates]


def point(book, day, end, moves):
    """The burn-down on one day; a measure reopened since counts as done for as long as it was."""
    planned = [row.first_deadline or row.deadline or end for row in book.measures]
    plan = sum(min(date, end) > day for date in planned)
    if day > book.as_of:
        return Point(day, plan, None)
    told = ([done for on, done in moves.get(row.pk, ()) if on <= day] for row in book.measures)
    done = sum(bool(states) and states[-1] for states in told)
    return Point(day, plan, len(book.measures) - done)
