"""A notice goes public by two people, as it was submitted, on figures that two people vouched for."""

import datetime
import hashlib

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger import closing
from ledger.models import JournalEntry, JournalHead, Membership
from ledger.refusals import Refusal
from ledger.verify import verify
from reports import checking, drafting, publishing, revising
from reports.integrity import check
from reports.models import Notice, NoticeEdit, NoticeSignature, Publication, Snapshot
from reports.notice.passages import digest, seen
from reports.notice.versions import replayed
from tests.factories import make_member, make_user
from tests.notice.world import CONTACT, World, as_user, passage, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World(CONTACT)


@pytest.fixture
def notice(world):
    return world.begin()


def submit(notice, actor, version=None, **given):
    version = Notice.objects.get(pk=notice.pk).version if version is None else version
    return publishing.submit(notice, actor=actor, version=version, **given)


def publish(notice, actor, version=None, **given):
    version = Notice.objects.get(pk=notice.pk).version if version is None else version
    given = {"confirmed_at": timezone.now()} | given
    return publishing.publish(notice, actor=actor, version=version, **given)


def published(world, notice):
    submit(notice, world.office)
    return publish(notice, world.secretary)


def refused(act, *args, **given):
    with pytest.raises(Refusal) as found:
        act(*args, **given)
    return found.value.code, found.value.status


def post(user, notice, action, **data):
    fresh = Notice.objects.get(pk=notice.pk)
    address = reverse("reports:notice_act", args=[notice.pk, action])
    return as_user(user).post(address, {"version": fresh.version} | data)


def test_office_submits_and_secretary_publishes(world, notice):
    sent = post(world.office, notice, "submit", comment="请审")
    world.secretary.set_password("一个很长的密码2026")
    world.secretary.save()
    done = post(world.secretary, notice, "publish", password="一个很长的密码2026")

    assert (sent.status_code, done.status_code) == (302, 302)
    row = Publication.objects.get()
    public = Client().get(row.get_absolute_url())
    assert public.status_code == 200
    assert "办事效率不高" in public.content.decode()
    notice.refresh_from_db()
    assert (notice.state, [s.step for s in notice.signatures.all()]) == (
        "published",
        ["submit", "publish"],
    )
    acts = JournalEntry.objects.filter(action__in=["submit_notice", "publish_notice"])
    assert [(e.action, e.object_type) for e in acts.order_by("sequence")] == [
        ("submit_notice", "noticesignature"),
        ("submit_notice", "notice"),
        ("publish_notice", "noticesignature"),
        ("publish_notice", "publication"),
        ("publish_notice", "notice"),
    ]
    assert [fault for fault in verify() if fault.sequence] == []
    assert [fault for fault in check() if fault.check == "publications"] == []


def test_publication_freezes_words_pdf_snapshot_and_journal(world, notice):
    submit(notice, world.office)
    head = JournalHead.objects.get(inspection=world.inspection)
    words = drafting.passages_of(notice)
    row = publish(notice, world.secretary)

    row = Publication.objects.get(pk=row.pk)
    assert row.sha256 == digest(words)
    assert row.pdf_sha256 == hashlib.sha256(bytes(row.pdf)).hexdigest()
    assert row.snapshot_sha256 == world.snapshot.sha256
    assert (row.sequence, row.head) == (head.sequence, head.hash)
    printed = text_of(bytes(row.pdf))
    assert "办事效率不高" in printed
    assert f"快照{world.snapshot.pk}" in printed
    assert row.head[:12] in printed
    assert "草稿" not in printed


@pytest.mark.parametrize("role", ["office", "lead", "supervisor", "handler", "head", "overseer"])
def test_nobody_but_a_secretary_publishes(world, notice, role):
    submit(notice, world.office)
    department = world.task.department if role in ("handler", "head") else None
    other = make_member(world.organization, role, department)

    answered = post(other, notice, "publish", password="x")

    assert answered.status_code in ((404,) if role == "overseer" else (403,))
    assert refused(publish, notice, other) == ("role", 403)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("role", ["secretary", "lead", "supervisor", "handler"])
def test_nobody_but_the_office_submits(world, notice, role):
    department = world.task.department if role == "handler" else None
    other = make_member(world.organization, role, department)

    assert refused(submit, notice, other) == ("role", 403)
    assert NoticeSignature.objects.count() == 0


def both(world, **values):
    """An account that is of the office and the secretary."""
    user = make_member(world.organization, "office", **values)
    Membership.objects.create(user=user, organization=world.organization, role="secretary")
    return user


def test_who_submitted_does_not_publish(world, notice):
    person = both(world)
    submit(notice, person)

    assert refused(publish, notice, person) == ("already_signed", 403)


def test_who_submitted_does_not_publish_by_another_account(world, notice):
    person = make_member(world.organization, "office", personnel_number="P-7")
    submit(notice, person)
    person.is_active = False
    person.save()
    again = make_member(world.organization, "secretary", personnel_number="P-7")

    assert refused(publish, notice, again) == ("already_signed", 403)


def test_submission_needs_a_secretary_who_is_somebody_else(world, notice):
    person = both(world)
    Membership.objects.filter(user=world.secretary).delete()

    assert refused(submit, notice, person) == ("no_next_signer", 409)
    assert Notice.objects.get().state == "draft"


def test_submission_needs_a_confirmed_snapshot(world):
    world.snapshot = world.freeze(confirmed=False)
    notice = world.begin()

    assert refused(submit, notice, world.office) == ("notice_unconfirmed", 409)


def test_open_findings_stop_the_submission_and_are_told(world, notice, monkeypatch):
    class Finding:
        says = "24 项任务与快照不符"

    monkeypatch.setattr(checking, "open_findings", lambda row: [Finding(), Finding()])

    answered = post(world.office, notice, "submit")

    assert answered.status_code == 409
    page = answered.content.decode()
    assert "还有 2 条提示没有处理" in page
    assert "24 项任务与快照不符" in page


def test_stale_page_neither_submits_nor_publishes(world, notice):
    revising.save_text(
        notice,
        passage(notice, "text").key,
        passage(notice, "text").text + "改过。",
        actor=world.other,
        shown=seen(passage(notice, "text")),
    )
    assert refused(submit, notice, world.office, 1) == ("stale", 409)
    submit(notice, world.office)
    assert refused(publish, notice, world.secretary, 2) == ("stale", 409)
    assert refused(publish, notice, world.secretary, 0) == ("malformed", 400)


def test_submitted_notice_is_not_edited(world, notice):
    submit(notice, world.office)
    row = passage(notice, "text")

    answer = refused(revising.save_text, notice, row.key, "改", actor=world.other, shown=seen(row))
    assert answer == ("wrong_state", 409)


def test_publishing_asks_for_the_password(world, notice):
    submit(notice, world.office)
    old = timezone.now() - datetime.timedelta(minutes=6)

    assert refused(publish, notice, world.secretary, confirmed_at=None) == (
        "password_required",
        403,
    )
    assert refused(publish, notice, world.secretary, confirmed_at=old)[0] == "password_required"
    answered = post(world.secretary, notice, "publish", password="不是这个", comment="同意公布")
    assert answered.status_code == 403
    assert "密码不正确" in answered.content.decode()
    assert "同意公布" in answered.content.decode()  # what was typed is kept
    assert not Publication.objects.exists()


def test_words_altered_in_the_database_are_not_published(world, notice, monkeypatch):
    submit(notice, world.office)
    edits = list(NoticeEdit.objects.all())
    edits[0].passages[1]["text"] = "库里改的"
    monkeypatch.setattr(publishing, "passages_of", lambda row: replayed(edits))

    assert refused(publish, notice, world.secretary) == ("notice_altered", 409)


def test_altered_snapshot_stops_submission_and_publishing(world, notice):
    from ledger.triggers import drop_triggers, install_triggers

    submit(notice, world.office)
    data = Snapshot.objects.get().data
    data["figures"][0]["value"] = 999
    drop_triggers()
    try:
        Snapshot.objects.update(data=data)
    finally:
        install_triggers()

    assert refused(publish, notice, world.secretary) == ("snapshot_altered", 409)
    publishing.recall(notice, actor=world.office, version=2)
    assert refused(submit, notice, world.office) == ("snapshot_altered", 409)


def test_recall_is_for_who_submitted_and_opens_the_draft(world, notice):
    submit(notice, world.office)
    assert refused(publishing.recall, notice, actor=world.other, version=2) == (
        "not_submitter",
        403,
    )
    row = publishing.recall(notice, actor=world.office, version=2)

    assert (row.state, row.attempt) == ("draft", 2)
    submit(notice, world.other)
    assert publish(notice, world.secretary).number == 1


def test_sent_back_draft_tells_why_and_may_be_submitted_again(world, notice):
    submit(notice, world.office)
    empty = post(world.secretary, notice, "send_back", comment=" ")
    done = post(world.secretary, notice, "send_back", comment="第二部分太长")

    assert (empty.status_code, done.status_code) == (400, 302)
    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    assert "第二部分太长" in page
    submit(notice, world.office)
    assert publish(notice, world.secretary).number == 1
    assert NoticeSignature.objects.filter(attempt=1, step="publish").count() == 0


def test_void_is_for_drafts_and_frees_the_ledger_for_another(world, notice):
    assert post(world.office, notice, "void", comment="").status_code == 400
    assert post(world.office, notice, "void", comment="改用新快照").status_code == 302
    again = world.begin()
    submit(again, world.office)

    assert refused(publishing.void, again, actor=world.office, version=2, comment="x") == (
        "wrong_state",
        409,
    )


def dated(world, days):
    """A notice that is signed some days after today."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return drafting.begin(world.inspection, world.snapshot, actor=world.office, dated=day)


def test_notice_is_not_published_before_its_date(world, monkeypatch):
    notice = dated(world, 3)
    assert refused(submit, notice, world.office) == ("notice_findings", 409)
    (one,) = checking.open_findings(notice)
    assert one.code == "signed_later"
    checking.waive(notice, one.digest, "三天后公布", actor=world.other)
    submit(notice, world.office)

    assert refused(publish, notice, world.secretary) == ("notice_dated_later", 409)
    assert not Publication.objects.exists()
    later = timezone.now() + datetime.timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert publish(notice, world.secretary).number == 1


def test_correction_is_not_dated_before_its_original(world, notice):
    published(world, notice)
    Notice.objects.update(dated=world.snapshot.as_of + datetime.timedelta(days=2))
    notice.refresh_from_db()
    assert refused(correct, world, notice) == ("notice_dated_before_original", 400)
    given = {"actor": world.office, "dated": notice.dated}
    later = drafting.begin_correction(notice, world.snapshot, "改正", **given)

    given["dated"] = world.snapshot.as_of
    assert refused(revising.bind_anew, later, world.snapshot, **given) == (
        "notice_dated_before_original",
        400,
    )


def take_down(world, notice, comment="内容不宜公开", **given):
    version = Notice.objects.get(pk=notice.pk).version
    given = {"actor": world.secretary, "confirmed_at": timezone.now()} | given
    return publishing.take_down(notice, version=version, comment=comment, **given)


def test_take_down_needs_secretary_reason_and_password(world, notice):
    published(world, notice)

    assert refused(take_down, world, notice, actor=world.office) == ("role", 403)
    assert refused(take_down, world, notice, comment=" ") == ("notice_reason_missing", 400)
    assert refused(take_down, world, notice, confirmed_at=None) == ("password_required", 403)
    assert take_down(world, notice).state == "taken_down"
    assert refused(take_down, world, notice) == ("wrong_state", 409)
    assert [fault for fault in verify() if fault.sequence] == []


def close(world):
    person = make_member(world.organization, "secretary")
    inspection = closing.ask_closing(world.inspection, actor=world.office)
    return closing.close(inspection, actor=person)


def test_ledger_is_not_closed_while_a_notice_is_in_hand(world, notice):
    code, status = refused(closing.ask_closing, world.inspection, actor=world.office)

    assert (code, status) == ("notice_open", 409)
    published(world, notice)
    assert close(world).closed_at


def test_closed_ledger_lets_a_notice_be_taken_down_and_nothing_else(world, notice):
    published(world, notice)
    close(world)

    assert refused(world.begin)[0] == "closed"
    assert take_down(world, notice).state == "taken_down"


def correct(world, notice, words="“24项”应为“23项”"):
    return drafting.begin_correction(
        notice, world.snapshot, words, actor=world.office, dated=world.snapshot.as_of
    )


def test_correction_stands_at_the_same_address_and_says_so(world, notice):
    first = published(world, notice)
    later = correct(world, notice)
    second = published(world, later)

    assert (first.slug, first.number, second.slug, second.number) == (first.slug, 1, first.slug, 2)
    day = timezone.localdate(first.published_at)
    says = f"本通报更正{day.year}年{day.month}月{day.day}日公布的版本：“24项”应为“23项”。"
    assert says in text_of(bytes(second.pdf))
    page = Client().get(second.get_absolute_url()).content.decode()
    assert says in page
    old = Client().get(reverse("reports:published_version", args=[first.slug, 1]))
    assert old.status_code == 200
    assert "更正版代替" in old.content.decode()
    assert [fault for fault in verify() if fault.sequence] == []


def test_voided_correction_makes_room_for_another(world, notice):
    published(world, notice)
    first = correct(world, notice)
    publishing.void(first, actor=world.office, version=1, comment="写错了")
    second = correct(world, notice)

    assert published(world, second).number == 2
    assert refused(correct, world, notice) == ("malformed", 400)


def test_journal_moved_on_while_the_pdf_is_made_does_not_stop_publishing(
    world, notice, monkeypatch
):
    submit(notice, world.office)
    made = publishing.printing.notice_pdf

    def slow(*args, **given):
        world.freeze(confirmed=False)
        return made(*args, **given)

    monkeypatch.setattr(publishing.printing, "notice_pdf", slow)
    row = publish(notice, world.secretary)

    assert (
        JournalEntry.objects.get(sequence=row.sequence, head__inspection=world.inspection).hash
        == row.head
    )


def test_notice_recalled_while_the_pdf_is_made_is_not_published(world, notice, monkeypatch):
    submit(notice, world.office)

    def slow(*args, **given):
        publishing.recall(notice, actor=world.office, version=2)
        return b"%PDF"

    monkeypatch.setattr(publishing.printing, "notice_pdf", slow)

    assert refused(publish, notice, world.secretary) == ("stale", 409)
    assert not Publication.objects.exists()


def test_secretary_demoted_while_the_pdf_is_made_does_not_publish(world, notice, monkeypatch):
    submit(notice, world.office)

    def slow(*args, **given):
        Membership.objects.filter(user=world.secretary).delete()
        return b"%PDF"

    monkeypatch.setattr(publishing.printing, "notice_pdf", slow)

    assert refused(publish, notice, world.secretary) == ("role", 403)
    assert Notice.objects.get().state == "submitted"


def test_stranger_learns_nothing_of_a_notice(world, notice):
    stranger = make_user(world.organization)

    assert post(stranger, notice, "publish").status_code == 404
    assert post(world.office, notice, "explode").status_code == 404


def test_office_demoted_while_the_checks_run_does_not_submit(world, notice, monkeypatch):
    def slow(row):
        Membership.objects.filter(user=world.office).delete()
        return []

    monkeypatch.setattr(checking, "open_findings", slow)

    assert refused(submit, notice, world.office) == ("role", 403)
    assert Notice.objects.get().state == "draft"


@pytest.mark.parametrize("comment", ["a\x00b", "a\u202eb", "\u200b\u200d", "长" * 600])
@pytest.mark.parametrize("action", ["submit", "void"])
def test_bad_comments_are_refused_in_words_and_change_nothing(world, notice, action, comment):
    answered = post(world.office, notice, action, comment=comment)

    assert answered.status_code == 400
    assert "Traceback" not in answered.content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.version) == ("draft", 1)


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 400, "1.5"])
def test_bad_versions_are_refused(world, notice, version):
    assert post(world.office, notice, "submit", version=version).status_code == 400
    assert Notice.objects.get().state == "draft"
