"""The notice of a ledger as structured text: what it says, not how it looks."""

from .blocks import Block, Notice
from .draft import Writer, drafted
from .passages import Passage
from .setting import set_out

__all__ = ["Block", "Notice", "Passage", "Writer", "drafted", "set_out"]
