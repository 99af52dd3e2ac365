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
MACROS = ("vbaProject.bin", "vbaData.xml")
EXTENSIONS = {"pdf": {"pdf"}, "jpg": {"jpg", "jpeg"}, "png": {"png"}}
MAX_PARTS = 5000


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
        return "image/jpeg" if extension in EXTENSIONS["jpg"] else None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png" if extension == "png" else None
    if head.startswith(OLE):
        return OLE_TYPES.get(extension)
    if head.startswith(b"PK\x03\x04"):
        return sniff_zip(file, extension)
    return None


def sniff_zip(file, extension):
    """The content type of an office file without macros, by the parts in its directory."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
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
