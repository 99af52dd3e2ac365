"""Reading a made workbook back as a person would: by headings, merged cells over all their rows."""

import io
import zipfile

import openpyxl

from reports.columns import COLUMNS

HEADINGS = [column.heading for column in COLUMNS.values()]


def opened(body):
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(body))


def parts(body):
    """Name → text of each part of the package."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def head_row(sheet, first):
    """The number of the row that begins with a heading."""
    return next(row for row in range(1, 9) if sheet.cell(row, 1).value == first)


def ledger_lines(sheet):
    """Column name → value for each line of the main sheet, as it is under merged cells."""
    covered = {}
    for found in sheet.merged_cells.ranges:
        for row, column in found.cells:
            covered[row, column] = sheet.cell(found.min_row, found.min_col).value
    head, lines = head_row(sheet, HEADINGS[0]), []
    for row in range(head + 1, sheet.max_row + 1):
        values = [
            covered.get((row, place), sheet.cell(row, place).value)
            for place in range(1, len(HEADINGS) + 1)
        ]
        if str(values[0]).startswith("填表人："):
            break
        lines.append(dict(zip(COLUMNS, values, strict=True)))
    return lines


def table(sheet, first):
    """Heading → value for each row of a plain table."""
    head = head_row(sheet, first)
    rows = sheet.iter_rows(min_row=head, values_only=True)
    names = next(rows)
    return [dict(zip(names, row, strict=True)) for row in rows]
