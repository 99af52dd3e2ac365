"""An archive in the making: everything read at one moment and written down, then streamed as a zip.

The database is done with before the first byte goes out. What is generated lies in a spool on disk,
evidence is read where it is; members are stored uncompressed, so that the length is known.
"""

import logging
import time
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone
from zipstream import ZipStream

from ledger.models import Inspection
from ledger.moment import one_moment

from . import listing, places, records, signing
from .custody import check_files
from .filing import file_away
from .members import CHUNK, Altered, Spool, of_evidence
from .papers import documents

LEDGER, MANIFEST, SUMS, VERIFIER = "台账.xlsx", "manifest.json", "SHA256SUMS", "verify.py"
TOP = {listing.INDEX, listing.INSTRUCTIONS, VERIFIER, LEDGER}  # what a reader looks for first
FORM = 2  # of the manifest; the verifier inside belongs to it
logger = logging.getLogger(__name__)


def open_archive(inspection):
    """The archive of a ledger, ready to be streamed; close it, or read it to its end.

    Raises Refusal: while a file of evidence is missing, or too many archives are under way.
    """
    place = places.take()
    spool = None
    try:
        spool = Spool()
        return pack(inspection, spool, place)
    except BaseException:
        places.leave(place)
        if spool:
            spool.close()
        raise


def pack(inspection, spool, place):
    """Read everything at one moment into the spool; returns the archive."""
    from reports import workbook  # openpyxl: a second of start-up that few requests need

    with one_moment():
        inspection = Inspection.objects.select_related("organization").get(pk=inspection.pk)
        head = records.head_of(inspection)
        # First, as it takes the most memory; dated by the journal: the same state, the same bytes.
        made_at = datetime.fromisoformat(head["at"]) if head["at"] else None
        spool.add(LEDGER, workbook.export(inspection, made_at=made_at))
        filing = file_away(inspection)
        signing.attach(filing, inspection)
        stored = filing.members()
        check_files(stored)
        write_records(inspection, filing, head, spool)
    evidence = [of_evidence(path, row) for path, row in stored]
    members = sorted([*spool.members, *evidence], key=lambda member: member.path)
    about = told(inspection, filing, head)
    manifest = spool.add(
        MANIFEST, records.as_json(about | {"members": [entry(m) for m in members]})
    )
    sums = spool.add(SUMS, b"".join(sum_line(m) for m in [*members, manifest]))
    first = [manifest, sums, *(m for m in members if m.path in TOP)]
    rest = [member for member in members if member.path not in TOP]
    return Archive(name_of(inspection), [*first, *rest], spool, place)


def write_records(inspection, filing, head, spool):
    """Everything but the workbook, the evidence and the manifest."""
    spool.add(records.JOURNAL, records.journal_lines(inspection))
    spool.add(records.SIGNED, records.as_json(records.signatures(inspection)))
    spool.add(records.FILES, records.as_json(records.files(filing)))
    for path, content in records.snapshots(inspection):
        spool.add(path, content)
    for path, content in documents(inspection, filing):
        spool.add(path, content)
    about = {"inspection": inspection, "head": head, "today": timezone.localdate()}
    about["folders"] = {member.path.partition("/")[0] for member in spool.members}
    for path, content in listing.pages(filing, about | {"left_out": len(filing.left_out)}):
        spool.add(path, content)
    spool.add(listing.INSTRUCTIONS, listing.instructions(about | {"head_hash": head["hash"]}))
    spool.add(VERIFIER, (Path(__file__).parent / "inside" / VERIFIER).read_bytes())


def told(inspection, filing, head):
    """What the manifest says before it lists the members."""
    return {
        "form": FORM,
        "organization": inspection.organization.name,
        "inspection": inspection.title,
        "as_of": timezone.localdate().isoformat(),
        "journal": {"path": records.JOURNAL, **head},
        "signatures": records.SIGNED,
        "evidence": records.FILES,
        "left_out": len(filing.left_out),
    }


def entry(member):
    """A member as the manifest lists it."""
    return {"path": member.path, "size": member.size, "sha256": member.sha256}


def sum_line(member):
    """A member's line as sha256sum reads it."""
    return f"{member.sha256}  {member.path}\n".encode()


def name_of(inspection):
    """What the download is called."""
    day = timezone.localdate().isoformat()
    return f"{inspection.organization.name}{inspection.title}归档{day}.zip"


class Archive:
    """The bytes of an archive, in chunks; ``len()`` says how many there are.

    It ends where somebody closes it, or where evidence turns out to differ from what was uploaded:
    then the length promised is not reached, and whoever downloads sees that it failed.
    """

    def __init__(self, name, members, spool, place):
        self.name, self.members, self.spool, self.place = name, members, spool, place
        self.zip = ZipStream(sized=True)
        for member in members:
            self.zip.add(member.chunks(), member.path, size=member.size)
        self.chunks = self.stream()

    def __len__(self):
        return len(self.zip)

    def __iter__(self):
        return self.chunks

    def stream(self):
        """Chunks of a size that is worth sending; the spool and the place go with the last."""
        begun, sent = time.monotonic(), 0
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # a slow reader holds no connection
        try:
            for chunk in gathered(self.zip):
                places.moved(self.place)
                sent += len(chunk)
                yield chunk
            logger.info("archive of %s bytes in %.1f s", sent, time.monotonic() - begun)
        except (OSError, RuntimeError) as error:  # a file that went, or grew, meanwhile
            raise Altered(str(error)) from error
        finally:
            self.finish()

    def close(self):
        """Give back the disk and the place; again is no harm."""
        self.chunks.close()
        self.finish()

    def finish(self):
        """Let go of everything."""
        self.spool.close()
        places.leave(self.place)


def gathered(chunks):
    """The same bytes in chunks of at least ``CHUNK``, but for the last."""
    kept, size = [], 0
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        if size >= CHUNK:
            yield b"".join(kept)
            kept, size = [], 0
    if kept:
        yield b"".join(kept)
