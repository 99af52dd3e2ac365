"""Files as people have them: encodings, Word, and what cannot be read."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command

from ledger.refusals import Refusal
from reports.intake.prose import read_file, read_pasted

from .test_prose_texts import TEXTS

TEXT = TEXTS[0].read_text("utf-8")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(data, name="通报.txt"):
    """Read bytes as an uploaded file."""
    return read_file(io.BytesIO(data), name)


def docx(body, numbering="", extra=()):
    """A Word file with a body of XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        if numbering:
            package.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        for name, data in extra:
            package.writestr(name, data)
    return file.getvalue()


def paragraph(text, number=None, level=0):
    """One paragraph, with a place in list ``number`` if given."""
    mark = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{mark if number else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def said(document):
    """Texts of all entries."""
    return [entry.text for entry in document.outline.walk()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encoding_is_found(encoding):
    found, expected = read(TEXT.encode(encoding)), read_pasted(TEXT)

    assert said(found) == said(expected)
    assert found.outline.issues == expected.outline.issues


def test_unsure_encoding_is_a_doubt():
    document = read("某局通报\n盒饭葱姜\n".encode("gb18030"))

    assert any("编码不能确定" in issue.message for issue in document.outline.issues)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_single_broken_character_is_a_doubt_at_its_line(encoding):
    before, after = TEXT.split("逐项分工")
    data = before.encode(encoding) + b"\xff" + after.encode(encoding)

    issues = read(data).outline.issues

    assert [(i.level, i.place.row) for i in issues if "读不出来" in i.message] == [("doubt", 8)]


def test_control_characters_are_left_out_with_a_note():
    document = read(TEXT.replace("一是修订", "一是\x07修订").encode())

    assert "修订学习计划。" in said(document)
    assert any("控制字符" in issue.message for issue in document.outline.issues)


NUMBERING = """
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>"""


def test_word_file_is_read_with_its_automatic_numbers():
    body = (
        paragraph("河湾区史志办党组关于巡察整改进展情况的通报")
        + paragraph("整改情况", 7)
        + paragraph("编纂工作方面", 7, 1)
        + paragraph("进度慢。", 7, 2)
        + paragraph("整改情况：一是排出计划。二是每周通报。")
        + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>附表</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        + paragraph("资料不全。", 7, 2)
        + paragraph("整改情况：一是补充征集。")
        + paragraph("内部管理方面", 7, 1)
        + paragraph("考勤松。", 7, 2)
        + paragraph("整改情况：一是落实考勤。")
    )
    document = read(docx(body, NUMBERING), "通报.docx")

    numbers = [(e.level, e.number, e.text) for e in document.outline.walk() if e.level != "task"]
    assert numbers == [
        ("aspect", 1, "编纂工作方面"),
        ("problem", 1, "进度慢"),
        ("measure", 1, "排出计划。"),
        ("measure", 2, "每周通报。"),
        ("problem", 2, "资料不全"),
        ("measure", 1, "补充征集。"),
        ("aspect", 2, "内部管理方面"),
        ("problem", 1, "考勤松"),
        ("measure", 1, "落实考勤。"),
    ]
    told = [(i.place.row, i.text) for i in document.outline.issues if "表格" in i.message]
    assert told == [(6, "附表")]


def test_deleted_words_of_a_word_file_are_not_read():
    line = (
        "<w:p><w:r><w:t>整改</w:t></w:r><w:del><w:r><w:delText>不</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>到位</w:t></w:r></w:ins></w:p>"
    )
    document = read(docx(line), "a.docx")

    assert document.text == "整改到位"
    assert any("修订痕迹" in issue.message for issue in document.outline.issues)


def lying_bomb():
    """A Word file whose directory says that its 60 MB are 100 bytes."""
    data = docx(paragraph("甲" * 1000) * 20_000)
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + (100).to_bytes(4, "little") + data[at + 28 :]


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
)


def package(name, data):
    """A zip with one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, data)
    return file.getvalue()


REFUSED = {
    "empty": (b"", "file_empty"),
    "blank": (b" \n\t\n", "text_empty"),
    "pdf": (b"%PDF-1.7 ...", "text_type"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "text_type"),
    "workbook": (package("xl/workbook.xml", "<a/>"), "text_type"),
    "truncated": (docx(paragraph("甲"))[:-30], "text_damaged"),
    "no xml": (package("word/document.xml", "<w:document"), "text_damaged"),
    "entities": (package("word/document.xml", ENTITIES), "text_damaged"),
    "bomb": (docx(paragraph("甲" * 1000) * 20_000), "text_too_large"),
    "long": ("甲".encode() * 700_000, "text_too_large"),
    "noise": (bytes(range(256)) * 40, "text_unreadable"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_unreadable_file_is_refused_with_a_sentence(case):
    data, code = REFUSED[case]

    with pytest.raises(Refusal) as refused:
        read(data)

    assert refused.value.code == code


def test_directory_that_lies_about_sizes_is_refused():
    with pytest.raises(Refusal) as refused:
        read(lying_bomb())

    assert refused.value.code in ("text_damaged", "text_too_large")


def run(capsys, *args):
    """Exit status and output of the command."""
    with pytest.raises(SystemExit) as ended:
        call_command("read_document", *args)
    return ended.value.code, capsys.readouterr()


def test_command_tells_what_it_understood(capsys):
    status, told = run(capsys, str(TEXTS[0]), "--json")

    document = json.loads(told.out)
    assert status == 0
    assert set(document) >= {
        "title",
        "kind",
        "bodies",
        "dates",
        "figures",
        "outline",
        "doubts",
        "counts",
    }
    assert document["counts"]["measures"] == 7
    assert (
        document["outline"][0]["children"][0]["children"][0]["children"][0]["text"]
        == "修订学习计划。"
    )
    assert set(document["doubts"][0]) == {"level", "line", "message", "text"}


def test_command_says_where_nothing_was_understood(capsys, tmp_path):
    (tmp_path / "a.txt").write_text("今天天气很好。", "utf-8")

    status, told = run(capsys, str(tmp_path / "a.txt"))

    assert status == 1
    assert "没有读到方面和问题" in told.out


def test_command_says_why_a_file_is_unreadable(capsys, tmp_path):
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0")

    assert run(capsys, str(tmp_path / "a.doc"))[0] == 2
    assert run(capsys, str(tmp_path / "missing.txt"))[0] == 2
