"""Cells as the markup of a worksheet: text that stays text, real dates, real numbers.

openpyxl makes an object of each cell and an element of each object; a ledger of 2,000 measures has
200,000 cells, so their rows are written here, and all around them is openpyxl's.
"""

import datetime
import math
import re
from decimal import Decimal
from xml.sax.saxutils import escape

from django.utils import timezone
from openpyxl.utils import get_column_letter

EPOCH = datetime.date(1899, 12, 30)
FIRST_DAY = datetime.date(1900, 3, 1)  # before it Excel counts a day that never was
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ in a text as the character of that code; an escaped underscore stops it.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
LINE, MARGIN = 14.5, 4  # points of one line of text, and of the space around a cell's text
MAX_HEIGHT = 409.0  # points; Excel makes no row higher
LETTERS = [get_column_letter(number) for number in range(1, 201)]


def may_act(text):
    """Whether Excel could make anything but text of it when it is edited: it then gets a quote."""
    first = text[0]
    return first < "\u2e80" or first in "＝＋－＠" or first.isdigit()


def lines_of(text, width):
    """How many lines a text takes in a column of so many characters; a Chinese one counts twice.

    GB 18030 has one byte for what is half as wide, two for most that is not.
    """
    room = max(width - 1.5, 2)
    parts = text.split("\n")
    return sum(max(1, math.ceil(len(part.encode("gb18030", "replace")) / room)) for part in parts)


def height_of(lines):
    """The points that so many lines need."""
    return lines * LINE + MARGIN


class Strings:
    """The texts of a workbook, each kept once."""

    def __init__(self):
        self.places = {}

    def place(self, text):
        """The number by which cells name a text."""
        return self.places.setdefault(text, len(self.places))

    def xml(self):
        """The part ``xl/sharedStrings.xml``."""
        items = "".join(
            f'<si><t xml:space="preserve">{written(text)}</t></si>' for text in self.places
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'uniqueCount="{len(self.places)}">{items}</sst>'
        )


def written(text):
    """A text as the markup of a table of texts."""
    return escape(escaped(text), {"\r": "&#13;"})


def escaped(text):
    """A text that Excel shows as it is, without what XML cannot carry: no field takes that."""
    text = NOT_IN_XML.sub("\ufffd", text)
    return CODED.sub("_x005F_", text) if "_x" in text else text


class Rows:
    """The rows of one sheet, written one after the other."""

    def __init__(self, strings):
        self.strings = strings
        self.written, self.merges = [], []
        self.width = 1

    def __len__(self):
        return len(self.written)

    def add(self, values, looks, height=None):
        """Write a row; values and looks stand side by side, an empty value is a bordered cell."""
        number = len(self.written) + 1
        self.width = max(self.width, len(values))
        cells = [
            self.cell(f"{letter}{number}", value, look)
            for letter, value, look in zip(LETTERS, values, looks, strict=False)
        ]
        size = f' ht="{min(height, MAX_HEIGHT):g}" customHeight="1"' if height else ""
        self.written.append(f'<row r="{number}"{size}>{"".join(cells)}</row>')
        return number

    def across(self, text, look, columns, height):
        """Write one text over the whole width of the table."""
        number = self.add([text, *[None] * (columns - 1)], [look] * columns, height)
        self.merge(1, number, columns, number)

    def cell(self, ref, value, look):
        """One cell."""
        if value is None or value == "":
            return f'<c r="{ref}" s="{look.text}"/>'
        if isinstance(value, str):
            style = look.quoted if may_act(value) else look.text
            return f'<c r="{ref}" s="{style}" t="s"><v>{self.strings.place(value)}</v></c>'
        if isinstance(value, datetime.date):
            return self.dated(ref, value, look)
        style = look.amount if isinstance(value, Decimal) else look.number
        return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'

    def dated(self, ref, value, look):
        """A day or a minute as Excel counts them; earlier than it can count, as text."""
        moment = isinstance(value, datetime.datetime)
        if moment:
            value = timezone.localtime(value).replace(second=0, microsecond=0)
        day = value.date() if moment else value
        if day < FIRST_DAY:
            return self.cell(ref, day.isoformat(), look)
        serial = (day - EPOCH).days
        if moment:
            serial += round((value.hour * 60 + value.minute) / 1440, 6)
        style = look.time if moment else look.date
        return f'<c r="{ref}" s="{style}"><v>{serial}</v></c>'

    def merge(self, left, top, right, bottom):
        """Make one cell of several."""
        if (left, top) != (right, bottom):
            self.merges.append(f"{LETTERS[left - 1]}{top}:{LETTERS[right - 1]}{bottom}")

    @property
    def extent(self):
        """From the first cell to the last."""
        return f"A1:{LETTERS[self.width - 1]}{max(len(self.written), 1)}"

    def data_xml(self):
        """The element that holds the rows."""
        return f"<sheetData>{''.join(self.written)}</sheetData>"

    def merges_xml(self):
        """The element that holds the merged ranges."""
        cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merges)
        return f'<mergeCells count="{len(self.merges)}">{cells}</mergeCells>'
