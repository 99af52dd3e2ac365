"""Papers as Word files (.docx), for WPS: the same text in the same order as the PDF."""

import io
import re
import zipfile
from datetime import UTC

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .paper import SIZES, Table
from .titles import title_lines, width
from .word_styles import (
    ALIGN,
    LEAD,
    ROW,
    element,
    indented,
    make_styles,
    number_pages,
    set_page,
)

HEADINGS = {
    "section": "Heading 1",
    "aspect": "Heading 2",
    "unnumbered": "Heading 2",
    "problem": "Heading 3",
}
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a file's dates are not its contents


def docx(paper, *, made_at, draft=""):
    """The bytes of a paper as .docx; ``made_at`` and ``draft`` as for ``press.render``.

    Needs no font: the file names the official ones, which the reader's machine has. The same paper
    gives the same bytes.
    """
    document = Document()
    make_styles(document)
    number_pages(document, clean(draft))
    set_page(document.sections[0], across=paper.across)
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
        for place, line in enumerate(paper.attachments):
            last = self.attachment(line, first=place == 0)
        self.signature(last)
        if paper.note:
            self.add("附注", f"（{paper.note}）")
        for label, annex in paper.labelled():
            self.annex(label, annex)

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

    def title(self, groups):
        """The title in its lines, and the blank row below."""
        lines = title_lines(tuple(map(clean, groups)))
        paragraph = self.add("Title")
        for place, line in enumerate(lines):
            if place:
                paragraph.add_run().add_break()
            self.run(paragraph, line)
        whole = -(-len(lines) * 1.25 // 1)  # rows: the text below stays on the grid
        space = (whole - len(lines) * 1.25) * ROW / 2
        paragraph.paragraph_format.space_before = Pt(space)
        paragraph.paragraph_format.space_after = Pt(space + ROW)

    def blocks(self, blocks):
        """Blocks and tables; the last paragraph."""
        paragraph = None
        for block in blocks:
            paragraph = self.table(block) if isinstance(block, Table) else self.block(block)
        return paragraph

    def block(self, block):
        """One paragraph or heading."""
        paragraph = self.add(HEADINGS.get(block.kind, "Normal"))
        if block.lead:
            self.run(paragraph, f"{block.number}{block.lead}", LEAD)
            return self.run(paragraph, block.text)
        return self.run(paragraph, f"{block.number}{block.text}")

    def table(self, table):
        """A table as wide as the text, its headings on each page."""
        if table.caption:
            self.add("表题", table.caption)
        room = 225 if self.across else 156
        whole = sum(column.width for column in table.columns)
        widths = [Mm(room * column.width / whole) for column in table.columns]
        made = self.document.add_table(0, len(widths), style="Table Grid")
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for grid, wide in zip(made.columns, widths, strict=True):
            grid.width = wide
        if table.headings:
            row = self.row(made, widths)
            row._tr.get_or_add_trPr().append(element("tblHeader"))
            for cell, column in zip(row.cells, table.columns, strict=True):
                self.cell(cell, column.heading, "表头", table)
        for number, texts in enumerate(table.rows, 1):
            cells = self.row(made, widths).cells
            for place, (cell, text, column) in enumerate(
                zip(cells, texts, table.columns, strict=True)
            ):
                head = place == 0 and not table.headings
                self.cell(cell, text, "表头" if head else "表格文字", table, column.centred)
                for line in cell.paragraphs:
                    line.paragraph_format.keep_with_next = self.keeps(table, number)

    def keeps(self, table, number):
        """Whether a row stays on the page of the next one; None leaves it to the style."""
        return True if table.together and number < len(table.rows) else None

    def row(self, table, widths):
        """A row that no page cuts."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = wide
            cell.vertical_alignment = 1  # in the middle
        return row

    def cell(self, cell, text, style, table, centred=False):
        """The lines of a cell."""
        lines = [line for line in text.split("\n") if line.strip()] or [""]
        for place, line in enumerate(lines):
            paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
            self.run(self.styled(paragraph, style), line)
            if centred:
                paragraph.alignment = ALIGN.CENTER
            for run in paragraph.runs:
                run.font.size = Pt(SIZES[table.size])

    def attachment(self, line, *, first):
        """A line of 附件说明; a second row begins below the name."""
        paragraph = self.add("附件说明", line)
        hanging = (3 if first else 0) + (0.75 if len(self.paper.annexes) > 1 else 0)
        left = 5.75 if len(self.paper.annexes) > 1 else 5
        indented(paragraph._p.get_or_add_pPr(), left=left, hanging=hanging)
        paragraph.paragraph_format.keep_with_next = True
        if first:
            paragraph.paragraph_format.space_before = Pt(ROW)
        return paragraph

    def signature(self, last):
        """Organs and date, a row below the text and with it."""
        names, date = self.paper.organs, self.paper.date
        if last is not None and (names or date):
            last.paragraph_format.keep_with_next = True
        organ_gap, date_gap = signature_gaps(names, date)
        rows = [(name, organ_gap) for name in names] + ([(date, date_gap)] if date else [])
        for place, (text, gap) in enumerate(rows):
            paragraph = self.add("署名和成文日期", text)
            indented(paragraph._p.get_or_add_pPr(), right=gap)
            paragraph.paragraph_format.keep_with_next = place < len(rows) - 1
            if place == 0:
                paragraph.paragraph_format.space_before = Pt(ROW)

    def annex(self, label, annex):
        """An annex on pages of its own."""
        turned = annex.across != self.across
        if turned:
            self.across = annex.across
            set_page(self.document.add_section(WD_SECTION.NEW_PAGE), across=annex.across)
        paragraph = self.add("附件序号", label)
        paragraph.paragraph_format.page_break_before = not turned
        paragraph.paragraph_format.space_after = Pt(ROW)
        self.title((annex.title,))
        self.blocks(annex.blocks)


def signature_gaps(names, date):
    """(organ's, date's) characters to the right edge, by 7.3.5.2 of the standard."""
    organ = max((sum(map(width, name)) for name in names), default=0)
    day = sum(map(width, date))
    right = max(organ, day + 2)
    return 2 + right - organ, 2 + right - day - 2
