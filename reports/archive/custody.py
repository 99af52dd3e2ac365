"""Whether the evidence is there, before an archive begins: each file, and its length."""

from django.core.files.storage import default_storage

from ledger.refusals import refuse

TOLD = 20  # files named in one refusal


def check_files(members):
    """Refuse an archive while a file is gone, or longer or shorter than what was uploaded.

    ``members`` are (path, evidence). The content is checked while it streams.
    """
    errors = [f"{path}：{text}" for path, row in members if (text := damage(row))]
    if errors:
        more = [f"等 {len(errors)} 份"] if len(errors) > TOLD else []
        raise refuse("archive_damaged", errors=[*errors[:TOLD], *more], count=len(errors))


def damage(row):
    """What is wrong with a file by its name and length, or nothing."""
    try:
        size = default_storage.size(row.file.name)
    except (OSError, ValueError):
        return "文件在存储中找不到了"
    if size != row.size:
        return f"文件长度变了：登记 {row.size} 字节，现在 {size} 字节"
    return ""
