"""Findings of a notice in hand, and who may let one stand."""

import pytest
from django.utils import timezone

from ledger.models import Inspection, JournalEntry
from ledger.refusals import Refusal
from ledger.verify import verify
from reports import checking, revising
from reports.models import Notice, NoticeStyle, NoticeWaiver
from reports.notice.passages import seen
from tests.factories import make_measure, make_member, make_organization
from tests.notice.world import World, passage

from .conftest import CONTACT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    NoticeStyle.objects.create(organization=world.organization, contact=CONTACT)
    world.supervisor = make_member(world.organization, "supervisor")
    world.third = make_member(world.organization, "office")
    return world


@pytest.fixture
def notice(world):
    return world.begin()


def write(notice, text, actor, kind="text", place=0):
    """Put words at the end of a passage."""
    row = passage(notice, kind, place)
    return revising.save_text(notice, row.key, row.text + text, actor=actor, shown=seen(row))


def only(notice):
    """The only open finding."""
    (one,) = checking.open_findings(notice)
    return one


def refused(act):
    """(code, status) of the refusal that an act meets."""
    entries = JournalEntry.objects.count()
    with pytest.raises(Refusal) as caught:
        act()
    assert JournalEntry.objects.count() == entries
    return caught.value.code, caught.value.status


def test_drafted_notice_has_no_finding(notice):
    assert checking.judged(notice) == []


def test_finding_tells_its_words_check_and_passage(world, notice):
    write(notice, "目前正在评估。", world.office)

    one = only(notice)

    assert (one.code, one.quote, one.title) == ("relative_date", "目前", "相对时间")
    assert one.key == passage(notice, "text").key
    assert one.waiver is None


def test_own_words_are_waived_by_another_alone(world, notice):
    write(notice, "目前正在评估。", world.office)
    digest = only(notice).digest

    assert refused(lambda: checking.waive(notice, digest, "引文", actor=world.office)) == (
        "own_words",
        403,
    )
    row = checking.waive(notice, digest, "引文", actor=world.other)

    assert (row.code, row.reason, row.waived_by) == ("relative_date", "引文", world.other)
    assert checking.open_findings(notice) == []
    assert [one.waiver for one in checking.judged(notice)] == [row]


@pytest.mark.parametrize("role", ["other", "secretary", "supervisor"])
def test_second_person_waives_in_the_journal(role, world, notice):
    write(notice, "目前正在评估。", world.office)
    person = getattr(world, role)

    row = checking.waive(notice, only(notice).digest, " 引用原文 ", actor=person)

    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.action, entry.comment) == ("waive_finding", "引用原文")
    assert entry.actor == person
    assert entry.role == ("office" if role == "other" else role)
    assert entry.changes["says"][1] == row.says
    assert [fault for fault in verify() if fault.sequence] == []


def test_same_person_under_another_account_wrote_the_words(world, notice):
    write(notice, "目前正在评估。", world.office)
    number = world.office.personnel_number
    world.office.is_active = False
    world.office.save()
    again = make_member(world.organization, "office", personnel_number=number)

    code, _ = refused(lambda: checking.waive(notice, only(notice).digest, "引文", actor=again))

    assert code == "own_words"


def test_drafted_words_are_of_whoever_began_the_notice(world, notice):
    NoticeStyle.objects.update(slips="巡察=巡视")
    one = checking.open_findings(notice)[0]

    assert one.writers == (world.office,)
    assert refused(
        lambda: checking.waive(notice, one.digest, "本单位如此", actor=world.office)
    ) == (
        "own_words",
        403,
    )


def test_moving_a_passage_does_not_make_its_words_another_s(world, notice):
    write(notice, "目前正在评估。", world.office)
    revising.move_passage(notice, passage(notice, "text").key, False, actor=world.other)

    assert only(notice).writers == (world.office,)


def test_writer_waives_not_though_another_added_to_the_passage(world, notice):
    write(notice, "目前正在评估。", world.office)
    write(notice, "另有安排。", world.other)
    one = only(notice)

    assert one.writers == (world.office,)
    assert refused(lambda: checking.waive(notice, one.digest, "引文", actor=world.office)) == (
        "own_words",
        403,
    )
    assert checking.waive(notice, one.digest, "引文", actor=world.other)


def test_writer_waives_not_though_another_bound_the_figures_anew(world, notice):
    write(notice, "目前正在评估。", world.office, place=1)
    make_measure(world.task, number=2)
    later = world.freeze()
    revising.bind_anew(notice, later, actor=world.other, dated=later.as_of)
    fresh = Notice.objects.get(pk=notice.pk)

    assert only(fresh).writers == (world.office,)


def test_whoever_changed_the_sentence_waives_not_either(world, notice):
    write(notice, "目前正在评估。", world.other)
    row = passage(notice, "text")
    words = row.text.replace("评估", "整理")
    revising.save_text(notice, row.key, words, actor=world.third, shown=seen(row))

    assert only(notice).writers == (world.other, world.third)


def test_what_is_missing_is_waived_neither_by_who_took_it_out_nor_by_who_began(world, notice):
    row = passage(notice, "contact")
    revising.remove_passage(notice, row.key, actor=world.other, shown=seen(row))
    row = passage(notice, "section")
    words = row.text + "综述"
    revising.save_text(notice, row.key, words, actor=world.third, shown=seen(row))
    one = only(notice)

    assert (one.code, one.writers) == ("contact", (world.office, world.other))
    for person in (world.office, world.other):
        assert refused(
            lambda person=person: checking.waive(notice, one.digest, "另发", actor=person)
        ) == ("own_words", 403)
    assert checking.waive(notice, one.digest, "另发联系方式", actor=world.third)


def test_what_follows_fifty_waived_findings_is_found(world, notice):
    write(notice, "目前正在评估。" * 51, world.office)
    assert len(checking.open_findings(notice)) == 50

    for one in checking.open_findings(notice):
        checking.waive(notice, one.digest, "引文", actor=world.other)

    assert len(checking.open_findings(notice)) == 1


def test_changed_words_bring_the_finding_back(world, notice):
    write(notice, "目前正在评估。", world.office)
    checking.waive(notice, only(notice).digest, "引文", actor=world.other)
    row = passage(notice, "text")

    revising.save_text(
        notice, row.key, row.text.replace("评估", "整理"), actor=world.office, shown=seen(row)
    )

    assert only(notice).quote == "目前"


def test_other_words_elsewhere_leave_the_waiver(world, notice):
    write(notice, "目前正在评估。", world.office)
    checking.waive(notice, only(notice).digest, "引文", actor=world.other)

    write(notice, "再次走访群众。", world.office, kind="point")

    assert checking.open_findings(notice) == []


def test_waiver_is_asked_for_a_reason(world, notice):
    write(notice, "目前正在评估。", world.office)

    for reason in ("", "  \u3000"):
        assert refused(
            lambda reason=reason: checking.waive(
                notice, only(notice).digest, reason, actor=world.other
            )
        ) == ("malformed", 400)


def test_finding_that_is_gone_or_waived_or_unknown_is_refused(world, notice):
    write(notice, "目前正在评估。", world.office)
    digest = only(notice).digest
    checking.waive(notice, digest, "引文", actor=world.other)

    again = refused(lambda: checking.waive(notice, digest, "引文", actor=world.secretary))
    unknown = refused(lambda: checking.waive(notice, "f" * 64, "引文", actor=world.secretary))

    assert again == ("finding_waived", 409)
    assert unknown == ("finding_gone", 409)
    assert NoticeWaiver.objects.count() == 1


@pytest.mark.parametrize("role", ["handler", "head", "lead", "overseer", "auditor"])
def test_others_waive_nothing(role, world, notice):
    write(notice, "目前正在评估。", world.office)
    room = world.task.department if role in ("handler", "head") else None
    person = make_member(world.organization, role, room)

    assert refused(lambda: checking.waive(notice, only(notice).digest, "引文", actor=person)) == (
        "role",
        403,
    )


def test_people_of_another_organization_waive_nothing(notice, world):
    write(notice, "目前正在评估。", world.office)
    stranger = make_member(make_organization(), "office")

    assert refused(lambda: checking.waive(notice, only(notice).digest, "引文", actor=stranger)) == (
        "role",
        403,
    )


@pytest.mark.parametrize("state", ["published", "taken_down", "voided"])
def test_notice_no_longer_in_hand_takes_no_waiver(state, world, notice):
    write(notice, "目前正在评估。", world.office)
    digest = only(notice).digest
    ended = {"ended_reason": "有误", "ended_at": notice.begun_at, "ended_by": world.secretary}
    given = {} if state == "published" else ended
    Notice.objects.filter(pk=notice.pk).update(state=state, **given)

    assert refused(lambda: checking.waive(notice, digest, "引文", actor=world.other)) == (
        "wrong_state",
        409,
    )


def test_submitted_notice_takes_a_waiver(world, notice):
    write(notice, "目前正在评估。", world.office)
    Notice.objects.filter(pk=notice.pk).update(state="submitted")

    assert checking.waive(notice, only(notice).digest, "引文", actor=world.secretary)


def test_closed_ledger_takes_no_waiver(world, notice):
    write(notice, "目前正在评估。", world.office)
    now = timezone.now()
    asked = {"closing_asked_at": now, "closing_asked_by": world.office}
    Inspection.objects.update(closed_at=now, closed_by=world.secretary, **asked)

    assert refused(lambda: checking.waive(notice, "0" * 64, "引文", actor=world.other)) == (
        "closed",
        409,
    )


def test_number_of_queries_does_not_grow_with_edits_and_findings(
    world, notice, django_assert_num_queries
):
    for number in range(6):
        write(notice, f"目前正在评估{number}。", world.office)
    checking.waive(notice, checking.open_findings(notice)[0].digest, "引文", actor=world.other)
    row = Notice.objects.select_related("inspection__organization", "snapshot").get()

    with django_assert_num_queries(8):
        assert len(checking.judged(row)) == 6
