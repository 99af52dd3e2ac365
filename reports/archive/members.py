"""The members of an archive: what was written for it, and the evidence where it lies."""

import hashlib
import tempfile
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.files.storage import default_storage

from . import custody

CHUNK = 256 * 1024


class Altered(Exception):
    """A piece of evidence is not what was uploaded: the archive ends where that is seen."""


@dataclass(frozen=True)
class Member:
    """One file of the archive: its path, what it should be, and a function that gives its bytes."""

    path: str
    size: int
    sha256: str
    chunks: object


class Spool:
    """What is written for one archive, in a file on disk that has no name and goes with it."""

    def __init__(self):
        self.file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self.members = []

    def add(self, path, content):
        """Write bytes, or chunks of them, down as one more member; returns it."""
        begin, digest = self.file.seek(0, 2), hashlib.sha256()
        for chunk in [content] if isinstance(content, bytes) else content:
            digest.update(chunk)
            self.file.write(chunk)
        size = self.file.tell() - begin
        member = Member(path, size, digest.hexdigest(), partial(self.read, begin, size))
        self.members.append(member)
        return member

    def read(self, begin, size):
        """The bytes of a member, in chunks."""
        end = begin + size
        while begin < end:
            self.file.seek(begin)
            chunk = self.file.read(min(CHUNK, end - begin))
            begin += len(chunk)
            yield chunk

    def close(self):
        """Give the disk back."""
        self.file.close()


def of_evidence(path, row):
    """The member that a piece of evidence is."""
    return Member(path, row.size, row.sha256, partial(checked, row.pk, row.file.name, row.sha256))


def checked(pk, stored, sha256):
    """The bytes of a piece of evidence, in chunks; raises Altered after the last if they differ."""
    digest = hashlib.sha256()
    with default_storage.open(stored) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != sha256:
        custody.note(pk, stored)
        raise Altered(f"evidence {pk}")
