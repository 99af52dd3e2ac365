"""A thousand acts of all kinds: no change without an entry, no entry without a change."""

import datetime
import random

import pytest
from django.utils import timezone

from ledger import journal, permissions
from ledger.closing import adopt, ask_closing, change_inspection, close, reopen
from ledger.editing import add, edit, void
from ledger.models import Adoption, Inspection, JournalEntry
from ledger.objection import object_to
from ledger.refusals import Refusal
from ledger.signoff import offers, perform
from ledger.transitions import LEVELS
from ledger.verify import verify
from measures.models import Evidence, Measure, Outcome, ProgressEntry
from measures.proof import add_evidence, add_outcome, add_progress, confirm_outcome
from measures.sample.files import make_file
from problems.models import Problem, Task
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
TABLES = (Problem, Task, Measure, ProgressEntry, Evidence, Outcome, Inspection, Adoption)


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
        kind = self.random.randrange(4)
        if kind == 0:
            add_progress(measure, self.word(), actor=person)
        elif kind == 1:
            add_evidence(measure, make_file("a.pdf", self.word()), actor=person)
        elif kind == 2:
            add_outcome(measure, kind="campaign", title=self.word(), date=TODAY, actor=person)
        elif Outcome.objects.exists():
            confirm_outcome(self.one(Outcome), actor=person)

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

    def whole(self, person):
        """The ledger as a whole; closed, it is soon opened again."""
        inspection = Inspection.objects.get()
        kind = self.random.randrange(5)
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
        if inspection.closing_asked_at:
            reopen(inspection, self.word(), actor=self.people[5])


def rows():
    """Every row of the ledger's tables as it is."""
    return {(model.__name__, row["id"]): row for model in TABLES for row in model.objects.values()}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_change_has_an_entry_and_every_entry_a_change(seed):
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
