"""The looks of a Word file: real styles with the official fonts, page, grid and page numbers.

Lengths in characters are given twice, since Word counts characters and others only twips.
"""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from .paper import SIZES
from .word_rows import CHARACTER, CLOSER

FONTS = {
    "仿宋": "仿宋_GB2312",
    "楷体": "楷体_GB2312",
    "黑体": "黑体",
    "小标宋": "方正小标宋简体",
    "宋体": "宋体",
}
WESTERN = "Times New Roman"
ROW = 28.95  # points: 22 of them fit into 225 mm
BLACK = RGBColor(0, 0, 0)

# name, Word's own or ours: (face, points, alignment, characters of first-line indent, outline level)
STYLES = {
    "Normal": ("仿宋", 16, ALIGN.JUSTIFY, 2, None),
    "Title": ("小标宋", 22, ALIGN.CENTER, 0, None),
    "Heading 1": ("黑体", 16, ALIGN.JUSTIFY, 2, 0),
    "Heading 2": ("楷体", 16, ALIGN.JUSTIFY, 2, 1),
    "Heading 3": ("仿宋", 16, ALIGN.JUSTIFY, 2, 2),
    "版头标识": ("黑体", 16, ALIGN.LEFT, 0, None),
    "主送机关": ("仿宋", 16, ALIGN.LEFT, 0, None),
    "附件说明": ("仿宋", 16, ALIGN.LEFT, 0, None),
    "署名和成文日期": ("仿宋", 16, ALIGN.LEFT, 0, None),
    "附注": ("仿宋", 16, ALIGN.LEFT, 2, None),
    "附件序号": ("黑体", 16, ALIGN.LEFT, 0, 0),
    "表题": ("黑体", 16, ALIGN.CENTER, 0, None),
    "表间": ("仿宋", 5, ALIGN.LEFT, 0, None),
    "页码": ("宋体", 14, ALIGN.LEFT, 0, None),
    "草稿标识": ("仿宋", 9, ALIGN.CENTER, 0, None),
}
for size, points in SIZES.items():
    STYLES[f"表头{size}"] = ("黑体", points, ALIGN.CENTER, 0, None)
    STYLES[f"表格文字{size}"] = ("仿宋", points, ALIGN.LEFT, 0, None)
TIGHT = {"表间", "页码"}  # rows no higher than their characters
IN_TABLES = {name for name in STYLES if name.startswith(("表头", "表格文字"))}
FREE = {"Title", "草稿标识"} | TIGHT | IN_TABLES  # not on the grid of the text
LEAD = "段首标题"


def element(tag, **attributes):
    """An element of the w: namespace with attributes of it."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_fonts(properties, face):
    """Name the fonts of run properties; Chinese quotation marks are of the Chinese font."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # the template's themes would come first
    names = {"ascii": WESTERN, "hAnsi": WESTERN, "cs": WESTERN, "eastAsia": FONTS[face]}
    for name, value in {**names, "hint": "eastAsia"}.items():
        fonts.set(qn(f"w:{name}"), value)


def make_styles(document):
    """All styles of a paper, Word's own headings among them."""
    set_language(document)
    for name, (face, points, alignment, indent, level) in STYLES.items():
        known = name in {style.name for style in document.styles}
        style = (
            document.styles[name]
            if known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        if not known:
            style.base_style = document.styles["Normal"]
        style.quick_style = True
        style.font.size = Pt(points)
        style.font.bold = style.font.italic = False
        style.font.color.rgb = BLACK
        properties = style.element.get_or_add_rPr()
        set_fonts(properties, face)
        put_spacing(properties, 0 if name in FREE else CLOSER)
        shape(style, name, alignment, indent, leading(name, points))
        if level is not None:
            outline(style, level)
    lead = document.styles.add_style(LEAD, WD_STYLE_TYPE.CHARACTER)
    set_fonts(lead.element.get_or_add_rPr(), "楷体")


def set_language(document):
    """Chinese, but for western runs: a Chinese row may end within a number, an English one not."""
    language = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def put_spacing(properties, twips):
    """How close characters stand."""
    for old in properties.findall(qn("w:spacing")):
        properties.remove(old)
    spacing = element("spacing", val=twips)
    properties.insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )


def leading(name, points):
    """How high a row is, by number: a single row of one font is a row and a half of another."""
    if name == "Title":
        return ROW * 1.25
    return points * (1 if name in TIGHT else 1.4) if name in FREE else ROW


def shape(style, name, alignment, indent, high):
    """The paragraph's side of a style."""
    form = style.paragraph_format
    form.alignment = alignment
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    form.keep_with_next = name.startswith("Heading") or name in {"附件序号", "表题"}
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(high)
    indented(style.element.get_or_add_pPr(), firstLine=indent)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):  # the template underlines its title
        properties.remove(border)
    # No mark hangs over the edge, no gap opens between Chinese and digits: each would leave the grid.
    names = ["overflowPunct", "autoSpaceDE", "autoSpaceDN"]
    for tag in [*names, "snapToGrid"] if name in FREE else names:
        properties.insert_element_before(
            element(tag, val=0), "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
            "w:outlineLvl", "w:rPr",
        )  # fmt: skip


def outline(style, level):
    """The place of a style in the outline of the document."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:outlineLvl")):
        properties.remove(old)
    properties.append(element("outlineLvl", val=level))


def indented(properties, **characters):
    """Indents in characters: firstLine, hanging, left, right."""
    indent = properties.get_or_add_ind()
    for name, count in characters.items():
        indent.set(qn(f"w:{name}Chars"), str(round(count * 100)))
        indent.set(qn(f"w:{name}"), str(round(count * CHARACTER)))
