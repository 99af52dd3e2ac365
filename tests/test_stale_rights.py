"""A role that was revoked after a request began gives no right at any door any more."""

import pytest
from django.utils import timezone

from ledger import closing, editing, permissions
from ledger.objection import object_to
from ledger.refusals import Forbidden
from measures.marking import mark_evidence
from measures.meetings import change_meeting, note_meeting, void_meeting
from measures.models import Evidence, Measure, Meeting
from measures.proof import add_outcome, add_progress, confirm_outcome
from reports import publishing, snapshots
from reports.checking import waive
from reports.freezing import digest
from reports.models import Notice, Snapshot
from tests.factories import TODAY, make_inspection, make_measure, make_task, prove
from tests.maintaining.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    world.inspection = make_inspection(world.organization)
    world.task = make_task(world.inspection, department=world.department, lead=world.lead)
    given = {"department": world.department, "state": "in_progress"}
    world.measure = make_measure(world.task, **given)
    prove(world.measure, world.handler)
    noted = {"kind": "institution", "title": "办法", "date": TODAY}
    world.outcome = add_outcome(world.measure, actor=world.handler, **noted)
    words = {"kind": "thematic", "date": TODAY, "subject": "研究"}
    world.meeting = Meeting.objects.create(inspection=world.inspection, **words)
    of_ledger = {"inspection": world.inspection, "sha256": "0" * 64}
    asked = {"asked_at": timezone.now(), "asked_by": world.lead, "sequence": 1, "purpose": "通报"}
    of_snapshot = {"inspection": world.inspection, "sha256": digest({})}
    snapshot = Snapshot.objects.create(as_of=TODAY, data={}, **of_snapshot, **asked)
    begun = {"begun_at": timezone.now(), "begun_by": world.lead, "dated": TODAY}
    world.notice = Notice.objects.create(snapshot=snapshot, **of_ledger, **begun)
    world.words = {"inspection": world.inspection, **words}
    return world


def add_measure(w):
    row = Measure(inspection=w.inspection, task=w.task, department=w.department, text="新")
    row.deadline = TODAY
    return editing.add(row, actor=w.office, parents=[w.task], siblings=w.task.measures.all())


DOORS = {
    "progress": ("handler", lambda w: add_progress(w.measure, "办了", actor=w.handler)),
    "confirm": ("office", lambda w: confirm_outcome(w.outcome, actor=w.office)),
    "add": ("office", add_measure),
    "edit": (
        "office",
        lambda w: editing.edit(w.measure, actor=w.office, version=1, values={"text": "改"}),
    ),
    "object": (
        "supervisor",
        lambda w: object_to(w.measure, actor=w.supervisor, version=1, comment="核实"),
    ),
    "mark": (
        "supervisor",
        lambda w: mark_evidence(
            w.measure, Evidence.objects.get(), is_sufficient=True, note="", actor=w.supervisor
        ),
    ),
    "waive": ("office", lambda w: waive(w.notice, "0" * 64, "核实", actor=w.office)),
    "ask snapshot": (
        "office",
        lambda w: snapshots.ask(w.inspection, timezone.localdate(), "通报", actor=w.office),
    ),
    "confirm snapshot": (
        "secretary",
        lambda w: snapshots.confirm(w.notice.snapshot, actor=w.secretary),
    ),
    "recall": (
        "office",
        lambda w: publishing.recall(w.notice, actor=w.office, version=1),
    ),
    "send back": (
        "secretary",
        lambda w: publishing.send_back(w.notice, actor=w.secretary, version=1, comment="改"),
    ),
    "void notice": (
        "office",
        lambda w: publishing.void(w.notice, actor=w.office, version=1, comment="不用"),
    ),
    "meeting": ("office", lambda w: note_meeting(Meeting(**w.words), [], actor=w.office)),
    "change meeting": (
        "office",
        lambda w: change_meeting(w.meeting, {"subject": "改"}, [], actor=w.office, seen=None),
    ),
    "void meeting": (
        "office",
        lambda w: void_meeting(w.meeting, "重复", actor=w.office, seen=None),
    ),
    "ask closing": ("office", lambda w: closing.ask_closing(w.inspection, actor=w.office)),
    "close": ("secretary", lambda w: closing.close(w.inspection, actor=w.secretary)),
    "reopen": ("secretary", lambda w: closing.reopen(w.inspection, "不同意", actor=w.secretary)),
}


@pytest.mark.parametrize("door", DOORS)
def test_role_revoked_meanwhile_opens_no_door(door, world):
    role, act = DOORS[door]
    person = getattr(world, role)
    permissions.memberships(person)  # as the request read them when it began
    person.memberships.update(revoked_at=timezone.now(), revoked_by=world.lead)

    with pytest.raises(Forbidden):
        act(world)
