"""The present ledger in an organization's own layout: a copy of the workbook it once imported.

Titles, headings, widths, the looks of the first row of data and the foot stay; the rows of data are
written anew, as many as there are, and their merged cells with them. No formula, link, comment or
rule of the old file is carried over: a total that was counted over the old rows would be wrong.
"""

import io
import re

from openpyxl import load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.pagebreak import RowBreak

from .lines import groups, lines
from .old_sheet import OldSheet
from .own_rows import Writer

# “填报时间：2026年3月1日” and its like.
FILLED_IN = re.compile(
    r"((?:填报|填表|制表|报送|更新)(?:时间|日期)[：:]\s*|数据截至[：:]?\s*)"
    r"\d{4}\s*[年./-]\s*\d{1,2}\s*(?:月|[./-])\s*(?:\d{1,2}\s*日?)?"
)


def fill(workbook_bytes, mapping, header_rows, foot_rows, content):
    """The bytes of the copy.

    ``mapping`` is sheet → {column letter: name of ``reports.columns``}, ``header_rows`` sheet → the
    last row of its headings, ``foot_rows`` sheet → the first row below the data, where there is a
    foot; ``content`` is what ``content.load`` gives. Rows count from 1.
    """
    book = load_workbook(io.BytesIO(workbook_bytes), keep_links=False)
    book.defined_names.clear()
    for sheet in [sheet for sheet in book.worksheets if sheet.title not in mapping]:
        book.remove(sheet)  # what was never read is given to nobody
    for sheet in book.worksheets:
        still(sheet)
    old = {
        name: OldSheet(book[name], columns, header_rows[name], foot_rows.get(name))
        for name, columns in mapping.items()
    }
    for name, sheet in old.items():
        renew(book[name], sheet.head_row, content.book.as_of)
    found = lines(content.book, None)
    for name, part in shares(old, found).items():
        Writer(old[name], content).write(part)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def renew(sheet, head_row, day):
    """Let the day of filling in, above the table, be that of the present contents."""
    today = f"{day.year}年{day.month}月{day.day}日"
    for row in sheet.iter_rows(max_row=head_row):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = FILLED_IN.sub(lambda found: found[1] + today, cell.value)


def still(sheet):
    """Take from a sheet what acts or reckons: formulas, links, rules, comments, tables."""
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.data_validations.dataValidation = []
    sheet.tables.clear()
    sheet.row_breaks = RowBreak()
    for cell in [cell for row in sheet.iter_rows() for cell in row]:
        if cell.data_type == "f":
            cell.value = None
        if cell.hyperlink:
            cell.hyperlink = None
        if cell.comment:
            cell.comment = None


def shares(old, found):
    """Sheet → its lines: those of the chapters that most of its problems were of.

    A problem that no sheet has stands with its chapter; a chapter that no sheet has, on the last.
    """
    names = list(old)
    if len(names) == 1:
        return {names[0]: found}
    chapter = {}
    for name in names:
        for line in found:
            if line.problem.text in old[name].problems:
                chapter.setdefault(line.problem.aspect_id, name)
    parts = {name: [] for name in names}
    for start, count in groups(found, "opens_problem"):
        problem = found[start].problem
        own = next((name for name in names if problem.text in old[name].problems), None)
        name = own or chapter.get(problem.aspect_id, names[-1])
        parts[name] += found[start : start + count]
    for part in parts.values():
        reopen_aspects(part)
    return parts


def reopen_aspects(part):
    """Let each chapter begin anew on a sheet that has only a share of the lines."""
    last = object()
    for line in part:
        line.opens_aspect = line.opens_problem and line.problem.aspect_id != last
        last = line.problem.aspect_id
