"""Previews of evidence: drawn apart when somebody looks, kept on disk as long as there is room.

What is kept is derived and may be deleted at any time. Who may see it is asked before, by the
views: the cache knows digests and no persons.
"""

import hashlib
import logging
import os
import secrets
import shutil
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage

from ledger.refusals import refuse

from .drawing import MOST_PAGES
from .isolation import JobFailed, run

logger = logging.getLogger(__name__)

JOBS = {
    "application/pdf": ("measures.drawing:draw_pages", {"seconds": 7}),
    "image/jpeg": ("measures.drawing:draw_picture", {"kind": "JPEG"}),
    "image/png": ("measures.drawing:draw_picture", {"kind": "PNG"}),
}
SECONDS = 10  # for a whole file
MEMORY_MB = 1024
FILE_MB = 16
PATIENCE = 3  # seconds that a second reader waits for the first one's drawing
FAILURE_HOURS = 1  # a failure may be due to a busy machine: later it is tried again
VERSION = 1  # of what ``drawing`` makes: another number, and all is drawn anew
MANIFEST = "manifest"
KINDS = {"jpg": "image/jpeg", "png": "image/png"}

drawing = threading.Semaphore(1)  # one at a time in each web process: memory and processor


@dataclass(frozen=True)
class Page:
    """One image: its number, file name, size in pixels, and the digest of its file."""

    number: int
    file: str
    width: int
    height: int
    sha256: str

    @property
    def content_type(self):
        """Told by our own name for it."""
        return KINDS[self.file.rpartition(".")[2]]


@dataclass(frozen=True)
class Preview:
    """The pages that were drawn, none where the file cannot be, and how many it has."""

    pages: tuple
    total: int

    @property
    def is_partial(self):
        """Whether there is more than is shown."""
        return 0 < len(self.pages) < self.total

    @property
    def is_cut(self):
        """Whether the rest is left out because it is too long, and not because it took too long."""
        return len(self.pages) == MOST_PAGES


def preview_of(evidence):
    """The preview, drawn now if it is not kept; raises Refusal (busy, file lost or changed)."""
    if not evidence.is_drawable:
        return Preview((), 0)
    found = kept(evidence.sha256)
    if found is None:
        with turn():
            found = kept(evidence.sha256) or draw(evidence)
    return found


def image_of(evidence, number):
    """One page's image as (content type, bytes), or None where there is none; raises Refusal."""
    for _ in range(2):  # what was kept may have been swept, or tampered with, since
        preview = preview_of(evidence)
        page = next((page for page in preview.pages if page.number == number), None)
        if page is None:
            return None
        with suppress(OSError):
            body = (folder_of(evidence.sha256) / page.file).read_bytes()
            if hashlib.sha256(body).hexdigest() == page.sha256:
                return page.content_type, body
        shutil.rmtree(folder_of(evidence.sha256), ignore_errors=True)
    raise refuse("preview_busy")


@contextmanager
def turn():
    """Be the only one who draws in this process; refuses whoever would wait too long."""
    if not drawing.acquire(timeout=PATIENCE):
        raise refuse("preview_busy")
    try:
        yield
    finally:
        drawing.release()


def folder_of(digest):
    """Where a file's images are kept."""
    return settings.PREVIEW_ROOT / f"{digest}-{VERSION}"


def kept(digest):
    """What was drawn before of the file with this digest, or None.

    A file in the cache is believed for no other reason than its digest in the manifest, and the
    manifest for its signature with our key over the original's digest: who can write to this folder
    alone can make us draw again, and cannot make us show something else.
    """
    try:
        signed = (folder_of(digest) / MANIFEST).read_text()
        told = signing.loads(signed, salt=salt(digest))
        if told["failed"] and time.time() - told["at"] > FAILURE_HOURS * 3600:
            return None
    except (OSError, ValueError, signing.BadSignature):
        return None
    return Preview(tuple(Page(**page) for page in told["pages"]), told["total"])


def salt(digest):
    """One for each original, so that a manifest is good for its own file alone."""
    return f"measures.previews:{VERSION}:{digest}"


def draw(evidence):
    """Draw the evidence apart and keep the images; none where it cannot be. Raises Refusal."""
    source = checked_path(evidence)
    try:
        with part_folder() as part:
            told = drawn_into(part, source, evidence)
            told |= {"failed": not told["pages"], "at": int(time.time())}
            (part / MANIFEST).write_text(signing.dumps(told, salt=salt(evidence.sha256)))
            put(part, folder_of(evidence.sha256))
        sweep(spare=folder_of(evidence.sha256))
    except OSError as error:  # no room, or no right to write
        logger.warning("previews cannot be kept: %s", error)
        raise refuse("preview_unavailable") from error
    return Preview(tuple(Page(**page) for page in told["pages"]), told["total"])


@contextmanager
def part_folder():
    """A folder to draw into, gone at the end unless it was given its name; raises OSError."""
    settings.PREVIEW_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = settings.PREVIEW_ROOT / f"{secrets.token_hex(8)}.part"
    part.mkdir(mode=0o700)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def drawn_into(part, source, evidence):
    """What the manifest says of the images; raises Refusal if there was nobody to draw them."""
    job, more = JOBS[evidence.content_type]
    arguments = {"source": str(source), "folder": str(part), **more}
    limits = {"seconds": SECONDS, "megabytes": MEMORY_MB, "file_megabytes": FILE_MB}
    try:
        drawn = run(job, arguments, **limits)
        return {"pages": list(described(part, drawn["pages"])), "total": int(drawn["total"])}
    except JobFailed as error:
        logger.info("no preview of evidence %s: %s", evidence.pk, error)
        if error.reason == "start":
            raise refuse("preview_unavailable") from error
    except (FileNotFoundError, LookupError, TypeError, ValueError) as error:
        logger.info("no preview of evidence %s: the job told nonsense: %s", evidence.pk, error)
    return {"pages": [], "total": 0}


def checked_path(evidence):
    """The original's path, once its content is still what was uploaded; raises Refusal."""
    path = default_storage.path(evidence.file.name)
    try:
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise refuse("file_lost", name=evidence.name) from error
    if digest != evidence.sha256:
        raise refuse("file_changed", name=evidence.name)
    return path


def described(part, pages):
    """What the manifest says of each image; the names are ours, whatever the job told."""
    for number, page in enumerate(pages[:MOST_PAGES], 1):
        ending = "png" if page["file"].endswith(".png") else "jpg"
        name = f"{number}.{ending}"
        digest = hashlib.sha256((part / name).read_bytes()).hexdigest()
        size = {"width": int(page["width"]), "height": int(page["height"])}
        yield {"number": number, "file": name, "sha256": digest, **size}


def put(part, folder):
    """Give the finished folder its name; what another process put there meanwhile is as good."""
    if kept(folder.name.partition("-")[0]) is None:
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        os.rename(part, folder)


def sweep(*, spare):
    """Delete the oldest previews beyond PREVIEW_MAX_MB, and what a crash left half done."""
    rows = []
    for folder in settings.PREVIEW_ROOT.iterdir():
        with suppress(OSError):
            age = folder.stat().st_mtime
            size = sum(file.stat().st_size for file in folder.iterdir())
            rows.append((age, size, folder))
    room = settings.PREVIEW_MAX_MB * 2**20
    for age, size, folder in sorted(rows, reverse=True):
        half_done = folder.suffix == ".part"
        room -= size
        if folder == spare or (half_done and time.time() - age < 3600):
            continue
        if half_done or room < 0:
            shutil.rmtree(folder, ignore_errors=True)
