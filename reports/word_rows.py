"""How text will fall into rows of 28 characters, where a Word file has to know it beforehand.

An estimate: Word fills the rows itself. What rests on it looks well a character more or less.
"""

import re

from .titles import title_lines, width

ROOM = {False: 8844, True: 12756}  # twips: 156 mm, and 225 mm across
CHARACTER = 320  # twips
CLOSER = -5  # twips between characters: 28 of 16 pt are wider than 156 mm
WIDER = (5, 10)  # twips between those of a heading that would leave one alone
SIGNED = 26  # characters of an organ in one row
PIECE = re.compile("[!-~]+|[“‘（《〈【]*.[”’）》〉】、，。；：？！]*")  # what no row cuts
ONE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff][。；：]?")


def filled(text, across=False, closer=CLOSER):
    """The rows of a paragraph."""
    rows, left = [""], ROOM[across] - 2 * CHARACTER
    for piece in PIECE.findall(text):
        wide = sum(width(char) * CHARACTER + closer for char in piece)
        if wide > left and rows[-1]:
            rows.append("")
            left = ROOM[across]
        rows[-1] += piece
        left -= wide
    return rows


def closeness(heading, across=False):
    """Twips between a heading's characters, so that its last row is not of one alone."""
    fitting = (twips for twips in (CLOSER, *WIDER) if not alone(filled(heading, across, twips)))
    return next(fitting, CLOSER)


def alone(rows):
    """Whether one character is left for the last row."""
    return len(rows) > 1 and ONE.fullmatch(rows[-1]) is not None


def signature_rows(names, date, across=False):
    """[(lines, twips from the left)] of organs and date, by 7.3.5.2 of the standard.

    All organs begin at one place, the date two characters to the right of it; the longer one ends
    two characters before the edge. An organ too long for a row is cut by sense.
    """
    organs = [title_lines((name,)) if measured(name) > SIGNED else [name] for name in names]
    wide = [measured(line) for organ in organs for line in organ]
    wide += [measured(date) + 2] if date else []
    left = ROOM[across] - 2 * CHARACTER - round(max(wide, default=0) * (CHARACTER + CLOSER))
    rows = [(organ, max(left, 0)) for organ in organs]
    return [*rows, ([date], max(left, 0) + 2 * CHARACTER)] if date else rows


def measured(text):
    """The width of a text in Chinese characters."""
    return sum(map(width, text))
