"""A notice as the paper that its page and its PDF both show."""

import datetime
from dataclasses import dataclass, replace

from . import press
from .notice import set_out
from .notice.blocks import clause, official_date

SHORT = 12  # hexadecimal digits of a digest, to be compared by eye
CORRECTED = "更正版"


@dataclass(frozen=True)
class Basis:
    """What an issued notice rests on: digests of snapshot and journal, and what it corrects."""

    snapshot: int
    snapshot_sha256: str
    head: str
    corrects_on: datetime.date | None = None
    correction: str = ""

    @property
    def corrected(self):
        """What was corrected, as a sentence; "" for a first version."""
        if self.corrects_on is None:
            return ""
        return f"{correcting(self.corrects_on)}{clause(self.correction)}。"

    @property
    def note(self):
        """What is printed below the date."""
        return (
            f"{self.corrected}数据来源：整改台账快照{self.snapshot}，"
            f"校验码{self.snapshot_sha256[:SHORT]}；操作记录校验码{self.head[:SHORT]}"
        )


def correcting(day):
    """How the sentence begins that says what was corrected."""
    return f"本通报更正{official_date(day)}公布的版本："


def paper_in_hand(paper, corrects_on, words):
    """The paper of a correction that is worked on, with the sentence where it will be printed."""
    if corrects_on is None:
        return paper
    return replace(paper, note=f"{correcting(corrects_on)}{clause(words)}。", mark=CORRECTED)


def paper_of(passages, as_of, basis=None):
    """The paper of some passages; ``basis`` is that of an issued notice."""
    paper = set_out(passages, as_of).paper
    if basis is None:
        return paper
    return replace(paper, note=basis.note, mark=CORRECTED if basis.corrected else "")


def notice_pdf(passages, as_of, *, made_at, basis=None, draft_line=""):
    """The bytes of a notice's PDF; refused (503) where the renderer, a font or a character is missing."""
    paper = paper_of(passages, as_of, basis)
    return press.render(paper, made_at=made_at, draft=draft_line)
