"""A notice set as an official document: blocks in, HTML and CSS for the renderer out.

Everything of the ledger goes through escaping templates; here are only the marks that the page
grid needs: where a line may break, which characters come from another font.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from . import faces

TITLE_WIDTH = 19  # characters of 22 pt in a line, with air at both ends
TITLE_BREAKS = re.compile("(?=关于|整改|进展|情况)|(?<=的)|(?<=市)|(?<=省)")
TAGS = {"section": "h2", "aspect": "h3", "unnumbered": "h3", "problem": "h4"}
FACES = {"section": "黑体", "aspect": "楷体", "unnumbered": "楷体"}
CSS_NAMES = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "title": "小标宋", "song": "宋体"}
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
WESTERN = re.compile(r"[!-~]+")

# The line-breaking rules glue quotation marks to both neighbours; a zero-width space lets go.
BEFORE_QUOTE = re.compile(f"(?<=[{HAN}、，。；：])(?=[“‘])")
AFTER_QUOTE = re.compile(f"(?<=[”’])(?=[{HAN}（《])")


@dataclass(frozen=True)
class Part:
    """One paragraph or heading, ready for the template."""

    tag: str
    label: str  # in the outline: without the marks for line breaks
    number: str
    lead: str
    text: str
    last: bool


def stylesheet(name="notice_print.css"):
    """A stylesheet for paper with the families of each face."""
    path = Path(settings.BASE_DIR) / "templates" / "reports" / name
    families = {key: css_families(name) for key, name in CSS_NAMES.items()}
    return Template(path.read_text(encoding="utf-8")).substitute(families)


def css_families(name):
    """The families of a face as CSS lists them."""
    return ", ".join(f'"{family}"' for family in faces.FAMILIES[name])


def html(notice, found, *, made_at, draft=""):
    """The notice as HTML; ``found`` are the fonts at hand, ``draft`` the line above each page."""
    setter = Setter(found)
    lines = title_lines(notice.title)
    context = {
        "notice": notice,
        "made_at": made_at,
        "draft": setter.mark(draft, "仿宋") if draft else "",
        "title": [setter.mark(line, "小标宋") for line in lines],
        "parts": [setter.part(block, block is notice.blocks[-1]) for block in notice.blocks],
        "organ": setter.mark(notice.organ, "仿宋"),
        "date": setter.mark(notice.date, "仿宋"),
    }
    return render_to_string("reports/notice_print.html", context)


class Setter:
    """Marks up text by which font has its characters."""

    def __init__(self, found):
        self.found = found
        self.chosen = {name: found.face(name) for name in faces.FAMILIES}

    def part(self, block, last):
        """A block for the template."""
        kind = block.kind
        face = FACES.get(kind, "仿宋")
        numbered = "楷体" if block.lead else face
        return Part(
            tag=TAGS.get(kind, "p"),
            label=str(block) if kind in TAGS else "",
            number="" if block.lead else self.mark(block.number, numbered),
            lead=self.mark(f"{block.number}{block.lead}", "楷体") if block.lead else "",
            text=self.mark(block.text, face),
            last=last,
        )

    def mark(self, text, face):
        """Text of one face as safe HTML: runs that another font draws are wrapped."""
        runs = self.runs(breakable(text), self.chosen[face])
        return format_html_join("", "{}", ((self.wrap(kind, run),) for kind, run in runs))

    def wrap(self, kind, run):
        """One run; what the face itself draws stays bare."""
        return format_html('<span class="{}">{}</span>', kind, run) if kind else run

    def runs(self, text, family):
        """(class, run) over the text: western characters, characters the face lacks, the rest."""
        kinds = ["western" if "!" <= char <= "~" else self.rare(char, family) for char in text]
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or kinds[end] != kinds[start]:
                yield kinds[start], text[start:end]
                start = end

    def rare(self, char, family):
        """``rare`` for a character that the face lacks."""
        return "" if not faces.is_drawn(char) or self.found.has(family, char) else "rare"


def breakable(text):
    """Text on one line, with the places marked where a line may break beside quotation marks."""
    text = re.sub(r"\s+", " ", text)
    return AFTER_QUOTE.sub("\u200b", BEFORE_QUOTE.sub("\u200b", text))


def title_lines(groups):
    """The title's lines: word groups kept whole, long ones broken where words end."""
    whole = "".join(groups)
    if len(whole) <= TITLE_WIDTH:
        return [whole]
    return [line for group in groups for line in split(group)]


def split(text):
    """A line cut into as few of about the same length as fit, at the ends of words if any."""
    count = math.ceil(len(text) / TITLE_WIDTH)
    if count == 1:
        return [text]
    ends = [found.start() for found in TITLE_BREAKS.finditer(text)]
    aim = len(text) // count
    near = [end for end in ends if 0 < end <= TITLE_WIDTH and abs(end - aim) <= 6]
    cut = min(near, key=lambda end: abs(end - aim)) if near else math.ceil(len(text) / count)
    return [text[:cut], *split(text[cut:])]
