"""Two hundred damaged workbooks through the pages up to saving: all of one is saved, or nothing."""

import datetime
import io
import random
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from measures.models import Measure
from problems.models import Aspect, Problem, Task
from reports.intake import imports
from reports.models import LedgerImport
from tests.factories import make_inspection

from .books import customary, shared, workbook
from .sheets import ledger
from .test_import_page import world
from .test_mutations import bytes_changed, xml_changed

pytestmark = pytest.mark.django_db
__all__ = ["world"]
SEEDS = range(8)
EACH = 25
MODELS = {"aspect": Aspect, "problem": Problem, "task": Task, "measure": Measure}
REFUSED = {400, 409, 413}
CELLS = [
    *(None, "", "〃", "同上", "合计", "注：见附件", "1-1", "2-1", 1, 7, -3, 1e15, 0.1, True),
    *("1.开会。\n2.发文。", "一是开会；二是发文", "学习不经常", "制定调研计划", "办公室、会员部"),
    *(
        "字" * 1001,
        "_x0000_",
        "a_x001F_b",
        "\u202e反",
        "=1/0",
        "2026-13-45",
        "6月底",
        "长期坚持",
        "已完成",
    ),
    datetime.date(2026, 6, 30),
]


def cells_changed(chance):
    """The usual ledger with some cells, rows and merged ranges put otherwise."""
    book = load_workbook(ledger())
    sheet = book.active
    for _ in range(chance.choice([1, 1, 2, 4, 8])):
        row, column = chance.randrange(3, 9), chance.randrange(1, 13)
        match chance.randrange(8):
            case 0:
                sheet.delete_rows(row)
            case 1:
                sheet.insert_rows(row)
            case 2:
                sheet.append([cell.value for cell in sheet[row]])
            case 3:
                sheet.merge_cells(None, row, column, row + chance.randrange(3), column)
            case _:
                if not isinstance(sheet.cell(row, column), MergedCell):
                    sheet.cell(row, column).value = chance.choice(CELLS)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def there(inspection):
    """How many rows of each level a ledger has."""
    return {
        level: model.objects.filter(
            **(
                {"feedback__inspection": inspection}
                if level == "aspect"
                else {"inspection": inspection}
            )
        ).count()
        for level, model in MODELS.items()
    }


def answer_all(world, row):
    """Answer every question of the page with its first choice."""
    page = world.client.get(reverse("reports:import", args=[row.pk]))
    assert page.status_code == 200
    fields = page.context["answers_form"].fields
    given = {name: field.choices[1][0] for name, field in fields.items() if len(field.choices) > 1}
    if given:
        url = reverse("reports:import_names", args=[row.pk])
        assert world.client.post(url, given).status_code == 302


def carry_through(world, content):
    """Bring a file in as a person would; says how far it came."""
    world.inspection = make_inspection(world.organization, period_end=world.inspection.period_end)
    before, imported = there(world.inspection), LedgerImport.objects.count()
    file = SimpleUploadedFile("台账.xlsx", content)
    url = reverse("reports:receive", args=[world.inspection.pk])
    answer = world.client.post(url, {"file": file})
    if answer.status_code != 302:
        assert answer.status_code in REFUSED
        assert LedgerImport.objects.count() == imported
        return "refused"
    row = LedgerImport.objects.latest("pk")
    answer_all(world, row)
    row.refresh_from_db()
    _, _, plan = imports.planned(row)
    saved = world.save(row)
    row.refresh_from_db()
    if saved.status_code != 302:
        assert saved.status_code in REFUSED
        assert not plan.is_ready
        assert (there(world.inspection), row.applied_at) == (before, None)
        return "not saved"
    assert there(world.inspection) == {level: len(plan.of(level)) for level in MODELS}
    return "saved"


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_workbook_is_saved_whole_or_not_at_all(seed, world):
    chance = random.Random(1000 + seed)
    good = [shared(ledger().read()), shared(workbook(customary()))]
    ends = Counter()

    for number in range(EACH):
        mutate = chance.choice([bytes_changed, xml_changed])
        content = mutate(chance, chance.choice(good)) if number % 3 == 0 else cells_changed(chance)
        ends[carry_through(world, content)] += 1

    assert min(ends["saved"], ends["not saved"], ends["refused"]) > 0, ends
