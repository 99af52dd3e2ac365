"""Small files that bear a mark of classification in one place or another."""

import io
import struct
import zipfile

from measures.filetypes import OLE
from measures.sample.files import OFFICE_RELS, SHEET, WORD

DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
MARK = "机密★1年"
FREE = 0xFFFFFFFF  # a sector of a compound file that is in no chain
PDF_END = b"\nstartxref\n0\n%%EOF"


def zipped(**parts):
    """An office package of these parts; two underscores in a name stand for a stroke."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            path, _, kind = name.replace("__", "/").rpartition("_")
            info = zipfile.ZipInfo(
                f"{path}.{kind}", (2024, 1, 1, 0, 0, 0)
            )  # the same bytes each time
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def paragraphs(*lines):
    """Paragraphs of a text document; a line that is a list is one of several runs."""
    runs = [[line] if isinstance(line, str) else line for line in lines]
    return "".join(
        "<w:p>"
        + "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in row)
        + "</w:p>"
        for row in runs
    )


def word(*lines, root="document", **more):
    """A text document of these paragraphs, with more parts."""
    body = f'<w:{root} xmlns:w="{WORD}"><w:body>{paragraphs(*lines)}</w:body></w:{root}>'
    return zipped(word__document_xml=body, **more)


def header(*lines):
    """The header part of a text document."""
    return f'<w:hdr xmlns:w="{WORD}">{paragraphs(*lines)}</w:hdr>'


def workbook(cells=(), sheet="表一", foot=""):
    """A workbook of these cells, in its shared strings."""
    strings = "".join(f"<si><t>{cell}</t></si>" for cell in cells)
    return zipped(
        xl__workbook_xml=f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE_RELS}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        xl__sharedStrings_xml=f'<sst xmlns="{SHEET}">{strings}</sst>',
        xl__worksheets__sheet1_xml=f'<worksheet xmlns="{SHEET}"><sheetData/>'
        f"<headerFooter><oddFooter>{foot}</oddFooter></headerFooter></worksheet>",
    )


def slides(text):
    """A presentation with one text box."""
    shape = f'<p:sld xmlns:p="p" xmlns:a="{DRAW}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'
    return zipped(ppt__presentation_xml="<p/>", ppt__slides__slide1_xml=shape)


def ofd(*codes, title=""):
    """An OFD file with one page of these text codes."""
    page = "".join(
        f"<ofd:TextObject><ofd:TextCode>{c}</ofd:TextCode></ofd:TextObject>" for c in codes
    )
    return zipped(
        OFD_xml=f'<ofd:OFD xmlns:ofd="o"><ofd:Title>{title}</ofd:Title></ofd:OFD>',
        Doc_0__Pages__Page_0__Content_xml=f'<ofd:Page xmlns:ofd="o">{page}</ofd:Page>',
    )


def compound(*names, body=b""):
    """A compound file, as old office files are, with entries of these names; ``body`` follows."""
    names = ("Root Entry", *names)
    sectors = -(-len(names) // 4)
    head = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, FREE - 1, 0, FREE - 1, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    chain = [FREE - 2, *range(2, sectors + 1), FREE - 1]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    rows = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HB", 2 * len(name) + 2, 5 if name == "Root Entry" else 2)
        + bytes(61)
        for name in names
    )
    return head + table + rows.ljust(512 * sectors, b"\0") + body


def old(text, encoding="utf-16-le", shift=0, stream="WordDocument"):
    """An old office file with a piece of text between other bytes."""
    noise = bytes(range(1, 200)) * 11 + b"\0" * (512 + shift)
    return compound(stream, body=noise + text.encode(encoding) + b"\r\0\r\0" + noise)


def cell(text):
    """A cell's text as an old workbook keeps it: length, flag, UTF-16 at an odd place."""
    body = b"\0" * 9 + len(text).to_bytes(2, "little") + b"\1" + text.encode("utf-16-le")
    return compound("Workbook", body=body + b"\3\0\1")


def paper(text, title=""):
    """A PDF with one line of text in a font that maps its signs to characters."""
    codes = "".join(f"{n:04X}" for n in range(1, len(text) + 1))
    table = "".join(f"<{n:04X}><{ord(sign):04X}>\n" for n, sign in enumerate(text, 1))
    words = f"BT /F1 12 Tf 72 700 Td <{codes}> Tj ET"
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000><FFFF> endcodespacerange\n"
        f"{len(text)} beginbfchar\n{table}endbfchar endcmap end end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(words)}>>stream\n{words}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H"
        "/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 1000/FontDescriptor 7 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        "<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
        f"<</Title<FEFF{title.encode('utf-16-be').hex().upper()}>>>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    start, count = len(out), len(objects) + 1
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode()
    out += f"trailer<</Size {count}/Root 1 0 R/Info 9 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)
