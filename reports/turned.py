"""What changed in the ledger between the snapshots that a notice was bound to, and where it is told."""

from dataclasses import dataclass

from .comparing import compare
from .models import NoticeAct, Snapshot
from .notice.checks.case import sources

NOT_OF_STATE = frozenset(
    {"reworded", "moved"}
)  # the checks tell of the one, the dates bind the other


@dataclass(frozen=True)
class Turn:
    """An item that changed: how, and the passages that tell of it."""

    word: str
    change: object
    places: tuple
    is_edited: bool = False


def turns_of(notice, edits, passages):
    """The items in another state than in the snapshot that the words came from, in the groups' order."""
    before = earlier(notice, edits)
    if before is None:
        return []
    since = max(one.number for one in edits if one.act in (NoticeAct.BEGIN, NoticeAct.BIND))
    touched = {p["key"] for one in edits if one.number > since for p in one.passages}
    found = []
    for kind, word, changes in compare(before, notice.snapshot.data).groups:
        for change in changes if kind not in NOT_OF_STATE else ():
            places = tuple(row for row in passages if tells_of(row, change))
            is_edited = bool(places) and all(row.key in touched for row in places)
            found.append(Turn(word, change, places, is_edited))
    return found


def earlier(notice, edits):
    """The data of the snapshot that a notice, or what it corrects, was bound to before; or None."""
    used = [row.snapshot_id for row in edits if row.snapshot_id]
    if notice.corrects_id:
        used.insert(0, notice.corrects.snapshot_id)
    before = [pk for pk in used if pk != notice.snapshot_id]
    if not before:
        return None
    return Snapshot.objects.filter(pk=before[-1]).values_list("data", flat=True).get()


def tells_of(passage, change):
    """Whether a passage tells of an item: by what it is about, or by the number of a task."""
    row = change.row
    level, pk = ("task", row["task"]) if change.level == "measure" else (change.level, row["id"])
    is_named = level == change.level == "task" and f"第{row['number']}项任务" in passage.plain
    return is_named or (level, pk) in sources(passage)
