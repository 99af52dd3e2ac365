"""A file or a pasted text → a document; raises Refusal for what cannot be read."""

from ledger.refusals import refuse

from . import word
from .document import read_text
from .encoding import clean, decode

MAX_FILE = 20 * 2**20  # of a .docx, which may hold pictures
MAX_TEXT = 2 * 2**20
OTHER = (b"%PDF-", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG", b"{\\rtf")


def read_file(file, name):
    """Read an open file (.txt or .docx, told by its content)."""
    head = file.read(8)
    file.seek(0)
    if not head:
        raise refuse("file_empty", name=name)
    if head.startswith(OTHER):
        raise refuse("text_type")
    if head.startswith(b"PK\x03\x04"):
        check_size(file, MAX_FILE)
        return read_nonblank(*word.text_of(file))
    data = file.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise refuse("text_too_large")
    return read_nonblank(*decode(data))


def read_pasted(text):
    """Read a text as it was pasted."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT:
        raise refuse("text_too_large")
    return read_nonblank(*clean(text))


def read_nonblank(text, issues):
    """Read a text on which there is something."""
    if not text.strip():
        raise refuse("text_empty")
    return read_text(text, issues)


def check_size(file, most):
    """Refuse a file above the bound."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > most:
        raise refuse("file_too_large", limit=most // 2**20)
