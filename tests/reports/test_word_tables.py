"""Tables of Word files: as wide as the text, with room, apart from one another."""

from docx.oxml.ns import qn
from docx.shared import Pt

from reports.paper import Annex, Block, Column, Paper, Table
from tests.reports.test_press import make_full_paper
from tests.reports.test_word import opened, rows_of


def test_table_headings_repeat_and_no_row_is_cut():
    table = opened(make_full_paper()).tables[0]

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_cells_have_room_around_their_text_whatever_the_font():
    document = opened(make_full_paper())

    margins = document.tables[0]._tbl.tblPr.find(qn("w:tblCellMar"))
    assert [(side.tag, side.get(qn("w:w"))) for side in margins] == [
        (qn("w:top"), "45"),
        (qn("w:left"), "68"),
        (qn("w:bottom"), "45"),
        (qn("w:right"), "68"),
    ]
    cell = document.tables[0].rows[1].cells[1].paragraphs[0]
    assert (cell.style.name, cell.style.font.size) == ("表格文字小四", Pt(12))
    assert cell.style.paragraph_format.line_spacing == Pt(16.8)


def test_numbers_of_a_list_stay_whole_in_a_cell():
    columns = (Column("反馈问题", 13), Column("整改任务", 1.9, centred=True))
    table = Table(columns, (("会费", "13、14、15、16、17"), ("会产", "9、10")), size="五号")

    document = opened(Paper(("问题清单",), (table,), across=True))

    cells = [row.cells[1].text for row in document.tables[0].rows[1:]]
    assert cells == ["13、14、15、\n16、17", "9、10"]


def test_neighbouring_tables_stay_two_and_text_keeps_off_them():
    table = Table((Column("序号"), Column("措施")), (("1", "健全制度"),))
    blocks = (Block("text", "甲。"), table, table, Block("text", "乙。"), table)

    document = opened(Paper(("任务书",), blocks, annexes=(Annex("清单", (table,), across=True),)))

    between = document.styles["表间"]
    found = [
        "table" if node.tag == qn("w:tbl") else "between" if node.style == between.style_id else ""
        for node in document.element.body.iterchildren(qn("w:tbl"), qn("w:p"))
    ]
    # Title and text, the tables, text, the third table, 附件说明, the end of its pages; the annex.
    first = ["", "", "table", "between", "table", "", "table", "", "between"]
    assert found == [*first, "", "", "table", "between"]
    above, below = (row.paragraph_format for row in rows_of(document, "Normal"))
    assert (above.space_after, below.space_before) == (Pt(6), Pt(6))
    assert between.paragraph_format.line_spacing == Pt(5)
