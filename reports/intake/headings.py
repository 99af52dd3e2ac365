"""Finding a sheet's header by what its headings mean, wherever it stands and however high it is."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from reports.columns import COLUMNS

MAX_HEADING = 24  # characters; what is longer is no heading
SEARCHED = 40  # rows with anything in them, from the top
HEIGHT = 3  # rows of a header at most
THRESHOLD = 2
ABOUT = 0.6  # what a heading counts that only contains a known one
TEXTS = {"problem", "task", "measure"}
ORDINALS = {"序号", "编号", "序列", "序"}
OWN_NUMBER = {"problem": "problem_number", "task": "task_number", "measure": "number"}
# Under “反馈问题” these mean the problem's own text.
CONTENT = {"内容", "具体内容", "名称", "表述", "具体表述", "描述"}
UNSEEN = re.compile(r"[\s:：*、/.。_-]")
BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")


def bare(text):
    """A heading without line breaks, spaces, full width and punctuation."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text))


HEADINGS = {
    bare(heading): name
    for name, column in reversed(COLUMNS.items())
    for heading in (*column.synonyms, column.heading)
}
LONGEST_FIRST = sorted(HEADINGS, key=len, reverse=True)


def meaning(text):
    """(name of the column, how sure) of a heading; ("", 0) where it means none."""
    return known_meaning(text) if text and len(text) <= MAX_HEADING * 2 else ("", 0)


@lru_cache(maxsize=4096)
def known_meaning(text):
    """The same of a short text, remembered."""
    plain = unicodedata.normalize("NFKC", text)
    for wording in (bare(plain), bare(BRACKETS.sub("", plain))):
        if wording in HEADINGS:
            return HEADINGS[wording], 1
    if len(wording) <= MAX_HEADING:
        for known in LONGEST_FIRST:
            if wording.endswith(known) or (len(known) > 3 and known in wording):
                return HEADINGS[known], ABOUT
    return "", 0


@dataclass
class Header:
    """Where a header stands and what its columns mean."""

    top: int
    bottom: int
    names: dict = field(default_factory=dict)  # column → name
    headings: dict = field(default_factory=dict)  # column → text as it stands
    unsure: set = field(default_factory=set)  # columns whose heading only resembles a known one
    score: float = 0
    guessed: bool = False  # none of its headings is known

    @cached_property
    def nearest(self):
        """The heading right above each column, bare."""
        return {column: bare(text.rpartition("／")[2]) for column, text in self.headings.items()}

    def rank(self):
        """The better header first: more known headings, then fewer rows, then higher up."""
        return (self.score, self.top - self.bottom, -self.top)


def find_header(grid):
    """The best header near the top of a sheet, or None."""
    rows = list(grid.rows)[:SEARCHED]
    found = [header for row in rows for header in headers_at(grid, row) if is_one(header)]
    return max(found, key=Header.rank, default=None)


def headers_at(grid, top):
    """What a header of each height would be that begins in a row."""
    for bottom in range(top, top + HEIGHT):
        if bottom > top and bottom not in grid.rows:
            return
        yield header_in(grid, top, bottom)


def is_one(header):
    """Whether this is a header: enough of what is known, and most of what stands there known."""
    names = set(header.names.values())
    texts = names & TEXTS
    enough = header.score >= THRESHOLD and (len(names) > 2 or len(texts) > 1)
    return bool(texts) and enough and 2 * len(header.names) >= len(header.headings)


def header_in(grid, top, bottom):
    """The rows from ``top`` to ``bottom``, read as a header."""
    header = Header(top, bottom)
    counted = set()
    for column in columns_of(grid, top, bottom):
        path = path_of(grid, column, top, bottom)
        texts = [text for _, text in path]
        name, sure = meaning_of(texts)
        header.headings[column] = "／".join(texts)
        deepest = path[-1][0]
        if not name or deepest in counted:
            continue
        counted.add(deepest)
        header.names[column] = name
        header.score += sure
        if sure < 1:
            header.unsure.add(column)
    header.score -= sum(
        ABOUT * (list(header.names.values()).count(name) - 1)
        for name in set(header.names.values()) - {"number"}
    )
    header.bottom = max([bottom, *reach(grid, header, top, bottom)])
    return header


def reach(grid, header, top, bottom):
    """How far down the merged cells of a header go; what goes further is a merged table."""
    for row in range(top, bottom + 1):
        for column in grid.rows.get(row, ()):
            last, _ = grid.spans.get((row, column), (row, column))
            if column in header.names and last < row + HEIGHT:
                yield last


def columns_of(grid, top, bottom):
    """The columns that anything in these rows stands in or is merged over."""
    found = set()
    for row in range(top, bottom + 1):
        for column in grid.rows.get(row, ()):
            _, right = grid.spans.get((row, column), (row, column))
            found |= set(range(column, right + 1))
    return sorted(found)


def path_of(grid, column, top, bottom):
    """The headings above a column, from the outermost: each its place and text, once."""
    path = []
    for row in range(top, bottom + 1):
        place = grid.anchor(row, column)
        cell = grid.rows.get(place[0], {}).get(place[1])
        if cell and cell.text and top <= place[0] and place not in [at for at, _ in path]:
            path.append((place, cell.text))
    return path or [((top, column), "")]


def meaning_of(texts):
    """What a column means by its headings, from the outermost to the nearest."""
    nearest, above = bare(texts[-1]), [meaning(text) for text in texts[:-1]]
    over = next((name for name, _ in reversed(above) if name), "")
    if over and nearest in ORDINALS:
        return OWN_NUMBER.get(over, "number"), 1
    if over and nearest in CONTENT:
        return over, 1
    if len(texts) > 1 and (joined := meaning("".join(texts)))[1] == 1:
        return joined
    found = meaning(texts[-1])
    if found[0] or len(texts) == 1:
        return found
    return (over, ABOUT) if over and len(nearest) <= MAX_HEADING and above[-1][0] else ("", 0)
