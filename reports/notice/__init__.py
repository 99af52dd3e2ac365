"""The notice of a ledger as structured blocks: what it says, not how it looks."""

from .blocks import Block, Notice
from .draft import compose, draft

__all__ = ["Block", "Notice", "compose", "draft"]
