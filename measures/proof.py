"""The doors for what proves a measure: progress, evidence, outcomes."""

import logging
from contextlib import contextmanager

from django.db import transaction

from ledger import journal, permissions
from ledger.once import once
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import change, check_open, create

from .models import Evidence, Measure, Outcome, ProgressEntry
from .quota import check_person_quota, check_quota
from .storing import check_known, stored

logger = logging.getLogger(__name__)

OPEN_FOR_PROOF = frozenset({"not_started", "in_progress"})


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
    with transaction.atomic():
        head = journal.take_head(measure.inspection)
        permissions.reread(actor)
        rows = Measure.objects.select_related("inspection__organization", "task")
        fresh = rows.get(pk=measure.pk)
        role = proving_role(actor, fresh, action)
        check_provable(fresh)
        yield fresh, role, head


def add_progress(measure, text, *, actor, at=None):
    """Write down what was done; returns the entry. Raises Refusal."""
    with proving(measure, actor, "填写进展") as (fresh, role, head):
        moment = journal.stamp(at, fresh.inspection.organization)
        entry = ProgressEntry(measure=fresh, text=tidy(text), at=moment, by=actor)
        return create(entry, actor=actor, role=role, at=at, head=head)


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
                measures = check_taken(fresh, columns, supersedes, actor)
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


def check_taken(measure, columns, supersedes, actor):
    """The measures that an upload will prove; refuses what is known, there already or too much."""
    check_known(measure.inspection, columns)
    check_person_quota(measure.inspection, actor, columns["size"])
    measures = [measure]
    if supersedes is not None:
        measures = check_supersedable(supersedes, measure, actor)
    for row in measures:
        check_gained(row, columns)
    return measures


def check_gained(measure, columns, held=None):
    """Refuse what a measure has already, and more than it takes; ``held`` is being released."""
    check_quota(measure, columns["size"], held=held)
    twin = measure.present_evidence().filter(sha256=columns["sha256"]).first()
    if twin is not None:
        raise refuse("evidence_twice", name=columns["name"], old=twin.name, title=measure.title)


def signed_on(item, evidence):
    """The signatures on one item that rest on a piece of evidence."""
    rows = item.signatures.order_by("at", "pk")
    return [row for row in rows if any(kept["id"] == evidence.pk for kept in row.evidence)]


def rests_on(evidence):
    """(item, its signatures that rest on a piece of evidence), the measures first.

    Asks those alone that may: what a signature rests on proves its measure still, for nobody can
    take it back; above it, the measure's task and the problems that the task answers.
    """
    measures = list(evidence.measures.select_related("inspection", "task__problem"))
    tasks = {row.task_id: row.task for row in measures}
    problems = {row.problem_id: row.problem for row in tasks.values()}
    for task in tasks.values():
        problems |= {row.pk: row for row in task.also_addresses.all()}
    items = [*measures, *tasks.values(), *problems.values()]
    return [(item, found) for item in items if (found := signed_on(item, evidence))]


def check_of(evidence, measure):
    """Refuse evidence that does not prove the measure, or that another file replaced already."""
    if not evidence.measures.filter(pk=measure.pk).exists():
        raise refuse("evidence_elsewhere", name=evidence.name)
    if Evidence.objects.filter(supersedes=evidence).exists():
        raise refuse("evidence_superseded", name=evidence.name)


def gained_by_version(evidence, measure):
    """The measures that a new version will prove, each still open: all of the old one's that count.

    Raises Refusal.
    """
    check_of(evidence, measure)
    rows = evidence.measures.live().select_related("inspection__organization", "task")
    measures = list(rows.order_by("pk"))
    for row in measures:
        check_provable(row)
    return measures


def check_supersedable(evidence, measure, actor):
    """``gained_by_version``, where ``actor`` may prove each of them. Raises Refusal."""
    measures = gained_by_version(evidence, measure)
    for row in measures:
        proving_role(actor, row, f"替代用于{row.title}的材料")
    return measures


def link_evidence(measure, evidence, *, actor):
    """Let evidence of the same ledger prove this measure too. Raises Refusal."""
    with proving(measure, actor, "引用佐证材料") as (fresh, role, _):
        row = Evidence.objects.get(pk=evidence.pk)
        if row.inspection_id != fresh.inspection_id:
            raise refuse("not_found")
        if Evidence.objects.filter(supersedes=row).exists():
            raise refuse("evidence_superseded", name=row.name)
        check_gained(fresh, {"name": row.name, "sha256": row.sha256, "size": row.size})
        measures = [*row.measures.all(), fresh]
        return change(row, "link", actor=actor, role=role, values={}, many={"measures": measures})


def check_taken_back(evidence, measure):
    """Refuse to take back from a measure what somebody or something there rests on."""
    check_of(evidence, measure)
    if signed_on(measure, evidence):
        raise refuse("evidence_signed", name=evidence.name)
    resting = measure.outcomes.live().filter(proof=evidence).first()
    if resting is not None:
        raise refuse("evidence_of_outcome", name=evidence.name, outcome=resting.title)


def withdraw_evidence(measure, evidence, reason, *, actor):
    """Take back evidence that was attached by mistake and on which nobody has signed here yet.

    The file and its row stay; it proves this measure no longer. Where it had taken the place of an
    older one and no measure is left that both prove, the older one counts again. Raises Refusal.
    """
    reason = tidy(reason)
    with proving(measure, actor, "撤下佐证材料") as (fresh, role, _):
        row = Evidence.objects.select_related("inspection", "supersedes").get(pk=evidence.pk)
        check_taken_back(row, fresh)
        if not reason:
            raise refuse("reason_missing")
        measures = [other for other in row.measures.all() if other.pk != fresh.pk]
        older = row.supersedes
        kept = older and older.measures.filter(pk__in=[other.pk for other in measures]).exists()
        values = {} if older is None or kept else {"supersedes": None}
        given = {"actor": actor, "role": role, "comment": reason}
        return change(row, "take_back", values=values, many={"measures": measures}, **given)


def add_outcome(measure, *, actor, at=None, **columns):
    """Note what the measure yielded; counts once the office confirmed it. Raises Refusal.

    ``columns`` are those of the outcome: kind, title, date, and what its kind asks for.
    """
    with proving(measure, actor, "填写成效") as (fresh, role, head):
        columns["title"] = tidy(columns["title"])
        row = Outcome(measure=fresh, noted_by=actor, **columns)
        return create(row, actor=actor, role=role, at=at, head=head)


def confirm_outcome(outcome, *, actor, at=None):
    """Confirm an outcome for the figures: the office alone may, and not who noted it.

    Raises Refusal.
    """
    with transaction.atomic():
        journal.take_head(outcome.inspection)
        permissions.reread(actor)
        fresh = fetch_outcome(outcome)
        organization = fresh.inspection.organization
        if not permissions.standing(actor, organization).holds(Role.OFFICE):
            raise refuse("role", action="确认成效", who="可以办理的是：整改办。")
        if fresh.voided_at:
            raise refuse("voided", title=f"成效“{fresh.title}”")
        if fresh.confirmed_at:
            raise refuse("outcome_confirmed", title=fresh.title)
        if fresh.noted_by and fresh.noted_by.personnel_number == actor.personnel_number:
            raise refuse("own_outcome")
        values = {"confirmed_at": journal.stamp(at, organization), "confirmed_by": actor}
        return change(fresh, "confirm", actor=actor, role=Role.OFFICE, values=values, at=at)


def fetch_outcome(outcome):
    """The outcome as it is now, with what judging it asks for."""
    rows = type(outcome).objects.select_related(
        "measure__inspection__organization", "measure__task", "noted_by"
    )
    return rows.get(pk=outcome.pk)
