"""Figures that contradict one another: parts and wholes, due and paid, rates, the same said twice."""

import re
from decimal import Decimal

from .numbers import Number, numbers, shown
from .quantities import AHEAD, ahead_of, clauses, quantities, sentences

TITLES = {
    "parts": "部分与总数对不上",
    "due_and_done": "应、实数字对不上",
    "rate": "百分比与数字对不上",
    "said_twice": "同一数字前后不一致",
}
DUE = re.compile(r"应(收|缴|退|发|到|参加|参训|检|办|整改|清退|上缴)(?=[^应实，。；]{0,10}$)")
DONE = re.compile(
    r"(?:实际?|已经?)(?:已)?(收|缴|退|发|到|参加|参训|检|办|整改|清退|上缴)(?=[^应实，。；]{0,10}$)"
)
OWED = re.compile(r"((?:[尚还仍]|拖)欠|[欠未](?:收|缴|退|发|到|交))(?=[^应实，。；]{0,10}$)")
LEFT = re.compile("剩")
KINDS = 3  # 立行立改, 限期整改, 长期坚持: there are no others
UNIT = re.compile(r"[余多]?(万元|亿元|元|人次|人|家|个|项|条|件|户|笔|次|名|份)")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)[%％]|百分之([〇零一二三四五六七八九十百]{1,4})")
RATE_OF = re.compile(
    r"(?:完成|销号|收缴|整改|到位|办结|实收|上缴|清退|参训|到会|收取)[^，。；]{0,4}(?:率|比例)"
)
WHOLLY = re.compile(
    r"(?:全部|全额|足额|悉数)(?:收缴|收回|缴清|缴纳|收齐|上缴|到账|清退|退还|退回|追回|补缴)"
)
# Of what there is no more than all: 覆盖率120%.
BEYOND = re.compile(
    r"(?:覆盖|满意|参训|到会|出席|回收|答复|采纳|销号|办结|整改|参检|年检|合格)率[^，。；\d]{0,6}"
    r"((?:[2-9]\d\d|1[1-9]\d|10[1-9])(?:\.\d+)?[%％])"
)
# 由100万元降至80万元，下降30%
MOVED = re.compile(
    r"(?<![\d.])(\d{1,12}(?:\.\d{1,4})?)(万元|亿元|元|家|个|人|次|件|项)[^，。；\d%％]{0,6}"
    r"(?:降|减|增|升|提高|扩大|上升)[^，。；\d%％]{0,4}[至到为](?:\d{4}年的?)?(\d{1,12}(?:\.\d{1,4})?)\2[，,]"
    r"(?:同比|总体|共|净)?(?:下降|减少|降低|压减|压降|增长|增加|上升|提高)(?:了|幅度为|率为)?(\d{1,4}(?:\.\d{1,4})?)[%％]"
)
LATER = re.compile("其余|余下|剩余|余款|差额|尾款|欠|将|预计|计划|力争|确保|前")
WHICH = re.compile("其中[：:]?")
REACH = 80  # characters before 其中 in which its whole is sought
AHEAD_OF = re.compile("(.*)$")
CHANGED = re.compile("增|减|降|升|提高|多于|少于|较|比|每|平均")
MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
SERIES = re.compile(r"^[一二三四五六七八九十]{1,3}是")
LEAST = 5  # characters before a number by which two quantities are known to be the same
ADVICE = "请核对原始数据后改正。"


def find(case):
    """Contradictions inside a sentence, then those across the notice."""
    for view in case.body:
        for start, sentence in sentences(view.text):
            found = quantities(sentence, start)
            yield from of_parts(view, found)
            yield from of_kinds(view, found)
            yield from of_due(view, sentence, start)
            yield from of_which(view, sentence, start)
            yield from of_moved(view, sentence, start)
            yield from of_rate(view, sentence, start, found)
    yield from of_same(case)


def by_state(found):
    """Noun → state → the first quantity of a sentence; what is left over counts as unfinished."""
    rows = {}
    for one in found:
        if not one.is_part or (one.state == "unfinished" and LEFT.search(one.clause)):
            rows.setdefault(one.noun, {}).setdefault(one.state, one)
    return rows


def of_parts(view, found):
    """完成 and 未完成 that do not add up to the whole; more going on than there are."""
    for states in by_state(found).values():
        whole, done = states.get("total"), states.get("done")
        rest, going = states.get("unfinished"), states.get("going")
        if not whole or not done or any(one.number.rough for one in states.values()):
            continue
        part = rest or going
        sum_of = done.number.value + (part.number.value if part else 0)
        if sum_of == whole.number.value if rest else sum_of <= whole.number.value:
            continue
        last = part or done
        names = "、".join(shown(one.number.value) for one in (done, part) if one)
        says = f"总数是{shown(whole.number.value)}，分项{names}合计{shown(sum_of)}，对不上。"
        facts = (whole.number.value, sum_of)
        yield view.finding("parts", last.number.start, last.end, says, ADVICE, facts)


def of_kinds(view, found):
    """其中立行立改…，限期整改…，长期坚持…: more than the whole, or all three kinds and less."""
    whole = next((one for one in found if one.state == "total" and not one.is_part), None)
    if whole is None:
        return
    is_kind = {"going"} if all(one.state != "done" for one in found) else ()
    parts = [one for one in found if one.noun == whole.noun]
    parts = [one for one in parts if one.nature or one.state in is_kind]
    total, sum_of = whole.number.value, sum(one.number.value for one in parts)
    kinds = {one.nature[:2] or one.state for one in parts}
    if len(parts) > 1 and (sum_of > total or (len(kinds) >= KINDS and sum_of < total)):
        names = "、".join(shown(one.number.value) for one in parts)
        says = f"总数是{shown(total)}，其中{names}合计{shown(sum_of)}，对不上。"
        span = (parts[0].number.start, parts[-1].end)
        yield view.finding("parts", *span, says, ADVICE, (total, sum_of))


def amounts(sentence, offset, words):
    """(what, value, unit, Number, end) of the numbers that follow some words in a clause."""
    for start, clause in clauses(sentence, offset):
        for number in numbers(clause):
            unit, lead = UNIT.match(clause, number.end), words.search(ahead_of(clause, number))
            if not unit or not lead:
                continue
            value, name = number.value, unit[1]
            if name in MONEY:
                value, name = value * MONEY[name], "元"
            placed = Number(number.value, start + number.start, start + number.end, number.rough)
            yield lead[1], value, name, placed, start + unit.end()


def of_due(view, sentence, offset):
    """实收 beyond 应收; all of it said to be in while it is not; a rate that does not fit."""
    due = list(amounts(sentence, offset, DUE))
    owed = next(iter(amounts(sentence, offset, OWED)), None) if due else None
    for what, value, unit, number, end in amounts(sentence, offset, DONE):
        whole = next((one for one in due if one[0] == what and one[2] == unit), None)
        if whole is None:
            continue
        if value > whole[1]:
            says = f"实{what}{view.text[number.start : end]}，多于应{what}{view.text[whole[3].start : whole[4]]}。"
            yield view.finding("due_and_done", number.start, end, says, ADVICE, (whole[1], value))
        elif value < whole[1] and (match := wholly(sentence)):
            says = f"写的是“{match[0]}”，但实{what}少于应{what}。"
            span = (offset + match.start(), offset + match.end())
            yield view.finding("due_and_done", *span, says, ADVICE, (whole[1], value))
        yield from rate_of(view, sentence, offset, value, whole[1])
        if owed and owed[2] == unit and owed[1] != whole[1] - value and not owed[3].rough:
            said = view.text[owed[3].start : owed[4]]
            says = f"应{what}减去实{what}，与还差的{said}对不上。"
            span = (owed[3].start, owed[4])
            yield view.finding("due_and_done", *span, says, ADVICE, (whole[1], value))


def wholly(sentence):
    """Where a sentence says that all of it is in, not only that the rest is or will be."""
    for match in WHOLLY.finditer(sentence):
        if not LATER.search(re.split("[，；：]", sentence[: match.start()])[-1]):
            return match
    return None


def of_which(view, sentence, offset):
    """其中: a part that is more than the last number of the same unit before it."""
    for match in WHICH.finditer(sentence):
        after = re.split("[，；、]", sentence[match.end() : match.end() + AHEAD])[0]
        part = next(iter(amounts(after, offset + match.end(), AHEAD_OF)), None)
        if part is None or part[2] in ("个", "项", "条", "件", "次"):
            continue  # 检查3个商会，其中发现问题12个
        start = max(0, match.start() - REACH)
        before = amounts(sentence[start : match.start()], offset + start, AHEAD_OF)
        whole = next((one for one in reversed(list(before)) if one[2] == part[2]), None)
        if whole and exceeds(part, whole) and not CHANGED.search(whole[0] + part[0]):
            said, of = (view.text[one[3].start : one[4]] for one in (part, whole))
            says = f"其中的{said}比总数{of}还多。"
            yield view.finding("parts", part[3].start, part[4], says, ADVICE, (whole[1], part[1]))


def of_moved(view, sentence, offset):
    """A rate of more than all there is, or that is not that of two numbers before it."""
    for match in BEYOND.finditer(sentence):
        span = (offset + match.start(1), offset + match.end(1))
        yield view.finding("rate", *span, f"{match[0]}超过了全部。", ADVICE)
    for match in MOVED.finditer(sentence):
        first, last, said = (Decimal(match[at]) for at in (1, 3, 4))
        places = len(match[4].partition(".")[2])
        right = abs(last - first) * 100 / first if first else said
        if abs(right - said) >= Decimal(10) ** -places:
            span = (offset + match.start(4), offset + match.end())
            says = f"按前面的数字应是{round(right, max(places, 1))}%，这里写的是{match[4]}%。"
            yield view.finding("rate", *span, says, ADVICE, (first, last))


def exceeds(part, whole):
    """Whether an amount is more than another, which may be a rough one."""
    value, number = whole[1], whole[3]
    if number.rough == "over" and number.value:  # 200多 ends before 300
        zeros = len(shown(number.value)) - len(shown(number.value).rstrip("0"))
        return part[1] >= value + value * 10**zeros / number.value
    return part[1] > (value * 6 / 5 if number.rough else value)


def of_rate(view, sentence, offset, found):
    """A rate beside the numbers of done and all that it is of."""
    if "%" not in sentence and "％" not in sentence and "百分之" not in sentence:
        return
    for states in by_state(found).values():
        if "total" in states and "done" in states:
            done, whole = states["done"].number.value, states["total"].number.value
            yield from rate_of(view, sentence, offset, done, whole)
            return


def rate_of(view, sentence, offset, part, whole):
    """The rate in a sentence, where it is not that of ``part`` in ``whole``."""
    word = RATE_OF.search(sentence)
    match = PERCENT.search(sentence, word.end()) if word and whole else None
    if match is None:
        return
    said, places = percent(match)
    right = part * 100 / whole
    if said is None or abs(said - right) < Decimal(10) ** -places:
        return
    says = f"按前面的数字应是{round(right, max(places, 1))}%，这里写的是{match[0]}。"
    span = (offset + match.start(), offset + match.end())
    yield view.finding("rate", *span, says, ADVICE, (part, whole))


def percent(match):
    """(value, decimal places) of a rate as written; the value is None where it is no number."""
    if match[2]:
        found = next(numbers(match[2]), None)
        return (found.value, 0) if found else (None, 0)
    return Decimal(match[1]), len(match[1].partition(".")[2])


def of_same(case):
    """The same words with another number: the later one is shown."""
    seen = {}
    for view in case.body:
        for start, sentence in sentences(view.text):
            for place, clause in clauses(sentence, start):
                yield from of_repeated(view, place, clause, seen)


def of_repeated(view, place, clause, seen):
    """A clause whose first counted number another clause gave otherwise; ``seen`` is kept."""
    counted = ((one, UNIT.match(clause, one.end)) for one in numbers(clause))
    number, unit = next((row for row in counted if row[1]), (None, None))
    if number is None or number.start > AHEAD or view.bound_at(place + number.start):
        return
    words = SERIES.sub("", clause[: number.start])
    if len(words) < LEAST:
        return
    value, before = seen.setdefault((words, unit[1]), (number.value, clause))
    if value != number.value and not number.rough:
        said = clause[: unit.end()]
        says = f"前面写的是“{before[: len(said) + 6]}”，这里是“{said}”。"
        span = (place + number.start, place + unit.end())
        yield view.finding("said_twice", *span, says, ADVICE, (value,))
