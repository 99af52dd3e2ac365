"""Dates: relative ones, those without a year, impossible ones, those after the signature."""

import datetime
import re

from .case import sources

TITLES = {
    "relative_date": "相对时间",
    "no_year": "日期没有写年份",
    "no_such_day": "日期不存在",
    "future_date": "已办的事晚于成文日期",
    "as_of_late": "数据截至日期不对",
}
RELATIVE = re.compile(
    r"(?<!过)去年(?!度)|前年|(?<!如)今年(?!轻)|明年|上年度|本年度|"
    r"本月|上个月|(?<!以)上月|下个月|(?<!以)下月|本周(?!期|边|密)|上周(?!期|边)|下周(?!期|边)|"
    r"昨日|昨天|今日|今天|明日|明天|近日|(?<![临最])近期|"
    r"(?<![项科题条栏])目前|(?<![应])当前(?!往|和|与|及)|最近(?!的|距)|不久前|"
    r"近年来|近几年|近[一二两三四五六七八九十]年|(?:(?<=^)|(?<=[，。；：、\n]))日前|至今|迄今"
)
# A half or quarter of a year, the end of one: they need the year before them.
PART_OF_YEAR = re.compile(
    r"(?<!年)(?<!年度)(?<!每年)(?:上半年|下半年|第?[一二三四]季度(?!的)|年底前|年末前|年内)"
)
NEEDS_NONE = re.compile(r"(?:每|各|全|当|同|次|翌|一)$")
YEARLESS = re.compile(r"(?<![\d.年/-])(\d{1,2})月(?:份|底|初|中旬|上旬|下旬|(\d{1,2})日)")
FULL = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
AS_OF = re.compile(r"截[至止](?:到|于)?(?=\d{4}年)")
FORWARD = re.compile(
    r"前|预计|计划|时限|将|拟|到期|复核|下次|争取|确保|期限|持续到|力争|截[至止]|以后|起"
)
REACH = 24  # characters around a date that say whether it lies ahead
SIGNED = "请写明是哪一年哪一月哪一日；读的人不知道是从什么时候说起。"


def find(case):
    """Everything that is wrong with a date."""
    for view in case.body:
        yield from of_relative(view)
        yield from of_yearless(view)
        yield from of_full(case, view)


def of_relative(view):
    """Words that mean another day each time they are read."""
    for match in RELATIVE.finditer(view.text):
        if not view.is_quoted(match.start()):
            says = f"“{match[0]}”是相对时间，以后看不出是哪一天。"
            yield view.finding("relative_date", *match.span(), says, SIGNED)
    for match in PART_OF_YEAR.finditer(view.text):
        before = view.text[view.sentence_start(match.start()) : match.start()]
        if view.is_quoted(match.start()) or NEEDS_NONE.search(before) or has_year(before):
            continue
        says = f"“{match[0]}”没有写是哪一年的。"
        yield view.finding("relative_date", *match.span(), says, SIGNED)


def has_year(text):
    """Whether a year was said."""
    return bool(re.search(r"\d{4}年|同年|当年|次年", text))


def of_yearless(view):
    """A month or day whose year was not said before it in the sentence."""
    for match in YEARLESS.finditer(view.text):
        before = view.text[view.sentence_start(match.start()) : match.start()]
        if view.is_quoted(match.start()) or view.bound_at(match.start()) or has_year(before):
            continue
        if re.search(r"每年?$", before[-2:]):
            continue
        says = f"“{match[0]}”前面没有写年份。"
        yield view.finding("no_year", *match.span(), says, "请补写年份。")


def of_full(case, view):
    """Dates that do not exist, that are still to come, or to which the figures do not reach."""
    text = view.text
    for match in FULL.finditer(text):
        if view.bound_at(match.start()) or view.is_quoted(match.start()):
            continue
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
        try:
            found = datetime.date(year, month, day)
        except ValueError:
            says = f"没有“{match[0]}”这一天。"
            yield view.finding("no_such_day", *match.span(), says, "请核对日期。")
            continue
        says = advice = code = ""
        if AS_OF.search(text[max(0, match.start() - 5) : match.end()]):
            right = case.as_of if match[3] else case.as_of.replace(day=1)
            if found > right or (found < right and not sources(view.passage)):
                code, advice = "as_of_late", "请改为快照的日期，或换用那一天的快照。"
                says = f"数字截至{case.as_of.year}年{case.as_of.month}月{case.as_of.day}日，写的是另一天。"
        elif found > case.dated and not ahead(view, match):
            code, advice = "future_date", "请核对日期；计划要办的，写明是计划。"
            says = f"{match[0]}晚于成文日期，写的却是已经办了的事。"
        if code:
            facts = (case.as_of, case.dated)
            yield view.finding(code, *match.span(), says, advice, facts)


def ahead(view, match):
    """Whether the words around a date say that it is still to come."""
    return bool(FORWARD.search(view.text[max(0, match.start() - REACH) : match.end() + REACH]))
