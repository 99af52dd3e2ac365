"""Uploads on disk: named, looked at, searched, hashed and synced before any row knows of them."""

import hashlib
import os
import uuid
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from ledger.refusals import refuse
from ledger.text import plain_text
from ledger.uploads import check_whole

from .filetypes import extension_of, sniff
from .models import Evidence, HeldUpload
from .searching import check_unmarked

NAME_LENGTH = 200


def clean_name(name):
    """The file's own name without any path; raises Refusal where it hides something."""
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    try:
        plain_text(name)
    except ValidationError as error:
        raise refuse("malformed", errors=[f"文件名{error.messages[0]}"]) from error
    if not name or name.startswith("."):
        raise refuse("malformed", errors=["文件没有名称，请改名后再上传。"])
    if len(name) > NAME_LENGTH:
        raise refuse("malformed", errors=[f"文件名太长，最多 {NAME_LENGTH} 个字。"])
    return name


def check_upload(upload, name):
    """The upload's content type; refuses what is empty, too large or not of an allowed type."""
    check_whole(upload)
    if not upload.size:
        raise refuse("file_empty", name=name)
    if upload.size > settings.EVIDENCE_MAX_MB * 1024 * 1024:
        raise refuse("file_too_large", limit=settings.EVIDENCE_MAX_MB)
    content_type = sniff(upload, name)
    if content_type is None:
        raise refuse("file_type", name=name)
    return content_type


def keep(upload, name, folder=""):
    """Write the file under a name of our own and sync it; returns (stored name, SHA-256, size)."""
    stored = f"{folder}{uuid.uuid4().hex}.{extension_of(name)}"
    path = default_storage.path(stored)
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        sync_folder(os.path.dirname(os.path.dirname(path)))
    digest, size = hashlib.sha256(), 0
    with open(path + ".part", "xb") as target:
        for chunk in upload.chunks():
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    os.rename(path + ".part", path)
    sync_folder(os.path.dirname(path))
    return stored, digest.hexdigest(), size


def sync_folder(path):
    """Have a folder's names on disk: without it a power loss takes back a rename, and the file."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def stored(upload, *, cleared=False, kind=Evidence, folder=""):
    """The upload on disk, as the columns of a row that this block makes; gone again if it fails.

    The file is there before the row: a crash in between leaves an orphan, never a row without its
    file. Searching, hashing and writing happen before the journal's head is taken. Raises Refusal:
    also for marks of classification, unless the office ``cleared`` them. ``kind`` is the model of
    the row, ``folder`` where its files are kept.
    """
    name = clean_name(upload.name or "")
    content_type = check_upload(upload, name)
    if not cleared:
        check_unmarked(upload, name, content_type)
    file, digest, size = keep(upload, name, folder)
    columns = {"file": file, "name": name, "sha256": digest, "size": size}
    try:
        yield {**columns, "content_type": content_type}
    except BaseException:
        default_storage.delete(file)
        raise
    if not kind.objects.filter(file=file).exists():  # the same form had been posted before
        default_storage.delete(file)


def check_known(inspection, columns):
    """Refuse a file, whatever its name, that the office did not take or has not decided on yet."""
    held = HeldUpload.objects.of_file(inspection, columns["sha256"]).first()
    if held is not None:
        raise refuse("held_rejected" if held.decision else "held_waiting", name=columns["name"])
