"""Whether the evidence is there, before an archive begins: each file, its length, what is known.

Reading all of it beforehand would keep whoever waits for minutes. So the content is checked while
it streams; a file found to be altered is noted on disk, for every process, and the next archive is
refused for as long as that file stays the same.
"""

import logging
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from ledger.refusals import refuse
from reports.published import looks

TOLD = 20  # files named in one refusal
logger = logging.getLogger(__name__)


def check_files(members):
    """Refuse an archive while a file is gone, of another length, or known to be altered.

    ``members`` are (path, evidence).
    """
    errors = [f"{path}：{text}" for path, row in members if (text := damage(row))]
    if errors:
        more = [f"等 {len(errors)} 份"] if len(errors) > TOLD else []
        raise refuse("archive_damaged", errors=[*errors[:TOLD], *more], count=len(errors))


def damage(row):
    """What is wrong with a file as far as can be told without reading it, or nothing."""
    try:
        size = default_storage.size(row.file.name)
    except (OSError, ValueError):
        return "文件在存储中找不到了"
    if size != row.size:
        return f"文件长度变了：登记 {row.size} 字节，现在 {size} 字节"
    if is_noted(row):
        return "内容与登记的校验码不符"
    return ""


def note(pk, stored):
    """Write down that a file as it lies there now is not what was uploaded."""
    logger.error("evidence %s differs from what was uploaded; archive broken off", pk)
    with suppress(OSError):
        settings.ALTERED_ROOT.mkdir(parents=True, exist_ok=True)
        note_of(pk).write_text(state_of(stored))


def is_noted(row):
    """Whether the file is still the one that was found to be altered; a note outdated goes."""
    path = note_of(row.pk)
    try:
        noted = path.read_text()
    except OSError:
        return False
    if noted == state_of(row.file.name):
        return True
    path.unlink(missing_ok=True)
    return False


def note_of(pk):
    """Where it is noted that a piece of evidence is altered."""
    return settings.ALTERED_ROOT / f"{pk}"


def state_of(stored):
    """What tells this content of a file from another one, and from the file of another ledger."""
    return repr((stored, looks(Path(default_storage.path(stored)))))
