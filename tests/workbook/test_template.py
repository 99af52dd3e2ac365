"""The blank ledger to fill in."""

import pytest
from django.urls import reverse

from reports.columns import COLUMNS
from reports.workbook import template
from tests.factories import make_department, make_inspection

from .sheets import HEADINGS, opened, table

pytestmark = pytest.mark.django_db
PLACES = {name: number for number, name in enumerate(COLUMNS, 1)}


def rule_of(sheet, name, row=4):
    """The validation of a column's cell."""
    cell = sheet.cell(row, PLACES[name]).coordinate
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def choices(book, name):
    """What the drop-down list of a column offers."""
    rule = rule_of(book.worksheets[0], name)
    sheet, cells = rule.formula1.split("!")
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]


def test_template_has_the_same_headings_over_blank_bordered_rows(ledger):
    sheet = opened(template(ledger.inspection)).worksheets[0]

    assert sheet.title == "整改台账"
    assert [cell.value for cell in sheet[3]] == HEADINGS
    rows = list(sheet.iter_rows(min_row=4, max_row=103, max_col=len(HEADINGS)))
    assert all(cell.value is None and cell.border.left.style == "thin" for cell in sum(rows, ()))
    assert sheet["A104"].value.startswith("填表人：")


def test_template_offers_what_the_organization_has(ledger):
    make_department(ledger.organization, name="停用的", is_retired=True)

    book = opened(template(ledger.inspection))

    offered = {
        name: choices(book, name) for name in ("department", "lead", "handler", "kind", "aspect")
    }
    assert offered == {
        "department": ["办公室", "会员部"],
        "lead": ["副主席"],
        "handler": ["乙"],
        "kind": ["立行立改", "限期整改", "长期坚持"],
        "aspect": ["反馈意见书第1方面", "反馈意见书第2方面", "问题清单第1方面", "问题清单第2方面"],
    }
    assert choices(book, "task_disclosure") == ["社会公开", "仅党内", "不公开"]
    assert choices(book, "measure_withholding_reason")[0] == "在查未公布案件"
    assert book["选项"].sheet_state == "hidden"


def test_dates_are_checked_and_what_is_unknown_may_be_typed_after_a_question(ledger):
    sheet = opened(template(ledger.inspection)).worksheets[0]

    assert [rule_of(sheet, name, 103).type for name in ("deadline", "review_date")] == ["date"] * 2
    styles = {name: rule_of(sheet, name).errorStyle for name in ("department", "kind", "deadline")}
    assert styles == {"department": "warning", "kind": "stop", "deadline": "warning"}


def test_guide_tells_of_every_column_whether_it_is_needed(ledger):
    rows = table(opened(template(ledger.inspection))["填写说明"], "栏目")

    assert [row["栏目"] for row in rows] == HEADINGS
    assert all(row["怎么填"] for row in rows)
    needed = [row["栏目"] for row in rows if row["是否必填"] == "必填"]
    assert needed == ["反馈问题", "整改任务", "牵头领导", "整改措施", "责任部门", "整改时限"]
    state = next(row for row in rows if row["栏目"] == "完成情况")
    assert state["是否必填"] == "不用填" and "导入不改变完成情况" in state["怎么填"]


def test_template_comes_under_its_name(client, ledger):
    client.force_login(ledger.office)

    response = client.get(reverse("reports:template_xlsx", args=[ledger.inspection.pk]))

    assert response.status_code == 200
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert opened(response.content).sheetnames == ["整改台账", "填写说明", "选项"]


def test_template_of_an_organization_without_anything_offers_what_is_fixed():
    book = opened(template(make_inspection()))

    rules = [rule.type for rule in book.worksheets[0].data_validations.dataValidation]
    assert rules == ["list", "list", "list", "date"]
    assert choices(book, "task_kind") == ["立行立改", "限期整改", "长期坚持"]
