"""The doors for what proves a measure: progress, evidence, outcomes."""

import hashlib
import logging
import os
import uuid
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from ledger import journal, permissions
from ledger.once import once
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import plain_text, tidy
from ledger.transitions import LEVELS
from ledger.uploads import check_whole
from ledger.writing import change, check_open, create

from .filetypes import extension_of, sniff
from .models import Evidence, HeldUpload, Measure, Outcome, ProgressEntry
from .quota import check_person_quota, check_quota
from .searching import check_unmarked

logger = logging.getLogger(__name__)

OPEN_FOR_PROOF = frozenset({"not_started", "in_progress"})
NAME_LENGTH = 200


def proving_role(actor, measure, action):
    """The role in which ``actor`` may prove the measure; raises Refusal.

    Proof is given by the responsible department alone.
    """
    standing = permissions.standing(actor, measure.inspection.organization)
    for role in (Role.HANDLER, Role.HEAD):
        if standing.holds(role, measure.department_id):
            return role
    raise refuse("role", action=action, who="可以办理的是：责任部门的承办人和负责人。")


def check_provable(measure):
    """Refuse proof for what is voided, closed, under sign-off or finished."""
    check_open(measure)
    if measure.voided_at:
        raise refuse("voided", title=measure.title)
    if measure.state not in OPEN_FOR_PROOF:
        raise refuse("measure_locked", title=measure.title, state=measure.get_state_display())


@contextmanager
def proving(measure, actor, action):
    """A transaction with the journal's head taken: yields the measure afresh, the role, the head."""
    role = proving_role(actor, measure, action)
    with transaction.atomic():
        head = journal.take_head(measure.inspection)
        rows = Measure.objects.select_related("inspection__organization", "task")
        fresh = rows.get(pk=measure.pk)
        check_provable(fresh)
        yield fresh, role, head


def add_progress(measure, text, *, actor, at=None):
    """Write down what was done; returns the entry. Raises Refusal."""
    with proving(measure, actor, "填写进展") as (fresh, role, head):
        moment = journal.stamp(at, fresh.inspection.organization)
        entry = ProgressEntry(measure=fresh, text=tidy(text), at=moment, by=actor)
        return create(entry, actor=actor, role=role, at=at, head=head)


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
    os.makedirs(os.path.dirname(path), exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with open(path + ".part", "xb") as target:
        for chunk in upload.chunks():
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    os.rename(path + ".part", path)
    return stored, digest.hexdigest(), size


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


def add_evidence(measure, upload, *, actor, at=None, key=None, said="", supersedes=None):
    """Keep an uploaded file as evidence of the measure; returns the row. Raises Refusal.

    ``key`` and ``said`` are those of the form: see ``once``. ``supersedes`` is earlier evidence
    that the file takes the place of, for everything that it proves.
    """
    proving_role(actor, measure, "上传佐证材料")
    check_provable(measure)
    with stored(upload) as columns:

        def make():
            with proving(measure, actor, "上传佐证材料") as (fresh, role, head):
                check_known(fresh.inspection, columns)
                check_quota(fresh, columns["size"])
                check_person_quota(fresh.inspection, actor, columns["size"])
                measures = [fresh]
                if supersedes is not None:
                    measures = check_supersedable(supersedes, fresh)
                row = Evidence(
                    inspection=fresh.inspection,
                    supersedes=supersedes,
                    uploaded_at=journal.stamp(at, fresh.inspection.organization),
                    uploaded_by=actor,
                    **columns,
                )
                given = {"actor": actor, "role": role, "at": at, "head": head}
                return create(row, many={"measures": measures}, **given)

        row = once(actor, key, make, said)
    logger.info("evidence %s for measure %s by %s", row.pk, measure.pk, actor.pk)
    return row


def check_known(inspection, columns):
    """Refuse a file, whatever its name, that the office did not take or has not decided on yet."""
    held = HeldUpload.objects.of_file(inspection, columns["sha256"]).first()
    if held is not None:
        raise refuse("held_rejected" if held.decision else "held_waiting", name=columns["name"])


def rests_on(evidence):
    """The signatures that rest on a piece of evidence, on whatever level, the earliest first."""
    found = []
    for level in LEVELS.values():
        rows = level.signature.objects.filter(**{f"{level.name}__inspection": evidence.inspection})
        found += [
            row
            for row in rows.select_related(level.name)
            if any(kept["id"] == evidence.pk for kept in row.evidence)
        ]
    return sorted(found, key=lambda row: (row.at, row.pk))


def check_of(evidence, measure):
    """Refuse evidence that does not prove the measure, or that another file replaced already."""
    if not evidence.measures.filter(pk=measure.pk).exists():
        raise refuse("evidence_elsewhere", name=evidence.name)
    if Evidence.objects.filter(supersedes=evidence).exists():
        raise refuse("evidence_superseded", name=evidence.name)


def check_supersedable(evidence, measure):
    """The measures that a new version will prove: all that the old one does, each still open."""
    check_of(evidence, measure)
    measures = list(evidence.measures.select_related("inspection", "task"))
    for row in measures:
        check_provable(row)
    return measures


def link_evidence(measure, evidence, *, actor):
    """Let evidence of the same ledger prove this measure too. Raises Refusal."""
    with proving(measure, actor, "引用佐证材料") as (fresh, role, _):
        row = Evidence.objects.get(pk=evidence.pk)
        if row.inspection_id != fresh.inspection_id:
            raise refuse("not_found")
        if Evidence.objects.filter(supersedes=row).exists():
            raise refuse("evidence_superseded", name=row.name)
        check_quota(fresh, 0)
        measures = [*row.measures.all(), fresh]
        return change(row, "link", actor=actor, role=role, values={}, many={"measures": measures})


def withdraw_evidence(measure, evidence, reason, *, actor):
    """Take back evidence that was attached by mistake and on which nobody has signed yet.

    The file and its row stay; it proves this measure no longer. Raises Refusal.
    """
    reason = tidy(reason)
    with proving(measure, actor, "撤下佐证材料") as (fresh, role, _):
        row = Evidence.objects.select_related("inspection").get(pk=evidence.pk)
        check_of(row, fresh)
        if rests_on(row):
            raise refuse("evidence_signed", name=row.name)
        if not reason:
            raise refuse("reason_missing")
        measures = [other for other in row.measures.all() if other.pk != fresh.pk]
        given = {"actor": actor, "role": role, "comment": reason}
        return change(row, "take_back", values={}, many={"measures": measures}, **given)


def add_outcome(measure, *, actor, at=None, **columns):
    """Note what the measure yielded; counts once the office confirmed it. Raises Refusal.

    ``columns`` are those of the outcome: kind, title, date, and what its kind asks for.
    """
    with proving(measure, actor, "填写成效") as (fresh, role, head):
        columns["title"] = tidy(columns["title"])
        row = Outcome(measure=fresh, **columns)
        return create(row, actor=actor, role=role, at=at, head=head)


def confirm_outcome(outcome, *, actor, at=None):
    """Confirm an outcome for the figures; the office alone may. Raises Refusal."""
    organization = outcome.inspection.organization
    if not permissions.standing(actor, organization).holds(Role.OFFICE):
        raise refuse("role", action="确认成效", who="可以办理的是：整改办。")
    if outcome.confirmed_at:
        raise refuse("outcome_confirmed", title=outcome.title)
    values = {"confirmed_at": journal.stamp(at, organization), "confirmed_by": actor}
    return change(outcome, "confirm", actor=actor, role=Role.OFFICE, values=values, at=at)
