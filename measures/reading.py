"""The readable text of an uploaded file, within bounds of time and bytes.

For the search for marks of classification alone: what cannot be read is left out, and text may come
in pieces. PDF is read by ``reading_pdf``.
"""

import re
import time
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

SECONDS = 4.0
MAX_UNPACKED = 24 * 2**20  # bytes of XML in one file
BLOCK = 2**16
PIECE = 2**18  # characters: each run of a text costs ninety bytes until its piece is taken
SILENT = 16  # blocks without an event: a tag of that length is no document's, and is held in memory
UNREADABLE = (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError)
BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, *UNREADABLE)

# Parts of an office package without text of its own.
DUMB = re.compile(
    r"/theme/|/(styles|fontTable|settings|webSettings|numbering|calcChain)\.xml$|Types"
)
HEADER = re.compile(r"word/(?:header|footer)\d*\.xml$")
PROPERTIES = re.compile(r"docProps/|^OFD\.xml$")
# Elements after which a new line begins; all others are parts of one.
LINES = frozenset(["p", "si", "c", "br", "cr", "tc", "comment", "sheet", "is", "txbxContent"])
SHEET_HEAD = re.compile(r"^(?:odd|even|first)(?:Header|Footer)$")
SHEET_CODE = re.compile(r'&"[^"]*"|&\d+|&[A-Za-z]')


@dataclass
class Budget:
    """How much may still be read: bytes, and seconds of a clock that runs."""

    ends: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    size: int = MAX_UNPACKED

    @property
    def late(self):
        """Whether the time is over."""
        return time.monotonic() > self.ends

    @property
    def left(self):
        """Whether more may be read."""
        return self.size > 0 and not self.late


class Lines:
    """Takes the events of an XML parser; gives what a person would read, line by line, in pieces."""

    def __init__(self, each):
        self.kept, self.each, self.head = [], each, None
        self.size, self.events = 0, 0
        self.begun = ""  # “…” where the piece to come begins inside a line

    def keep(self, text):
        """Keep text, and how long all of it is."""
        self.kept.append(text)
        self.size += len(text)

    def start(self, tag, attributes):
        """Note text that stands in attributes: a sheet's name, the words of a watermark."""
        self.events += 1
        name = tag.rpartition("}")[2]
        if name == "sheet":
            self.keep(attributes.get("name", ""))
        elif name == "textpath":
            self.keep(f"\n{attributes.get('string', '')}\n")
        elif name in ("tab", "br"):
            self.keep(" ")
        elif SHEET_HEAD.match(name):
            self.head = len(self.kept)

    def data(self, text):
        """Keep text; white space that lays out the XML is none."""
        self.events += 1
        if not (text.isspace() and "\n" in text):
            self.keep(text)

    def end(self, tag):
        """Begin a new line where one begins."""
        self.events += 1
        name = tag.rpartition("}")[2]
        if SHEET_HEAD.match(name) and self.head is not None:
            self.kept[self.head :] = [SHEET_CODE.sub("\n", "".join(self.kept[self.head :]))]
            self.head = None
            self.keep("\n")
        elif name in LINES or self.each:
            self.keep("\n")
        elif name == "TextCode" and self.kept and len(self.kept[-1]) > 1:
            self.keep("\n")  # of OFD; a sign by itself is a part of a line

    def close(self):
        """Nothing is left to do."""

    def take(self):
        """All text so far, but what goes on: the last lines stay, for the piece to come."""
        text = "".join(self.kept)
        cut = text.rfind("\n", len(text) // 2)
        piece = f"{self.begun}{text}…" if cut < 0 else f"{self.begun}{text[:cut]}"
        end = len(text) if cut < 0 else cut
        # A mark may go on in the next line: the line before the cut, or its end, is told twice.
        start = text.rfind("\n", max(0, end - OVERLAP), end)
        start, self.begun = (start, "") if start >= 0 else (max(0, end - OVERLAP), "…")
        self.kept, self.head = [text[start:]], None
        self.size = len(text) - start
        return piece

    @property
    def rest(self):
        """What was not taken."""
        return self.begun + "".join(self.kept)


def package_texts(file, budget):
    """(where, text) of each part of an office package (docx, xlsx, pptx, ofd)."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = [p for p in archive.infolist() if p.filename.endswith((".xml", ".vml"))]
            parts = [part for part in parts if not DUMB.search(part.filename)]
            for part in sorted(parts, key=lambda part: (place(part.filename)[0], part.filename)):
                if not budget.left:
                    return
                where = place(part.filename)[1]
                yield from ((where, text) for text in part_texts(archive, part, budget))
    except BROKEN:
        return
    finally:
        file.seek(0)


def place(name):
    """(order, words) of a part: the short ones in which marks stand come first."""
    if PROPERTIES.search(name):
        return 0, "文件属性"
    if HEADER.search(name):
        return 1, "页眉页脚"
    return 2, "正文"


def part_texts(archive, part, budget):
    """The text of one part in pieces, as far as it can be read."""
    lines = Lines(each=place(part.filename)[0] == 0)
    parser = DefusedXMLParser(target=lines, forbid_dtd=True)
    silent, events = 0, 0
    try:
        with archive.open(part) as file:
            while budget.left and silent < SILENT and (block := file.read(BLOCK)):
                budget.size -= len(block)
                parser.feed(block)
                silent, events = silent + 1 if lines.events == events else 0, lines.events
                if lines.size > PIECE:
                    yield lines.take()
    except BROKEN:
        pass  # what came before it was read
    yield lines.rest


# Old office files keep text as UTF-16, at odd places too, or in the encoding of their time.
ENCODINGS = (("utf-16-le", 0), ("utf-16-le", 1), ("gb18030", 0))
STEP, OVERLAP, WINDOW = 2**20, 512, 60
HINT = re.compile(
    r"密|[内內]部|外[传傳泄]|翻印|[扩擴][散]|不得公[开開]|注意保存|妥善保管|[阅閱][后後]"
)
# Control characters end a line (Word, PowerPoint); U+0100 is what the head of a cell's text in a
# workbook looks like; whatever else is no text stands for something unknown.
ENDS = re.compile("[\x00-\x1f\u0100]")
JUNK = re.compile("[^\n\x20-\x7e\u00b7\u2010-\u206f\u2460-\u24ff\u25a0-\u27bf\u3000-\u303f"
                  "\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")  # fmt: skip


def ole_texts(file, budget):
    """(where, text) around each hint in the bytes of an old office file (doc, xls, ppt, wps)."""
    try:
        for encoding, shift in ENCODINGS:
            file.seek(shift)
            rest = b""
            while not budget.late and (block := file.read(STEP)):
                text = (rest + block).decode(encoding, "replace")
                rest = block[-OVERLAP:]
                yield from (("文件内容", legible(text, hint)) for hint in hints(text))
    except UNREADABLE:
        return
    finally:
        file.seek(0)


def hints(text):
    """The hints in a text, but for those that the window around the one before shows."""
    end = 0
    for hint in HINT.finditer(text):
        if hint.start() >= end:
            end = hint.end() + WINDOW // 2
            yield hint


def legible(text, hint):
    """What stands around a hint, where bytes that are no text end no line."""
    start, end = max(0, hint.start() - WINDOW), hint.end() + WINDOW
    around = JUNK.sub("\ufffd", ENDS.sub("\n", text[start:end]))
    return f"\ufffd{around}\ufffd" if start else f"{around}\ufffd"


SLICE = 2**15  # characters


def slices(text):
    """The text in slices that end with a line; a line that is longer than a slice says so by “…”."""
    start = 0
    while start < len(text):
        stop = start + SLICE
        if stop >= len(text):
            stop, cut = len(text), ""
        elif (line := text.rfind("\n", start, stop)) > start:
            stop, cut = line, ""
        else:
            cut = "…"
        begun = "" if start == 0 or text[start] == "\n" else "…"
        yield f"{begun}{text[start:stop]}{cut}"
        start = stop - OVERLAP if cut else stop
