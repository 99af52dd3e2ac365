"""Whether the evidence is still what was uploaded: files, rows, links and signatures compared.

The file is compared with its row, the row with the journal's entry of its upload, the links with
the journal's last word on them, and every signature's digests with the rows that it rests on. So
are reviewers' marks.
So are uploads that wait for the office; of those decided on the waiting file has to be gone.
"""

import hashlib
from dataclasses import dataclass

from django.core.files.storage import default_storage

from ledger.journal import plain
from ledger.models import JournalEntry
from ledger.transitions import LEVELS

from .filetypes import sniff
from .holding import FOLDER
from .models import Evidence, EvidenceMark, HeldUpload

OF_FILE = ("file", "name", "sha256", "size", "content_type", "uploaded_by", "supersedes")
UNCHANGED = (*OF_FILE, "inspection", "uploaded_at")
HELD_UNCHANGED = (*OF_FILE, "measure", "at", "decision", "note", "decided_by", "evidence")
MARK_UNCHANGED = ("evidence", "measure", "attempt", "is_sufficient", "note", "at", "by")


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it was: the evidence's id (0 for what is none), a code, a sentence."""

    evidence: int
    name: str
    code: str
    message: str

    def __str__(self):
        return f"{self.name}：{self.message}"


def verify_evidence():
    """Every damage, found in a fixed number of queries and one reading of each file."""
    told = told_by_journal("evidence")
    rows = Evidence.objects.order_by("pk").prefetch_related("measures")
    for row in rows:
        yield from file_damage(row)
        yield from row_damage(row, told.get(row.pk))
    yield from gone(told, {row.pk for row in rows})
    yield from orphans({row.file.name for row in rows})
    yield from signature_damage({row.pk: row.sha256 for row in rows})
    yield from mark_damage()
    yield from held_damage()


def gone(told, known):
    """Evidence that the journal tells of and that is in no table any more."""
    for pk in sorted(told.keys() - known):
        yield Damage(
            pk, told[pk].get("name") or f"材料 {pk}", "gone", "有上传的操作记录，登记却没有了"
        )


def mark_damage():
    """Reviewers' marks that are not what the journal says, that it does not know, or that are gone."""
    told = told_by_journal("evidencemark")
    rows = {row.pk: row for row in EvidenceMark.objects.select_related("evidence")}
    for pk, row in rows.items():
        if pk not in told:
            text = "有一条审核意见没有操作记录"
        elif any(kept(row, name) != told[pk].get(name) for name in MARK_UNCHANGED):
            text = "一条审核意见与操作记录不符"
        else:
            continue
        yield Damage(row.evidence_id, row.evidence.name, "mark", text)
    for pk in sorted(told.keys() - rows.keys()):
        of = told[pk]["evidence"]
        yield Damage(of, f"材料 {of}", "mark", "有一条审核意见的操作记录，意见却没有了")


def kept(row, name):
    """A column's value as the journal keeps it."""
    return plain(row._meta.get_field(name).value_from_object(row))


def held_damage():
    """What is wrong with uploads that seem to be classified; told without an evidence's id."""
    told = told_by_journal("heldupload")
    rows = list(HeldUpload.objects.order_by("pk"))
    for row in rows:
        found = row_damage(row, told.get(row.pk))
        if not row.decision:
            found += file_damage(row)
        elif default_storage.exists(row.file.name):
            text = f"已核对（{row.get_decision_display()}），暂存的文件却还在，须删除"
            found.append(Damage(row.pk, row.name, "left", text))
        for damage in found:
            yield Damage(0, f"暂存待核 {damage.name}", f"held_{damage.code}", damage.message)
    yield from orphans({row.file.name for row in rows}, FOLDER)


def told_by_journal(kind):
    """What the journal says of each row of a kind by its last entry: id → field → value."""
    entries = JournalEntry.objects.filter(object_type=kind).order_by("pk")
    told = {}
    for pk, changes in entries.values_list("object_id", "changes"):
        told.setdefault(pk, {}).update({name: change[1] for name, change in changes.items()})
    return told


def file_damage(row):
    """What is wrong with the file itself; the worst alone is told."""

    def damage(code, message):
        return [Damage(row.pk, row.name, code, message)]

    name = row.file.name
    try:
        if not default_storage.exists(name):
            return damage("missing", "文件不在存储中")
        size = default_storage.size(name)
        with default_storage.open(name) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            kind = sniff(file, row.name)
    except (OSError, ValueError) as error:
        return damage("unreadable", f"文件读不出来（{type(error).__name__}）")
    if size != row.size:
        word = "变短" if size < row.size else "变长"
        return damage("size", f"文件{word}了：登记 {row.size} 字节，现在 {size} 字节")
    if digest != row.sha256:
        return damage("content", "文件内容与上传时不同（SHA-256 不符）")
    if kind != row.content_type:
        return damage("type", f"文件类型与登记的 {row.content_type} 不符")
    return []


def row_damage(row, told):
    """Where the row, or what it proves, is not what the journal says."""
    if told is None:
        return [Damage(row.pk, row.name, "unjournaled", "没有上传的操作记录")]
    if isinstance(row, HeldUpload):
        return list(column_damage(row, told, HELD_UNCHANGED))
    return [*column_damage(row, told, UNCHANGED), *link_damage(row, told)]


def column_damage(row, told, names):
    """Each column that is not as the journal has it."""
    for name in names:
        column = row._meta.get_field(name)
        value = row.file.name if name == "file" else kept(row, name)
        if value != told.get(name):
            text = f"“{column.verbose_name}”与操作记录不符"
            yield Damage(row.pk, row.name, "row", text)


def link_damage(row, told):
    """Where evidence proves other measures than the journal says."""
    measures = list(row.measures.all())
    if sorted(measure.pk for measure in measures) != sorted(told.get("measures", [])):
        yield Damage(row.pk, row.name, "owner", "所证明的措施与操作记录不符")
    elif any(measure.inspection_id != row.inspection_id for measure in measures):
        yield Damage(row.pk, row.name, "owner", "用在了别的巡察的措施上")


def orphans(known, folder=""):
    """Files that no row knows: left by a crash, or put there past the ledger."""
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted({folder + file for file in files} - known):
        yield Damage(0, name, "orphan", "存储中有这个文件，台账里没有登记")


def signature_damage(digests):
    """Signatures that rest on evidence which is not there, or not the same, any more."""
    for level in LEVELS.values():
        for row in level.signature.objects.exclude(evidence=[]).select_related(level.name):
            for kept in row.evidence:
                if digests.get(kept["id"]) != kept["sha256"]:
                    item = getattr(row, level.name)
                    text = f"签署“{item.title} {row.step}”所依据的材料已不是当时那份"
                    yield Damage(kept["id"], f"材料 {kept['id']}", "signature", text)
