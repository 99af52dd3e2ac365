"""What goes wrong outside a view is answered like a refusal."""

import json

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from tests.factories import make_inspection, make_member, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    """Somebody logged in, who is shown error pages as browsers are."""
    client.force_login(make_member(make_organization(), "office"))
    client.raise_request_exception = False
    return client


def fail(error):
    """A reading of the session that ends in ``error``."""

    def load(self):
        raise error

    return load


def test_database_gone_before_the_view_is_503_with_its_sentence(visitor, monkeypatch):
    monkeypatch.setattr(SessionStore, "load", fail(OperationalError("gone")))

    response = visitor.get("/", headers={"accept": "application/json"})

    body = json.loads(response.content)
    assert (response.status_code, body["code"]) == (503, "unavailable")
    assert body["message"] == "系统暂时不能办理，内容没有保存，请稍后再试。"
    assert visitor.get("/").status_code == 503


def test_defect_is_500_and_betrays_nothing(visitor, monkeypatch):
    monkeypatch.setattr(SessionStore, "load", fail(ArithmeticError("secret")))

    response = visitor.get("/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "没有预料到的错误" in page
    assert "secret" not in page
    assert response["X-Request-ID"] in page


def test_top_bar_leads_back_to_the_ledger_opened_last(client):
    organization = make_organization()
    older = make_inspection(organization, title="在办的台账")
    make_inspection(organization, title="新建的草稿")
    client.force_login(make_member(organization, "office"))

    first = client.get("/").content.decode()
    client.get(older.get_absolute_url())
    then = client.get("/").content.decode()
    client.cookies["ledger"] = "x" * 5000
    still = client.get("/")

    assert "新建的草稿" in first
    assert "在办的台账" in then
    assert still.status_code == 200
