"""Every named constraint: what it forbids is refused by the database itself."""

import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from ledger import models as ledger
from measures import models as measures
from problems import models as problems
from reports import models as reports
from tests.factories import (
    TODAY,
    make_inspection,
    make_measure,
    make_member,
    make_task,
    make_user,
    prove,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
LATER = TODAY + datetime.timedelta(days=9)
WITHHELD = {
    "disclosure": "withheld",
    "withholding_reason": "open_case",
    "withholding_explanation": "案件尚在审查",
}


class World:
    """One row of each model, to be spoilt."""

    def __init__(self):
        self.measure = make_measure(make_task(make_inspection()))
        self.task = self.measure.task
        self.problem = self.task.problem
        self.inspection = self.task.inspection
        self.organization = self.inspection.organization
        self.department = self.measure.department
        self.user = make_member(self.organization, "handler", self.department)
        self.office = make_member(self.organization, "office")
        self.membership = self.office.memberships.get()
        prove(self.measure, self.user)
        self.evidence = self.measure.evidence.get()
        self.progress = self.measure.progress_entries.get()
        self.feedback, self.aspect = self.problem.feedback, self.problem.aspect
        measure, inspection, user = self.measure, self.inspection, self.user
        self.outcome = measures.Outcome.objects.create(
            measure=measure, kind="campaign", title="治理", date=TODAY
        )
        self.mark = measures.EvidenceMark.objects.create(
            evidence=self.evidence, measure=measure, attempt=1, is_sufficient=True, at=NOW, by=user
        )
        self.held = measures.HeldUpload.objects.create(
            measure=measure,
            file="held/b.docx",
            name="b.docx",
            sha256="0" * 64,
            size=1,
            content_type="application/msword",
            found=[{"where": "正文", "mark": "机密★", "context": "机密★"}],
            at=NOW,
            uploaded_by=user,
        )
        self.extension = measures.Extension.objects.create(
            measure=measure,
            old_deadline=TODAY,
            deadline=LATER,
            reason="等批复",
            requested_at=NOW,
            requested_by=user,
        )
        self.report = measures.StageReport.objects.create(
            measure=measure, review_date=TODAY, text="过半", reported_at=NOW, reported_by=user
        )
        self.brought = reports.LedgerImport.objects.create(
            inspection=inspection,
            name="台账.xlsx",
            content=b"x",
            sha256="0" * 64,
            size=1,
            uploaded_at=NOW,
            uploaded_by=user,
        )
        self.dismissal = reports.HintDismissal.objects.create(
            inspection=inspection,
            code="amounts",
            subject="measure 1",
            digest="0" * 64,
            hint="金额对不上",
            reason="已核实",
            dismissed_at=NOW,
            dismissed_by=user,
        )
        self.snapshot = reports.Snapshot.objects.create(
            inspection=inspection,
            as_of=TODAY,
            purpose="报送",
            data={},
            sha256="0" * 64,
            sequence=0,
            asked_at=NOW,
            asked_by=self.office,
        )
        self.snapshot_ask = self.sign_snapshot("ask", "P1")
        self.directive = measures.Directive.objects.create(
            inspection=inspection,
            department=self.department,
            kind="reminder",
            number="1号",
            text="请加快",
            reply_by=TODAY,
            issued_at=NOW,
            issued_by=user,
        )
        self.meeting = measures.Meeting.objects.create(
            inspection=inspection, kind="thematic", date=TODAY, subject="研究整改"
        )
        self.adoption = ledger.Adoption.objects.create(
            inspection=inspection,
            document_number="1号",
            date=TODAY,
            meeting="党组会",
            sequence=0,
            adopted_at=NOW,
            adopted_by=user,
        )
        self.notice = reports.Notice.objects.create(
            inspection=inspection,
            snapshot=self.snapshot,
            dated=TODAY,
            sha256="0",
            begun_at=NOW,
            begun_by=user,
        )
        self.edit = reports.NoticeEdit.objects.create(
            notice=self.notice, number=1, act="begin", at=NOW, by=user
        )
        self.notice_submit = self.sign_notice("submit", "P1")
        self.waiver = reports.NoticeWaiver.objects.create(
            notice=self.notice,
            code="figures",
            digest="0",
            says="说",
            reason="因",
            waived_at=NOW,
            waived_by=user,
        )
        self.published = reports.Publication.objects.create(
            notice=self.notice,
            slug="a",
            number=1,
            passages=[],
            sha256="0",
            pdf=b"%PDF",
            pdf_sha256="0",
            snapshot_sha256="0",
            sequence=1,
            head="0",
            published_at=NOW,
            published_by=user,
        )
        self.style = reports.NoticeStyle.objects.create(organization=self.organization)
        self.member = ledger.GroupMember.objects.create(
            inspection=inspection, post="书记", duty="leader"
        )
        self.word = ledger.Word.objects.create(
            organization=self.organization, use="kind", text="即知即改", means="immediate"
        )
        self.once = ledger.Once.objects.create(
            user=user, key="k", object_type="x", object_id=1, at=NOW
        )
        self.head = ledger.JournalHead.objects.create(organization=self.organization)
        self.entry = self.make_entry(1)
        self.signatures = {
            level: self.sign(level, 1, "submit", "P1") for level in ("problem", "task", "measure")
        }

    def make_entry(self, sequence, **values):
        plain = {
            "head": self.head,
            "sequence": sequence,
            "at": NOW,
            "name": "系统",
            "role": "system",
            "action": "create",
            "object_type": "task",
            "object_id": 1,
            "label": "任务",
            "hash": "0",
        }
        return ledger.JournalEntry.objects.create(**{**plain, **values})

    def sign_notice(self, step, person):
        return reports.NoticeSignature.objects.create(
            notice=self.notice,
            attempt=1,
            step=step,
            signer=self.office,
            person=person,
            name="甲",
            post="干部",
            role="office",
            at=NOW,
        )

    def sign_snapshot(self, step, person):
        return reports.SnapshotSignature.objects.create(
            snapshot=self.snapshot,
            attempt=1,
            step=step,
            signer=self.office,
            person=person,
            name="甲",
            post="干部",
            role="office",
            at=NOW,
        )

    def sign(self, level, attempt, step, person):
        model = {
            "problem": problems.ProblemSignature,
            "task": problems.TaskSignature,
            "measure": measures.MeasureSignature,
        }[level]
        return model.objects.create(
            **{level: getattr(self, level)},
            attempt=attempt,
            step=step,
            signer=self.user,
            person=person,
            name="某",
            post="某",
            role="head",
            at=NOW,
        )


def other_notice(w):
    """A second notice, of which nothing is published."""
    row = reports.Notice.objects.get(pk=w.notice.pk)
    row.pk, row.state, row.ended_reason = None, "voided", "重起"
    row.ended_at, row.ended_by = NOW, w.user
    row.save(force_insert=True)
    return row


def correction_of(w):
    """A published correction of the notice."""
    row = reports.Notice.objects.get(pk=w.notice.pk)
    row.pk, row.state, row.corrects, row.correction = None, "published", w.notice, "更正"
    row.save(force_insert=True)
    return row


def spoil(row, **values):
    """Write values past every form and check."""
    type(row).objects.filter(pk=row.pk).update(**values)


def again(row, **values):
    """Insert a second row like this one."""
    row.pk = None
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def item_faults(level):
    """What the three levels have in common."""

    def row(world):
        return getattr(world, level)

    return {
        f"{level}_disclosure_known": lambda w: spoil(row(w), disclosure="secret"),
        f"{level}_withheld_for_a_reason": lambda w: spoil(row(w), disclosure="withheld"),
        f"{level}_approved_where_withheld": lambda w: spoil(
            row(w), withholding_approved_at=NOW, withholding_approved_by=w.user
        ),
        f"{level}_withholding_approved_by_whom": lambda w: spoil(
            row(w), **WITHHELD, withholding_approved_at=NOW
        ),
        f"{level}_counts_from_1": lambda w: spoil(row(w), attempt=0),
        f"{level}_has_text": lambda w: spoil(row(w), text=""),
        f"{level}_objection_by_whom_and_why": lambda w: spoil(row(w), objection="有异议"),
        f"{level}_voided_by_whom_and_why": lambda w: spoil(row(w), voided_at=NOW),
        f"{level}_step_once": lambda w: w.sign(level, 1, "submit", "P2"),
        f"{level}_four_eyes": lambda w: w.sign(level, 1, "sign_off", "P1"),
        f"{level}_signature_step_known": lambda w: w.sign(level, 1, "start", "P3"),
    }


FAULTS = {
    **item_faults("problem"),
    **item_faults("task"),
    **item_faults("measure"),
    "problem_number_once": lambda w: again(w.problem),
    "problem_state_known": lambda w: spoil(w.problem, state="endorsed"),
    "task_number_once": lambda w: again(w.task),
    "task_state_and_kind_known": lambda w: spoil(w.task, kind="soon"),
    "task_by_deadline_has_one": lambda w: spoil(w.task, deadline=None),
    "task_stage_goal_with_review_date": lambda w: spoil(
        w.task, state="submitted", stage_goal="目标"
    ),
    "task_stage_goal_where_continuing": lambda w: spoil(w.task, state="continuing"),
    "measure_number_once": lambda w: again(w.measure),
    "measure_state_and_kind_known": lambda w: spoil(w.measure, state="done"),
    "measure_by_deadline_has_one": lambda w: spoil(w.measure, deadline=None),
    "feedback_kind_known": lambda w: spoil(w.feedback, kind="rumour"),
    "feedback_titled": lambda w: spoil(w.feedback, title=""),
    "aspect_number_once": lambda w: again(w.aspect),
    "aspect_titled_and_numbered": lambda w: spoil(w.aspect, title=""),
    "progress_has_text": lambda w: spoil(w.progress, text=""),
    "evidence_has_content_and_digest": lambda w: spoil(w.evidence, size=0),
    "outcome_disclosure_known": lambda w: spoil(w.outcome, disclosure="secret"),
    "outcome_withheld_for_a_reason": lambda w: spoil(w.outcome, disclosure="withheld"),
    "outcome_approved_where_withheld": lambda w: spoil(
        w.outcome, withholding_approved_at=NOW, withholding_approved_by=w.user
    ),
    "outcome_withholding_approved_by_whom": lambda w: spoil(
        w.outcome, **WITHHELD, withholding_approved_at=NOW
    ),
    "held_has_content_and_digest": lambda w: spoil(w.held, size=0),
    "held_decided_by_whom_and_why": lambda w: spoil(w.held, decision="rejected", note="涉密"),
    "held_released_into_evidence": lambda w: spoil(
        w.held, decision="released", note="不涉密", decided_at=NOW, decided_by=w.office
    ),
    "evidence_mark_says_what_is_missing": lambda w: spoil(w.mark, is_sufficient=False),
    "evidence_mark_of_an_attempt": lambda w: spoil(w.mark, attempt=0),
    "outcome_kind_known": lambda w: spoil(w.outcome, title=""),
    "outcome_amount_by_kind": lambda w: spoil(w.outcome, yuan="1.00"),
    "outcome_voided_by_whom_and_why": lambda w: spoil(w.outcome, void_reason="重复"),
    "outcome_confirmed_by_whom": lambda w: spoil(w.outcome, confirmed_at=NOW),
    "extension_of_one_item": lambda w: spoil(w.extension, task=w.task),
    "extension_moves_later": lambda w: spoil(w.extension, deadline=TODAY),
    "extension_decided_by_whom_and_when": lambda w: spoil(w.extension, decision="granted"),
    "extension_one_open_measure": lambda w: again(w.extension),
    "extension_one_open_task": lambda w: [
        again(w.extension, measure=None, task=w.task) for _ in range(2)
    ],
    "stage_report_of_one_item": lambda w: spoil(w.report, task=w.task),
    "stage_report_has_text": lambda w: spoil(w.report, text=""),
    "stage_report_decided_by_whom_and_when": lambda w: spoil(w.report, decision="returned"),
    "stage_report_accepted_until_when": lambda w: spoil(
        w.report,
        decision="accepted",
        decided_at=NOW,
        decided_by=w.user,
        next_review_date=TODAY,
    ),
    "stage_report_one_open_measure": lambda w: again(w.report),
    "stage_report_one_open_task": lambda w: [
        again(w.report, measure=None, task=w.task) for _ in range(2)
    ],
    "reading_once": lambda w: [
        reports.Reading.objects.create(user=w.user, key="k", at=NOW) for _ in range(2)
    ],
    "import_of_a_known_kind": lambda w: spoil(w.brought, kind="picture"),
    "import_applied_by_whom": lambda w: spoil(w.brought, applied_at=NOW),
    "import_undone_by_whom_and_why": lambda w: spoil(w.brought, undone_at=NOW),
    "hint_dismissed_once": lambda w: again(w.dismissal),
    "hint_dismissed_for_a_reason": lambda w: spoil(w.dismissal, reason=""),
    "notice_state_known": lambda w: spoil(w.notice, state="lost"),
    "notice_one_in_hand": lambda w: again(w.notice),
    "notice_correction_says_what": lambda w: spoil(w.notice, correction="改了"),
    "notice_corrected_once": lambda w: (correction_of(w), correction_of(w)),
    "notice_ended_for_a_reason": lambda w: spoil(w.notice, state="voided"),
    "notice_edit_number_once": lambda w: again(w.edit),
    "notice_edit_act_known": lambda w: again(w.edit, number=2, act="paint"),
    "notice_step_once": lambda w: w.sign_notice("submit", "P2"),
    "notice_four_eyes": lambda w: w.sign_notice("publish", "P1"),
    "notice_signature_step_known": lambda w: w.sign_notice("endorse", "P2"),
    "notice_finding_waived_once": lambda w: again(w.waiver),
    "notice_waived_for_a_reason": lambda w: again(w.waiver, digest="1", reason=""),
    "publication_number_once": lambda w: again(w.published, notice=other_notice(w)),
    "publication_whole": lambda w: again(w.published, notice=other_notice(w), number=2, slug=""),
    "notice_style_known": lambda w: spoil(w.style, done_word=""),
    "snapshot_has_purpose_and_digest": lambda w: again(w.snapshot, purpose=""),
    "snapshot_step_once": lambda w: w.sign_snapshot("ask", "P2"),
    "snapshot_four_eyes": lambda w: w.sign_snapshot("confirm", "P1"),
    "snapshot_signature_step_known": lambda w: w.sign_snapshot("endorse", "P2"),
    "directive_kind_known": lambda w: spoil(w.directive, kind="hint"),
    "directive_number_once": lambda w: again(w.directive),
    "directive_each_step_by_whom": lambda w: spoil(w.directive, received_at=NOW),
    "directive_steps_in_order": lambda w: spoil(
        w.directive, answered_at=NOW, answered_by=w.user.pk
    ),
    "meeting_voided_by_whom_and_why": lambda w: spoil(w.meeting, void_reason="重复"),
    "meeting_kind_known": lambda w: spoil(w.meeting, kind="tea"),
    "adoption_document_once": lambda w: again(w.adoption),
    "adoption_document_and_meeting_named": lambda w: spoil(w.adoption, meeting=""),
    "group_member_once": lambda w: again(w.member),
    "group_member_post_and_duty_known": lambda w: spoil(w.member, duty="guest"),
    "word_once": lambda w: again(w.word),
    "word_means_what_its_use_allows": lambda w: spoil(w.word, means="signed_off"),
    "once_per_form": lambda w: again(w.once),
    "organization_named": lambda w: spoil(w.organization, name=""),
    "organization_not_its_own_parent": lambda w: spoil(w.organization, parent=w.organization),
    "department_name_once": lambda w: again(w.department),
    "department_named": lambda w: spoil(w.department, name=""),
    "user_one_active_account_per_person": lambda w: make_user(
        w.organization, personnel_number=w.user.personnel_number
    ),
    "user_has_personnel_number": lambda w: spoil(w.user, personnel_number=""),
    "membership_role_known": lambda w: spoil(w.membership, role="king"),
    "membership_department_by_role": lambda w: spoil(w.membership, department=w.department),
    "membership_revoked_by_whom": lambda w: spoil(w.membership, revoked_at=NOW),
    "membership_once_in_department": lambda w: again(w.user.memberships.get()),
    "membership_once": lambda w: again(w.membership),
    "inspection_titled": lambda w: spoil(w.inspection, title=""),
    "inspection_kind_known": lambda w: spoil(w.inspection, kind="visit"),
    "inspection_on_site_in_order": lambda w: spoil(
        w.inspection, on_site_start=LATER, on_site_end=TODAY
    ),
    "inspection_period_in_order": lambda w: spoil(w.inspection, period_end=TODAY),
    "inspection_thresholds_in_range": lambda w: spoil(w.inspection, due_soon_days=0),
    "inspection_closed_by_whom": lambda w: spoil(
        w.inspection, closing_asked_at=NOW, closing_asked_by=w.user, closed_at=NOW
    ),
    "inspection_closing_asked_by_whom": lambda w: spoil(w.inspection, closing_asked_at=NOW),
    "inspection_closed_after_asking_by_another": lambda w: spoil(
        w.inspection,
        closing_asked_at=NOW,
        closing_asked_by=w.user,
        closed_at=NOW,
        closed_by=w.user,
    ),
    "journal_head_one_per_organization": lambda w: again(w.head),
    "journal_sequence_once": lambda w: w.make_entry(1),
    "journal_sequence_from_1": lambda w: w.make_entry(0),
    "journal_hashed": lambda w: w.make_entry(2, hash=""),
}


def test_every_constraint_of_ours_has_its_fault():
    ours = [apps.get_app_config(name) for name in ("ledger", "problems", "measures", "reports")]
    names = {
        constraint.name
        for app in ours
        for model in app.get_models()
        for constraint in model._meta.constraints
    }

    assert set(FAULTS) == names


@pytest.mark.parametrize("name", FAULTS)
def test_database_refuses_what_the_constraint_forbids(name):
    world = World()

    with pytest.raises(IntegrityError) as error, transaction.atomic():
        FAULTS[name](world)

    constraint = next(
        found
        for model in apps.get_models()
        for found in model._meta.constraints
        if found.name == name
    )
    said = str(error.value)
    columns = getattr(constraint, "fields", ())
    assert name in said or (all(column in said for column in columns) and columns)
