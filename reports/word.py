"""Papers as Word files (.docx), for WPS: the same text in the same order as the PDF."""

import io
import re
import zipfile
from datetime import UTC

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from . import word_tables
from .paper import Table
from .titles import title_lines
from .word_pages import prepare, set_page
from .word_rows import CLOSER, closeness, filled, signature_rows
from .word_styles import LEAD, ROW, indented, make_styles, put_spacing

HEADINGS = {
    "section": "Heading 1",
    "aspect": "Heading 2",
    "unnumbered": "Heading 2",
    "problem": "Heading 3",
}
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SHORT, LONGEST = 6, 20  # rows of a last paragraph; of one with all that it stays with
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a file's dates are not its contents


def docx(paper, *, made_at, draft=""):
    """The bytes of a paper as .docx; ``made_at`` and ``draft`` as for ``press.render``.

    Needs no font: the file names the official ones, which the reader's machine has. The same paper
    gives the same bytes.
    """
    document = Document()
    make_styles(document)
    prepare(document, clean(draft))
    set_page(document, across=paper.across)
    describe(document.core_properties, paper, made_at)
    Writer(document, paper).write()
    return packed(document)


def clean(text):
    """A text on one line, without what XML cannot hold."""
    return re.sub(r"\s+", " ", UNPRINTABLE.sub("", text)).strip()


def describe(properties, paper, made_at):
    """The properties of the file."""
    made_at = made_at.astimezone(UTC).replace(tzinfo=None)
    properties.title = clean(paper.heading)[:255]
    properties.author = properties.last_modified_by = clean("、".join(paper.organs))[:255]
    properties.subject = clean(paper.subject)[:255]
    properties.keywords = clean(paper.identifier)[:255]
    properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = made_at


def packed(document):
    """The bytes of the file, the same whenever it is made."""
    made, target = io.BytesIO(), io.BytesIO()
    document.save(made)
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result,
    ):
        for name in source.namelist():
            result.writestr(
                zipfile.ZipInfo(name, FIRST_DAY), source.read(name), zipfile.ZIP_DEFLATED
            )
    return target.getvalue()


class Writer:
    """Writes one paper into a document whose styles are made."""

    def __init__(self, document, paper):
        self.document, self.paper = document, paper
        self.styles = {style.name: style.style_id for style in document.styles}
        self.across = paper.across

    def write(self):
        """The whole paper, from its mark to its last annex."""
        paper = self.paper
        if paper.mark:
            self.add("版头标识", paper.mark).paragraph_format.space_after = Pt(ROW)
        self.title(paper.title)
        if paper.addressee:
            self.add("主送机关", f"{paper.addressee}：")
        last = self.blocks(paper.blocks)
        if last is not None and self.stays(paper.blocks):
            last.paragraph_format.keep_with_next = True
        for place, line in enumerate(paper.attachments):
            self.attachment(line, first=place == 0)
        self.signature()
        if paper.note:
            self.add("附注", f"（{paper.note}）").paragraph_format.keep_together = True
        for label, annex in paper.labelled():
            self.annex(label, annex)
        if self.document.element.body[-2].tag == qn("w:tbl"):
            self.add("表间")  # Word would end the file with a row of text

    def add(self, style, text=""):
        """A paragraph of one run."""
        return self.run(self.styled(self.document.add_paragraph(), style), text)

    def styled(self, paragraph, style):
        """The paragraph in a style; the library would look through all styles each time."""
        paragraph._p.style = self.styles[style]
        return paragraph

    def run(self, paragraph, text, style=None):
        """Text at the end of a paragraph, which is returned."""
        if text := clean(text):
            run = paragraph.add_run(text)
            if style:
                run._r.style = self.styles[style]
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        return paragraph

    def lines(self, paragraph, lines):
        """Lines at the end of a paragraph, which is returned."""
        for place, line in enumerate(lines):
            if place:
                paragraph.add_run().add_break()
            self.run(paragraph, line)
        return paragraph

    def title(self, groups):
        """The title in its lines, and the blank row below."""
        lines = title_lines(tuple(map(clean, groups)))
        paragraph = self.lines(self.add("Title"), lines)
        whole = -(-len(lines) * 1.25 // 1)  # rows: the text below stays on the grid
        space = (whole - len(lines) * 1.25) * ROW / 2
        paragraph.paragraph_format.space_before = Pt(space)
        paragraph.paragraph_format.space_after = Pt(space + ROW)

    def blocks(self, blocks):
        """Blocks and tables with some room between; the last paragraph, unless a table follows."""
        paragraph, before = None, None
        for block in blocks:
            if not isinstance(block, Table):
                paragraph = self.block(block)
                if isinstance(before, Table):
                    paragraph.paragraph_format.space_before = word_tables.AROUND
            else:
                self.above(block, before, paragraph)
                word_tables.put(self, block)
                paragraph = None
            before = block
        return paragraph

    def above(self, table, before, paragraph):
        """What stands above a table: room, so that Word does not take two for one, the caption."""
        if isinstance(before, Table):
            self.add("表间")
        elif paragraph is not None:
            paragraph.paragraph_format.space_after = word_tables.AROUND
        if table.caption:
            self.add("表题", table.caption)

    def block(self, block):
        """One paragraph or heading."""
        paragraph = self.add(HEADINGS.get(block.kind, "Normal"))
        if block.lead:
            self.run(paragraph, f"{block.number}{block.lead}", LEAD)
            return self.run(paragraph, block.text)
        self.run(paragraph, f"{block.number}{block.text}")
        twips = closeness(clean(str(block)), self.across) if block.kind in HEADINGS else CLOSER
        if twips != CLOSER:
            for run in paragraph.runs:
                put_spacing(run._r.rPr, twips)
        return paragraph

    def stays(self, blocks):
        """Whether the last paragraph is kept with what follows: attachments, organs, date.

        Word then keeps its last rows with them, others move it as a whole: a long one would leave
        a page with little on it, or the title alone.
        """
        paper = self.paper
        follow = [*paper.attachments, *paper.organs, *filter(None, [paper.date])]
        if not follow:
            return False
        rows = len(filled(clean(str(blocks[-1])), self.across))
        leads = all(block.kind in HEADINGS for block in blocks[:-1])
        return rows <= SHORT or (not leads and rows + len(follow) + 2 <= LONGEST)

    def attachment(self, line, *, first):
        """A line of 附件说明; a second row begins below the name."""
        paragraph = self.add("附件说明", line)
        hanging = (3 if first else 0) + (0.75 if len(self.paper.annexes) > 1 else 0)
        left = 5.75 if len(self.paper.annexes) > 1 else 5
        indented(paragraph._p.get_or_add_pPr(), left=left, hanging=hanging)
        paragraph.paragraph_format.keep_with_next = True
        if first:
            paragraph.paragraph_format.space_before = Pt(ROW)

    def signature(self):
        """Organs and date, a row below the text, and the note with them."""
        names, date = [*map(clean, self.paper.organs)], clean(self.paper.date)
        rows = signature_rows(names, date, self.across)
        for place, (lines, left) in enumerate(rows):
            form = self.lines(self.add("署名和成文日期"), lines).paragraph_format
            form.left_indent = Twips(left)
            form.keep_together = True
            form.keep_with_next = place < len(rows) - 1 or bool(self.paper.note)
            if place == 0:
                form.space_before = Pt(ROW)

    def annex(self, label, annex):
        """An annex on pages of its own."""
        turned = annex.across != self.across
        if turned:
            self.across = annex.across
            self.document.add_section(WD_SECTION.NEW_PAGE)
            self.styled(self.document.paragraphs[-1], "表间")  # it ends the pages before
            set_page(self.document, across=annex.across)
        paragraph = self.add("附件序号", label)
        paragraph.paragraph_format.page_break_before = not turned
        paragraph.paragraph_format.space_after = Pt(ROW)
        self.title((annex.title,))
        self.blocks(annex.blocks)
