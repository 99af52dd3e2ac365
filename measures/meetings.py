"""The doors for meetings and visits: the office notes all of them, the supervisor visits alone."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.refusals import Refusal, refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import change, check_open, create

from .models import Evidence, MeetingKind
from .quota import check_person_quota
from .searching import marks_of
from .storing import check_known, stored


def noting_role(actor, organization, kind):
    """The role in which ``actor`` may note a meeting of this kind; raises Refusal."""
    standing = permissions.standing(actor, organization)
    if standing.holds(Role.OFFICE):
        return Role.OFFICE
    if standing.holds(Role.SUPERVISOR) and kind == MeetingKind.SUPERVISION:
        return Role.SUPERVISOR
    who = "可以办理的是：整改办；派驻纪检监察组只登记督导检查。"
    raise refuse("role", action="登记会议或督导", who=who)


def make_paper(inspection, columns, given):
    """The row of a paper whose file is on disk; why it was cleared is in its journal entry.

    Raises Refusal.
    """
    check_known(inspection, columns)
    cleared = columns.pop("cleared")
    comment = f"已核对，不涉密：{cleared}" if cleared else ""
    check_person_quota(inspection, given["actor"], columns["size"])
    row = Evidence(
        inspection=inspection,
        uploaded_at=timezone.now(),
        uploaded_by=given["actor"],
        **columns,
    )
    return create(row, comment=comment, **given)


@contextmanager
def paper(upload, *, office, cleared=""):
    """The paper on disk as columns of its row, or None where there is none: before any lock.

    One that seems to be classified is refused, but where the ``office`` found that it is not, with
    ``cleared`` its reason. Raises Refusal.
    """
    if not upload:
        yield None
        return
    cleared = cleared if office else ""
    try:
        with stored(upload, cleared=bool(cleared)) as columns:
            yield {**columns, "cleared": cleared}
    except Refusal as refusal:
        if refusal.code != "marked":
            raise
        code = "paper_marked" if office else "paper_marked_visit"
        raise refuse(code, name=upload.name, marks=marks_of(refusal.found)) from refusal


def note_meeting(meeting, tasks, columns=None, *, actor):
    """Note a meeting or visit, with its paper (see ``paper``) if there is one. Raises Refusal."""
    inspection = meeting.inspection
    with transaction.atomic():
        journal.take_head(inspection)
        permissions.reread(actor)
        role = noting_role(actor, inspection.organization, meeting.kind)
        given = {"actor": actor, "role": role}
        if columns:
            meeting.paper = make_paper(inspection, columns, given)
        return create(meeting, many={"tasks": tasks}, **given)


def change_meeting(meeting, values, tasks, columns=None, *, actor, seen):
    """Change what was noted; a new paper takes the place of the old one, which is kept."""
    inspection = meeting.inspection
    with transaction.atomic():
        journal.take_head(inspection)
        permissions.reread(actor)
        noted = type(meeting).objects.get(pk=meeting.pk)
        if noted.voided_at:
            raise refuse("voided", title=str(noted))
        noting_role(actor, inspection.organization, noted.kind)
        role = noting_role(actor, inspection.organization, values.get("kind", noted.kind))
        given = {"actor": actor, "role": role}
        check_open(noted)
        if columns:
            values = {**values, "paper": make_paper(inspection, columns, given)}
        return change(noted, "edit", values=values, many={"tasks": tasks}, seen=seen, **given)


def void_meeting(meeting, reason, *, actor, seen):
    """Void what was noted by mistake: it counts nowhere and stays readable. Raises Refusal."""
    reason = tidy(reason)
    with transaction.atomic():
        journal.take_head(meeting.inspection)
        permissions.reread(actor)
        noted = type(meeting).objects.select_related("inspection__organization").get(pk=meeting.pk)
        role = noting_role(actor, noted.inspection.organization, noted.kind)
        if not reason:
            raise refuse("reason_missing")
        if noted.voided_at:
            raise refuse("voided", title=str(noted))
        values = {"void_reason": reason, "voided_at": timezone.now(), "voided_by": actor}
        given = {"actor": actor, "role": role, "comment": reason, "seen": seen}
        return change(noted, "void", values=values, **given)
