"""What was typed into the page of a notice and refused is never lost; what scripts are answered."""

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.models import Inspection, Membership
from reports import checking, drafting, publishing, revising
from reports.models import Notice, NoticeEdit
from reports.notice.passages import seen
from tests.notice.world import CONTACT, World, as_user, passage

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
TYPED = "我写的三百字。"


@pytest.fixture
def world():
    return World(CONTACT)


@pytest.fixture
def notice(world):
    return world.begin()


def url(name, row, *more):
    return reverse(f"reports:{name}", args=[row.pk, *more])


def said(row, text=TYPED, **more):
    return {"key": row.key, "seen": seen(row), "text": text, **more}


def new(row, text=TYPED, **more):
    return {"after": row.key, "kind": "text", "text": text, **more}


def submitted(world, notice):
    publishing.submit(notice, actor=world.other, version=1)


def closed(world, notice):
    now = timezone.now()
    asked = {"closing_asked_at": now, "closing_asked_by": world.other}
    rows = Inspection.objects.filter(pk=world.inspection.pk)
    rows.update(closed_at=now, closed_by=world.secretary, **asked)


def moved_away(world, notice):
    Membership.objects.filter(user=world.office).update(role="secretary")


@pytest.mark.parametrize(
    ("happened", "status"), [(submitted, 409), (closed, 409), (moved_away, 403)]
)
@pytest.mark.parametrize("name", ["save_passage", "add_passage"])
def test_words_are_shown_back_where_there_is_no_box_for_them(name, happened, status, world, notice):
    row = passage(notice, "text")
    client = as_user(world.office)
    happened(world, notice)
    answer = client.post(url(name, notice), {**said(row), **new(row)})

    assert answer.status_code == status
    assert [text for _, text in answer.context["lost"]] == [TYPED]
    assert TYPED in answer.content.decode()
    assert NoticeEdit.objects.count() == 1


def test_the_heading_of_a_passage_that_is_gone_is_shown_back(world, notice):
    row = passage(notice, "point")
    revising.remove_passage(notice, row.key, actor=world.other, shown=seen(row))
    answer = as_user(world.office).post(url("save_passage", notice), said(row, lead="我的小标题。"))

    assert answer.context["lost"] == [("小标题", "我的小标题。"), ("内容", TYPED)]


def test_the_reason_for_a_finding_that_is_gone_is_shown_back(world, notice):
    row = passage(notice, "text")
    revising.save_text(notice, row.key, row.text + "目前好。", actor=world.office, shown=seen(row))
    found = checking.open_findings(notice)[0]
    revising.save_text(
        notice, row.key, row.text, actor=world.office, shown=seen(passage(notice, "text"))
    )
    data = {"digest": found.digest, "reason": "我写的一长段理由"}
    answer = as_user(world.other).post(url("waive_finding", notice), data)

    assert answer.status_code == 409
    assert answer.context["lost"] == [("放行的理由", "我写的一长段理由")]


def test_the_comment_of_a_step_that_is_taken_is_shown_back(world, notice):
    submitted(world, notice)
    data = {"version": 1, "comment": "请书记审阅"}
    answer = as_user(world.office).post(url("notice_act", notice, "submit"), data)

    assert answer.status_code == 409
    assert answer.context["lost"] == [("意见", "请书记审阅")]


def test_nothing_is_lost_while_its_box_is_there(world, notice):
    row = passage(notice, "text")
    revising.save_text(notice, row.key, "别人的。", actor=world.other, shown=seen(row))
    client = as_user(world.office)

    assert client.post(url("save_passage", notice), said(row)).context["lost"] == []
    assert client.post(url("add_passage", notice), new(row, "")).context["lost"] == []
    assert client.get(notice.get_absolute_url()).context["lost"] == []


def test_autosave_tells_version_and_findings(world, notice):
    row = passage(notice, "text")
    client = as_user(world.office)
    slip = f"{row.text}目前好。"
    first = client.post(url("save_passage", notice), said(row, slip), headers=JSON).json()
    again = said(passage(notice, "text"), slip)
    same = client.post(url("save_passage", notice), again, headers=JSON).json()
    other = passage(notice, "point")
    given = {"actor": world.other, "shown": seen(other), "lead": other.lead}
    revising.save_text(notice, other.key, f"{other.text}制度已经印发。", **given)
    last = client.post(
        url("save_passage", notice), {**again, "text": f"{row.text}很好。"}, headers=JSON
    ).json()

    assert (first["version"], first["wrote"]) == (2, True)
    assert "目前" in first["findings"]
    assert f"{notice.get_absolute_url()}waive/" not in first["finds"][row.key]
    assert (same["version"], same["wrote"]) == (2, False)
    assert (last["version"], last["wrote"]) == (4, True)
    assert row.key not in last["finds"]
    step = {"version": last["version"]}
    assert client.post(url("notice_act", notice, "submit"), step).status_code == 302


def test_stale_autosave_is_answered_with_the_passage_as_it_is(world, notice):
    row = passage(notice, "point")
    revising.save_text(
        notice, row.key, "别人的。", actor=world.other, shown=seen(row), lead="新的。"
    )
    answer = as_user(world.office).post(url("save_passage", notice), said(row), headers=JSON)

    now = passage(notice, "point")
    fresh = answer.json()["fresh"]
    assert answer.status_code == 409
    assert (fresh["lead"], fresh["text"], fresh["seen"]) == ("新的。", "别人的。", seen(now))
    assert "别人的。" in fresh["html"]


def test_a_passage_is_added_once_however_often_it_is_posted(world, notice):
    row = passage(notice, "text")
    client = as_user(world.office)
    key = client.get(notice.get_absolute_url()).context["add"]["once"].value()
    answers = [
        client.post(url("add_passage", notice), new(row, "同一段。", once=key)) for _ in range(2)
    ]
    other = client.post(url("add_passage", notice), new(row, "另一段。", once=key))

    texts = [one.text for one in drafting.passages_of(notice)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert texts.count("同一段。") == 1
    assert other.status_code == 409
    assert "另一段。" in other.content.decode()
    assert key not in other.content.decode()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("add_passage", {"kind": "text", "text": "好。"}, {"kind": "text", "text": ""}),
        ("bind_notice", {"dated": "2099-01-01"}, {"dated": "不是日期"}),
        ("move_passage", {"way": "down"}, {"way": "across"}),
        ("remove_passage", {}, {"seen": ""}),
    ],
)
def test_edits_answer_scripts_as_json(name, good, bad, world, notice):
    row = passage(notice, "text")
    rows = drafting.passages_of(notice)
    given = {
        "after": row.key,
        "previous": rows[[one.key for one in rows].index(row.key) - 1].key,
        "snapshot": world.snapshot.pk,
        "shown": revising.bound_to(notice),
        **said(row),
    }
    client = as_user(world.office)
    refused = client.post(url(name, notice), given | bad, headers=JSON)
    done = client.post(url(name, notice), given | good, headers=JSON)

    assert (refused.status_code, refused.json()["code"]) == (400, "malformed")
    assert refused.json()["errors"]
    assert (done.status_code, done.json()["version"]) == (200, 2)


def test_beginning_and_waiving_answer_scripts_as_json(world):
    client = as_user(world.office)
    given = {"snapshot": world.snapshot.pk, "dated": world.snapshot.as_of.isoformat()}
    bad = client.post(url("begin_notice", world.inspection), {}, headers=JSON)
    begun = client.post(url("begin_notice", world.inspection), given, headers=JSON)
    notice = Notice.objects.get()
    row = passage(notice, "text")
    revising.save_text(notice, row.key, row.text + "目前好。", actor=world.office, shown=seen(row))
    found = checking.open_findings(notice)[0]
    waiver = {"digest": found.digest, "reason": "引文"}
    waived = as_user(world.other).post(url("waive_finding", notice), waiver, headers=JSON)

    assert (bad.status_code, bad.json()["code"]) == (400, "malformed")
    assert begun.json() == {"id": notice.pk, "state": "draft", "version": 1, "attempt": 1}
    assert (waived.status_code, waived.json()["id"]) == (200, notice.pk)


def test_correcting_answers_scripts_as_json(world, notice):
    world.publish(notice)
    client = as_user(world.office)
    bad = client.post(url("correct_notice", notice), {}, headers=JSON)
    given = {"snapshot": world.snapshot.pk, "dated": world.snapshot.as_of.isoformat()}
    done = client.post(
        url("correct_notice", notice), {**given, "correction": "改了数字"}, headers=JSON
    )

    assert (bad.status_code, bad.json()["code"]) == (400, "malformed")
    assert done.json()["id"] == Notice.objects.get(corrects=notice).pk


def marks(client, *paths):
    """What stands over each page."""
    return [client.get(path).context["mark"] for path in paths]


def test_what_is_not_published_says_so_with_name_and_time(world, notice):
    client = as_user(world.office)
    pages = (
        notice.get_absolute_url(),
        url("notice_versions", notice),
        url("notice", world.inspection),
    )
    before = marks(client, *pages)
    shown = [client.get(page).content.decode() for page in pages]
    publishing.void(notice, actor=world.office, version=1, comment="重来")
    voided = marks(client, *pages[:2])
    other = world.begin()
    world.publish(other)

    assert before == ["草稿"] * 3
    stamp = f"草稿 · {world.office.name} · {timezone.localdate().isoformat()}"
    assert all(stamp in page for page in shown)
    assert voided == ["草稿（已作废）"] * 2
    assert marks(client, other.get_absolute_url()) == [""]


def test_a_published_notice_is_no_draft_at_its_inner_address(world, notice):
    row = world.publish(notice)
    client = as_user(world.office)
    pdf = client.get(url("notice_edition_pdf", notice))
    docx = client.get(url("notice_edition_docx", notice))

    assert pdf.url == reverse("reports:published_version_pdf", args=[row.slug, row.number])
    assert docx.status_code == 200
    assert "%E8%8D%89%E7%A8%BF" not in docx["Content-Disposition"]
