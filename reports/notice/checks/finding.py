"""All checks over one notice: what they are called, and what they find."""

from collections import Counter

from . import (
    days,
    disclosure,
    figures,
    frame,
    glyphs,
    items,
    listed,
    marks,
    misbound,
    names,
    order,
    pace,
    privacy,
    rates,
    said_days,
    series,
    since,
    slips,
    standing,
    sums,
    team,
    typed,
    unfinished,
)
from .found import Finding, told_apart

__all__ = ["TITLES", "Finding", "find"]

FAMILIES = (
    figures,
    misbound,
    typed,
    sums,
    rates,
    items,
    order,
    unfinished,
    listed,
    standing,
    pace,
    privacy,
    names,
    team,
    disclosure,
    since,
    days,
    said_days,
    slips,
    marks,
    series,
    glyphs,
    frame,
)
TITLES = {code: title for family in FAMILIES for code, title in family.TITLES.items()}
FIXED = frozenset({"withdrawn", "unprintable"})  # what nobody may let stand
MOST = 50  # of one check in one passage: more are shown when those are dealt with


def find(case, waived=()):
    """Every finding, in the order of the notice; those ``waived``, by digest, beside the most."""
    places = {row.key: at for at, row in enumerate(case.passages)}
    order = list(TITLES)
    found = sorted(
        told_once([finding for family in FAMILIES for finding in family.find(case)]),
        key=lambda one: (
            places.get(one.key, -1),
            one.part != "lead",
            one.start,
            order.index(one.code),
        ),
    )
    return list(few(told_apart(found), waived))


def told_once(found):
    """The findings without those of words that nobody may let stand anyway."""
    fixed = {}
    for one in found:
        if one.code == "withdrawn":
            fixed.setdefault((one.key, one.part), []).append(one)
    for one in found:
        beside = fixed.get((one.key, one.part), ()) if one.code == "withheld" else ()
        if not any(one.start < other.end and other.start < one.end for other in beside):
            yield one


def digests(case, code):
    """The digests of what one check finds."""
    family = next(family for family in FAMILIES if code in family.TITLES)
    return {one.digest for one in told_apart(family.find(case)) if one.code == code}


def few(found, waived):
    """No more than a few of one check in one passage, of those that are not waived."""
    counts = Counter()
    for one in found:
        if one.digest not in waived:
            counts[one.key, one.code] += 1
        if one.digest in waived or counts[one.key, one.code] <= MOST:
            yield one
