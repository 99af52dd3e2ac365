"""Putting a workbook together: openpyxl's parts, and in them the rows written here."""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font

from .cells import LETTERS, Rows, Strings
from .looks import FONT, Looks

A3, A4 = "8", "9"  # the paper sizes' numbers in the format
DATA = re.compile(r"<sheetData\s*/>|<sheetData></sheetData>")
MERGES = re.compile(r"<mergeCells.*?</mergeCells>", re.DOTALL)
CHANGED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
EXTENT = re.compile(r'<dimension ref="[^"]*"')
# openpyxl keeps texts in their cells; those who read Excel files look for a table of them.
REGISTERED = {
    "[Content_Types].xml": (
        "</Types>",
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    ),
    "xl/_rels/workbook.xml.rels": (
        "</Relationships>",
        '<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    ),
}


@dataclass
class Layout:
    """How a sheet is shown and printed; columns and rows count from 1.

    Columns from ``folded_from`` on are folded away behind the printed ones.
    """

    widths: list
    head_row: int
    pinned: int = 0  # columns that stay in sight
    folded_from: int = 0
    paper: str = A4
    zoom: int = 100
    filtered_to: int = 0  # the last row of a table that can be filtered
    hidden: bool = False
    validations: list = field(default_factory=list)

    @property
    def printed(self):
        """How many columns are printed."""
        return self.folded_from - 1 if self.folded_from else len(self.widths)


class Book:
    """A workbook in the making; made anew with the same ``made_at`` it has the same bytes."""

    def __init__(self, title, made_at=None):
        self.skeleton = Workbook()
        self.made_at = made_at or timezone.now()
        now = self.made_at.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
        about = self.skeleton.properties
        about.creator, about.title, about.created, about.modified = "整改台账", title, now, now
        # The font that column widths are measured in.
        self.skeleton._named_styles["Normal"].font = Font(name=FONT, size=11)
        self.looks = Looks(self.skeleton)
        self.skeleton.remove(self.skeleton.worksheets[0])
        self.strings = Strings()
        self.sheets = []

    def sheet(self, title):
        """A new sheet's rows."""
        rows = Rows(self.strings)
        self.sheets.append((self.skeleton.create_sheet(title), rows))
        return rows

    def lay_out(self, rows, layout):
        """Set a sheet up once its rows are written."""
        sheet = next(sheet for sheet, own in self.sheets if own is rows)
        set_up(sheet, layout, len(rows))
        for rule in layout.validations:
            sheet.add_data_validation(rule)

    def save(self):
        """The workbook's bytes."""
        self.skeleton.worksheets[0].sheet_view.tabSelected = True
        for sheet, rows in self.sheets:
            for ref in rows.merges[:1]:
                sheet.merged_cells.add(ref)  # so that the element stands where it belongs
        bare = io.BytesIO()
        self.skeleton.save(bare)
        parts = {
            f"xl/worksheets/sheet{number}.xml": rows
            for number, (_, rows) in enumerate(self.sheets, 1)
        }
        out = io.BytesIO()
        with zipfile.ZipFile(bare) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                part = old.read(name).decode()
                if name in parts:
                    part = filled(part, parts[name])
                if name == "docProps/core.xml":  # openpyxl writes when it was saved
                    part = CHANGED.sub(rf"\g<1>{self.changed}", part)
                old_end, new_end = REGISTERED.get(name, ("", ""))
                self.write(new, name, part.replace(old_end, new_end) if old_end else part)
            self.write(new, "xl/sharedStrings.xml", self.strings.xml())
        return out.getvalue()

    @property
    def changed(self):
        """When it was made, as the format has it."""
        return self.skeleton.properties.created.isoformat() + "Z"

    def write(self, package, name, part):
        """Put one part into the package, dated like the whole."""
        about = zipfile.ZipInfo(name, timezone.localtime(self.made_at).timetuple()[:6])
        package.writestr(about, part, zipfile.ZIP_DEFLATED)


def filled(part, rows):
    """A worksheet's part with its rows, its merged ranges and its extent in it."""
    part = MERGES.sub(rows.merges_xml(), part, count=1)
    part = EXTENT.sub(f'<dimension ref="{rows.extent}"', part, count=1)
    before, after = DATA.split(part, maxsplit=1)
    return "".join([before, rows.data_xml(), after])


def set_up(sheet, layout, last_row):
    """The widths of a sheet's columns, and how it is shown and printed."""
    for number, width in enumerate(layout.widths, 1):
        column = sheet.column_dimensions[LETTERS[number - 1]]
        column.width = width
        if layout.folded_from and number >= layout.folded_from:
            column.outlineLevel, column.hidden = 1, True
    if layout.folded_from:
        sheet.column_dimensions.max_outline = 1
        sheet.column_dimensions[LETTERS[len(layout.widths)]].collapsed = True
    if layout.hidden:
        sheet.sheet_state = "hidden"
        return
    show(sheet, layout)
    print_on_paper(sheet, layout, last_row)


def show(sheet, layout):
    """What stays in sight on the screen, and what can be filtered."""
    sheet.freeze_panes = f"{LETTERS[layout.pinned]}{layout.head_row + 1}"
    sheet.sheet_view.zoomScale = layout.zoom
    if layout.filtered_to > layout.head_row:
        last = LETTERS[len(layout.widths) - 1]
        sheet.auto_filter.ref = f"A{layout.head_row}:{last}{layout.filtered_to}"


def print_on_paper(sheet, layout, last_row):
    """Paper, the headings on each page, page numbers."""
    sheet.print_area = f"A1:{LETTERS[layout.printed - 1]}{last_row}"
    sheet.print_title_rows = f"{layout.head_row}:{layout.head_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = layout.paper
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
