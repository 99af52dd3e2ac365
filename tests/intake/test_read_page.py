"""The page that shows a text beside what was understood of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.models import JournalEntry
from problems.models import Problem
from tests.factories import make_inspection, make_member

from .test_prose_texts import TEXTS

pytestmark = pytest.mark.django_db
BY_NAME = {path.stem: path for path in TEXTS}
TEXT = BY_NAME["09_ordinals"].read_text("utf-8")  # numbers that jump and come twice


@pytest.fixture
def page(client):
    """The address, for the office of an empty ledger."""
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, "office"))
    return f"/inspections/{inspection.pk}/read/"


def test_pasted_text_is_shown_beside_its_outline_and_not_saved(client, page):
    before = JournalEntry.objects.count()

    answer = client.post(page, {"text": TEXT})

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "读到方面 <b>2</b>，问题 <b>3</b>，任务 <b>3</b>，措施 <b>6</b>" in shown
    assert (Problem.objects.count(), JournalEntry.objects.count()) == (0, before)


def test_every_doubt_leads_to_its_line(client, page):
    shown = client.post(page, {"text": TEXT}).content.decode()

    links = set(re.findall(r'href="#l(\d+)"', shown))
    assert {"8", "9", "10", "11"} <= links <= set(re.findall(r'id="l(\d+)"', shown))
    assert re.search(r'id="l10" class="doubt".*?序号 1 重复出现', shown, re.S)


def test_uploaded_file_is_read_and_its_text_offered_for_mending(client, page):
    file = SimpleUploadedFile("通报.txt", TEXT.encode("gb18030"))

    answer = client.post(page, {"file": file})

    assert "场馆开放不足" in answer.context["form"].initial["text"]
    assert answer.context["document"].counts()["problems"] == 3


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({}, 400, "没有文字"),
        ({"text": " \n "}, 400, "没有文字"),
        (
            {"file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0" + bytes(90))},
            400,
            "另存为 .docx",
        ),
        ({"file": SimpleUploadedFile("a.txt", "甲".encode() * 700_000)}, 413, "最多 2 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, page, given, status, sentence):
    answer = client.post(page, given)

    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_refused_form_keeps_what_was_pasted(client, page):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")

    answer = client.post(page, {"file": file, "text": "粘贴过的文字"})

    assert "粘贴过的文字" in answer.content.decode()


def test_text_with_markup_is_shown_as_text(client, page):
    shown = client.post(page, {"text": TEXT + "\n<script>alert(1)</script>"}).content.decode()

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("role", ["lead", "secretary", "supervisor"])
def test_page_is_for_the_office(client, role):
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, role))

    assert client.post(f"/inspections/{inspection.pk}/read/", {"text": TEXT}).status_code == 403


def test_long_text_is_drawn_in_part_and_kept_whole(client, page):
    lines = "".join(
        f"（{n}）针对学习不经常{n}的问题。\n1.制定学习计划{n}。\n2.学习{n}次。\n"
        for n in range(1, 1001)
    )
    text = f"某单位关于巡察整改进展情况的通报\n一、党的领导方面\n{lines}"

    answer = client.post(page, {"text": text})

    shown = answer.content.decode()
    assert len(re.findall(r'<li id="l\d+"', shown)) == 2000
    assert "后面还有 1003 行没有列出" in shown
    assert len(answer.context["rows"]) == 1000
    left = sum(answer.context["document"].outline.counts().values()) - 1000
    assert f"还有 {left} 条没有列出" in shown
    links = {int(line) for line in re.findall(r'href="#l(\d+)"', shown)}
    assert max(links) <= 2000
    assert answer.context["form"].initial["text"] == text
