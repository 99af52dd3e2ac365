"""A paper set as an official document: plain data in, HTML and CSS for the renderer out.

Everything of the ledger goes through escaping templates; here are only the marks that the page
grid needs: where a line may break, which characters come from another font.
"""

import re
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from string import Template

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from . import faces
from .paper import SIZES, Table
from .titles import organ_lines, title_lines

TAGS = {"section": "h2", "aspect": "h3", "unnumbered": "h3", "problem": "h4"}
FACES = {"section": "黑体", "aspect": "楷体", "unnumbered": "楷体"}
LEVELS = {"point": "level2", "item": "level3"}  # of headings that the text runs on from
CSS_NAMES = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "title": "小标宋", "song": "宋体"}
POINT = 25.4 / 72  # mm
LONGEST_ORGAN = 26  # characters of a signature in one row, two from the right edge
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"

WESTERN = re.compile("[!-~]+")
# An address breaks after its marks, so that the row before is filled; before a hyphen, which at the
# end of a row readers of the PDF take for hyphenation and leave out.
ADDRESS = re.compile("(?=[!-~]*[A-Za-z])[!-~]{9,}")
IN_ADDRESS = re.compile("(?<=[@./_?&=])(?<![0-9].(?=[0-9]))(?=[A-Za-z0-9])")
HYPHEN = re.compile("-(?=[A-Za-z])|(?<=[A-Za-z])-(?=[0-9])")
# The line-breaking rules glue quotation marks to both neighbours; a zero-width space lets go.
BEFORE_QUOTE = re.compile(f"(?<=[{HAN}、，。；：])(?=[“‘])")
LAST_CHARACTER = re.compile(f"(?<=[{HAN}])(?=[{HAN}][。；：]?$)")
AFTER_QUOTE = re.compile(f"(?<=[”’])(?=[{HAN}（《])")


@dataclass(frozen=True)
class Part:
    """One paragraph or heading, ready for the template."""

    tag: str
    look: str
    label: str  # in the outline: without the marks for line breaks
    number: str
    lead: str
    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table, line by line; ``head`` if it names its row, ``look`` its classes."""

    lines: tuple
    look: str
    head: bool


@dataclass(frozen=True)
class Line:
    """A row of a table; a ``tall`` one may break where its page ends."""

    cells: tuple
    tall: bool


@dataclass(frozen=True)
class Grid:
    """A table, ready for the template."""

    points: float
    widths: tuple  # in hundredths of the text's width
    caption: str
    headings: tuple
    rows: tuple
    together: bool


def stylesheet(name="paper_print.css"):
    """A stylesheet for paper with the families of each face."""
    path = Path(settings.BASE_DIR) / "templates" / "reports" / name
    families = {key: css_families(name) for key, name in CSS_NAMES.items()}
    return Template(path.read_text(encoding="utf-8")).substitute(families)


def css_families(name):
    """The families of a face as CSS lists them."""
    return ", ".join(f'"{family}"' for family in faces.FAMILIES[name])


def html(paper, found, *, made_at, draft=""):
    """The paper as HTML; ``found`` are the fonts at hand, ``draft`` the line above each page."""
    setter = Setter(found)
    signed = bool(paper.organs or paper.date)
    context = {
        "paper": paper,
        "made_at": made_at,
        "author": "、".join(paper.organs),
        "draft": setter.mark(draft, "仿宋"),
        "mark": setter.mark(paper.mark, "黑体"),
        "title": setter.title(paper.title),
        "addressee": setter.mark(f"{paper.addressee}：", "仿宋") if paper.addressee else "",
        "parts": setter.parts(paper.blocks, paper.across, signed=signed),
        "attachments": [setter.mark(line, "仿宋") for line in paper.attachments],
        "organs": [setter.organ(name) for name in paper.organs],
        "date": setter.mark(paper.date, "仿宋"),
        "note": setter.mark(f"（{paper.note}）", "仿宋") if paper.note else "",
        "annexes": [setter.annex(label, annex) for label, annex in paper.labelled()],
    }
    return render_to_string("reports/paper_print.html", context)


class Setter:
    """Marks up text by which font has its characters."""

    def __init__(self, found):
        self.found = found
        self.chosen = {name: found.face(name) for name in faces.FAMILIES}
        self.known = {}  # (character, family): what kind it is, asked once

    def title(self, groups):
        """The lines of a title; four of them fill five rows, ``rest`` tells what is to be padded."""
        lines = [self.mark(line, "小标宋") for line in title_lines(groups)]
        return {"lines": lines, "rest": len(lines) % 4}

    def organ(self, name):
        """The rows of who signs."""
        return [self.mark(line, "仿宋") for line in organ_lines(name, LONGEST_ORGAN)]

    def annex(self, label, annex):
        """An annex for the template."""
        return {
            "no": self.mark(label, "黑体"),
            "label": f"{label} {annex.title}",
            "title": self.title((annex.title,)),
            "parts": self.parts(annex.blocks, annex.across),
            "across": annex.across,
        }

    def parts(self, blocks, across, *, signed=False):
        """The blocks for the template; the last one of a ``signed`` paper stays with its signature."""
        last = len(blocks) - 1 if signed else None
        return [
            self.grid(block, across)
            if isinstance(block, Table)
            else self.part(block, place == last)
            for place, block in enumerate(blocks)
        ]

    def part(self, block, last):
        """A block for the template."""
        kind = block.kind
        face = FACES.get(kind, "仿宋")
        heading = kind in TAGS
        level = LEVELS.get(kind, "") if block.lead else ""
        label = str(block) if heading else f"{block.number}{block.lead}" if level else ""
        return Part(
            tag=TAGS.get(kind, "p"),
            look=" ".join(filter(None, [level, "last" if last else ""])),
            label=label,
            number="" if block.lead else self.mark(block.number, face),
            lead=self.mark(f"{block.number}{block.lead}", "楷体") if block.lead else "",
            text=self.mark(
                LAST_CHARACTER.sub("\u2060", block.text) if heading else block.text, face
            ),
        )

    def grid(self, table, across):
        """A table for the template."""
        whole = sum(column.width for column in table.columns)
        high, wide = (156, 225) if across else (225, 156)
        widths = [wide * column.width / whole for column in table.columns]
        return Grid(
            points=SIZES[table.size],
            widths=tuple(round(100 * column.width / whole, 2) for column in table.columns),
            caption=self.mark(table.caption, "黑体"),
            headings=tuple(self.mark(column.heading, "黑体") for column in table.columns)
            if table.headings
            else (),
            rows=tuple(
                Line(self.cells(row, table), height(row, widths, SIZES[table.size]) > high / 3)
                for row in table.rows
            ),
            together=table.together,
        )

    def cells(self, row, table):
        """The cells of a row for the template."""
        return tuple(
            self.cell(text, column, not table.headings and place == 0)
            for place, (text, column) in enumerate(zip(row, table.columns, strict=True))
        )

    def cell(self, text, column, head):
        """A cell for the template; of elements it has as few as it can, for each takes its time."""
        face = "黑体" if head else "仿宋"
        lines = [line for line in text.split("\n") if line.strip()]
        western = not head and bool(WESTERN.fullmatch("".join(lines)))
        set_lines = tuple(lines if western else (self.mark(line, face) for line in lines))
        looks = (column.centred and "c", western and "w")
        return Cell(set_lines, " ".join(filter(None, looks)), head)

    def mark(self, text, face):
        """Text of one face as safe HTML: runs that another font draws are wrapped."""
        if not text:
            return ""
        runs = self.runs(breakable(text), self.chosen[face])
        return format_html_join("", "{}", ((self.wrap(kind, run),) for kind, run in runs))

    def wrap(self, kind, run):
        """One run; what the face itself draws stays bare."""
        return format_html('<span class="{}">{}</span>', kind, run) if kind else run

    def runs(self, text, family):
        """(class, run) over the text: western characters, characters the face lacks, the rest."""
        kinds = [self.kind(char, family) for char in text]
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or kinds[end] != kinds[start]:
                yield kinds[start], text[start:end]
                start = end

    def kind(self, char, family):
        """``western``, ``rare`` for what the face lacks, or nothing for what it draws."""
        if (char, family) not in self.known:
            lacks = faces.is_drawn(char) and not self.found.has(family, char)
            kind = "western" if "!" <= char <= "~" else "rare" if lacks else ""
            self.known[char, family] = kind
        return self.known[char, family]


def height(row, widths, points):
    """About how high a row of a table will be, of columns that wide, all in mm."""
    size = points * POINT
    lines = (
        sum(ceil(len(line) * size / (width - 2.4)) for line in text.split("\n"))
        for text, width in zip(row, widths, strict=True)
    )
    return max(lines) * 1.4 * size + 1.6  # the line height and padding of paper_print.css


def breakable(text):
    """Text on one line, with the places marked where it may break: in addresses, beside quotes."""
    text = re.sub(r"\s+", " ", text)
    text = ADDRESS.sub(breakable_address, text)
    return AFTER_QUOTE.sub("\u200b", BEFORE_QUOTE.sub("\u200b", text))


def breakable_address(found):
    """An address, with the places marked where it may break and where it may not."""
    return HYPHEN.sub("\u200b-\u2060", IN_ADDRESS.sub("\u200b", found[0]))
