"""A plain table on a sheet: title, a line about it, headings, rows; to be sorted and filtered."""

from dataclasses import dataclass

from .cells import height_of, lines_of
from .package import A3, A4, Layout

TITLE_HEIGHT, LINE_HEIGHT = 30, 18  # points
WIDEST_ON_A4 = 175  # characters; more would be set too small to read


@dataclass(frozen=True)
class Heading:
    """A column of a table: its heading, its width in characters, and where its text stands."""

    text: str
    width: int
    centred: bool = True


def wide(text, width):
    """A column of running text."""
    return Heading(text, width, centred=False)


def write(book, sheet, title, line, headings, table):
    """Write a table; a line of ``table`` holds a value for each heading."""
    rows, looks = book.sheet(sheet), book.looks
    rows.across(title, looks.title, len(headings), TITLE_HEIGHT)
    widths = [heading.width for heading in headings]
    about = height_of(lines_of(line, sum(widths)))
    rows.across(line, looks.line, len(headings), max(about, LINE_HEIGHT))
    rows.add([heading.text for heading in headings], [looks.head] * len(headings), 24)
    head_row = len(rows)
    own = [looks.centred if heading.centred else looks.body for heading in headings]
    for values in table:
        texts = [pair for pair in zip(values, widths, strict=True) if isinstance(pair[0], str)]
        tall = max([1, *(lines_of(text, width) for text, width in texts)])
        rows.add(values, own, height_of(tall))
    paper = A3 if sum(widths) > WIDEST_ON_A4 else A4
    book.lay_out(rows, Layout(widths, head_row, paper=paper, filtered_to=len(rows)))
    return rows
