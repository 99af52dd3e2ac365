"""Whether every line of a text went somewhere: into an entry, a section or a note."""

import re

from reports.intake.outline import Issue, Place

from .plain import PLAIN
from .words import LABELS

RUN = re.compile("[\u4e00-\u9fff\\d]{3,}")
# Marks, labels and the words around “针对…问题” are understood and not kept.
FRAME = re.compile(
    "^(?:[一二三四五六七八九十百]+是|第?[一二三四五六七八九十百]{1,4}(?:个问题|部分|章)?|问题[一二三四五六七八九十\\d]+|针对|关于|\\d{1,3})"
    "|(?:等|的|方面|具体|突出){0,4}(?:\\d{1,3}个)?问题$"
)
LABEL_ALONE = re.compile("(?:" + "|".join(LABELS.values()) + "|下一步)")
GRAM = 3


def account(document, lines):
    """Add a note for each line of which some words are found nowhere in what was understood."""
    known = grams(said(document))
    lost = []
    for passage, _ in lines:
        for run in RUN.findall(passage.plain):
            rest = FRAME.sub("", FRAME.sub("", run))
            if LABEL_ALONE.fullmatch(rest) or LABEL_ALONE.fullmatch(run):
                continue
            if any(gram not in known for gram in grams([rest])):
                lost.append(passage)
                break
    for passage in lost:
        message = "这一行没有归入方面、问题或措施，请核对。"
        document.outline.issues.append(
            Issue("note", message, Place(row=passage.row), passage.text.strip()[:200])
        )


def said(document):
    """Every text that was understood as something."""
    outline = document.outline
    yield document.title
    for entry in outline.walk():
        yield entry.text
        for value in (*entry.fields.values(), *entry.specifics, *entry.passages):
            yield value.text
    for section in document.sections:
        for passage in section.passages:
            yield passage.text
    for issue in outline.issues:
        yield issue.text


def grams(texts):
    """All runs of three characters in the plain forms of some texts."""
    found = set()
    for text in texts:
        plain = "".join(text.split()).translate(PLAIN)
        found.update(plain[place : place + GRAM] for place in range(len(plain) - GRAM + 1))
    return found
