"""How cells look: the fonts, borders and alignments of the workbook, each registered once."""

from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

FONT, HEADING_FONT = "宋体", "黑体"
SIZE = 11  # points of the text; on A3 three quarters of it
AMOUNT_FORMAT = "#,##0.00"
DATE_FORMAT, TIME_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
GREY, RED = "FFE9EDF2", "FF9C1C1C"
THIN = Side(style="thin", color="FF7F8896")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


@dataclass(frozen=True)
class Look:
    """The numbers of one look's styles in the workbook, by what a cell holds.

    ``quoted`` keeps a text a text when it is edited in Excel (its leading apostrophe).
    """

    text: int
    quoted: int
    number: int
    amount: int  # with two decimals
    date: int
    time: int


class Looks:
    """The looks of one workbook."""

    def __init__(self, book):
        self.sheet = book.worksheets[0]
        title = Font(name=HEADING_FONT, size=18)
        line = Font(name=FONT, size=SIZE)
        head = Font(name=HEADING_FONT, size=SIZE)
        red = Font(name=FONT, size=SIZE, color=RED)
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        top = Alignment(vertical="top", wrap_text=True)
        middle_top = Alignment(horizontal="center", vertical="top", wrap_text=True)
        shade = PatternFill("solid", fgColor=GREY)
        left = Alignment(vertical="center", wrap_text=True)
        self.title = self.look(title, middle)
        self.line = self.look(line, left)
        self.warning = self.look(red, left)
        self.head = self.look(head, middle, BOX, shade)
        self.body = self.look(line, top, BOX)
        self.centred = self.look(line, middle_top, BOX)
        self.code = self.look(line, middle_top, BOX, number_format="@")
        self.plain = self.look(line, top)

    def look(self, font, alignment, border=None, fill=None, number_format="General"):
        """Register one look for all that a cell may hold."""

        def style(form, quoted=False):
            cell = Cell(self.sheet)
            cell.font, cell.alignment, cell.number_format = font, alignment, form
            if border:
                cell.border = border
            if fill:
                cell.fill = fill
            cell.quotePrefix = quoted
            return cell.style_id

        return Look(
            style(number_format),
            style(number_format, quoted=True),
            style(number_format),
            style(AMOUNT_FORMAT),
            style(DATE_FORMAT),
            style(TIME_FORMAT),
        )
