"""The notice while it is worked on: passages of plain text with bound values in them.

A bound value stands as ``{24项|整改任务}`` in the text: what is printed, and the name of what the
snapshot says of it. It cannot be typed over: see ``bindings``.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace

KINDS = {
    "title": "标题",
    "section": "一级标题",
    "aspect": "二级标题",
    "point": "带小标题的段落",
    "problem": "三级标题",
    "item": "编号的段落",
    "unnumbered": "不编号的标题",
    "text": "段落",
    "contact": "联系方式",
    "organ": "落款",
    "date": "成文日期",
    "correction": "更正说明",
}
# The frame of a notice: one of each, neither added nor taken out. Only a correction says what it corrects.
FRAME = frozenset({"title", "organ", "date", "correction"})
CLOSING = ("organ", "date", "correction")  # nothing is put after these
# Headings and the signature: a line break in them is none.
ONE_LINE = frozenset({"section", "aspect", "problem", "unnumbered", "organ", "date"})
LENGTH = 8000  # of a passage, in characters
BOUND = re.compile(r"\{([^{}|\n]{1,200})\|([^{}|\n]{1,60})\}")
# The same as a Chinese keyboard gives it: braces and bar of full width.
TYPED = re.compile(r"[{｛]([^{}｛｝|｜\n]{1,200})[|｜]([^{}｛｝|｜\n]{1,60})[}｝]")
STRAY = re.compile(r"[{｛][^{}｛｝\n]{0,40}[}｝]?|[}｝]")


@dataclass(frozen=True)
class Passage:
    """A heading or paragraph: ``key`` stays with it, ``source`` is what it tells of (task:22)."""

    key: str
    kind: str
    text: str
    lead: str = ""  # the heading that a point runs on from
    source: str = ""

    @property
    def plain(self):
        """The text as it is printed."""
        return plain(self.text)

    @property
    def called(self):
        """The kind as people call it."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Bound:
    """A value that the snapshot gives: what is shown, and under which name."""

    shown: str
    name: str

    def __str__(self):
        return f"{{{self.shown}|{self.name}}}"


def parts(text):
    """The text as plain strings and ``Bound`` values, in order."""
    found, end = [], 0
    for match in BOUND.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        found.append(Bound(*match.groups()))
        end = match.end()
    return [*found, text[end:]] if end < len(text) else found


def plain(text):
    """The text as it is printed: bound values without their names."""
    return BOUND.sub(r"\1", text)


def bounds(text):
    """The bound values of a text, in order."""
    return [Bound(*match.groups()) for match in BOUND.finditer(text)]


def literal(text):
    """Text of the ledger as it may stand in a passage: what looks like a bound value is none."""
    return BOUND.sub("｛\\1|\\2｝", text)


def as_typed(text, old=""):
    """Text that somebody typed, its bindings as they are kept; what ``old`` had as it was stays."""
    had = {match[0] for match in TYPED.finditer(old)}
    return TYPED.sub(
        lambda found: found[0] if found[0] in had else f"{{{found[1]}|{found[2]}}}", text
    )


def strays(text):
    """The braces of a text that are no binding, each with what it seems to hold."""
    return [found for part in parts(text) if isinstance(part, str) for found in STRAY.findall(part)]


def as_data(passages):
    """Passages as plain data."""
    return [asdict(row) for row in passages]


def from_data(rows):
    """Passages from plain data."""
    return tuple(Passage(**row) for row in rows)


def digest(passages):
    """SHA-256 over the passages, in hexadecimal."""
    text = json.dumps(as_data(passages), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seen(passage):
    """What a form saw of a passage, as 16 hexadecimal digits."""
    return digest([passage])[:16]


def said(passages, kind):
    """What the only passage of a kind says, as it is printed; "" where there is none."""
    return next((row.plain for row in passages if row.kind == kind), "")


def correcting(passages, words):
    """The passages with what was corrected said last: it is printed below the date."""
    rows = [row for row in passages if row.kind != "correction"]
    return (*rows, Passage("correction", "correction", literal(words)))


def changed(passages, key, **values):
    """The passages with the values of one of them set."""
    return tuple(replace(row, **values) if row.key == key else row for row in passages)
