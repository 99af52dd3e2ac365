"""Tasks told by their number: signed off and listed as open, or listed in another number than said."""

import re

from .case import sources
from .numbers import numbers, value_of
from .order import GOING_ON

TITLES = {"listed_open": "已销号的仍列为未完成", "listed_count": "列出的项数与前面的数字不一致"}
NAME = re.compile(
    r"第([\d〇零一二三四五六七八九十百]{1,5})项(?:(?:整改)?任务|(?=(?:[、和及]|以及)第[^，。；：]{1,5}项))"
)
BETWEEN = frozenset({"、", "和", "及", "以及"})
ENDS = "；。！？\n"
OPEN = re.compile(
    r"(?:没有|尚未|还未|未)(?:完成|销号|整改|办结)|持续整改|继续整改|正在(?:整改|推进|审核)|已?逾期|整改时限"
)
DONE = re.compile(
    r"(?:已经|已|现已|于[^，。；]{4,14}|批准|准予|予以)(?:全部|按期|如期|提前|完成)*"
    r"(?:完成|销号|办结|整改到位)"
)
# Said of its measures, not of the task.
OF_MEASURES = re.compile(
    r"(?:\d{1,3}条)?措施(?:现|均|都|全部)?(?:已经|已)?(?:全部|均|都)?(?:完成|销号)"
)
LIST = re.compile(r"(?:任务|事项)[^：；。！？\n]{0,24}：")
COUNTED = re.compile(r"余?[项个]")
TAKE_OUT = "请删去这一项，或写明已经销号。"


def find(case):
    """Tasks signed off that are told as open, then lists by their length."""
    under = under_heading(case)
    for view in case.body:
        if view.part == "text":
            text = masked(view)
            yield from of_named(case, view, text, view.passage.key in under)
            yield from of_lists(case, view, text)


def masked(view):
    """The text with what it quotes blotted out, each character in its place."""
    text = view.text
    for start, end in view.quotations:
        text = text[:start] + "□" * (end - start) + text[end:]
    return text


def under_heading(case):
    """The keys of the passages under a heading of what is not finished."""
    found, is_under = set(), False
    for row in case.passages:
        if row.kind in ("section", "aspect", "unnumbered"):
            is_under = any(word in row.plain for word in GOING_ON)
        elif is_under:
            found.add(row.key)
    return found


def groups(text):
    """[(task's number, start, end)] of tasks named in a row, of which the same is said."""
    found = []
    for match in NAME.finditer(text):
        number = value_of(match[1])
        if number is None:
            continue
        one = (int(number), *match.span())
        if found and text[found[-1][-1][2] : match.start()] in BETWEEN:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def end_of(text, start):
    """Where the item of a list or the sentence ends that a place is in."""
    return min((at for mark in ENDS if (at := text.find(mark, start)) >= 0), default=len(text))


def of_named(case, view, text, is_under):
    """Tasks signed off that are told as open, by their number or as what a passage is about."""
    tasks = {task["number"]: task for task in case.tasks.values()}
    about = {pk for level, pk in sources(view.passage) if level == "task"}
    rows, told = groups(text), set()
    for at, group in enumerate(rows):
        last = group[-1][2]
        end = end_of(text, last)
        if at + 1 < len(rows):
            end = min(end, rows[at + 1][0][1])
        said = text[last:end]
        listed = is_under and heads(text, group[0][1])
        for number, start, _ in group:
            task = tasks.get(number)
            if task is None or task["state"] != "signed_off" or task["id"] in told:
                continue
            is_own = listed and (not about or task["id"] in about)
            if is_told_open(case, task, said, is_own):
                told.add(task["id"])
                yield signed_off(view, start, end, task)
    rows = sources(view.passage)
    task = case.tasks.get(rows[0][1]) if len(rows) == 1 and rows[0][0] == "task" else None
    if task and task["state"] == "signed_off" and not told and is_open(text):
        yield signed_off(view, 0, end_of(text, 0), task)


def heads(text, start):
    """Whether a place begins a passage, or an item of a list."""
    if not start or text[start - 1] in "；\n":
        return True
    return text[start - 1] == "：" and any(m.end() == start for m in LIST.finditer(text[:start]))


def is_told_open(case, task, said, is_own):
    """Whether what is said of a task signed off is that it is open."""
    if said.startswith("的") and "措施" in said:
        left = [r for r in case.told.measures_of[task["id"]] if r["state"] != "signed_off"]
        return not left and is_open(said)
    return is_open(said) or (is_own and not DONE.search(OF_MEASURES.sub("", said)))


def is_open(said):
    """Whether words say that something is open, and not that it is done by now."""
    said = OF_MEASURES.sub("", said)
    return bool(OPEN.search(said)) and not DONE.search(said)


def signed_off(view, start, end, task):
    """The finding of a task that is told as open."""
    says = f"第{task['number']}项任务已销号，文中仍列为未完成。"
    return view.finding("listed_open", start, end, says, TAKE_OUT, (task["id"],))


def listed_below(case, view):
    """The groups of tasks that the passages right below a list's head are about, one each."""
    found = []
    for row in case.passages[case.passages.index(view.passage) + 1 :]:
        rows = groups(row.plain)
        if not rows or rows[0][0][1]:
            break
        found.append(rows[0])
    return found


def of_lists(case, view, text):
    """A number of tasks, then other than so many of them."""
    for match in LIST.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in ENDS) + 1
        head = text[start : match.end()]
        counted = [(n, u) for n in numbers(head) if (u := COUNTED.match(head, n.end))]
        end = min((at for mark in "。\n" if (at := text.find(mark, match.end())) >= 0), default=-1)
        body = text[match.end() : end if end >= 0 else len(text)]
        rows = [group for group in groups(body) if not group[0][1] or body[group[0][1] - 1] == "；"]
        rows = rows if body.strip() else listed_below(case, view)
        count = len({one[0] for group in rows for one in group})
        if not counted or not rows or counted[-1][0].rough or counted[-1][0].value == count:
            continue
        number, unit = counted[-1]
        said = head[number.start : unit.end()]
        says = f"前面写的是{said}，后面列了{count}项。"
        span = (start + number.start, match.end())
        advice = "请逐项核对：已销号的删去，转为持续整改的单独列，新的未完成任务补上。"
        yield view.finding("listed_count", *span, says, advice, (count,))
