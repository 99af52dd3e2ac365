"""The main sheet 整改台账: the customary ledger, with everything else that it holds folded away."""

from django.utils import timezone

from reports.columns import COLUMNS, CUSTOMARY, FILTERED, FOOT, MAIN_SHEET

from .cells import height_of, lines_of
from .lines import groups, lines
from .package import A3, Layout
from .values import VALUES, remark

NAMES = list(COLUMNS)
WIDTHS = [column.width for column in COLUMNS.values()]
HEADINGS = [column.heading for column in COLUMNS.values()]
PRINTED = len(CUSTOMARY)
REMARK = NAMES.index("remark")
# In the middle of their cells: what is short.
CENTRED = {"problem_number", "task_number", "lead", "department", "supporting", "handler", "state"}
DATES = {name for name in NAMES if name.endswith(("deadline", "_date"))}
TITLE_HEIGHT, LINE_HEIGHT, SIGN_HEIGHT = 36, 20, 40  # points


def of_level(*levels):
    """(place, value) of the columns that hold a level's own fields."""
    return [
        (place, VALUES[name])
        for place, name in enumerate(NAMES)
        if COLUMNS[name].level in levels and name in VALUES
    ]


OWN = {"problem": of_level("aspect", "problem"), "task": of_level("task")}
OWN["measure"] = of_level("measure")
# Which columns are merged down over the lines of a group: the chapter's, the problem's, the task's.
SPANS = {
    "opens_aspect": [NAMES.index("aspect")],
    "opens_problem": [place for place, _ in of_level("problem")],
    "opens_task": [place for place, _ in of_level("task")],
}


def write(book, content, matching, words):
    """Write the sheet; ``words`` say what it was filtered by."""
    rows = book.sheet(MAIN_SHEET)
    found = lines(content.book, matching)
    head(rows, book.looks, content, words, book.made_at)
    head_row = headings(rows, book.looks)
    body(rows, book.looks, content, found)
    foot(rows, book.looks, content)
    book.lay_out(rows, layout_of(head_row))


def layout_of(head_row):
    """On the screen the headings and the numbers stay in sight; on A3 all that is printed fits."""
    return Layout(
        WIDTHS,
        head_row,
        pinned=NAMES.index("number") + 1,
        folded_from=PRINTED + 1,
        paper=A3,
        zoom=85,
    )


def head(rows, looks, content, words, at):
    """Title, what the ledger is and how much it holds, the filter."""
    inspection = content.inspection
    name = inspection.organization.name
    now = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    rows.across(f"{name}巡察整改台账", looks.title, PRINTED, TITLE_HEIGHT)
    line = (
        f"填报单位：{name}　　巡察：{inspection.title}　　数据截至：{now}　　"
        f"{counts(content.figures)}"
    ).rstrip()
    rows.across(line, looks.line, PRINTED, LINE_HEIGHT)
    if words:
        text = f"{FILTERED}{words}。只列出符合条件的措施，上面和“统计”表里的合计为整本台账的数。"
        tall = height_of(lines_of(text, sum(WIDTHS[:PRINTED])))
        rows.across(text, looks.warning, PRINTED, max(tall, LINE_HEIGHT))


def counts(figures):
    """How much the ledger holds, in its own figures."""
    keys = ("problems_total", "problem_list_total", "tasks_total", "measures_total")
    found = [figures[key] for key in keys if figures[key].value]
    held = "、".join(f"{figure.label} {figure} {figure.unit}" for figure in found)
    signed_off = figures["measures_signed_off"]
    return f"{held}（已销号 {signed_off} {signed_off.unit}）" if held else ""


def headings(rows, looks):
    """The headings of all columns; the row that they stand in."""
    tall = max(lines_of(text, width) for text, width in zip(HEADINGS, WIDTHS, strict=True))
    return rows.add(HEADINGS, [looks.head] * len(NAMES), height_of(tall) + 6)


def body(rows, looks, content, found):
    """The ledger's lines, the cells of chapters, problems and tasks merged down over them."""
    first_row = len(rows) + 1
    own_looks = [look_of(looks, name) for name in NAMES]
    table = [values_of(content, line) for line in found]
    for values, height in zip(table, heights(table, found), strict=True):
        rows.add(values, own_looks, height)
    for opens, places in SPANS.items():
        for start, count in groups(found, opens):
            top, bottom = first_row + start, first_row + start + count - 1
            if count > 1:
                for place in places:
                    rows.merge(place + 1, top, place + 1, bottom)


def look_of(looks, name):
    """How a column's cells look."""
    if name == "number":
        return looks.code
    return looks.centred if name in CENTRED or name in DATES else looks.body


def values_of(content, line):
    """The cells of one line; what a merged cell covers is empty."""
    values = [None] * len(NAMES)
    levels = (
        (line.problem if line.opens_problem else None, "problem"),
        (line.task if line.opens_task else None, "task"),
        (line.measure, "measure"),
    )
    for row, level in levels:
        if row is not None:
            for place, value in OWN[level]:
                values[place] = value(content, row)
    if line.opens_problem and not line.opens_aspect:
        values[0] = None
    values[REMARK] = remark(line.problem, line.task, line.measure, line.opens_task)
    return values


def heights(table, found):
    """The points of each line, so that all that is printed can be read.

    WPS and Excel do not fit rows to merged cells: a group that is too low for a merged text is
    made higher line by line.
    """
    merged = {place for places in SPANS.values() for place in places}
    own = [place for place in range(PRINTED) if place not in merged]
    points = [height_of(needed(values, own)) for values in table]
    for opens in ("opens_task", "opens_problem", "opens_aspect"):
        places = [place for place in SPANS[opens] if place < PRINTED]
        for start, count in groups(found, opens):
            lacking = height_of(needed(table[start], places)) - sum(points[start : start + count])
            if lacking > 0:
                for number in range(start, start + count):
                    points[number] += lacking / count
    return points


def needed(values, places):
    """How many lines the longest of these cells takes."""
    texts = [(values[place], WIDTHS[place]) for place in places if isinstance(values[place], str)]
    return max([1, *(lines_of(text, width) for text, width in texts)])


def foot(rows, looks, content):
    """Who signs, and the end of the journal that the ledger's state rests on."""
    rows.across(signers(), looks.line, PRINTED, SIGN_HEIGHT)
    head = content.head
    code = f"{head.hash}（操作记录第 {head.sequence} 条）" if head else "还没有操作记录"
    rows.across(f"{FOOT[1]}{code}", looks.line, PRINTED, LINE_HEIGHT)


def signers():
    """The line for the signatures on paper."""
    return ("　" * 20).join([FOOT[0], "审核人：", "主要负责人："])
