"""What a file is, told by its content: a name proves nothing."""

import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Of the OLE family (doc, xls, ppt and the WPS types) the name picks one; the content is the same.
OLE_TYPES = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "et": "application/x-et",
    "dps": "application/x-dps",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
ZIP_TYPES = {
    "word/document.xml": ("docx", OFFICE + "wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", OFFICE + "spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", OFFICE + "presentationml.presentation"),
    "OFD.xml": ("ofd", "application/ofd"),
}
DRAWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})
MACROS = ("vbaProject.bin", "vbaData.xml")
EXTENSIONS = {"pdf": {"pdf"}, "jpg": {"jpg", "jpeg"}, "png": {"png"}}
MAX_PARTS = 5000
MAX_UNPACKED = 2 * 2**30
MAX_PIXELS = 100_000_000


def extension_of(name):
    """The extension of a file name, in lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""


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
        return "application/pdf" if extension == "pdf" else None
    if head.startswith(b"\xff\xd8\xff"):
        named = extension in EXTENSIONS["jpg"]
        return "image/jpeg" if named and is_picture(file, "JPEG") else None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png" if extension == "png" and is_picture(file, "PNG") else None
    if head.startswith(OLE):
        return OLE_TYPES.get(extension)
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


def sniff_zip(file, extension):
    """The content type of an office file without macros, by the parts in its directory."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                return None
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    finally:
        file.seek(0)
    if len(names) > MAX_PARTS or any(name.endswith(MACROS) for name in names):
        return None
    present = set(names)
    for part, (expected, content_type) in ZIP_TYPES.items():
        if part in present:
            return content_type if extension == expected else None
    return None
