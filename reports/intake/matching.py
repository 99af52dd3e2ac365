"""Which entry of a file is which row of the ledger: by number and text, whatever their order."""

from difflib import SequenceMatcher

from .marks import compact

ALIKE = 0.75  # so alike are two texts of which one was edited
NUMBERED = 0.3  # with the same number, so much likeness will do
MOST_PAIRS = 2500  # texts compared with one another in one place
COMPARED = 120  # characters of each


def likeness(one, other):
    """How alike two texts are at their beginning, from 0 to 1."""
    one, other = one[:COMPARED], other[:COMPARED]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= NUMBERED else 0.0


def anywhere(entry, row):
    """No place is nearer than another."""
    return False


def match(entries, rows, near=anywhere):
    """id(entry) → row, for the siblings of one place.

    First those with the same text, the place (``near``) and then the number deciding between
    equals; then those with the
    same number and a text not too different; at last those whose texts are most alike.
    """
    found = {}
    left = {row.pk: row for row in rows}

    def take(entry, row):
        found[id(entry)] = row
        del left[row.pk]

    same_text(entries, left, take, near)
    rest = [entry for entry in entries if id(entry) not in found]
    by_number = {row.number: row for row in left.values()}
    for entry in rest:
        row = by_number.get(entry.number)
        if row is not None and likeness(compact(entry.text), compact(row.text)) >= NUMBERED:
            take(entry, row)
    rest = [entry for entry in rest if id(entry) not in found]
    most_alike(rest, left, take)
    return found


def same_text(entries, left, take, near):
    """Take the pairs whose texts are the same but for spaces and width."""
    by_text = {}
    for row in left.values():
        by_text.setdefault(compact(row.text), []).append(row)
    waiting = [
        (entry, by_text[key]) for entry in entries if (key := compact(entry.text)) in by_text
    ]
    tests = (
        lambda entry, row: near(entry, row) and row.number == entry.number,
        near,
        lambda entry, row: row.number == entry.number,
        lambda entry, row: True,
    )
    for fits in tests:
        rest = []
        for entry, rows in waiting:
            row = next((row for row in rows if fits(entry, row)), None)
            if row is None:
                rest.append((entry, rows))
            else:
                rows.remove(row)
                take(entry, row)
        waiting = rest


def most_alike(entries, left, take):
    """Take the pairs of texts that are most alike, best first."""
    if not entries or len(entries) * len(left) > MOST_PAIRS:
        return
    pairs = sorted(
        (
            (likeness(compact(entry.text), compact(row.text)), number, row.pk)
            for number, entry in enumerate(entries)
            for row in left.values()
        ),
        reverse=True,
    )
    taken = set()
    for ratio, number, pk in pairs:
        if ratio < ALIKE:
            return
        if number not in taken and pk in left:
            taken.add(number)
            take(entries[number], left[pk])
