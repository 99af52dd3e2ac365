"""A notice at any of its versions, replayed from its edits; and what differs between two."""

import difflib
from dataclasses import dataclass

from .passages import from_data, plain


def replayed(edits, upto=None):
    """The passages after the edits, or after edit number ``upto``."""
    rows = []
    for edit in edits:
        if upto is not None and edit.number > upto:
            break
        rows = applied(rows, edit)
    return tuple(rows)


def applied(rows, edit):
    """The passages after one edit more."""
    told = list(from_data(edit.passages))
    if edit.act in ("begin", "bind"):
        return told
    row = told[0]
    if edit.act == "text":
        return [row if old.key == row.key else old for old in rows]
    rest = [old for old in rows if old.key != row.key]
    return rest if edit.act == "remove" else placed(rest, row, edit.after)


def placed(rows, row, after):
    """The passages with one put after the passage ``after``, or first of all."""
    keys = [old.key for old in rows]
    place = keys.index(after) + 1 if after in keys else 0
    return [*rows[:place], row, *rows[place:]]


@dataclass(frozen=True)
class Change:
    """One passage that two versions do not share: ``runs`` are (same | gone | new, text)."""

    passage: object
    says: str
    runs: tuple


def compared(before, after):
    """What changed from one version to a later one, in the order of the later."""
    old = {row.key: row for row in before}
    new = {row.key: row for row in after}
    found = []
    for row in after:
        if row.key not in old:
            found.append(Change(row, "增加", (("new", whole(row)),)))
        elif whole(old[row.key]) != whole(row):
            found.append(Change(row, "修改", runs(whole(old[row.key]), whole(row))))
    found += [Change(r, "删去", (("gone", whole(r)),)) for r in before if r.key not in new]
    return found + moved(before, after)


def moved(before, after):
    """The passages that stand elsewhere among those that both versions have."""
    kept = {row.key for row in before} & {row.key for row in after}
    old = [row.key for row in before if row.key in kept]
    new = [row.key for row in after if row.key in kept]
    matched = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    still = {key for block in matched for key in old[block.a : block.a + block.size]}
    return [
        Change(row, "移动", (("same", whole(row)),))
        for row in after
        if row.key in kept and row.key not in still
    ]


def whole(row):
    """A passage as it is printed, without its number."""
    return row.lead + plain(row.text)


def runs(old, new):
    """The two texts as runs of what both have, what is gone, what is new."""
    found = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(("same", old[a:b]))
        else:
            found += [("gone", old[a:b])] if b > a else []
            found += [("new", new[c:d])] if d > c else []
    return tuple(found)
