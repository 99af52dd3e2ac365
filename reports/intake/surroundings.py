"""What stands around a sheet's data: titles, headers, what is hidden, and the aspect they name."""

import re

from reports.columns import FILTERED

from . import marks
from .grid import letter
from .outline import Place

NEEDED = (("problem", "反馈问题"), ("measure", "整改措施"))
GENERIC = re.compile(
    r"(?:sheet|工作表|表)\s*\d*(?:\(\d+\))?$|.*(?:台账|清单|汇总|总表|整改表)$", re.IGNORECASE
)
SHEET_ASPECT = "“{sheet}”里的问题都归入“{title}”（取自{source}）。"
HIDDEN_SHEET = "工作表“{sheet}”是隐藏的，也读取了。"
HIDDEN_ROWS = "有 {count} 行是隐藏的（{rows}），也读取了。"
HIDDEN_COLUMNS = "有 {count} 列是隐藏的（{columns}），也读取了。"
BURIED = "这一格被合并的单元格盖住，看不见，没有读取。"
TITLE_ROW = "这一行在表头上面，作为标题，没有读取。"
ONLY_PART = "这份文件是筛选后导出的，只有台账的一部分：文件里没有的，不等于台账里要删去。"
HEADER_ROW = "这一行作为表头。"
GUESSED = "没有认出表头，把这一行当作表头，从下一行起按对应关系读取。请核对。"
REPEATED = "这一行是重复的表头。"
ANOTHER = "从这一行起是另一种表头，按它重新对应各列。请核对。"


def about(grid, tables, say):
    """Say what is hidden, and which rows are titles and headers."""
    first = tables[0].header
    hidden_things(grid, first, say)
    for row, column in grid.buried:
        say("doubt", grid.place(row, column), BURIED, grid.rows[row][column].text)
    for row in grid.rows:
        if row < first.top:
            say("note", grid.place(row), TITLE_ROW, text_of(grid, row))
            if text_of(grid, row).startswith(FILTERED):
                say("doubt", grid.place(row), ONLY_PART, text_of(grid, row))
    before = None
    for table in tables:
        changed = before and table.names != before.names
        sentence = ANOTHER if changed else REPEATED if before else HEADER_ROW
        sentence = GUESSED if table.header.guessed else sentence
        for row in range(table.header.top, table.header.bottom + 1):
            if row in grid.rows:
                level = "doubt" if sentence in (ANOTHER, GUESSED) else "note"
                say(level, grid.place(row), sentence, text_of(grid, row))
        before = table


def hidden_things(grid, header, say):
    """Say which sheet, rows and columns cannot be seen and were read all the same."""
    if grid.hidden:
        say("note", Place(grid.name), HIDDEN_SHEET.format(sheet=grid.name))
    if hidden := sorted(grid.hidden_rows):
        rows = "、".join(str(row) for row in hidden[:20]) + ("……" if len(hidden) > 20 else "")
        message = HIDDEN_ROWS.format(count=len(hidden), rows=rows)
        say("note", grid.place(hidden[0]), message)
    hidden = [column for column in grid.columns() if grid.hides(column)]
    if hidden:
        columns = "、".join(letter(column) for column in hidden)
        message = HIDDEN_COLUMNS.format(count=len(hidden), columns=columns)
        say("note", grid.place(header.bottom), message)


def aspect_of(grid, tables, several, say):
    """The aspect of a sheet without a column and bands of them: its title's, its name's or ""."""
    if any("aspect" in table.columns for table in tables) or has_bands(grid, tables):
        return ""
    for row in grid.rows:
        title = aspect_in(text_of(grid, row)) if row < tables[0].header.top else ""
        if title:
            say_aspect(grid, title, "标题", say)
            return title
    name = grid.name.strip()
    if "方面" in name or (several and not GENERIC.match(name)):
        say_aspect(grid, name, "工作表名称", say)
        return name
    return ""


def say_aspect(grid, title, source, say):
    """Say where a sheet's aspect was taken from."""
    message = SHEET_ASPECT.format(sheet=grid.name, title=title, source=source)
    say("note", Place(grid.name), message)


def text_of(grid, row):
    """The first text in a row."""
    return next((cell.text for _, cell in sorted(grid.rows[row].items())), "")


def aspect_in(title):
    """The aspect that a title names: “一、党的领导”, “……台账（政治建设方面）”; "" where none."""
    if marks.chapter(title):
        return title
    inside = re.search(r"[（(—－:：-]([^（()）—－:：-]{2,40}方面)[）)]?\s*$", title)
    if inside:
        return inside[1]
    return title if title.endswith("方面") and len(title) <= 40 else ""


def has_bands(grid, tables):
    """Whether the first row of data is a band over the table."""
    for table in tables:
        for row in table.rows[:1]:
            cells = grid.rows[row]
            text = text_of(grid, row)
            if len(cells) == 1 and (marks.chapter(text) or text.endswith("方面")):
                return True
    return False


def missing_in(tables):
    """What is needed and is not in a sheet; problems may stand in bands of their own."""
    names = {name for table in tables for name in table.columns}
    banded = any(
        len(table.grid.rows[row]) == 1 and marks.section(text_of(table.grid, row))
        for table in tables
        for row in table.rows
    )
    return [
        heading
        for name, heading in NEEDED
        if name not in names and not (name == "problem" and banded)
    ]
