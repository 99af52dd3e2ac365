"""From passages to what is printed: numbers generated, bound values shown plain."""

import datetime

from .blocks import Block, Notice, numbered
from .passages import FRAME


def blocks_of(passages):
    """The blocks of the body, numbered."""
    rows = [row for row in passages if row.kind not in FRAME]
    return numbered(
        Block("text" if row.kind == "contact" else row.kind, row.plain, row.lead) for row in rows
    )


def set_out(passages, as_of, inspection=None, omissions=()):
    """The passages as a notice that can be shown or printed; ``as_of`` is an ISO date."""
    frame = {row.kind: row.plain for row in passages if row.kind in FRAME}
    return Notice(
        inspection=inspection,
        as_of=datetime.date.fromisoformat(as_of),
        title=tuple(filter(None, frame.get("title", "").split("\n"))),
        blocks=blocks_of(passages),
        organ=frame.get("organ", ""),
        date=frame.get("date", ""),
        omissions=tuple(omissions),
    )
