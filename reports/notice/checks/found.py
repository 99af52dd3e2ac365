"""One finding of the checks: what is wrong, at which words, and how to mend it."""

import hashlib
import json
from dataclasses import dataclass, replace

AROUND = 40  # characters on each side that a finding is known by, within its sentence
SENTENCE_ENDS = "。！？\n"


@dataclass(frozen=True)
class Finding:
    """What a check found in the passage ``key``, at ``start`` to ``end`` of its plain ``part``.

    ``raw_start`` and ``raw_end`` are the same place in the text with its bound values. Where
    something is missing altogether, the place is empty. ``digest`` stands for the finding as long
    as the words, what stands around them in the sentence, and the facts compared stay.
    """

    code: str
    key: str
    start: int
    end: int
    quote: str
    says: str
    advice: str
    digest: str
    part: str = "text"
    raw_start: int = 0
    raw_end: int = 0


def digest_of(*facts):
    """SHA-256 over what a finding is known by, in hexadecimal."""
    text = json.dumps(facts, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def around(text, start, end):
    """The words of the sentence next to a place."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    for mark in SENTENCE_ENDS:
        before = before.rpartition(mark)[2]
        after = after.partition(mark)[0]
    return before, after


def told_apart(findings):
    """The findings with a digest each: the same words a second time are a finding of their own."""
    seen = {}
    for finding in findings:
        count = seen[finding.digest] = seen.get(finding.digest, 0) + 1
        repeated = count > 1
        yield replace(finding, digest=digest_of(finding.digest, count)) if repeated else finding
