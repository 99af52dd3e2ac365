"""The rules page tells of every step that the product knows, from where it is held."""

import pytest
from django.test import Client

from reports import rules
from reports.publishing import STEPS
from tests.factories import make_member, make_organization

pytestmark = pytest.mark.django_db


def test_steps_of_snapshots_and_notices_are_told():
    client = Client()
    client.force_login(make_member(make_organization(), "supervisor"))
    page = client.get("/rules/").content.decode()

    for label, *_ in STEPS.values():
        assert f"{label}通报" in page
    for words in ("确认快照", "退回快照", "放行检查提示"):
        assert words in page


def test_each_step_of_a_notice_says_who_and_what_it_needs():
    assert set(rules.NEEDED) == set(STEPS)
    assert all(row["who"] and row["needs"] for row in rules.papers())
