"""Whose words a finding is about, told from the edits of a notice; binding anew writes no words."""

import dataclasses
from dataclasses import dataclass
from itertools import groupby

from .checks.finding import digests
from .checks.found import SENTENCE_ENDS
from .passages import BOUND
from .versions import applied


@dataclass(frozen=True)
class Version:
    """What a notice said after an edit, and who made that."""

    by: object
    passages: tuple


def versions(edits):
    """Every version of a notice in order."""
    found, rows = [], []
    for edit in edits:
        rows = applied(rows, edit)
        found.append(Version(edit.by, tuple(rows)))
    return found


class Authors:
    """Answers whose a finding is, over the versions of one notice.

    Words are of whoever put them there, and of whoever last changed the sentence that they stand
    in. What is missing is of whoever began the notice, and of whoever left it without: each look at
    it is as it was when the next person took over, so that nobody answers for what another did.
    """

    def __init__(self, case, edits):
        self.case = case
        self.versions = versions(edits)
        self.rows = {row.key: row for row in case.passages}
        self.history = history(self.versions)
        runs = groupby(self.versions, key=lambda one: one.by.personnel_number)
        self.handed_over = [list(run)[-1] for _, run in runs]
        self.known = {}

    def of(self, finding):
        """The people who may not let a finding stand, each once."""
        people = self.of_words(finding) if finding.quote else self.of_missing(finding)
        return tuple({one.personnel_number: one for one in people}.values())

    def of_words(self, finding):
        """Who put the words there, and who last changed their sentence."""
        text = getattr(self.rows[finding.key], finding.part)
        words = text[finding.raw_start : finding.raw_end]
        told = self.history[finding.key]
        yield since(told, lambda row: holds(row, finding.part, words))
        whole = sentence(text, finding.raw_start, finding.raw_end)
        yield since(told, lambda row: holds(row, finding.part, whole))

    def of_missing(self, finding):
        """Who began the notice, and who left it without what is missing."""
        yield self.versions[0].by
        looks = [(one.by, one.passages) for one in self.handed_over]
        yield since(looks, lambda rows: finding.digest in self.found(finding.code, rows))

    def found(self, code, rows):
        """The digests of what was found of a kind in earlier words, looked for once."""
        key = code, rows
        if key not in self.known:
            self.known[key] = digests(dataclasses.replace(self.case, passages=rows), code)
        return self.known[key]


def history(versions):
    """Key of a passage → (who, the passage or None) each time that it became another."""
    found, before = {}, {}
    for one in versions:
        now = {row.key: row for row in one.passages}
        for key in before.keys() | now.keys():
            if before.get(key) != now.get(key):
                found.setdefault(key, []).append((one.by, now.get(key)))
        before = now
    return found


def since(rows, still):
    """Who made the first of the last rows in a row of which something still holds."""
    who = rows[-1][0]
    for by, row in reversed(rows):
        if not still(row):
            break
        who = by
    return who


def holds(row, part, words):
    """Whether a passage has some words, whatever the values bound in them."""
    return row is not None and unvalued(words) in unvalued(getattr(row, part))


def unvalued(text):
    """A text with the names of its bound values alone."""
    return BOUND.sub(r"{\2}", text)


def sentence(text, start, end):
    """The sentence, in the raw text, around a place."""
    first = max(text.rfind(mark, 0, start) for mark in SENTENCE_ENDS) + 1
    ends = [at for mark in SENTENCE_ENDS if (at := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))]
