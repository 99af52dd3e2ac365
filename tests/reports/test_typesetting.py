"""Papers as official documents: the signature, the note below it, and what goes over with them."""

import pytest

from reports import press
from reports.paper import Annex, Block, Paper
from tests.reports.measuring import rows_below, rows_of_pages
from tests.reports.paper import MADE_AT, make_notice, paper, plain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("filler", range(0, 22, 3))
def test_signature_keeps_text_beside_it(filler):
    blocks = [Block("text", "段。") for _ in range(filler)]
    blocks += [Block("text", "最后一段的文字有好几行长，" * 8)]

    last = paper(make_notice(blocks)).pages[-1].extract_text()

    text, _, signature = last.partition("中共市示范局党组\n2026")
    assert "文字有好几行长" in plain(text)
    assert signature


def signed(filler, **parts):
    """The pages up to the signature, in rows, of a paper with so many rows before its last two."""
    blocks = [Block("text", "整改工作按台账推进。")] * filler
    blocks.append(Block("text", "对照“反馈意见”逐项明确责任部门、时限和标准，截至3月1日都已完成。"))
    made = Paper(("通报",), tuple(blocks), ("中共市示范局党组",), "2026年3月2日", **parts)
    pages = [rows[:-1] for rows in rows_of_pages(press.render(made, made_at=MADE_AT))]
    last = next(
        place for place, rows in enumerate(pages) if "2026年3月2日" in [row.text for row in rows]
    )
    return pages[: last + 1]


@pytest.mark.parametrize("filler", range(22))
def test_note_stays_whole_with_the_signature(filler):
    note = "数据来源：整改台账快照1，校验码55d3085f40bb；操作记录校验码17a2976a5d6e"

    last = signed(filler, note=note)[-1]

    assert "".join(row.text for row in last).endswith(
        f"都已完成。中共市示范局党组2026年3月2日（{note}）"
    )


@pytest.mark.parametrize(("annexes", "most"), [(0, 4), (3, 5), (7, 5)])
@pytest.mark.parametrize("filler", range(1, 22, 3))
def test_little_stays_empty_above_what_goes_over_with_the_signature(filler, annexes, most):
    lists = tuple(Annex("任务清单", (Block("text", "甲"),)) for _ in range(annexes))

    own = signed(filler, annexes=lists)

    texts = [
        row for row in own[-1] if row.text[:2] in {"整改", "对照", "时限", "附件", f"{annexes}."}
    ]
    assert texts, "the signature stands alone"
    assert all(rows_below(rows) <= most for rows in own[:-1])
