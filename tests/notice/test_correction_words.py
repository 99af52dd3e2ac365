"""The sentence that says what was corrected: checked, edited, signed and shown like every other."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.models import JournalEntry
from ledger.refusals import Refusal
from reports import checking, drafting, publishing, revising, vouched
from reports.models import Notice, NoticeEdit
from reports.notice.passages import changed, digest, seen
from reports.notice.versions import compared
from reports.views.notice_edition import DRAFT
from tests.factories import make_task
from tests.notice.world import CONTACT, World, as_user, passage, text_of, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World(CONTACT)


@pytest.fixture
def first(world):
    return world.publish(world.begin())


def correct(world, first, words="“24项”应为“23项”"):
    given = {"actor": world.office, "dated": world.snapshot.as_of}
    return drafting.begin_correction(first.notice, world.snapshot, words, **given)


def say(world, notice, words, actor=None):
    row = passage(notice, "correction")
    given = {"actor": actor or world.office, "shown": seen(row)}
    return revising.save_text(notice, row.key, words, **given)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("张三同志反映的数字有误", "person_name"),
        ("来电13800000000反映的数字有误", "phone"),
        ("去年的数字有误", "relative_date"),
        ("“3月2日”写错,现改正", "half_width"),
        ("删去内部原文所说的办理程序十分复杂等内容", "withheld"),
        ("“巡查组”应为“巡察组”", "slip"),
    ],
)
def test_words_are_checked_and_the_finding_leads_to_them(words, code, world, first):
    inner = {"text": "内部原文所说的办理程序十分复杂", "disclosure": "party"}
    make_task(world.inspection, problem=world.problem, number=7, **inner)
    world.snapshot = world.freeze()
    notice = correct(world, first, words)

    (one,) = [one for one in checking.open_findings(notice) if one.code == code]
    row = passage(notice, "correction")
    assert one.key == row.key
    assert one.quote in words
    with pytest.raises(Refusal) as refused:
        world.publish(notice)
    assert refused.value.code == "notice_findings"
    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    assert f'href="#{row.key}"' in page and f'id="{row.key}"' in page


def test_wrong_figures_that_it_names_are_no_finding(world, first):
    notice = correct(world, first, "整改任务“24项”应为“1项”，“3月9日”应为“3月2日”")

    assert checking.open_findings(notice) == []


def test_it_is_edited_in_the_draft_and_journaled_with_old_and_new_words(world, first):
    notice = correct(world, first)
    fresh, _ = say(world, notice, "整改任务的数字有误，已改正", world.other)

    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.action, entry.actor) == ("text_notice", world.other)
    assert entry.changes["correction"] == ["“24项”应为“23项”", "整改任务的数字有误，已改正"]
    assert fresh.sha256 == digest(drafting.passages_of(notice))
    change = compared(drafting.passages_of(notice, 1), drafting.passages_of(notice))
    assert [one.passage.called for one in change] == ["更正说明"]
    row = world.publish(notice)
    told = Client().get(row.get_absolute_url()).content.decode()
    assert told.count("整改任务的数字有误，已改正。") == 2
    assert "“24项”应为“23项”" not in told
    assert "整改任务的数字有误，已改正。" in text_of(bytes(row.pdf))


@pytest.mark.parametrize("words", ["", "更" * 501])
def test_it_is_neither_empty_nor_longer_than_it_may_be(words, world, first):
    notice = correct(world, first)
    with pytest.raises(Refusal) as refused:
        say(world, notice, words)

    assert refused.value.code == "malformed"
    assert Notice.objects.get(pk=notice.pk).correction == "“24项”应为“23项”"


def test_it_is_neither_moved_nor_taken_out_nor_followed(world, first):
    notice = correct(world, first)
    row = passage(notice, "correction")
    acts = [
        lambda: revising.remove_passage(notice, row.key, actor=world.office, shown=seen(row)),
        lambda: revising.add_passage(notice, row.key, "text", "新的一段。", actor=world.office),
        lambda: revising.add_passage(notice, "p2", "correction", "又一句。", actor=world.office),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "passage_framed"
    revising.move_passage(notice, row.key, True, actor=world.office)
    assert NoticeEdit.objects.filter(notice=notice).count() == 1


def test_signatures_cover_it_and_what_is_told_is_what_was_signed(world, first):
    notice = correct(world, first)
    publishing.submit(notice, actor=world.office, version=version_of(notice))
    passages = drafting.passages_of(notice)
    covered = notice.signatures.get().evidence[0]["sha256"]
    assert covered == digest(passages)
    assert covered != digest(changed(passages, "correction", text="别的话"))
    given = {"actor": world.secretary, "confirmed_at": timezone.now()}
    row = publishing.publish(notice, version=version_of(notice), **given)
    Notice.objects.filter(pk=notice.pk).update(correction="别的话")

    assert list(vouched.publications()) == []
    told = Client().get(row.get_absolute_url()).content.decode()
    assert "应为“23项”" in told and "别的话" not in told


def test_correction_published_before_its_words_were_a_passage_is_told_as_it_was(world, first):
    notice = older(world, first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.publishable.check_findings", lambda row, code: None)
        row = world.publish(notice)

    assert list(vouched.publications()) == []
    assert "应为“23项”" in Client().get(row.get_absolute_url()).content.decode()
    assert "应为“23项”" in text_of(bytes(row.pdf))


def older(world, first):
    """A correction that was begun when its words were no passage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.drafting.correcting", lambda passages, words: passages)
        return correct(world, first)


def test_draft_begun_before_is_told_how_to_come_by_the_passage(world, first):
    notice = older(world, first)
    (one,) = checking.open_findings(notice)
    assert (one.code, one.title) == ("correction", "更正说明")
    revising.bind_anew(notice, world.snapshot, actor=world.office, dated=notice.dated)

    notice = Notice.objects.get(pk=notice.pk)
    assert passage(notice, "correction").text == "“24项”应为“23项”"
    assert checking.open_findings(notice) == []


def test_second_correction_says_its_own_words_alone(world, first):
    second = world.publish(correct(world, first))
    third = correct(world, second, "落款日期有误，已改正")

    words = [row.text for row in drafting.passages_of(third) if row.kind == "correction"]
    assert words == ["落款日期有误，已改正"]


def test_page_and_draft_show_the_sentence_where_it_will_be_printed(world, first):
    notice = correct(world, first)
    day = timezone.localdate(first.published_at)
    lead = f"本通报更正{day.year}年{day.month}月{day.day}日公布的版本："
    client = as_user(world.office)
    page = client.get(notice.get_absolute_url()).content.decode()
    pdf = text_of(client.get(reverse("reports:notice_edition_pdf", args=[notice.pk])).content)

    assert lead in page
    assert page.index(lead) > page.index(passage(notice, "organ").text)
    assert f"（{lead}“24项”应为“23项”。）" in pdf
    assert "更正版" in pdf and DRAFT in pdf
