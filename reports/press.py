"""Papers into PDF: set, checked for fonts and characters, and rendered by a worker.

Each web process has at most one worker, started when first needed and kept warm. A process makes
one document at a time, few wait, each has so long and so much memory: what goes beyond ends the worker and
not the page of somebody else.
"""

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from ledger.refusals import refuse
from measures import isolation

from . import faces, typesetting
from .paper import Table
from .press_worker import read, write

logger = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("press_worker.py")
PLACES = 2  # one is made, one waits: these and one archive leave a thread of four to the pages
PATIENCE = 30  # seconds that a document waits for its turn
# Rows of tables and paragraphs of one paper: each takes 14 ms and a third of a MB, so that the most
# takes 17 s of a processor of its own, and on a busy machine still ends in time.
MOST_ROWS = 1200
SECONDS = 60  # that one may take
MEGABYTES = 1024  # of addresses that the worker may use; 1,200 rows take 800
RENEWED_AFTER = 200  # documents
RENEWED_ABOVE = 512  # MB that it ever used


def render(paper, *, made_at, draft=""):
    """The bytes of a paper's PDF; ``draft`` is the line above each page of what is not issued.

    ``made_at`` is the record's time, never the clock's where the paper is issued: the same paper
    gives the same bytes. Refused (503) where a font, a character or the renderer is missing, or
    too many wait.
    """
    return print_html(typeset(paper, made_at=made_at, draft=draft), typesetting.stylesheet())


def typeset(paper, *, made_at, draft=""):
    """The paper as HTML; refused (503) where a font is missing or a character is in none.

    Refused (413) beforehand where it is too long for the worker, which would find out much later.
    """
    if (count := rows_of(paper)) > MOST_ROWS:
        raise refuse("paper_too_long", count=count, limit=MOST_ROWS)
    with faces.fonts() as found:
        faces.check(found, "\n".join([draft, *paper.paragraphs()]))
        return typesetting.html(paper, found, made_at=made_at, draft=draft)


def rows_of(paper):
    """How many rows of tables and paragraphs a paper has."""
    blocks = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
    return sum(len(block.rows) if isinstance(block, Table) else 1 for block in blocks)


def print_html(html, css, *, fail_on_fetch=False):
    """The bytes of a tagged PDF; refused as ``render``. ``fail_on_fetch`` is for tests."""
    asked = {"html": html, "css": css, "fail_on_fetch": fail_on_fetch}
    result, body = _press.ask(json.dumps(asked).encode())
    if "missing" in result:
        raise refuse("pdf_missing", library=result["missing"])
    if "failed" in result:
        logger.error("no PDF: %s %s", result["failed"], result.get("message", ""))
        raise refuse("press_failed")
    return body


def warm():
    """Have a worker start for who may ask soon; nobody waits for it, or hears that it cannot."""
    if settings.PRESS_WARMED:
        threading.Thread(target=_press.warm, daemon=True).start()


class Press:
    """One worker and those who wait for it."""

    def __init__(self):
        self.places = threading.BoundedSemaphore(PLACES)
        self.turn = threading.Lock()
        self.worker = self.environment = None
        self.made = 0

    def warm(self):
        """Start the worker unless one is there or at work."""
        if self.turn.acquire(blocking=False):
            try:
                self.start()
            finally:
                self.turn.release()

    def ask(self, message):
        """(result, body) of one document; refused (503) if it would have to wait too long."""
        with self.place():
            try:
                answer = self.answer(message)
            except OSError as error:
                return {"failed": "start", "message": str(error)}, b""
            self.made += 1
            if self.made >= RENEWED_AFTER or answer[0].get("peak", 0) > RENEWED_ABOVE:
                self.close()
                self.start()
            return answer

    def answer(self, message):
        """(result, body): a worker that ended is replaced once, but not where time ran out.

        Whoever ended it, while nobody asked or in the midst of the document, need not do so again.
        """
        for _ in range(2):
            worker = self.ready()
            if answer := talk(worker, message):
                return answer
            reason = worker.reason()
            self.close()
            if worker.timed_out:
                break
            logger.warning("the worker ended: %s", reason)
        return {"failed": reason}, b""

    @contextmanager
    def place(self):
        """A place among those who wait, and then the turn."""
        if not self.places.acquire(blocking=False):
            raise refuse("press_busy")
        try:
            if not self.turn.acquire(timeout=PATIENCE):
                raise refuse("press_busy")
            try:
                yield
            finally:
                self.turn.release()
        finally:
            self.places.release()

    def start(self):
        """Have a worker ready; if it cannot start, whoever asks for a document is told."""
        with suppress(OSError):
            self.ready()

    def ready(self):
        """The worker, started if there is none; OSError if it cannot be."""
        environment = surroundings()
        if self.worker and (self.worker.poll() is not None or self.environment != environment):
            self.close()
        if self.worker:
            return self.worker
        self.worker, self.environment, self.made = Worker(environment), environment, 0
        return self.worker

    def close(self):
        """End the worker."""
        if self.worker:
            self.worker.end()
        self.worker = None

    def forget(self):
        """In a fork of this process: the worker is not ours."""
        worker = self.worker
        if worker:
            worker.stdin.close()
            worker.stdout.close()
            worker.returncode = 0
        self.__init__()


class Worker(subprocess.Popen):
    """A process of ``press_worker``."""

    def __init__(self, environment):
        self.timed_out = False
        super().__init__(
            # -I: neither PYTHON* variables nor the current folder say what is imported.
            [sys.executable, "-I", str(SCRIPT), str(MEGABYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=isolation.ROOT,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the server: this one ends with its stdin
        )

    def out_of_time(self):
        """End what takes too long; whoever reads from it sees the end."""
        self.timed_out = True
        self.kill()

    def reason(self):
        """Why it gave no answer."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(1)  # the end of its pipe comes before its own
        return "time" if self.timed_out else f"exit code {self.returncode}"

    def end(self):
        """End the process and let go of its pipes."""
        self.kill()
        with suppress(OSError):
            self.stdin.close()
        self.stdout.close()
        self.wait()


def talk(worker, message):
    """(result, body) of what the worker was asked, or None if it ended without an answer."""
    clock = threading.Timer(SECONDS, worker.out_of_time)
    clock.daemon = True
    clock.start()
    try:
        write(worker.stdin, message)
        result, body = read(worker.stdout), read(worker.stdout)
    except OSError:
        return None
    finally:
        clock.cancel()
    return None if body is None else (json.loads(result), body)


def surroundings():
    """The environment of the worker: where fonts and libraries are, and no secret."""
    faces.point_fontconfig()
    return isolation.surroundings("FONTCONFIG_FILE")


_press = Press()
atexit.register(_press.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_press.forget)
