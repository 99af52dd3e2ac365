"""What headings leave open about a table's columns, decided by its content, and said."""

import re
from itertools import pairwise

from reports.columns import COLUMNS

from .grid import letter
from .headings import ORDINALS, OWN_NUMBER
from .marks import is_ditto, numbers
from .splitting import split_measures

# Where two headings mean one column, this one means another beside the first.
GIVES_WAY = {
    "责任人": ("handler",),
    "责任单位": ("supporting",),
    "责任部门": ("supporting",),
    "责任科室": ("supporting",),
    "责任处室": ("supporting",),
    "承办单位": ("supporting",),
    "承办部门": ("supporting",),
    "整改情况": ("state",),
    "问题类型": ("category",),
    "类别": ("category",),
    "完成时间": ("",),
    "责任领导": ("",),
    "分管领导": ("",),
}
ABOUT = "表头“{heading}”当作“{name}”读。不对的，请在对应关系里改正。"
BESIDE = "“{heading}”和“{other}”意思相同，当作“{name}”读。不对的，请在对应关系里改正。"
NOT_READ = "“{heading}”和“{other}”意思相同，这一列没有读取。需要的，请在对应关系里改正。"
DOUBLED = "“{heading}”和“{other}”都当作“{name}”。请只留一列，或在对应关系里改正。"
WITHOUT = "“{heading}”没有对应台账的栏目，这一列有 {count} 格内容，没有读取。"
NAMELESS = "这一列没有表头，有 {count} 格内容，没有读取。请补上表头，或在对应关系里指定。"
ORDINAL = "“{heading}”当作“{name}”读：{reason}。不对的，请在对应关系里改正。"
MOSTLY = "它大多写在新的一个问题上"
OF_ROWS = "“{heading}”是各行的流水号，不作措施的序号；一格里写了几条措施的，分开读取。请核对。"
STORIES = "“{heading}”里写的是情况，当作“整改进展”读。不对的，请在对应关系里改正。"
TWO_IN_ONE = re.compile("[及和与、/／]")
MOST = 0.8  # of the problems have a number, for a column to count them
LONG = 15  # characters: longer than any word for a state


def settle(table):
    """Decide what headings leave open, and say how it was decided."""
    for column in sorted(table.header.unsure):
        name = COLUMNS[table.names[column]].heading
        two = TWO_IN_ONE.search(table.header.headings[column])
        table.say("doubt" if two else "note", column, ABOUT, name=name)
    settle_ordinals(table)
    settle_doubles(table)
    settle_states(table)
    table.rename(table.names)


def settle_ordinals(table):
    """Whose number “序号” is: that of the rows it stands in, or of the column to its right."""
    ordinals = [column for column, name in table.names.items() if name == "number"]
    for column in ordinals:
        level, reason = level_of_ordinal(table, column)
        if level == "measure":
            continue
        name = OWN_NUMBER.get(level, "")
        if name and name not in table.names.values():
            table.names[column] = name
            sure = "doubt" if reason == MOSTLY else "note"
            table.say(sure, column, ORDINAL, name=COLUMNS[name].heading, reason=reason)


def level_of_ordinal(table, column):
    """Which level an ordinal counts, and why it is taken for that."""
    levels = {
        COLUMNS[name].level: at
        for at, name in table.names.items()
        if name in ("problem", "task", "measure")
    }
    right = [at for at in sorted(table.names) if at > column and table.names[at] != "number"]
    beside = COLUMNS[table.names[right[0]]].level if right else "measure"
    cells = table.grid.rows
    starts = {level: begins(table, at) for level, at in levels.items() if level != "measure"}
    starts |= {level: table.starts(at) for level, at in levels.items() if level == "measure"}
    # Neither bands nor totals and footnotes.
    data = {row for row in set().union(*starts.values()) if len(cells[row]) > 1}
    numbered = {row for row in begins(table, column) & data if numbers(cells[row][column].text)}
    if {"problem_number", "task_number"} <= set(table.names.values()) or beside == "measure":
        return "measure", ""
    if any(len(numbers(cells[row][column].text)) > 1 for row in numbered):
        return "measure", ""
    same = [level for level, rows in starts.items() if numbered == rows & data]
    if beside in same or (not same and beside in levels):
        return beside, "它紧挨着" + COLUMNS[table.names[right[0]]].heading
    if same:
        return same[0], "它和这一栏一一对应"
    problems = starts.get("problem", set()) & data
    if numbered and numbered <= problems and len(numbered) >= MOST * len(problems):
        return "problem", MOSTLY
    return "measure", ""


def begins(table, column):
    """The rows in which a column says something else than before."""
    found, before = set(), None
    for row in table.rows:
        cell = table.grid.rows[row].get(column)
        if cell and cell.text != before and not is_ditto(cell.text):
            found.add(row)
            before = cell.text
    return found


def counts_rows(table):
    """Whether a plain ordinal left of the problems is that of rows, whose cells hold several measures.

    It rises over the whole table; beside cells that hold one measure each it may count those.
    """
    column = table.columns.get("number")
    if column is None or column > table.columns.get("problem", 0):
        return False
    if table.header.nearest.get(column) not in ORDINALS:
        return False
    found = [numbers(table.grid.rows[row][column].text) for row in sorted(table.starts(column))]
    found = [number for number in found if number]
    rises = all(one < other for one, other in pairwise(found))
    plain = len(found) > 1 and rises and all(len(number) == 1 for number in found)
    return plain and any(holds_several(cell.text) for cell in measures_of(table))


def measures_of(table):
    """The cells of the column of measures."""
    column = table.columns.get("measure")
    return (table.grid.rows[row][column] for row in table.rows if column in table.grid.rows[row])


def holds_several(text):
    """Whether a cell certainly holds several measures."""
    parts, _, sure = split_measures(text)
    return sure and len(parts) > 1


def settle_doubles(table):
    """Two columns of one meaning: the one that can mean something else gives way."""
    seen = {}
    for column in sorted(table.names):
        name = table.names[column]
        if name in seen:
            give_way(table, seen[name], column, name)
        seen[table.names.get(column, "")] = column
        seen.setdefault(name, column)


def give_way(table, first, second, name):
    """Let one of two columns mean something else, or nothing; else ``check`` says so."""
    taken = set(table.names.values())
    ways = [
        (column, other, instead)
        for column, other in ((first, second), (second, first))
        for instead in GIVES_WAY.get(table.header.nearest.get(column, ""), ())
        if instead not in taken
    ]
    if not ways:
        return
    column, other, instead = min(ways, key=lambda way: not way[2])  # rather another than none
    shown = table.header.headings.get(other, "")
    if instead:
        table.names[column] = instead
        table.say("doubt", column, BESIDE, other=shown, name=COLUMNS[instead].heading)
    else:
        del table.names[column]
        table.say("doubt", column, NOT_READ, other=shown)


def settle_states(table):
    """A column of states that tells stories is one of progress, where there is no other."""
    column = next((at for at, name in table.names.items() if name == "state"), None)
    if column is None or "progress" in table.names.values():
        return
    texts = [table.grid.rows[row][column].text for row in table.starts(column)]
    if texts and 2 * sum(len(text) > LONG for text in texts) > len(texts):
        table.names[column] = "progress"
        table.say("doubt", column, STORIES)


def check(table):
    """Say what is doubled, and what is in the sheet but not read."""
    if table.counts_rows:
        table.say("doubt", table.columns["number"], OF_ROWS)
    seen = {}
    for column, name in sorted(table.names.items()):
        if name in seen:
            other = table.header.headings.get(seen[name], letter(seen[name]))
            table.say("error", column, DOUBLED, other=other, name=COLUMNS[name].heading)
        seen.setdefault(name, column)
    counts = {}
    for row in table.rows:
        for column in table.grid.rows[row]:
            if column not in table.names:
                counts[column] = counts.get(column, 0) + 1
    for column, count in sorted(counts.items()):
        heading = table.header.headings.get(column)
        table.say("note", column, WITHOUT if heading else NAMELESS, count=count)
