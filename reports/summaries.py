"""Keeping one row of figures for each ledger, in the transaction of each act, right on any day.

The rules are those of ``figures``; ``check_ledger`` and the tests hold the two against each other.
Counting a loaded book would cost an act as much as a dashboard, and more with each year of journal.
"""

import datetime
from collections import Counter

from django.db import connection, transaction
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from ledger.models import Inspection, JournalEntry, JournalHead, Kind
from ledger.transitions import LEVELS
from measures.models import UNDER_WAY, Measure
from problems.models import FeedbackKind, Problem, Task

from .figures import SIGNED_OFF, WAITING
from .models import InspectionSummary

AT_ONCE = 500  # rows turned in one transaction
COUNTED = (
    "problems_total",
    "problems_signed_off",
    "tasks_total",
    "tasks_signed_off",
    "tasks_continuing",
    "measures_total",
    "measures_signed_off",
    "waiting",
)
BY_DAY = ("overdue", "due_soon", "reviews_missed", "stagnant")
TURN = (
    "UPDATE reports_inspectionsummary SET overdue = %s, due_soon = %s, reviews_missed = %s, "
    "stagnant = %s, counted_on = %s, turns_on = %s "
    "WHERE id = %s AND sequence = %s AND counted_on = %s"
)


def refresh(inspection):
    """Count the ledger of this id anew; its journal's head is held, so that nobody changes it."""
    values = counted(inspection, timezone.localdate())
    rows = InspectionSummary.objects.filter(inspection=inspection)
    if not rows.update(**values):
        InspectionSummary.objects.create(inspection_id=inspection, **values)


def counted(inspection, on):
    """Every field of a ledger's summary on a day, in a number of queries that does not grow."""
    last = JournalEntry.objects.filter(head__inspection=inspection).order_by("-sequence")
    sequence, acted_at = last.values_list("sequence", "at").first() or (0, None)
    rules = ("due_soon_days", "stagnant_days")
    thresholds = Inspection.objects.filter(pk=inspection).values_list(*rules).get()
    states, days = of_measures(inspection)
    values = {
        "sequence": sequence,
        "acted_at": acted_at,
        "measures_total": sum(states.values()),
        "measures_signed_off": states[SIGNED_OFF],
        "counted_on": on,
        "days": days,
    }
    waiting = {"measure": states, **of_tasks(inspection, values), **of_problems(inspection, values)}
    values["waiting"] = sum(found[state] for found in waiting.values() for state in WAITING)
    values["waiting_since"] = waiting_since(inspection, waiting)
    return values | on_day(days, *thresholds, on)


def of_measures(inspection):
    """(state → how many measures, what the figures that depend on the day are counted from).

    The latter are, for each date, how many open measures are due, how many long-term ones are to be
    reviewed, and on how many under way something moved last.
    """
    rows = Measure.objects.filter(inspection=inspection).live()
    parts = ("state", "kind", "deadline", "review_date")
    states, due, review = Counter(), Counter(), Counter()
    for state, kind, deadline, review_date, count in rows.values_list(*parts).annotate(
        count=Count("pk")
    ):
        states[state] += count
        if state == SIGNED_OFF:
            continue
        if kind != Kind.LONG_TERM:
            due[deadline] += count
        elif state not in WAITING:
            review[review_date] += count
    moved = Counter()
    if any(states[state] for state in UNDER_WAY):
        under_way = rows.filter(state__in=UNDER_WAY).with_last_move()
        moves = under_way.values_list("last_move", flat=True)
        moved = Counter(timezone.localdate(at) for at in moves if at)
    return states, {"due": dated(due), "review": dated(review), "moved": dated(moved)}


def dated(count):
    """A count by date as JSON takes it; what has no date never turns."""
    return {day.isoformat(): number for day, number in count.items() if day}


def of_tasks(inspection, values):
    """Count the tasks into ``values``; level → state → how many."""
    rows = Task.objects.filter(inspection=inspection).live()
    states = Counter(dict(rows.values_list("state").annotate(count=Count("pk"))))
    values["tasks_total"] = sum(states.values())
    values["tasks_signed_off"] = states[SIGNED_OFF]
    values["tasks_continuing"] = states["continuing"]
    return {"task": states}


def of_problems(inspection, values):
    """Count the problems of the opinion into ``values``; level → state → how many, of them all."""
    rows = Problem.objects.filter(inspection=inspection).live()
    states, told = Counter(), Counter()
    for kind, state, count in rows.values_list("feedback__kind", "state").annotate(
        count=Count("pk")
    ):
        states[state] += count
        if kind == FeedbackKind.OPINION:
            told[state] += count
    values["problems_total"] = sum(told.values())
    values["problems_signed_off"] = told[SIGNED_OFF]
    return {"problem": states}


def waiting_since(inspection, waiting):
    """Since when the item has waited that has waited longest, or None."""
    found = []
    for level, states in waiting.items():
        if any(states[state] for state in WAITING):
            told = JournalEntry.objects.filter(object_type=level, object_id=OuterRef("pk"))
            told = told.filter(to_state=OuterRef("state")).order_by("-sequence").values("at")
            rows = LEVELS[level].model.objects.filter(inspection=inspection, state__in=WAITING)
            found.append(rows.live().aggregate(since=Min(Subquery(told[:1])))["since"])
    return min((since for since in found if since), default=None)


def on_day(days, due_soon_days, stagnant_days, on):
    """The figures that depend on the day, the day itself, and the next on which one of them turns."""
    due, review, moved = (read(days[name]) for name in ("due", "review", "moved"))
    one, soon = datetime.timedelta(days=1), datetime.timedelta(days=due_soon_days)
    idle = datetime.timedelta(days=stagnant_days)
    turns = [
        *(day + one for day in (*due, *review)),
        *(day + one - soon for day in due),
        *(day + idle for day in moved),
    ]
    return {
        "overdue": sum(count for day, count in due.items() if day < on),
        "due_soon": sum(count for day, count in due.items() if on <= day < on + soon),
        "reviews_missed": sum(count for day, count in review.items() if day < on),
        "stagnant": sum(count for day, count in moved.items() if day + idle <= on),
        "counted_on": on,
        "turns_on": min((day for day in turns if day > on), default=None),
    }


def read(kept):
    """A count by date as ``dated`` wrote it."""
    return {datetime.date.fromisoformat(day): count for day, count in kept.items()}


def turn(rows, on):
    """Bring the figures of these summaries up to a new day, where it changes any; how many rows.

    A row that an act refreshes meanwhile is left alone: it is of today already.
    """
    stale = rows.filter(Q(turns_on__lte=on) | Q(counted_on__gt=on)).order_by("pk")
    rules = ("inspection__due_soon_days", "inspection__stagnant_days")
    found = list(stale.values_list("pk", "sequence", "counted_on", "days", *rules))
    adapt = connection.ops.adapt_datefield_value
    for start in range(0, len(found), AT_ONCE):
        told = []
        for pk, sequence, counted_on, days, *thresholds in found[start : start + AT_ONCE]:
            values = on_day(days, *thresholds, on)
            figures = [values[name] for name in BY_DAY]
            dates = [adapt(on), adapt(values["turns_on"])]
            told.append([*figures, *dates, pk, sequence, adapt(counted_on)])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(TURN, told)
    return len(found)


def behind():
    """The ids of the inspections whose summary is missing or not of the journal's last entry."""
    heads = JournalHead.objects.exclude(inspection=None)
    kept = heads.filter(inspection__summary__sequence=F("sequence"))
    rows = Inspection.objects.exclude(pk__in=kept.values("inspection"))
    return list(rows.order_by("pk").values_list("pk", flat=True))
