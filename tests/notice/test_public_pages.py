"""The pages that the public reads: what they say, what they keep back, how caches take them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports import drafting, published, publishing
from reports.models import Notice, Publication
from tests.factories import make_member
from tests.notice.world import CONTACT, World, as_user, closed, text_of

pytestmark = pytest.mark.django_db
LIST = "/notices/"


@pytest.fixture
def world():
    return World(CONTACT)


@pytest.fixture
def row(world):
    return world.publish(world.begin())


def get(path, client=None, **headers):
    answered = (client or Client()).get(path, headers=headers)
    answered.body = answered.getvalue()
    return closed(answered)


def body(path):
    answered = get(path)
    assert answered.status_code == 200
    return answered.content.decode()


def at(row, number=None, pdf=False):
    parts = [row.slug] if number is None else [row.slug, number]
    return LIST + "/".join(map(str, parts)) + ("/notice.pdf" if pdf else "/")


def test_list_is_empty_before_anything_is_published(world):
    world.begin()

    assert "还没有公布的通报" in body(LIST)


def test_list_names_title_organ_and_date_and_leads_to_the_notice(row):
    page = body(LIST)

    assert "关于五届市委常规巡察整改进展情况的通报" in page
    assert "中共市示范局党组" in page
    assert f'href="{at(row)}"' in page


def test_page_and_pdf_say_the_same(row):
    page = body(at(row))
    told = re.sub(r"<[^>]+>", "", page[page.index("<article>") : page.index("</article>")])
    told = "".join(told.split())
    printed = text_of(get(at(row, pdf=True)).body)

    for block in published.find(row.slug).paper.paragraphs():
        assert "".join(block.split()) in told
        assert "".join(block.split()) in printed.replace("—1—", "").replace("—2—", "")


@pytest.mark.parametrize("state", ["draft", "submitted", "voided"])
def test_nothing_unpublished_has_an_address(world, state):
    notice = world.begin()
    if state == "submitted":
        publishing.submit(notice, actor=world.office, version=1)
    if state == "voided":
        publishing.void(notice, actor=world.office, version=1, comment="不用了")

    assert "整改进展情况的通报" not in body(LIST)
    for path in (f"/notice/{notice.pk}/", f"/notice/{notice.pk}/notice.pdf"):
        answered = get(path)
        assert (answered.status_code, answered["Location"][:7]) == (302, "/login/")
    slug, _ = published.address_for(notice, drafting.passages_of(notice))
    assert get(f"{LIST}{slug}/").status_code == 404
    assert get(f"{LIST}{slug}/notice.pdf").status_code == 404


def test_unpublished_notice_is_asked_for_where_it_will_stand(world):
    notice = world.begin()

    slug, number = published.address_for(notice, drafting.passages_of(notice))

    publication = world.publish(notice)
    assert (publication.slug, publication.number) == (slug, number)
    assert get(f"{LIST}{slug}/").status_code == 200


def test_unknown_addresses_are_not_found(row):
    for path in (
        f"{LIST}20240101-00000000/",
        at(row, 2),
        at(row, 0),
        at(row, 2, pdf=True),
        f"{LIST}?page=2",
        f"{LIST}?page=x",
        f"{LIST}?page=0",
    ):
        assert get(path).status_code == 404, path


def test_unknown_parameters_of_a_shared_link_do_no_harm(row):
    assert get(f"{at(row)}?from=singlemessage&isappinstalled=0").status_code == 200


@pytest.mark.parametrize("pdf", [False, True])
def test_answers_are_public_without_cookies_and_the_same_for_everybody(world, row, pdf):
    for client in (Client(), as_user(world.office)):
        for path in (at(row, pdf=pdf), at(row, 1, pdf=pdf), LIST):
            answered = get(path, client)
            assert answered["Cache-Control"] == "public, max-age=60", path
            assert not answered.cookies
            assert not {"Vary", "Set-Cookie", "X-Request-ID"} & set(answered.headers)
    strange = Client(headers={"cookie": "sessionid=abc; csrftoken=def; ledger=1"})
    answered = get(at(row, pdf=pdf), strange)
    assert not {"Vary", "Set-Cookie"} & set(answered.headers) and not answered.cookies
    assert answered.body == get(at(row, pdf=pdf)).body


@pytest.mark.parametrize("pdf", [False, True])
def test_unchanged_answer_is_not_sent_again(row, pdf):
    first = get(at(row, pdf=pdf))

    by_tag = get(at(row, pdf=pdf), if_none_match=first["ETag"])
    by_time = get(at(row, pdf=pdf), if_modified_since=first["Last-Modified"])

    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert (by_tag.content, by_time.content) == (b"", b"")
    assert by_tag["ETag"] == first["ETag"]
    assert by_tag["Cache-Control"] == "public, max-age=60"
    assert get(at(row, pdf=pdf), if_none_match='"other"').status_code == 200


def test_list_unchanged_is_not_sent_again_and_changes_with_a_publication(world, row):
    tag = get(LIST)["ETag"]
    assert get(LIST, if_none_match=tag).status_code == 304

    publishing.take_down(
        row.notice,
        actor=world.secretary,
        version=Notice.objects.get().version,
        comment="有误",
        confirmed_at=timezone.now(),
    )

    assert get(LIST, if_none_match=tag).status_code == 200


@pytest.mark.parametrize("pdf", [False, True])
def test_head_answers_with_the_headers_alone(row, pdf):
    full, head = get(at(row, pdf=pdf)), closed(Client().head(at(row, pdf=pdf)))

    assert head.status_code == 200
    assert head["ETag"] == full["ETag"]
    assert head["Content-Length"] == full["Content-Length"]


@pytest.mark.parametrize("pdf", [False, True])
def test_only_reading_is_possible(row, pdf):
    assert Client().post(at(row, pdf=pdf)).status_code == 405


def take_down(world, notice):
    version = Notice.objects.get(pk=notice.pk).version
    given = {"actor": world.secretary, "confirmed_at": timezone.now()}
    return publishing.take_down(notice, version=version, comment="机关内部原因", **given)


def test_what_was_taken_down_is_told_without_a_word_of_it(world, row):
    take_down(world, row.notice)
    today = timezone.localdate()

    for path in (at(row), at(row, 1), at(row, pdf=True), at(row, 1, pdf=True)):
        answered = get(path)
        page = answered.content.decode()
        assert answered.status_code == 410
        assert f"已于 {today.year}年{today.month}月{today.day}日撤下" in page
        assert "示范局" not in page
        assert "机关内部原因" not in page
        assert answered["Cache-Control"] == "public, max-age=60"
    assert "示范局" not in body(LIST)


def correct(world, notice):
    later = drafting.begin_correction(
        notice, world.snapshot, "更正一处", actor=world.office, dated=world.snapshot.as_of
    )
    return world.publish(later)


def test_list_shows_the_correction_alone(world, row):
    correct(world, row.notice)
    page = body(LIST)

    assert page.count("<li>") == 1
    assert "更正版" in page


def test_latest_version_taken_down_hides_the_earlier_ones(world, row):
    later = correct(world, row.notice)
    take_down(world, later.notice)

    for number in (None, 1, 2):
        assert get(at(row, number)).status_code == 410
        assert get(at(row, number, pdf=True)).status_code == 410
    assert "示范局" not in body(LIST)


def test_earlier_version_taken_down_leaves_the_correction(world, row):
    correct(world, row.notice)
    take_down(world, row.notice)

    assert get(at(row, 1)).status_code == 410
    assert get(at(row, 1, pdf=True)).status_code == 410
    assert get(at(row)).status_code == 200
    assert "更正一处" in body(at(row))


def test_page_of_an_earlier_version_changes_when_it_is_replaced(world, row):
    first = get(at(row, 1))
    correct(world, row.notice)

    again = get(at(row, 1), if_none_match=first["ETag"])

    assert again.status_code == 200
    assert "代替" in again.content.decode()


def test_pdf_is_kept_as_a_file_and_made_again_where_it_is_gone_or_wrong(row, settings):
    content = bytes(Publication.objects.get().pdf)
    path = settings.PUBLISHED_ROOT / f"{row.pdf_sha256}.pdf"

    assert get(at(row, pdf=True)).body == content
    assert path.read_bytes() == content
    path.write_bytes(b"%PDF-1.7 something else")
    assert get(at(row, pdf=True)).body == content
    path.unlink()
    assert get(at(row, pdf=True)).body == content
    assert [found.name for found in settings.PUBLISHED_ROOT.iterdir()] == [path.name]


def test_pdf_is_served_where_no_file_can_be_kept(row, settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    settings.PUBLISHED_ROOT = tmp_path / "file"

    answered = get(at(row, pdf=True))

    assert answered.body == bytes(Publication.objects.get().pdf)
    assert answered["Content-Type"] == "application/pdf"


def test_number_of_queries_does_not_grow_with_the_list(world, row, django_assert_num_queries):
    with django_assert_num_queries(2):
        body(LIST)
    for _ in range(4):
        row = correct(world, row.notice)
    again = world.begin()
    world.publish(again)

    with django_assert_num_queries(2):
        assert body(LIST).count("<li>") == 2
    with django_assert_num_queries(1):
        body(at(row))
    with django_assert_num_queries(1):
        get(at(row, pdf=True), if_none_match=f'"{row.pdf_sha256}"')


def test_page_of_a_notice_worked_on_links_to_the_public_page(world, row):
    person = make_member(world.organization, "lead")
    page = as_user(person).get(reverse("reports:notice_edition", args=[row.notice_id]))

    assert at(row, 1) in page.content.decode()
