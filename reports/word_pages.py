"""The pages of a Word file: A4 upright or turned, each numbered where the standard has it.

A turned page is filed with its left edge at the foot, and there its number stands, read with the
sheet turned back: Word has no footer at a side, so the footer holds it in a text box.
"""

from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from .word_styles import ALIGN, ROW, element, indented

UPRIGHT = {"top": 37, "right": 26, "bottom": 35, "left": 28}
# Word mirrors left and right alone. A turned page's head is its right and its binding edge the top
# of an odd page, the bottom of an even one: each pair is the same, within the standard's 1 mm.
ACROSS = {"top": 27, "right": 36, "bottom": 27, "left": 36}
NUMBER = Pt(14)
BELOW = Mm(5)  # from the text to the number, whose dashes are then 7 mm away
LENGTH = Mm(40)  # of the text box; text would flow around it, or LibreOffice misplaces some
BOX = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2"
 behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
<wp:wrapSquare wrapText="bothSides"/>
<wp:docPr id="{number}" name="页码 {number}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent><w:p/></w:txbxContent></wps:txbx>
<wps:bodyPr rot="0" vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t">
<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>
</mc:Choice></mc:AlternateContent></w:r>"""


def prepare(document, draft):
    """Odd and even pages, mirrored at the binding edge; the draft's line above each page."""
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    settings.element.insert_element_before(element("mirrorMargins"), "w:proofState")
    section = document.sections[0]
    if draft:
        for header in (section.header, section.even_page_header):
            paragraph = header.paragraphs[0]
            paragraph.style = document.styles["草稿标识"]
            paragraph.add_run(draft)


def set_page(document, *, across=False):
    """The page of the last section: A4, the text's place, 22 rows, the number."""
    section = document.sections[-1]
    wide, high = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    for side, millimetres in (ACROSS if across else UPRIGHT).items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    section.footer_distance = Mm(15 if across else 25)  # the number is 5 mm high
    section.header_distance = Mm(15 if across else 26)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("docGrid", type="lines", linePitch=round(ROW * 20)))
    first = 2 * len(document.sections) - 1
    number(document, section.footer, first if across else None, odd=True)
    number(document, section.even_page_footer, first + 1 if across else None, odd=False)


def number(document, footer, box, *, odd):
    """— 1 — at the outer edge, one character in; in a text box, numbered ``box``, if turned."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = document.styles["页码"]
    if box:
        paragraph._p.append(turned(box, odd=odd))
        (inside,) = paragraph._p.iter(qn("w:txbxContent"))
        paragraph = Paragraph(inside[0], footer)
        paragraph.style = document.styles["页码"]
    else:
        indented(paragraph._p.get_or_add_pPr(), **{"right" if odd else "left": 1})
    paragraph.alignment = ALIGN.RIGHT if odd else ALIGN.LEFT
    paragraph.add_run("— ")
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(element("fldChar", fldCharType=kind))
        else:
            instruction = element("instrText")
            instruction.text = "PAGE"
            run._r.append(instruction)
    paragraph.add_run(" —")


def turned(box, *, odd):
    """The text box at the left edge: one character from the text's bottom on odd pages, its top."""
    corner = Mm(ACROSS["top"]) + Pt(16)
    return parse_xml(
        BOX.format(
            left=Mm(ACROSS["left"]) - BELOW - NUMBER,
            top=Mm(210) - corner - LENGTH if odd else corner,
            wide=NUMBER,
            high=LENGTH,
            number=box,
        )
    )
