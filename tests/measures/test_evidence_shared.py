"""Evidence that proves several measures or takes the place of other evidence: who may, how much."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ledger.refusals import Conflict, Forbidden, Refusal, TooLarge
from ledger.signoff import perform
from measures.custody import verify_evidence
from measures.holding import decide_held, receive
from measures.models import Evidence, HeldUpload, Measure
from measures.proof import (
    add_evidence,
    add_outcome,
    add_progress,
    link_evidence,
    withdraw_evidence,
)
from measures.sample.files import pdf
from tests.factories import (
    TODAY,
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_task,
)
from tests.maintaining.world import World, post, text_of
from tests.measures.marked import MARK, word

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


def file(name="a.pdf", text="甲", size=0):
    start = pdf(text)
    return SimpleUploadedFile(name, start[:9] + b"%" + bytes(size) + start[9:])


def add(world, measure=None, given=None, **more):
    return add_evidence(measure or world.measure, given or file(), actor=world.handler, **more)


def shared(world):
    """A piece of evidence that proves both measures."""
    row = add(world)
    link_evidence(world.other, row, actor=world.handler)
    return row


def submit(world):
    add_progress(world.measure, "办结", actor=world.handler)
    perform(Measure.objects.get(pk=world.measure.pk), "submit", actor=world.handler, version=1)


def test_evidence_of_another_department_is_not_replaced(client, world):
    row = shared(world)
    room = make_department(world.organization)
    stranger = make_member(world.organization, "handler", room)
    Measure.objects.filter(pk=world.other.pk).update(department=room)
    url = f"{world.other.get_absolute_url()}evidence/"

    answer = post(client, stranger, url, file=file("x.pdf", "新"), supersedes=row.pk)

    assert answer.status_code == 403
    assert world.measure.title in text_of(answer)
    assert not Evidence.objects.filter(supersedes=row).exists()


def test_link_counts_the_bytes_it_brings(settings, world):
    settings.EVIDENCE_PER_MEASURE_MB = 1
    row = add(world, given=file(size=700_000))
    add(world, world.other, file("b.pdf", "乙", 700_000))

    with pytest.raises(TooLarge):
        link_evidence(world.other, row, actor=world.handler)


def test_new_version_counts_at_every_measure_it_proves(settings, world):
    settings.EVIDENCE_PER_MEASURE_MB = 1
    row = shared(world)
    add(world, world.other, file("b.pdf", "乙", 900_000))

    with pytest.raises(TooLarge):
        add(world, given=file("c.pdf", "丙", 900_000), supersedes=row)


def test_same_content_is_kept_once_for_a_measure_whatever_its_name(client, world):
    add(world)

    answer = post(
        client, world.handler, f"{world.measure.get_absolute_url()}evidence/", file=file("b.pdf")
    )

    assert answer.status_code == 409
    assert f"《b.pdf》与{world.measure.title}已有的《a.pdf》内容相同" in text_of(answer)
    assert add(world, world.other).measures.get() == world.other


def test_wrong_link_is_taken_back_though_the_other_measure_is_signed(world):
    row = add(world)
    submit(world)
    link_evidence(world.other, row, actor=world.handler)

    withdraw_evidence(world.other, row, "引用错了", actor=world.handler)

    assert row.measures.get() == world.measure
    assert list(verify_evidence()) == []


def test_evidence_of_a_voided_measure_too_is_replaced_for_the_one_that_counts(world):
    row = shared(world)
    voided = {"voided_at": timezone.now(), "voided_by": world.office, "void_reason": "重复"}
    Measure.objects.filter(pk=world.measure.pk).update(**voided)

    new = add(world, world.other, file("x.pdf", "新"), supersedes=row)

    assert new.measures.get() == world.other
    assert list(world.other.present_evidence()) == [new]


def test_old_version_counts_again_once_the_new_one_is_taken_back(world):
    old = shared(world)
    new = add(world, given=file("b.pdf", "乙"), supersedes=old)

    withdraw_evidence(world.measure, new, "传错了", actor=world.handler)
    still = list(world.other.present_evidence())
    withdraw_evidence(world.other, new, "传错了", actor=world.handler)

    assert still == [new]
    assert list(world.measure.present_evidence()) == [old]
    assert list(world.other.present_evidence()) == [old]
    assert list(verify_evidence()) == []


def test_held_version_is_released_though_another_took_the_place_meanwhile(world):
    row = add(world)
    marked = SimpleUploadedFile("纪要.docx", word("某单位", MARK, "x"))
    held = receive(world.measure, marked, actor=world.handler, supersedes=row)
    new = add(world, given=file("n.pdf", "新"), supersedes=row)

    decide_held(HeldUpload.objects.get(pk=held.pk), "released", "不涉密", actor=world.office)

    released = Evidence.objects.get(name="纪要.docx")
    assert released.supersedes is None
    assert set(world.measure.present_evidence()) == {new, released}


def test_proof_of_an_outcome_is_not_taken_back_before_the_outcome_is_voided(world):
    row = add(world)
    given = {"kind": "institution", "title": "走访办法", "date": TODAY, "proof": row}
    add_outcome(world.measure, actor=world.handler, **given)

    with pytest.raises(Conflict, match="是成效“走访办法”的依据"):
        withdraw_evidence(world.measure, row, "传错了", actor=world.handler)


def test_page_of_a_file_names_the_step_signed_and_that_the_attempt_is_over(client, world):
    row = add(world)
    submit(world)
    item = Measure.objects.get(pk=world.measure.pk)
    perform(item, "withdraw", actor=world.handler, version=item.version)
    client.force_login(world.head)

    page = text_of(client.get(reverse("measures:about_evidence", args=[row.pk])))

    assert "申请销号" in page
    assert "以前的申请（第 1 次），不是现在这次" in page


def test_name_of_a_file_is_on_disk_before_its_row_is_committed(world, monkeypatch):
    synced, real = [], os.fsync

    def fsync(descriptor):
        synced.append(os.path.isdir(f"/proc/self/fd/{descriptor}"))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    add(world)

    assert synced[-1] is True  # the folder: a rename is not durable without it


def test_handler_of_the_former_department_adds_nothing(world):
    stale = Measure.objects.get(pk=world.measure.pk)  # as the page loaded it
    Measure.objects.update(department=make_department(world.organization))

    with pytest.raises(Forbidden):
        add_progress(stale, "办了", actor=world.handler)


def test_role_revoked_while_the_request_ran_decides_nothing(world):
    marked = SimpleUploadedFile("纪要.docx", word("某单位", MARK, "x"))
    held = receive(world.measure, marked, actor=world.handler)
    with pytest.raises(Refusal):  # reads the memberships, as a request does when it begins
        decide_held(held, "released", " ", actor=world.office)
    world.office.memberships.update(revoked_at=timezone.now(), revoked_by=world.secretary)

    with pytest.raises(Forbidden):
        decide_held(held, "released", "不涉密", actor=world.office)
