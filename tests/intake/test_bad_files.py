"""What is no ledger or would do harm is refused with a sentence that says what to do."""

import zipfile

import pytest

from ledger.refusals import Refusal
from reports.intake.ledger_file import read_ledger

from . import hostile
from .books import Sheet, read, said, upload, workbook
from .hostile import BOOK, GOOD, OLE, SHEET, STRINGS, STYLES

ANEW = "另存"  # what to do: save it anew
ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512)
HEAD = ["反馈问题", "整改措施", "责任部门"]

BAD = {
    "empty": (lambda: b"", "是空的"),
    "csv renamed": (lambda: "反馈问题,整改措施\n甲,一\n".encode(), "不是 .xlsx"),
    "page renamed": (lambda: b"<html><table></table></html>", "不是 .xlsx"),
    "pdf renamed": (lambda: b"%PDF-1.7\n" + bytes(999), "不是 .xlsx"),
    "old .xls renamed": (lambda: OLE, "旧格式"),
    "encrypted by Excel": (lambda: ENCRYPTED, "密码"),
    "encrypted as zip": (hostile.flagged_as_encrypted, "密码"),
    "cut in the middle": (lambda: GOOD[: len(GOOD) // 2], "不完整"),
    "cut at the end": (lambda: GOOD[:-30], "不完整"),
    "only a head": (lambda: GOOD[:4], "不完整"),
    "zip of something else": (lambda: hostile.packed({"a.txt": b"a"}), "不是 .xlsx"),
    "document renamed": (
        lambda: hostile.changed(GOOD, lambda name, c: c.replace(b"xl/workbook", b"word/document")),
        "不是 .xlsx",
    ),
    "unusual packing": (lambda: hostile.packed({"a": b"a"}, zipfile.ZIP_LZMA), "不是 .xlsx"),
    "too many parts": (
        lambda: hostile.packed({f"a{n}": b"" for n in range(2100)}),
        "展开后太大",
    ),
    "bomb": (lambda: hostile.spaces(SHEET), "展开后太大"),
    "bomb with a lying directory": (lambda: hostile.lying(SHEET), ANEW),
    "entities in a sheet": (lambda: hostile.with_document_type(SHEET, hostile.BOMB), ANEW),
    "entities in the strings": (
        lambda: hostile.with_document_type(STRINGS, hostile.BOMB, "&d;"),
        ANEW,
    ),
    "entities in the styles": (lambda: hostile.with_document_type(STYLES, hostile.BOMB), ANEW),
    "entity from a file": (
        lambda: hostile.with_document_type(STRINGS, hostile.ABROAD, "&a;"),
        ANEW,
    ),
    "cell at the far end": (lambda: hostile.cell("XFD1048576", 1), "XFD1048576"),
    "cell beyond the far end": (lambda: hostile.cell("XFE1", 1), ANEW),
    "row beyond the last": (lambda: hostile.cell("A1048577", 1), ANEW),
    "two million strings": (lambda: hostile.strings(2_000_000), "内容太多"),
    "no such string": (lambda: hostile.cell("A9", 999, 't="s"'), ANEW),
    "cell twice": (lambda: hostile.rows('<row r="2"><c r="A2"><v>1</v></c></row>'), ANEW),
    "XML that does not end": (lambda: hostile.part(SHEET, lambda c: c[:-20]), ANEW),
    "no XML": (lambda: hostile.part(SHEET, lambda c: b"\x00\x01\x02"), ANEW),
    "sheet gone": (
        lambda: hostile.changed(GOOD, lambda name, c: None if name == SHEET else c),
        ANEW,
    ),
    "workbook gone": (
        lambda: hostile.changed(GOOD, lambda name, c: None if name == BOOK else c),
        ANEW,
    ),
    "merged over everything, often": (
        lambda: hostile.part(
            SHEET,
            lambda c: c.replace(
                b"</sheetData>",
                b'<row r="4900"><c r="A4900"><v>1</v></c></row></sheetData><mergeCells>'
                + b'<mergeCell ref="B3:XFD1048576"/>' * 999
                + b"</mergeCells>",
            ),
        ),
        "内容太多",
    ),
    "names without end": (
        lambda: hostile.rows(*(f"<a{n}/>" for n in range(100_000))),
        ANEW,
    ),
    "one endless attribute": (
        lambda: hostile.part(
            SHEET, lambda c: c.replace(b"<sheetData>", b'<sheetData a="%b">' % (b"a" * 10**8))
        ),
        ANEW,
    ),
    "one endless text": (
        lambda: hostile.rows(
            '<row r="3"><c r="A3" t="str"><v>' + "字" * 11_000_000 + "</v></c></row>"
        ),
        "内容太多",
    ),
    "too many rows": (
        lambda: workbook(Sheet("a", [HEAD, *([f"{n}", "b", "c"] for n in range(5100))])),
        "最多 5000 行",
    ),
    "too many columns": (lambda: workbook(Sheet("a", [["x"] * 101])), "CW1"),
    "too many sheets": (lambda: workbook(*(Sheet(f"a{n}", [HEAD]) for n in range(51))), "最多 50"),
    "nothing in it": (lambda: workbook(Sheet("a", [])), "没有找到表头"),
    "no header": (lambda: workbook(Sheet("a", [["甲", "乙", "丙"]] * 5)), "没有找到表头"),
    "nothing but a foot": (lambda: workbook(Sheet("a", [HEAD, ["填表人："]])), "没有内容"),
    "header alone": (lambda: workbook(Sheet("a", [HEAD])), "没有内容"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_and_told_what_to_do(name):
    make, sentence = BAD[name]

    with pytest.raises(Refusal) as caught:
        read_ledger(upload(make()))

    assert sentence in str(caught.value)
    assert str(caught.value).endswith("。")


def test_cell_far_out_that_is_only_formatted_does_no_harm():
    outline = read_ledger(upload(hostile.rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>')))

    assert [entry.text for entry in outline.walk("measure")] == ["甲一"]


def test_links_to_other_files_are_not_followed_but_said():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="externalLinks/externalLink1.xml"/>'

    content = hostile.part(
        "xl/_rels/workbook.xml.rels",
        lambda c: c.replace(b"</Relationships>", link.encode() + b"</Relationships>"),
    )
    outline = read_ledger(upload(content))

    assert said(outline)[0] == (
        "doubt",
        "",
        "文件链接了别的文件：只读取了表里存下的结果，没有打开链接。",
    )


def test_missing_column_is_an_error_that_names_it():
    outline = read(Sheet("台账", [["反馈问题", "整改任务", "责任部门"], ["甲", "一", "办公室"]]))

    missing = "工作表“台账”没有“整改措施”一栏，没有读取。请补上这一栏，或在对应关系里指定。"
    assert said(outline, "error") == [("error", "“台账”", missing)]
    assert outline.mapping == {"台账": {"A": "problem", "B": "task", "C": "department"}}


def test_doubled_column_is_an_error_that_names_both():
    rows = [["反馈问题", "整改措施", "具体措施", "责任部门"], ["甲", "一", "二", "办公室"]]

    outline = read(Sheet("台账", rows))

    doubled = "“具体措施”和“整改措施”都当作“整改措施”。请只留一列，或在对应关系里改正。"
    assert ("error", "“台账”C1", doubled) in said(outline, "error")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("甲_x0000_乙", "U+0000"),
        ("甲\u202e乙", "U+202E"),
        ("字" * 1001, "最多 1000 个字"),
    ],
)
def test_text_that_the_ledger_does_not_take_is_an_error_at_its_cell(text, sentence):
    outline = read(Sheet("党建方面", [HEAD, ["甲", text, "办公室"]]))

    ((level, place, message),) = said(outline)
    assert (level, place) == ("error", "“党建方面”B2")
    assert sentence in message


def test_formula_without_a_result_and_one_that_failed_are_errors_at_their_cells():
    content = hostile.rows(
        '<row r="3"><c r="A3"><f>A2</f></c><c r="B3" t="e"><v>#REF!</v></c>',
        '<c r="C3" t="str"><f>C2</f><v>办公室</v></c></row>',
    )

    outline = read_ledger(upload(content))

    errors = [(place, message[:4]) for _, place, message in said(outline, "error")]
    assert errors == [("“台账”A3", "公式没有"), ("“台账”B3", "公式出错")]
    assert list(outline.walk("measure"))[-1].fields["department"].value == "办公室"
