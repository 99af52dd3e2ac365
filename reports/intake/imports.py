"""Files brought in: kept, understood, answered, saved. The doors to ``LedgerImport``."""

import hashlib
import logging
import re
import tempfile
from collections import Counter
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ledger import journal
from ledger.batch import Batch, Changed
from ledger.editing import check_maintainer
from ledger.models import JournalEntry
from ledger.once import once
from ledger.package import check_cells
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.workbook import CONTENT_TYPE
from ledger.writing import change, check_open, create
from measures import isolation
from measures.classification import marks_in_text
from measures.searching import search
from measures.storing import clean_name
from problems.models import Problem
from reports.columns import FOLDED
from reports.models import ImportKind, LedgerImport

from .ledger_file import read_ledger
from .names import Answers
from .outline import Issue, Outline, pack, storable
from .planning import plan
from .saving import save

logger = logging.getLogger(__name__)
MARKING_SECONDS = 30
GRADES = re.compile("[绝絕]密|[机機]密|秘密")
EVERY_COLUMN = {column.name for column in FOLDED}
MAX_WORDING = Problem._meta.get_field("text").max_length


def receive(inspection, upload, *, actor, key=None, said="", step=lambda done, total: None):
    """Keep a workbook and what was understood of it; returns the row. Raises Refusal.

    What the columns meant in the organization's last import with the same headings, they mean again.
    ``step`` hears how far the reading is: see ``read_ledger``.
    """
    check_maintainer(actor, inspection)
    check_open(inspection)
    name = clean_name(upload.name or "")
    outline = read_ledger(upload, inspection=inspection, step=step)
    if mapping := remembered(inspection, outline):
        upload.seek(0)
        outline = read_ledger(upload, inspection=inspection, mapping=mapping)
    upload.seek(0)
    check_unclassified(name, search(upload, name, CONTENT_TYPE))
    upload.seek(0)
    content = upload.read()
    row = LedgerImport(
        inspection=inspection,
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        outline=outline.dump(),
        mapping=storable(as_kept(outline)) if mapping else {},
        answers=answered_before(inspection),
        uploaded_at=timezone.now(),
        uploaded_by=actor,
    )
    return once(actor, key, lambda: create(row, actor=actor, role=Role.OFFICE), said)


def check_unclassified(name, found):
    """Refuse a file with a grade of secrecy; 内部资料 and its like stand on many a ledger."""
    marks = [row["mark"] if isinstance(row, dict) else row.mark for row in found]
    if grave := [mark for mark in marks if GRADES.search(mark)]:
        raise refuse("import_marked", name=name[:50], marks="、".join(dict.fromkeys(grave))[:100])


def receive_text(inspection, document, *, actor, key=None, said=""):
    """Keep a text and what was understood of it; returns the row. Raises Refusal."""
    check_maintainer(actor, inspection)
    check_open(inspection)
    check_unclassified(document.title, marks_in_text(document.text))
    if document.kind == "feedback":
        keep_wording(document.outline)
    content = document.text.encode()
    row = LedgerImport(
        inspection=inspection,
        kind=ImportKind.TEXT,
        name=(document.title.split("\n")[0] or "文字材料")[:190] + ".txt",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        outline=document.outline.dump(),
        answers=answered_before(inspection),
        uploaded_at=timezone.now(),
        uploaded_by=actor,
    )
    return once(actor, key, lambda: create(row, actor=actor, role=Role.OFFICE), said)


def keep_wording(outline):
    """Let each problem of a feedback keep its whole wording: what follows its heading belongs to it."""
    for entry in outline.walk("problem"):
        rest = "".join(value.text for value in (*entry.passages, *entry.specifics))
        stop = "" if not rest or entry.text[-1:] in "。；;.!！？?：:" else "。"
        whole = f"{entry.text}{stop}{rest}"
        if len(whole) > MAX_WORDING:
            message = f"这个问题的原文有 {len(whole)} 个字，最多 {MAX_WORDING} 个字，请缩短后再读。"
            outline.issues.append(Issue("error", message, entry.place, entry.text))
        entry.text = whole


def earlier(inspection):
    """The organization's imports that were saved and stand, the latest first, without their files."""
    rows = LedgerImport.objects.filter(
        inspection__organization=inspection.organization_id,
        applied_at__isnull=False,
        undone_at__isnull=True,
    )
    return rows.order_by("-applied_at").defer("content", "outline")


def remembered(inspection, outline):
    """The corrected mapping of the last import whose sheets had these headings, or None.

    It goes by the headings, whichever columns they stand over now; the sheets may be called otherwise.
    """
    known = [sorted(headings.values()) for headings in storable(outline.headings).values()]
    kept = earlier(inspection).exclude(mapping={}).values_list("mapping", flat=True)[:20]
    for meanings in (row.get("meanings", []) for row in kept):
        if [sorted(heading for heading, _ in sheet) for sheet in meanings] == known:
            sheets = zip(outline.headings.items(), meanings, strict=True)
            return {name: columns_by(headings, sheet) for (name, headings), sheet in sheets}
    return None


def columns_by(headings, meanings):
    """{letter: name} of a sheet, from what its headings meant; equal headings keep their order."""
    waiting = {}
    for heading, name in meanings:
        waiting.setdefault(heading, []).append(name)
    named = ((letter, waiting[storable(headings[letter])].pop(0)) for letter in lettered(headings))
    return {letter: name for letter, name in named if name}


def as_kept(outline):
    """What each heading of each sheet meant, in the order of the columns."""
    return {
        "meanings": [
            [(text[letter], outline.mapping[sheet].get(letter, "")) for letter in lettered(text)]
            for sheet, text in outline.headings.items()
        ]
    }


def lettered(headings):
    """The letters of columns in their order: B before AA."""
    return sorted(headings, key=lambda letter: (len(letter), letter))


def answered_before(inspection):
    """What the names meant in the organization's last import."""
    row = earlier(inspection).first()
    own = {"lead": None, "department": None, "places": {}}
    return {**row.answers, **own} if row else {}


def planned(row):
    """(outline, answers, plan) of an import as the ledger now is."""
    outline, answers = Outline.load(row.outline), Answers(**row.answers)
    return outline, answers, plan(row.inspection, outline, answers)


def check_pending(row):
    """Refuse to change what was saved already."""
    if row.applied_at is not None:
        raise refuse("import_done")


def settle(row, values, *, actor):
    """Set values on an import that is not saved yet; returns it. Raises Refusal."""
    with transaction.atomic():
        journal.take_head(row.inspection)
        check_pending(LedgerImport.objects.only("applied_at").get(pk=row.pk))
        return change(row, "edit", actor=actor, role=Role.OFFICE, values=values)


def remap(row, columns, *, actor):
    """Read the file anew with the columns as they were corrected. Raises Refusal."""
    check_pending(row)
    upload = ContentFile(row.content, name=row.name)
    outline = read_ledger(upload, inspection=row.inspection, mapping=columns)
    values = {"mapping": storable(as_kept(outline)), "outline": outline.dump()}
    return settle(row, values, actor=actor)


def answer(row, answers, *, actor):
    """Keep what names mean. Raises Refusal."""
    return settle(row, {"answers": answers.as_json()}, actor=actor)


def apply(row, *, actor, shown, reason=""):
    """Save what the import's page showed, all or nothing; returns (row, plan). Raises Refusal."""
    with journal.one_act():
        journal.take_head(row.inspection)
        row = LedgerImport.objects.select_related("inspection__organization").get(pk=row.pk)
        check_pending(row)
        outline, answers = Outline.load(row.outline), Answers(**row.answers)
        told = {"actor": actor, "shown": shown, "reason": reason, "comment": row.title}
        found, first, last = save(row.inspection, outline, answers, **told)
        batch = Batch(row.inspection, actor=actor, role=Role.OFFICE)
        batch.begin()
        values = {"applied_at": timezone.now(), "applied_by": actor}
        values |= {"first_entry": first, "last_entry": last}
        batch.change([Changed(row, values, action="apply")])
    return row, found


def counts_of(row):
    """(what, how many) of what a saved import made and changed."""
    entries = JournalEntry.objects.filter(
        head__inspection=row.inspection_id, sequence__range=(row.first_entry, row.last_entry)
    )
    found = Counter(entries.values_list("object_type", "action"))
    told = []
    for name, label in (("problem", "问题"), ("task", "任务"), ("measure", "措施")):
        told.append((f"新增{label}", found[name, "create"]))
        told.append((f"更新{label}", found[name, "edit"]))
    told.append(("写入进展", found["progressentry", "create"]))
    return [(label, count) for label, count in told if count]


def layout_of(inspection):
    """The last import in a layout of the organization's own that still stands, or None.

    Of this ledger, else of another; our own files have every column and are no such layout.
    """
    rows = earlier(inspection).filter(kind=ImportKind.WORKBOOK, undone_at=None)[:20]
    rows = sorted(rows, key=lambda row: row.inspection_id != inspection.pk)
    return next((row for row in rows if is_own_layout(row)), None)


def is_own_layout(row):
    """Whether the file of an import is laid out otherwise than our own."""
    mapping = Outline.load(row.outline).mapping
    return not any(set(columns.values()) >= EVERY_COLUMN for columns in mapping.values())


def in_own_layout(inspection, row):
    """The bytes of the present ledger in the layout of an import; raises Refusal."""
    from reports.workbook import content, own_layout  # openpyxl: a second of start-up

    outline = Outline.load(row.outline)
    upload = ContentFile(row.content, name=row.name)
    check_cells(upload)
    headers = {sheet: frame[0] for sheet, frame in outline.frames.items()}
    feet = {sheet: frame[1] for sheet, frame in outline.frames.items() if frame[1]}
    mapping = {sheet: outline.mapping[sheet] for sheet in outline.frames}
    found = content.load(inspection)
    try:
        return own_layout.fill(bytes(row.content), mapping, headers, feet, found)
    except Exception as error:  # whatever a foreign workbook makes of the library
        logger.warning("import %s not given out: %s: %s", row.pk, type(error).__name__, error)
        raise refuse("own_layout_failed") from error


def marked(row):
    """The bytes of the file with errors, doubts and differences marked; raises Refusal."""
    _, _, found = planned(row)
    issues = [
        [*pack(issue.place), issue.level, issue.message]
        for issue in (*found.issues, *found.differences)
        if issue.level != "note"
    ]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source.xlsx"), Path(folder, "marked.xlsx")
        source.write_bytes(row.content)
        try:
            given = {"source": str(source), "target": str(target), "issues": issues}
            isolation.run("reports.intake.marking:mark", given, seconds=MARKING_SECONDS)
            return target.read_bytes()
        except (isolation.JobFailed, OSError) as error:
            logger.warning("import %s not marked: %s", row.pk, error)
            raise refuse("import_not_marked") from error
