"""What a text states set against what it enumerates, and its figures against one another."""

import re
from collections import defaultdict

from reports.intake.outline import Issue, Place

from .figures import plain_number
from .measures import is_open

NAMES = {
    "aspects": "方面",
    "classes": "类",
    "problems": "问题",
    "tasks": "任务",
    "measures": "措施",
}
PAIRS = {"tasks": ("problems", "measures"), "measures": ("problems",)}
ALL_DONE = re.compile(
    "(?P<what>措施|任务|问题|事项)?[^，。；]{0,12}?(?:(?:已|均|已经)?全部(?:按期|如期)?(?:整改)?(?:完成|到位|销号|办结)|均已(?:整改)?完成|完成率(?:为|达到?)?100%)"
)
IN_TITLE = re.compile("[（(]共?(\\d{1,3})个(?:具体)?(?:问题)?[）)]")
RATE = re.compile("完成率(?:为|达到?)?(?P<rate>\\d+(?:\\.\\d+)?)%")
# What is told of something else than this inspection's own list.
ELSEWHERE = re.compile("上一?[届轮]|以往|历次|[一二三四五六七八九十]+届|等\\d+个")


def compare(outline, figures, passages, kind):
    """Add the doubts to the outline's issues.

    ``passages`` are those that tell of the whole; figures elsewhere tell of single measures.
    """
    issues = outline.issues
    listed = counted(outline)
    rows = {row for passage in passages for row in passage.rows}
    stated = [f for f in figures if f.known and f.value is not None]
    stated = [f for f in stated if f.row in rows and in_general(f)]
    against_enumeration(stated, listed, outline, kind)
    between_nouns(stated, listed, issues)
    within_sentence([f for f in figures if f.known and f.value is not None], issues)
    pairs(figures, issues)
    left_over(stated, outline)
    in_titles(outline)
    all_done(outline, passages, issues)


def counted(outline):
    """How many aspects, problems, tasks and measures are enumerated."""
    counts = outline.counts()
    return {name: counts[name] for name in ("aspects", "problems", "tasks", "measures")}


def in_general(figure):
    """Whether a figure tells of the whole and not of one measure or an earlier inspection."""
    return not ELSEWHERE.search(figure.before[-14:] + figure.wording)


def named_tasks(outline):
    """Whether the text itself names tasks: not only those that hold a problem's measures."""
    return any(
        entry.level == "problem" and any(task.text != entry.text for task in entry.children)
        for entry in outline.walk()
    )


def against_enumeration(stated, listed, outline, kind):
    """A doubt for each kind of thing of which no stated figure is the enumerated number."""
    by_kind = defaultdict(list)
    for figure in stated:
        by_kind[figure.what].append(figure)
    for name in ("aspects", "problems", "tasks", "measures"):
        if kind == "feedback" and name in ("tasks", "measures"):
            continue
        told = by_kind[name]
        if not told or any(f.value == listed[name] for f in told) or not listed[name]:
            continue
        words = "、".join(dict.fromkeys(f"第 {f.row} 行“{f.wording}”" for f in told[:4]))
        message = f"文中写{NAMES[name]}数：{words}，"
        if name == "tasks" and not named_tasks(outline):
            message += "但没有逐项列出任务，请核对后补齐。"
        else:
            message += f"逐条列出的是 {listed[name]}，对不上，请核对是漏列、合并还是写法不同。"
        place = Place(row=told[0].row)
        outline.issues.append(Issue("doubt", message, place, told[0].sentence))


def between_nouns(stated, listed, issues):
    """The same number once of tasks and once of problems or measures: which of them is it?"""
    firsts = {}
    for figure in stated:
        firsts.setdefault((figure.what, figure.value), figure)
    for (what, value), first in firsts.items():
        for other in PAIRS.get(what, ()):
            second = firsts.get((other, value))
            if second is None or value < 3 or listed[other] == value:
                continue
            number = plain_number(value)
            message = (
                f"同一个数 {number}，第 {first.row} 行说是{NAMES[what]}，"
                f"第 {second.row} 行说是{NAMES[other]}，请核对指的是哪一种。"
            )
            issues.append(Issue("doubt", message, Place(row=second.row), second.sentence))


def within_sentence(figures, issues):
    """Total against done with continuing, and the rate of completion."""
    by_sentence = defaultdict(list)
    for figure in figures:
        by_sentence[(figure.row, figure.sentence)].append(figure)
    for (row, sentence), found in by_sentence.items():
        first = {}
        for figure in found:
            first.setdefault(figure.what, figure)
        for message in (*sums(first), *rate(first, sentence)):
            issues.append(Issue("doubt", message, Place(row=row), sentence))


def pairs(figures, issues):
    """应收 and 实收, one soon after the other, that differ."""
    due = None
    for figure in figures:
        if figure.what == "due":
            due = figure
        elif figure.what == "received" and due and figure.row - due.row <= 2:
            if None not in (due.value, figure.value) and due.unit == figure.unit:
                differ(due, figure, issues)
            due = None


def differ(due, received, issues):
    """A doubt where less, or more, came in than had to."""
    if due.value == received.value:
        return
    more = "却写“全部”，" if "全部" in received.sentence else ""
    gap = plain_number(abs(due.value - received.value))
    message = (
        f"应收与实收不一致：应 {plain_number(due.value)}{due.unit}、"
        f"实 {plain_number(received.value)}{received.unit}，{more}相差 {gap}{due.unit}，请核对。"
    )
    issues.append(Issue("doubt", message, Place(row=received.row), received.sentence))


def left_over(stated, outline):
    """How many the totals leave open, against how many are told as open."""
    going = len(open_tasks(outline))
    for done in (figure for figure in stated if figure.what == "done"):
        totals = [f for f in stated if f.what in ("problems", "tasks") and same_sentence(f, done)]
        totals = [f for f in totals if f.place < done.place and f.value >= done.value]
        left = totals[-1].value - done.value if totals else going
        if left != going:
            message = f"按这里的数还有 {plain_number(left)} 项没有完成，文中写明没有完成的是 {going} 项，请核对。"
            outline.issues.append(Issue("doubt", message, Place(row=done.row), done.sentence))


def same_sentence(one, other):
    """Whether two figures stand in one sentence."""
    return (one.row, one.sentence) == (other.row, other.sentence)


def in_titles(outline):
    """“…方面（3个问题）” against the problems below it."""
    for aspect in outline.aspects:
        found = IN_TITLE.search(aspect.text)
        if found and int(found[1]) != len(aspect.children):
            message = f"标题写 {found[1]} 个问题，下面列出的是 {len(aspect.children)} 个，请核对。"
            outline.issues.append(Issue("doubt", message, aspect.place, aspect.text[:80]))


def open_tasks(outline):
    """The tasks that the text tells as going on."""
    return [e for e in outline.walk() if e.level == "task" and is_open(e.fields.get("task_state"))]


def sums(first):
    """Done and continuing that do not make up the total."""
    done, going = first.get("done"), first.get("continuing")
    totals = [first[name] for name in ("problems", "tasks", "measures") if name in first]
    totals = [total for total in totals if done and total.place < done.place]
    if not done or not totals:
        return
    total = totals[-1]
    if done.value > total.value:
        yield f"共 {plain_number(total.value)}，完成 {plain_number(done.value)}，比总数还多，请核对。"
    elif going and done.value + going.value != total.value:
        yield (
            f"共 {plain_number(total.value)}，完成 {plain_number(done.value)}、"
            f"未完成 {plain_number(going.value)}，加起来对不上，请核对。"
        )


def rate(first, sentence):
    """A rate of completion that total and done do not give."""
    done, match = first.get("done"), RATE.search(sentence)
    total = first.get("problems") or first.get("tasks") or first.get("measures")
    if match and done and total and total.value:
        real = done.value * 100 / total.value
        if abs(float(real) - float(match["rate"])) > 0.6:
            yield f"完成率写 {match['rate']}%，按 {done.value}/{total.value} 算是 {real:.1f}%，请核对。"


def all_done(outline, passages, issues):
    """“全部完成” while something is told as open."""
    going = open_tasks(outline)
    if not going:
        return
    names = "、".join(f"第 {e.place.row} 行“{e.text[:20]}”" for e in going[:5])
    for passage in passages:
        for match in ALL_DONE.finditer(passage.plain):
            row = passage.row_at(match.start())
            sentence = around(passage, match.start())
            message = f"这里写“{match[0][-24:]}”，但有 {len(going)} 项还没有完成：{names}，请核对。"
            issues.append(Issue("doubt", message, Place(row=row), sentence))


def around(passage, place):
    """The clause around a place."""
    plain = passage.plain
    start = max(plain.rfind(sign, 0, place) for sign in "。；") + 1
    ends = [end for sign in "。；" if (end := plain.find(sign, place)) >= 0]
    return passage.cut(start, min(ends, default=len(plain))).text[:200]
