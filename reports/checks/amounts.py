"""Hints from amounts: what was due, what came in, and what the outcomes say."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from .hints import Hint, row_of

UNITS = {"亿": Decimal(100_000_000), "万": Decimal(10_000), "千": Decimal(1000), None: Decimal(1)}
# A word for what is due or came in; an amount of money follows it at most eight characters on.
AMOUNT = re.compile(
    r"(?P<due>应(?:收回|收|缴|退回|退|追回|清退))"
    r"|(?P<got>实收|实缴|实退|已收|收回|追回|挽回|清退|退缴|上缴)"
)
# Said shortly before, in the same clause: it has not come in yet (尚未全部收回, 拟追回, 待清退).
NOT_YET = re.compile(r"[未没拟待需][^\d,.;。:]{0,5}$")
# No more digits than any budget has: what is longer is no amount, and beyond exact arithmetic.
NUMBER = re.compile(
    r"[^\d,.;。]{0,8}?((?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?)\s*(亿|万|千)?\s*元"
)


@dataclass
class Told:
    """The amounts of money, in yuan, that one text calls due and come in."""

    due: list
    got: list


def amounts(text):
    """What one text tells."""
    told = Told([], [])
    text = unicodedata.normalize("NFKC", text)
    for word in AMOUNT.finditer(text):
        number = NUMBER.match(text, word.end())
        if number and (word["due"] or not NOT_YET.search(text, 0, word.start())):
            yuan = Decimal(number[1].replace(",", "")) * UNITS[number[2]]
            (told.due if word["due"] else told.got).append(yuan)
    return told


def yuan(value):
    """An amount as people write it: 198 万元, 69400 元."""
    if value >= UNITS["万"] and value % 100 == 0:
        return f"{(value / UNITS['万']).normalize():f} 万元"
    return f"{value.normalize():f} 元"


def inside(told, finished):
    """What does not agree within one text; a sum still missing matters once it is finished."""
    if len(told.due) != 1 or len(told.got) != 1:
        return
    due, got = told.due[0], told.got[0]
    if got > due:
        yield f"应收 {yuan(due)}，实收 {yuan(got)}，实收多于应收"
    elif got < due and finished:
        yield f"应收 {yuan(due)}、实收 {yuan(got)}，相差 {yuan(due - got)}，已经销号"


def between(texts, outcomes):
    """What does not agree between the texts of a measure, or with its outcomes."""
    dues = sorted({told.due[0] for told in texts if len(told.due) == 1})
    if len(dues) > 1:
        yield f"几处写的应收金额不一样：{'、'.join(yuan(value) for value in dues)}"
    got = {value for told in texts for value in told.got}
    total = sum(row.yuan for row in outcomes if row.yuan)
    # One text may tell the whole, or several their parts: anything between the two agrees.
    if got and total and not max(got) <= total <= sum(got):
        said = "、".join(yuan(value) for value in sorted(got))
        yield f"文字里写的是 {said}，登记的挽回资金是 {yuan(total)}"


def contradictions(texts, outcomes, finished):
    """Each thing that does not agree, once."""
    told = [amounts(text) for text in texts]
    found = [odd for one in told for odd in inside(one, finished)]
    return list(dict.fromkeys([*found, *between(told, outcomes)]))


def contradicting(facts):
    """Amounts that contradict one another on a measure, or in a task's own words."""
    for measure in facts.measures.values():
        texts = [measure.text, measure.public_text]
        texts += [entry.text for entry in facts.progress[measure.pk]]
        outcomes = facts.outcomes[measure.pk]
        yield from hint(measure, contradictions(texts, outcomes, measure.state == "signed_off"))
    for task in facts.tasks.values():
        odd = contradictions([task.effect, task.public_text], [], task.state == "signed_off")
        yield from hint(task, odd)


def hint(item, odd):
    """The hint for an item, where anything is odd."""
    if odd:
        reason = f"{item.title}：{'；'.join(odd)}。"
        yield Hint("amounts", f"{item.level} {item.pk}", reason, [row_of(item)], odd)
