"""Reading and writing plain tables as workbooks (.xlsx); what is read may be hostile."""

import datetime
import io
import logging

from django.utils import timezone

from ledger.package import Bounds, check_package
from ledger.refusals import Refusal, refuse
from ledger.text import trimmed

logger = logging.getLogger(__name__)

BOUNDS = Bounds(sent=5 * 2**20, unpacked=20 * 2**20, parts=200)
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_table(upload, *, rows, columns):
    """The cells of the first sheet as texts, row by row, empty rows included; raises Refusal.

    ``rows`` and ``columns`` bound what is read: a sheet may claim a million rows of 16,384 columns.
    """
    check_package(upload, BOUNDS)
    try:
        return list(cells(upload, rows, columns))
    except Refusal:
        raise
    except Exception as error:  # whatever a damaged package makes of the parser
        logger.info("workbook refused: %s: %s", type(error).__name__, error)
        raise refuse("workbook_damaged") from error


def cells(upload, rows, columns):
    """The rows of the first sheet; too many are refused."""
    import openpyxl  # a second of start-up that few requests need

    book = openpyxl.load_workbook(upload, read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    for number, row in enumerate(
        sheet.iter_rows(max_row=rows + 1, max_col=columns, values_only=True), 1
    ):
        if number > rows and any(value is not None for value in row):
            raise refuse("workbook_rows", limit=rows)
        yield [text_of(value) for value in row]


def text_of(value):
    """A cell's value as a person reads it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return trimmed(str(value))


def write_table(title, headings, rows):
    """A workbook of one sheet: a heading row that stays in sight, then the rows, all as text."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = timezone.now().replace(tzinfo=None)
    sheet = book.active
    sheet.title = title
    for number, row in enumerate([headings, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.data_type = "s"  # never a formula
            cell.number_format = "@"
            cell.font = Font(bold=number == 1)
    for column in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
