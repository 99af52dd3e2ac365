"""What cells hold, however the workbook stores it."""

import datetime

import pytest

from reports.intake.cells import number, string, style_of
from reports.intake.ledger_file import read_ledger

from . import hostile
from .books import Sheet, changed, customary, read, said, shared, tree, upload, workbook

EPOCH = datetime.datetime(1899, 12, 30)


@pytest.mark.parametrize(
    ("identifier", "code", "text", "date"),
    [
        (14, "", "2024-01-31", "2024-01-31"),
        (31, "", "2024-01-31", "2024-01-31"),  # yyyy年m月d日 in Chinese Excel
        (57, "", "2024年1月", None),  # yyyy年m月
        (58, "", "2024-01-31", "2024-01-31"),  # m月d日
        (176, "yyyy-mm-dd", "2024-01-31", "2024-01-31"),
        (176, '[$-804]yyyy"年"m"月"d"日";@', "2024-01-31", "2024-01-31"),
        (176, 'yyyy"年"m"月"', "2024年1月", None),
        (0, "", "45322", None),
        (176, "0.00_ ", "45322", None),
        (176, '0"天"', "45322", None),
        (176, "[Red]General", "45322", None),
        (10, "", "4532200%", None),
    ],
)
def test_number_is_read_as_its_format_shows_it(identifier, code, text, date):
    cell = number("45322", style_of(identifier, code), EPOCH)

    assert (cell.text, cell.date and cell.date.isoformat()) == (text, date)


def test_number_has_no_digits_of_binary_fractions():
    assert number("22.300000000000001", "", EPOCH).text == "22.3"
    assert number("0.85", "%", EPOCH).text == "85%"
    assert number("3.0", "", EPOCH).text == "3"


@pytest.mark.parametrize("value", ["1e400", "99999999", "nan", "-99999999"])
def test_impossible_date_is_an_error_and_no_crash(value):
    assert number(value, "ymd", EPOCH).error


def test_escaped_characters_are_what_they_stand_for():
    assert string("甲_x000D_\n乙_x005F_x0041_").text == "甲\n乙_x0041_"
    assert string(" \u3000\n") is None


def test_shared_and_inline_strings_read_the_same():
    content = workbook(customary())

    inline, moved = (read_ledger(upload(file)) for file in (content, shared(content)))

    assert b"sharedStrings" in moved_parts(shared(content))
    assert tree(inline) == tree(moved)
    assert inline.issues == moved.issues


def moved_parts(content):
    """The names in a package, as one text."""
    names = []
    changed(content, lambda name, part: names.append(name))
    return " ".join(names).encode()


def test_rich_text_is_joined_and_its_reading_aid_left_out():
    rich = (
        '<is><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space="preserve"> 一</t></r>'
        '<rPh sb="0" eb="1"><t>jia</t></rPh></is>'
    )
    content = hostile.rows(
        f'<row r="3"><c r="A3" t="inlineStr">{rich}</c>',
        '<c r="B3" t="inlineStr"><is><t>措施</t></is></c></row>',
    )

    outline = read_ledger(upload(content))

    assert [entry.text for entry in outline.walk("problem")] == ["甲", "甲 一"]


def test_rows_and_cells_without_references_stand_one_after_the_other():
    content = hostile.rows(
        '<row><c t="str"><v>乙</v></c><c t="str"><v>乙一</v></c><c t="str"><v>会员部</v></c></row>'
    )

    outline = read_ledger(upload(content))

    last = list(outline.walk("measure"))[-1]
    assert (last.text, str(last.place)) == ("乙一", "“台账”B3")
    assert last.fields["department"].value == "会员部"


def test_numbers_that_excel_made_dates_or_fractions_of_are_asked_about():
    rows = [
        ["任务序号", "反馈问题", "整改任务", "序号", "整改措施"],
        [22, "甲", "任务", "22-1", "一"],
        [None, None, None, datetime.date(2024, 12, 2), "二"],
        [23, None, "任务乙", 23.9, "九"],
        [None, None, None, 23.1, "十"],
    ]

    outline = read(Sheet("党建方面", rows))

    assert [entry.number for entry in outline.walk("measure")] == [1, 2, 9, 10]
    assert [place for _, place, _ in said(outline)] == ["“党建方面”D3"] * 2 + ["“党建方面”D5"]


def test_number_given_twice_is_an_error_at_its_cell():
    rows = [
        ["反馈问题", "整改措施", "措施序号"],
        ["甲", "一", "22-1"],
        [None, "二", "22-1"],
    ]

    outline = read(Sheet("党建方面", rows))

    assert said(outline) == [("error", "“党建方面”C3", "序号 1 与第 2 行重复，请改正。")]


def test_what_a_merged_range_hides_is_said():
    content = workbook(Sheet("党建方面", [["反馈问题", "整改措施"], ["甲", "一"], ["乙", "二"]]))
    merged = b'</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    content = changed(content, lambda _, part: part.replace(b"</sheetData>", merged))

    outline = read_ledger(upload(content))

    assert [entry.text for entry in outline.walk("problem")] == ["甲"]
    buried = ("doubt", "“党建方面”A3", "这一格被合并的单元格盖住，看不见，没有读取。")
    assert buried in said(outline)
