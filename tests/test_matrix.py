"""Every action in every state as every role on all three levels, driven by the tables themselves."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from ledger import permissions
from ledger.models import Membership
from ledger.panel import panel
from ledger.refusals import Refusal
from ledger.roles import DEPARTMENT_ROLES, Role
from ledger.signoff import offers, perform
from ledger.transitions import LEVELS
from measures.models import EvidenceMark, HeldUpload
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_problem,
    make_task,
    prove,
)

pytestmark = pytest.mark.django_db

CASES = [
    (name, state)
    for name, states in {
        "measure": ["not_started", "in_progress", "submitted", "reviewed", "signed_off"],
        "task": ["open", "submitted", "endorsed", "signed_off", "continuing"],
        "problem": ["open", "submitted", "signed_off"],
    }.items()
    for state in states
]
TOMORROW = datetime.timedelta(days=1)


def everything(now):
    """The words and details that satisfy whatever any action asks for."""
    details = {
        "effect": "已见效",
        "stage_goal": "完成一半",
        "review_date": timezone.localdate(now) + TOMORROW,
    }
    return {"comment": "理由充分", "details": details, "confirmed_at": now}


def build(level, state):
    """An item in a state with proof and finished children, and the people of its organization."""
    organization = make_organization()
    inspection = make_inspection(organization)
    department = make_department(organization)
    people = {}
    for role in Role:
        room = department if role in DEPARTMENT_ROLES else None
        people[role.value] = make_member(organization, role, room)
        make_member(organization, role, room)  # another, so that there is always a next signer
    other = make_department(organization)
    people["handler elsewhere"] = make_member(organization, "handler", other)
    people["head elsewhere"] = make_member(organization, "head", other)
    people["lead of other tasks"] = make_member(organization, "lead")
    people["nobody"] = make_member(make_organization(), "office")
    problem = make_problem(inspection)
    task = make_task(inspection, problem=problem, department=department, lead=people["lead"])
    measure = make_measure(task)
    prove(measure, people["handler"])
    item = {"measure": measure, "task": task, "problem": problem}[level]
    finish_children(level, task, measure)
    values = {"state": state}
    if state == "continuing":
        values |= {"stage_goal": "完成一半", "review_date": timezone.localdate()}
    type(item).objects.filter(pk=item.pk).update(**values)
    item.refresh_from_db()
    return item, people


def finish_children(level, task, measure):
    """Sign off what lies below the level, so that it is not what stands in the way."""
    if level in {"task", "problem"}:
        type(measure).objects.filter(pk=measure.pk).update(state="signed_off")
    if level == "problem":
        type(task).objects.filter(pk=task.pk).update(state="signed_off")


def codes_of(name, person):
    """The codes of the tables' ``who`` that a person of the test answers to."""
    return {name} if name in set(Role) else set()


def expected(level, item, action, codes):
    """What the tables promise: a refusal's code, or "done"."""
    rows = [row for row in level.table if row.action == action]
    if not any(who.code in codes for row in rows for who in row.who):
        return "role"
    row = next((row for row in rows if row.applies(item)), None)
    if row is None:
        return "wrong_state"
    if not any(who.code in codes for who in row.who):
        return "not_your_step"
    return "not_submitter" if row.by_submitter else "done"


def outcome(item, action, actor):
    """What the engine answers, with everything given; nothing stays changed."""
    with transaction.atomic():
        try:
            perform(item, action, actor=actor, version=item.version, **everything(timezone.now()))
            result = "done"
        except Refusal as refusal:
            result = refusal.code
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize(("name", "state"), CASES)
def test_every_action_as_every_role_answers_as_the_table_says(name, state):
    level = LEVELS[name]
    item, people = build(name, state)

    answers, promised = {}, {}
    for action in level.actions:
        for who, person in people.items():
            answers[action, who] = outcome(item, action, person)
            promised[action, who] = expected(level, item, action, codes_of(who, person))

    assert answers == promised


@pytest.mark.parametrize("name", ["measure", "task", "problem"])
def test_submitter_withdraws_and_nobody_else(name):
    item, people = build(name, {"measure": "in_progress"}.get(name, "open"))
    submitter = people[{"measure": "handler"}.get(name, "office")]
    given = everything(timezone.now())
    item = perform(item, "submit", actor=submitter, version=item.version, **given)

    answers = {who: outcome(item, "withdraw", person) for who, person in people.items()}

    done = [who for who, answer in answers.items() if answer == "done"]
    assert [people[who] for who in done] == [submitter]


@pytest.mark.parametrize("name", ["measure", "task", "problem"])
def test_each_need_left_out_is_refused_with_its_own_sentence(name):
    level = LEVELS[name]
    refused, codes = [], []
    for row in level.table:
        if not row.needs or row.by_submitter:
            continue
        item, people = build(name, row.sources[0])
        if row.when and not row.when.holds(item):
            continue
        type(item).objects.filter(pk=item.pk).update(version=5)
        item.refresh_from_db()
        children(item)
        with pytest.raises(Refusal) as refusal:
            perform(item, row.action, actor=people[row.who[0].code], version=5)
        refused.append(len(refusal.value.errors))
        codes.append(len(row.needs))

    assert refused == codes


def children(item):
    """Take away what satisfied the needs of the item itself."""
    if item.level == "measure":
        doubtful(item)
        if item.state == "in_progress":
            type(item).evidence.through.objects.filter(measure=item).delete()
            item.progress_entries.all().delete()
    elif item.level == "task":
        item.measures.update(state="in_progress")
    else:
        item.tasks.update(state="open")


def doubtful(measure):
    """A file of the measure that is not sufficient, and one that waits for the office."""
    evidence = measure.evidence.first()
    person, now = evidence.uploaded_by, timezone.now()
    told = {"is_sufficient": False, "note": "缺签到表", "at": now, "by": person}
    EvidenceMark.objects.create(evidence=evidence, measure=measure, attempt=measure.attempt, **told)
    file = {"file": "held/b.docx", "name": "b.docx", "sha256": "1" * 64, "size": 1}
    HeldUpload.objects.create(measure=measure, content_type="x", at=now, uploaded_by=person, **file)


def test_no_step_without_a_next_signer():
    item, people = build("measure", "in_progress")
    Membership.objects.filter(role="office").delete()

    assert outcome(item, "submit", people["handler"]) == "no_next_signer"


def test_one_person_with_two_accounts_is_one_person(django_assert_num_queries):
    item, people = build("measure", "in_progress")
    number = people["handler"].personnel_number
    people["head"].__class__.objects.filter(pk=people["handler"].pk).update(is_active=False)
    people["head"].__class__.objects.filter(pk=people["head"].pk).update(personnel_number=number)
    people["handler"].__class__.objects.filter(pk=people["head"].pk).update(is_active=False)
    people["handler"].__class__.objects.filter(pk=people["handler"].pk).update(is_active=True)
    item = perform(item, "submit", actor=people["handler"], version=item.version)
    people["handler"].__class__.objects.filter(pk=people["handler"].pk).update(is_active=False)
    people["head"].__class__.objects.filter(pk=people["head"].pk).update(is_active=True)

    assert outcome(item, "approve", people["head"]) == "already_signed"


def test_objection_blocks_the_last_signature_alone():
    item, people = build("measure", "reviewed")
    type(item).objects.filter(pk=item.pk).update(
        objection="缺原件", objected_at=timezone.now(), objected_by=people["supervisor"]
    )
    item.refresh_from_db()

    assert outcome(item, "sign_off", people["office"]) == "objection"
    assert outcome(item, "return", people["office"]) == "done"


def test_left_out_steps_lead_past_them():
    item, people = build("measure", "in_progress")
    type(item.inspection).objects.filter(pk=item.inspection_id).update(leave_out_approve=True)

    done = perform(item, "submit", actor=people["handler"], version=item.version)

    assert done.state == "reviewed"
    assert outcome(done, "sign_off", people["office"]) == "done"


@pytest.mark.parametrize(
    ("level", "submitter", "rule", "state", "before"),
    [
        ("measure", "handler", "leave_out_approve", "reviewed", "in_progress"),
        ("task", "head", "leave_out_endorse", "endorsed", "open"),
    ],
)
def test_short_path_is_withdrawn_until_the_next_one_signs(level, submitter, rule, state, before):
    item, people = build(level, before)
    type(item.inspection).objects.filter(pk=item.inspection_id).update(**{rule: True})
    given = {"version": item.version, "details": {"effect": "见效"}}
    done = perform(item, "submit", actor=people[submitter], **given)
    assert done.state == state
    assert outcome(done, "withdraw", people["office"]) in {"role", "not_submitter"}
    done = type(done).objects.get(pk=done.pk)
    standing = permissions.standing(people[submitter], item.inspection.organization)
    assert "withdraw" in {row.action for row in offers(done, standing)}

    back = perform(done, "withdraw", actor=people[submitter], version=done.version)

    assert (back.state, back.attempt) == (before, 2)


def test_what_another_one_approved_is_not_withdrawn():
    item, people = build("measure", "in_progress")
    item = perform(item, "submit", actor=people["handler"], version=item.version)
    item = perform(item, "approve", actor=people["head"], version=item.version)

    assert outcome(item, "withdraw", people["handler"]) == "wrong_state"


@pytest.mark.parametrize("kind", ["immediate", "by_deadline"])
def test_what_is_done_at_once_may_take_fewer_steps_than_the_rest(kind):
    item, people = build("measure", "in_progress")
    type(item).objects.filter(pk=item.pk).update(kind=kind)
    type(item.inspection).objects.filter(pk=item.inspection_id).update(short_approve=True)
    item.refresh_from_db()

    done = perform(item, "submit", actor=people["handler"], version=item.version)

    assert done.state == ("reviewed" if kind == "immediate" else "submitted")
    assert outcome(done, "sign_off", people["handler"]) in {"role", "already_signed"}


def test_task_done_at_once_may_go_past_its_lead():
    item, people = build("task", "open")
    type(item).objects.filter(pk=item.pk).update(kind="immediate")
    type(item.inspection).objects.filter(pk=item.inspection_id).update(short_endorse=True)
    item.refresh_from_db()

    details = {"effect": "见效"}
    done = perform(item, "submit", actor=people["head"], version=item.version, details=details)

    assert done.state == "endorsed"


@pytest.mark.parametrize("left_out", [True, False])
def test_panel_shows_the_way_that_the_submission_went(left_out):
    """Also where the rule has changed since."""
    item, people = build("measure", "in_progress")
    rules = type(item.inspection).objects.filter(pk=item.inspection_id)
    rules.update(leave_out_approve=left_out)
    item.inspection.refresh_from_db()
    perform(item, "submit", actor=people["handler"], version=item.version)
    rules.update(leave_out_approve=not left_out)

    shown = panel(type(item).objects.get(pk=item.pk), people["head"])

    labels = [(step.label, step.now) for step in shown.steps]
    approve = [] if left_out else [("审核通过", True)]
    assert labels == [("申请销号", False), *approve, ("销号", left_out)]
