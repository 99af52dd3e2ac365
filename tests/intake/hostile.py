"""Files that are no ledger, or that would harm whoever opens them."""

import io
import struct
import zipfile

from .books import SPACE, Sheet, changed, shared, workbook

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
ROWS = [["反馈问题", "整改措施", "责任部门"], ["甲", "甲一", "办公室"]]
GOOD = shared(workbook(Sheet("台账", ROWS)))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
ABROAD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def part(name, change):
    """The good workbook with one part changed."""
    return changed(GOOD, lambda at, content: change(content) if at == name else content)


def rows(*xml):
    """The good workbook with XML after its rows."""
    return part(
        SHEET, lambda c: c.replace(b"</sheetData>", "".join(xml).encode() + b"</sheetData>")
    )


def cell(reference, value, kind=""):
    """The good workbook with one cell more, in a row of its own."""
    row = "".join(letter for letter in reference if letter.isdigit())
    return rows(f'<row r="{row}"><c r="{reference}" {kind}><v>{value}</v></c></row>')


def with_document_type(name, declared, inside=""):
    """The good workbook with a document type before a part's root."""

    def change(content):
        head, mark, rest = content.partition(b"?>")
        if not mark:
            head, rest = b"", content
        return head + mark + declared.encode() + rest.replace(b"<t>", b"<t>" + inside.encode(), 1)

    return part(name, change)


def lying(name):
    """A package whose directory gives a part less than it unpacks to."""
    content = bytearray(part(name, lambda old: old + b" " * 30 * 2**20))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        info = package.getinfo(name)
    encoded = name.encode()
    at = content.rindex(encoded) - 46  # its entry in the directory
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    local = info.header_offset
    content[local + 22 : local + 26] = struct.pack("<I", 1000)
    return bytes(content)


def packed(parts, method=zipfile.ZIP_DEFLATED):
    """A package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def flagged_as_encrypted():
    """A package whose parts ask for a password."""
    content = bytearray(GOOD)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def strings(count):
    """A workbook with so many shared strings."""
    items = "".join(f"<si><t>{n}</t></si>" for n in range(count))
    return part(STRINGS, lambda _: f'<sst xmlns="{SPACE}">{items}</sst>'.encode())


def blank_rows(count, columns=10):
    """One row of data behind so many rows of cells that are only formatted."""
    letters = [chr(65 + n) for n in range(columns)]
    blank = "".join(
        f'<row r="{n}" ht="20">' + "".join(f'<c r="{a}{n}" s="1"/>' for a in letters) + "</row>"
        for n in range(3, count + 3)
    )
    n = count + 3
    real = "".join(
        f'<c r="{a}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
        for a, text in zip("ABC", ("乙", "乙一", "会员部"), strict=True)
    )
    return rows(blank, f'<row r="{n}">{real}</row>')


def spaces(name):
    """A part of a gigabyte and a half of spaces."""
    return part(name, lambda content: content + b" " * 220 * 2**20)
