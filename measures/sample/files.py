"""Small, real files of the type their name says, for the sample's evidence."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from measures.filetypes import extension_of

RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MIME = "application/vnd.openxmlformats-officedocument."


def pdf(title):
    """One blank page with its title in the metadata, as a PDF."""
    name = title.encode("utf-16-be").hex().upper()
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        f"<</Title<FEFF{name}>>>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    start = len(out)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 5\n0000000000 65535 f \n{table}".encode()
    out += f"trailer<</Size 5/Root 1 0 R/Info 4 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def package(main, content_type, body, extra=()):
    """An office package with one main part."""
    part = f"/{main}"
    overrides = [(part, content_type), *((f"/{name}", kind) for name, kind, _ in extra)]
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{listed}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="r1" '
        f'Type="{OFFICE_RELS}/officeDocument" Target="{main}"/></Relationships>',
        main: body,
        **{name: text for name, _, text in extra},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def docx(title):
    """A text document of one line."""
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{title}</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    return package("word/document.xml", MIME + "wordprocessingml.document.main+xml", body)


def xlsx(title):
    """A workbook of one cell."""
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE_RELS}"><sheets>'
        '<sheet name="示例" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    rels = (
        f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{OFFICE_RELS}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    )
    sheet = (
        f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        f"<t>{title}</t></is></c></row></sheetData></worksheet>"
    )
    kind = MIME + "spreadsheetml."
    extra = [
        (
            "xl/_rels/workbook.xml.rels",
            "application/vnd.openxmlformats-package.relationships+xml",
            rels,
        ),
        ("xl/worksheets/sheet1.xml", kind + "worksheet+xml", sheet),
    ]
    return package("xl/workbook.xml", kind + "sheet.main+xml", book, extra)


def png(title):
    """A grey picture; its title is kept as text inside."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    size = 64
    rows = b"".join(b"\x00" + b"\xd0" * size for _ in range(size))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)),
            chunk(b"iTXt", b"Title\0\0\0\0\0" + title.encode()),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        ]
    )


MAKERS = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "png": png}


def make_file(name, note):
    """An upload called ``name`` whose content says that it is a sample, for which ``note``."""
    content = MAKERS[extension_of(name)](f"示例佐证材料 {name} {note}")
    return SimpleUploadedFile(name, content)
