"""What an import asks: a question means the same on an old page, and only so many are asked at once."""

import pytest
from django.urls import reverse

from .sheets import ledger
from .test_import_page import changed, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]


def two_names():
    """The usual ledger with two departments that nobody knows."""
    rows = changed(2, c8="调研处")
    rows[3][8] = "综合处"
    return ledger(rows)


def test_answers_posted_twice_mean_the_same_names(world):
    row = world.upload(two_names())
    room = world.rooms["会员部"].pk
    form = world.client.get(reverse("reports:import", args=[row.pk])).context["answers_form"]
    given = {field.html_name: room if "调研处" in field.label else "" for field in form}

    for _ in range(2):
        world.client.post(reverse("reports:import_names", args=[row.pk]), given)

    row.refresh_from_db()
    assert row.answers["departments"] == {"调研处": room}


def test_answer_that_is_not_on_the_page_is_kept(world):
    row = world.upload(two_names())
    room = world.rooms["会员部"].pk

    world.answer(row, 调研处=room)
    world.answer(row, 综合处=room)

    row.refresh_from_db()
    assert row.answers["departments"] == {"调研处": room, "综合处": room}


def test_answer_is_taken_back_by_choosing_none(world):
    row = world.upload(two_names())
    world.answer(row, 调研处=world.rooms["会员部"].pk)

    world.answer(row, 调研处="")

    row.refresh_from_db()
    assert row.answers["departments"] == {}


def test_many_unknown_names_are_asked_in_turns(world):
    rows = [changed(0)[0]]
    rows += [
        ["", "", "", "", "", "", f"1-{n}", f"第{n}条措施", f"未知处{n}", "2026-06-30", "", ""]
        for n in range(2, 252)
    ]
    row = world.upload(ledger(rows))
    address = reverse("reports:import", args=[row.pk])

    left = []
    for _ in range(3):
        response = world.client.get(address)
        form = response.context["answers_form"]
        left.append(form.left)
        assert len(form.fields) == 100
        assert ("个，保存后再问" in response.content.decode()) == bool(form.left)
        given = dict.fromkeys(form.fields, world.rooms["办公室"].pk)
        answered = world.client.post(reverse("reports:import_names", args=[row.pk]), given)
        assert answered.status_code == 302

    assert left == [150, 50, 0]
    assert world.save(row).status_code == 302
