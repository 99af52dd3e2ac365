"""A line that the editor begins is a paragraph in all that is issued: PDF, Word, the public page."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from reports import drafting, revising
from reports.notice.passages import Passage, seen
from reports.notice.setting import blocks_of
from tests.notice.world import CONTACT, World, as_user, passage

pytestmark = pytest.mark.django_db
LINES = ["联系电话：0000-0000000", "通信地址：示范路1号", "电子邮箱：zhenggai@example.invalid。"]


def test_lines_are_paragraphs_and_numbers_go_on():
    rows = [
        Passage("p1", "section", "进展"),
        Passage("p2", "point", "甲。\n乙。", "加强领导。"),
        Passage("p3", "item", "丙。\n\n丁。"),
        Passage("p4", "item", "戊。"),
        Passage("p5", "point", "己。"),
        Passage("p6", "contact", "\n".join(LINES)),
    ]

    assert [(one.kind, str(one)) for one in blocks_of(rows)] == [
        ("section", "一、进展"),
        ("point", "（一）加强领导。甲。"),
        ("text", "乙。"),
        ("item", "1.丙。"),
        ("text", "丁。"),
        ("item", "2.戊。"),
        ("point", "（二）己。"),
        *(("text", line) for line in LINES),
    ]


@pytest.fixture
def issued():
    """A notice in whose contact block and first point somebody began new lines."""
    world = World(CONTACT)
    notice = world.begin()
    more = (
        ("contact", "\n".join(LINES)),
        ("point", passage(notice, "point").text + "\n另起一段。"),
    )
    for kind, text in more:
        row = passage(notice, kind)
        revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))
    return world, notice


def test_all_that_is_issued_has_the_lines_that_the_editor_sees(issued):
    world, notice = issued
    edition = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    word = as_user(world.office).get(reverse("reports:notice_edition_docx", args=[notice.pk]))
    publication = world.publish(notice)
    public = Client().get(publication.get_absolute_url()).content.decode()
    pages = PdfReader(io.BytesIO(publication.pdf)).pages
    printed = "\n".join(page.extract_text() for page in pages).splitlines()

    said = [one.text for one in Document(io.BytesIO(b"".join(word))).paragraphs]
    for line in [*LINES, "另起一段。"]:
        assert f"<p>{line}</p>" in public
        assert line in said
        assert line in [row.strip() for row in printed]
        assert f"{line}<br>" in edition or f"<br>{line}" in edition
    assert len(drafting.passages_of(notice)) == len(publication.passages)
