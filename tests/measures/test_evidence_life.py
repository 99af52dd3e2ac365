"""The life of evidence: several at once, linked, replaced, taken back; frozen by a signature."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledger.models import JournalEntry, Membership
from ledger.signoff import perform
from measures.custody import verify_evidence
from measures.models import Evidence
from measures.proof import add_progress
from measures.sample.files import pdf
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    world.head = make_member(world.organization, "head", world.department)
    task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    given = {"department": world.department, "state": "in_progress"}
    world.measure, world.other = make_measure(task, **given), make_measure(task, **given)
    return world


def file(name="a.pdf", text="甲"):
    return SimpleUploadedFile(name, pdf(text))


def send(client, world, *files, **data):
    url = f"{world.measure.get_absolute_url()}evidence/"
    return post(client, world.handler, url, file=list(files), **data)


def act(client, world, what, measure=None, **data):
    url = f"{(measure or world.measure).get_absolute_url()}evidence/{what}/"
    return post(client, world.handler, url, **data)


def submit(world):
    add_progress(world.measure, "办结", actor=world.handler)
    world.measure.refresh_from_db()
    return perform(world.measure, "submit", actor=world.handler, version=world.measure.version)


def test_several_files_are_judged_each_by_itself(client, world):
    wrong = SimpleUploadedFile("坏.exe", b"MZ")

    response = send(client, world, file("a.pdf"), wrong, file("b.pdf", "乙"))

    assert response.status_code == 400
    assert "已上传 2 份，下面的没有上传" in text_of(response)
    assert "坏.exe" in text_of(response)
    assert sorted(Evidence.objects.values_list("name", flat=True)) == ["a.pdf", "b.pdf"]


def test_several_files_sent_twice_are_kept_once(client, world):
    key = "0b8f3a5e-0000-4000-8000-000000000001"

    for _ in range(2):
        answer = send(client, world, file("a.pdf"), file("b.pdf", "乙"), once=key)

    assert answer.status_code == 302
    assert Evidence.objects.count() == 2
    assert list(verify_evidence()) == []


def test_one_file_proves_two_measures(client, world):
    send(client, world, file())
    row = Evidence.objects.get()

    linked = act(client, world, "link", world.other, evidence=row.pk)
    again = act(client, world, "link", world.other, evidence=row.pk)
    about = text_of(client.get(reverse("measures:about_evidence", args=[row.pk])))

    assert (linked.status_code, again.status_code) == (302, 400)
    assert set(row.measures.all()) == {world.measure, world.other}
    assert "证明的措施（2）" in about
    assert list(verify_evidence()) == []


def test_evidence_of_another_ledger_is_not_linked(client, world):
    send(client, world, file())
    task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    far = make_measure(task, department=world.department, state="in_progress")

    response = act(client, world, "link", far, evidence=Evidence.objects.get().pk)

    assert response.status_code == 400
    assert Evidence.objects.get().measures.get() == world.measure


def test_wrong_file_is_taken_back_before_anyone_signed(client, world):
    send(client, world, file())
    row = Evidence.objects.get()

    silent = act(client, world, "take_back", evidence=row.pk, reason=" ")
    done = act(client, world, "take_back", evidence=row.pk, reason="传错了")

    assert (silent.status_code, done.status_code) == (400, 302)
    assert list(row.measures.all()) == []
    assert JournalEntry.objects.latest("pk").comment == "传错了"
    assert list(verify_evidence()) == []


def test_signed_evidence_stays_and_is_replaced_in_a_later_attempt(client, world):
    send(client, world, file())
    row = Evidence.objects.get()
    item = submit(world)
    locked = send(client, world, file("新.pdf", "新"), supersedes=row.pk)
    perform(item, "return", actor=world.head, version=item.version, comment="补会议记录")

    kept = act(client, world, "take_back", evidence=row.pk, reason="传错了")
    replaced = send(client, world, file("新.pdf", "新"), supersedes=row.pk)
    twice = send(client, world, file("再新.pdf", "再新"), supersedes=row.pk)
    new = Evidence.objects.get(name="新.pdf")
    page = text_of(client.get(world.measure.get_absolute_url()))

    assert [locked.status_code, kept.status_code] == [409, 409]
    assert "已有人据以签字" in text_of(kept)
    assert (replaced.status_code, twice.status_code) == (302, 409)
    assert new.supersedes == row
    assert "已被新版本替代" in page
    world.measure.refresh_from_db()
    assert [digest["id"] for digest in world.measure.evidence_digests()] == [new.pk]
    assert list(verify_evidence()) == []


def test_replaced_evidence_alone_does_not_prove(client, world):
    send(client, world, file())
    send(client, world, file("新.pdf", "新"), supersedes=Evidence.objects.get().pk)
    act(client, world, "take_back", evidence=Evidence.objects.get(name="新.pdf").pk, reason="错")

    response = post(
        client,
        world.handler,
        f"{world.measure.get_absolute_url()}submit/",
        version=world.measure.version,
    )

    assert response.status_code == 400


def test_measure_takes_so_many_bytes_and_no_more(client, world, settings):
    settings.EVIDENCE_PER_MEASURE_MB = 1
    body = b"%PDF-1.4" + bytes(700_000) + b"startxref\n0\n%%EOF"
    big, more = SimpleUploadedFile("a.pdf", body), SimpleUploadedFile("b.pdf", body)

    first, second = send(client, world, big), send(client, world, more)

    assert (first.status_code, second.status_code) == (302, 413)
    assert "总共不能超过 1 MB" in text_of(second)
    assert list(verify_evidence()) == []


def mark(client, world, user, row, verdict, note=""):
    url = f"{world.measure.get_absolute_url()}evidence/mark/"
    return post(client, user, url, evidence=row.pk, verdict=verdict, note=note)


def test_reviewers_mark_what_is_not_enough_and_the_department_sees_it(client, world):
    send(client, world, file())
    row = Evidence.objects.get()
    early = mark(client, world, world.head, row, "no", "缺签到表")
    submit(world)

    silent = mark(client, world, world.head, row, "no")
    done = mark(client, world, world.head, row, "no", "缺签到表")
    by_office = mark(client, world, world.office, row, "yes")
    own = mark(client, world, world.handler, row, "yes")
    page = text_of(client.get(world.measure.get_absolute_url()))

    assert [early.status_code, silent.status_code, own.status_code] == [403, 400, 403]
    assert (done.status_code, by_office.status_code) == (302, 302)
    assert "认为不足的，请写明缺什么" in text_of(silent)
    assert "认为不足：缺签到表" in page
    entries = JournalEntry.objects.filter(action="mark").order_by("sequence")
    assert [entry.role for entry in entries] == ["head", "office"]


def test_nobody_marks_the_own_evidence(client, world):
    send(client, world, file())
    submit(world)
    Membership.objects.create(
        user=world.handler, organization=world.organization, role="supervisor"
    )

    assert mark(client, world, world.handler, Evidence.objects.get(), "yes").status_code == 403
