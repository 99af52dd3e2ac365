"""Whatever a sheet holds: each of its rows, and each cell, is in an entry or named by an issue."""

import datetime
import io

import openpyxl
from hypothesis import HealthCheck, given, settings, strategies as st

from ledger.refusals import Refusal
from ledger.text import is_blank
from reports.columns import COLUMNS
from reports.intake.ledger_file import read_ledger
from reports.intake.marks import is_ditto

from .books import Sheet, upload, workbook

HEADINGS = [column.heading for column in COLUMNS.values()] + ["", "随便什么", "责任人", "类别"]
WORDS = st.sampled_from(
    [
        "甲问题",
        "乙问题",
        "制定计划",
        "1.开会；\n2.发文",
        "一是学习；二是考核",
        "①甲②乙",
        "〃",
        "同上",
        "小计",
        "合计",
        "合计：3",
        "审核人：",
        "注：说明",
        "一、党的领导方面",
        "（一）学习不深入",
        "办公室、会员部",
        "牵头领导：张某",
        "22-3",
        "22.10",
        "任务7",
        "已完成",
        "2024年底前",
        "近期",
        "反馈问题",
        "整改措施",
        "=1+1 是文字",
    ]
)
CELLS = st.one_of(
    st.none(),
    st.none(),
    WORDS,
    st.integers(-3, 30),
    st.sampled_from([0.5, 22.1, datetime.date(2024, 1, 31)]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5),
)


@st.composite
def sheets(draw):
    """A sheet with a header that is mostly one, rows of anything, and some merged ranges."""
    first = draw(st.permutations(["反馈问题", "整改措施", "整改任务"]))
    more = draw(st.lists(st.sampled_from(HEADINGS), max_size=5, unique=True))
    head = draw(st.permutations([*first[: draw(st.integers(2, 3))], *more]))
    above = draw(st.lists(st.lists(CELLS, max_size=2), max_size=2))
    body = draw(st.lists(st.lists(CELLS, min_size=len(head), max_size=len(head) + 1), max_size=8))
    rows = [*above, head, *body]
    merges = []
    for column in draw(st.sets(st.integers(0, len(head) - 1), max_size=3)):
        top = draw(st.integers(len(above) + 2, len(above) + 9))
        bottom = top + draw(st.integers(1, 4))
        merges.append(f"{chr(65 + column)}{top}:{chr(65 + column)}{bottom}")
    return Sheet("党建方面", rows, " ".join(merges))


def shown(value):
    """How a value reads in the sheet, without what is not kept at its ends."""
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    return str(value).strip()


def told(outline):
    """Row → all texts that entries and issues tell of it; row 0 stands for all."""
    found = {}
    for entry in outline.walk():
        found.setdefault(entry.place.row, []).append(entry.text)
        for value in entry.fields.values():
            found.setdefault(value.place.row, []).append(value.text)
    for issue in outline.issues:
        found.setdefault(issue.place.row, []).append(issue.text)
    return found


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(sheets())
def test_row_of_any_sheet_is_read_or_named(sheet):
    content = workbook(sheet)
    try:
        outline = read_ledger(upload(content))
    except Refusal:
        return

    rows = told(outline)
    for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows():
        for cell in row:
            if cell.value is None or is_blank(shown(cell.value)):
                continue
            assert cell.row in rows or unread(outline), (cell.row, cell.value)
            assert is_told(outline, rows, cell) or unread(outline), (cell, cell.value)


def unread(outline):
    """Whether the whole sheet is named as not read."""
    return any(not issue.place.row and "没有读取" in issue.message for issue in outline.issues)


def is_told(outline, rows, cell):
    """Whether the text of a cell is in an entry, or an issue names its row, cell or column."""
    text = shown(cell.value)
    named = {issue.place.row for issue in outline.issues if not issue.place.column}
    places = {(issue.place.row, issue.place.column) for issue in outline.issues}
    columns = {
        issue.place.column
        for issue in outline.issues
        if "没有读取" in issue.message or "请只留一列" in issue.message
    }
    name = outline.mapping["党建方面"].get(cell.column_letter)
    return (
        is_ditto(text)
        or name in ("problem_number", "task_number")  # kept as the number of its entry
        or any(text in found for found in rows.get(cell.row, ()))
        or any(text in found for texts in rows.values() for found in texts)
        or cell.row in named
        or (cell.row, cell.column_letter) in places
        or cell.column_letter in columns
    )
