"""How much one person may upload in one ledger."""

import itertools

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.models import User
from measures.models import Evidence, Meeting
from measures.quota import check_person_quota
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db
count = itertools.count(1)
FULL = "你在本台账上传的材料已有 1 MB，总共不能超过 1 MB。"


@pytest.fixture
def world(settings):
    settings.EVIDENCE_PER_PERSON_MB = 1
    world = World()
    world.inspection = make_inspection(world.organization)
    world.task = make_task(world.inspection, department=world.department, lead=world.lead)
    world.measure = one_measure(world)
    return world


def one_measure(world, task=None):
    given = {"department": world.department, "state": "in_progress"}
    return make_measure(task or world.task, **given)


def send(client, user, measure, size=700_000):
    body = b"%PDF-1.4 " + str(next(count)).encode() + bytes(size) + b"startxref\n0\n%%EOF"
    file = SimpleUploadedFile("a.pdf", body)
    return post(client, user, f"{measure.get_absolute_url()}evidence/", file=file)


def test_person_may_upload_so_much_in_a_ledger_whatever_the_measure(client, world):
    first = send(client, world.handler, world.measure)
    second = send(client, world.handler, one_measure(world))

    assert (first.status_code, second.status_code) == (302, 413)
    assert FULL in text_of(second)
    assert Evidence.objects.count() == 1


def test_colleague_and_another_ledger_are_not_counted(client, world):
    send(client, world.handler, world.measure)
    colleague = make_member(world.organization, "handler", world.department)
    ledger = make_inspection(world.organization)
    task = make_task(ledger, department=world.department, lead=world.lead)

    answers = [
        send(client, colleague, world.measure).status_code,
        send(client, world.handler, one_measure(world, task)).status_code,
    ]

    assert answers == [302, 302]


def test_second_account_of_a_person_has_no_quota_of_its_own(client, world):
    send(client, world.handler, world.measure)
    User.objects.filter(pk=world.handler.pk).update(is_active=False)
    second = make_member(world.organization, "handler", world.department)
    User.objects.filter(pk=second.pk).update(personnel_number=world.handler.personnel_number)

    assert send(client, second, world.measure).status_code == 413


def test_paper_of_a_meeting_counts_too(client, world):
    url = f"{world.inspection.get_absolute_url()}meetings/new/"
    answers = []
    for _ in range(2):
        body = b"%PDF-1.4" + bytes(700_000) + b"startxref\n0\n%%EOF"
        file = SimpleUploadedFile("纪要.pdf", body)
        data = {"kind": "party_group", "date": "2026-01-05", "subject": "研究整改方案"}
        answers.append(post(client, world.office, url, file=file, **data))

    assert [answer.status_code for answer in answers] == [302, 413]
    assert FULL in text_of(answers[1])
    assert "研究整改方案" in text_of(answers[1])
    assert (Meeting.objects.count(), Evidence.objects.count()) == (1, 1)


@pytest.mark.parametrize("rows", [1, 5])
def test_two_queries_count_whatever_was_uploaded(rows, client, world):
    for _ in range(rows):
        send(client, world.handler, world.measure, 1000)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        check_person_quota(world.inspection, world.handler, 1)

    assert len(asked) == 2  # evidence, and what waits to be checked
