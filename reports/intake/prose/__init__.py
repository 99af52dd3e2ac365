"""Reading a text: a feedback opinion, a plan or a published notice → an outline with its doubts.

Lines → paragraphs → tokens (marks, labels, “针对…问题”) → a tree of headings → entries. Each step
keeps the number of the line that a character stands on.
"""

from .document import Document, read_text
from .files import read_file, read_pasted

__all__ = ["Document", "read_file", "read_pasted", "read_text"]
