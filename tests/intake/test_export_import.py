"""What the ledger gives out it takes back: nothing changes here, and an empty ledger becomes equal."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.models import Inspection
from measures.models import Measure
from problems.models import Problem, Task
from reports.columns import COLUMNS
from reports.intake import imports
from reports.workbook import export
from tests.factories import make_inspection
from tests.workbook.conftest import Ledger, day
from tests.workbook.sheets import ledger_lines, opened
from tests.workbook.test_inert import AWKWARD, INJECTIONS

pytestmark = pytest.mark.django_db
TOLD = {name for name, column in COLUMNS.items() if not column.editable} | {"carried_over_from"}
TEXTS = {
    Problem: ["category", "public_text"],
    Task: ["goal", "acceptance", "effect", "unfinished_reason", "next_step", "public_text"],
    Measure: ["acceptance", "public_text"],
}


def workbook(inspection):
    """The ledger's own file, as it is posted."""
    return SimpleUploadedFile("台账.xlsx", export(Inspection.objects.get(pk=inspection.pk)))


def planned(inspection, actor, file):
    """What importing a file would do."""
    row = imports.receive(Inspection.objects.get(pk=inspection.pk), file, actor=actor)
    return row, imports.planned(row)[2]


def content(inspection):
    """What stands in the cells that an import takes, line by line."""
    lines = ledger_lines(opened(export(Inspection.objects.get(pk=inspection.pk)))["整改台账"])
    return [{name: cell for name, cell in line.items() if name not in TOLD} for line in lines]


def stored(text):
    """A text as a form stores it."""
    return text.strip()


class Random:
    """Rows of random content below the fixture's, with texts that ask for trouble."""

    def __init__(self, ledger, seed):
        self.ledger, self.random = ledger, random.Random(seed)
        self.texts = [stored(text) for text in (*AWKWARD, *INJECTIONS)]
        for number in range(4, 8):
            task = ledger.make_task(
                ledger.one, number, self.text(), **self.dated(), **self.fields(Task)
            )
            task.supporting.set(self.random.sample([ledger.room, ledger.other], 1))
            for place in range(1, self.random.randrange(2, 5)):
                ledger.make_measure(
                    task, place, self.text(), **self.dated(), **self.fields(Measure)
                )
        ledger.problem(ledger.listed, ledger.rest, 2, self.text(), **self.fields(Problem))

    def text(self, limit=1000):
        return self.random.choice(self.texts)[:limit].strip() or "内容"

    def fields(self, model):
        """Some of a model's texts, and how far it may be told."""
        chosen = self.random.sample(TEXTS[model], 2)
        longest = {name: model._meta.get_field(name).max_length for name in chosen}
        found = {name: self.text(longest[name]) for name in chosen}
        level = self.random.choice(["", "public", "party", "withheld"])
        if level == "withheld":
            found |= {
                "withholding_reason": "sensitive",
                "withholding_explanation": self.text(500),
            }
        return {**found, "disclosure": level}

    def dated(self):
        """A kind with the deadline that it takes."""
        kind = self.random.choice(["immediate", "by_deadline", "long_term"])
        date = day(self.random.randrange(60)) if kind == "by_deadline" else None
        return {"kind": kind, "deadline": date}


@pytest.mark.parametrize("seed", range(12))
def test_own_file_changes_nothing_and_fills_an_empty_ledger(seed):
    ledger = Ledger()
    Random(ledger, seed)

    _, plan = planned(ledger.inspection, ledger.office, workbook(ledger.inspection))
    empty = make_inspection(ledger.organization, title="另一轮")
    other, fresh = planned(empty, ledger.office, workbook(ledger.inspection))
    imports.apply(other, actor=ledger.office, shown=fresh.digest())

    assert (plan.errors, plan.doubts, plan.differences) == ([], [], [])
    assert (plan.new, [(r.label, r.told) for r in plan.changed], plan.missing) == ([], [], [])
    assert plan.reported == []
    assert content(empty) == content(ledger.inspection)


@pytest.mark.parametrize("number", range(5))
def test_no_text_acts_and_each_comes_back(number):
    texts = [stored(text) for text in INJECTIONS][number * 40 : number * 40 + 40]
    ledger = Ledger()
    for place, text in enumerate(texts, 10):
        ledger.make_measure(ledger.task, place, text, acceptance=text, public_text=text)

    _, plan = planned(ledger.inspection, ledger.office, workbook(ledger.inspection))

    assert (plan.new, plan.changed, plan.missing, plan.errors) == ([], [], [], [])
