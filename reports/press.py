"""Papers into PDF: set, checked for fonts and characters, rendered."""

from . import faces, pdf, typesetting


def render(paper, *, made_at, draft=""):
    """The bytes of a paper's PDF; ``draft`` is the line above each page of what is not issued.

    ``made_at`` is the record's time, never the clock's where the paper is issued: the same paper
    gives the same bytes. Refused (503) where a font, a character or the renderer is missing, or
    too many wait.
    """
    with faces.fonts() as found:
        faces.check(found, "".join([draft, *paper.paragraphs()]))
        html = typesetting.html(paper, found, made_at=made_at, draft=draft)
    return pdf.render(html, typesetting.stylesheet())
