"""What of notices and snapshots waits for whom, on the home page."""

import pytest

from ledger.models import User
from reports import publishing, snapshots
from reports.waiting import waiting
from tests.factories import make_member, make_organization
from tests.notice.world import CONTACT, World, as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World(CONTACT)


def home(user):
    answered = as_user(user).get("/queue/")
    assert answered.status_code == 200
    return answered.content.decode()


def test_submitted_notice_waits_for_the_secretary_alone(world):
    notice = world.begin()
    assert notice.get_absolute_url() not in home(world.secretary)
    publishing.submit(notice, actor=world.office, version=1)

    page = home(world.secretary)
    assert f"{notice.get_absolute_url()}#act" in page
    assert "现在需要你处理通报和快照 1 件" in page
    for other in (world.office, world.other, make_member(world.organization, "lead")):
        assert notice.get_absolute_url() not in home(other)


def test_notice_sent_back_waits_for_the_office_with_the_reason(world):
    notice = world.begin()
    publishing.submit(notice, actor=world.office, version=1)
    publishing.send_back(notice, actor=world.secretary, version=2, comment="数字再核一遍")

    assert "数字再核一遍" in home(world.other)
    assert "数字再核一遍" not in home(world.secretary)
    publishing.submit(notice, actor=world.other, version=3)
    assert "数字再核一遍" not in home(world.office)


def test_recalled_notice_is_not_shown_as_sent_back(world):
    notice = world.begin()
    publishing.submit(notice, actor=world.office, version=1)
    publishing.recall(notice, actor=world.office, version=2)

    assert notice.get_absolute_url() not in home(world.office)


def test_snapshot_waits_for_the_secretary_until_it_or_a_later_one_is_confirmed(world):
    first, second = world.freeze(confirmed=False), world.freeze(confirmed=False)
    page = home(world.secretary)
    assert first.get_absolute_url() in page
    assert second.get_absolute_url() in page
    assert world.snapshot.get_absolute_url() not in page
    assert first.get_absolute_url() not in home(world.office)

    snapshots.confirm(second, actor=world.secretary)

    assert "通报和快照" not in home(world.secretary)


def test_nothing_waits_for_a_secretary_elsewhere(world):
    row = world.freeze(confirmed=False)
    elsewhere = make_member(make_organization(), "secretary")

    assert row.get_absolute_url() not in home(elsewhere)


@pytest.mark.parametrize("count", [1, 5])
def test_number_of_queries_does_not_grow(world, count, django_assert_num_queries):
    for _ in range(count):
        world.freeze(confirmed=False)
    user = User.objects.get(pk=world.secretary.pk)

    with django_assert_num_queries(3):
        assert len(waiting(user)) == count
