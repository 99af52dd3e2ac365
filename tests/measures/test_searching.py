"""Where a mark is found in a file, and that a hostile file costs neither time nor memory."""

import io
import os
import subprocess
import sys
import time
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measures import reading
from measures.filetypes import sniff
from measures.sample.files import docx, make_file, pdf, png, xlsx
from measures.searching import search
from tests.measures.marked import (
    MARK,
    PDF_END,
    cell,
    compound,
    header,
    ofd,
    old,
    paper,
    slides,
    word,
    workbook,
    zipped,
)

WATERMARK = (
    f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="{MARK}"/></v:shape>'
)
BEARING = {
    "正文.docx": (word("某单位", MARK), "正文"),
    "分段.docx": (word("某单位", ["机", "密", "★1", "年"]), "正文"),
    "单行.docx": (word("机　密", "某单位"), "正文"),
    "页眉.docx": (word("某单位", word__header1_xml=header(MARK)), "页眉页脚"),
    "水印.docx": (word("某单位", word__header2_xml=WATERMARK), "页眉页脚"),
    "标题.docx": (
        word(
            "某单位",
            docProps__core_xml=f'<c xmlns:d="d"><d:title>{MARK}</d:title><d:a>甲</d:a></c>',
        ),
        "文件属性",
    ),
    "格.xlsx": (workbook(["甲", "秘密★长期", "乙"]), "正文"),
    "整格.xlsx": (workbook(["甲", "内部资料", "乙"]), "正文"),
    "表名.xlsx": (workbook(sheet="机密"), "正文"),
    "表脚.xlsx": (workbook(foot="&amp;L&amp;12机密&amp;R第 &amp;P 页"), "正文"),
    "片.pptx": (slides("绝密★"), "正文"),
    "版.ofd": (ofd("某单位", MARK), "正文"),
    "字.ofd": (ofd("某单位", *MARK), "正文"),
    "题.ofd": (ofd("某", title="内部资料"), "文件属性"),
    "文.doc": (old(f"\r{MARK}\r某单位"), "文件内容"),
    "行.doc": (old("某单位\r机密\r正文"), "文件内容"),
    "奇.wps": (old(f"\r{MARK}\r", shift=1), "文件内容"),
    "旧.wps": (old(f"\r{MARK}\r某单位", "gb18030"), "文件内容"),
    "格.xls": (cell("机密"), "文件内容"),
    "注.xls": (cell("内部资料 注意保存"), "文件内容"),
    "片.ppt": (old(f"\r{MARK}\r", stream="PowerPoint Document"), "文件内容"),
    "页.pdf": (paper(MARK), "第 1 页"),
    "题.pdf": (paper("某单位", title="绝密"), "文件属性"),
    "图题.pdf": (pdf("内部资料"), "文件属性"),
    "括题.pdf": (
        b"%PDF-1.4 1 0 obj<</Title(\\376\\377\\176\\335[\xc6)>>endobj" + PDF_END,
        "文件属性",
    ),
    "机密-扫描.png": (png("a"), "文件名"),
    "扫描（绝密）.pdf": (pdf("a"), "文件名"),
}
CLEAN = {
    "a.docx": word("保守国家秘密", ["机", "密", "性"], word__header1_xml=header("保密教育")),
    "b.docx": docx("商业秘密保护"),
    "a.xlsx": workbook(["国家秘密", "严禁上传涉密文件"], sheet="保密检查"),
    "b.xlsx": xlsx("工作秘密管理"),
    "a.pptx": slides("保守秘密，人人有责"),
    "a.ofd": ofd("保守国家秘密"),
    "a.doc": old("保守国家秘密，机密性"),
    "a.xls": cell("商业秘密"),
    "a.pdf": paper("保守国家秘密"),
    "保密检查.png": png(MARK),
}


def found_in(name, content):
    file = SimpleUploadedFile(name, content)
    kind = sniff(file, name)
    assert kind is not None
    return search(file, name, kind)


@pytest.mark.parametrize("name", BEARING)
def test_mark_is_found_where_it_stands(name):
    content, where = BEARING[name]

    found = found_in(name, content)

    assert [row["where"] for row in found] == [where]
    assert set(found[0]) == {"where", "mark", "context"}


@pytest.mark.parametrize("name", CLEAN)
def test_file_with_ordinary_words_bears_none(name):
    assert found_in(name, CLEAN[name]) == []


@pytest.mark.parametrize("name", ["a.pdf", "b.docx", "c.xlsx", "d.png"])
def test_evidence_of_the_sample_bears_none(name):
    file = make_file(name, "已按方案办结")

    assert search(file, name, sniff(file, name)) == []


def test_damaged_part_is_read_as_far_as_it_goes():
    whole = word(MARK, "某单位")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(out, "w") as target:
        text = source.read("word/document.xml").decode()
        target.writestr("word/document.xml", text.replace("某单位", "<w:p>"))

    assert [row["mark"] for row in found_in("a.docx", out.getvalue())] == [MARK]


HOSTILE = {
    "long.docx": lambda: word("密" * 60_000_000),
    "many.docx": lambda: word(*["机密性"] * 400_000),
    "deep.docx": lambda: zipped(word__document_xml="<a>" * 200_000),
    "bomb.docx": lambda: zipped(
        word__document_xml='<!DOCTYPE a [<!ENTITY b "机密★"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    ),
    "noise.doc": lambda: compound("WordDocument", body=os.urandom(40 * 2**20)),
    "hints.doc": lambda: compound("WordDocument", body=("密" * 5_000_000).encode("utf-16-le")),
    "broken.pdf": lambda: b"%PDF-1.7\n/Font" + os.urandom(2**20) + PDF_END,
    "loop.pdf": lambda: paper("某").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_left_in_time_and_found_to_bear_nothing(name):
    content = HOSTILE[name]()
    started = time.monotonic()
    tracemalloc.start()
    try:
        found = found_in(name, content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == []
    assert time.monotonic() - started < 8  # five by itself; the tracing of memory costs as much
    assert peak < 400 * 2**20


def test_mark_is_found_wherever_a_long_part_is_cut(monkeypatch):
    monkeypatch.setattr(reading, "PIECE", 40)
    monkeypatch.setattr(reading, "BLOCK", 64)
    for before in range(0, 120, 7):
        lines = ["某" * (before // 3), *["单位"] * (before % 5), "机密", "★1年", *["单位"] * 30]

        assert MARK in [row["mark"] for row in found_in("a.docx", word(*lines))], before


# A document of one sign in each run, and one that is a single tag.
COSTLY = {
    "runs": "'<w xmlns:w=\"x\">' + '<b>\U0001f600</b>' * 2**21 + '</w>'",
    "tag": "'<w a=\"\U0001f600' + 'a' * 2**25 + '\"/>'",
}
COST = """
import sys, zipfile
from measures.searching import pieces
from measures.reading import Budget
from measures.classification import marks_in_text
def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024
before = peak()
kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
with open(sys.argv[1], "rb") as file:
    for _, piece in pieces(file, kind, Budget()):
        marks_in_text(piece)
print(peak() - before)
"""


@pytest.mark.parametrize("kind", COSTLY)
def test_search_of_a_small_file_costs_no_hundred_megabytes(kind, tmp_path):
    path = tmp_path / "a.docx"
    make = f"import zipfile; z = zipfile.ZipFile({str(path)!r}, 'w', zipfile.ZIP_DEFLATED)"
    make += f"; z.writestr('word/document.xml', ({COSTLY[kind]}).encode()); z.close()"
    subprocess.run([sys.executable, "-c", make], check=True)

    given = {"check": True, "capture_output": True, "text": True}
    grown = subprocess.run([sys.executable, "-c", COST, str(path)], **given).stdout

    assert path.stat().st_size < 100_000
    assert int(grown) < 100
