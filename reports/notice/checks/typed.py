"""Bound values that were typed over: taken out of a passage where a value typed by hand came in."""

import re
from collections import Counter
from dataclasses import dataclass

from reports.notice.passages import Passage

from .case import View
from .numbers import NUMBER, numbers

TITLES = {"typed_over": "绑定的数字或日期改成了手写的", "unbound": "绑定的数字或日期被删去"}
N = "〇零○一二三四五六七八九十"
YEAR = rf"(?:\d{{4}}|[{N}]{{4}})年(?!度)"
MONTH = rf"(?:\d{{1,2}}|[{N}]{{1,3}})月(?:份|底|初|末)?"
DAY = rf"(?:\d{{1,2}}|[{N}]{{1,3}})[日号](?!内|前)"
DATE = re.compile(
    rf"{YEAR}(?:{MONTH}(?:{DAY})?)?|{MONTH}(?:{DAY})?|(?<![\d{N}]){DAY}"
    r"|(?<!\d)\d{4}[-./－．]\d{1,2}[-./－．]\d{1,2}(?!\d)"
)
# Units that stand for one another: what was counted by one may be typed over by another.
KINDS = ("个项条件道", "次场轮回", "人名位", "元万亿")
ROUGH = re.compile(r"[余多]?")
ALONE = re.compile(r"\s*(?:$|[，。；、：！？（）()\n]|反馈|整改|问题|任务|措施|制度|专题会|督导)")
OVER = {  # what is bound of a task → in which states nothing is told of it
    "整改时限": {"signed_off", "continuing"},
    "逾期措施": {"signed_off"},
    "预计完成日期": {"signed_off"},
    "下次复核日期": {"signed_off"},
}
OF_TASK = re.compile(rf"任务(\d+)({'|'.join(OVER)})")
LEFT = frozenset({"tasks_unfinished", "tasks_under_way"})
ADVICE = "请放回花括号里的绑定数字或日期；台账里错了的，先改台账，再换用新的快照。"


@dataclass(frozen=True)
class Typed:
    """A date or figure that is typed by hand: its kind, its place in the plain text, its words."""

    kind: str
    start: int
    end: int
    words: str


def typed(view):
    """The dates and figures of a part that are not bound."""
    found, dates = [], []
    for match in DATE.finditer(view.text):
        dates.append(match.span())
        if not touches(view, *match.span()):
            found.append(Typed("date", *match.span(), match[0]))
    for one in numbers(view.text):
        inside = any(start <= one.start < end for start, end in dates)
        if inside or touches(view, one.start, one.end):
            continue
        if kind := kind_after(view.text, one.end, view.text[one.start : one.end]):
            found.append(Typed(kind, one.start, one.end + 1, view.text[one.start : one.end + 1]))
    return found


def touches(view, start, end):
    """Whether a bound value takes in the whole of a stretch, which is then not typed."""
    return all(view.bound_at(place) for place in range(start, end))


def kind_after(text, end, number):
    """What is counted by the unit after a number: one of ``KINDS``, "any" where it has none."""
    at = ROUGH.match(text, end).end()
    for kind in KINDS:
        if text[at : at + 1] and text[at] in kind:
            return kind
    is_arabic = number[0].isdecimal()
    return "any" if is_arabic and ALONE.match(text, end) else ""


def kind_of(bound):
    """The kind of a bound value."""
    if DATE.fullmatch(bound.shown):
        return "date"
    match = NUMBER.match(bound.shown)
    return (match and kind_after(bound.shown, match.end(), match[0])) or "any"


def replaces(kind, one):
    """Whether a typed value may stand for a bound one of a kind."""
    return one.kind == kind or (kind != "date" and one.kind == "any")


def views_of(passage):
    """The two parts of a passage."""
    return [View(passage, part) for part in ("lead", "text") if getattr(passage, part)]


def bounds_of(passage):
    """Name → bound value, and how often each name stands in a passage."""
    found = [piece[4] for view in views_of(passage) for piece in view.pieces]
    return {bound.name: bound for bound in found}, Counter(bound.name for bound in found)


def compared(old, new):
    """(bound values that a passage lost, [(view, typed value)] of those that are newly there)."""
    shown, before = bounds_of(old)
    lost = [shown[name] for name in before - bounds_of(new)[1]]
    had = Counter(one.words for view in views_of(old) for one in typed(view))
    fresh = []
    for view in views_of(new):
        for one in typed(view):
            if had[one.words]:
                had[one.words] -= 1
            else:
                fresh.append((view, one))
    return lost, fresh


def wanted(data, known):
    """The names of which a notice should tell: none of a task that is not open in that way any more."""
    states = {str(task["number"]): task["state"] for task in data["tasks"]}
    nothing = {row["label"] for row in data["figures"] if row["key"] in LEFT and not row["value"]}
    return {name for name in known if name not in nothing and is_open(name, states)}


def is_open(name, states):
    """Whether a bound value of a task is of a state that it is in."""
    match = OF_TASK.fullmatch(name)
    return match is None or states.get(match[1]) not in OVER[match[2]]


def typed_over(old, new, known):
    """(bound value, words) of each that an edit takes out while it types one of its kind in."""
    lost, fresh = compared(old, new)
    found = []
    for bound in lost:
        if bound.name in known:
            words = [one.words for _, one in fresh if replaces(kind_of(bound), one)]
            found += [(bound, words[0])] if words else []
    return found


def find(case):
    """What the notice as it was drafted had bound, and now has typed or not at all."""
    now = {row.key: row for row in case.passages}
    left = Counter()
    for row in case.passages:
        left += bounds_of(row)[1]
    had = Counter()
    for row in case.begun:
        had += bounds_of(row)[1]
    beside, kept = None, wanted(case.data, case.known)
    for row in case.begun:
        present = now.get(row.key)
        beside = present or beside
        lost, fresh = compared(row, present or Passage(row.key, row.kind, ""))
        lost = [one for one in lost if one.name in kept and left[one.name] < had[one.name]]
        gone = []
        for bound in lost:
            words = [pair for pair in fresh if replaces(kind_of(bound), pair[1])]
            yield from (over(bound, view, one) for view, one in words)
            gone += [] if words or left[bound.name] else [bound]
        if gone:
            yield unbound(case, beside, gone)


def over(bound, view, one):
    """The finding of a typed value where a bound one stood."""
    says = f"起草时这一段绑定的“{bound.name}”被删去，“{one.words}”是手写的，不随快照更新。"
    return view.finding("typed_over", one.start, one.end, says, ADVICE, (bound.name,))


def unbound(case, beside, gone):
    """The finding of bound values that are in no passage any more."""
    names = "、".join(dict.fromkeys(bound.name for bound in gone))
    says = f"起草时绑定的{names}，现在文中没有了。"
    advice = "请核对是否应当写；不写的，由另一位同志放行。要写的，用花括号插入。"
    return case.missing("unbound", beside, says, advice, (names,))
