"""Opening what may be a hostile .xlsx: what the zip directory says, before anything is unpacked.

``zipfile`` reads no part beyond the size that the directory gives it (a lie ends in a wrong checksum),
so the directory's sum bounds what unpacking can take.
"""

import re
import zipfile
from dataclasses import dataclass

from ledger.refusals import refuse
from ledger.uploads import check_whole

# The head of what Excel wrote before 2007, and of what it encrypts today.
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
# zipfile unpacks the other methods without bounding one step.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED_FLAG = 0x1
# A cell, or what is merged, with the last place that it reaches.
REACH = re.compile(
    rb"<(c|mergeCell|autoFilter)\b[^>]*?\br(?:ef)?=.([A-Z]{1,9})([0-9]{1,9})(?::([A-Z]{1,9})([0-9]{1,9}))?"
)
CHUNK = 1 << 20
MAX_TAG = 1 << 16
MAX_LETTERS, MAX_ROW = 2, 20_000  # no column beyond ZZ
MAX_CELLS = 300_000  # some 300 MB once they are loaded with their looks


@dataclass(frozen=True)
class Bounds:
    """How much of a package is taken: bytes as sent, bytes unpacked, and number of parts."""

    sent: int
    unpacked: int
    parts: int


def check_package(upload, bounds):
    """Look at the size and the zip directory of an upload; raises Refusal."""
    check_whole(upload)
    if not upload.size:
        raise refuse("file_empty", name=upload.name)
    if upload.size > bounds.sent:
        raise refuse("file_too_large", limit=bounds.sent // 2**20)
    try:
        with zipfile.ZipFile(upload) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(kind_of_other(upload)) from error
    if len(parts) > bounds.parts or sum(part.file_size for part in parts) > bounds.unpacked:
        raise refuse("workbook_too_large")
    if any(part.compress_type not in METHODS for part in parts):
        raise refuse("workbook_none")
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise refuse("workbook_encrypted")


def kind_of_other(upload):
    """The refusal for what is no zip: an old .xls, an encrypted workbook, or anything else."""
    upload.seek(0)
    content = upload.read()
    if not content.startswith(OLD_CONTAINER):
        return "workbook_truncated" if content.startswith(b"PK\x03\x04") else "workbook_none"
    return "workbook_encrypted" if ENCRYPTED_PART in content else "workbook_old"


def check_cells(upload):
    """Refuse a workbook that cannot be loaded as a whole: too many cells, or some far out.

    A library walks every cell up to the last one, and every cell of what is merged, empty or not.
    """
    upload.seek(0)
    count = 0
    with zipfile.ZipFile(upload) as package:
        for part in package.infolist():
            if part.filename.startswith("xl/worksheets/"):
                with package.open(part) as stream:
                    count += cells_of(stream)
    upload.seek(0)
    if count > MAX_CELLS:
        raise refuse("workbook_too_large")


def cells_of(stream):
    """How many cells a sheet's XML begins; refuses one whose cells lie too far out."""
    count, tail = 0, b""
    while chunk := stream.read(CHUNK):
        text = tail + chunk
        end = text.rfind(b">") + 1
        for found in REACH.finditer(text[:end]):
            columns = max(len(found[2]), len(found[4] or b""))
            rows = max(int(found[3]), int(found[5] or 0))
            if columns > MAX_LETTERS or rows > MAX_ROW:
                raise refuse("workbook_too_large")
            count += found[1] == b"c"
        tail = text[end:][-MAX_TAG:]
    return count
