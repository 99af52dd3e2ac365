"""From passages to what is printed: numbers generated, bound values shown plain."""

import datetime
from dataclasses import replace

from .blocks import Block, Notice, numbered
from .passages import FRAME, ONE_LINE


def wholes_of(passages):
    """The passages of the body as a block each, numbered; the lines of one are still together."""
    rows = [row for row in passages if row.kind not in FRAME]
    return numbered(
        Block("text" if row.kind == "contact" else row.kind, row.plain, row.lead) for row in rows
    )


def blocks_of(passages):
    """The blocks of the body, numbered: a paragraph for each line, as the editor sees them."""
    return tuple(block for whole in wholes_of(passages) for block in lines_of(whole))


def lines_of(block):
    """A block line by line, the later ones as paragraphs without number; a heading is one line."""
    lines = [line.strip() for line in block.text.split("\n") if line.strip()]
    if block.kind in ONE_LINE or len(lines) < 2:
        return [replace(block, text="".join(lines))]
    return [replace(block, text=lines[0]), *(Block("text", line) for line in lines[1:])]


def set_out(passages, as_of):
    """The passages as a notice that can be shown or printed; ``as_of`` is an ISO date."""
    frame = {row.kind: row.plain for row in passages if row.kind in FRAME}
    return Notice(
        as_of=datetime.date.fromisoformat(as_of),
        title=tuple(filter(None, frame.get("title", "").split("\n"))),
        blocks=blocks_of(passages),
        organ=frame.get("organ", ""),
        date=frame.get("date", ""),
    )
