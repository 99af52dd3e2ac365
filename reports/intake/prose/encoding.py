"""Bytes of a text file → text; where the encoding is not certain, a doubt says which was taken."""

import codecs
import re

from ledger.refusals import refuse
from ledger.text import FORBIDDEN
from reports.intake.outline import Issue, Place

MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSES = (
    ("gb18030", "GB18030"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16"),
    ("big5", "Big5"),
)
# A Chinese text of any length has some of these; a wrongly decoded one hardly any.
COMMON = re.compile("[的了和在是不有为对，。、：（）一二三整改问题問題]")
STRANGE = re.compile(
    "[^\\s\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u203b\u2460-\u249b]"
)
BROKEN = (("utf-8", "UTF-8"), ("gb18030", "GB18030"))
BEARABLE = 0.02  # share of broken characters in a text that is still read
SURE = 0.12  # share of common characters above which a guess is believed
READABLE = 0.5  # share of strange characters above which nothing is readable


def decode(data):
    """(text, issues); raises Refusal where no encoding makes sense of it."""
    for mark, encoding in MARKED:
        if data.startswith(mark):
            try:
                return clean(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise refuse("text_unreadable") from error
    try:
        if data.count(0) * 4 < len(data):
            return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    return guessed(data)


def guessed(data):
    """The most likely of the encodings without a mark."""
    scores = []
    for encoding, label in GUESSES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        scores.append((likeness(text), label, text))
    if (not scores or max(scores)[0] < SURE) and (told := mended(data)):
        return told
    if not scores:
        raise refuse("text_unreadable")
    score, label, text = max(scores, key=lambda found: found[0])
    text, issues = clean(text)
    if score < SURE:
        message = f"文件的编码不能确定，按 {label} 读入，请看文字是否正确。"
        issues.append(Issue("doubt", message, Place(row=1), text.strip()[:80]))
    return text, issues


def mended(data):
    """A text of which a few characters are broken, with a doubt; None where too many are."""
    made = [(data.decode(encoding, "replace"), label) for encoding, label in BROKEN]
    text, label = min(made, key=lambda found: found[0].count("\ufffd"))
    count = text.count("\ufffd")
    if not 0 < count <= len(text) * BEARABLE or likeness(text) < SURE:
        return None
    row = text.count("\n", 0, max(0, text.find("\ufffd"))) + 1
    cleaned, issues = clean(text.replace("\ufffd", "□"))
    message = f"按 {label} 读入，有 {count} 个字读不出来，用“□”代替，第一个在第 {row} 行，请核对。"
    return cleaned, [*issues, Issue("doubt", message, Place(row=row))]


def likeness(text):
    """How much a text looks like Chinese as it is written."""
    sample = text[:20_000]
    strange = len(STRANGE.findall(sample))
    return (len(COMMON.findall(sample)) - strange) / (len(sample) or 1)


def clean(text):
    """The text with one kind of line break and without characters that nobody can see."""
    text = text.removeprefix("\ufeff")
    text = re.sub("\r\n?|[\x0b\x85\u2028\u2029]", "\n", text).replace("\x0c", " ")
    sample = text[:20_000]
    if len(STRANGE.findall(sample)) > len(sample) * READABLE:
        raise refuse("text_unreadable")
    found = FORBIDDEN.search(text)
    if not found:
        return text, []
    row = text.count("\n", 0, found.start()) + 1
    text, count = FORBIDDEN.subn("", text)
    message = f"有 {count} 个看不见的控制字符，已略去，第一个在第 {row} 行。"
    return text, [Issue("note", message, Place(row=row))]
