"""Full rows for Chinese text: what WeasyPrint's justification lacks.

It widens spaces, and Chinese has none, so that rows would end wherever their last character does.
Here the rest of a row is shared out between its characters: typesetting wraps western runs, so
each piece of a row is either Chinese, and stretches, or western, and does not. This replaces one
inner function of one version of WeasyPrint; the tests measure the right edge.
"""

import copy
import re

WEASYPRINT = "70.0"
WESTERN = re.compile(r"[!-~]")
MOST = (
    0.16  # of an em: from 1/6 on readers of a PDF find spaces; a row that needs it stays as it is
)
ZERO_WIDTH = re.compile("[\u200b\u2060]")  # a row may break here, or not


def install(weasyprint):
    """Replace the justification of one row; refuses to guess at another version's insides."""
    if weasyprint.__version__ != WEASYPRINT:
        raise RuntimeError(f"justification is written for WeasyPrint {WEASYPRINT}")
    from weasyprint.layout import inline

    if inline.justify_line is not justify_line:
        inline.justify_line = justify_line


def justify_line(context, line, extra):
    """Share ``extra`` out between the characters of a row."""
    pieces = list(text_boxes(line))
    grown = [drop_break_marks(box) for box in pieces]
    shares = [share(*pair) for pair in zip(pieces, [*pieces[1:], None], strict=True)]
    gaps = sum(inner + after for inner, after in shares)
    each = (extra - sum(grown)) / gaps if gaps else 0
    if each > MOST * line.style["font_size"]:
        each = 0
    moved = 0
    for box, growth, (inner, after) in zip(pieces, grown, shares, strict=True):
        box.position_x += moved
        if growth or (inner and each):
            stretch(box, each, growth + each * inner)
        moved += growth + each * (inner + after)


def text_boxes(box):
    """The pieces of text of a row, in order."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        if box.text:
            yield box
    else:
        for child in getattr(box, "children", ()):
            yield from text_boxes(child)


def spacing(box):
    """The letter spacing of a piece in numbers."""
    value = box.style["letter_spacing"]
    return 0 if value == "normal" else value


def drop_break_marks(box):
    """Take out the marks for line breaks, each of which counts as a character; the growth."""
    box.text, marks = ZERO_WIDTH.subn("", box.text)
    return -marks * spacing(box)


def is_western(box):
    """Whether a piece is a western run, which keeps its shape."""
    return bool(WESTERN.search(box.text))


def share(box, following):
    """The gaps inside a piece, and the one after it: half a gap between Chinese and western."""
    inner = 0 if is_western(box) else max(len(box.text) - 1, 0)
    if following is None:
        return inner, 0
    return inner, 1 - (is_western(box) + is_western(following)) / 2


def stretch(box, each, growth):
    """Set a piece with ``each`` more between its characters.

    Its layout is made again when it is drawn, with the text that the layout keeps and the style of
    the piece: so a copy with another text is all it needs.
    """
    style = box.style.copy()
    style["letter_spacing"] = spacing(box) + each
    box.style = style
    box.pango_layout = copy.copy(box.pango_layout)
    box.pango_layout.text = box.text
    box.width += growth
