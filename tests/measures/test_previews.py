"""Looking at evidence: what is drawn, what is not, who sees it, and what is kept of it."""

import io
import os
import shutil

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from ledger.models import AccessEntry
from ledger.refusals import Refusal
from measures import previews
from measures.filetypes import DRAWABLE
from measures.previews import folder_of, image_of, preview_of
from tests.maintaining.world import World, text_of
from tests.measures import papers
from tests.measures.looking import JPEG, PDF, PNG, evidence, get, world_of_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return world_of_evidence()


def image(row, number=1):
    """The image of a page, opened."""
    _, body = image_of(row, number)
    return Image.open(io.BytesIO(body))


def test_every_type_that_is_offered_can_be_drawn():
    assert set(previews.JOBS) == DRAWABLE


def test_page_of_a_pdf_is_drawn_as_it_looks(world):
    row = evidence(world, papers.book(2))

    drawn = image(row, 2)

    assert (len(preview_of(row).pages), drawn.format) == (2, "JPEG")
    assert drawn.size == (1131, 1600)
    assert drawn.getpixel((200, 1400))[2] > 200 > 60 > drawn.getpixel((200, 1400))[0]
    assert image_of(row, 3) is None


def test_chinese_without_its_font_is_not_a_blank_page(world):
    drawn = image(evidence(world, papers.without_its_font()))

    assert drawn.convert("L").getextrema()[0] < 60


def test_photo_stands_upright_and_tells_nothing_but_its_pixels(world):
    row = evidence(world, papers.photo(), JPEG, "照片.jpg")

    drawn = image(row)

    assert drawn.size == (200, 400)
    assert drawn.getpixel((100, 50))[1] < 60  # red, which lay on the left, is on top
    assert drawn.getpixel((100, 350))[1] > 200
    assert dict(drawn.getexif()) == {}
    assert "comment" not in drawn.info
    assert b"Maker of phones" not in image_of(row, 1)[1]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_kind_keeps_its_picture_and_is_made_smaller(mode, world):
    body = papers.picture((3200, 1600), mode, "PNG")

    drawn = image(evidence(world, body, PNG, "图.png"))

    assert (drawn.format, drawn.size) == ("PNG", (1600, 800))
    dark, light = (drawn.convert("L").getpixel((x, 400)) for x in (100, 1200))
    assert dark < 100 < 200 < light


def test_pages_are_told_and_a_long_file_says_that_there_is_more(client, world):
    page = text_of(get(client, world.office, evidence(world, papers.book(3000))))

    assert page.count('<img src="/evidence/') == 20
    assert 'alt="第 3 页，共 3000 页" loading="lazy"' in page
    assert "只显示前 20 页，其余请下载查看" in page


def test_slow_file_shows_the_pages_that_were_ready_in_time(client, world, monkeypatch):
    monkeypatch.setitem(previews.JOBS, PDF, (previews.JOBS[PDF][0], {"seconds": 0}))

    page = text_of(get(client, world.office, evidence(world, papers.book(9))))

    assert page.count('<img src="/evidence/') == 1
    assert "这份文件较复杂，只显示前 1 页，其余请下载查看" in page


def test_office_file_is_offered_for_download_alone(client, world):
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    row = evidence(world, b"PK", docx, "说明.docx")

    page = text_of(get(client, world.office, row))
    measure = text_of(client.get(world.measure.get_absolute_url()))

    assert "这种文件请下载查看" in page
    assert f"/evidence/{row.pk}/preview/" not in measure
    assert get(client, world.office, row, 1).status_code == 404


def test_measure_leads_to_the_preview_and_its_image_is_guarded(client, world):
    row = evidence(world, papers.book())

    client.force_login(world.office)
    measure = text_of(client.get(world.measure.get_absolute_url()))
    response = get(client, world.office, row, 1)
    entry = AccessEntry.objects.filter(action="evidence").last()

    assert f'href="/evidence/{row.pk}/preview/" aria-label="预览 证明.pdf"' in measure
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert (entry.user, entry.target) == (world.office, f"{row.pk} 预览第 1 页 证明.pdf")


def test_stranger_sees_neither_page_nor_image_though_it_is_kept(client, world):
    row = evidence(world, papers.book())
    preview_of(row)
    stranger = World().office

    answers = [get(client, stranger, row, number).status_code for number in (None, 1)]

    assert folder_of(row.sha256).exists()
    assert answers == [404, 404]
    assert not AccessEntry.objects.filter(action="evidence").exists()


@pytest.mark.parametrize("number", ["0", "21", "99999999999999999999", "-1", "a"])
def test_page_that_is_none_is_not_found(number, client, world):
    row = evidence(world, papers.book())

    assert get(client, world.office, row, number).status_code == 404


def test_deleted_cache_is_drawn_again(world):
    row = evidence(world, papers.book())
    first = image_of(row, 1)

    shutil.rmtree(folder_of(row.sha256).parent)

    assert image_of(row, 1) == first


@pytest.mark.parametrize("name", ["1.jpg", previews.MANIFEST])
def test_file_put_into_the_cache_is_not_shown(name, world):
    row, other = evidence(world, papers.book()), evidence(world, papers.book(2, content="1 g"))
    first = image_of(row, 1)
    preview_of(other)

    shutil.copy(folder_of(other.sha256) / name, folder_of(row.sha256) / name)

    assert image_of(row, 1) == first
    assert len(preview_of(row).pages) == 1


def test_evidence_that_is_not_what_was_uploaded_is_not_drawn(client, world):
    row = evidence(world, papers.book())
    with open(default_storage.path(row.file.name), "ab") as file:
        file.write(b"\n% more")

    page, picture = get(client, world.office, row), get(client, world.office, row, 1)

    assert (page.status_code, picture.status_code) == (503, 503)
    assert "与上传时不同" in text_of(page)
    assert not folder_of(row.sha256).exists()


def test_second_reader_is_asked_to_come_back(client, world, monkeypatch):
    monkeypatch.setattr(previews, "PATIENCE", 0.1)
    row = evidence(world, papers.book())

    with previews.turn():
        page, picture = get(client, world.office, row), get(client, world.office, row, 1)

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert (picture.status_code, picture["Retry-After"]) == (503, "5")
    assert "正在生成别的预览" in text_of(page)
    assert get(client, world.office, row, 1).status_code == 200


def test_failure_is_tried_again_later(world, monkeypatch):
    row = evidence(world, papers.book())
    monkeypatch.setattr(previews, "SECONDS", 0.01)
    assert preview_of(row).pages == ()
    monkeypatch.setattr(previews, "SECONDS", 10)
    assert preview_of(row).pages == ()

    monkeypatch.setattr(previews, "FAILURE_HOURS", -1)

    assert len(preview_of(row).pages) == 1


def test_oldest_previews_make_room_and_no_half_done_one_stays(world, settings):
    settings.PREVIEW_MAX_MB = 0
    old = evidence(world, papers.book())
    preview_of(old)
    left = settings.PREVIEW_ROOT / "crashed.part"
    left.mkdir()
    new = evidence(world, papers.book(2))
    os.utime(left, (1, 1))

    preview_of(new)

    assert [folder.name for folder in settings.PREVIEW_ROOT.iterdir()] == [
        folder_of(new.sha256).name
    ]


def test_refused_drawing_changes_nothing(world):
    row = evidence(world, papers.book())
    default_storage.delete(row.file.name)

    with pytest.raises(Refusal) as caught:
        preview_of(row)

    assert (caught.value.code, caught.value.status) == ("file_lost", 503)
    assert not previews.settings.PREVIEW_ROOT.exists()


def test_folder_that_cannot_be_written_is_a_sentence_and_no_error(client, world, settings):
    row = evidence(world, papers.book())
    settings.PREVIEW_ROOT.write_text("a file where the folder should be")

    page, picture = get(client, world.office, row), get(client, world.office, row, 1)

    assert (page.status_code, picture.status_code) == (503, 503)
    assert "服务器暂时不能生成预览，请下载查看" in text_of(page)
