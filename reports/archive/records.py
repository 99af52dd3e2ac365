"""What of the database goes into an archive as data: journal, signatures, snapshots."""

import json

from django.utils import timezone

from ledger import journal
from ledger.models import JournalEntry, JournalHead
from ledger.transitions import LEVELS
from measures.models import HeldDecision, HeldUpload
from reports.freezing import canonical
from reports.models import Snapshot

from .filing import SIGNATURES

FOLDER, SNAPSHOTS = "记录", "快照"
JOURNAL, SIGNED = f"{FOLDER}/操作记录.jsonl", f"{FOLDER}/签署记录.json"
FILES = f"{FOLDER}/佐证材料.json"
WITHHELD = "疑似涉密上传的记录，不随归档转出"
ROWS = 500  # of the journal in memory at once


def as_json(data):
    """Data as a person may read it, in bytes."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def when(moment):
    """A moment as the installation's clocks show it."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def head_of(inspection):
    """The end of the ledger's journal as the manifest names it, with the time of its last entry."""
    head = JournalHead.objects.filter(inspection=inspection).first()
    if head is None or not head.sequence:
        chain = f"inspection:{inspection.pk}"
        return {"chain": chain, "sequence": 0, "hash": "", "at": "", "withheld": []}
    last = JournalEntry.objects.get(head=head, sequence=head.sequence)
    return {
        "chain": head.name,
        "sequence": head.sequence,
        "hash": head.hash,
        "at": when(last.at),
        "withheld": list(secret(inspection).values_list("sequence", flat=True)),
    }


def secret(inspection):
    """The entries of uploads that the office did not release: their names may be what must stay."""
    rows = HeldUpload.objects.filter(measure__inspection=inspection)
    rows = rows.exclude(decision=HeldDecision.RELEASED)
    entries = JournalEntry.objects.filter(head__inspection=inspection, object_type="heldupload")
    return entries.filter(object_id__in=rows.values("pk")).order_by("sequence")


def journal_lines(inspection):
    """The journal, a line for each entry: the very JSON that its hash covers, and the hash.

    Of uploads that the office did not release only the links of the chain are told.
    """
    withheld = set(secret(inspection).values_list("pk", flat=True))
    entries = JournalEntry.objects.filter(head__inspection=inspection).select_related("head")
    for entry in entries.order_by("sequence").iterator(chunk_size=ROWS):
        yield bare(entry) if entry.pk in withheld else whole(entry)


def whole(entry):
    """An entry's line."""
    covered = journal.canonical(entry, entry.head.name)
    return covered[:-1] + f',"hash":"{entry.hash}"}}\n'.encode()


def bare(entry):
    """The line of an entry of which the archive tells no more than its place in the chain."""
    kept = {
        "sequence": entry.sequence,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
        "withheld": WITHHELD,
    }
    return canonical(kept) + b"\n"


def signatures(inspection):
    """Every signature on an item of the ledger, with the digests of what it rests on."""
    found = []
    for model, level in SIGNATURES:
        rows = model.objects.filter(**{f"{level}__inspection": inspection})
        related = (level, "measure__task") if level == "measure" else (level,)
        for row in rows.select_related(*related).order_by("pk"):
            item = getattr(row, level)
            about = {"level": level, "id": item.pk, "title": item.title, "attempt": row.attempt}
            found.append(about | of_signature(row, LEVELS[level].step_label(row.step)))
    return found


def of_signature(row, label):
    """Who signed which step in which post, when, on what."""
    return {
        "step": row.step,
        "step_label": label,
        "name": row.name,
        "post": row.post,
        "role": row.role,
        "comment": row.comment,
        "at": when(row.at),
        "evidence": row.evidence,
    }


def snapshots(inspection):
    """(path, content) of each snapshot's very bytes, then of a list of them with who signed."""
    rows = Snapshot.objects.filter(inspection=inspection).order_by("pk")
    told = []
    for row in rows.prefetch_related("signatures").iterator(chunk_size=1):
        path = f"{SNAPSHOTS}/快照 {row.pk} {row.as_of.isoformat()}.json"
        yield path, canonical(row.data)
        signed = [of_signature(one, one.get_step_display()) for one in row.signatures.all()]
        about = {"id": row.pk, "as_of": row.as_of.isoformat(), "purpose": row.purpose}
        kept = {"path": path, "sha256": row.sha256, "sequence": row.sequence, "signatures": signed}
        told.append(about | kept)
    if told:
        yield f"{SNAPSHOTS}/签署.json", as_json(told)


def files(filing):
    """Every piece of evidence with its place, its digest and what it proves; what was left out."""
    under = {}
    for folder in filing.folders:
        for line in folder.lines:
            under.setdefault(line.row.pk, {})[line.under.pk] = line.under.label
    kept = [of_file(row, filing.paths[row.sha256], under.get(row.pk, {})) for row in placed(filing)]
    left = [{"id": row.pk, "sha256": row.sha256} for row in filing.left_out]
    return {"files": kept, "left_out": left}


def placed(filing):
    """The evidence that is in the archive."""
    left = {row.pk for row in filing.left_out}
    return [row for row in filing.rows if row.pk not in left]


def of_file(row, path, under):
    """A piece of evidence as the ledger has it, and its place in the archive."""
    later = getattr(row, "superseded_by", None)
    return {
        "id": row.pk,
        "name": row.name,
        "path": path,
        "size": row.size,
        "sha256": row.sha256,
        "type": row.content_type,
        "uploaded_at": when(row.uploaded_at),
        "uploaded_by": row.uploaded_by.name,
        "measures": list(under.values()),
        "superseded_by": later and later.pk,
    }
