"""Verifying the journal: hashes, order, heads, an anchor kept outside, and the present states."""

import json
from dataclasses import asdict, dataclass

from ledger import journal
from ledger.models import JournalEntry, JournalHead
from ledger.transitions import LEVELS

REPLAYED = ("state", "attempt", "version")


@dataclass(frozen=True)
class Fault:
    """What does not hold: in which chain, at which entry (0: the chain as a whole), and why."""

    chain: str
    sequence: int
    message: str

    def __str__(self):
        place = f"第 {self.sequence} 条" if self.sequence else "整条链"
        return f"{self.chain} {place}：{self.message}"


def anchor():
    """Every chain's head as it is now, to be kept outside the database."""
    heads = JournalHead.objects.order_by("pk")
    return {head.name: {"sequence": head.sequence, "hash": head.hash} for head in heads}


def read_anchor(path):
    """The anchor in a file; raises OSError, or ValueError where it is none."""
    with open(path, encoding="utf-8") as file:
        kept = json.load(file)
    if not isinstance(kept, dict):
        raise ValueError("not an anchor")
    for head in kept.values():
        if not (isinstance(head, dict) and isinstance(head.get("sequence"), int)):
            raise ValueError("not an anchor")
        if not isinstance(head.get("hash"), str):
            raise ValueError("not an anchor")
    return kept


def verify(kept=None):
    """Every fault of every chain, the first of each chain alone; ``kept`` is an earlier anchor."""
    kept = kept or {}
    faults, names = [], set()
    for head in JournalHead.objects.order_by("pk"):
        names.add(head.name)
        fault = verify_chain(head, kept.get(head.name))
        if fault is None and head.inspection_id:
            fault = verify_states(head)
        if fault:
            faults.append(fault)
    for name in sorted(set(kept) - names):
        faults.append(Fault(name, 0, "外存的链头还在，数据库里的这条链没有了"))
    return faults


def verify_chain(head, kept):
    """The first entry of a chain that does not hold, or None."""
    previous, sequence, seen = "", 0, None
    entries = JournalEntry.objects.filter(head=head).order_by("sequence")
    for entry in entries.iterator(chunk_size=2000):
        sequence += 1
        if fault := verify_entry(entry, head.name, sequence, previous):
            return fault
        previous = entry.hash
        if kept and sequence == kept["sequence"]:
            seen = entry.hash
    if (sequence, previous) != (head.sequence, head.hash):
        text = f"链头记着 {head.sequence} 条，实有 {sequence} 条，或末条校验码不符"
        return Fault(head.name, sequence + 1, text)
    if kept and kept["sequence"] and seen != kept["hash"]:
        return Fault(head.name, min(kept["sequence"], sequence), "与外存的链头不符")
    return None


def verify_entry(entry, chain, sequence, previous):
    """What is wrong with one entry, or None."""
    if entry.sequence != sequence:
        return Fault(chain, sequence, f"缺少这一条，接着的是第 {entry.sequence} 条")
    if entry.previous_hash != previous:
        return Fault(chain, sequence, f"没有接上前一条（{entry.label}）")
    if journal.digest(entry, chain) != entry.hash:
        return Fault(chain, sequence, f"内容与校验码不符（{entry.label}）")
    return None


def verify_states(head):
    """The first item whose state, attempt or version is not what its entries lead to, or None."""
    last = {}
    entries = JournalEntry.objects.filter(head=head, object_type__in=LEVELS).order_by("sequence")
    rows = entries.values_list("object_type", "object_id", "sequence", "changes")
    for kind, pk, sequence, changes in rows.iterator(chunk_size=2000):
        kept = last.setdefault((kind, pk), {})
        kept.update({name: changes[name][1] for name in REPLAYED if name in changes})
        kept["sequence"] = sequence
    for name, level in LEVELS.items():
        for row in level.model.objects.filter(inspection=head.inspection_id).order_by("pk"):
            kept = last.pop((name, row.pk), None)
            if kept is None:
                return Fault(head.name, 0, f"{row.title}没有任何操作记录")
            if any(kept.get(field) != getattr(row, field) for field in REPLAYED):
                text = f"{row.title}现在的状态与操作记录不符"
                return Fault(head.name, kept["sequence"], text)
    for (kind, pk), kept in last.items():
        return Fault(head.name, kept["sequence"], f"记录所说的 {kind} {pk} 已不在库里")
    return None


def as_json(faults):
    """The result for machines."""
    return {"ok": not faults, "faults": [asdict(fault) for fault in faults]}
