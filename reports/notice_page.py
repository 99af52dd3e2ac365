"""What the page of a notice shows: each passage with its number, bound values and findings."""

import itertools
from dataclasses import dataclass, field

from django.utils import timezone

from ledger import permissions
from ledger.models import JournalEntry
from ledger.roles import Role

from .checking import judged, objection
from .freezing import freeze
from .models import SnapshotSignature
from .notice.bindings import bindings
from .notice.passages import FRAME, Bound, parts, seen
from .notice.setting import wholes_of
from .notice.versions import replayed
from .turned import turns_of

# Entries of the journal that are about the notice itself, not about what it tells.
OWN = ("notice", "noticesignature", "noticewaiver", "publication", "snapshot", "snapshotsignature")
TAGS = {"title": "h1", "section": "h2", "aspect": "h3", "unnumbered": "h3", "problem": "h4"}
AS_OF = "数据截至"
LINE = 40  # characters in a line of the box that a passage is edited in


@dataclass(frozen=True)
class Shown:
    """A piece of a passage: plain text, or a bound value with where it comes from."""

    text: str
    name: str = ""
    rule: str = ""
    now: str = ""  # what the ledger says by now of the snapshot's day, where that differs
    today: str = ""  # what it says of today, where that differs


@dataclass
class Finding:
    """A finding as the page shows it: whether the reader may let it stand, and what was refused."""

    one: object
    may_waive: bool = False
    typed: str = ""
    refusal: object = None
    words: str = ""  # what it is about, as the box of its passage has it

    @property
    def anchor(self):
        """Where it stands on the page."""
        return f"f-{self.one.digest[:12]}"


@dataclass
class Row:
    """One passage as the page shows it."""

    passage: object
    number: str
    pieces: list
    findings: list = field(default_factory=list)
    typed: dict = field(default_factory=dict)  # what a refused form said
    refusal: object = None
    previous: str = ""  # the key of the passage before it

    @property
    def key(self):
        """The passage's key, which is its anchor."""
        return self.passage.key

    @property
    def tag(self):
        """The element that it is shown in."""
        return TAGS.get(self.passage.kind, "p")

    @property
    def seen(self):
        """What a form sees of it."""
        return seen(self.passage)

    @property
    def lead(self):
        """The heading that it runs on from, as typed or as it is."""
        return self.typed.get("lead", self.passage.lead)

    @property
    def text(self):
        """The text to be edited, as typed or as it is."""
        return self.typed.get("text", self.passage.text)

    @property
    def lines(self):
        """How many lines the box has."""
        text = self.text
        return min(20, 2 + sum(1 + len(line) // LINE for line in text.split("\n")))

    @property
    def is_framed(self):
        """Whether it can neither be moved nor taken out."""
        return self.passage.kind in FRAME

    @property
    def is_headed(self):
        """Whether it runs on from a heading of its own."""
        return self.passage.kind == "point"

    @property
    def is_closing(self):
        """Whether nothing can be put after it."""
        return self.passage.kind in ("organ", "date")


def rows_of(passages, known, now=None, findings=(), today=None):
    """The rows of a page; ``now`` and ``today`` are what the ledger gives by now: see ``latest``."""
    inner = iter(wholes_of(passages))
    numbers = ["" if p.kind in FRAME else next(inner).number for p in passages]
    later = now or {}, today or {}
    rows = [
        Row(passage, number, [piece(part, known, *later) for part in parts(passage.text)])
        for passage, number in zip(passages, numbers, strict=True)
    ]
    for first, second in itertools.pairwise(rows):
        second.previous = first.key
    by_key = {row.key: row for row in rows}
    for found in findings:
        row, one = by_key[found.one.key], found.one
        row.findings.append(found)
        text = row.passage.lead if one.part == "lead" else row.passage.text
        found.words = text[one.raw_start : one.raw_end] if one.quote else ""
    return rows


def piece(part, known, now, today):
    """One part of a passage for the page."""
    if not isinstance(part, Bound):
        return Shown(part)
    rule = known[part.name].rule if part.name in known else ""
    return Shown(part.shown, part.name, rule, other(part, now), other(part, today))


def other(part, later):
    """How a bound value is shown by now, where that is not as it stands in the text."""
    found = later.get(part.name)
    return "" if found is None or part.shown in found.forms else found.shown


def latest(notice):
    """(what the ledger gives by now for the snapshot's day, what for today): name → Binding.

    Both are empty where nothing was written since; only the day of the figures differs of itself.
    """
    snapshot = notice.snapshot
    since = JournalEntry.objects.filter(
        head__inspection=notice.inspection_id, sequence__gt=snapshot.sequence
    )
    if not since.exclude(object_type__in=OWN).exists():
        return {}, {}
    now = given(notice, snapshot.as_of)
    if snapshot.as_of >= timezone.localdate():
        return now, {}
    today = given(notice, timezone.localdate())
    return now, {name: row for name, row in today.items() if name != AS_OF}


def given(notice, day):
    """What the ledger gives by now for a day."""
    return bindings(freeze(notice.inspection, day)[0], notice.dated)


@dataclass(frozen=True)
class Vouched:
    """Whether the secretary confirmed a notice's snapshot, and the latest one that was, if later."""

    confirmed: bool
    later: object = None


def vouched(notice):
    """What the secretary confirmed of the figures that a notice may rest on."""
    rows = SnapshotSignature.objects.filter(
        step="confirm",
        snapshot__inspection=notice.inspection_id,
        snapshot__pk__gte=notice.snapshot_id,
    )
    rows = rows.select_related("snapshot").defer("snapshot__data").order_by("snapshot")
    found = [row.snapshot for row in rows]
    later = found[-1] if found and found[-1].pk != notice.snapshot_id else None
    return Vouched(any(row.pk == notice.snapshot_id for row in found), later)


def moved(rows):
    """name → the bound value that the ledger gives otherwise by now, each once."""
    pieces = [piece for row in rows for piece in row.pieces if piece.now or piece.today]
    return {piece.name: piece for piece in pieces}


def may_edit(notice, user):
    """Whether the reader may change its words now."""
    standing = permissions.standing(user, notice.inspection.organization)
    return (
        notice.state == "draft" and standing.holds(Role.OFFICE) and not notice.inspection.closed_at
    )


def findings_of(notice, user):
    """What the checks find, with what the reader may do about each."""
    standing = permissions.standing(user, notice.inspection.organization)
    open_ledger = not notice.inspection.closed_at
    return [
        Finding(one, open_ledger and objection(one, user, standing) is None)
        for one in judged(notice)
    ]


def page_of(notice, user):
    """All that the page shows of a notice, for a reader."""
    edits = list(notice.edits.order_by("number"))
    passages, editable = replayed(edits), may_edit(notice, user)
    findings = findings_of(notice, user) if notice.is_in_hand else []
    known = bindings(notice.snapshot.data, notice.dated)
    now, today = latest(notice) if notice.is_in_hand else ({}, {})
    rows = rows_of(passages, known, now, findings, today)
    return {
        "notice": notice,
        "inspection": notice.inspection,
        "snapshot": notice.snapshot,
        "rows": rows,
        "known": known.values(),
        "moved": moved(rows),
        "editable": editable,
        "turns": turns_of(notice, edits, passages) if editable else [],
        "findings": findings if notice.is_in_hand else None,
        "left": sum(found.one.waiver is None for found in findings),
        "waived": sum(found.one.waiver is not None for found in findings),
    }
