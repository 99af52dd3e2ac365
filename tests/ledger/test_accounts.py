"""Accounts, roles, logins: who makes them, what ends a session, what is throttled."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from ledger.accounts import change_account, create_account, grant, revoke
from ledger.models import AccessEntry, JournalEntry, Membership, User
from ledger.refusals import Forbidden, Refusal
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db
PASSWORD = "zhuangyuan-7"


@pytest.fixture
def organization():
    return make_organization()


@pytest.fixture
def sysadmin(organization):
    return make_member(organization, "system_admin")


@pytest.fixture
def secadmin(organization):
    return make_member(organization, "security_admin")


def new_account(organization, **values):
    plain = {"username": "xinren", "name": "新人", "post": "干部", "personnel_number": "N1"}
    return User(organization=organization, **{**plain, **values})


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, user, password=PASSWORD):
    return client.post(reverse("ledger:login"), {"username": user.username, "password": password})


def test_system_admin_makes_accounts_and_the_journal_has_no_password(organization, sysadmin):
    user = create_account(new_account(organization), PASSWORD, actor=sysadmin)

    entry = JournalEntry.objects.get()
    assert user.check_password(PASSWORD)
    assert (entry.action, entry.role, entry.label) == ("create", "system_admin", str(user))
    assert "password" not in entry.changes


def test_security_admin_makes_no_accounts(organization, secadmin):
    with pytest.raises(Forbidden):
        create_account(new_account(organization), PASSWORD, actor=secadmin)


def test_system_admin_gives_no_roles(organization, sysadmin):
    with pytest.raises(Forbidden):
        grant(make_user(organization), organization, "office", actor=sysadmin)


def test_admins_of_another_organization_may_nothing(organization):
    for role in ("system_admin", "security_admin"):
        stranger = make_member(make_organization(), role)
        with pytest.raises(Forbidden):
            create_account(new_account(organization), PASSWORD, actor=stranger)
        with pytest.raises(Forbidden):
            grant(make_user(organization), organization, "office", actor=stranger)


def test_security_admin_gives_no_role_to_himself(organization, secadmin):
    with pytest.raises(Forbidden):
        grant(secadmin, organization, "office", actor=secadmin)


def test_administrators_hold_no_other_role(organization, secadmin, sysadmin):
    with pytest.raises(Refusal) as refusal:
        grant(sysadmin, organization, "office", actor=secadmin)

    assert "不得兼任其他角色" in "".join(refusal.value.errors)


def test_weak_password_is_refused_with_its_reason(organization, sysadmin):
    with pytest.raises(Refusal) as refusal:
        create_account(new_account(organization), "12345678", actor=sysadmin)

    assert all(text.startswith("密码：") for text in refusal.value.errors)
    assert not User.objects.filter(username="xinren").exists()


def test_second_active_account_of_one_person_is_refused(organization, sysadmin):
    person = make_user(organization)
    second = new_account(organization, personnel_number=person.personnel_number)

    with pytest.raises(Refusal) as refusal:
        create_account(second, PASSWORD, actor=sysadmin)

    assert "此人员编号已有启用的账号。" in "".join(refusal.value.errors)


@pytest.mark.parametrize("act", ["grant", "revoke", "password", "deactivate"])
def test_what_an_account_may_do_changes_and_its_session_ends(
    act, client, organization, sysadmin, secadmin
):
    department = make_department(organization)
    user = with_password(make_member(organization, "handler", department))
    log_in(client, user)
    before = client.get("/").status_code
    acts = {
        "grant": lambda: grant(user, organization, "head", department, actor=secadmin),
        "revoke": lambda: revoke(user.memberships.get(), actor=secadmin),
        "password": lambda: change_account(user, {}, actor=sysadmin, password="xin-mima-88"),
        "deactivate": lambda: change_account(user, {"is_active": False}, actor=sysadmin),
    }

    acts[act]()

    assert before == 200
    assert client.get("/").status_code == 302


def test_revoked_role_counts_no_longer_and_is_kept(organization, secadmin):
    user = make_member(organization, "office")

    row = revoke(user.memberships.get(), actor=secadmin)

    assert row.revoked_by == secadmin
    assert list(Membership.objects.in_force().filter(user=user)) == []
    with pytest.raises(Refusal):
        revoke(row, actor=secadmin)


def test_login_and_failure_are_in_the_access_log(client, organization):
    user = with_password(make_member(organization, "office"))

    failed = log_in(client, user, "cuo")
    log_in(client, user)

    assert "请输入一个正确的" in failed.content.decode() or "密码" in failed.content.decode()
    actions = list(AccessEntry.objects.order_by("pk").values_list("action", "username"))
    assert actions == [("login_failed", user.username), ("login", user.username)]


def test_wrong_passwords_are_throttled_for_that_account_and_address(client, organization, settings):
    settings.AXES_FAILURE_LIMIT = 3
    user, other = (with_password(make_member(organization, "office")) for _ in range(2))

    answers = [log_in(client, user, "cuo").status_code for _ in range(3)]
    locked = log_in(client, user)
    elsewhere = client.post(
        reverse("ledger:login"),
        {"username": user.username, "password": PASSWORD},
        REMOTE_ADDR="10.9.9.9",
    )
    client.logout()

    assert answers[-1] == 429
    assert locked.status_code == 429
    assert "密码输错次数太多" in locked.content.decode()
    assert elsewhere.status_code == 302
    assert log_in(client, other).status_code == 302


def test_password_of_a_final_sign_off_is_throttled_too(client, organization, settings):
    settings.AXES_FAILURE_LIMIT = 3
    measure = make_measure(make_task(make_inspection(organization)))
    secretary = with_password(make_member(organization, "secretary"))
    client.force_login(secretary)
    data = {"version": 1, "password": "cuo"}
    url = f"{measure.task.get_absolute_url()}sign_off/"

    answers = [client.post(url, data).status_code for _ in range(4)]

    assert answers[0] == 403
    assert answers[-1] == 429


def test_login_leads_back_to_the_page_asked_for_and_nowhere_else(client, organization):
    user = with_password(make_member(organization, "office"))
    data = {"username": user.username, "password": PASSWORD}

    inside = client.post(reverse("ledger:login"), {**data, "next": "/rules/"})
    client.logout()
    outside = client.post(reverse("ledger:login"), {**data, "next": "//elsewhere.example/"})

    assert (inside["Location"], outside["Location"]) == ("/rules/", "/")


def test_account_without_a_role_is_told_whom_to_ask(client, organization):
    client.force_login(make_user(organization))

    page = client.get("/").content.decode()

    assert "你的账号还没有角色" in page


def test_denial_is_in_the_access_log(client, organization):
    user = make_member(organization, "handler", make_department(organization))
    inspection = make_inspection(organization)
    client.force_login(user)

    response = client.get(reverse("reports:journal", args=[inspection.pk]))

    assert response.status_code == 403
    assert AccessEntry.objects.filter(action="denied", user=user).count() == 1


def test_admin_form_makes_an_account(client, organization, sysadmin):
    client.force_login(sysadmin)
    data = {
        "organization": organization.pk,
        "username": "xinren",
        "name": "新人",
        "post": "干部",
        "personnel_number": "N1",
        "is_active": "on",
        "new_password": PASSWORD,
    }

    without = client.post("/admin/ledger/user/add/", {**data, "new_password": ""})
    response = client.post("/admin/ledger/user/add/", data)

    assert "请为新账号设置密码" in without.content.decode()
    assert response.status_code == 302
    assert User.objects.get(username="xinren").check_password(PASSWORD)
    assert JournalEntry.objects.get().role == "system_admin"


def test_admin_form_grants_and_revokes_a_role(client, organization, secadmin):
    user = make_user(organization)
    client.force_login(secadmin)
    data = {"user": user.pk, "organization": organization.pk, "role": "office", "department": ""}

    granted = client.post("/admin/ledger/membership/add/", data)
    row = user.memberships.get()
    revoked = client.post(
        "/admin/ledger/membership/",
        {"action": "revoke_selected", "_selected_action": [row.pk]},
    )

    row.refresh_from_db()
    assert (granted.status_code, revoked.status_code) == (302, 302)
    assert row.revoked_by == secadmin
    assert list(JournalEntry.objects.order_by("sequence").values_list("action", flat=True)) == [
        "grant",
        "revoke",
    ]


def test_admin_pages_keep_the_duties_apart(client, organization, sysadmin, secadmin):
    answers = {}
    for user in (sysadmin, secadmin):
        client.force_login(user)
        for model in ("user", "membership", "department"):
            response = client.get(f"/admin/ledger/{model}/add/")
            answers[user.memberships.get().role, model] = response.status_code

    assert answers == {
        ("system_admin", "user"): 200,
        ("system_admin", "membership"): 403,
        ("system_admin", "department"): 200,
        ("security_admin", "user"): 403,
        ("security_admin", "membership"): 200,
        ("security_admin", "department"): 403,
    }


def test_admin_shows_nothing_of_another_organization(client, sysadmin):
    stranger = make_user(make_organization())
    client.force_login(sysadmin)

    page = client.get("/admin/ledger/user/").content.decode()
    response = client.get(f"/admin/ledger/user/{stranger.pk}/change/")

    assert stranger.username not in page
    assert response.status_code == 302  # Django's own way of saying that it is not there


def test_create_admins_starts_an_installation_once(capsys):
    call_command("create_admins", "--organization", "某单位", "--json")
    made = json.loads(capsys.readouterr().out)

    with pytest.raises(SystemExit) as again:
        call_command("create_admins", "--organization", "另一单位")

    assert [row["username"] for row in made] == ["sysadmin", "secadmin", "auditor"]
    assert again.value.code == 1
    assert User.objects.get(username="sysadmin").check_password(made[0]["password"])
    assert set(Membership.objects.in_force().values_list("role", flat=True)) == {
        "system_admin",
        "security_admin",
        "auditor",
    }


def test_create_admins_refuses_a_name_that_will_not_do():
    with pytest.raises(SystemExit) as stop:
        call_command("create_admins", "--organization", " ")

    assert stop.value.code == 2
    assert User.objects.count() == 0


@pytest.mark.parametrize("kind", ["user", "department", "organization"])
def test_stale_admin_form_overwrites_nothing_and_may_then_be_saved(
    kind, client, organization, sysadmin
):
    row, data, field = {
        "user": lambda: (
            with_password(make_user(organization, name="甲")),
            {"name": "甲", "post": "干部", "personnel_number": "N7", "is_active": "on"},
            "post",
        ),
        "department": lambda: (
            make_department(organization, name="一处"),
            {"name": "一处", "order": "1"},
            "name",
        ),
        "organization": lambda: (organization, {"name": "甲单位", "short_name": "甲"}, "name"),
    }[kind]()
    url = reverse(f"admin:ledger_{kind}_change", args=[row.pk])
    client.force_login(sysadmin)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(url).content.decode())[1]

    first = client.post(url, {**data, "seen": seen, field: "先改的"})
    stale = client.post(url, {**data, "seen": seen, field: "后改的"})
    row.refresh_from_db()
    kept = getattr(row, field)
    fresh = re.search(r'name="seen" value="(\w+)"', stale.content.decode())[1]
    again = client.post(url, {**data, "seen": fresh, field: "后改的"})

    assert (first.status_code, stale.status_code, again.status_code) == (302, 200, 302)
    assert kept == "先改的"
    assert "现在是“先改的”" in stale.content.decode()
    row.refresh_from_db()
    assert getattr(row, field) == "后改的"
