"""Outcomes on the measure's page: noted by the department, confirmed by the office."""

import datetime

import pytest
from django.utils import timezone

from ledger.models import JournalEntry
from measures.models import Measure, Outcome
from tests.factories import make_inspection, make_measure, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    world.measure = make_measure(task, department=world.department, state="in_progress")
    return world


def note(client, world, user=None, **changed):
    data = {"kind": "institution", "title": "会员走访办法", "date": "2026-04-01", **changed}
    url = f"{world.measure.get_absolute_url()}outcomes/"
    return post(client, user or world.handler, url, **data)


def test_outcome_is_noted_by_the_department_and_confirmed_by_the_office(client, world):
    noted = note(client, world, disclosure="public")
    row = Outcome.objects.get()
    early = post(client, world.handler, f"/outcomes/{row.pk}/confirm/")
    confirmed = post(client, world.office, f"/outcomes/{row.pk}/confirm/")
    twice = post(client, world.office, f"/outcomes/{row.pk}/confirm/")
    page = text_of(client.get(world.measure.get_absolute_url()))

    assert [noted.status_code, early.status_code, confirmed.status_code] == [302, 403, 302]
    assert twice.status_code == 409
    row.refresh_from_db()
    assert (row.confirmed_by, row.disclosure) == (world.office, "public")
    assert "会员走访办法" in page
    actions = JournalEntry.objects.order_by("sequence").values_list("action", "role")
    assert list(actions) == [("create", "handler"), ("confirm", "office")]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "funds"}, "挽回资金须填金额"),
        ({"kind": "funds", "yuan": "-1"}, "挽回资金须填金额"),
        ({"kind": "funds", "yuan": "1e309"}, "金额"),
        ({"kind": "accountability", "people": "1.5"}, "人数"),
        ({"kind": "campaign", "yuan": "3"}, "其他不填"),
        ({"title": ""}, "名称"),
        ({"title": "a\x00b"}, "控制字符"),
        ({"date": "2026-02-30"}, "日期"),
        ({"date": (timezone.localdate() + datetime.timedelta(2)).isoformat()}, "不能晚于今天"),
        ({"disclosure": "withheld"}, "不公开的，须选定情形并说明"),
        ({"proof": "99999"}, "依据的佐证材料"),
        ({"kind": "vanish"}, "类型"),
    ],
)
def test_bad_outcome_is_named_and_keeps_what_was_typed(changed, sentence, client, world):
    response = note(client, world, **{"title": "专项治理", **changed})

    assert response.status_code == 400
    assert sentence in text_of(response)
    assert changed.get("title", "专项治理") in text_of(response)
    assert not Outcome.objects.exists()


def test_locked_measure_takes_no_outcome(client, world):
    Measure.objects.update(state="submitted")

    assert note(client, world).status_code == 409
    assert note(client, world, user=world.office).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "funds"}, "yuan"),
        ({"kind": "accountability"}, "people"),
        ({"kind": "campaign", "yuan": "3"}, "yuan"),
        ({"kind": "campaign", "people": "3"}, "people"),
    ],
)
def test_amount_that_the_kind_asks_for_is_marked_at_its_field(changed, field, client, world):
    page = text_of(note(client, world, **changed))

    assert f'id="outcome-{field}_error"' in page
    assert f'<a href="#outcome-{field}">' in page
