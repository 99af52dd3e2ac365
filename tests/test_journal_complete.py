"""A thousand acts of all kinds: no change without an entry, no entry without a change."""

import datetime
import random

import pytest
from django.utils import timezone

from ledger import journal, permissions
from ledger.closing import adopt, ask_closing, change_inspection, close, reopen
from ledger.editing import add, edit, reorder, void
from ledger.models import Adoption, GroupMember, Inspection, JournalEntry, Word
from ledger.objection import object_to
from ledger.refusals import Refusal
from ledger.signoff import offers, perform
from ledger.transitions import LEVELS
from ledger.verify import verify
from ledger.words import add_word, retire_word
from ledger.writing import change, create, fingerprint
from measures.correcting import edit_outcome, void_outcome
from measures.extensions import ask_extension, decide_extension
from measures.holding import decide_held, receive
from measures.meetings import change_meeting, note_meeting, void_meeting
from measures.models import (
    Evidence,
    Extension,
    HeldUpload,
    Measure,
    Meeting,
    Outcome,
    ProgressEntry,
    StageReport,
)
from measures.proof import add_outcome, add_progress, confirm_outcome
from measures.reviews import decide_stage, report_stage
from measures.sample.files import make_file
from problems.documents import change_feedback, seen_of
from problems.models import Aspect, Feedback, Problem, Task
from reports import checking, drafting, publishing, revising, snapshots
from reports.checks.dismissing import dismiss
from reports.checks.finding import find
from reports.models import (
    HintDismissal,
    Notice,
    NoticeSignature,
    Publication,
    Snapshot,
    SnapshotSignature,
)
from reports.notice.passages import seen
from tests.factories import (
    TODAY,
    make_inspection,
    make_measure,
    make_member,
    make_problem,
    make_task,
)

pytestmark = pytest.mark.django_db
ACTS = 1000
TABLES = (
    Problem,
    Task,
    Measure,
    ProgressEntry,
    Evidence,
    HeldUpload,
    Outcome,
    Inspection,
    Adoption,
    Feedback,
    Aspect,
    Meeting,
    Extension,
    StageReport,
    GroupMember,
    Word,
    HintDismissal,
    Snapshot,
    SnapshotSignature,
    Notice,
    NoticeSignature,
    Publication,
)
PATH = ("submit", "publish", "recall", "send_back", "take_down", "void")  # of a notice


class Play:
    """A small ledger, its people, and one random act after another."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.inspection = make_inspection(period_end=TODAY + datetime.timedelta(days=200))
        organization = self.inspection.organization
        self.lead = make_member(organization, "lead")
        problem = make_problem(self.inspection)
        task = make_task(self.inspection, problem=problem, lead=self.lead)
        for _ in range(4):
            make_measure(task)
        Measure.objects.filter(pk=task.measures.first().pk).update(
            kind="long_term", review_date=TODAY
        )
        self.people = [
            self.lead,
            *(make_member(organization, role, task.department) for role in ("handler", "head")),
            *(make_member(organization, role) for role in ("office", "office", "secretary")),
            make_member(organization, "supervisor"),
        ]
        self.count = 0
        for model in (Problem, Task, Measure):
            for row in model.objects.order_by("pk"):
                changes = journal.difference({}, journal.fields(row))
                journal.record(row, "create", actor=None, role="system", changes=changes)

    def one(self, model):
        return self.random.choice(list(model.objects.order_by("pk")))

    def word(self):
        self.count += 1
        return f"内容{self.count}"

    def act(self):
        """One act of a random kind by a random person; it may well be refused."""
        kinds = [self.step] * 8 + [self.change] * 3 + [self.prove] * 3
        kinds += [self.grow, self.void, self.object, self.whole]
        kinds += [
            self.meet,
            self.extend,
            self.stage,
            self.tend,
            self.tend,
            self.put_aside,
            self.tell,
        ]
        self.random.choice(kinds)(self.random.choice(self.people))

    def step(self, person):
        level = self.random.choice([LEVELS["measure"], LEVELS["measure"], *LEVELS.values()])
        item = self.one(level.model)
        able = [
            (somebody, row.action)
            for somebody in self.people
            for row in offers(item, permissions.standing(somebody, self.inspection.organization))
        ]
        action = self.random.choice(list(level.actions))
        if able and self.random.random() < 0.8:
            person, action = self.random.choice(able)
        now = timezone.now()
        details = {
            "effect": "见效",
            "stage_goal": "一半",
            "review_date": timezone.localdate() + datetime.timedelta(days=9),
        }
        given = {"comment": self.word(), "details": details, "confirmed_at": now}
        perform(item, action, actor=person, version=item.version, **given)

    def change(self, person):
        person = self.random.choice([person, self.people[3]])
        item = self.one(self.random.choice([Problem, Task, Measure]))
        version = item.version + self.random.choice([0, 0, 0, 1])
        text = self.random.choice([item.text, self.word()])
        edit(item, actor=person, version=version, values={"text": text}, reason=self.word())

    def prove(self, person):
        measure = self.one(Measure)
        person = self.random.choice([person, self.people[1], self.people[2]])
        kind = self.random.randrange(6)
        if kind == 0:
            add_progress(measure, self.word(), actor=person)
        elif kind == 1:
            name = self.random.choice(["a.pdf", "a.pdf", "机密-a.pdf"])
            receive(measure, make_file(name, self.word()), actor=person)
        elif kind == 2:
            add_outcome(measure, kind="campaign", title=self.word(), date=TODAY, actor=person)
        elif kind == 3 and Outcome.objects.exists():
            self.judge(self.one(Outcome), person)
        elif HeldUpload.objects.exists():
            decision = self.random.choice(["released", "rejected"])
            note = self.random.choice(["", self.word()])
            decide_held(self.one(HeldUpload), decision, note, actor=self.people[3])

    def judge(self, row, person):
        """Confirm, correct or void an outcome."""
        seen = self.random.choice([fingerprint(row), "stale"])
        kind = self.random.randrange(5)
        if kind == 0:
            void_outcome(row, self.word(), actor=person, seen=seen)
        elif kind == 1:
            values = {"title": self.word()}
            edit_outcome(row, values, actor=person, seen=seen, reason=self.word())
        else:
            confirm_outcome(row, actor=person)

    def grow(self, person):
        task = self.one(Task)
        row = Measure(
            inspection=self.inspection,
            task=task,
            text=self.word(),
            department=task.department,
            kind="immediate",
        )
        add(row, actor=person, parents=[task], siblings=task.measures.all())

    def void(self, person):
        if Measure.objects.live().count() > 3:
            item = self.one(Measure)
            void(item, actor=person, version=item.version, reason=self.word())

    def object(self, person):
        item = self.one(Measure)
        lift = self.random.random() < 0.7
        object_to(item, actor=person, version=item.version, comment=self.word(), lift=lift)

    def meet(self, person):
        """Note, change or void a meeting or visit."""
        office = self.random.choice([person, self.people[3]])
        tasks = list(Task.objects.all()) if self.random.random() < 0.5 else []
        kind = self.random.randrange(3)
        if kind == 0 or not Meeting.objects.exists():
            words = {"kind": "thematic", "date": TODAY, "subject": self.word()}
            note_meeting(Meeting(inspection=self.inspection, **words), tasks, actor=office)
            return
        meeting = self.one(Meeting)
        seen = self.random.choice([fingerprint(meeting), "stale"])
        if kind == 1:
            values = {"subject": self.random.choice([meeting.subject, self.word()])}
            change_meeting(meeting, values, tasks, actor=office, seen=seen)
        else:
            void_meeting(meeting, self.word(), actor=office, seen=seen)

    def extend(self, person):
        """Ask for time, or decide."""
        if self.random.random() < 0.5 and Extension.objects.filter(decision="").exists():
            row = self.random.choice(list(Extension.objects.filter(decision="")))
            decision = self.random.choice(["granted", "refused"])
            decide_extension(row, decision, self.word(), actor=self.people[3])
            return
        item = self.one(self.random.choice([Measure, Task]))
        later = max(item.deadline or TODAY, timezone.localdate())
        later += datetime.timedelta(days=self.random.randrange(-1, 9))
        ask_extension(item, later, self.word(), actor=self.people[2])

    def stage(self, person):
        """Report on what goes on, or judge a report."""
        if self.random.random() < 0.5 and StageReport.objects.filter(decision="").exists():
            row = self.random.choice(list(StageReport.objects.filter(decision="")))
            later = max(timezone.localdate(), row.review_date)
            later += datetime.timedelta(days=self.random.randrange(9))
            decision = self.random.choice(["accepted", "returned"])
            given = {"note": self.word(), "next_review_date": later}
            decide_stage(row, decision, actor=self.random.choice(self.people), **given)
            return
        item = self.one(self.random.choice([Measure, Task]))
        report_stage(item, self.word(), actor=self.random.choice([person, self.people[2]]))

    def tend(self, person):
        """Documents, chapters, order, the leading group, the organization's words."""
        office, number = self.people[3], self.random.randrange(6)
        if number == 0:
            document = self.one(Feedback)
            chapters = [
                (row, self.random.choice([row.title, self.word()]), row.short_title)
                for row in document.aspects.all()
            ]
            self.random.shuffle(chapters)
            chapters += [(None, self.word(), "")] if len(chapters) < 5 else []
            values = {"title": self.random.choice([document.title, self.word()])}
            given = {"actor": office, "seen": seen_of(document)}
            change_feedback(document, values, chapters, **given)
        elif number == 1:
            items = list(self.one(Task).measures.live().order_by("number"))
            numbers = [item.number for item in items]
            self.random.shuffle(numbers)
            if items:
                reorder(items, numbers, actor=office, reason=self.word())
        elif number == 2:
            row = GroupMember(inspection=Inspection.objects.get(), post=self.word(), duty="member")
            create(row, actor=office, role="office")
        elif number == 3 and GroupMember.objects.exists():
            row = self.one(GroupMember)
            values = {"is_retired": self.random.random() < 0.5}
            change(row, "edit", actor=office, role="office", values=values)
        elif number == 4:
            words = {"use": "kind", "text": self.word(), "means": "immediate"}
            add_word(Word(organization=self.inspection.organization, **words), actor=office)
        elif Word.objects.exists():
            retire_word(self.one(Word), self.random.random() < 0.5, actor=office)

    def put_aside(self, person):
        """Dismiss a hint, should there be any."""
        person = self.random.choice([person, self.people[3], self.people[6]])
        if hints := find(self.inspection):
            dismiss(self.inspection, self.random.choice(hints).digest, self.word(), actor=person)

    def tell(self, person):
        """A step of a notice, begun where there is none; what may be wrong with it is waived."""
        office, secretary = self.people[3], self.people[5]
        notice = Notice.objects.order_by("-pk").first()
        if notice is None or (not notice.is_in_hand and self.random.random() < 0.7):
            snapshot = snapshots.ask(
                self.inspection, timezone.localdate(), self.word(), actor=office
            )
            snapshots.confirm(snapshot, actor=secretary)
            given = {"actor": office, "dated": snapshot.as_of}
            if notice is not None and notice.state == "published":
                drafting.begin_correction(notice, snapshot, self.word(), **given)
            else:
                drafting.begin(self.inspection, snapshot, **given)
            return
        action = self.random.choice(PATH[:4] * 2 + PATH)
        if notice.state == "draft" and self.random.random() < 0.5:
            row = self.random.choice(drafting.passages_of(notice)[1:-2])
            revising.save_text(notice, row.key, self.word(), actor=office, shown=seen(row))
            return
        given = {"version": notice.version, "comment": self.word()}
        if action in ("publish", "take_down"):
            given["confirmed_at"] = timezone.now()
        able = office if action in ("submit", "recall", "void") else secretary
        person = able if self.random.random() < 0.8 else person
        getattr(publishing, action)(notice, actor=person, **given)

    def whole(self, person):
        """The ledger as a whole; closed, it is soon opened again."""
        inspection = Inspection.objects.get()
        kind = self.random.randrange(7)
        if kind == 0:
            plan = Adoption(
                inspection=inspection, document_number=self.word(), date=TODAY, meeting="党组会"
            )
            adopt(plan, actor=person)
        elif kind == 1:
            change_inspection(
                inspection, {"due_soon_days": self.random.randrange(3, 9)}, actor=person
            )
        elif kind == 2:
            ask_closing(inspection, actor=person)
        elif kind == 3:
            close(inspection, actor=person)
        elif kind == 4:
            snapshots.ask(inspection, timezone.localdate(), self.word(), actor=person)
        elif kind == 5 and Snapshot.objects.exists():
            snapshots.confirm(self.one(Snapshot), actor=person)
        if inspection.closing_asked_at:
            reopen(inspection, self.word(), actor=self.people[5])


def rows():
    """Every row of the ledger's tables as it is, with the rows that it is tied to."""
    found = {}
    for model in TABLES:
        for row in model.objects.all():
            ties = [
                sorted(getattr(row, field.name).values_list("pk", flat=True))
                for field in model._meta.many_to_many
            ]
            columns = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
            found[model.__name__, row.pk] = (str(columns), ties)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_every_change_has_an_entry_and_every_entry_a_change(seed, monkeypatch):
    monkeypatch.setattr(checking, "open_findings", lambda notice: [])
    monkeypatch.setattr(publishing.printing, "notice_pdf", lambda *args, **given: b"%PDF")
    play = Play(seed)
    before, wrong, done = rows(), [], 0
    entries = JournalEntry.objects.latest("pk").pk
    for number in range(ACTS // 2):
        try:
            play.act()
            refused = ""
        except Refusal as refusal:
            refused = refusal.code
        after = rows()
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        told = {
            (entry.object_type, entry.object_id)
            for entry in JournalEntry.objects.filter(pk__gt=entries)
        }
        if {(name.lower(), pk) for name, pk in changed} != told or (refused and changed):
            wrong.append((number, refused, changed, told))
        done += not refused
        before = after
        entries = JournalEntry.objects.latest("pk").pk

    assert wrong == []
    assert done > ACTS // 10  # enough of them went through
    assert verify() == []
