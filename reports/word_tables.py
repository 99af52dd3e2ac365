"""Tables of a Word file, as wide as the text."""

import re

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .paper import SIZES
from .word_styles import ALIGN, element

ROOM = {True: 225, False: 156}  # millimetres of a turned page and of an upright one
MARGINS = {"top": 45, "left": 68, "bottom": 45, "right": 68}  # of cells, in twips
NUMBERS = re.compile("[0-9-]+(?:、[0-9-]+)+")
DIGIT = 0.65  # of a Chinese character, in the widest font that may stand in
AROUND = Pt(6)  # between text and a table


def put(writer, table):
    """A table, its headings on each page; ``writer`` writes its paragraphs."""
    wholly = sum(column.width for column in table.columns)
    widths = [Mm(ROOM[writer.across] * column.width / wholly) for column in table.columns]
    made = begun(writer.document, widths)
    if table.headings:
        row = new_row(made, widths)
        row._tr.get_or_add_trPr().append(element("tblHeader"))
        for cell, column in zip(row.cells, table.columns, strict=True):
            fill(writer, cell, [column.heading], f"表头{table.size}")
    for number, texts in enumerate(table.rows, 1):
        keeps = table.together and number < len(table.rows)
        cells = new_row(made, widths).cells
        for place, (cell, text, column) in enumerate(zip(cells, texts, table.columns, strict=True)):
            style = "表头" if place == 0 and not table.headings else "表格文字"
            lines = parted(text, widths[place], SIZES[table.size])
            fill(writer, cell, lines, f"{style}{table.size}", column.centred, keeps)


def begun(document, widths):
    """A table of columns without rows."""
    made = document.add_table(0, len(widths), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for grid, wide in zip(made.columns, widths, strict=True):
        grid.width = wide
    margins = element("tblCellMar")
    for side, twips in MARGINS.items():
        margins.append(element(side, w=twips, type="dxa"))
    made._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
    return made


def new_row(table, widths):
    """A row that no page cuts."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("cantSplit"))
    for cell, wide in zip(row.cells, widths, strict=True):
        cell.width = wide
        cell.vertical_alignment = 1  # in the middle
    return row


def parted(text, wide, points):
    """The lines of a cell; a list of numbers is parted between them, for not all editors do."""
    room = (wide.pt - (MARGINS["left"] + MARGINS["right"]) / 20) / points
    lines = []
    for line in text.split("\n"):
        if NUMBERS.fullmatch(line):
            lines += numbers(line, room)
        elif line.strip():
            lines.append(line)
    return lines or [""]


def numbers(line, room):
    """The rows of a list of numbers, as many of them in each as its width holds."""
    rows, left = [], 0
    for number in re.findall("[^、]+、?", line):
        wide = sum(1 if char == "、" else DIGIT for char in number)
        if rows and wide <= left:
            rows[-1] += number
        else:
            rows.append(number)
            left = room
        left -= wide
    return rows


def fill(writer, cell, lines, style, centred=False, keeps=False):
    """The lines of a cell, each its own paragraph; ``keeps`` has them stay with the next row."""
    for place, line in enumerate(lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        writer.run(writer.styled(paragraph, style), line)
        if centred:
            paragraph.alignment = ALIGN.CENTER
        if keeps:
            paragraph.paragraph_format.keep_with_next = True
