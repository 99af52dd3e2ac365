"""What the checks look at: a notice's passages, the snapshot it rests on, and its date."""

import datetime
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from reports.notice.bindings import bindings
from reports.notice.passages import BOUND, Bound
from reports.notice.told import Told

from .found import Finding, around, digest_of

# Words of others: a document's title, a quotation. Bounded, so that a mark never closed ends.
QUOTED = re.compile(r"《[^《》\n]{1,200}》|“[^“”\n]{1,600}”|‘[^‘’\n]{1,200}’")
HEADINGS = frozenset({"section", "aspect", "problem", "unnumbered"})
BODY = frozenset({"point", "item", "text"})


@dataclass(frozen=True)
class View:
    """The plain text of one part (lead, text) of a passage, with its way back to the raw text."""

    passage: object
    part: str = "text"

    @cached_property
    def raw(self):
        """The text with bound values as tokens."""
        return getattr(self.passage, self.part)

    @cached_property
    def pieces(self):
        """(start in plain, end in plain, start in raw, end in raw, Bound) of each bound value."""
        found, gone = [], 0
        if self.part == "lead":  # has none: what looks like one is printed as it stands
            return found
        for match in BOUND.finditer(self.raw):
            bound = Bound(*match.groups())
            start = match.start() - gone
            end = start + len(bound.shown)
            found.append((start, end, match.start(), match.end(), bound))
            gone += len(match[0]) - len(bound.shown)
        return found

    @cached_property
    def bound_starts(self):
        """Where in the plain text the bound values start."""
        return [row[0] for row in self.pieces]

    @cached_property
    def text(self):
        """The text as it is printed."""
        return self.passage.plain if self.part == "text" else self.raw

    @cached_property
    def quotations(self):
        """(start, end) of document titles and quotations."""
        return [match.span() for match in QUOTED.finditer(self.text)]

    def is_quoted(self, place):
        """Whether a place is inside a document's title or a quotation."""
        at = bisect_right(self.quotations, (place, len(self.text) + 1)) - 1
        return at >= 0 and self.quotations[at][0] <= place < self.quotations[at][1]

    def bound_at(self, place):
        """The bound value at a place, or None."""
        at = bisect_right(self.bound_starts, place) - 1
        return self.pieces[at][4] if at >= 0 and place < self.pieces[at][1] else None

    def raw_span(self, start, end):
        """A stretch of the plain text in the raw one; what touches a bound value takes all of it."""
        return self.raw_place(start, False), max(self.raw_place(start, False), self.raw_end(end))

    def raw_end(self, end):
        """Where in the raw text a stretch ends that ends at ``end``."""
        return self.raw_place(end, True) if end else 0

    def raw_place(self, place, is_end):
        """A place of the plain text in the raw one."""
        shift = 0
        for start, end, raw_start, raw_end, _ in self.pieces:
            if place < start or (is_end and place == start):
                break
            if place < end or (is_end and place == end):
                return raw_end if is_end else raw_start
            shift = raw_end - end
        return place + shift

    def sentence_start(self, place):
        """Where the sentence, or the item of a series, begins that a place is in."""
        return max(self.text.rfind(mark, 0, place) for mark in "。；！？\n") + 1

    def finding(self, code, start, end, says, advice, facts=()):
        """A finding at a place; ``facts`` are what the words were compared with."""
        quote = self.text[start:end]
        raw_start, raw_end = self.raw_span(start, end)
        known_by = (code, self.passage.key, self.part, quote, *around(self.text, start, end))
        return Finding(
            code,
            self.passage.key,
            start,
            end,
            quote,
            says,
            advice,
            digest_of(*known_by, *facts),
            self.part,
            raw_start,
            raw_end,
        )


@dataclass(frozen=True)
class Case:
    """A notice to be checked.

    ``data`` is that of its snapshot, ``dated`` the date of signature, ``slips`` the organization's
    own wrong → right words, ``unprintable`` the characters that no font has. Where they are known,
    ``present`` is what the ledger says of its items by now, ``begun`` the notice as it was drafted,
    ``earlier`` the data of the snapshots that its words came from before it was bound anew,
    ``today`` the day on which it is looked at, ``corrects`` whether it corrects another.
    """

    passages: tuple
    data: dict
    dated: datetime.date
    slips: dict = field(default_factory=dict)
    unprintable: frozenset = frozenset()
    present: dict | None = None
    begun: tuple = ()
    earlier: tuple = ()
    today: datetime.date | None = None
    corrects: bool = False

    @cached_property
    def now(self):
        """The same notice on the ledger's items as they are by now; None where that is not known."""
        if self.present is None:
            return None
        return Case(self.passages, self.data | self.present, self.dated, self.slips)

    @cached_property
    def origins(self):
        """The same notice on each snapshot that its words may come from, this one first."""
        return (self, *(Case(self.passages, data, self.dated) for data in self.earlier))

    @cached_property
    def views(self):
        """Every part that has text, in order."""
        return [
            View(row, part)
            for row in self.passages
            for part in ("lead", "text")
            if getattr(row, part)
        ]

    @cached_property
    def body(self):
        """The parts between title and signature; what stands in a contact block is checked too."""
        kinds = HEADINGS | BODY | {"contact"}
        return [view for view in self.views if view.passage.kind in kinds]

    @cached_property
    def sentences(self):
        """The body and what is said to be corrected, which names figures that were wrong."""
        return [*self.body, *(view for view in self.views if view.passage.kind == "correction")]

    @cached_property
    def contact(self):
        """The contact block: the last contact passage, no heading after it; None if there is none."""
        for row in reversed(self.passages):
            if row.kind in HEADINGS:
                break
            if row.kind == "contact":
                return row
        return None

    @cached_property
    def known(self):
        """Name → what the snapshot says."""
        return bindings(self.data, self.dated)

    @cached_property
    def told(self):
        """Which items may be told."""
        return Told(self.data)

    def may(self, level, row):
        """Whether an item may be printed by the snapshot, and by the ledger as it is now."""
        now = self.now
        return self.told.may(level, row) and (now is None or now.told.may(level, row))

    @cached_property
    def figures(self):
        """Key → figure of the snapshot."""
        return {row["key"]: row for row in self.data["figures"]}

    @cached_property
    def as_of(self):
        """The day that the figures are of."""
        return datetime.date.fromisoformat(self.data["as_of"])

    @cached_property
    def tasks(self):
        """Id → task."""
        return {row["id"]: row for row in self.data["tasks"]}

    def of_kind(self, *kinds):
        """The passages of some kinds, in order."""
        return [row for row in self.passages if row.kind in kinds]

    def missing(self, code, beside, says, advice, facts=()):
        """A finding of what is not there, placed at the passage that it should stand beside."""
        key = beside.key if beside else (self.passages[0].key if self.passages else "")
        return Finding(code, key, 0, 0, "", says, advice, digest_of(code, *facts))


def sources(passage):
    """(level, id) of the items that a passage tells of."""
    rows = (word.partition(":") for word in passage.source.split())
    return [(level, int(pk)) for level, _, pk in rows if pk.isdecimal()]
