"""Papers as Word files: the same text, real styles, the page, the numbers."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports import word, word_rows
from reports.paper import Block, Column, Paper, Table
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.reports.paper import MADE_AT, plain
from tests.reports.test_press import make_full_paper

WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def opened(paper, draft=""):
    """The paper's Word file, opened again."""
    return docx.Document(io.BytesIO(word.docx(paper, made_at=MADE_AT, draft=draft)))


def texts(document):
    """All text of the body in its order."""
    return plain("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))


def rows_of(document, style):
    """The paragraphs of a style."""
    return [row for row in document.paragraphs if row.style.name == style]


def test_text_is_that_of_the_pdf_in_the_same_order():
    paper = make_full_paper()

    assert texts(opened(paper)) == plain("".join(paper.paragraphs()))


def test_same_paper_gives_the_same_bytes():
    paper = make_full_paper()

    assert word.docx(paper, made_at=MADE_AT) == word.docx(paper, made_at=MADE_AT)
    file = zipfile.ZipFile(io.BytesIO(word.docx(paper, made_at=MADE_AT)))
    assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_styles_are_real_and_name_the_official_fonts():
    document = opened(make_full_paper())

    used = {row.text: row.style.name for row in document.paragraphs}
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Heading 1", "Heading 2", "Normal", "段首标题")
    }
    assert used["一、总体要求"] == "Heading 1"
    assert used["（一）组织领导。正文。"] == "Normal"
    assert used["市委巡察工作领导小组办公室："] == "主送机关"
    assert fonts == {
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
        "Normal": "仿宋_GB2312",
        "段首标题": "楷体_GB2312",
    }
    levels = [
        document.styles[f"Heading {number}"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for number in (1, 2, 3)
    ]
    assert levels == ["0", "1", "2"]


def test_western_runs_are_of_a_language_whose_numbers_stay_whole():
    document = opened(make_full_paper())

    languages = document.styles.element.findall(f".//{qn('w:lang')}")
    said = [[node.get(qn(f"w:{name}")) for name in ("val", "eastAsia")] for node in languages]
    themes = document.settings.element.find(qn("w:themeFontLang"))
    assert said == [["en-US", "zh-CN"]]  # as Chinese, 202 / 3年 are two rows
    assert themes.get(qn("w:eastAsia")) == "zh-CN"


def test_page_grid_and_numbers_are_those_of_the_standard():
    document = opened(make_full_paper(), draft="草稿　某同志")
    section = document.sections[0]

    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side / Mm(1)) for side in margins] == [37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert round(int(grid.get(qn("w:linePitch"))) / 20 * 22 / 72 * 25.4) == 225
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]._p
        assert plain("".join(node.text for node in paragraph.iter(qn("w:t")))) == "——"
        assert [node.text for node in paragraph.iter(qn("w:instrText"))] == ["PAGE"]
        assert paragraph.pPr.jc.get(qn("w:val")) == side
        assert paragraph.pPr.ind.get(qn(f"w:{side}Chars")) == "100"
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "草稿 某同志"
    assert round(section.footer_distance / Mm(1)) == 25  # 14 points high, so 5 mm below the text
    assert document.styles["页码"].paragraph_format.line_spacing == Pt(14)
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None  # the binding edge
    turned = [(part.page_width > part.page_height) for part in document.sections]
    assert turned == [False, True, False]


def test_turned_page_has_its_number_where_the_others_have_it():
    section = opened(make_full_paper()).sections[1]

    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side / Mm(1)) for side in margins] == [27, 36, 27, 36]  # on odd and even pages
    places = []
    for footer in (section.footer, section.even_page_footer):
        drawn = footer._element
        (inside,) = drawn.iter(qn("w:txbxContent"))
        (text,) = drawn.iter(f"{{{WPS}}}bodyPr")
        left, top = (round(int(node.text) / Mm(1)) for node in drawn.iter(qn("wp:posOffset")))
        (size,) = drawn.iter(qn("wp:extent"))
        high = round(int(size.get("cy")) / Mm(1))
        places.append((left, top, top + high, inside[0].pPr.jc.get(qn("w:val"))))
        assert text.get("vert") == "vert"  # read with the sheet turned back
        assert [node.text for node in inside.iter(qn("w:instrText"))] == ["PAGE"]
        assert len(list(drawn.iter(qn("w:instrText")))) == 1
    # 5 mm from the text, one character (5.6 mm) from its lower corner, then from its upper one.
    assert places == [(26, 137, 177, "right"), (26, 33, 73, "left")]


def test_upright_page_after_a_turned_one_has_its_number_below_again():
    section = opened(make_full_paper()).sections[2]

    for footer in (section.footer, section.even_page_footer):
        assert not footer.is_linked_to_previous
        assert not list(footer._element.iter(qn("w:txbxContent")))


def test_row_is_left_below_the_mark():
    mark = opened(make_full_paper()).paragraphs[0]

    assert (mark.text, mark.style.name) == ("党内文件", "版头标识")
    assert mark.paragraph_format.space_after == Pt(28.95)


def test_properties_tell_what_it_is():
    properties = opened(make_full_paper()).core_properties

    assert properties.title == "中共市示范局党组关于整改落实方案的报告"
    assert properties.author == "中共市示范局党组、市示范局"
    assert (properties.subject, properties.keywords) == ("快照 3 · 0f4a", "notice-3")
    assert (properties.language, properties.comments) == ("zh-CN", "")
    assert properties.created == MADE_AT


@pytest.mark.parametrize(
    ("names", "date", "lines", "left"),
    [
        (("中共市工商业联合会党组",), "2024年4月19日", ["中共市工商业联合会党组"], 4739),
        (("某局",), "2024年12月19日", ["某局"], 5369),  # the date is the longer
        (
            ("中共新疆生产建设兵团第十二师农业农村局（畜牧兽医局、乡村振兴局）党组",),
            "2024年4月19日",
            ["中共新疆生产建设兵团第十二师农业农村局", "（畜牧兽医局、乡村振兴局）党组"],
            2219,
        ),
    ],
)
def test_signature_stands_as_the_standard_says(names, date, lines, left):
    rows = rows_of(opened(Paper(("通报",), (), names, date)), "署名和成文日期")

    assert [row.text for row in rows] == ["\n".join(lines), date]
    indents = [row.paragraph_format.left_indent.twips for row in rows]
    assert indents == [left, left + 640]  # the date two characters to the right


def test_all_organs_begin_at_one_place():
    rows = rows_of(opened(make_full_paper()), "署名和成文日期")

    first, second, date = (row.paragraph_format.left_indent.twips for row in rows)
    assert (second, date) == (first, first + 640)


def test_signature_of_a_paper_across_stands_as_far_from_the_edge():
    across = Paper(("任务书",), (), ("某局",), "2024年4月19日", across=True)

    upright, turned = (
        rows_of(opened(paper), "署名和成文日期")[0].paragraph_format.left_indent.twips
        for paper in (replace(across, across=False), across)
    )
    assert turned - upright == round((225 - 156) / 25.4 * 1440)


LONG = "整改工作按台账推进，逐项明确责任部门、时限和标准。"  # 25 characters


@pytest.mark.parametrize(
    ("before", "times", "kept"),
    [
        ((), 6, True),
        ((), 7, False),  # LibreOffice moves it as a whole: the title would be alone
        ((Block("section", "一"), Block("aspect", "二")), 7, False),
        ((Block("text", "甲。"),), 7, True),
        ((Block("text", "甲。"),), 16, True),
        ((Block("text", "甲。"),), 18, False),  # more than a page with its signature
    ],
)
def test_signature_stays_with_the_text_unless_that_empties_a_page(before, times, kept):
    blocks = (*before, Block("text", LONG * times))

    document = opened(Paper(("通报",), blocks, ("某局",), "2024年4月19日", note="公开"))

    last = rows_of(document, "Normal")[-1].paragraph_format
    assert (last.keep_with_next or False) == kept
    organ, date = (row.paragraph_format for row in rows_of(document, "署名和成文日期"))
    assert (organ.keep_with_next, date.keep_with_next) == (True, True)
    assert rows_of(document, "附注")[0].paragraph_format.keep_together


def test_nothing_is_kept_where_nothing_follows():
    document = opened(Paper(("通报",), (Block("text", "甲。"),), ("某局",), "2024年4月19日"))
    unsigned = opened(Paper(("通报",), (Block("text", "甲。"),)))

    assert rows_of(document, "署名和成文日期")[-1].paragraph_format.keep_with_next is False
    assert rows_of(unsigned, "Normal")[0].paragraph_format.keep_with_next is None


@pytest.mark.parametrize("end", ["方面", "方面。"])
def test_heading_does_not_leave_one_character_alone(end):
    heading = f"（一）聚焦贯彻落实党的路线方针政策和党中央决策部署{end}"  # of 27 characters
    closeness = word_rows.closeness(heading)
    ends = {twips: word_rows.filled(heading, closer=twips)[-1] for twips in (-5, closeness)}

    document = opened(Paper(("通报",), (Block("aspect", heading),)))

    assert ends == {-5: end[1:], 5: end}
    (run,) = rows_of(document, "Heading 2")[0].runs
    assert run._r.rPr.find(qn("w:spacing")).get(qn("w:val")) == "5"
    assert texts(document) == f"通报{heading}"  # and no mark is left in the text


def test_heading_that_fits_is_set_as_the_text():
    (run,) = rows_of(opened(Paper(("通报",), (Block("aspect", "方面"),))), "Heading 2")[0].runs

    assert run._r.rPr.find(qn("w:spacing")) is None


def test_texts_that_xml_cannot_hold_lose_only_that():
    text = "前\x00\x0b\ufffe后<b>&amp;{{ x }}</b>㛃\U00030000"

    document = opened(Paper(("通报",), (Block("text", text),)))

    assert texts(document) == "通报前后<b>&amp;{{x}}</b>㛃\U00030000"


@pytest.mark.django_db
def test_draft_comes_for_wps_and_is_marked(client):
    inspection = make_inspection()
    make_measure(make_task(inspection))
    client.force_login(make_member(inspection.organization, "office", name="拟稿同志"))

    answer = client.get(reverse("reports:notice_docx", args=[inspection.pk]))

    document = docx.Document(io.BytesIO(answer.content))
    assert re.search("草稿 拟稿同志 .* 生成", document.sections[0].header.paragraphs[0].text)
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert ".docx" in answer["Content-Disposition"]
    assert reverse("reports:notice_docx", args=[inspection.pk]) in (
        client.get(reverse("reports:notice", args=[inspection.pk])).content.decode()
    )


def test_lines_to_be_signed_stay_on_one_page():
    lines = Table((Column(""), Column("")), (("甲", ""), ("乙", "")), headings=False, together=True)

    document = opened(Paper(("任务书",), (lines,)))

    kept = [row.cells[0].paragraphs[0].paragraph_format for row in document.tables[-1].rows]
    assert [row.keep_with_next for row in kept] == [True, None]
