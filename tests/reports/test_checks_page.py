"""The page of the hints: who reads them, who puts them aside, when they come back."""

import json

import pytest
from django.core.management import call_command

from ledger.models import JournalEntry
from measures.models import Measure
from reports.checks.finding import find
from reports.models import HintDismissal
from tests.factories import make_member
from tests.reports.hinted import PLANTED, Ledger, set_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger():
    return Ledger()


def url(ledger, tail=""):
    return f"/inspections/{ledger.inspection.pk}/checks/{tail}"


def seen(ledger, place=0):
    """What the form of a hint carries."""
    hint = find(ledger.inspection)[place]
    return {"code": hint.code, "subject": hint.subject, "digest": hint.digest}


def dismissed_by(client, user, ledger, **values):
    """The answer to a post by ``user``, for the first hint unless told otherwise."""
    client.force_login(user)
    data = {"reason": "2 万元已核销，见会议纪要", **seen(ledger), **values}
    return client.post(url(ledger, "dismiss/"), data)


def text_of(response):
    return response.content.decode()


def test_page_shows_each_hint_with_reason_and_rows(ledger, client):
    PLANTED["amounts"](ledger)
    client.force_login(ledger.secretary)

    page = text_of(client.get(url(ledger)))

    assert "应收 200 万元、实收 198 万元，相差 2 万元" in page
    assert ledger.measures[0].get_absolute_url() in page
    assert "只作提示，不是结论" in page
    assert "确认排除" not in page  # the secretary reads


def test_page_of_a_clean_ledger_says_so(ledger, client):
    client.force_login(ledger.office)

    assert "没有疑点" in text_of(client.get(url(ledger)))


@pytest.mark.parametrize(
    ("role", "status"),
    [("office", 200), ("secretary", 200), ("supervisor", 200), ("lead", 403), ("auditor", 404)],
)
def test_page_is_for_those_who_look_into_it(role, status, ledger, client):
    client.force_login(make_member(ledger.inspection.organization, role))

    assert client.get(url(ledger)).status_code == status


def test_page_shows_one_check_alone(ledger, client):
    for code in ("amounts", "no_review"):
        PLANTED[code](ledger)
    client.force_login(ledger.office)

    page = text_of(client.get(url(ledger, "?check=no_review")))

    assert "没有定复核日期" in page
    assert "相差 2 万元" not in page


@pytest.mark.parametrize("query", ["?check=x", "?aside=2", "?page=0", "?page=9", "?other=1"])
def test_address_that_asks_for_what_is_not_there_is_refused(query, ledger, client):
    client.force_login(ledger.office)

    assert client.get(url(ledger, query)).status_code == 400


def test_many_hints_are_paged(ledger, client):
    for measure in (*ledger.measures, *(ledger.finished(number) for number in range(12, 24))):
        set_to(measure, kind="long_term", state="in_progress")
    client.force_login(ledger.office)

    first, second = (text_of(client.get(url(ledger, f"?page={page}"))) for page in (1, 2))

    assert first.count("没有定复核日期。") == 20
    assert second.count("没有定复核日期。") == 4


def test_office_puts_a_hint_aside_with_its_reason_in_the_journal(ledger, client):
    PLANTED["amounts"](ledger)

    response = dismissed_by(client, ledger.office, ledger)

    entry = JournalEntry.objects.get()
    assert response.status_code == 302
    assert (entry.action, entry.role, entry.comment) == (
        "dismiss",
        "office",
        "2 万元已核销，见会议纪要",
    )
    assert "没有疑点" in text_of(client.get(url(ledger)))
    aside = text_of(client.get(url(ledger, "?aside=1")))
    assert f"{ledger.office.name} " in aside
    assert "理由：2 万元已核销，见会议纪要" in aside
    assert "排除提示" in text_of(client.get(f"/inspections/{ledger.inspection.pk}/journal/"))


def test_hint_comes_back_when_its_facts_change(ledger, client):
    measure = PLANTED["amounts"](ledger)[0]
    dismissed_by(client, ledger.office, ledger)
    ledger.tell(measure, "复核后应收会费200万元，实收190万元。")

    page = text_of(client.get(url(ledger)))

    assert "相差 10 万元" in page
    assert "情况有变，重新提示" in page
    assert "当时的理由：2 万元已核销" in page


def test_hint_stays_aside_while_other_things_change(ledger, client):
    measure = PLANTED["amounts"](ledger)[0]
    dismissed_by(client, ledger.office, ledger)
    ledger.tell(measure, "会费票据全部归档。")
    Measure.objects.filter(pk=measure.pk).update(text="换了说法", version=2)

    assert [bool(hint.dismissal) for hint in find(ledger.inspection)] == [True]


def test_hint_about_the_signing_is_left_to_the_supervisor(ledger, client):
    PLANTED["hasty"](ledger)

    office = dismissed_by(client, ledger.office, ledger)
    supervisor = dismissed_by(client, ledger.supervisor, ledger)

    assert (office.status_code, supervisor.status_code) == (403, 302)
    assert "请派驻纪检监察组核实后排除" in text_of(office)
    assert JournalEntry.objects.get().role == "supervisor"


def test_nobody_puts_aside_what_is_about_their_own_work(ledger, client):
    PLANTED["same_file"](ledger)
    person = ledger.handlers[0]
    person.memberships.create(organization=ledger.inspection.organization, role="office")

    response = dismissed_by(client, person, ledger)

    assert response.status_code == 403
    assert "涉及你本人办理的事项" in text_of(response)
    assert not HintDismissal.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "heads"])
def test_others_put_nothing_aside(who, ledger, client):
    PLANTED["amounts"](ledger)
    person = getattr(ledger, who)
    person = person[0] if isinstance(person, list) else person

    assert dismissed_by(client, person, ledger).status_code == 403
    assert not HintDismissal.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501, "a\x00b", "a\u202eb"])
def test_reason_that_is_none_is_refused_beside_its_hint(reason, ledger, client):
    PLANTED["amounts"](ledger)

    response = dismissed_by(client, ledger.office, ledger, reason=reason)

    assert response.status_code == 400
    assert "相差 2 万元" in text_of(response)
    assert 'href="?' not in text_of(response)  # the address of the post takes no GET
    assert not JournalEntry.objects.exists()


def test_hint_whose_facts_changed_meanwhile_is_shown_as_it_is_with_what_was_typed(ledger, client):
    measure = PLANTED["amounts"](ledger)[0]
    old = seen(ledger)
    ledger.tell(measure, "复核后应收会费200万元，实收190万元。")

    stale = dismissed_by(client, ledger.office, ledger, **old)

    page = text_of(stale)
    assert stale.status_code == 409
    assert "相差 10 万元" in page
    assert "2 万元已核销，见会议纪要" in page
    assert find(ledger.inspection)[0].digest in page  # the next post is about what is shown
    assert not HintDismissal.objects.exists()


def test_hint_that_is_gone_keeps_what_was_typed(ledger, client):
    measure = PLANTED["no_review"](ledger)[0]
    old = seen(ledger)
    set_to(measure, kind="by_deadline")
    client.force_login(ledger.office)

    response = client.post(url(ledger, "dismiss/"), {"reason": "已补", **old})

    assert response.status_code == 409
    assert '你刚才填写的理由：<span class="pre">已补</span>' in text_of(response)


def test_form_posted_twice_has_one_effect(ledger, client):
    PLANTED["amounts"](ledger)
    key = {"once": "5c9e6d3e-8b1b-4b43-9f3a-1f6d5c1f0a11"}

    answers = [dismissed_by(client, ledger.office, ledger, **key).status_code for _ in range(2)]
    other = dismissed_by(client, ledger.supervisor, ledger)

    assert answers == [302, 302]
    assert other.status_code == 409
    assert f"已由{ledger.office.name}排除" in text_of(other)
    assert JournalEntry.objects.count() == 1


def test_dismissal_is_answered_in_json_and_told_by_the_command(ledger, client, capsys):
    PLANTED["amounts"](ledger)
    client.force_login(ledger.office)
    data, asked = {"reason": "已核销", **seen(ledger)}, {"accept": "application/json"}

    done = client.post(url(ledger, "dismiss/"), data, headers=asked)
    again = client.post(url(ledger, "dismiss/"), data, headers=asked)
    call_command("check_ledger", "--hints", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert done.json() == {"id": HintDismissal.objects.get().pk, "check": "amounts"}
    assert (again.status_code, again.json()["code"]) == (409, "hint_dismissed")
    assert (answer["open"], answer["dismissed"]) == (0, 1)
    assert answer["hints"][0]["dismissed"]["reason"] == "已核销"


def test_closed_ledger_is_only_read(ledger, client):
    PLANTED["amounts"](ledger)
    rows = type(ledger.inspection).objects.filter(pk=ledger.inspection.pk)
    now = ledger.measures[0].signatures.first().at
    closing = {"closing_asked_at": now, "closed_at": now}
    rows.update(closing_asked_by=ledger.office, closed_by=ledger.secretary, **closing)

    response = dismissed_by(client, ledger.office, ledger)

    assert response.status_code == 409
    assert "确认排除" not in text_of(client.get(url(ledger)))


def test_settings_page_leads_to_the_hints_for_those_who_may_read_them(ledger, client):
    settings = f"/inspections/{ledger.inspection.pk}/settings/"
    client.force_login(ledger.office)
    office = text_of(client.get(settings))
    client.force_login(ledger.heads[0])
    head = text_of(client.get(settings))

    assert url(ledger) in office
    assert url(ledger) not in head
