"""Bringing in a ledger and giving it out, by clicking: the office at a wide and at a narrow screen."""

import io

import pytest
from openpyxl import load_workbook

from ledger.models import Inspection
from measures.models import Measure
from reports import workbook

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def changed_ledger(inspection, word):
    """The ledger's own file with one measure under work reworded; gives (bytes, new text)."""
    book = load_workbook(io.BytesIO(workbook.export(inspection)))
    sheet = book["整改台账"]
    places = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row):
        if sheet.cell(row, places["完成情况"]).value == "整改中":
            cell = sheet.cell(row, places["整改措施"])
            cell.value = f"{cell.value}{word}"
            out = io.BytesIO()
            book.save(out)
            return out.getvalue(), cell.value
    raise AssertionError("no measure under work")


@pytest.mark.parametrize(
    ("width", "word", "scripts"),
    [(1440, "，并建档", True), (390, "，并通报", True), (1440, "，并公示", False)],
)
def test_office_brings_in_a_changed_ledger_and_takes_it_back(person, width, word, scripts):
    inspection = Inspection.objects.get(title="演练台账")
    body, text = changed_ledger(inspection, word)
    office = person("office", width=width, scripts=scripts)
    office.go(inspection.get_absolute_url())
    office.page.get_by_role("link", name="导入").first.click()
    file = {"name": "台账.xlsx", "mimeType": XLSX, "buffer": body}
    office.page.set_input_files("input[type=file]", file)
    office.press("上传并核对")
    office.page.get_by_role("heading", name="核对导入").wait_for()
    assert office.sees("新增 0 条，更新 1 条")

    office.press("确认导入：新增 0 条，更新 1 条")
    office.page.get_by_text("已导入").first.wait_for()
    assert Measure.objects.filter(inspection=inspection, text=text).count() == 1
    office.unfold("撤回这次导入")
    office.page.fill("#id_reason", "传错了")
    office.press("确认撤回")

    office.page.get_by_text("已撤回").first.wait_for()
    assert not Measure.objects.filter(inspection=inspection, text=text).exists()
    assert office.complaints == []


def test_sending_a_file_can_be_cancelled(person):
    inspection = Inspection.objects.get(title="演练台账")
    office = person("office")
    office.go(f"{inspection.get_absolute_url()}import/")
    office.page.route("**/import/", lambda route: None)  # the answer never comes
    file = {"name": "台账.xlsx", "mimeType": XLSX, "buffer": workbook.export(inspection)}
    office.page.set_input_files("input[type=file]", file)
    office.press("上传并核对")

    office.press("取消")

    assert office.page.get_by_role("button", name="取消", exact=True).count() == 0
    assert office.page.get_by_role("button", name="上传并核对").is_enabled()
    assert office.complaints == []


def test_filtered_ledger_is_downloaded(person):
    inspection = Inspection.objects.get(title="演练台账")
    office = person("office")
    office.go(f"{inspection.get_absolute_url()}?light=overdue")

    with office.page.expect_download() as started:
        office.page.get_by_role("link", name="导出 Excel").click()

    book = load_workbook(io.BytesIO(started.value.path().read_bytes()))
    assert started.value.suggested_filename.endswith(".xlsx")
    assert "筛选后" in str(book["整改台账"]["A2"].value) + str(book["整改台账"]["A3"].value)
