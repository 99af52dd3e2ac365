"""Whether what was published is still what two people signed."""

import hashlib

from ledger.models import JournalEntry

from .models import Publication
from .notice.passages import digest, from_data


def publications():
    """What was published is what was signed, and rests on a snapshot and journal that hold."""
    rows = Publication.objects.select_related("notice__snapshot").order_by("pk")
    for row in rows.iterator(chunk_size=10):
        if wrong := "、".join(unlike(row)):
            yield f"{row.slug} 第 {row.number} 版", f"与登记的不符：{wrong}"


def unlike(row):
    """What of a publication is not as it was when it was frozen."""
    entries = JournalEntry.objects.filter(head__inspection=row.notice.inspection_id)
    entry = entries.filter(sequence=row.sequence).first()
    signed = {one.step for one in row.notice.signatures.all() if vouches(one, row)}
    checks = {
        "文字": digest(from_data(row.passages)) == row.sha256 == row.notice.sha256,
        "PDF": hashlib.sha256(bytes(row.pdf)).hexdigest() == row.pdf_sha256,
        "快照": row.notice.snapshot.sha256 == row.snapshot_sha256,
        "操作记录": entry is not None and entry.hash == row.head,
        "签署": signed == {"submit", "publish"},
    }
    return [name for name, right in checks.items() if not right]


def vouches(signature, row):
    """Whether a signature of the attempt that was published covers these words."""
    covered = {one["sha256"] for one in signature.evidence}
    return signature.attempt == row.notice.attempt and {row.sha256, row.snapshot_sha256} <= covered
