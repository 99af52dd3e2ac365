"""The page of the draft: who may open it, what it refuses, text as text."""

import pytest
from django.urls import reverse

from ledger.roles import Role
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
)
from tests.reports.test_notice import add_measure, add_task, make_ledger

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_draft_is_for_those_who_write_check_and_approve_it(role, client):
    inspection = make_inspection()
    organization = inspection.organization
    department = make_department(organization) if role in {"handler", "head"} else None
    client.force_login(make_member(organization, role, department))
    may = role in {"office", "secretary", "lead", "supervisor"}
    sees = role not in {"overseer", "auditor", "system_admin", "security_admin"}
    expected = 200 if may else 403 if sees else 404

    answers = [
        client.get(reverse(f"reports:{name}", args=[inspection.pk])).status_code
        for name in ("notice", "notice_pdf", "notice_docx")
    ]

    assert answers == [expected] * 3


def test_draft_of_another_organization_is_not_found(client):
    client.force_login(make_member(make_organization(), "office"))
    inspection = make_inspection()

    answers = [
        client.get(reverse(f"reports:{name}", args=[inspection.pk])).status_code
        for name in ("notice", "notice_pdf", "notice_docx")
    ]

    assert answers == [404] * 3


@pytest.mark.parametrize("name", ["notice", "notice_pdf", "notice_docx"])
@pytest.mark.parametrize(
    "query",
    ["as_of=x", "as_of=2026-02-30", "as_of=9999-12-31", "as_of=%00", "as_of=1e309", "page=0"],
)
def test_draft_refuses_a_bad_address(name, query, client):
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, "office"))

    address = f"{reverse(f'reports:{name}', args=[inspection.pk])}?{query}"
    answer = client.get(address, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert len(answer.json()["errors"]) == 1


def test_preview_shows_the_text_as_text(client):
    inspection, problem = make_ledger()
    task = add_task(problem, 1, "<b>{{ x }}</b>")
    add_measure(task, 1, "<script>alert(1)</script>{% load x %}")
    client.force_login(make_member(inspection.organization, "office"))

    page = client.get(reverse("reports:notice", args=[inspection.pk])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{% load x %}" in page
    assert "“&lt;b&gt;{{ x }}&lt;/b&gt;”" in page
    assert "<script>alert" not in page


def test_preview_query_count_does_not_grow(client, django_assert_max_num_queries):
    counts = []
    for rows in (1, 5):
        inspection = make_ledger_of(rows)
        client.force_login(make_member(inspection.organization, "office"))
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse("reports:notice", args=[inspection.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def make_ledger_of(rows):
    """A ledger with some tasks, each of one measure, none of them public."""
    inspection = make_inspection()
    for number in range(1, rows + 1):
        make_measure(make_task(inspection, number=number), number=1)
    return inspection
