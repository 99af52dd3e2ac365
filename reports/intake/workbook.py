"""A hostile .xlsx as grids of cells: what its parts say, bounded in rows, columns and content."""

import datetime
import logging
import zipfile
from contextlib import contextmanager

from ledger.package import Bounds, check_package
from ledger.refusals import refuse

from .cells import string, style_of
from .outline import Issue, Place
from .parts import DAMAGES, parse, related, relations
from .sheets import MAX_CELLS, MAX_CONTENT, GridReader

logger = logging.getLogger(__name__)

BOUNDS = Bounds(sent=20 * 2**20, unpacked=200 * 2**20, parts=2000)
MAX_SHEETS = 50
MAX_STRINGS = 4 * MAX_CONTENT  # bytes of the part that shares them
MAX_STYLES = 65_536  # that Excel takes
NO_TABLE = "“{sheet}”不是表格（图表或宏），没有读取。"
LINKED = "文件链接了别的文件：只读取了表里存下的结果，没有打开链接。"


@contextmanager
def damages_refused():
    """What a damaged package makes of the readers becomes a refusal."""
    try:
        yield
    except DAMAGES as error:
        logger.info("workbook refused: %s: %s", type(error).__name__, error)
        raise refuse("workbook_damaged") from error


def read_workbook(upload):
    """The sheets of an upload in their order, and issues about the whole; raises Refusal."""
    check_package(upload, BOUNDS)
    with damages_refused(), zipfile.ZipFile(upload) as package:
        return Workbook(package).sheets()


class Workbook:
    """One package: what all its sheets share, and the sheets."""

    def __init__(self, package):
        self.package = package
        roots = relations(package, "")
        main = [part for kind, part in roots.values() if kind == "officeDocument"]
        if not main or not main[0].startswith("xl/") or not main[0].endswith(".xml"):
            raise refuse("workbook_none")
        self.main = main[0]
        self.relations = relations(package, self.main)
        self.listed = []  # of (name, state, part) by the workbook; the part "" is no table
        self.epoch = datetime.datetime(1899, 12, 30)
        self.left = {"cells": MAX_CELLS, "content": MAX_CONTENT}
        self.issues = []
        self.read_list()

    def parts_of(self, kind):
        """The parts of a kind that the workbook refers to."""
        return [part for found, part in self.relations.values() if found == kind]

    def read_list(self):
        """The names of the sheets, and on which day the serial numbers begin."""

        def start(name, attributes):
            if name == "sheet":
                kind, part = self.relations.get(related(attributes), ("", ""))
                state = attributes.get("state", "visible")
                if len(self.listed) >= MAX_SHEETS:
                    raise refuse("workbook_sheets", limit=MAX_SHEETS)
                self.listed.append((attributes["name"], state, part if kind == "worksheet" else ""))
            elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = datetime.datetime(1904, 1, 1)

        parse(self.package, self.main, start)

    def sheets(self):
        """The grids of all sheets, and what has to be said about the workbook."""
        if self.parts_of("externalLink"):
            self.issues.append(Issue("doubt", LINKED))
        self.strings = self.read_strings()
        self.styles = self.read_styles()
        grids = []
        for name, state, part in self.listed:
            if part:
                grids.append(GridReader(self, name, state != "visible").read(part))
            else:
                self.issues.append(Issue("note", NO_TABLE.format(sheet=name), Place(name)))
        return grids, self.issues

    def take(self, what, amount):
        """Count against a bound of the whole file; raises Refusal."""
        self.left[what] -= amount
        if self.left[what] < 0:
            raise refuse("workbook_content")

    def read_strings(self):
        """The shared strings as cells."""
        reader = StringReader()
        for part in self.parts_of("sharedStrings"):
            if self.package.getinfo(part).file_size > MAX_STRINGS:
                raise refuse("workbook_content")
            parse(self.package, part, reader.start, reader.end, reader.text)
        return reader.found

    def read_styles(self):
        """How each style shows numbers, by its index."""
        codes, styles, inside = {}, [], False

        def start(name, attributes):
            nonlocal inside
            if name == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
                if len(codes) > MAX_STYLES:
                    raise refuse("workbook_content")
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside and len(styles) < MAX_STYLES:
                styles.append(int(attributes.get("numFmtId", 0)))

        def end(name):
            nonlocal inside
            if name == "cellXfs":
                inside = False

        for part in self.parts_of("styles"):
            parse(self.package, part, start, end)
        return [style_of(identifier, codes.get(identifier, "")) for identifier in styles]


class StringReader:
    """Takes the events of the shared strings; rich text becomes plain, phonetic guides are left."""

    def __init__(self):
        self.found, self.pieces = [], []
        self.phonetic = self.taking = False

    def start(self, name, _):
        """An element begins."""
        if name == "rPh":
            self.phonetic = True
        elif name == "si":
            self.pieces.clear()
        self.taking = name == "t" and not self.phonetic

    def text(self, data):
        """Characters; those of a text are kept."""
        if self.taking:
            self.pieces.append(data)

    def end(self, name):
        """An element ends."""
        self.taking = False
        if name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.found.append(string("".join(self.pieces)))
            if len(self.found) > MAX_CELLS:
                raise refuse("workbook_content")
