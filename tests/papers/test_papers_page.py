"""The page of the papers and their files: who may take which, what is refused, text as text."""

import datetime
import io
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from ledger.models import AccessEntry, Inspection, JournalEntry, User
from ledger.roles import Role
from problems.models import Task
from reports import press
from reports.book import load
from reports.papers import KINDS, PAPERS
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
)
from tests.papers.world import make_empty
from tests.reports.paper import plain

pytestmark = pytest.mark.django_db
MEMBERS = {"handler", "head", "office", "lead", "secretary", "supervisor"}
DRAFTERS = {"office", "secretary", "lead", "supervisor"}
REPORTS = {"progress", "principal", "circular"}
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% load x %}",
    "</p><img src=http://127.0.0.1:9/x>",
    "&lt;b&gt;&amp;",
    "url(file:///etc/passwd)",
    "=HYPERLINK(1)",
)


def client_as(client, inspection, role):
    """The client logged in as a member of the organ."""
    organization = inspection.organization
    room = make_department(organization) if role in {"handler", "head"} else None
    client.force_login(make_member(organization, role, room))
    return client


def address(name, inspection, *parts, query=""):
    """An address of the papers."""
    return reverse(f"reports:{name}", args=[inspection.pk, *parts]) + (query and f"?{query}")


def words_of(body):
    """All text of a Word file, tables too, without blanks."""
    file = Document(io.BytesIO(body))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return plain("".join([*(row.text for row in file.paragraphs), *cells]))


@pytest.mark.parametrize("role", Role.values)
def test_each_paper_is_for_those_who_may_take_it(role, client):
    inspection = make_empty()
    task = make_task(inspection)
    client_as(client, inspection, role)

    page = client.get(address("papers", inspection))
    answers = {
        kind.slug: client.get(
            address("paper_docx", inspection, kind.slug, query=f"task={task.pk}")
            if kind.asks == "task"
            else address("paper_docx", inspection, kind.slug)
        ).status_code
        for kind in KINDS
    }

    sees = role in MEMBERS
    assert page.status_code == (200 if sees else 404)
    expected = {
        slug: 404 if not sees else 403 if slug in REPORTS and role not in DRAFTERS else 200
        for slug in PAPERS
    }
    assert answers == expected
    if sees:
        listed = {kind.slug for kind in KINDS if f"papers/{kind.slug}.pdf" in page.content.decode()}
        assert listed == {slug for slug, status in answers.items() if status == 200}


def test_refused_paper_is_noted_and_says_whom_to_ask(client):
    inspection = make_empty()
    client_as(client, inspection, "handler")

    answer = client.get(
        address("paper_pdf", inspection, "circular"), headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "role")
    assert answer.json()["message"] == "你的角色不能生成党内通报。需要的，请联系整改办。"
    assert AccessEntry.objects.filter(action="denied").count() == 1


def test_papers_of_another_organization_are_not_found(client):
    inspection = make_empty()
    client.force_login(make_member(make_organization(), "office"))

    answers = {
        client.get(address("papers", inspection)).status_code,
        *(client.get(address("paper_pdf", inspection, slug)).status_code for slug in PAPERS),
    }

    assert answers == {404}


def test_paper_that_there_is_not_is_not_found(client):
    inspection = make_empty()
    client_as(client, inspection, "office")

    assert client.get(address("paper_pdf", inspection, "other")).status_code == 404


@pytest.mark.parametrize("name", ["paper_pdf", "paper_docx"])
@pytest.mark.parametrize(
    ("slug", "query"),
    [
        ("progress", "as_of=x"),
        ("progress", "as_of=2026-02-30"),
        ("progress", "as_of=9999-12-31"),
        ("progress", "as_of=%00"),
        ("progress", "page=1"),
        ("sign_off", ""),
        ("sign_off", "task="),
        ("sign_off", "task=0"),
        ("sign_off", "task=99999999999999999999"),
        ("sign_off", "task=1e3"),
        ("sign_off", "task=٣"),
        ("sign_off", "task=²"),
        ("sign_off", "task=-1"),
        ("assignment", "department=0"),
        ("assignment", "department=x"),
        ("assignment", "department=%00"),
    ],
)
def test_bad_address_is_refused_in_chinese(name, slug, query, client):
    inspection = make_empty()
    client_as(client, inspection, "office")

    answer = client.get(
        address(name, inspection, slug, query=query), headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["errors"][0].endswith("。") or "没有这个条件" in answer.json()["errors"][0]
    assert AccessEntry.objects.filter(action="export").count() == 0


def test_task_and_department_of_another_ledger_are_refused(client):
    inspection, other = make_empty(), make_inspection()
    task = make_task(other)
    client_as(client, inspection, "office")

    answers = [
        client.get(address("paper_docx", inspection, slug, query=query)).status_code
        for slug, query in (
            ("sign_off", f"task={task.pk}"),
            ("assignment", f"department={task.department_id}"),
        )
    ]

    assert answers == [400, 400]


def test_word_file_says_whose_draft_it_is_and_is_noted(client):
    inspection = make_empty()
    client_as(client, inspection, "office")

    answer = client.get(address("paper_docx", inspection, "progress"))

    assert answer["Content-Type"].endswith("wordprocessingml.document")
    file = Document(io.BytesIO(answer.content))
    heads = "".join(row.text for row in file.sections[0].header.paragraphs)
    assert "工作用稿" in heads
    assert f"数据截至 {timezone.localdate().isoformat()}" in heads
    entry = AccessEntry.objects.get(action="export")
    assert entry.target == address("paper_docx", inspection, "progress")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("paper_docx", ["plan"]),
        ("paper_pdf", ["plan"]),
        ("notice_docx", []),
        ("notice_pdf", []),
        ("brief_pdf", []),
        ("brief_xlsx", []),
    ],
)
def test_head_request_is_told_name_and_type_and_nothing_is_made_or_noted(
    client, name, parts, own_press
):
    inspection = make_empty()
    client_as(client, inspection, "office")

    answer = client.head(address(name, inspection, *parts))

    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert "Content-Length" not in answer
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"].startswith("application/")
    assert own_press.worker is None
    assert AccessEntry.objects.filter(action="export").count() == 0


def test_pdf_says_whose_draft_it_is(client):
    inspection = make_empty()
    client_as(client, inspection, "office")

    answer = client.get(address("paper_pdf", inspection, "circular"))

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    text = plain(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    )
    assert "党内文件" in text
    assert "工作用稿" in text


@pytest.mark.parametrize("name", ["paper_pdf", "paper_docx"])
def test_sheet_of_a_task_signed_off_is_clean_and_the_same_for_everybody(sample, name, monkeypatch):
    inspection = Inspection.objects.get(title="市委常规巡察市工商联党组")
    task = Task.objects.get(inspection=inspection, number=1)
    entry = JournalEntry.objects.get(
        head__inspection=inspection, object_type="task", object_id=task.pk, action="sign_off"
    )
    asked = address(name, inspection, "sign_off", query=f"task={task.pk}")

    answers = []
    for account in ("office", "secretary"):
        person = Client()
        person.force_login(User.objects.get(username=account))
        answers.append(person.get(asked))
        later = timezone.now() + datetime.timedelta(minutes=2)
        monkeypatch.setattr("reports.views.papers.timezone.now", lambda later=later: later)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert quote("（2024-01-24）") in answers[0]["Content-Disposition"]
    if name == "paper_pdf":
        reader = PdfReader(io.BytesIO(answers[0].content))
        text = plain("".join(page.extract_text() for page in reader.pages))
        assert reader.metadata.creation_date == entry.at
    else:
        text = words_of(answers[0].content)
        assert Document(io.BytesIO(answers[0].content)).core_properties.created == entry.at
    assert "工作用稿" not in text
    assert f"操作记录第{entry.sequence}条，链头{entry.hash[:12]}" in text


def test_sheet_of_a_task_not_signed_off_is_a_draft(sample, client):
    inspection = Inspection.objects.get(title="演练台账")
    task = Task.objects.filter(inspection=inspection, state="endorsed").first()
    client.force_login(User.objects.get(username="office"))

    answer = client.get(address("paper_docx", inspection, "sign_off", query=f"task={task.pk}"))

    assert quote("工作用稿") in answer["Content-Disposition"]


def make_hostile():
    """A ledger whose every text is markup."""
    inspection = make_empty()
    told = {"text": HOSTILE[0], "public_text": HOSTILE[1], "disclosure": "public"}
    task = make_task(
        inspection,
        number=1,
        goal=HOSTILE[2],
        effect=HOSTILE[3],
        unfinished_reason=HOSTILE[4],
        acceptance=HOSTILE[5],
        **told,
    )
    task.problem.text, task.problem.public_text = HOSTILE[0], HOSTILE[1]
    task.problem.disclosure = "public"
    task.problem.save()
    for number in (1, 2):
        make_measure(task, number=number, state="signed_off", acceptance=HOSTILE[2], **told)
    return inspection, task


@pytest.mark.parametrize("slug", PAPERS)
def test_hostile_text_is_set_as_text(slug):
    inspection, _ = make_hostile()
    book = load(inspection)
    chosen = book.tasks[0] if slug == "sign_off" else None

    made = PAPERS[slug].compose(book, chosen)
    html = press.typeset(made, made_at=timezone.now())

    said = "".join(made.paragraphs())
    assert [text for text in ("<script>", "</p><img", "{% load") if text in html] in (
        [],
        ["{% load"],
    )
    assert sum(text in said for text in HOSTILE) >= (0 if slug == "principal" else 1)


@pytest.mark.parametrize("slug", PAPERS)
def test_hostile_text_is_written_as_text_in_word(slug, client):
    inspection, task = make_hostile()
    client_as(client, inspection, "office")
    query = f"task={task.pk}" if slug == "sign_off" else ""

    body = client.get(address("paper_docx", inspection, slug, query=query)).content

    shown = words_of(body)
    assert any(plain(text) in shown for text in HOSTILE) or slug == "principal"


def test_page_shows_hostile_text_as_text(client):
    inspection, _ = make_hostile()
    client_as(client, inspection, "office")

    page = client.get(address("papers", inspection)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_page_says_what_the_ledger_lacks_for_a_sheet(client):
    inspection = make_empty()
    client_as(client, inspection, "office")

    page = client.get(address("papers", inspection)).content.decode()

    assert "台账还没有整改任务，有了任务才有销号单。" in page


def test_page_hands_the_day_on_to_the_papers(client):
    inspection = make_empty()
    client_as(client, inspection, "office")
    day = inspection.feedback_date.isoformat()

    page = client.get(address("papers", inspection, query=f"as_of={day}")).content.decode()
    file = client.get(address("paper_docx", inspection, "progress", query=f"as_of={day}"))

    assert f'name="as_of" value="{day}"' in page
    assert page.count("formaction=") == 2 * (len(KINDS) - 1)  # one form: the day goes with each
    assert "截至2026年3月2日" in words_of(file.content)


def test_what_other_papers_ask_for_is_not_noted_with_the_paper_taken(client):
    inspection = make_empty()
    client_as(client, inspection, "office")

    client.get(address("paper_docx", inspection, "progress", query="as_of=&department=&task=7"))

    entry = AccessEntry.objects.get(action="export")
    assert entry.target == address("paper_docx", inspection, "progress")


def queries_of(client, url, django_assert_max_num_queries):
    """How many queries an address takes."""
    with django_assert_max_num_queries(60) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("slug", [*PAPERS, "page"])
def test_number_of_queries_does_not_grow(slug, client, django_assert_max_num_queries):
    counts = []
    for rows in (1, 4):
        inspection = make_inspection()
        tasks = [make_task(inspection, number=number) for number in range(1, rows + 1)]
        for task in tasks:
            room = make_department(inspection.organization)
            task.supporting.add(room)
            for number in range(1, rows + 1):
                handler = make_member(inspection.organization, "handler", task.department)
                make_measure(task, number=number, handler=handler).supporting.add(room)
        client_as(client, inspection, "office")
        query = f"task={tasks[0].pk}" if slug == "sign_off" else ""
        url = address("papers", inspection)
        if slug != "page":
            url = address("paper_docx", inspection, slug, query=query)
        counts.append(queries_of(client, url, django_assert_max_num_queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("slug", PAPERS)
def test_number_of_queries_of_a_past_day_does_not_grow(
    sample, slug, client, django_assert_max_num_queries
):
    counts = []
    for inspection in Inspection.objects.filter(closed_at=None).order_by("pk"):
        client_as(client, inspection, "office")
        day = (timezone.localdate() - datetime.timedelta(days=2)).isoformat()
        task = Task.objects.filter(inspection=inspection).order_by("number").first()
        query = f"as_of={day}" + (f"&task={task.pk}" if slug == "sign_off" else "")
        url = address("paper_docx", inspection, slug, query=query)
        counts.append(queries_of(client, url, django_assert_max_num_queries))

    assert len(counts) == 3
    # Of a task that is signed off, the entry is asked for that says so.
    assert max(counts) - min(counts) <= (2 if slug == "sign_off" else 0)
