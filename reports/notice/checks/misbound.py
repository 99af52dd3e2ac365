"""Bound figures that stand for another one: 已完成{24项|整改任务} is no number of what is done."""

import re
from decimal import Decimal

from .figures import (
    FUNDS,
    LISTS,
    NAMES,
    SINGLE,
    STATE_NAMES,
    UNITS,
    is_earlier,
    meant,
    right_of,
)
from .numbers import agrees, numbers
from .other_task import other_task
from .quantities import ahead_of, clauses, quantities, sentences

TITLES = {"misbound": "绑定的数字不是这里所说的"}
STATES = {"total": "total", "signed_off": "done", "unfinished": "unfinished", "continuing": "going"}
# Words of a clause that ask for a figure though it says no state, or none that is so narrow.
SAID = {
    "signed_off": "完成|销号|办结|到位|落实",
    "unfinished": "未|没有|剩|正在|继续|持续",
    "continuing": "持续|继续|长期|坚持|正在",
    "on_time": "按期|按时|如期|时限内",
    "late": "超期|逾期|超过|晚于|过了",
    "overdue": "逾期|超期|超过|过了",
    "extended": "延期|延长",
    "under_way": "在办|正在|审核|审批|办理",
    "recurring": "再次|重复|反复|往轮|上一?轮",
    "due_soon": "临期|到期",
    "normal": "正常|推进",
    "missed": "复核",
    "stagnant": "停滞|没有变动|没有进展",
    "waiting": "审批|审核|等待|待|签",
}
SAID = {suffix: re.compile(words) for suffix, words in SAID.items()}
OF_MEASURES = frozenset({"overdue", "due_soon", "normal", "reviews_missed", "stagnant"})
OF_OVERDUE = re.compile(r"任务\d+逾期措施")  # of one task: see ``bindings.of_overdue``
LIST_WORDS = {key: word for word, key in LISTS.items()} | {"problems": "反馈|指出|巡察"}
OTHER_UNIT = re.compile(r"[\d.]{1,12}(?:次|人|万元|元)")
FUNDS_KEYS = ("funds_wan", "funds_yuan")  # one amount in two units
DEALT_WITH = re.compile("问责(?:处理)?$")


def find(case):
    """Bound figures that are neither what the words beside them ask for, nor the same number."""
    for view in case.body:
        yield from of_tasks(case, view)
        for start, sentence in sentences(view.text):
            yield from of_items(case, view, counted(view, sentence, start), start)
            yield from of_single(case, view, sentence, start)


def of_tasks(case, view):
    """Dates and numbers of a task, as the snapshot has them, where the words tell of another task."""
    for start, end, _, _, bound in view.pieces:
        binding = case.known.get(bound.name)
        if binding is None or bound.shown not in binding.forms:
            continue  # ``figures`` finds those
        if other := other_task(case, view, start, bound):
            says, advice, right = other
            yield view.finding("misbound", start, end, says, advice, (bound.name, right))


def counted(view, sentence, offset):
    """A sentence in which bound values of another unit (5次, 6.94万元) count like items, each in its place."""
    for start, end, _, _, bound in view.pieces:
        at, to = start - offset, end - offset
        if at >= 0 and to <= len(sentence) and OTHER_UNIT.fullmatch(bound.shown):
            sentence = f"{sentence[:at]}{'9' * (to - at - 1)}项{sentence[to:]}"
    return sentence


def key_of(case, bound):
    """(noun or "", rest of its key) of a bound figure; None for what is no figure."""
    if OF_OVERDUE.fullmatch(bound.name):
        return "measures", "overdue"
    keys = (key for key, row in case.figures.items() if row["label"] == bound.name)
    if bound.name not in case.known or (key := next(keys, None)) is None:
        return None
    if key in OF_MEASURES:
        return "measures", key.removeprefix("reviews_")
    for noun in ("problems", *LISTS.values(), "tasks", "measures"):
        if key.startswith(f"{noun}_"):
            return noun, key.removeprefix(f"{noun}_")
    return "", key


def is_asked(found, one, said):
    """Whether a quantity's words ask for the figure ``found``; ``said`` is the sentence up to it."""
    noun, suffix = found
    if suffix != "waiting" and not is_of(noun, one.noun, said):
        return False
    if one.is_part or STATES.get(suffix) == one.state:
        return True
    is_narrow = suffix not in STATES
    return suffix in SAID and (one.state == "total" or is_narrow) and is_said(suffix, one)


def is_said(suffix, one):
    """Whether the clause has the words that a figure goes by."""
    return bool(SAID[suffix].search(one.clause))


def is_of(noun, asked, said):
    """Whether a figure's noun is the one asked for; a list of problems was named before it."""
    if noun not in LIST_WORDS:
        return noun == asked
    since = re.split(r"\d", said)[-1]
    if any(re.search(words, since) for words in LIST_WORDS.values()):
        said = since  # named anew after the number before it
    others = "|".join(word for key, word in LIST_WORDS.items() if key != noun)
    is_named = re.search(LIST_WORDS[noun], said)
    is_alone = noun == "problems" and not re.search(others, said)
    return asked == "problems" and bool(is_named or is_alone)


def of_items(case, view, sentence, offset):
    """Numbers of problems, tasks and measures that are bound to another figure."""
    for one in quantities(sentence, offset):
        place = one.number.start
        bound = view.bound_at(place)
        found = bound and key_of(case, bound)
        if not found or view.is_quoted(place) or is_earlier(case, one.clause):
            continue
        said = sentence[: place - offset]
        if is_asked(found, one, said):
            continue
        right = None if one.is_part else right_of(case, one.noun, one.state, said)
        is_counted = not OTHER_UNIT.fullmatch(bound.shown)
        if right is not None and is_counted and agrees(one.number, right):
            continue
        what = STATE_NAMES[one.state] + NAMES[one.noun]
        is_known = right is not None
        yield finding(view, place, bound, what, f"{right}{UNITS[one.noun]}" if is_known else "")


def of_single(case, view, sentence, offset):
    """Meetings, visits, institutions and the like that are bound to another figure, or the reverse."""
    for start, clause in clauses(sentence, offset):
        for number in numbers(clause):
            place = start + number.start
            bound = view.bound_at(place)
            found = bound and key_of(case, bound)
            if not found or view.is_quoted(place):
                continue
            end = next(row[1] for row in view.pieces if row[4] is bound) - start
            key = meant(clause, number)[0] or beside(clause, number, end)
            figure = case.figures.get(key)
            if figure is None or key == found[1] or (key, found[1]) == FUNDS_KEYS:
                continue
            same_unit = clause[number.end : end] == figure["unit"]
            if not (same_unit and agrees(number, Decimal(str(figure["value"])))):
                value = f"{figure['value']}{figure['unit']}"
                yield finding(view, place, bound, figure["label"], value)


def beside(clause, number, end):
    """The key that the words before a bound figure ask for in another unit, where it ends a clause."""
    before = ahead_of(clause, number)
    if end != len(clause):
        return ""
    if FUNDS.search(before):
        return "funds_wan"
    if DEALT_WITH.search(before):
        return "people_dealt_with"
    rows = ((key, ahead) for key, (ahead, _, _) in SINGLE.items() if key != "people_dealt_with")
    return next((key for key, ahead in rows if ahead.search(before)), "")


def finding(view, place, bound, what, right):
    """The finding of a bound value at a place: what it is, and what is asked for there."""
    start, end = next(row[:2] for row in view.pieces if row[0] <= place < row[1])
    known = f"，快照里是{right}" if right else ""
    says = f"绑定的是“{bound.name}”，这里说的是{what}{known}。"
    advice = f"请用花括号换成{what}的数字；确是“{bound.name}”的，把话写明。"
    return view.finding("misbound", start, end, says, advice, (bound.name, what, right))
