"""The fonts of the notice: embedded, and named when they are missing."""

from pathlib import Path

import pytest
from django.urls import reverse

from ledger.refusals import Unavailable
from reports import faces, press
from reports.notice import Block
from scripts import fonts as setup
from tests.factories import make_inspection, make_member
from tests.reports.paper import make_notice, paper

pytestmark = pytest.mark.django_db


def test_fonts_are_embedded_and_of_the_listed_families():
    made = make_notice(
        [Block("section", "标题", number="一、"), Block("text", "正文2026", lead="楷")]
    )

    reader = paper(made)

    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            child = font["/DescendantFonts"][0].get_object()
            descriptor = child["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(folded(descriptor["/FontName"].split("+")[1]))
    with faces.fonts() as found:
        chosen = {folded(found.face(name)) for name in faces.FAMILIES}
    assert names <= chosen | {"timesnewroman", "liberationserif"}
    assert len(names) >= len(chosen) - 1


def folded(name):
    """A font's name without its separators."""
    return name.casefold().replace(" ", "").replace("-", "")


def empty_fontconfig(folder):
    """A configuration without a single font."""
    path = folder / "fonts.conf"
    cache = f"<cachedir>{folder / 'cache'}</cachedir>"
    path.write_text(f"<?xml version='1.0'?><fontconfig>{cache}</fontconfig>")
    return path


def test_missing_fonts_are_named(client, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    settings.FONTS_CONF = empty_fontconfig(tmp_path)
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, "office"))
    address = reverse("reports:notice_pdf", args=[inspection.pk])

    answer = client.get(address, headers={"Accept": "application/json"})
    page = client.get(reverse("reports:notice", args=[inspection.pk]))

    assert (answer.status_code, answer.json()["code"]) == (503, "font_missing")
    sentence = (
        "不能生成 PDF：服务器缺少中文字体（仿宋、楷体、黑体、小标宋、宋体），请联系技术支持安装。"
    )
    assert answer.json()["message"] == sentence
    assert (page.status_code, sentence in page.content.decode()) == (200, True)


def test_missing_renderer_is_named(client, monkeypatch, tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(
        "import sys; sys.path.insert(0, '.'); sys.modules['weasyprint'] = None\n"
        "from reports.press_worker import serve; serve(1024)"
    )
    monkeypatch.setattr(press, "SCRIPT", script)
    monkeypatch.setattr(press, "_press", press.Press())
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, "office"))
    address = reverse("reports:notice_pdf", args=[inspection.pk])

    answer = client.get(address, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (503, "pdf_missing")
    assert "排版组件（WeasyPrint）" in answer.json()["message"]
    press._press.close()


def test_character_of_no_font_is_named_with_its_place():
    with faces.fonts() as found, pytest.raises(Unavailable) as refused:
        faces.check(found, "第一段\n整改成效是正文\U0010fffd\u200b\ufe0f之后")

    assert str(refused.value).startswith(
        "不能生成 PDF：没有字体收录“\U0010fffd”（U+10FFFD，在“整改成效是正文”之后）。"
    )


def test_fonts_configuration_is_written_once(tmp_path):
    setup.write_config(tmp_path, [tmp_path, Path("/a & b")])
    first = (tmp_path / "fonts.conf").stat().st_mtime_ns
    setup.write_config(tmp_path, [tmp_path, Path("/a & b")])

    text = (tmp_path / "fonts.conf").read_text()
    assert f"<dir>{tmp_path}</dir>" in text
    assert "<dir>/a &amp; b</dir>" in text
    assert (tmp_path / "fonts.conf").stat().st_mtime_ns == first
