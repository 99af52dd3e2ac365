"""A text as a whole: title, kind, bodies, dates, stated figures, outline, doubts."""

from dataclasses import dataclass, field

from reports.intake.marks import titled
from reports.intake.outline import Issue, Outline, Place

from . import contradictions, dates, facts
from .accounting import account
from .entries import Reader
from .figures import figures_in
from .paragraphs import lines_of, paragraphs
from .tokens import tokens_of
from .tree import build

STATED = ("aspects", "classes", "problems", "tasks", "measures")


@dataclass
class Section:
    """A stretch of the text that became no entry: head, organisation, next steps, foot."""

    role: str
    title: str
    passages: list  # of passages as they stand


@dataclass
class Document:
    """What was understood of a text; ``outline.issues`` holds its doubts and notes."""

    title: str
    kind: str
    bodies: dict
    dates: dict
    figures: list
    outline: Outline
    sections: list = field(default_factory=list)
    text: str = ""

    def counts(self):
        """How many of each level, and how many are told as unfinished without a place."""
        return self.outline.counts() | {"unfinished": len(self.outline.unplaced)}


def read_text(text, issues=()):
    """Read a text; ``issues`` are those of getting at it (encoding, skipped tables)."""
    outline = Outline(issues=list(issues))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines_of(text)
    outline.issues += lines.issues
    head, between = facts.split_off(lines.lines)
    found = paragraphs(between)
    kind = facts.kind_of(head.title, "".join(p.plain for p in found), outline.issues)
    tokens = [token for paragraph in found for token in tokens_of(paragraph, outline.issues)]
    root = build(tokens, kind, outline.issues)
    stated = figures_in(found)
    sets = {name: {f.value for f in stated if f.what == name} for name in STATED}
    sections = Reader(kind, sets, outline).read(root)
    document = Document(
        title=title_of(head, outline.issues),
        kind=kind,
        bodies=facts.bodies_in(head, found, outline.issues),
        dates=dates.dates_in(head, found, outline.issues),
        figures=stated,
        outline=outline,
        sections=[Section("head", "", [*head.head, *root.own])] if head.head or root.own else [],
        text=text,
    )
    document.sections += [Section(role, title.text, own) for role, title, own in sections]
    if head.foot:
        document.sections.append(Section("foot", "", head.foot))
    general = [passage for section in document.sections for passage in section.passages]
    contradictions.compare(outline, stated, general, kind)
    account(document, lines.lines)
    for aspect in outline.aspects:
        aspect.text = titled(aspect.text)
    finish(document)
    return document


def title_of(head, issues):
    """The title without the blanks that broke its lines."""
    if head.title is None:
        issues.append(Issue("doubt", "没有读到标题，请填写。", Place(row=1)))
        return ""
    return "".join(head.title.text.split())


def finish(document):
    """Say where nothing was found, and put what has to be said in the order of the lines."""
    outline = document.outline
    if not outline.aspects and not outline.unplaced:
        message = "没有读到方面和问题。请确认贴的是反馈意见、整改方案或整改通报的全文。"
        outline.issues.append(Issue("error", message, Place(row=1)))
    for section in document.sections:
        if section.role == "other":
            row = section.passages[0].row
            message = f"“{section.title[:40]}”这一部分没有读作问题或措施，没有放进台账。"
            outline.issues.append(Issue("note", message, Place(row=row), section.title[:80]))
    order = {"error": 0, "doubt": 0, "note": 1}
    outline.issues.sort(key=lambda issue: (order[issue.level], issue.place.row))
