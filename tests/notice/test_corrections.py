"""What was taken down may be put right at its address, and does not come back with it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.refusals import Refusal
from reports import drafting, publishing
from reports.models import Notice
from tests.notice.world import CONTACT, World, as_user, closed, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World(CONTACT)


def correct(world, notice):
    """The published correction of a version."""
    given = {"actor": world.office, "dated": world.snapshot.as_of}
    later = drafting.begin_correction(notice, world.snapshot, "“24项”应为“23项”", **given)
    return world.publish(later)


def take_down(world, notice):
    given = {"actor": world.secretary, "confirmed_at": timezone.now()}
    return publishing.take_down(notice, version=version_of(notice), comment="有误", **given)


def statuses(row, number=None):
    """What page and PDF of a version answer."""
    parts = [row.slug] if number is None else [row.slug, number]
    page = "published" if number is None else "published_version"
    return [
        closed(Client().get(reverse(f"reports:{name}", args=parts))).status_code
        for name in (page, f"{page}_pdf")
    ]


def test_what_was_taken_down_is_put_right_at_its_address(world):
    first = world.publish(world.begin())
    take_down(world, first.notice)
    page = as_user(world.office).get(first.notice.get_absolute_url()).content.decode()
    second = correct(world, first.notice)

    assert "起草更正版" in page
    assert (second.slug, second.number) == (first.slug, 2)
    assert statuses(first) == [200, 200]
    assert statuses(first, 1) == [410, 410]
    told = Client().get(second.get_absolute_url()).content.decode()
    assert "应为“23项”" in told
    assert "查看更正前的版本" not in told
    assert second.get_absolute_url() in Client().get(reverse("reports:notices")).content.decode()


def test_version_hidden_by_a_taking_down_stays_hidden_after_another_correction(world):
    first = world.publish(world.begin())
    second = correct(world, first.notice)
    take_down(world, second.notice)
    with pytest.raises(Refusal):
        correct(world, first.notice)
    third = correct(world, second.notice)

    assert third.number == 3
    assert statuses(first) == [200, 200]
    assert statuses(first, 1) == statuses(first, 2) == [410, 410]
    page = as_user(world.office).get(first.notice.get_absolute_url()).content.decode()
    assert "已随更正版撤下" in page


def test_what_is_in_hand_or_voided_has_nothing_to_correct(world):
    notice = world.begin()
    with pytest.raises(Refusal) as in_hand:
        correct(world, notice)
    publishing.void(notice, actor=world.office, version=1, comment="写错了")
    with pytest.raises(Refusal) as voided:
        correct(world, notice)

    assert (in_hand.value.code, voided.value.code) == ("wrong_state", "wrong_state")
    assert Notice.objects.count() == 1
