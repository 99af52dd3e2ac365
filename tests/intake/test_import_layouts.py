"""What the office said of a layout's columns: known again by the headings, for as long as it stands."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from .sheets import HEADINGS, full, ledger, upload as upload_of
from .test_import_page import world

pytestmark = pytest.mark.django_db
__all__ = ["world"]
CUSTOM = [*HEADINGS[:8], "由谁办", *HEADINGS[9:]]
SWAPPED = ((6, 10), (7, 8))  # 措施序号 and 进展情况, 具体措施 and 由谁办


def remap(world, row, **more):
    """Post what the columns mean, as they were understood but for ``more``."""
    form = {
        f"s{number}-{letter}": row.outline["mapping"][sheet].get(letter, "")
        for number, (sheet, headings) in enumerate(row.outline["headings"].items())
        for letter in headings
    }
    form |= {name.replace("_", "-"): value for name, value in more.items()}
    response = world.client.post(reverse("reports:import_columns", args=[row.pk]), form)
    assert response.status_code == 302
    row.refresh_from_db()


def swapped(cells):
    """A row with two pairs of its cells exchanged."""
    cells = list(cells)
    for one, other in SWAPPED:
        cells[one], cells[other] = cells[other], cells[one]
    return cells


def named(sheet, *others):
    """The usual ledger with its sheet called otherwise, and copies of it in other sheets."""
    book = load_workbook(ledger(headings=CUSTOM))
    for other in others:
        book.copy_worksheet(book["台账"]).title = other
    book["台账"].title = sheet
    return upload_of(book)


def test_layout_is_known_again_with_its_columns_in_another_order(world):
    row = world.upload(ledger(headings=CUSTOM))
    remap(world, row, s0_I="department")
    world.save(row)

    again = world.upload(ledger([swapped(cells) for cells in full()], swapped(CUSTOM)))

    mapping = again.outline["mapping"]["台账"]
    assert (mapping["H"], mapping["I"], mapping["G"]) == ("department", "measure", "progress")
    assert "文件与台账一致" in world.page(again)


def test_layout_is_known_again_in_a_sheet_called_otherwise(world):
    row = world.upload(named("六月"))
    remap(world, row, s0_I="department")
    world.save(row)

    again = world.upload(named("七月"))

    assert again.outline["mapping"]["七月"]["I"] == "department"


def test_mapping_of_an_import_that_was_taken_back_is_forgotten(world):
    row = world.upload(ledger(headings=CUSTOM))
    remap(world, row, s0_I="remark")
    world.answer(row, 由哪个部门负责=world.rooms["会员部"].pk)
    assert world.save(row).status_code == 302
    row.refresh_from_db()
    assert world.undo(row).status_code == 302

    again = world.upload(ledger(headings=CUSTOM))

    assert again.outline["mapping"]["台账"].get("I") != "remark"
    assert again.answers == {}


def test_sheet_that_was_left_out_can_be_taken_in_again(world):
    row = world.upload(named("正表", "副表"))
    whole = row.outline["mapping"]["副表"]
    place = list(row.outline["headings"]).index("副表")
    remap(world, row, **{f"s{place}_{letter}": "" for letter in row.outline["headings"]["副表"]})
    assert row.outline["mapping"]["副表"] == {}
    assert "工作表“副表”不读取" in world.page(row)

    place = list(row.outline["headings"]).index("副表")
    remap(world, row, **{f"s{place}_{letter}": name for letter, name in whole.items()})

    assert row.outline["mapping"]["副表"] == whole
    assert "不读取。" not in world.page(row).partition("各列的含义")[0]


def test_sheet_that_was_left_out_is_left_out_again(world):
    row = world.upload(named("正表", "副表"))
    sheets = list(row.outline["headings"])
    place = sheets.index("副表")
    more = {f"s{place}_{letter}": "" for letter in row.outline["headings"]["副表"]}
    remap(world, row, **more, **{f"s{sheets.index('正表')}_I": "department"})
    assert world.save(row).status_code == 302

    again = world.upload(named("正表", "副表"))

    assert again.outline["mapping"]["副表"] == {}
    assert again.outline["mapping"]["正表"]["I"] == "department"
