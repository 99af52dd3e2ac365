"""The notice on paper, read back: geometry, fonts, text, and what the renderer may not do."""

import io
import itertools
import logging
import sys
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ledger.refusals import Unavailable
from measures.sample import load as sample
from measures.sample.people import Register, make_main, make_organization as make_sample_office
from reports import faces, justification, pdf, typesetting
from reports.notice import Block, Notice, draft
from scripts import fonts as setup
from tests.factories import make_inspection, make_measure, make_member, make_task

pytestmark = pytest.mark.django_db

A4 = (595.28, 841.89)
MM = 72 / 25.4
ROW = 225 * MM / 22
LEFT, RIGHT = 28 * MM, A4[0] - 26 * MM


def make_notice(blocks, title=("中共市示范局党组", "关于整改情况的通报")):
    """A notice of these blocks."""
    today = timezone.localdate()
    return Notice(None, today, title, tuple(blocks), "中共市示范局党组", "2026年3月2日")


def paper(notice, **options):
    """The notice rendered and opened."""
    return PdfReader(io.BytesIO(print_out(notice, **options)))


def print_out(notice, draft="", **options):
    """The bytes of the rendered notice."""
    made_at = timezone.make_aware(timezone.datetime(2026, 3, 2, 9))
    with faces.fonts() as found:
        faces.check(found, "".join(notice.paragraphs()))
        html = typesetting.html(notice, found, made_at=made_at, draft=draft)
    return pdf.render(html, typesetting.stylesheet(), **options)


def rows_of(page):
    """Baseline from the top, in points: the row's text."""
    found = {}

    def visit(text, matrix, place, font, size):
        if text.strip():
            y = matrix[5] + place[5] * matrix[3]
            found[round(A4[1] - y, 1)] = found.get(round(A4[1] - y, 1), "") + text.strip()

    page.extract_text(visitor_text=visit)
    return dict(sorted(found.items()))


def plain(text):
    """Text without the line ends and spaces that a page adds."""
    return "".join(text.split())


def text_of(reader):
    """All text without the page numbers."""
    pages = [plain(page.extract_text()) for page in reader.pages]
    marks = [f"—{number}—" for number in range(1, len(pages) + 1)]
    assert all(mark in page for mark, page in zip(marks, pages, strict=True))
    return "".join(page.replace(mark, "") for mark, page in zip(marks, pages, strict=True))


LONG = "整改工作按台账推进，" * 120


def test_page_is_a4_with_22_rows_of_28_characters():
    reader = paper(make_notice([Block("text", LONG + "完。")], title=("通报",)))

    assert {tuple(round(float(x), 1) for x in page.mediabox[2:]) for page in reader.pages} == {
        (595.3, 841.9)
    }
    second = rows_of(reader.pages[1])
    baselines = list(second)[:22]
    steps = {round(b - a - ROW, 0) for a, b in itertools.pairwise(baselines)}
    assert steps == {0}
    # The 版心 begins 37 mm down; half the leading and the ascent lie above the first baseline.
    assert 37 * MM + 14 < baselines[0] < 37 * MM + ROW
    assert baselines[-1] < A4[1] - 35 * MM
    assert {len(text) for text in list(second.values())[1:21]} <= {27, 28}
    assert list(second)[22] > A4[1] - 35 * MM  # the page number, below the 版心
    assert len(second) == 23


def test_rows_reach_the_right_edge():
    text = "截至2024年1月31日，共65条“整改措施”，已完成23条（另1项持续整改）；" * 30
    made = make_notice([Block("text", text)])
    with faces.fonts() as found:
        html = typesetting.html(made, found, made_at=timezone.now())
    weasyprint = pdf.renderer()
    document = weasyprint.HTML(string=html).render(
        stylesheets=[weasyprint.CSS(string=typesetting.stylesheet())]
    )

    rights = [
        right
        for page in document.pages
        for line in lines(page._page_box)
        if (right := right_edge(line)) is not None
    ]

    # All rows of the paragraph but the last; pixels are 3/4 of a point.
    full = [right for right in rights if abs(right * 0.75 - RIGHT) < 1]
    assert len(full) >= len(rights) - 1
    assert len(rights) > 30


def lines(box):
    """The rows of justified paragraphs under a box."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.LineBox):
        if box.style["text_align_all"] == "justify" and box.style["font_size"] > 20:
            yield box
        return
    for child in getattr(box, "children", ()):
        yield from lines(child)


def right_edge(line):
    """Where the last piece of a row ends."""
    pieces = list(justification.text_boxes(line))
    return pieces[-1].position_x + pieces[-1].width if pieces else None


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


def test_text_comes_back_as_it_was_written():
    blocks = [
        Block("section", "“第一议题”落实情况", number="一、"),
        Block("aspect", "服务、管理方面", number="（一）"),
        Block("problem", "“1+N”机制不全。", number="1."),
        Block("text", f"针对“甲‘乙’《丙》”等问题。{LONG}龘㛃䶮𬱟，6.94万元。"),
        Block("point", "按期复核。", lead="持续整改。", number="（二）"),
    ]
    made = make_notice(blocks)

    reader = paper(made)

    assert text_of(reader) == plain("".join(made.paragraphs()))
    assert reader.metadata.title == made.heading
    assert reader.metadata.author == made.organ
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert [row.title for row in flat(reader.outline)] == [
        "一、“第一议题”落实情况",
        "（一）服务、管理方面",
        "1.“1+N”机制不全。",
    ]


def flat(outline):
    """The entries of a nested outline."""
    for row in outline:
        if isinstance(row, list):
            yield from flat(row)
        else:
            yield row


@pytest.mark.parametrize("filler", range(0, 22, 3))
def test_signature_keeps_text_beside_it(filler):
    blocks = [Block("text", "段。") for _ in range(filler)]
    blocks += [Block("text", "最后一段的文字有好几行长，" * 8)]

    last = paper(make_notice(blocks)).pages[-1].extract_text()

    text, _, signature = last.partition("中共市示范局党组\n2026")
    assert "文字有好几行长" in plain(text)
    assert signature


def test_same_notice_gives_the_same_bytes():
    made = make_notice([Block("text", LONG)])

    assert print_out(made) == print_out(made)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (("中共市局党组", "关于整改的通报"), ["中共市局党组关于整改的通报"]),
        (
            ("中共市工商业联合会党组", "关于市委巡察整改进展情况的通报"),
            ["中共市工商业联合会党组", "关于市委巡察整改进展情况的通报"],
        ),
        (
            ("中共市工商业联合会党组", "关于十二届市委常规巡察整改进展情况的通报"),
            ["中共市工商业联合会党组", "关于十二届市委常规巡察", "整改进展情况的通报"],
        ),
    ],
)
def test_title_breaks_where_words_end(groups, expected):
    assert typesetting.title_lines(groups) == expected


def test_long_title_without_words_is_cut_evenly():
    found = typesetting.title_lines(("甲" * 45, "乙"))

    assert [len(line) for line in found] == [15, 15, 15, 1]


HOSTILE = [
    "<img src=http://127.0.0.1:9/x.png>",
    "<link rel=attachment href=file:///etc/passwd>",
    "</p><style>@import url(http://127.0.0.1:9/a.css);</style>",
    "<svg><image href='file:///etc/hostname'/></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "url(http://127.0.0.1:9/) ; } body { display: none }",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "&lt;b&gt; &#x41; <!-- x --> ]]> $fang",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text_and_nothing_is_fetched(text):
    made = make_notice([Block("section", text), Block("text", text)], title=(text[:19], text))

    reader = paper(made, draft=text, fail_on_fetch=True)

    printed = plain("".join(page.extract_text() for page in reader.pages))
    assert plain(text + text) in printed
    assert "/EmbeddedFiles" not in reader.trailer["/Root"].get("/Names", {})
    assert not [page for page in reader.pages if "/Annots" in page]


def test_factory_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    html = f'<link rel="attachment" href="{secret.as_uri()}"><img src="{secret.as_uri()}">字'

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(pdf.render(html, "")))

    assert reader.attachments == {}
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        pdf.render(html, "", fail_on_fetch=True)


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


def test_missing_renderer_is_named(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, "office"))
    address = reverse("reports:notice_pdf", args=[inspection.pk])

    answer = client.get(address, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (503, "pdf_missing")
    assert "排版组件（WeasyPrint）" in answer.json()["message"]


def test_character_of_no_font_is_named():
    with faces.fonts() as found, pytest.raises(Unavailable) as refused:
        faces.check(found, "正文\U0010fffd\u200b\ufe0f")

    assert str(refused.value).startswith(
        "不能生成 PDF：服务器缺少中文字体（没有字体收录“\U0010fffd”）"
    )


def test_draft_is_marked_with_who_and_when(client):
    inspection = make_inspection()
    make_measure(make_task(inspection))
    user = make_member(inspection.organization, "office", name="拟稿同志")
    client.force_login(user)

    answer = client.get(reverse("reports:notice_pdf", args=[inspection.pk]))

    today = timezone.localdate().isoformat()
    for page in PdfReader(io.BytesIO(answer.content)).pages:
        line = plain(page.extract_text())
        assert "草稿拟稿同志" in line
        assert f"生成数据截至{today}" in line
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_sample_notice_gives_the_figures_of_the_case():
    case = sample.read("case.toml")
    organ = make_main(case["organization"], Register(), make_sample_office("市委巡察办", "巡察办"))
    sample.load_case(organ, case, *sample.make_earlier(organ, case["previous"]))
    inspection = organ.organization.inspections.latest("feedback_date")
    made = draft(inspection, case["inspection"]["period_end"])

    printed = text_of(paper(made))

    assert printed == plain("".join(made.paragraphs()))
    assert (
        "截至2024年1月31日，反馈意见指出的10个问题，已销号9个；整改任务24项，已完成23项，"
        "需要持续整改1项；整改措施65条，已完成65条。健全完善制度机制17个，开展专项治理2项，"
        "挽回资金6.94万元，问责处理0人。第22项任务“会产管理不到位”需要持续整改。"
    ) in printed
    assert "先后召开整改专题会5次" in printed
    assert "开展督导检查5次" in printed
    assert printed.endswith("中共市工商业联合会党组2024年4月19日")


def test_fonts_configuration_is_written_once(tmp_path):
    setup.write_config(tmp_path, [tmp_path, Path("/a & b")])
    first = (tmp_path / "fonts.conf").stat().st_mtime_ns
    setup.write_config(tmp_path, [tmp_path, Path("/a & b")])

    text = (tmp_path / "fonts.conf").read_text()
    assert f"<dir>{tmp_path}</dir>" in text
    assert "<dir>/a &amp; b</dir>" in text
    assert (tmp_path / "fonts.conf").stat().st_mtime_ns == first
