"""Searching an upload for marks of classification, in its name and its readable text."""

import tempfile
import time

from ledger.refusals import refuse

from .classification import MOST, marks_in_name, marks_in_text
from .filetypes import OLE_TYPES, ZIP_TYPES
from .isolation import JobFailed, run
from .reading import Budget, ole_texts, package_texts, slices
from .reading_pdf import pdf_titles

PACKAGES = frozenset(kind for _, kind in ZIP_TYPES.values())
OLD = frozenset(OLE_TYPES.values())
PDF = "application/pdf"
PDF_MEMORY = 512  # megabytes


def search(upload, name, content_type):
    """What bears a mark: ``[{"where", "mark", "context"}]``, at most ``MOST``; none, an empty list.

    Takes five seconds at most. A picture, and whatever cannot be read, is judged by its name alone:
    an empty answer says that nothing was found, not that nothing is there.
    """
    found = [{"where": "文件名", **mark.as_dict()} for mark in marks_in_name(name)]
    seen = {row["mark"] for row in found}
    budget = Budget()
    for where, piece in pieces(upload, content_type, budget):
        for mark in marks_in_text(piece):
            if mark.mark not in seen:
                seen.add(mark.mark)
                found.append({"where": where, **mark.as_dict()})
        if len(found) >= MOST or budget.late:
            break
    return found[:MOST]


def marks_of(found):
    """The marks that a search told, each once, as a sentence names them."""
    return "、".join(dict.fromkeys(row["mark"] for row in found))


def check_unmarked(upload, name, content_type):
    """Refuse an upload that seems to be classified; the refusal carries what was ``found``."""
    if found := search(upload, name, content_type):
        refusal = refuse("marked", name=name, marks=marks_of(found))
        refusal.found = found
        raise refusal


def pieces(upload, content_type, budget):
    """(where, text) of what can be read, in slices."""
    for where, text in texts(upload, content_type, budget):
        for piece in slices(text):
            yield where, piece


def texts(upload, content_type, budget):
    """(where, text) of what can be read of a file of this type."""
    if content_type in PACKAGES:
        return package_texts(upload, budget)
    if content_type in OLD:
        return ole_texts(upload, budget)
    if content_type == PDF:
        # A scan, mere pictures, has no text: that needs no process.
        titles = pdf_titles(upload.chunks())
        return pdf_texts(upload, budget) if titles is None else titles
    return ()


def pdf_texts(upload, budget):
    """(where, text) of a PDF, read in a process of its own; nothing where that fails."""
    seconds = max(1.0, budget.ends - time.monotonic())
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        for block in upload.chunks():
            copy.write(block)
        copy.flush()
        arguments = {"path": copy.name, "seconds": seconds - 0.5}
        try:
            return run(
                "measures.reading_pdf:pdf_texts", arguments, seconds=seconds, megabytes=PDF_MEMORY
            )
        except JobFailed:
            return ()
