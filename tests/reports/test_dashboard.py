"""The dashboard: as of a day, compared with another, each number with its rows; and the brief."""

import datetime
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger.models import Department, Inspection, User
from measures.extensions import ask_extension, decide_extension
from measures.models import Measure
from problems.models import Task
from reports import brief, faces
from reports.book import load
from reports.comparing import compare
from reports.figures import figures
from reports.freezing import canonical, digest, frozen
from reports.groups import by_aspect, by_department, by_lead
from tests.factories import make_department, make_inspection, make_measure, make_task
from tests.reports.paper import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(sample):
    return Inspection.objects.select_related("organization").get(title="演练台账")


@pytest.fixture
def client(practice):
    client = Client()
    client.force_login(User.objects.get(username="secretary"))
    return client


def text_of(response):
    """A page's text without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def page(client, name, inspection, **query):
    return client.get(reverse(f"reports:{name}", args=[inspection.pk]), query)


def ago(sample, days):
    return sample - datetime.timedelta(days=days)


def test_dashboard_of_the_past_shows_the_figures_of_that_day(client, practice, sample):
    day = ago(sample, 10)
    told = page(client, "dashboard", practice, as_of=day.isoformat())

    found = figures(practice, day)
    assert {k: f.value for k, f in told.context["figures"].items()} == {
        k: f.value for k, f in found.items()
    }
    assert f"截至 {day.year} 年 {day.month} 月 {day.day} 日" in text_of(told)


def test_every_number_of_the_dashboard_leads_to_as_many_rows(client, practice, sample):
    for day in (sample, ago(sample, 10)):
        asked = {"as_of": day.isoformat()}
        found = figures(practice, day)
        for key, figure in found.items():
            told = page(client, "figure", practice, figure=key, **asked)
            assert told.status_code == 200
            assert len(told.context["rows"]) == len(figure.rows), key
            assert figure.rule in told.content.decode()


def test_numbers_of_departments_aspects_and_leads_lead_to_their_rows(client, practice, sample):
    book = load(practice)
    for group in (*by_department(book), *by_aspect(book), *by_lead(book)):
        name, pk = group.query.split("=")
        for key, value in (
            ("measures_total", group.measures),
            ("measures_signed_off", group.signed_off),
            ("tasks_signed_off", group.tasks_signed_off),
            ("overdue", group.overdue),
            ("due_soon", group.due_soon),
        ):
            told = page(client, "figure", practice, figure=key, **{name: pk})
            assert len(told.context["rows"]) == value, (group.name, key)


def test_links_of_the_dashboard_all_answer(client, practice, sample):
    for query in ({}, {"as_of": ago(sample, 5).isoformat()}):
        told = page(client, "dashboard", practice, **query).content.decode()
        addresses = set(re.findall(r'href="(/[^"#]+)"', told))
        wrong = {
            path: answered.status_code
            for path in addresses
            if "/static/" not in path and "brief" not in path
            if (answered := client.get(path.replace("&amp;", "&"))).status_code != 200
        }
        assert wrong == {}


@pytest.mark.parametrize(
    "query",
    [
        {"since": "x"},
        {"since": "2999-01-01"},
        {"as_of": "2026-01-02", "since": "2026-01-02"},
        {"until": "2026-01-01"},
    ],
)
def test_dashboard_refuses_a_comparison_with_no_earlier_day(client, practice, query):
    assert page(client, "dashboard", practice, **query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"figure": "none"},
        {"figure": "overdue", "department": "x"},
        {"figure": "overdue", "department": "1", "lead": "1"},
        {"figure": "meetings", "department": "1"},
        {"colour": "red"},
    ],
)
def test_figure_page_refuses_what_is_no_figure_or_part(client, practice, query):
    assert page(client, "figure", practice, **query).status_code == 400


def test_comparison_names_what_was_signed_off_and_what_became_late(practice, sample):
    before, after = ago(sample, 20), sample
    old, new = load(practice, before), load(practice, after)

    found = compare(frozen(old), frozen(new))

    groups = {kind: {(r.level, r.row["id"]) for r in rows} for kind, _, rows in found.groups}
    done = {(r.level, r.pk) for r in (*new.problems, *new.tasks, *new.measures)}
    was = {(r.level, r.pk): r for r in (*old.problems, *old.tasks, *old.measures)}
    now = {(r.level, r.pk): r for r in (*new.problems, *new.tasks, *new.measures)}
    assert groups["signed_off"] == {
        key for key in done if now[key].state == "signed_off" != was[key].state
    }
    assert groups["overdue"] == {
        key for key in done if now[key].light.code == "overdue" != was[key].light.code
    }


def test_comparison_beside_a_loaded_day_is_that_of_the_day_alone(practice, sample):
    day = ago(sample, 15)

    beside = load(practice, day, beside=load(practice))

    assert canonical(frozen(beside)) == canonical(frozen(load(practice, day)))


def test_ledger_compared_with_itself_has_no_changes(practice):
    data = frozen(load(practice))

    found = compare(data, data)

    assert (found.count, found.figures) == (0, [])
    assert digest(data) == digest(frozen(load(practice)))


def test_extension_granted_today_is_told_as_one(client, practice, sample):
    measure = (
        Measure.objects.filter(inspection=practice, state="in_progress")
        .exclude(deadline=None)
        .exclude(extensions__decision="")
        .first()
    )
    room = Department.objects.get(pk=measure.department_id)
    head = User.objects.filter(memberships__department=room, memberships__role="head").first()
    later = max(measure.deadline, sample) + datetime.timedelta(days=30)
    row = ask_extension(measure, later, "等批复", actor=head)
    decide_extension(row, "granted", "", actor=User.objects.get(username="office"))

    told = page(client, "dashboard", practice)

    groups = {kind: rows for kind, _, rows in told.context["changes"].groups}
    assert measure.pk in {row.row["id"] for row in groups["extended"] if row.level == "measure"}
    assert later.isoformat() in told.content.decode()
    assert figures(practice)["measures_extended"].rows


@pytest.mark.parametrize("title", ["市委常规巡察市工商联党组", "演练台账"])
def test_brief_is_one_page(client, sample, title):
    inspection = Inspection.objects.get(title=title)
    told = page(client, "brief_pdf", inspection)

    assert told.status_code == 200
    pages = PdfReader(io.BytesIO(told.content)).pages
    assert len(pages) == 1
    printed = plain(pages[0].extract_text())
    for key in ("overdue", "due_soon", "measures_signed_off", "funds_wan"):
        figure = figures(inspection)[key]
        assert f"{figure.label}{figure.value}" in printed


def test_brief_of_many_departments_and_long_texts_is_one_page(sample):
    inspection = make_inspection(title="长" * 100, due_soon_days=60)
    inspection.organization.name = inspection.organization.short_name = "单位" * 20
    task = make_task(inspection, number=9999)
    for number in range(40):
        room = make_department(inspection.organization, name=f"责任部门名称很长的第{number}部门")
        day = sample + datetime.timedelta(days=number - 20)
        row = make_measure(
            task, number=9999 - number, text="内容" * 400, deadline=day, state="submitted"
        )
        Measure.objects.filter(pk=row.pk).update(department=room)

    pages = PdfReader(io.BytesIO(brief.as_pdf(inspection))).pages

    assert len(pages) == 1


def test_brief_without_fonts_is_refused_with_a_sentence(client, practice, monkeypatch):
    monkeypatch.setattr(faces, "FAMILIES", {**faces.FAMILIES, "小标宋": ("没有这种字体",)})

    told = page(client, "brief_pdf", practice)

    assert told.status_code == 503
    assert "缺少中文字体（小标宋）" in told.content.decode()


def test_brief_as_workbook_tells_the_figures(client, practice):
    told = page(client, "brief_xlsx", practice)

    book = load_workbook(io.BytesIO(told.content))
    rows = {row[0].value: row[1].value for row in book["概况"].iter_rows(min_row=4)}
    counted = figures(practice)
    assert book.sheetnames == ["概况", "各部门", "一周变动", "逾期临期和审批"]
    assert rows["逾期措施"] == counted["overdue"].value
    assert rows["已销号措施"] == counted["measures_signed_off"].value


def test_task_open_though_its_measures_are_done_is_told_with_its_reason(client, practice):
    done = [
        task
        for task in load(practice).tasks
        if task.measure_rows and all(row.state == "signed_off" for row in task.measure_rows)
    ]
    task = next(row for row in done if row.state == "open")
    Task.objects.filter(pk=task.pk).update(unfinished_reason="等上级批复")

    told = page(client, "dashboard", practice)

    shown = {row.task.pk: row.reason for row in told.context["contradictions"]}
    assert set(shown) == {row.pk for row in done if row.state in ("open", "continuing")}
    assert shown[task.pk] == "等上级批复"
    assert "原因：等上级批复" in text_of(told)
