"""The readable text of a PDF: see ``reading``. Needs no Django: it runs apart (``isolation``)."""

import re
import time

PAGES = 50
PAGE = 20_000  # characters
OVERLAP = 512  # bytes that blocks share, so that nothing is cut

# What names a font, or hides it in a compressed object; and a title that is written in the open.
WORDED = (b"/Font", b"/ObjStm")
TITLE = re.compile(
    rb"/(?:Title|Subject|Keywords)\s*(?:<(?P<hex>[0-9A-Fa-f\s]*)>|\((?P<text>(?:\\.|[^\\()])*)\))",
    re.DOTALL,
)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


def pdf_titles(blocks):
    """[(where, text)] of the titles of a PDF without text; None where it may have some."""
    found, tail = [], b""
    for block in blocks:
        data = tail + block
        if any(word in data for word in WORDED):
            return None
        found += [("文件属性", title_text(match)) for match in TITLE.finditer(data)]
        tail = data[-OVERLAP:]
    return found


def title_text(match):
    """The text of a title, whichever way it is written."""
    if match["hex"] is not None:
        digits = re.sub(rb"\s", b"", match["hex"]).decode()
        data = bytes.fromhex(digits + "0" * (len(digits) % 2))
    else:
        data = ESCAPED.sub(unescaped, match["text"])
    utf16 = data.startswith(b"\xfe\xff")
    return data[2:].decode("utf-16-be", "replace") if utf16 else data.decode("utf-8", "replace")


def unescaped(match):
    """The byte that an escape in a string stands for."""
    sign = match[1]
    return bytes([int(sign, 8) & 255]) if sign.isdigit() else sign


def pdf_texts(path, seconds):
    """[[where, text]] of the title and the first pages of a PDF: a job for ``isolation``."""
    import pypdfium2

    ends = time.monotonic() + seconds
    with pypdfium2.PdfDocument(path) as document:
        found = [["文件属性", "\n".join(document.get_metadata_dict().values())]]
        for number in range(min(len(document), PAGES)):
            if time.monotonic() > ends:
                break
            words = document[number].get_textpage().get_text_range(0, -1)
            found.append([f"第 {number + 1} 页", words[:PAGE]])
    return found
