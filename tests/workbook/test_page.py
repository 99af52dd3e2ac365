"""Taking the workbook from the ledger page."""

from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.models import AccessEntry
from ledger.workbook import CONTENT_TYPE
from measures.models import ProgressEntry
from tests.factories import (
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
    prove,
)

from .sheets import ledger_lines, opened, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, ledger):
    client.force_login(ledger.office)
    return client


def take(client, ledger, query=""):
    return client.get(reverse("reports:ledger_xlsx", args=[ledger.inspection.pk]) + query)


def numbers(response):
    sheet = opened(response.content).worksheets[0]
    return [line["number"] for line in ledger_lines(sheet)]


def test_workbook_comes_under_its_chinese_name_with_its_length_and_is_not_kept(office, ledger):
    response = take(office, ledger)

    name = quote(f"市商会整改台账{timezone.localdate().isoformat()}.xlsx")
    assert response["Content-Type"] == CONTENT_TYPE
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert int(response["Content-Length"]) == len(response.content)
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]


def test_taking_the_workbook_is_noted_in_the_access_log(office, ledger):
    take(office, ledger, "?state=unfinished")

    entry = AccessEntry.objects.get(action="export")
    path = f"/inspections/{ledger.inspection.pk}/ledger.xlsx?state=unfinished"
    assert (entry.user, entry.target) == (ledger.office, path)


@pytest.mark.parametrize(
    ("query", "shown", "words"),
    [
        ("?light=overdue", ["1-1"], "亮灯为逾期"),
        ("?q=3-1", ["3-1"], "序号或关键字为“3-1”"),
        ("?q=学习&state=not_started", ["1-2", "1-3"], "状态为未启动，序号或关键字为“学习”"),
        ("?task_state=continuing", [], "任务状态为持续整改"),
    ],
)
def test_filters_of_the_page_hold_and_are_told(office, ledger, query, shown, words):
    response = take(office, ledger, query)

    assert numbers(response) == shown
    assert words in opened(response.content).worksheets[0]["A3"].value


def test_unknown_filter_is_refused(office, ledger):
    response = take(office, ledger, "?colour=red")

    assert response.status_code == 400
    assert "没有这个筛选条件：colour" in response.content.decode()


def test_own_department_is_that_of_who_asks(client, ledger):
    client.force_login(ledger.handler)

    assert numbers(take(client, ledger, "?mine=1")) == ["1-1", "1-2", "3-1"]


def test_page_leads_to_the_workbook_with_its_filters(office, ledger):
    page = office.get(reverse("reports:ledger", args=[ledger.inspection.pk]) + "?light=overdue")

    link = f'href="/inspections/{ledger.inspection.pk}/ledger.xlsx?light=overdue"'
    assert link in page.content.decode()


def test_who_does_not_see_the_ledger_gets_no_workbook(client, ledger):
    client.force_login(make_member(make_organization(), "office"))

    answers = [
        client.get(f"/inspections/{ledger.inspection.pk}/{name}.xlsx").status_code
        for name in ("ledger", "template")
    ]

    assert answers == [404, 404]


@pytest.mark.parametrize("rows", [1, 5])
def test_queries_do_not_grow_with_the_rows(office, ledger, rows, django_assert_num_queries):
    for number in range(10, 10 + 4 * rows):
        task = ledger.make_task(ledger.two, number, "任务")
        task.supporting.add(ledger.other)
        task.also_addresses.add(ledger.bare)
        measure = ledger.make_measure(task, 1, "措施", handler=ledger.handler)
        measure.supporting.add(ledger.other)
        prove(measure, ledger.handler)
        ProgressEntry.objects.filter(measure=measure).update(at=timezone.now())
    take(office, ledger)

    with django_assert_num_queries(29):
        response = take(office, ledger)

    assert len(numbers(response)) == 6 + 4 * rows


def test_other_ledgers_of_the_organization_stay_out(office, ledger):
    other = make_inspection(ledger.organization)
    make_measure(make_task(other, text="别的任务"), text="别的措施")

    texts = take(office, ledger).content

    assert "别的" not in parts(texts)["xl/sharedStrings.xml"]
