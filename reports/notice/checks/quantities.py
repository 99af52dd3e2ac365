"""The quantities that a notice speaks of: a number, of what, and in which state (done, going on)."""

import re
from dataclasses import dataclass

from .numbers import Number, numbers

AHEAD = 30  # characters before a number that are looked at
KEY_OF = {"问题": "problems", "任务": "tasks", "措施": "measures"}
UNIT = re.compile(r"余?[个项条件]")
AFTER = re.compile(r"(?:具体|反馈|整改|巡察|突出|主要|的){0,3}(问题|任务|措施)")
# What may stand between a noun, or a number of it, and the number of those done or going on.
STATED = (
    r"(?:其中|已经|已|现已|均|全部|累计|尚|还|仍|需要|需|正在|没有|未|按期|如期|实际|全面|顺利|"
    r"完成整改|整改完成|已整改|未整改|完成|销号|办结|落实到位|落实|整改到位|整改完毕|持续整改|继续整改|长期坚持|"
    r"持续推进|继续推进|剩余|还剩|剩|共计|总计|合计|一共|共有|共|计|总数为|总数|总量|的|了|为|有|达|是)"
)
BEFORE = re.compile(rf"(问题|任务|措施)(?:清单)?{STATED}{{0,5}}$")
STATES = (
    (
        "unfinished",
        re.compile(r"(?:没有|尚未|还未|仍未|未)(?:能)?(?:完成|销号|办结|整改|落实)|剩余|还剩|剩"),
    ),
    ("going", re.compile(r"(?:持续|继续|长期)(?:整改|坚持|推进)|正在整改|整改中")),
    ("done", re.compile(r"完成|销号|办结|整改到位|整改完毕|已(?:经)?(?:整改|落实)|落实到位")),
)
# A clause of these words and a number goes on speaking of what was spoken of before.
CARRIED = re.compile(rf"^(?:在[^，。；0-9]{{1,8}}内)?{STATED}{{0,5}}$")
# 65条中的60条: how many of all of them.
OUT_OF = re.compile(r"^(?:之?中的?|当中的?)$")
BEFORE_OUT_OF = re.compile(r"(?:之?中的?|当中的?)(?=\d|[一二三四五六七八九十百])")
# What is said after a number of those it counts: 23项已完成.
SAID_AFTER = re.compile(rf"^{STATED}{{1,5}}$")
# Of which kind they are: parts of what was spoken of before.
NATURE = re.compile(
    r"^(?:其中)?(?:属于)?(立行立改|立知立改|限期整改|分阶段整改|阶段性|长期整改|长期坚持)(?:的|类|任务|措施|问题|事项)?(?:有|为|共)?$"
)
PART_OF = re.compile(
    r"其他|其余|另有|剩余|还有|每|各|第|这|上述|该|前|新增|涉及|上一|上轮|上届|上次|往轮|往届|历次|分别|以上|有关|"
    r"领办|认领|承办|包抓"
)
# What others found: 审计指出的5个问题, 省工商联反馈的2个问题; or the organ itself, elsewhere.
OF_OTHERS = re.compile(
    r"(?:审计|巡视(?!巡察)|督查|督察|督导|考核|检查|评议|普查|抽查|主题教育|教育实践|民主生活会|组织生活会|"
    r"(?:中央|国家|省|自治区|上级)(?![^，。；]{0,12}巡察)[^，。；巡]{0,12})"
    r"(?:组|局|办|署|部门|期间|中|时)?(?:所)?(?:反馈|指出|发现|提出|查出|查摆|检视|移交|交办)"
    r"|(?<!巡察)(?:查摆|检视|征集|收集)(?:出|到|了|的)*(?:问题|\d)"
)
WHOLE = re.compile("整改任务|整改措施|反馈|指出|巡察")
SENTENCE = re.compile(r"[^。！？\n]+")
CLAUSE = re.compile(r"[^，；：（）()、,;:]+")


@dataclass(frozen=True)
class Quantity:
    """A number of a noun in a state; ``is_part`` says that only some of them are meant."""

    number: Number
    end: int  # after the unit
    noun: str
    state: str
    is_part: bool
    clause: str
    ahead: str  # the clause before the number
    nature: str  # 立行立改, 限期整改: of which kind they are
    is_plainly: bool  # named as a figure of the whole: 整改任务24项, 反馈意见指出的10个问题
    is_of_others: bool = False  # what an audit or another inspection found


def sentences(text):
    """(start, sentence) of a text."""
    return [(match.start(), match[0]) for match in SENTENCE.finditer(text)]


def clauses(sentence, offset):
    """(start in the text, clause) of a sentence."""
    return [(offset + match.start(), match[0]) for match in CLAUSE.finditer(sentence)]


def ahead_of(clause, number):
    """The words before a number, as far as they matter."""
    return clause[max(0, number.start - AHEAD) : number.start]


def quantities(sentence, offset):
    """The quantities of problems, tasks and measures that a sentence names, in order.

    A clause that only says how many (已完成23项) goes on speaking of what the one before counted.
    """
    found, last = [], None
    for start, clause in clauses(sentence, offset):
        if clause == "其中":
            continue  # 其中：…; what follows is still of the number before
        since, before = 0, last
        last = None
        for number in numbers(clause):
            if one := quantity(clause, start, since, before, number):
                found.append(one)
                since, last = one.end - start, one
                before = one
    return found


def quantity(clause, offset, since, last, number):
    """The quantity that a number of a clause is, or None.

    ``last`` is the quantity before it; ``since`` is where in the clause its words end, if there.
    """
    unit = UNIT.match(clause, number.end)
    if not unit:
        return None
    before = clause[max(since, number.start - AHEAD) : number.start]
    after, ahead = AFTER.match(clause, unit.end()), BEFORE.search(before)
    nature = NATURE.match(before)
    placed = Number(number.value, offset + number.start, offset + number.end, number.rough)
    tail = said_after(clause[(after or unit).end() :])
    state, end = state_of(before), offset + (after or unit).end()
    state = state_of(tail) if state == "total" else state
    if BEFORE_OUT_OF.match(clause, unit.end()):
        state = "total"
    is_part = bool(PART_OF.search(before)) or ("其中" in before and state == "total")
    carried = not (after or ahead)
    if not carried:
        noun = KEY_OF[(after or ahead)[1]]
        is_plainly = bool(WHOLE.search(before + (after[0] if after else "")))
        is_plainly = is_plainly or says_all(clause, noun, number, unit, ahead)
    elif last and (tail or unit.end() == len(clause)) and (nature or CARRIED.match(before)):
        noun, is_plainly, is_part = last.noun, last.is_plainly, is_part or last.is_part
    elif last and OUT_OF.match(before):
        noun, is_plainly, state = last.noun, last.is_plainly, state_of(last.ahead)
    else:
        return None
    is_part = is_part or bool(nature)
    before_all = clause[: number.start]
    kind = nature[1] if nature else ""
    of_others = bool(OF_OTHERS.search(before_all)) or bool(carried and last.is_of_others)
    more = (before_all, kind, is_plainly, of_others)
    return Quantity(placed, end, noun, state, is_part, clause, *more)


def said_after(words):
    """The words after a number that say how far those are, "" where they say more, or 全部."""
    return words if SAID_AFTER.match(words) and "全部" not in words else ""


def says_all(clause, noun, number, unit, ahead):
    """Whether a clause of no other subject says that all of them are done: 措施66条全部落实."""
    starts = number.start == 0 or (ahead and ahead.start() == 0)
    return bool(starts and noun != "problems" and "全部" in clause[unit.end() :])


def state_of(before):
    """Which of them a number counts, from the words before it."""
    return next((state for state, words in STATES if words.search(before)), "total")
