"""A notice at any of its versions, replayed from its edits; and what differs between two."""

import datetime
import difflib
from dataclasses import dataclass

from .passages import from_data, plain

PAUSE = datetime.timedelta(minutes=10)  # after which the same person's next save stands by itself


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
class Sitting:
    """Edits that are one to a reader: one person's saves of one passage, with no pause between."""

    edits: tuple

    @property
    def last(self):
        """The edit that it ended with."""
        return self.edits[-1]

    @property
    def number(self):
        """The version that it led to."""
        return self.last.number

    @property
    def since(self):
        """The version that it began from."""
        return max(1, self.edits[0].number - 1)


def sittings(edits):
    """The edits, those made in one go together; each stays a version of its own."""
    found = []
    for edit in edits:
        if found and goes_on(found[-1].last, edit):
            found[-1] = Sitting((*found[-1].edits, edit))
        else:
            found.append(Sitting((edit,)))
    return found


def goes_on(last, edit):
    """Whether an edit is the next save of the same words by the same person."""
    return (
        last.act == edit.act == "text"
        and last.by_id == edit.by_id
        and last.passages[0]["key"] == edit.passages[0]["key"]
        and edit.at - last.at <= PAUSE
    )


@dataclass(frozen=True)
class Change:
    """One passage that two versions do not share: ``runs`` are (same | gone | new, text).

    ``before`` is the passage as the earlier one has it, if it does and its words are others, and
    ``ahead`` the keys of those that stood before it there, the nearest first.
    """

    passage: object
    says: str
    runs: tuple
    before: object = None
    ahead: tuple = ()


def compared(before, after):
    """What changed from one version to a later one, in the order of the later."""
    old = {row.key: row for row in before}
    new = {row.key: row for row in after}
    found = []
    for row in after:
        if row.key not in old:
            found.append(Change(row, "增加", (("new", whole(row)),)))
        elif whole(old[row.key]) != whole(row):
            was = old[row.key]
            found.append(Change(row, "修改", runs(whole(was), whole(row)), was))
    for place, row in enumerate(before):
        if row.key not in new:
            ahead = tuple(one.key for one in reversed(before[:place]))
            found.append(Change(row, "删去", (("gone", whole(row)),), row, ahead))
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
