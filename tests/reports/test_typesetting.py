"""The notice as an official document: the grid, the full rows, the title, the signature."""

import itertools

import pytest
from django.utils import timezone

from reports import faces, justification, pdf, typesetting
from reports.notice import Block
from tests.reports.paper import make_notice, paper, plain

pytestmark = pytest.mark.django_db

A4 = (595.28, 841.89)
MM = 72 / 25.4
ROW = 225 * MM / 22
RIGHT = A4[0] - 26 * MM


LONG = "整改工作按台账推进，" * 120


def rows_of(page):
    """Baseline from the top, in points: the row's text."""
    found = {}

    def visit(text, matrix, place, font, size):
        if text.strip():
            y = matrix[5] + place[5] * matrix[3]
            found[round(A4[1] - y, 1)] = found.get(round(A4[1] - y, 1), "") + text.strip()

    page.extract_text(visitor_text=visit)
    return dict(sorted(found.items()))


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


@pytest.mark.parametrize("filler", range(0, 22, 3))
def test_signature_keeps_text_beside_it(filler):
    blocks = [Block("text", "段。") for _ in range(filler)]
    blocks += [Block("text", "最后一段的文字有好几行长，" * 8)]

    last = paper(make_notice(blocks)).pages[-1].extract_text()

    text, _, signature = last.partition("中共市示范局党组\n2026")
    assert "文字有好几行长" in plain(text)
    assert signature


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
