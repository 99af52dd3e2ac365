"""The layout of papers measured on the PDF, and that the measuring finds what is off."""

import json
import subprocess
import sys
from dataclasses import replace

import pypdfium2
import pytest

from reports import press, typesetting
from reports.paper import Annex, Block, Column, Paper, Table, numbered
from tests.reports import measuring_parts
from tests.reports.measuring import CHARACTER, RIGHT, ROW, chosen_fonts, faults, rows_of_pages, torn
from tests.reports.paper import MADE_AT

SENTENCE = (
    "整改工作按台账推进，对照“反馈意见”逐项明确责任部门、时限和标准，截至2024年1月31日已完成65条；"
)
ADDRESSES = (
    "监督举报电话：0000-0000000（工作日9:00至17:00）；通信地址：某某市某某路1号；电子邮箱："
    "zhenggai.office@industry-commerce.example.gov.cn；网址："
    "https://www.example.gov.cn/xunchazhenggai/2024/04/19/tongbao.html，欢迎监督。"
)
TITLE = ("中共市工商业联合会党组", "关于市委巡察整改进展情况的通报")


def make_paper(blocks, title=TITLE):
    """A signed paper."""
    organs = ("中共市工商业联合会党组",)
    return Paper(title, numbered(blocks), organs, "2024年4月19日")


def chapters(count):
    """Chapters with headings of each level."""
    for _ in range(count):
        yield Block("section", "集中整改进展情况")
        yield Block("text", SENTENCE * 3)
        yield Block("aspect", "落实党的理论和路线方针政策方面")
        yield Block("problem", "理论学习不够深入。")
        yield Block("text", SENTENCE * 9)
        yield Block("point", SENTENCE * 4, lead="加强组织领导。")
        yield Block("unnumbered", "整改未完成事项")
        yield Block("item", SENTENCE * 2)


LONG = (
    "中共某某省某某市工商业联合会（总商会）党组",
    "关于第十二届市委第七轮巡察反馈意见和专项检查反馈问题集中整改进展情况的通报",
)
PAPERS = {
    "one page": make_paper([Block("text", SENTENCE * 4)]),
    "two pages": make_paper([Block("text", SENTENCE * 14)]),
    "long title": make_paper([Block("text", SENTENCE * 20)], LONG),
    "rare characters": make_paper([Block("text", f"由㛃、䶮、喆、燚等同志负责；{SENTENCE}" * 15)]),
    "addresses": make_paper([Block("text", "试" * count + ADDRESSES) for count in range(28)]),
    "chapters": make_paper(list(chapters(4))),
    "sixty pages": make_paper(list(chapters(44))),
}


TABLE = Table((Column("序号", 1, centred=True), Column("措施", 5)), (("1", "健全制度"),) * 3)
PAPERS["parts"] = replace(
    make_paper([Block("text", SENTENCE * 14), TABLE, Block("text", SENTENCE * 2)]),
    mark="党内文件",
    addressee="市委巡察工作领导小组办公室",
    note="此件公开发布",
    annexes=(
        Annex("整改任务清单", (TABLE,) * 14, across=True),
        Annex("关于落实市委巡察反馈意见的任务清单和责任清单以及完成情况的统计", (TABLE,)),
        Annex("问题清单", (Block("text", SENTENCE),)),
    ),
)


def made(paper, css=None, html=lambda text: text):
    """The paper's PDF, with another stylesheet or markup where asked."""
    return press.print_html(
        html(press.typeset(paper, made_at=MADE_AT)), css or typesetting.stylesheet()
    )


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_laid_out_by_the_standard(name):
    pdf = made(PAPERS[name])

    assert faults(pdf, PAPERS[name]) == set()
    pages = len(rows_of_pages(pdf))
    expected = {"one page": 1, "two pages": 2}
    assert pages == expected.get(name, pages)
    assert pages >= 58 or name != "sixty pages"


@pytest.mark.parametrize("name", ["zhenggai" * 4, "0123456789abcdef" * 4, "0123456789"])
def test_row_that_cannot_be_filled_is_not_torn(name):
    paper = make_paper([Block("text", f"整改工作按台账推进，对照反馈意见。电子邮箱{name}。")])

    page = rows_of_pages(made(paper))[0]

    row = next(row for row in page if row.text.startswith("整改工作"))
    assert not torn(row)


def test_full_page_has_22_rows_of_28_characters():
    paper = make_paper([Block("text", "整改工作按台账推进" * 200)], ("通报",))

    pages = rows_of_pages(made(paper))

    assert [len(rows) for rows in pages[1:-1]] == [23] * (len(pages) - 2)  # and the number
    assert {len(row.text) for row in pages[1][:22]} == {28}
    assert faults(made(paper), paper) == set()


def test_table_without_rows_is_printed_with_its_headings_only():
    table = Table((Column("序号"), Column("措施")), (), caption="无措施")
    paper = make_paper([table, Block("text", "正文。")], ("通报",))

    rows = rows_of_pages(made(paper))[0]

    assert [row.text for row in rows][1:4] == ["无措施", "序号措施", "正文。"]


@pytest.mark.parametrize("length", [60, 450, 600, 1000])
def test_table_of_long_cells_begins_on_the_first_page_and_keeps_its_head(length):
    columns = (Column("措施", 1, centred=True), Column("整改措施", 5), Column("验收标准", 3))
    long = ("健全完善会产管理制度，明确责任部门、责任人和完成时限，逐项对账销号；" * 31)[:length]
    rows = tuple((f"1-{number}", long, long[: length // 2]) for number in range(1, 5))
    paper = Paper(("责任清单",), (Table(columns, rows, size="五号"),), across=True)

    pages = [[row.text for row in rows[:-1]] for rows in rows_of_pages(made(paper))]

    assert "健全完善" in "".join(pages[0])
    assert all("措施整改措施验收标准" in rows[:2] for rows in pages)
    assert measuring_parts.open_tables(made(paper)) == []
    assert len(pages) <= 2 + length // 200


@pytest.mark.parametrize(
    ("organ", "lines"),
    [
        ("中共某某市人民政府国有资产监督管理委员会委员会机关", 1),
        ("中共某某市人民政府国有资产监督管理委员会委员会机关党委", 2),
        ("中共新疆生产建设兵团第十二师农业农村局（畜牧兽医局、乡村振兴局）党组", 2),
    ],
)
def test_long_organ_fills_its_row_or_is_broken_into_rows_of_about_the_same_length(organ, lines):
    paper = replace(make_paper([Block("text", SENTENCE)], ("通报",)), organs=(organ,))

    rows = rows_of_pages(made(paper))[0]

    place = next(place for place, row in enumerate(rows) if organ.startswith(row.text))
    signed = rows[place : place + lines]
    assert "".join(row.text for row in signed) == organ
    assert min(len(row.text) for row in signed) >= len(organ) / lines - 5
    assert rows[place + lines].text == paper.date
    assert rows[place + lines].left - rows[place].left == pytest.approx(2 * CHARACTER, abs=1)
    assert max(row.right for row in signed) == pytest.approx(RIGHT - 2 * CHARACTER, abs=1.5)


def test_tables_stand_half_a_row_apart_from_what_is_around_them():
    form = Table((Column("", 1), Column("", 4)), (("签字", ""),), headings=False)
    captioned = replace(TABLE, caption="配合事项")
    blocks = [Block("text", "请逐条对照。"), TABLE, form, captioned, Block("text", "正文。")]
    pdf = made(make_paper(blocks, ("任务书",)))

    gaps = measuring_parts.gaps(pdf)

    assert len(gaps) == 2
    assert abs(gaps[0] - ROW / 2) < 1
    assert abs(gaps[1] - ROW * 1.5) < 1
    rows = rows_of_pages(pdf)[0]
    place = {row.text: row.y for row in rows}
    assert place["序号措施"] - place["请逐条对照。"] > ROW
    number = [row.text for row in rows].index("正文。")
    assert rows[number].y - rows[number - 1].y > ROW * 1.2


@pytest.mark.parametrize("end", ["", "。"])
def test_no_character_of_a_heading_stands_alone_in_its_last_row(end):
    heading = "落实党的理论和路线方针政策以及党中央决策部署方面" + end
    paper = make_paper([Block("aspect", heading), Block("text", "正文。")], ("通报",))

    rows = rows_of_pages(made(paper))[0]

    assert rows[1].text + rows[2].text == f"（一）{heading}"
    assert rows[2].text == "方面" + end


def test_digits_and_rare_characters_look_like_the_heading_around_them():
    table = Table((Column("序号1㛃"),), (("㛃",),), caption="表1㛃")
    blocks = [Block("section", "整改任务1（SHA-256）㛃䶮"), Block("aspect", "理论1㛃"), table]
    annexes = (Annex("清单1", (Block("text", "甲"),)), Annex("清单2", (Block("text", "乙"),)))
    paper = replace(make_paper(blocks, ("整改任务1销号单",)), annexes=annexes)

    pages = rows_of_pages(made(paper))

    fonts = {
        row.text: {glyph.font for glyph in row.glyphs if glyph.char not in "㛃䶮"}
        for page in pages
        for row in page
    }
    rare = [g.font for page in pages for row in page for g in row.glyphs if g.char in "㛃䶮"]
    heading, title = [{chosen_fonts()[face]} for face in ("黑体", "小标宋")]
    assert fonts["一、整改任务1（SHA-256）㛃䶮"] == fonts["附件1"] == heading
    assert fonts["表1㛃"] == fonts["序号1㛃"] == heading
    assert fonts["整改任务1销号单"] == fonts["清单1"] == title
    assert rare == ["notosanssc"] * 2 + ["notoserifsc"] + ["notosanssc"] * 2 + ["notoserifsc"]


CSS_FAULTS = {
    "left edge": ("35mm 28mm;", "35mm 30mm;"),
    "rows off the grid": ("margin: 37mm 26mm", "margin: 39mm 26mm"),
    "pitch": ("calc(225mm / 22)", "28pt"),
    "characters in a row": ("letter-spacing: -0.013em", "letter-spacing: 0"),
    "right edge": ("text-align: justify", "text-align: left"),
    "page number beside its place": ("padding: 5mm 14pt 0 0", "padding: 5mm 190pt 0 0"),
    "page number at another height": ("padding: 5mm 14pt 0 0", "padding: 1mm 14pt 0 0"),
    "page number": ("@page :left", "@page none:left"),
    "page not full": ("orphans: 1; widows: 1", "orphans: 12; widows: 12"),
    "font of the page number": ("font: 14pt/14pt", "font: 14pt/14pt FandolKai, "),
    "font of 黑体": ("h2, .hei { font-family:", "h2, .hei { font-family: FandolSong, "),
    "font of 楷体": ("h3, .lead { font-family:", "h3, .lead { font-family: FandolFang, "),
    "font of 仿宋": ("html { font: 16pt/var(--row)", "html { font: 16pt/var(--row) FandolSong, "),
    "font of the title": ("h1 { margin-bottom: var(--row); font: 22pt/calc(1.25 * var(--row))",
                          "h1 { margin-bottom: var(--row); font: 22pt/calc(1.25 * var(--row)) FandolHei, "),
    "title not centred": ("letter-spacing: 0; text-align: center", "letter-spacing: 0; text-align: left"),
    "page size": ("size: A4;", "size: 216mm 297mm;"),
    "outline": (".level2 { bookmark-level: 2 }", ".level2 { bookmark-level: none }"),
}  # fmt: skip


# Of a paper with all its parts, where a rule of the stylesheet is lost.
PART_FAULTS = {
    "signature beside its place": ("margin: var(--row) var(--two) 0 auto", "margin: var(--row) 0 0 auto"),
    "signature not a row below the text": ("margin: var(--row) var(--two) 0 auto", "margin: 0 var(--two) 0 auto"),
    "date beside its place": (".sign .date { padding-left: var(--two) }", ""),
    "table without rules": ("border: solid #000; border-width: 0 .25mm .25mm 0", "border: 0"),
    "table not as wide as the text": ("table { width: 100%", "table { width: 90%"),
    "page number beside its place": ("rotate(90deg)", "rotate(0deg)"),
    "page number": ("@page across:left", "@page none:left"),
    "page number at another height": ("margin: 37pt 5mm 0 auto", "margin: 37pt 9mm 0 auto"),
    "left edge": ("margin: 37mm 28mm 35mm 26mm", "margin: 37mm 26mm 35mm 28mm"),
    "label of the annex beside its place": (".annex .no { margin-bottom: var(--row); text-indent: 0",
                                            ".annex .no { margin-bottom: var(--row)"),
    "title of the annex not in the third row": (".annex .no { margin-bottom: var(--row);", ".annex .no {"),
    "annex not on a new page": (".annex { break-before: page }", ""),
    "font of 黑体": ("h2, .hei { font-family:", "h2 { font-family:"),
    "mark beside its place": (".to, .mark { text-indent: 0 }", ".to { text-indent: 0 }"),
    "mark without a row below": (".mark { margin-bottom: var(--row) }", ""),
    "addressee beside its place": (".to, .mark { text-indent: 0 }", ".mark { text-indent: 0 }"),
    "addressee without a row above": ("h1 { margin-bottom: var(--row)", "h1 { margin-bottom: 0"),
    "list of annexes beside its place": (".attached.several { margin-left:", ".attached.several { margin-right:"),
    "list of annexes not a row below the text": (".attached.first { margin-top: var(--row) }", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", PART_FAULTS)
def test_measuring_finds_a_part_out_of_its_place(fault):
    right, wrong = PART_FAULTS[fault]
    css = typesetting.stylesheet()
    assert right in css

    found = faults(made(PAPERS["parts"], css.replace(right, wrong)), PAPERS["parts"])

    assert fault in found


@pytest.mark.parametrize("fault", CSS_FAULTS)
def test_measuring_finds_a_fault_of_the_stylesheet(fault):
    right, wrong = CSS_FAULTS[fault]
    css = typesetting.stylesheet()
    assert right in css

    found = faults(made(PAPERS["chapters"], css.replace(right, wrong)), PAPERS["chapters"])

    assert fault in found


HTML_FAULTS = {
    "language": ('lang="zh-CN"', 'lang="en"'),
    "title of the file": ("<title>", "<title>无"),
    "lines of the title": ("<br>", ""),
    "text": ("推进", "前进"),
    "outline": ('data-label="一、', 'data-label="二、'),
}


@pytest.mark.parametrize("fault", HTML_FAULTS)
def test_measuring_finds_a_fault_of_the_markup(fault):
    paper = PAPERS["chapters"]

    pdf = made(paper, html=lambda text: text.replace(*HTML_FAULTS[fault]))

    assert fault in faults(pdf, paper)


BARE = """
import json, sys, weasyprint
asked = json.load(sys.stdin)
if asked["patched"]:
    sys.path.insert(0, ".")
    from reports import justification
    justification.install(weasyprint)
sheets = [weasyprint.CSS(string=asked["css"])]
pdf = weasyprint.HTML(string=asked["html"]).write_pdf(stylesheets=sheets, pdf_variant=asked["variant"])
sys.stdout.buffer.write(pdf)
"""


@pytest.mark.parametrize(
    ("patched", "variant", "expected"),
    [
        (True, "pdf/ua-1", set()),
        (False, "pdf/ua-1", {"right edge"}),
        (True, None, {"tags", "declaration", "title of the file"}),
    ],
)
def test_measuring_finds_a_missing_patch_and_missing_tags(patched, variant, expected):
    paper = PAPERS["two pages"]
    html = press.typeset(paper, made_at=MADE_AT)
    asked = {"html": html, "css": typesetting.stylesheet(), "patched": patched, "variant": variant}

    done = subprocess.run(
        [sys.executable, "-c", BARE],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )

    assert faults(done.stdout, paper) == expected


@pytest.mark.parametrize("together", [True, False])
def test_lines_to_be_signed_stay_on_one_page(together):
    torn_at = []
    columns = (Column("", 1), Column("", 4))
    rows = tuple((f"签字人{place}", "") for place in "甲乙丙")
    for filler in range(13, 20):
        lines = Table(columns, rows, headings=False, together=together)
        paper = make_paper([*(Block("text", "整改工作。") for _ in range(filler)), lines])
        pages = pypdfium2.PdfDocument(press.render(paper, made_at=MADE_AT))
        found = ["签字人" in page.get_textpage().get_text_range() for page in pages]
        pages.close()
        torn_at += [filler] if sum(found) > 1 else []

    assert bool(torn_at) != together
