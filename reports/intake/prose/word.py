"""A Word file (.docx) → its paragraphs as lines, automatic numbers written out. It may be hostile."""

import logging
import zipfile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from ledger.refusals import refuse
from reports.intake.outline import Issue, Place

from .numbering import Numbering

logger = logging.getLogger(__name__)

MAX_PARTS = 2000
MAX_UNPACKED = 20 * 2**20  # of each part that is read
MAX_TEXT = 2 * 2**20
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIPPED = {W + name for name in ("del", "moveFrom", "txbxContent", "instrText", "delText", "rPr")}
BREAKS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
REMARKS = {
    W + "txbxContent": "文件里有文本框，里面的文字没有读入，需要的请粘贴到正文。",
    W + "ins": "文件带有修订痕迹，按接受修订后的文字读入。",
    W + "del": "文件带有修订痕迹，按接受修订后的文字读入。",
    W + "footnoteReference": "文件有脚注，脚注没有读入。",
}


def text_of(file):
    """(text, issues) of an open .docx; raises Refusal."""
    try:
        with zipfile.ZipFile(file) as package:
            return read(package)
    except (zipfile.BadZipFile, DefusedXmlException, ParseError, EOFError) as error:
        logger.info("text refused: %s: %s", type(error).__name__, error)
        raise refuse("text_damaged") from error
    except (
        OSError,
        ValueError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        zipfile.zlib.error,
    ) as e:
        logger.info("text refused: %s: %s", type(e).__name__, e)
        raise refuse("text_damaged") from e


def read(package):
    """The paragraphs of the document as text, and what was left out."""
    names = {part.filename for part in package.infolist()}
    if len(names) > MAX_PARTS:
        raise refuse("text_too_large")
    if "word/document.xml" not in names:
        raise refuse("text_type")
    numbering = Numbering()
    for name in ("word/numbering.xml", "word/styles.xml"):
        if name in names:
            numbering.learn(elements(package, name, {"num", "abstractNum", "style"}))
    return Body(numbering).read(elements(package, "word/document.xml", {"p", "tbl"}))


class Bounded:
    """A part of the package, read only up to the bound: its directory may lie about its size."""

    def __init__(self, stream):
        self.stream = stream
        self.left = MAX_UNPACKED

    def read(self, size=-1):
        """The next bytes; raises Refusal beyond the bound."""
        data = self.stream.read(min(size, 2**16) if size > 0 else 2**16)
        self.left -= len(data)
        if self.left < 0:
            raise refuse("text_too_large")
        return data


def elements(package, name, wanted):
    """The outermost elements of the wanted kinds, each cleared after its use."""
    wanted = {W + kind for kind in wanted}
    depth = 0
    with package.open(name) as stream:
        for event, element in iterparse(Bounded(stream), events=("start", "end"), forbid_dtd=True):
            if element.tag not in wanted:
                continue
            depth += 1 if event == "start" else -1
            if event == "end" and not depth:
                yield element
                element.clear()


class Body:
    """Collects lines, and what of the document was not read."""

    def __init__(self, numbering):
        self.numbering = numbering
        self.lines, self.issues = [], []
        self.size = self.numbered = 0
        self.remarked = set()

    def read(self, found):
        """(text, issues)."""
        for element in found:
            if element.tag == W + "tbl":
                self.table(element)
            else:
                self.paragraph(element)
        if self.numbered:
            message = f"有 {self.numbered} 段用了自动编号，已按显示的编号读入。"
            self.issues.append(Issue("note", message))
        return "\n".join(self.lines), self.issues

    def paragraph(self, element):
        """One paragraph as one line, or several where it has line breaks."""
        text = "".join(self.runs(element)).strip()
        number = self.numbering.number_of(element) if text else ""
        self.numbered += bool(number)
        lines = (number + text).split("\n")
        self.size += sum(map(len, lines))
        if self.size > MAX_TEXT:
            raise refuse("text_too_large")
        self.lines += lines

    def runs(self, element):
        """The texts of a paragraph; what is deleted or set aside is left out."""
        waiting = [element]
        while waiting:
            here = waiting.pop()
            if here.tag in REMARKS:
                self.remark(REMARKS[here.tag])
            if here.tag in SKIPPED:
                continue
            if here.tag == W + "t":
                yield here.text or ""
            yield BREAKS.get(here.tag, "")
            waiting.extend(reversed(here))

    def table(self, element):
        """A table is left out, with a note of what it begins with."""
        text = "".join(part.text or "" for part in element.iter(W + "t"))
        row = len(self.lines) + 1
        message = f"第 {row} 行处有一个表格，没有读入。表格里的台账请另存为 Excel 再导入。"
        self.issues.append(Issue("note", message, Place(row=row), text[:80]))
        self.lines.append("")

    def remark(self, message):
        """Say once what was not read."""
        if message not in self.remarked:
            self.remarked.add(message)
            self.issues.append(Issue("note", message))
