"""Hints from progress texts: the same words again and again, or in every department."""

import re
import unicodedata
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nsmallest

from .hints import Hint, row_of

# Two measures of one task may honestly be told in the same words; a third time it is copying.
REPEATED_MEASURES = 3
# A word or two (正在推进) come by themselves; only many of them tell something.
SHORT_CHARACTERS = 12
REPEATED_SHORT = 6
# Departments do different work: three of them do not come to the same sentence by chance.
SAME_WORDS_DEPARTMENTS = 3
# Share of common pairs of characters from which two texts count as the same: one word of two
# characters changed in sixteen leaves two thirds.
NEAR = 0.65
SKETCH = 6  # of two texts so near, one of the six smallest hashes is almost always common
TRIED = 5  # nearest kinds that a text is compared with for each hash: bounds the work
NOT_WORDS = re.compile(r"[\W\d_]+")
SHOWN = 60


@dataclass
class Kind:
    """Texts that say the same: as normalised, its pairs of characters, and the entries."""

    text: str
    pairs: set
    entries: list = field(default_factory=list)


def normalised(text, departments):
    """A text without what may differ though it says the same: numbers, signs, departments' names."""
    text = unicodedata.normalize("NFKC", text)
    for name in departments:
        text = text.replace(name, "")
    return NOT_WORDS.sub("", text)


def pairs_of(text):
    """Every two characters that follow one another, as numbers that are the same on each run."""
    return {zlib.crc32(text[at : at + 2].encode()) for at in range(max(len(text) - 1, 1))}


def nearest(pairs, sketch, index):
    """A kind that a text belongs to, among those that share a hash of its sketch."""
    seen = set()
    for value in sketch:
        for kind in index[value][:TRIED]:
            if id(kind) in seen:
                continue
            seen.add(id(kind))
            common = len(pairs & kind.pairs)
            if common >= NEAR * (len(pairs) + len(kind.pairs) - common):
                return kind
    return None


class Kinds:
    """Kinds of text, each found again by its very words or by words near to them.

    A text is compared with few kinds only, found by the smallest hashes of its pairs (bottom-k
    sketch), so that the work grows with the texts and not with their square.
    """

    def __init__(self):
        self.found, self.exact, self.index = [], {}, defaultdict(list)

    def of(self, text):
        """The kind that a normalised text is of, a new one if there is none yet."""
        if text not in self.exact:
            pairs = pairs_of(text)
            sketch = nsmallest(SKETCH, pairs)
            near = nearest(pairs, sketch, self.index) if len(text) >= SHORT_CHARACTERS else None
            self.exact[text] = near or self.new(text, pairs, sketch)
        return self.exact[text]

    def new(self, text, pairs, sketch):
        """A kind of which this is the first text."""
        kind = Kind(text, pairs)
        self.found.append(kind)
        for value in sketch:
            self.index[value].append(kind)
        return kind


def kinds(facts):
    """The progress texts of a ledger, put together by what they say."""
    all_kinds = Kinds()
    names = sorted(facts.departments, key=len, reverse=True)
    for measure in facts.measures:
        for entry in facts.progress[measure]:
            # Nothing is left of a bare number or sign.
            if text := normalised(entry.text, names):
                all_kinds.of(text).entries.append(entry)
    return all_kinds.found


def cut(text):
    """A text as a reason quotes it, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def repeated(facts):
    """``repeated_text`` for texts told of several measures, ``same_words`` for many departments."""
    for kind in kinds(facts):
        told = {entry.measure_id: entry for entry in reversed(kind.entries)}
        rows = [facts.measures[pk] for pk in facts.measures if pk in told]
        rooms = dict.fromkeys(row.department.name for row in rows)
        short = len(kind.text) < SHORT_CHARACTERS
        if len(rows) < (REPEATED_SHORT if short else REPEATED_MEASURES):
            continue
        first = kind.entries[0].text
        if len(rooms) >= SAME_WORDS_DEPARTMENTS:
            code = "same_words"
            reason = f"{len(rooms)} 个部门的 {len(rows)} 条措施写了几乎一样的进展：“{cut(first)}”"
        else:
            code = "repeated_text"
            reason = f"{len(rows)} 条措施的进展几乎一样：“{cut(first)}”"
        yield Hint(
            code,
            kind.text[:SHOWN],
            reason,
            [row_of(row, f"{row.department.name}：{cut(told[row.pk].text)}") for row in rows],
            sorted(entry.pk for entry in kind.entries),
            frozenset(entry.by.personnel_number for entry in kind.entries),
        )
