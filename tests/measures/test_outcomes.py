"""Outcomes on the measure's page: noted by the department, confirmed by the office."""

import datetime

import pytest
from django.utils import timezone

from ledger.models import JournalEntry, Membership
from ledger.refusals import Conflict, Forbidden
from ledger.writing import fingerprint
from measures.models import Measure, Outcome
from measures.proof import confirm_outcome
from reports.book import load
from tests.factories import make_inspection, make_measure, make_member, make_task
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


def test_outcome_is_not_confirmed_by_the_person_who_noted_it(client, world):
    note(client, world)
    Membership.objects.create(user=world.handler, organization=world.organization, role="office")

    with pytest.raises(Forbidden, match="不能确认自己登记"):
        confirm_outcome(Outcome.objects.get(), actor=world.handler)


def test_second_confirmation_does_not_replace_the_first(client, world):
    note(client, world)
    one, two = Outcome.objects.get(), Outcome.objects.get()
    confirm_outcome(one, actor=world.office)

    with pytest.raises(Conflict):
        confirm_outcome(two, actor=make_member(world.organization, "office"))
    assert Outcome.objects.get().confirmed_by == world.office


def correct(client, user, **changed):
    row = Outcome.objects.get()
    data = {"kind": "funds", "title": "追回", "date": "2026-04-01", "yuan": "12000"}
    data |= {"seen": fingerprint(row), **changed}
    return post(client, user, f"/outcomes/{row.pk}/edit/", **data)


def funds(client, world):
    return note(client, world, kind="funds", title="追回", yuan="1200000")


def test_department_corrects_an_outcome_until_it_is_confirmed(client, world):
    funds(client, world)
    early = correct(client, world.handler)
    page = text_of(client.get(world.measure.get_absolute_url()))
    confirm_outcome(Outcome.objects.get(), actor=world.office)
    late = correct(client, world.handler, yuan="13000")
    again = client.get(f"/outcomes/{Outcome.objects.get().pk}/edit/")

    assert (early.status_code, late.status_code, again.status_code) == (302, 409, 409)
    assert 'value="13000"' in text_of(late)
    assert "12000 元（1.20 万元）" in page
    assert Outcome.objects.get().yuan == 12000


def test_office_corrects_for_a_reason_and_somebody_else_confirms_anew(client, world):
    funds(client, world)
    confirm_outcome(Outcome.objects.get(), actor=world.office)
    Measure.objects.update(state="signed_off")
    silent = correct(client, world.office)
    done = correct(client, world.office, reason="多写了两个零")
    own = post(client, world.office, f"/outcomes/{Outcome.objects.get().pk}/confirm/")
    lapsed = load(world.measure.inspection).outcomes
    confirm_outcome(Outcome.objects.get(), actor=make_member(world.organization, "office"))

    assert [silent.status_code, done.status_code, own.status_code] == [400, 302, 403]
    assert lapsed == []
    assert [row.yuan for row in load(world.measure.inspection).outcomes] == [12000]
    assert JournalEntry.objects.filter(action="edit").get().comment == "多写了两个零"


def test_level_is_set_anew_after_withholding_was_refused_and_stays_confirmed(client, world):
    withheld = {"disclosure": "withheld", "withholding_reason": "unrest"}
    note(client, world, **withheld, withholding_explanation="涉个人")
    row = confirm_outcome(Outcome.objects.get(), actor=world.office)
    url = f"/outcomes/{row.pk}/withholding/"
    post(client, world.secretary, url, decision="refuse", note="应公开", seen=fingerprint(row))

    same = {"kind": "institution", "title": "会员走访办法", "yuan": ""}
    answer = correct(client, world.office, **same, disclosure="public", reason="书记不同意不公开")

    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.disclosure, row.confirmed_by) == ("public", world.office)


def test_voided_outcome_counts_nowhere_and_stays_readable(client, world):
    funds(client, world)
    confirm_outcome(Outcome.objects.get(), actor=world.office)
    Measure.objects.update(state="signed_off")
    row = Outcome.objects.get()
    url, seen = f"/outcomes/{row.pk}/void/", fingerprint(row)

    locked = post(client, world.handler, url, reason="重复", seen=seen)
    silent = post(client, world.office, url, reason=" ", seen=seen)
    done = post(client, world.office, url, reason="重复登记", seen=seen)
    again = post(client, world.office, f"/outcomes/{row.pk}/confirm/")

    assert [locked.status_code, silent.status_code, done.status_code] == [409, 400, 302]
    assert again.status_code == 409
    assert load(world.measure.inspection).outcomes == []
    page = text_of(client.get(world.measure.get_absolute_url()))
    assert "<del>追回</del>" in page
    assert "作废：重复登记" in page
