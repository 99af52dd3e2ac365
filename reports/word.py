"""Papers as Word files (.docx), for WPS."""


def docx(paper, *, made_at, draft=""):
    """The bytes of a paper as .docx; ``made_at`` and ``draft`` as for ``press.render``.

    Needs no font: the file names the official ones, and the reader's machine has them.
    """
    raise NotImplementedError
