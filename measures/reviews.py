"""Stage reports of what goes on: the department reports at the review date, another person judges.

They are asked of continuing tasks, and of long-term measures that have a review date. Accepting a
report sets the next review date. Who judges: see ``deciding``.
"""

from django.db import transaction
from django.utils import timezone

from ledger import journal, permissions
from ledger.models import Kind
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.transitions import level_of
from ledger.writing import change, check_open, create, save

from .deciding import (
    check_decidable,
    check_decider,
    decider_name,
    deciding_role,
    may_withdraw,
    withdraw,
)
from .decision_forms import StageDecisionForm, StageReportForm
from .extensions import fresh_item, kept
from .models import StageDecision, StageReport

REPORT, DECIDE, WITHDRAW = "报送阶段报告", "审核阶段报告", "撤回阶段报告"


def is_asked(item):
    """Whether the item is one that reports at a review date."""
    if item.level == "problem" or item.voided_at or item.review_date is None:
        return False
    if item.level == "task":
        return item.state == "continuing"
    return item.kind == Kind.LONG_TERM and item.state in level_of(item).open_states


def reporting_role(item, standing):
    """The role in which the reader reports on the item, or None.

    The responsible department does; for a task the office may, too, as it may submit one.
    """
    roles = (Role.HEAD, Role.OFFICE) if item.level == "task" else (Role.HANDLER, Role.HEAD)
    for role in roles:
        if standing.holds(role, None if role == Role.OFFICE else item.department_id):
            return role
    return None


def check_asked(item):
    """Refuse a report where none is asked for."""
    check_open(item)
    if not is_asked(item):
        raise refuse("stage_not_asked", title=item.title)


def check_reporting(item, actor, action):
    """The role in which ``actor`` reports on the item; raises Refusal."""
    role = reporting_role(item, permissions.standing(actor, item.inspection.organization))
    if role is None:
        who = "责任部门负责人和整改办" if item.level == "task" else "责任部门的承办人和负责人"
        raise refuse("role", action=action, who=f"可以办理的是：{who}。")
    return role


def report_stage(item, text, *, actor, at=None):
    """Report what has been reached by the item's review date; returns the report. Raises Refusal."""
    with transaction.atomic():
        item = fresh_item(item)
        role = check_reporting(item, actor, REPORT)
        check_asked(item)
        if item.stage_reports.filter(decision="").exists():
            raise refuse("stage_report_open", title=item.title)
        check_decidable(item, actor, REPORT)
        row = StageReport(
            **{item.level: item},
            review_date=item.review_date,
            text=tidy(text),
            reported_at=journal.stamp(at, item.inspection.organization),
            reported_by=actor,
        )
        return create(row, actor=actor, role=role, action="report_stage", at=at)


def withdraw_stage(report, *, actor, at=None):
    """Take back one's own report that nobody has judged. Raises Refusal."""
    with transaction.atomic():
        item = fresh_item(report.item)
        role = check_reporting(item, actor, WITHDRAW)
        row = StageReport.objects.select_related("measure", "task").get(pk=report.pk)
        given = {"role": role, "actor": actor, "at": at}
        return withdraw(row, StageDecision.RETURNED, "stage_withdrawn", **given)


def decide_stage(report, decision, *, actor, note="", next_review_date=None, at=None):
    """Accept a report with the next review date, or return it with what it lacks. Raises Refusal."""
    note = tidy(note)
    with journal.one_act():
        item = fresh_item(report.item)
        report = StageReport.objects.select_related("reported_by").get(pk=report.pk)
        role = check_decider(item, actor, report.reported_by, DECIDE, "own_report")
        check_open(item)
        if report.decision:
            raise refuse("stage_report_decided", decision=report.verdict)
        moment = journal.stamp(at, item.inspection.organization)
        values = {"decision": decision, "note": note, "decided_at": moment, "decided_by": actor}
        if decision == StageDecision.RETURNED and not note:
            raise refuse("stage_note_missing")
        if decision == StageDecision.ACCEPTED:
            check_asked(item)
            earliest = max(timezone.localdate(moment), item.review_date, report.review_date)
            if next_review_date is None or next_review_date <= earliest:
                raise refuse("next_review_missing")
            set_review(item, next_review_date, actor=actor, role=role, at=at)
            values["next_review_date"] = next_review_date
        given = {"actor": actor, "role": role, "at": at}
        return change(report, f"stage_{decision}", values=values, **given)


def set_review(item, date, *, actor, role, at):
    """Set the item's next review date, with its own entry and version."""
    before = journal.fields(item)
    item.review_date, item.version = date, item.version + 1
    save(item)
    changes = journal.difference(before, journal.fields(item))
    journal.record(item, "review", changes=changes, actor=actor, role=role, at=at)


def panel_part(item, user, form):
    """What an item's page shows of its stage reports: the history, and what the reader may do."""
    if item.level == "problem" or not (is_asked(item) or item.review_date):
        return None
    standing = permissions.standing(user, item.inspection.organization)
    rows = list(item.stage_reports.select_related("reported_by", "decided_by").order_by("pk"))
    waiting = next((row for row in rows if not row.decision), None)
    is_open = not item.inspection.closed_at
    reports = is_open and not waiting and is_asked(item) and reporting_role(item, standing)
    decides = is_open and waiting and deciding_role(item, standing, waiting.reported_by)
    return {
        "rows": rows,
        "waiting": waiting,
        "decider": waiting and decider_name(item, waiting.reported_by),
        "withdraws": may_withdraw(waiting, user, item.inspection),
        "asked": is_asked(item),
        "report": kept(form, StageReportForm, "stage-%s") if reports else None,
        "decide": kept(form, StageDecisionForm, "judge-%s") if decides else None,
        "today": timezone.localdate(),
    }
