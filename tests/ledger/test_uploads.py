"""Uploads that are too large, by what is announced and by what comes."""

import base64
import io
import re
import tempfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ledger.uploads import Oversized
from measures.models import Evidence, Meeting
from measures.sample.files import pdf
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of

pytestmark = pytest.mark.django_db
MEGABYTE = 2**20
TOO_LARGE = "文件超过 1 MB，没有上传。请压缩或拆分后再传。"


@pytest.fixture(autouse=True)
def limits(settings, tmp_path, monkeypatch):
    settings.EVIDENCE_MAX_MB, settings.EVIDENCE_PER_MEASURE_MB = 1, 3
    folder = tmp_path / "temporary"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def world():
    world = World()
    world.inspection = make_inspection(world.organization)
    task = make_task(world.inspection, department=world.department, lead=world.lead)
    world.measure = make_measure(task, department=world.department, state="in_progress")
    world.url = f"{world.measure.get_absolute_url()}evidence/"
    return world


def large(name="大.pdf", size=4 * MEGABYTE):
    return SimpleUploadedFile(name, b"%PDF-1.4" + bytes(size))


def nothing_is_left(folder):
    return list(folder.iterdir()) == [] and default_storage.listdir("")[1] == []


def part(name, content, headings="", filename=""):
    """One part of a form as it goes over the wire."""
    named = f'; filename="{filename}"' if filename else ""
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n{headings}\r\n'
    return head.encode() + content + b"\r\n"


class Stream(io.RawIOBase):
    """A body that begins as given and then never ends; counts what was read of it."""

    def __init__(self, begin):
        self.begin, self.count = io.BytesIO(begin), 0

    def read(self, size=-1):
        assert size >= 0, "read as a whole"
        body = self.begin.read(size)
        body += bytes(size - len(body))
        self.count += size
        return body


def send(client, url, stream, length, **more):
    """Post a body of our own making."""
    return client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=url,
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": stream, **more},
    )


@pytest.mark.parametrize("size", [MEGABYTE, 2 * MEGABYTE, 4 * MEGABYTE])
def test_file_beyond_the_limit_is_kept_nowhere(size, client, world, limits):
    response = post(client, world.handler, world.url, file=large(size=size))

    assert response.status_code == 413
    assert TOO_LARGE in text_of(response)
    assert nothing_is_left(limits)


def test_answer_is_json_where_that_is_asked_for(client, world):
    client.force_login(world.handler)

    response = client.post(world.url, {"file": large()}, headers={"Accept": "application/json"})

    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    assert response.json()["message"] == TOO_LARGE


def test_file_at_the_limit_is_kept(client, world):
    body = pdf("x") + b"\n" * (MEGABYTE - len(pdf("x")))

    response = post(client, world.handler, world.url, file=SimpleUploadedFile("a.pdf", body))

    assert response.status_code == 302
    assert Evidence.objects.get().size == MEGABYTE


def test_of_several_files_the_good_ones_are_kept(client, world):
    good = [SimpleUploadedFile(f"{name}.pdf", pdf(name)) for name in "ab"]
    files = [good[0], large(size=1_200_000), good[1]]

    response = post(client, world.handler, world.url, file=files)

    assert response.status_code == 400
    assert TOO_LARGE in text_of(response)
    assert sorted(Evidence.objects.values_list("name", flat=True)) == ["a.pdf", "b.pdf"]


def test_more_files_than_a_request_may_bring_end_its_reading(client, world, limits):
    body = b"%PDF-1.4" + bytes(900_000)
    files = [SimpleUploadedFile(f"{number}.pdf", body) for number in range(7)]

    response = post(client, world.handler, world.url, file=files)

    assert response.status_code == 400
    assert "一次上传的文件合计不能超过 3 MB，从“" in text_of(response)
    assert Evidence.objects.count() < 4
    assert list(limits.iterdir()) == []


def test_three_gigabytes_are_not_read(client, world, limits):
    client.force_login(world.handler)
    stream = Stream(part("once", b"") + part("file", b"%PDF-1.4", filename="大.pdf")[:-2])

    response = send(client, world.url, stream, 3 * 2**30)

    assert response.status_code == 413
    assert stream.count < MEGABYTE
    assert nothing_is_left(limits)


@pytest.mark.parametrize("announced", ["0", "5", "junk", "-1"])
def test_part_that_lies_about_its_length_is_counted(announced, client, world, limits):
    client.force_login(world.handler)
    file = b"%PDF-1.4" + bytes(2 * MEGABYTE)
    headings = f"Content-Length: {announced}\r\n"
    body = part("file", file, headings, "a.pdf") + b"--b--\r\n"

    response = send(client, world.url, io.BytesIO(body), len(body))

    assert (response.status_code, TOO_LARGE in text_of(response)) == (413, True)
    assert nothing_is_left(limits)


def test_encoded_file_counts_as_what_it_is(client, world, limits):
    client.force_login(world.handler)
    file = base64.b64encode(b"%PDF-1.4" + bytes(2 * MEGABYTE))
    headings = "Content-Transfer-Encoding: base64\r\n"
    body = part("file", file, headings, "a.pdf") + b"--b--\r\n"

    assert send(client, world.url, io.BytesIO(body), len(body)).status_code == 413
    assert nothing_is_left(limits)


def test_stream_longer_than_announced_is_read_no_further(client, world, limits):
    client.force_login(world.handler)
    stream = Stream(part("file", pdf("x"), filename="a.pdf")[:-2])

    response = send(client, world.url, stream, 5000)

    assert response.status_code == 400
    assert stream.count <= 5000
    assert nothing_is_left(limits)


def test_token_is_asked_for_before_the_size(world, limits):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.handler)
    page = text_of(client.get(world.measure.get_absolute_url()))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answers = {}
    for given in ("", "wrong", token):
        begin = part("csrfmiddlewaretoken", given.encode())
        begin += part("file", b"%PDF-1.4", filename="大.pdf")[:-2]
        answers[given] = send(client, world.url, Stream(begin), 3 * 2**30).status_code

    assert answers == {"": 403, "wrong": 403, token: 413}
    assert nothing_is_left(limits)


def test_what_was_typed_into_a_meeting_is_kept(client, world, limits):
    client.force_login(world.office)
    url = f"{world.inspection.get_absolute_url()}meetings/new/"
    typed = {
        "kind": "party_group",
        "date": "2026-01-05",
        "subject": "研究整改方案",
        "file": large(),
    }

    whole = client.post(url, typed)
    fields = [part(name, typed[name].encode()) for name in ("kind", "date", "subject")]
    begin = b"".join(fields) + part("file", b"%PDF", filename="a.pdf")[:-2]
    endless = send(client, url, Stream(begin), 3 * 2**30)

    sum_too_large = "合计不能超过 3 MB，从“a.pdf”起没有上传。每个文件最多 1 MB"
    for response, sentence in ((whole, TOO_LARGE), (endless, sum_too_large)):
        assert response.status_code == 413
        assert "研究整改方案" in text_of(response)
        assert sentence in text_of(response)
    assert not Meeting.objects.exists()
    assert nothing_is_left(limits)


def test_table_of_accounts_is_refused_like_any_file(client, world, limits):
    admin = make_member(world.organization, "system_admin")
    data = {"organization": world.organization.pk, "file": large("账号.xlsx", MEGABYTE)}

    response = post(client, admin, "/accounts/import/", **data)

    assert (response.status_code, TOO_LARGE in text_of(response)) == (413, True)
    assert nothing_is_left(limits)


def test_stranger_uploads_nothing_however_small(client, limits):
    file = SimpleUploadedFile("a.pdf", pdf("x"))

    response = client.post("/login/", {"username": "a", "password": "b", "file": file})
    kept = response.wsgi_request.FILES["file"]

    assert response.status_code == 200
    assert isinstance(kept, Oversized)  # which holds no content
    assert list(limits.iterdir()) == []


def test_more_files_than_a_request_may_have_are_refused_in_words_and_no_error(
    client, world, caplog
):
    files = [SimpleUploadedFile(f"{n}.pdf", pdf(str(n))) for n in range(101)]

    answer = post(client, world.handler, world.url, file=files)

    assert answer.status_code == 413
    assert "一次最多上传 100 份文件" in text_of(answer)
    assert not Evidence.objects.exists()
    assert [row for row in caplog.records if row.levelname == "ERROR"] == []
