"""Dates: relative ones, those without a year, impossible ones, those after the signature."""

import datetime
import re

from .case import sources
from .numbers import value_of

TITLES = {
    "relative_date": "相对时间",
    "no_year": "日期没有写年份",
    "no_such_day": "日期不存在",
    "future_date": "已办的事晚于成文日期",
    "as_of_late": "数据截至日期不对",
}
RELATIVE = re.compile(
    r"(?<![过除失])去年(?!度)|(?<![以之提当此目])前年(?!度|份)|(?<!如)今年(?!轻)|"
    r"(?<![注写标说证表载声查])明年(?!度|份|限|龄)|上年度|(?<![基成样版文])本年度|"
    r"(?<![成根基资样版文])本月|上个月|(?<!以)上月|下个月|(?<!以)下月|"
    r"(?<![成根基资样版文])本周(?!期|边|密|转)|上周(?!期|边)|下周(?!期|边)|"
    r"昨日|昨天|今日(?!头条|说法)|今天|(?<![注写标说证表载声查透])明日(?!期|常|程|志)|(?<![透说])明天|"
    r"近日(?!常)|(?<![临最])近期(?!末|限)|(?<![发实表出体呈展再重涌显兑浮])现已|"
    r"(?<![项科题条栏节账数名])目前|(?<![应])当前(?!往|和|与|及)|最近(?!的|距)|不久(?:前|将|后)|"
    r"(?<!之)前不久|前一?段时间|近一?段时间|这一?段时间|(?<![实体呈出表])现阶段(?!性)|这个月|这个?季度|"
    r"到现在|截[至止]现在|"
    r"近年来|近几年|近[一二两三四五六七八九十]年|(?:(?<=^)|(?<=[，。；：、\n]))日前|至今(?!后)|迄今"
)
# A half or quarter of a year, the end of one: they need the year before them.
PART_OF_YEAR = re.compile(
    r"(?<!年)(?<!年度)(?<!每年)(?:上半年|下半年|第?[一二三四]季度(?!的|一)|(?<![\d〇零一二三四五六七八九去今明前])年[底末](?:前|(?=(?:全部|全面)?(?:完成|办结|销号|整改到位|验收)))|"
    r"(?<![一二两三四五六七八九十百几数半\d])年内|(?:春节|国庆节?|中秋节?|元旦)前(?=全部|完成|整改|办结|销号))"
)
# A habit has its end of the month each time.
MONTH_END = re.compile(
    r"(?<![\d一二三四五六七八九十每当次同本上下各该])月[底末](?:前|(?=(?:全部|全面)?(?:完成|办结|销号|整改到位|验收)))"
)
HABIT = re.compile(r"每|按月|逐月|月度|定期|制度|机制")
EARLIER_ON = re.compile(
    r"(?:^|(?<=[，。；：\n]))前期(?=，|已|召开|开展了|组织(?:了|召开)|印发|走访|完成)"
)
# As 下一步 it is said where what comes next has its heading.
NEXT_STAGE = re.compile(r"(?:^|(?<=[，。；：\n]))下一?阶段")
OF_NEXT = re.compile(r"下一?步|今后|后续|下一?阶段|未完成|持续|继续")
NEEDS_NONE = re.compile(r"(?:每|各|全|当|同|次|翌|一)$")
YEARLESS = re.compile(
    r"(?<![\d.年/—～~-])(\d{1,2})月(?:份|底|初|中旬|上旬|下旬|(\d{1,2})日|(?![度均报刊薪租供例历嫂饼球亮]))"
)
YEAR = re.compile(r"\d{4}年|同年|当年|次年")
MONTH = re.compile(r"(\d{1,2})月(?:(\d{1,2})日)?")
EVERY = re.compile("每年|每$")
FULL = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
DOTTED = re.compile(r"(?<![\d.．/-])((?:19|20)\d{2})[.．/-](\d{1,2})[.．/-](\d{1,2})(?![\d.．/-])")
AS_OF = re.compile(r"截[至止](?:到|于)?(?=[\d〇零一二三四五六七八九]{4}[年.．/-])")
CHINESE = re.compile(
    r"[〇零一二三四五六七八九]{4}年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?"
)
FORWARD = re.compile(
    r"前|预计|计划|时限|将|拟|到期|复核|下次|争取|确保|期限|公示|公告期|受理|持续到|力争|截[至止]|以后|起|"
    r"(?:有效|聘|任|租|合同|服务|质保|保修|保质|工|学|贷款|借款)期[^，。；]{0,14}[至到为]"
)
# The figures are of the ledger's items; what else is counted may be of another day.
COUNTED = re.compile("问题|任务|措施|整改|销号|挽回|问责|健全|专项治理")
REACH = 24  # characters around a date that say whether it lies ahead
SIGNED = "请写明是哪一年哪一月哪一日；读的人不知道是从什么时候说起。"


def find(case):
    """Everything that is wrong with a date."""
    heading = ""
    for view in case.body:
        if view.passage.kind in ("section", "unnumbered"):
            heading = view.text
        yield from of_relative(view)
        yield from of_stages(view, bool(OF_NEXT.search(heading)))
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


def of_stages(view, is_of_next):
    """Stages and ends of a month that only whoever writes knows."""
    found = [*EARLIER_ON.finditer(view.text)]
    found += [] if is_of_next else NEXT_STAGE.finditer(view.text)
    for match in MONTH_END.finditer(view.text):
        before = view.text[view.sentence_start(match.start()) : match.start()]
        if not has_year(before) and not HABIT.search(before):
            found.append(match)
    for match in found:
        if not view.is_quoted(match.start()):
            says = f"“{match[0]}”是相对时间，以后看不出是哪一天。"
            yield view.finding("relative_date", *match.span(), says, SIGNED)


def has_year(text):
    """Whether a year was said."""
    return bool(YEAR.search(text))


def is_carried(text, start, match):
    """Whether the sentence before gave the year, and a date of it that is not the later one."""
    last = text[:start].rstrip("。！？；\n")
    last = last[max(last.rfind(mark) for mark in "。；！？\n") + 1 :]
    years = list(re.finditer(r"\d{4}年", last))
    months = MONTH.findall(last[years[-1].end() :]) if years else []
    day = (int(match[1]), int(match[2] or 31))
    return text[start - 1 : start] == "。" and any(
        (int(month), int(of_month or 1)) <= day for month, of_month in months[-1:]
    )


def of_yearless(view):
    """A month or day whose year was said neither before it, nor just after, nor a sentence ago."""
    for match in YEARLESS.finditer(view.text):
        start = view.sentence_start(match.start())
        before = view.text[start : match.start()]
        after = re.split("[，。；：！？\n]", view.text[match.end() : match.end() + REACH])[0]
        if view.is_quoted(match.start()) or view.bound_at(match.start()) or has_year(before):
            continue
        if EVERY.search(before) or has_year(after) or is_carried(view.text, start, match):
            continue
        says = f"“{match[0]}”前面没有写年份。"
        yield view.finding("no_year", *match.span(), says, "请补写年份。")


def written(text):
    """(match, whether it has no day, (year, month, day)) of each date that is written in full."""
    for words in (FULL, DOTTED):
        for match in words.finditer(text):
            year, month, day = match.groups()
            yield match, not day, (int(year), int(month), int(day or 1))
    for match in CHINESE.finditer(text):
        parts = (value_of(match[0][:4]), value_of(match[1]), value_of(match[2] or "一"))
        yield match, not match[2], tuple(int(part or 0) for part in parts)


def of_full(case, view):
    """Dates that do not exist, that are still to come, or to which the figures do not reach."""
    text = view.text
    for match, month_alone, parts in written(text):
        if view.bound_at(match.start()) or view.is_quoted(match.start()):
            continue
        try:
            found = datetime.date(*parts)
        except ValueError:
            says = f"没有“{match[0]}”这一天。"
            yield view.finding("no_such_day", *match.span(), says, "请核对日期。")
            continue
        says = advice = code = ""
        if AS_OF.search(text[max(0, match.start() - 5) : match.end()]):
            right = case.as_of.replace(day=1) if month_alone else case.as_of
            is_off = found > right or (found < right and not sources(view.passage))
            if is_off and (found > case.dated or tells_figures(view, match)):
                code, advice = "as_of_late", "请改为快照的日期，或换用那一天的快照。"
                says = f"数字截至{case.as_of.year}年{case.as_of.month}月{case.as_of.day}日，写的是另一天。"
        elif found > case.dated and not ahead(view, match):
            code, advice = "future_date", "请核对日期；计划要办的，写明是计划。"
            says = f"{match[0]}晚于成文日期，写的却是已经办了的事。"
        if code:
            facts = (case.as_of, case.dated)
            yield view.finding(code, *match.span(), says, advice, facts)


def tells_figures(view, match):
    """Whether the sentence of a date gives the ledger's figures, bound or typed."""
    start = view.sentence_start(match.start())
    end = match.end() + len(re.match("[^。；！？\n]*", view.text[match.end() :])[0])
    is_bound = any(start <= place < end for place in view.bound_starts)
    return is_bound or bool(COUNTED.search(view.text[start:end]))


def ahead(view, match):
    """Whether the words around a date say that it is still to come."""
    return bool(FORWARD.search(view.text[max(0, match.start() - REACH) : match.end() + REACH]))
