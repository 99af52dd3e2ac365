"""Which entry of a file is which row of the ledger: by number and text, whatever their order."""

from difflib import SequenceMatcher

from .marks import compact

ALIKE = 0.75  # so alike are two texts of which one was edited
NUMBERED = 0.3  # with the same number, so much likeness will do
MOST_PAIRS = 4000  # texts compared with one another in one place


def likeness(one, other):
    """How alike two texts are, from 0 to 1."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= NUMBERED else 0.0


def match(entries, rows):
    """id(entry) → row, for the siblings of one place.

    First those with the same text, the same number deciding between equals; then those with the
    same number and a text not too different; at last those whose texts are most alike.
    """
    found = {}
    left = {row.pk: row for row in rows}

    def take(entry, row):
        found[id(entry)] = row
        del left[row.pk]

    same_text(entries, left, take)
    rest = [entry for entry in entries if id(entry) not in found]
    by_number = {row.number: row for row in left.values()}
    for entry in rest:
        row = by_number.get(entry.number)
        if row is not None and likeness(compact(entry.text), compact(row.text)) >= NUMBERED:
            take(entry, row)
    rest = [entry for entry in rest if id(entry) not in found]
    most_alike(rest, left, take)
    return found


def same_text(entries, left, take):
    """Take the pairs whose texts are the same but for spaces and width."""
    by_text = {}
    for row in left.values():
        by_text.setdefault(compact(row.text), []).append(row)
    waiting = []
    for entry in entries:
        rows = by_text.get(compact(entry.text), [])
        row = next((row for row in rows if row.number == entry.number), None)
        if row is not None:
            rows.remove(row)
            take(entry, row)
        elif rows:
            waiting.append((entry, rows))
    for entry, rows in waiting:
        if rows:
            take(entry, rows.pop(0))


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
