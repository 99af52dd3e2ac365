"""Workbooks composed for the tests, and outlines in a form that is easily compared."""

import datetime
import io
import re
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.intake.ledger_file import read_ledger

DAY = datetime.date(2024, 1, 31)
BY_DEADLINE = {"deadline": DAY, "deadline_text": "2024-01-31", "kind": "by_deadline"}


class Sheet:
    """A sheet to be made: rows of values, merged ranges, what is hidden, number formats."""

    def __init__(self, name, rows, merges="", hidden=False, hidden_rows=(), hidden_columns=""):
        self.name, self.rows, self.merges = name, rows, merges.split()
        self.hidden, self.hidden_rows, self.hidden_columns = hidden, hidden_rows, hidden_columns
        self.formats = {}  # cell → number format


def workbook(*sheets):
    """The bytes of a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for made in sheets:
        sheet = book.create_sheet(made.name)
        for row in made.rows:
            sheet.append(list(row))
        for merged in made.merges:
            sheet.merge_cells(merged)
        for row in made.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in made.hidden_columns:
            sheet.column_dimensions[column].hidden = True
        for cell, code in made.formats.items():
            sheet[cell].number_format = code
        sheet.sheet_state = "hidden" if made.hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content, change):
    """A package whose parts went through ``change(name, content)``; None leaves a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return out.getvalue()


INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARES = (
    '<Relationship Id="rId88" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)


def shared(content):
    """The same workbook with its texts in one part, as Excel and WPS keep them."""
    items = []

    def share(found):
        items.append(found[1])
        return b't="s"><v>%d</v>' % (len(items) - 1)

    def change(name, part):
        if name.startswith("xl/worksheets/"):
            return INLINE.sub(share, part)
        if name == "xl/_rels/workbook.xml.rels":
            return part.replace(b"</Relationships>", SHARES.encode())
        return part

    moved = changed(content, change)
    strings = b"".join(b"<si>%s</si>" % item for item in items)
    out = io.BytesIO(moved)
    with zipfile.ZipFile(out, "a") as package:
        table = b'<sst xmlns="%s">%s</sst>' % (SPACE.encode(), strings)
        package.writestr("xl/sharedStrings.xml", table)
    return out.getvalue()


def upload(content, name="台账.xlsx"):
    """What a form or command hands over."""
    return SimpleUploadedFile(name, content)


def read(*sheets, **options):
    """The outline of a composed workbook."""
    return read_ledger(upload(workbook(*sheets)), **options)


def tree(outline):
    """Every entry as (number, text, {field: value}, children), without empty fields."""
    return [plain(entry) for entry in outline.aspects]


def plain(entry):
    """One entry and what stands below."""
    fields = {name: value.value for name, value in entry.fields.items() if value.value != ""}
    below = [plain(child) for child in entry.children]
    return (entry.number, entry.text, fields, below)


def said(outline, *levels):
    """The issues of some levels as (level, place, message)."""
    return [
        (issue.level, str(issue.place), issue.message)
        for issue in outline.issues
        if issue.level in (levels or ("error", "doubt"))
    ]


def counts(outline):
    """How many aspects, problems, tasks and measures there are."""
    return tuple(outline.counts().values())


def customary():
    """A ledger as most organs keep it."""
    rows = [
        ["某协会党组巡察整改台账"],
        ["填报单位：某协会", None, None, None, None, None, "填报日期：2024年1月"],
        ["序号", "反馈问题", "整改任务", "整改措施", "责任分工", None, "整改时限\n（年月日）"],
        [None, None, None, None, "牵头领导", "责任部门", None],
        ["一、党的领导方面"],
        [1, "学习不深入", "健全制度", "制定计划", "张某", "办公室", DAY],
        [None, None, None, "每月学习", "〃", "同上", "2024年1月底前"],
        [None, None, "加强督促", "季度通报", "李某", "人事部（牵头）、办公室", "长期坚持"],
        ["小  计", None, None, 3],
        ["二、党的建设方面"],
        [2, "组织生活不严", "规范生活", "印发规范", "王某", "组织部", DAY],
        ["合计", "问题2个", None, "措施4条"],
        ["填表人：", None, None, "审核人：", None, "单位负责人签字："],
    ]
    merges = "A1:G1 A3:A4 B3:B4 C3:C4 D3:D4 E3:F3 G3:G4 A5:G5 A6:A8 B6:B8 C6:C7 A10:G10"
    return Sheet("台账", rows, merges)
