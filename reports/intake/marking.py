"""The workbook as it came, with what is wrong or doubtful marked and said in a comment.

Runs in a process of its own (``measures.isolation``): it loads a foreign workbook as a whole, and
needs no Django.
"""

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string

FILLS = {"error": "FFC7CE", "doubt": "FFEB9C"}
AUTHOR = "整改台账"
WIDE, HIGH = 360, 120  # pixels of a comment


def mark(source, target, issues):
    """Write ``source`` to ``target`` with the issues marked; returns how many cells were.

    ``issues`` are [sheet, row, column, level, message]; what names no cell marks the row's first.
    """
    book = load_workbook(source, rich_text=True)
    found = {}
    for sheet, row, column, level, message in issues:
        if sheet in book.sheetnames and row:
            cell = shown(book[sheet], row, column_index_from_string(column or "A"))
            found.setdefault((sheet, cell.row, cell.column), []).append((level, message))
    for (sheet, row, column), told in found.items():
        cell = book[sheet].cell(row, column)
        level = "error" if any(level == "error" for level, _ in told) else "doubt"
        cell.fill = PatternFill("solid", fgColor=FILLS[level])
        cell.comment = Comment("\n".join(text for _, text in told), AUTHOR, HIGH, WIDE)
    book.save(target)
    return len(found)


def shown(sheet, row, column):
    """The cell that shows a place: of merged cells the first."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return sheet.cell(merged.min_row, merged.min_col)
    return sheet.cell(row, column)
