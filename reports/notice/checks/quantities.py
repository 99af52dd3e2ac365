"""The quantities that a notice speaks of: a number, of what, and in which state (done, going on)."""

import re
from dataclasses import dataclass
from functools import partial

from .numbers import Number, numbers

AHEAD = 30  # characters before a number that are looked at
KEY_OF = {"问题": "problems", "任务": "tasks", "措施": "measures"}
UNIT = re.compile(r"余?[个项条件]")
AFTER = re.compile(r"(?:具体|反馈|整改|巡察|突出|主要|的){0,3}(问题|任务|措施)")
BEFORE = re.compile(
    r"(问题|任务|措施)(?:清单)?(?:共计|总计|合计|一共|共有|共|计|总数为|总数|为|有)?$"
)
STATES = (
    ("unfinished", re.compile(r"(?:没有|尚未|还未|仍未|未)(?:能)?(?:完成|销号|办结|整改)")),
    ("going", re.compile(r"(?:持续|继续|长期)(?:整改|坚持|推进)|正在整改|整改中")),
    ("done", re.compile(r"完成|销号|办结|整改到位|整改完毕")),
)
# A clause of these words and a number goes on speaking of what was spoken of before.
CARRIED = re.compile(
    r"^(?:其中)?(?:已经|已|尚|还|仍|需要|需|正在|均)*(?:没有|未)?[^，。；0-9]{0,6}$"
)
PART_OF = re.compile(
    r"其他|其余|另有|剩余|还有|每|各|第|这|上述|该|前|新增|涉及|上一|上轮|上届|上次|往轮|往届|历次|分别|以上|有关"
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
    is_plainly: bool  # named as a figure of the whole: 整改任务24项, 反馈意见指出的10个问题


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
        counted = [
            one for one in map(partial(quantity, clause, start, last), numbers(clause)) if one
        ]
        found += counted
        last = counted[-1] if counted else None
    return found


def quantity(clause, offset, last, number):
    """The quantity that a number of a clause is, or None; ``last`` is that of the clause before."""
    unit = UNIT.match(clause, number.end)
    if not unit:
        return None
    before, after = ahead_of(clause, number), AFTER.match(clause, unit.end())
    ahead = BEFORE.search(before)
    placed = Number(number.value, offset + number.start, offset + number.end, number.rough)
    state, end = state_of(before), offset + (after or unit).end()
    is_part = bool(PART_OF.search(before)) or ("其中" in before and state == "total")
    if after or ahead:
        noun = KEY_OF[(after or ahead)[1]]
        is_plainly = bool(WHOLE.search(before + (after[0] if after else "")))
    elif last and unit.end() == len(clause) and CARRIED.match(before):
        noun, is_plainly, is_part = last.noun, last.is_plainly, is_part or last.is_part
    else:
        return None
    return Quantity(placed, end, noun, state, is_part, clause, is_plainly)


def state_of(before):
    """Which of them a number counts, from the words before it."""
    return next((state for state, words in STATES if words.search(before)), "total")
