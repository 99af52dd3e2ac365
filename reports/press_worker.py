"""The renderer in a process of its own: warm, bounded, and gone with the one that started it.

``press`` starts it and asks over stdin; it answers over stdout. Both ways a message is eight bytes
of length and that many bytes. It needs no Django and is given none of our secrets. A reader of its
own sees stdin end, so that it does not outlive its parent even in the middle of a document.
"""

import gc
import hashlib
import json
import os
import queue
import re
import sys
import threading
from contextlib import suppress
from pathlib import Path

LENGTH = 8
POLITENESS = 5  # below the web processes: a page does not wait for a document


def read(stream):
    """The next message, or None at the end of the stream."""
    size = stream.read(LENGTH)
    if len(size) < LENGTH:
        return None
    body = stream.read(int.from_bytes(size, "big"))
    return body if len(body) == int.from_bytes(size, "big") else None


def write(stream, body):
    """Send a message."""
    stream.write(len(body).to_bytes(LENGTH, "big"))
    stream.write(body)
    stream.flush()


def renderer():
    """WeasyPrint with full rows for Chinese text."""
    import weasyprint

    from reports import justification

    justification.install(weasyprint)
    return weasyprint


def render(weasyprint, asked):
    """A tagged PDF of HTML and CSS given as text.

    Nothing is fetched: no protocol is allowed, and there is no base address. With
    ``fail_on_fetch`` an attempt stops the rendering instead of being passed over. The same text
    gives the same bytes: no clock is read, and the file's identifier is a digest of the text.
    """
    from weasyprint.urls import URLFetcher

    html, css = asked["html"], asked["css"]
    fetcher = URLFetcher(allowed_protocols=(), fail_on_errors=asked.get("fail_on_fetch", False))
    digest = hashlib.sha256(html.encode() + b"\0" + css.encode()).digest()[:16]
    sheet = weasyprint.CSS(string=css, url_fetcher=fetcher)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(
        stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_identifier=digest, custom_metadata=False
    )


def peak():
    """The most memory this process ever had, in MB; 0 where the system does not tell.

    Linux hands ``ru_maxrss`` on to a child: a large web process would have its worker renewed after
    every document. ``VmHWM`` begins with the program.
    """
    with suppress(OSError):
        rows = Path("/proc/self/status").read_text().splitlines()
        return next(int(row.split()[1]) >> 10 for row in rows if row.startswith("VmHWM:"))
    with suppress(ImportError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most >> 20 if sys.platform == "darwin" else most >> 10
    return 0


def missing(error):
    """The library that an import did not find."""
    named = re.search(r"'([^']+)'", str(error)) if isinstance(error, OSError) else None
    return named[1] if named else "Pango" if isinstance(error, OSError) else "WeasyPrint"


def answer(weasyprint, asked):
    """(what came of it, the PDF)."""
    try:
        return {}, render(weasyprint, asked)
    except MemoryError:
        return {"failed": "memory"}, b""
    except BaseException as error:  # a refused fetch is no Exception
        return {"failed": type(error).__name__, "message": str(error)[:500]}, b""


def listen(stream, waiting):
    """Take in what is asked; end the process when nobody can ask any more."""
    while (message := read(stream)) is not None:
        waiting.put(message)
    os._exit(0)


def bind(megabytes):
    """Bound memory and files of this process for good, and let the pages go first."""
    from measures import isolation

    mega = 2**20
    isolation.bound(RLIMIT_AS=megabytes * mega, RLIMIT_FSIZE=64 * mega, RLIMIT_CORE=0)
    with suppress(AttributeError, OSError):
        os.nice(POLITENESS)


def serve(megabytes):
    """Answer until the parent is gone.

    Garbage is collected between documents only, when nobody waits: looking through a million living
    boxes again and again takes a sixth of the time.
    """
    gc.disable()
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no part of an answer
    waiting = queue.SimpleQueue()
    threading.Thread(target=listen, args=(sys.stdin.buffer, waiting), daemon=True).start()
    bind(megabytes)
    weasyprint, lacking = None, ""
    try:
        weasyprint = renderer()
    except (OSError, ImportError) as error:
        lacking = missing(error)
    while True:
        asked = json.loads(waiting.get())
        if lacking:
            result, body = {"missing": lacking}, b""
        else:
            result, body = answer(weasyprint, asked)
        write(told, json.dumps(result | {"peak": peak()}).encode())
        write(told, body)
        del body
        gc.collect()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    serve(int(sys.argv[1]))
