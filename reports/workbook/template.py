"""The blank ledger to fill in: the same headings, lists to choose from, and how to fill it in."""

from openpyxl.worksheet.datavalidation import DataValidation

from ledger.models import Kind
from ledger.models.item import Disclosure, WithholdingReason
from ledger.roles import Role
from problems.models import Aspect, Feedback
from reports.columns import COLUMNS, MAIN_SHEET

from . import ledger_sheet, table
from .cells import LETTERS, height_of, lines_of
from .content import people
from .guide import guide, notes
from .ledger_sheet import NAMES, PRINTED, layout_of, look_of
from .package import Book, Layout
from .table import Heading, wide

BLANK_ROWS, BLANK_HEIGHT = 100, 33  # rows, and their points: two lines of text
LISTS = "选项"
CHOICES = (
    # columns, the list they take from, whether anything else is refused
    (("aspect",), "aspects", False),
    (("feedback",), "feedback", False),
    (("department", "task_department", "problem_department"), "departments", False),
    (("lead",), "leads", False),
    (("handler",), "handlers", False),
    (("kind", "task_kind"), "kinds", True),
    (("problem_disclosure", "task_disclosure", "measure_disclosure"), "disclosure", True),
    (
        tuple(f"{level}_withholding_reason" for level in ("problem", "task", "measure")),
        "reasons",
        True,
    ),
)


def template(inspection):
    """The bytes of the blank workbook for one ledger."""
    book = Book(f"{inspection.organization.name}整改台账模板")
    lists = lists_of(inspection)
    write_blank(book, inspection, lists)
    write_guide(book)
    write_lists(book, lists)
    return book.save()


def lists_of(inspection):
    """Name → what may be chosen, in its order."""
    rooms = inspection.organization.departments.filter(is_retired=False)
    aspects = Aspect.objects.filter(feedback__inspection=inspection).order_by("feedback", "number")
    documents = Feedback.objects.filter(inspection=inspection).order_by("pk")
    return {
        "aspects": list(dict.fromkeys(aspects.values_list("title", flat=True))),
        "feedback": list(documents.values_list("title", flat=True)),
        "departments": list(rooms.values_list("name", flat=True)),
        "leads": list(people(inspection, Role.LEAD, []).values()),
        "handlers": list(people(inspection, Role.HANDLER, []).values()),
        "kinds": Kind.labels,
        "disclosure": Disclosure.labels,
        "reasons": WithholdingReason.labels,
    }


def write_blank(book, inspection, lists):
    """Title, unit, headings, blank rows and the line for signatures."""
    rows, looks = book.sheet(MAIN_SHEET), book.looks
    name = inspection.organization.name
    rows.across(f"{name}巡察整改台账", looks.title, PRINTED, ledger_sheet.TITLE_HEIGHT)
    line = f"填报单位：{name}　　巡察：{inspection.title}　　填报日期：　　　　年　　月　　日"
    rows.across(line, looks.line, PRINTED, ledger_sheet.LINE_HEIGHT)
    head_row = ledger_sheet.headings(rows, looks)
    own = [look_of(looks, name) for name in NAMES]
    for _ in range(BLANK_ROWS):
        rows.add([None] * len(NAMES), own, BLANK_HEIGHT)
    rows.across(ledger_sheet.signers(), looks.line, PRINTED, ledger_sheet.SIGN_HEIGHT)
    layout = layout_of(head_row)
    layout.validations = validations(lists, head_row + 1, head_row + BLANK_ROWS)
    book.lay_out(rows, layout)


def validations(lists, first, last):
    """Lists for what is chosen, days for what is dated, in the blank rows."""

    def ranges(names):
        letters = [LETTERS[NAMES.index(name)] for name in names]
        return " ".join(f"{letter}{first}:{letter}{last}" for letter in letters)

    rules = []
    for names, source, strict in CHOICES:
        if count := len(lists[source]):
            letter = LETTERS[list(lists).index(source)]
            formula = f"'{LISTS}'!${letter}$1:${letter}${count}"
            rules.append(chosen(formula, ranges(names), strict))
    dates = [column for column in COLUMNS if column.endswith(("deadline", "_date"))]
    return [*rules, dated(ranges(dates))]


def chosen(formula, cells, strict):
    """A list to choose from; where it is not strict, something else may be typed after a question."""
    return DataValidation(
        type="list",
        formula1=formula,
        sqref=cells,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop" if strict else "warning",
        errorTitle="不在选项里",
        error="请从下拉列表中选择。"
        if strict
        else "系统里还没有这一项，导入时须先对应或新建。继续吗？",
    )


def dated(cells):
    """A day; the plan's own words may be typed after a question."""
    return DataValidation(
        type="date",
        operator="greaterThan",
        formula1="36526",  # 2000-01-01
        sqref=cells,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="不是日期",
        error="请填 2026-12-31 这样的日期。整改时限也可以照方案写“长期坚持”等，继续吗？",
        showInputMessage=True,
        promptTitle="日期",
        prompt="如 2026-12-31",
    )


def write_guide(book):
    """填写说明: which columns are needed, and how each is filled in."""
    rows, looks = book.sheet("填写说明"), book.looks
    headings = [
        Heading("栏目", 18),
        Heading("是否必填", 12),
        wide("怎么填", 70),
        wide("示例", 40),
    ]
    widths = [heading.width for heading in headings]
    rows.across("填写说明", looks.title, len(headings), table.TITLE_HEIGHT)
    for text in notes():
        rows.across(text, looks.line, len(headings), height_of(lines_of(text, sum(widths))))
    rows.add([heading.text for heading in headings], [looks.head] * len(headings), 24)
    head_row = len(rows)
    own = [looks.centred if heading.centred else looks.body for heading in headings]
    for column in COLUMNS.values():
        need, how, example = guide(column)
        tall = max(lines_of(how, widths[2]), lines_of(example, widths[3]))
        rows.add([column.heading, need, how, example], own, height_of(tall))
    book.lay_out(rows, Layout(widths, head_row))


def write_lists(book, lists):
    """The hidden sheet that the lists stand on: without headings, so that nothing reads it."""
    rows = book.sheet(LISTS)
    deep = max(len(values) for values in lists.values())
    for number in range(deep):
        values = [row[number] if number < len(row) else None for row in lists.values()]
        rows.add(values, [book.looks.plain] * len(values))
    book.lay_out(rows, Layout([20] * len(lists), 1, hidden=True))
