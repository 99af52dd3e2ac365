"""A printed paper measured on the PDF itself, against GB/T 9704-2012: ``faults`` names what is off.

Lengths are points from the top left corner of the page. The geometry is read by one library and
the structure by another, neither of them the one that made the file.
"""

import ctypes
import io
import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as raw
from pypdf import PdfReader

from reports import faces
from reports.paper import Table
from reports.titles import title_lines
from tests.reports import measuring_parts

MM = 72 / 25.4
A4 = (595.28, 841.89)
TOP, LEFT, RIGHT, BOTTOM = 37 * MM, 28 * MM, A4[0] - 26 * MM, A4[1] - 35 * MM
ROW = 225 * MM / 22
CHARACTER = 156 * MM / 28
HEADINGS = {"section": "黑体", "aspect": "楷体", "unnumbered": "楷体", "problem": "仿宋"}
BODY, TITLE, NUMBER = 16, 22, 14  # 3号, 2号, 4号
# Half of the leading and most of the character lie above the first baseline.
FIRST = TOP + ROW / 2 + BODY * 0.38
TOGETHER = re.compile("[“‘（《〈]*(?:[!-~]+|.[—…]*)[，。、；：？！”’）》〉]*")  # as rows break
LEAD = re.compile(r"（[一二三四五六七八九十〇百]+）")


@dataclass(frozen=True)
class Glyph:
    """A character on paper: its baseline, its box, its font, and whether a space is read before."""

    char: str
    x: float
    y: float
    right: float
    size: float
    font: str
    spaced: bool
    turned: bool = False


@dataclass(frozen=True)
class Row:
    """The characters of one baseline."""

    glyphs: tuple

    @property
    def text(self):
        """What the row says."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def y(self):
        """Its baseline."""
        return self.glyphs[0].y

    @property
    def left(self):
        """Where its first character begins."""
        return self.glyphs[0].x

    @property
    def right(self):
        """Where its last character ends."""
        return self.glyphs[-1].right

    @property
    def width(self):
        """Its characters, western ones as halves."""
        return characters(self.text)

    def sized(self, size):
        """Whether most of it is of that size."""
        return abs(Counter(glyph.size for glyph in self.glyphs).most_common(1)[0][0] - size) < 0.1


def rows_of_pages(pdf):
    """For each page its rows from top to bottom, all as on a right page, bound at its left."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [rows_of(page, 2 * MM * (place % 2)) for place, page in enumerate(document)]
    finally:
        document.close()


def rows_of(page, shift):
    """The rows of a page; those of turned characters as they stand when the sheet is turned."""
    text, found = page.get_textpage(), {}
    across = page.get_width() > page.get_height()
    for index in range(text.count_chars()):
        glyph = glyph_of(text, index, page)
        if glyph:
            sideways = shift if glyph.turned or not across else 0
            downwards = shift if across and not glyph.turned else 0
            glyph = replace(
                glyph, x=glyph.x + sideways, right=glyph.right + sideways, y=glyph.y + downwards
            )
            near = next((y for y in found if abs(y - glyph.y) < 0.8), glyph.y)
            found.setdefault(near, []).append(glyph)
    rows = [Row(tuple(sorted(glyphs, key=lambda it: it.x))) for glyphs in found.values()]
    return sorted(rows, key=lambda row: row.y)


def glyph_of(text, index, page):
    """A character as it stands; None for what is not drawn."""
    char = chr(raw.FPDFText_GetUnicode(text, index))
    if char.isspace() or raw.FPDFText_IsGenerated(text, index) == 1 or ord(char) < 32:
        return None
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    raw.FPDFText_GetLooseCharBox(text, index, box)
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, 128, flags)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index)
    size, font = round(size * math.hypot(matrix.a, matrix.b), 1), folded(name.value.decode())
    # What stands apart is read as another word.
    spaced = index > 0 and raw.FPDFText_GetUnicode(text, index - 1) == ord(" ")
    wide, high = page.get_width(), page.get_height()
    if matrix.b < -0.5:  # it runs downwards
        return Glyph(
            char, high - y.value, wide - x.value, high - box.bottom, size, font, False, True
        )
    return Glyph(char, x.value, high - y.value, box.right, size, font, spaced)


def folded(name):
    """A font's name without its subset's mark and separators."""
    return re.sub(r"[ -]", "", name.split("+")[-1]).casefold()


def faults(pdf, paper):
    """What is wrong with a paper whose own pages are upright, as words; an empty set if nothing is."""
    pages, reader = rows_of_pages(pdf), PdfReader(io.BytesIO(pdf))
    fonts = chosen_fonts()
    found = set(structure(reader, paper)) | set(embedded(reader))
    for number, (rows, page) in enumerate(zip(pages, reader.pages, strict=True), 1):
        if sorted(round(float(side), 1) for side in page.mediabox[2:]) != [595.3, 841.9]:
            found.add("page size")
        found |= set(page_number(rows, number, fonts))
    own = pages[: measuring_parts.first_annex(pages, paper)]
    others = measuring_parts.rows_by_rules_of_their_own(own, paper)
    body = [[row for row in rows if row.sized(BODY)] for rows in own]
    found |= set(title(pages[0], paper, fonts))
    headings = {
        "".join(str(block).split()): HEADINGS[block.kind]
        for block in paper.blocks
        if block.kind in HEADINGS
    }
    if not has_tables(paper):
        found |= set(grid(body, headings))
    running = [[row for row in rows if row not in others] for rows in body]
    found |= set(edges(running))
    found |= set(itertools.chain.from_iterable(roles(rows, fonts, headings) for rows in running))
    if any(map(torn, itertools.chain.from_iterable(body))):
        found.add("torn row")
    found |= set(measuring_parts.faults(pdf, pages, paper, fonts))
    printed = "".join(row.text for rows in pages for row in rows if not row.sized(NUMBER))
    if not has_tables(paper) and printed != "".join("".join(paper.paragraphs()).split()):
        found.add("text")
    return found


def has_tables(paper):
    """Whether the paper itself or an annex has a table, whose cells stand side by side."""
    blocks = itertools.chain(paper.blocks, *(annex.blocks for annex in paper.annexes))
    return any(isinstance(block, Table) for block in blocks)


def chosen_fonts():
    """The font of each face, as this machine has it."""
    with faces.fonts() as fonts:
        return {name: folded(fonts.face(name)) for name in faces.FAMILIES}


def structure(reader, paper):
    """Tags, language, title, outline."""
    root = reader.trailer["/Root"]
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "tags"
    metadata = root["/Metadata"].get_data() if "/Metadata" in root else b""
    if b"pdfuaid" not in metadata:
        yield "declaration"
    if root.get("/Lang") != "zh-CN":
        yield "language"
    shown = root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")
    if reader.metadata.title != paper.heading or not shown:
        yield "title of the file"
    if [row.title for row in flat(reader.outline)] != list(outline(paper)):
        yield "outline"


def outline(paper):
    """What the outline should list."""
    for block in paper.blocks:
        if block.kind in HEADINGS:
            yield str(block)
        elif not isinstance(block, Table) and block.lead:
            yield f"{block.number}{block.lead}"
    for label, annex in paper.labelled():
        yield f"{label} {annex.title}"


def flat(entries):
    """The entries of a nested outline."""
    for row in entries:
        if isinstance(row, list):
            yield from flat(row)
        else:
            yield row


def embedded(reader):
    """Whether every font is in the file."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            child = font.get_object()["/DescendantFonts"][0].get_object()
            if not {"/FontFile2", "/FontFile3"} & set(child["/FontDescriptor"]):
                yield "font not embedded"


def page_number(rows, number, fonts):
    """— 1 — below the text, one character in from the outer edge."""
    found = [row for row in rows if row.sized(NUMBER)]
    if [row.text for row in found] != [f"—{number}—"]:
        yield "page number"
        return
    row = found[0]
    outer = abs(RIGHT - NUMBER - row.right) if number % 2 else abs(row.left - LEFT - NUMBER)
    if outer > 1:
        yield "page number beside its place"
    if abs(row.y - NUMBER * 0.35 - BOTTOM - 7 * MM) > 1.2 * MM:  # the dash is 7 mm below the text
        yield "page number at another height"
    if any(glyph.font != fonts["宋体"] for glyph in row.glyphs):
        yield "font of the page number"


def title(rows, paper, fonts):
    """Broken by sense, centred, in its own font."""
    found = [row for row in rows if row.sized(TITLE)]
    if [row.text for row in found] != title_lines(paper.title):
        yield "lines of the title"
    for row in found:
        if abs((row.left + row.right) / 2 - (LEFT + RIGHT) / 2) > 1.5:
            yield "title not centred"
        if any(glyph.font != fonts["小标宋"] for glyph in row.glyphs if is_han(glyph.char)):
            yield "font of the title"


def rows_below(rows):
    """How many rows of an upright page stay empty below its last."""
    return 21 - round((rows[-1].y - FIRST) / ROW)


def grid(pages, headings):
    """22 rows in a constant pitch, the first at the top of the text's place."""
    for place, rows in enumerate(pages):
        if not rows:
            continue
        steps = [(row.y - FIRST) / ROW for row in rows]
        if any(abs(step - round(step)) * ROW > 1 for step in steps):
            yield "rows off the grid"
        if any(
            abs(b.y - a.y - round((b.y - a.y) / ROW) * ROW) > 0.15
            for a, b in itertools.pairwise(rows)
        ):
            yield "pitch"
        if round(steps[-1]) > 21:
            yield "too many rows"
        if place < len(pages) - 1 and round(steps[-1]) < least(pages, place, headings):
            yield "page not full"


def least(pages, place, headings):
    """The last row that a page must reach, from 0: headings go over with the text below them."""
    if place == len(pages) - 2:
        return 17  # two rows of the last paragraph go over with the signature's three
    return 18 if pages[place + 1][0].text in headings else 21


def edges(pages):
    """Rows begin at the edge or two characters in, are full, and end at the edge but for the last."""
    rows = [row for page in pages for row in page]
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        indent = row.left - LEFT
        if min(abs(indent), abs(indent - 2 * CHARACTER)) > 0.7:
            yield "left edge"
        flush = after is not None and abs(after.left - LEFT) < 1
        if not flush:
            if row.right > RIGHT + 0.7:
                yield "right edge"
            continue
        addresses = re.search("[A-Za-z%]", row.text)  # letters are of any width
        if abs(row.right - RIGHT) > (1.2 if addresses else 0.7) and not empty(row):
            yield "right edge"
        wide = row.width + round(indent / CHARACTER)
        alone = after.width <= 3  # of a heading: one character goes over with another
        goes_over = after.width if alone else characters(TOGETHER.match(after.text)[0])
        if not addresses and (wide > 28.5 or wide + goes_over <= 28):
            yield "characters in a row"


def characters(text):
    """How many there are, western ones as halves."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def empty(row):
    """Whether a row lacks so much that to fill it would tear it: a long number goes over."""
    gaps = sum(not glyph.char.isascii() for glyph in row.glyphs)
    return RIGHT - row.right > gaps * BODY * 0.15


def torn(row):
    """Whether the Chinese text of a row comes apart into words."""
    pairs = itertools.pairwise(row.glyphs)
    return any(b.spaced and not a.char.isascii() and not b.char.isascii() for a, b in pairs)


def roles(rows, fonts, headings):
    """一、 in 黑体, （一） in 楷体, the rest in 仿宋; only a rare character is of another font.

    ``headings`` are the faces of whole headings, which may go on in a second row.
    """
    before = ""
    for row in rows:
        whole = next((text for text in headings if text in (row.text, before + row.text)), None)
        whole = whole or next((text for text in headings if text.startswith(row.text)), None)
        lead = LEAD.match(row.text) if row.left - LEFT > CHARACTER and not whole else None
        face = headings[whole] if whole else "楷体" if lead else "仿宋"
        mark = row.glyphs[: lead.end()] if lead else row.glyphs
        known = [glyph.font for glyph in mark if is_common(glyph.char)]
        if any(font != fonts[face] for font in known):
            yield f"font of {face}"
        before = row.text


def is_han(char):
    """Whether it is a Chinese character."""
    return char >= "\u3400"


def is_common(char):
    """Whether every Chinese font has the character: it is in GB 2312."""
    try:
        return is_han(char) and bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False
