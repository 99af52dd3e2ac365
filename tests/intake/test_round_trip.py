"""What the export writes is read back as it is: every field of every item, and nothing is asked."""

import pytest
from django.db.models import Field

from ledger.models import Inspection
from ledger.text import tidy
from measures.models import Measure
from problems.models import Problem, Task
from reports.columns import COLUMNS
from reports.intake.ledger_file import read_ledger
from reports.workbook import export
from tests.workbook.conftest import Ledger
from tests.workbook.test_inert import AWKWARD, INJECTIONS, spread

from .books import said, upload

pytestmark = pytest.mark.django_db
MODELS = {"problem": Problem, "task": Task, "measure": Measure}


def named(row, field):
    """What a field of a row is by name, as the outline holds it."""
    value = getattr(row, field)
    if hasattr(value, "all"):
        return "、".join(other.name for other in value.all())
    return "" if value is None else getattr(value, "name", value)


def plain_columns(level):
    """The columns of a level that hold what a field of the model holds, departments by name."""
    model = MODELS[level]
    for column in COLUMNS.values():
        if column.level == level and column.field not in ("", "number", "text"):
            names = {field.name: field for field in model._meta.get_fields()}
            found = names.get(column.field)
            rooms = column.field in ("department", "supporting")
            if isinstance(found, Field) and (rooms or not found.is_relation):
                yield column


def items(inspection, level):
    """The live rows of a level by what the outline knows them by."""
    rows = MODELS[level].objects.filter(inspection=inspection).live()
    if level == "measure":
        return {(row.task.number, row.number): row for row in rows}
    if level == "problem":
        return {(row.feedback.title, row.number): row for row in rows}
    return {row.number: row for row in rows}


def entries(outline, level):
    """The entries of a level by the same."""
    found = {}
    for problem in outline.walk("problem"):
        for task in problem.children:
            for measure in task.children:
                found["measure", task.number, measure.number] = measure
            found["task", task.number] = task
        found["problem", problem.fields["feedback"].value, problem.number] = problem
    return {
        key[1:] if len(key) > 2 else key[1]: entry
        for key, entry in found.items()
        if key[0] == level
    }


def differences(inspection, outline):
    """Where the outline and the ledger are not the same."""
    wrong = []
    for level in MODELS:
        rows, read = items(inspection, level), entries(outline, level)
        if set(rows) != set(read):
            wrong.append((level, set(rows) ^ set(read)))
        for key in set(rows) & set(read):
            row, entry = rows[key], read[key]
            if row.text != entry.text:
                wrong.append((level, key, "text", entry.text, row.text))
            for column in plain_columns(level):
                value, own = entry.fields[column.name].value, named(row, column.field)
                if value != own:
                    wrong.append((level, key, column.name, value, own))
    return wrong


def test_sample_is_read_back_as_it_is_and_nothing_is_asked(sample):
    for inspection in Inspection.objects.all():
        outline = read_ledger(upload(export(inspection)), inspection=inspection)

        assert differences(inspection, outline) == []
        assert said(outline) == []


@pytest.mark.parametrize("texts", [AWKWARD, INJECTIONS], ids=["awkward", "injections"])
def test_awkward_texts_in_every_field_are_read_back_as_they_are(texts):
    ledger = Ledger()
    spread(ledger, [tidy(text) for text in texts])  # as a form hands them over

    outline = read_ledger(upload(export(ledger.inspection)), inspection=ledger.inspection)

    assert differences(ledger.inspection, outline) == []
