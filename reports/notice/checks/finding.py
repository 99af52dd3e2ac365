"""All checks over one notice: what they are called, and what they find."""

from collections import Counter

from . import (
    days,
    disclosure,
    figures,
    frame,
    items,
    marks,
    names,
    privacy,
    said_days,
    series,
    since,
    slips,
    sums,
    typed,
    unfinished,
)
from .found import Finding, told_apart

__all__ = ["TITLES", "Finding", "find"]

FAMILIES = (
    figures,
    typed,
    sums,
    items,
    unfinished,
    privacy,
    names,
    disclosure,
    since,
    days,
    said_days,
    slips,
    marks,
    series,
    frame,
)
TITLES = {code: title for family in FAMILIES for code, title in family.TITLES.items()}
FIXED = frozenset({"withdrawn"})  # what nobody may let stand
MOST = 50  # of one check in one passage: more are shown when those are mended


def find(case):
    """Every finding, in the order of the notice."""
    places = {row.key: at for at, row in enumerate(case.passages)}
    order = list(TITLES)
    found = [finding for family in FAMILIES for finding in family.find(case)]
    found.sort(
        key=lambda one: (
            places.get(one.key, -1),
            one.part != "lead",
            one.start,
            order.index(one.code),
        )
    )
    return list(told_apart(few(found)))


def few(found):
    """No more than a few of one check in one passage."""
    counts = Counter()
    for one in found:
        counts[one.key, one.code] += 1
        if counts[one.key, one.code] <= MOST:
            yield one
