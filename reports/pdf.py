"""The one factory of PDFs: no address is fetched, one document is made at a time."""

import re
import threading

from ledger.refusals import refuse

from . import faces, justification

# A render keeps a core busy for half a second, and four at once gain nothing.
_one_at_a_time = threading.Lock()
PATIENCE = 30  # seconds that a request waits for its turn


def renderer():
    """WeasyPrint, loaded when first needed; refused where it or one of its libraries is missing."""
    faces.point_fontconfig()
    try:
        import weasyprint
    except OSError as error:
        missing = re.search(r"'([^']+)'", str(error))
        library = missing[1] if missing else "Pango"
        raise refuse("pdf_missing", library=library) from error
    except ImportError as error:
        raise refuse("pdf_missing", library="WeasyPrint") from error
    justification.install(weasyprint)
    return weasyprint


def render(html, css, *, fail_on_fetch=False):
    """A tagged PDF of HTML and CSS given as text.

    Nothing is fetched: no protocol is allowed, and there is no base address. With
    ``fail_on_fetch`` an attempt stops the rendering instead of being passed over.
    """
    weasyprint = renderer()
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=(), fail_on_errors=fail_on_fetch)
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise refuse("unavailable")
    try:
        sheet = weasyprint.CSS(string=css, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, url_fetcher=fetcher)
        return document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    finally:
        _one_at_a_time.release()
