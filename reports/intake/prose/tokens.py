"""A paragraph → the marks, labels, “针对…问题” and stretches of text in it, in their order."""

import re
from dataclasses import dataclass

from reports.intake.outline import Issue, Place

from .marks import mark_at
from .plain import Passage
from .words import ABOUT, FIELDS, LABEL, NEXT, label_of

# Where a token may begin: behind a sign, before a bracket, at a label of who and when.
BOUNDARY = re.compile(
    "(?<=[。；：！？，”】）])|(?=[（【])|(?=(?:责任|牵头|配合|完成|整改)(?:部门|单位|领导|时限|期限|时间|人)：)"
)
ENDS = "。；：！？）】"
# Behind which signs an inner mark may follow; a dot or bracket after a number proves little.
AFTER = {
    "is": "。；：！？，”）】",
    "circled": "。；：！？，”）】",
    "ordinal": "。；：！？",
    "number": "。；：",
    "paren_number": "。；：",
    "paren": "。；：",
}
IN_ORDER = ("number", "paren_number", "paren", "ordinal")
NUMBERED = ("number", "paren_number", "circled")  # “1.整改措施” may stand for “整改措施：”
INNER = ("is", "circled", "ordinal", "bullet")
MORE_QUOTES = re.compile("[、，；和及]?“")
ABOUT_TAIL = re.compile(
    "(?:等|的){0,4}(?:\\d{1,3}个)?(?:方面|具体|突出|反馈)?(?:的)?(?:问题|情况)?(?:[。：；，]|$)"
)


@dataclass
class Token:
    """``kind`` is "mark", "label", "about" or "text"; ``name`` the label's or the mark's kind.

    ``passage`` is what follows it up to the next token (of an ``about``, what it is about), ``whole``
    the same with the mark itself; ``begins`` tells whether a paragraph begins with it.
    """

    kind: str
    name: str
    number: int
    passage: Passage
    whole: Passage
    begins: bool = False
    before: str = ""  # the sign in front of it


def tokens_of(paragraph, issues):
    """The tokens of a paragraph; quotes that do not close become a doubt in ``issues``."""
    plain = paragraph.plain
    hidden = quoted(plain)
    pairs = hidden is not None
    if not pairs:
        hidden = []
        message = "引号没有配对，引号内外可能分错，请核对。"
        issues.append(Issue("doubt", message, Place(row=paragraph.row), paragraph.text[:80]))
    cuts = list(Scanner(plain, hidden, pairs).cuts())
    ends = [cut[1] for cut in cuts[1:]] + [len(plain)]
    made = []
    for (kind, start, body, name, number, body_end), end in zip(cuts, ends, strict=True):
        passage = paragraph.cut(body, body_end or end)
        whole = paragraph.cut(start, end)
        before = plain[start - 1 : start]
        if kind != "text" or passage:
            made.append(Token(kind, name, number, passage, whole, start == 0, before))
    return made


def quoted(plain):
    """The stretches inside quotes, or None where the quotes do not pair."""
    if '"' in plain:
        return None
    stretches, depth, start = [], 0, 0
    for place, char in enumerate(plain):
        if char == "“":
            start = place if not depth else start
            depth += 1
        elif char == "”":
            depth -= 1
            if depth < 0:
                return None
            if not depth:
                stretches.append((start, place))
    return None if depth else stretches


@dataclass
class Scanner:
    """Finds the tokens of one plain paragraph; ``hidden`` are its quotes, nothing begins in them."""

    plain: str
    hidden: list
    pairs: bool

    def __post_init__(self):
        self.seen = {}  # the last number of each kind of inner mark
        self.titled = True  # nothing but a heading's title was found so far
        self.outer = False  # what was found may not be followed by a label without colon
        self.quote = 0

    def cuts(self):
        """(kind, start, where its text begins, name, number, where that ends or None) of each."""
        place, idle = 0, True
        while place is not None and place < len(self.plain):
            cut = self.cut_at(place)
            if cut is None:
                if idle:
                    yield ("text", place, place, "", 0, None)
                idle, place = False, self.next_place(place)
                self.outer = True
                continue
            yield cut[:6]
            idle = cut[0] == "about"
            place = cut[6] if idle else cut[2]
            self.outer = cut[3] not in NUMBERED
            if cut[0] != "mark" or cut[1] or cut[3] in INNER:
                self.titled = False

    def next_place(self, place):
        """The next place where a token may begin, None where there is none."""
        while found := BOUNDARY.search(self.plain, place + 1):
            place = found.start()
            while self.quote < len(self.hidden) and self.hidden[self.quote][1] < place:
                self.quote += 1
            if self.quote == len(self.hidden) or place <= self.hidden[self.quote][0]:
                return place
            place = self.hidden[self.quote][1]
        return None

    def cut_at(self, place):
        """The token that begins at a place, or None."""
        before = self.plain[place - 1] if place else ""
        fresh = not place or (self.titled and before not in "，”")
        return (
            self.label_at(place, before, fresh)
            or (fresh and self.about_at(place))
            or self.mark_at(place, before)
            or None
        )

    def label_at(self, place, before, fresh):
        """A label such as “整改情况：”; one without colon has to end the paragraph."""
        found = LABEL.match(self.plain, place)
        if found:
            name = label_of(found)
            alone = not found[0].endswith(("：", "】", "]"))
            if (name in FIELDS or fresh or before in ENDS) and not (alone and self.outer):
                return ("label", place, found.end(), name, 0, None)
        if (fresh or before in "。；！？") and (found := NEXT.match(self.plain, place)):
            return ("label", place, found.end(), "next_step", 0, None)
        return None

    def mark_at(self, place, before):
        """A mark, at the beginning or inside, where it is one by its surroundings."""
        mark = mark_at(self.plain, place)
        if not mark:
            return None
        if place:
            wanted = self.seen.get(mark.kind, 0) + 1
            if before not in AFTER.get(mark.kind, ""):
                return None
            if (mark.kind in IN_ORDER or before in "，”") and mark.number not in (1, wanted):
                return None
        self.seen[mark.kind] = mark.number
        return ("mark", place, mark.end, mark.kind, mark.number, None)

    def about_at(self, place):
        """“针对“…”等问题。” or “关于…的问题。”, with the place behind it as a seventh part."""
        word = self.plain[place : place + 2]
        if word not in ("针对", "关于"):
            return None
        end = self.quotes_end(place + 2) if word == "针对" and self.pairs else None
        if end:
            tail = ABOUT_TAIL.match(self.plain, end)
            if tail and tail[0] and "问题" in tail[0]:
                return ("about", place, place + 2, word, 0, end, tail.end())
        found = ABOUT.match(self.plain, place)
        if found and (word == "针对" or found["end"] in ("。", "：", "")):
            return ("about", place, place + 2, word, 0, found.end("what"), found.end())
        return None

    def quotes_end(self, place):
        """Where one or several quotes that begin at a place end, or None."""
        stretches = dict(self.hidden)
        end = None
        while place in stretches:
            end = stretches[place] + 1
            found = MORE_QUOTES.match(self.plain, end)
            place = found.end() - 1 if found else -1
        return end
