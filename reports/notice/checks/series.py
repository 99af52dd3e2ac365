"""Enumerations: 一是…；二是…, their order, their marks, and the same way throughout the notice."""

import re
from collections import Counter
from dataclasses import dataclass

from reports.notice.blocks import numeral

TITLES = {
    "sequence": "序号不连续",
    "series_marks": "并列各项的标点不一致",
    "series_style": "列举的写法前后不一致",
    "typed_number": "标题序号是手写的",
}
ITEM = {
    "一是": re.compile(
        r"(?:^|(?<=[。；：，、！？\n ”]))([一二三四五六七八九十]{1,3})是(?!否|不是)"
    ),
    "第一": re.compile(r"(?:^|(?<=[。；：\n]))第([一二三四五六七八九十]{1,3})[，、]"),
    "一、": re.compile(
        r"(?:^|(?<=[。；：\n]))([一二三四五六七八九十]{1,3})、(?![一二三四五六七八九十])"
    ),
    "（一）": re.compile(r"(?:^|(?<=[。；：\n]))[（(]([一二三四五六七八九十]{1,3})[)）]"),
    "（1）": re.compile(r"(?:^|(?<=[。；：\n]))[（(](\d{1,2})[)）]"),
    "1.": re.compile(r"(?:^|(?<=[。；：\n]))(\d{1,2})[.．、](?!\d)"),
    "①": re.compile(r"(?:^|(?<=[。；：，\n]))([①-⑳])"),
}
NUMERALS = {numeral(number): number for number in range(1, 100)}
TYPED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]{1,3}[，、部])"
)
NUMBERED = frozenset({"section", "aspect", "point", "problem", "item"})


@dataclass
class Series:
    """One enumeration: ``items`` are (number, start, end) of its marks, ``ends`` what parts them."""

    view: object
    style: str
    items: list
    ends: list


def find(case):
    """Each series by itself, then whether they are alike; numbers typed before headings."""
    every = []
    for view in case.views:
        if match := starts_numbered(view):
            says = "标题和编号段落的序号自动生成，这里又手写了一个。"
            yield view.finding("typed_number", *match.span(), says, "请删去手写的序号。")
        found = series_of(view)
        every += found
        for series in found:
            yield from of_order(series)
            yield from of_marks(series)
    yield from of_styles(every)


def starts_numbered(view):
    """The number typed at the start of what is numbered by itself, if there is one."""
    starts = view.part == "lead" or not view.passage.lead
    return TYPED.match(view.text) if starts and view.passage.kind in NUMBERED else None


def value_of(text):
    """The number that a mark of a series says."""
    if "①" <= text[0] <= "⑳":
        return ord(text[0]) - ord("①") + 1
    return int(text) if text.isdecimal() else NUMERALS.get(text, 0)


def series_of(view):
    """The series in one part; a mark that says one begins anew."""
    found = []
    for style, words in ITEM.items():
        now = None
        for match in words.finditer(view.text):
            if view.is_quoted(match.start()) or is_heading(view, match):
                continue
            number = value_of(match[1])
            if now is None or number == 1:
                now = Series(view, style, [], [])
                found.append(now)
            else:
                now.ends.append((view.text[match.start() - 1 : match.start()], match.start() - 1))
            now.items.append((number, *match.span()))
    return [one for one in found if one.style == "一是" or len(one.items) > 1]


def is_heading(view, match):
    """Whether a mark stands where a heading's number was typed, which is a finding of its own."""
    return match.start() == 0 and view.passage.kind in NUMBERED


def of_order(series):
    """A number left out, said twice, or a series that does not begin at one."""
    due = 1
    for at, (number, start, end) in enumerate(series.items):
        if number != due:
            says = f"这里应是第{due}项，写的是“{series.view.text[start:end]}”。"
            yield series.view.finding("sequence", start, end, says, "请按顺序改正序号。", (due,))
            after = series.items[at + 1][0] if at + 1 < len(series.items) else due + 1
            # Where the next one goes on as if nothing were, this one alone is wrong.
            due = due if after == due + 1 else number
        due += 1


def of_marks(series):
    """Items parted by ； here and by 。 there."""
    counts = Counter(mark for mark, _ in series.ends)
    if len(counts) < 2:
        return
    usual = usual_of(counts)
    for mark, at in series.ends:
        if mark != usual:
            says = f"这一列举里别处用“{usual}”分开，这里用“{mark}”。"
            yield series.view.finding(
                "series_marks", at, at + 1, says, f"请统一用“{usual}”。", (usual,)
            )


def usual_of(counts):
    """What most do; among equals what official documents do, or else the first."""
    return max(counts, key=lambda one: (counts[one], one in ("；", "一是")))


def of_styles(every):
    """Series that are set unlike most of the notice: 第一， among 一是, 。 among ；."""
    styles = Counter(one.style for one in every)
    if len(styles) > 1:
        usual = usual_of(styles)
        for one in every:
            if one.style != usual:
                _, start, end = one.items[0]
                says = f"通报里别处用“{usual}”列举，这里用“{one.style}”。"
                yield one.view.finding(
                    "series_style", start, end, says, f"请统一用“{usual}”。", (usual,)
                )
    alike = [one for one in every if one.ends and len({mark for mark, _ in one.ends}) == 1]
    marks = Counter(one.ends[0][0] for one in alike)
    if len(marks) > 1:
        usual = usual_of(marks)
        for one in alike:
            mark, at = one.ends[0]
            if mark != usual:
                says = f"通报里别处的列举用“{usual}”分开，这里用“{mark}”。"
                yield one.view.finding(
                    "series_style", at, at + 1, says, f"请统一用“{usual}”。", (usual,)
                )
