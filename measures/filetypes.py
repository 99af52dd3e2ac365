"""What a file is, told by its content: a name proves nothing."""

import os
import re
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .compound import names_in

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Of the OLE family (doc, xls, ppt and the WPS types) the main stream tells the kind, the name which.
OLE_TYPES = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "et": "application/x-et",
    "dps": "application/x-dps",
}
# What people call a type; see ``kind_name``.
NAMES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPG 图片",
    "image/png": "PNG 图片",
    "application/msword": "Word 文档（.doc）",
    "application/vnd.ms-excel": "Excel 表格（.xls）",
    "application/vnd.ms-powerpoint": "PPT 演示文稿（.ppt）",
    "application/vnd.ms-works": "WPS 文字（.wps）",
    "application/x-et": "WPS 表格（.et）",
    "application/x-dps": "WPS 演示（.dps）",
    "application/ofd": "OFD 版式文件",
}
OLE_STREAMS = {
    "doc": {"worddocument"},
    "wps": {"worddocument"},
    "xls": {"workbook", "book"},
    "et": {"workbook", "book"},
    "ppt": {"powerpoint document"},
    "dps": {"powerpoint document"},
}
OLE_MACROS = frozenset({"vba", "macros", "_vba_project", "_vba_project_cur"})
OFFICE = "application/vnd.openxmlformats-officedocument."
ZIP_TYPES = {
    "word/document.xml": ("docx", OFFICE + "wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", OFFICE + "spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", OFFICE + "presentationml.presentation"),
    "OFD.xml": ("ofd", "application/ofd"),
}
NAMES |= {
    ZIP_TYPES["word/document.xml"][1]: "Word 文档（.docx）",
    ZIP_TYPES["xl/workbook.xml"][1]: "Excel 表格（.xlsx）",
    ZIP_TYPES["ppt/presentation.xml"][1]: "PPT 演示文稿（.pptx）",
}
DRAWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})
MACROS = ("vbaproject.bin", "vbadata.xml")
DECLARED_MACROS = ("vba", "macroenabled")  # in the content type of a part, whatever its name
CONTENT_TYPES = "[content_types].xml"
MAX_TYPES = 2**20  # bytes of the list of content types
# What runs, or unpacks to something that does, has no place in a document.
FORBIDDEN_PARTS = frozenset(
    [
        "exe",
        "dll",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "hta",
        "msi",
        "msp",
        "lnk",
        "jar",
        "reg",
        "chm",
        "cpl",
        "iso",
        "zip",
        "rar",
        "7z",
        "gz",
        "tar",
        "cab",
        "docm",
        "dotm",
        "xlsm",
        "xltm",
        "xlam",
        "pptm",
        "potm",
        "ppam",
        "ppsm",
        "html",
        "htm",
        "mht",
    ]
)
PROGRAMS = (b"MZ", b"\x7fELF")
PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")
EMBEDDED = frozenset({"docx", "xlsx", "pptx", "vsdx"})  # packages that a document may hold
PDF_TAIL = 2048  # bytes at the end in which a PDF says where its table is
BLOCK = 2**16
PADDING = b"\0\t\n\r\x1a "
PAGE = re.compile(rb"<(?:html|script|!doctype)", re.IGNORECASE)
EXTENSIONS = {"pdf": {"pdf"}, "jpg": {"jpg", "jpeg"}, "png": {"png"}}
MAX_PARTS = 5000
MAX_UNPACKED = 2 * 2**30
MAX_PIXELS = 100_000_000


def extension_of(name):
    """The extension of a file name, in lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_name(content_type):
    """A content type as people call it; one that may not be uploaded any more by itself."""
    return NAMES.get(content_type, content_type)


def sniff(file, name):
    """The content type of an open file, or None where it is not one that may be uploaded.

    The extension has to agree with the content: what opens as one thing here and as another
    there is how a harmful file travels.
    """
    extension = extension_of(name)
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "application/pdf" if extension == "pdf" and is_pdf(file, head) else None
    if head.startswith(b"\xff\xd8\xff"):
        named = extension in EXTENSIONS["jpg"]
        return "image/jpeg" if named and is_picture(file, "JPEG") else None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png" if extension == "png" and is_picture(file, "PNG") else None
    if head.startswith(OLE):
        return OLE_TYPES[extension] if is_old_office(file, extension) else None
    if head.startswith(b"PK\x03\x04"):
        return sniff_zip(file, extension)
    return None


def is_picture(file, kind):
    """Whether the file is a whole picture of that kind, and no larger than a screen can show."""
    from PIL import Image  # a tenth of a second of start-up that few requests need

    try:
        with Image.open(file, formats=[kind]) as picture:
            width, height = picture.size
            small = width * height <= MAX_PIXELS
            if small:
                picture.verify()
            return small
    except Exception:  # whatever a damaged picture makes of the decoder
        return False
    finally:
        file.seek(0)


def is_pdf(file, head):
    """Whether a PDF is whole and nothing else besides: a page before it, an archive behind it."""
    tail = tail_of(file)
    file.seek(0)
    return tail.endswith(b"%%EOF") and b"startxref" in tail and not PAGE.search(head)


def tail_of(file):
    """The last bytes of a file, without what only pads it."""
    file.seek(0, os.SEEK_END)
    end = file.tell()
    while end:
        start = max(0, end - BLOCK)
        file.seek(start)
        if kept := file.read(end - start).rstrip(PADDING):
            end = start + len(kept)
            file.seek(max(0, end - PDF_TAIL))
            return file.read(min(end, PDF_TAIL))
        end = start
    return b""


def is_old_office(file, extension):
    """Whether a compound file holds what its extension says, and no macros."""
    names = names_in(file) if extension in OLE_TYPES else None
    return bool(names and names & OLE_STREAMS[extension] and not names & OLE_MACROS)


def sniff_zip(file, extension):
    """The content type of an office file without macros and programs, by the parts it has."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                return None
            if any(is_forbidden(archive, part) for part in parts):
                return None
            present = {part.filename for part in parts}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        return None
    except (zlib.error, ParseError, DefusedXmlException):
        return None
    finally:
        file.seek(0)
    for part, (expected, content_type) in ZIP_TYPES.items():
        if part in present:
            return content_type if extension == expected else None
    return None


def is_forbidden(archive, part):
    """Whether a part of an office file is macros, a program or an archive, by name or content."""
    name = part.filename.casefold()
    if name.endswith(MACROS) or extension_of(name) in FORBIDDEN_PARTS:
        return True
    if name == CONTENT_TYPES:
        return declares_macros(archive, part)
    if part.is_dir() or name.endswith((".xml", ".rels", ".vml")):
        return False
    with archive.open(part) as opened:
        start = opened.read(4)
    packed = start.startswith(PACKED) and extension_of(name) not in EMBEDDED
    return packed or start.startswith(PROGRAMS)


def declares_macros(archive, part):
    """Whether the list of content types names macros; one of absurd size is taken to."""
    if part.file_size > MAX_TYPES:
        return True
    with archive.open(part) as opened:
        root = fromstring(opened.read(MAX_TYPES))
    kinds = (row.get("ContentType", "").casefold() for row in root.iter())
    return any(word in kind for kind in kinds for word in DECLARED_MACROS)
