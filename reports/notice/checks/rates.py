"""Rates of completion of all tasks, problems or measures, beside those of the snapshot."""

import re
from bisect import bisect_right
from decimal import Decimal

from .numbers import shown
from .quantities import KEY_OF, quantities, sentences
from .sums import PERCENT, percent

TITLES = {"rate_of_all": "完成率与快照不一致"}
NOUN = "整改任务|反馈问题|巡察问题|反馈意见问题|整改措施"
SHORT = r"(?:^|(?<=[，。；：\n]))(?:任务|问题|措施)"
DONE = "完成|整改|销号|办结|落实"
FILLER = r"[^，。；0-9％%百由从]{0,6}"
# 整改任务完成率…, 整改完成率…; 已完成整改任务的…; 整改任务已完成…
OF_NOUN = re.compile(
    rf"(?:({NOUN}|{SHORT})(?:的)?(?:总体|整体|按期|按时|总)?(?:整改)?(?:{DONE})率|"
    rf"(整改完成率|整改销号率|整改办结率|整改到位率)){FILLER}(?=\d|百分之)"
)
PART_OF = re.compile(rf"(?:完成|销号|办结)(?:了)?({NOUN})(?:总数|总量|清单)?的(?=\d|百分之)")
STATED = re.compile(
    rf"({NOUN})(?:目前|现|已经|已|共|全部|均)*(?:{DONE})(?:了|到|达到|达|过)*(?=\d|百分之)"
)
# With nothing before it in its sentence but the day it is said of: 整改率100%
ALONE = re.compile(
    r"^()(?:截[至止][^，。；]{1,16}[，,])?(?:总体|总|整体|全部)?整改率(?:为|是|达|到|达到|均)*(?=\d|百分之)"
)
# After the number of all of a noun: 整改任务24项，完成率…
BARE = re.compile(rf"(?:^|(?<=[，；：]))(?:整改|总)?(?:{DONE})率{FILLER}(?=\d|百分之)")
NAMES = {"problems": "反馈问题", "tasks": "整改任务", "measures": "整改措施"}
EARLIER = re.compile("上一|上轮|上届|上次|往轮|往届|历次|应整改|发现|自查|清单")
REACH = 40  # characters before a rate in which something else is named
ADVICE = "请核对，按快照改正。"


def find(case):
    """Rates that are not those of the snapshot; of no noun, they may be those of any."""
    for view in case.body:
        for start, sentence in sentences(view.text):
            if "%" in sentence or "％" in sentence or "百分之" in sentence:
                found = quantities(sentence, start)
                yield from of_sentence(case, view, start, sentence, found)
                yield from of_counted(case, view, start, sentence, found)


def before(found, place):
    """The last quantity that ends before a place, or None."""
    at = bisect_right(found, place, key=lambda one: one.end)
    return found[at - 1] if at else None


def of_sentence(case, view, offset, sentence, found):
    """The wrong rates of one sentence."""
    for words in (OF_NOUN, PART_OF, STATED, ALONE):
        for match in words.finditer(sentence):
            said = PERCENT.match(sentence, match.end())
            noun = KEY_OF.get((match[1] or "")[-2:])
            if not said or view.is_quoted(offset + match.start()):
                continue
            if is_other(view, offset, sentence, match, found):
                continue
            rates = rates_of(case, [noun] if noun else list(NAMES))
            value, places = percent(said)
            if not rates or value is None or any(fits(value, places, rate) for rate in rates):
                continue
            yield wrong(view, offset, noun, said, rates)


def of_counted(case, view, offset, sentence, found):
    """A rate after the number of all of a noun; beside that of those done ``sums`` looks at it."""
    for match in BARE.finditer(sentence):
        said = PERCENT.match(sentence, match.end())
        one = before(found, offset + match.start())
        if not said or one is None or one.state != "total":
            continue
        total = case.figures.get(f"{one.noun}_total", {}).get("value")
        rates = rates_of(case, [one.noun]) if one.is_plainly and one.number.value == total else []
        value, places = percent(said)
        if rates and value is not None and not fits(value, places, rates[0]):
            yield wrong(view, offset, one.noun, said, rates)


def is_other(view, offset, sentence, match, found):
    """Whether a rate is of some other things: an earlier inspection, what was just counted."""
    if EARLIER.search(sentence[max(0, match.start() - REACH) : match.end()]):
        return True
    if match[1] is None:
        return before(found, offset + match.start()) is not None
    return bool(view.passage.source) and len(match[1]) == 2


def rates_of(case, nouns):
    """The rates that the snapshot gives; all of it is done only where no task is left."""
    figure = {key: row["value"] for key, row in case.figures.items()}
    rates = []
    for noun in nouns:
        total, done = figure.get(f"{noun}_total"), figure.get(f"{noun}_signed_off")
        if total and done is not None:
            rates.append(Decimal(done) * 100 / Decimal(total))
    if len(nouns) > 1 and figure.get("tasks_unfinished"):
        rates = [rate for rate in rates if rate < 100]
    return rates


def fits(value, places, rate):
    """Whether a rate as written is the right one, rounded to its places."""
    return abs(value - rate) * 2 <= Decimal(10) ** -places


def wrong(view, offset, noun, said, rates):
    """The finding of a rate."""
    right = "、".join(f"{shown(round(rate, 1))}%" for rate in rates)
    what = f"{NAMES[noun]}的完成率" if noun else "问题、任务、措施的完成率"
    says = f"按快照，{what}是{right}，这里写的是{said[0]}。"
    span = (offset + said.start(), offset + said.end())
    return view.finding("rate_of_all", *span, says, ADVICE, tuple(rates))
