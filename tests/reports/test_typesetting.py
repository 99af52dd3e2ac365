"""Papers as official documents: the title's lines, the signature, tables and annexes."""

import pytest

from reports.notice import Block
from reports.titles import title_lines
from tests.reports.paper import make_notice, paper, plain

pytestmark = pytest.mark.django_db


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
        (
            (
                "中共某某省某某市工商业联合会（总商会）党组",
                "关于第十二届市委第七轮巡察反馈意见和专项检查反馈问题集中整改进展情况的通报",
            ),
            [
                "中共某某省某某市",
                "工商业联合会（总商会）党组",
                "关于第十二届市委第七轮巡察反馈意见和",
                "专项检查反馈问题集中整改进展情况的通报",
            ],
        ),
    ],
)
def test_title_breaks_where_words_end(groups, expected):
    assert title_lines(groups) == expected


def test_title_without_words_is_cut_evenly():
    assert [len(line) for line in title_lines(("甲" * 45,))] == [15, 15, 15]


def test_title_keeps_marks_and_western_words_whole():
    lines = title_lines(("关于落实《中国共产党巡视工作条例》ABCDEFGHIJKLMNOP情况",))

    assert not [line for line in lines if line[0] in "》，。" or line[-1] in "《（"]
    assert any("ABCDEFGHIJKLMNOP" in line for line in lines)
