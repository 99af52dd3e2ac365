"""The days that a text tells: on site, feedback, end of the period, and its own date."""

import datetime
import re
from itertools import pairwise

from ledger.deadlines import figures
from reports.intake.outline import Issue, Place, Value

DATE = "(?:(?P<{0}y>\\d{{4}})年)?(?P<{0}m>\\d{{1,2}})月(?P<{0}d>\\d{{1,2}})日"
FULL_DATE = re.compile("(?P<y>\\d{4})年(?P<m>\\d{1,2})月(?P<d>\\d{1,2})日")
FED_BACK = re.compile("(?<!年)(?<!\\d)(?P<m>\\d{1,2})月(?P<d>\\d{1,2})日[^，。]{0,30}反馈")
PERIOD = re.compile(f"{DATE.format('a')}(?:至|到|[-—–~～]+){DATE.format('b')}")
CHINESE_DATE = re.compile(
    "([二〇零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


def dates_in(head, paragraphs, issues):
    """The days of the inspection, the feedback, the notice and the end of the period."""
    found = {}
    for passage in paragraphs:
        for start, end in sentences(passage.plain):
            look(found, passage.cut(start, end), issues)
    for passage in head.foot:
        day = notice_day(passage, issues)
        if day:
            found["document"] = day
    in_order(found, issues)
    return found


def sentences(plain):
    """(start, end) of each sentence."""
    start = 0
    for match in re.finditer("[。！？\n]|$", plain):
        if match.end() > start:
            yield start, match.end()
        start = match.end()


def look(found, sentence, issues):
    """The dates that one sentence tells."""
    plain = sentence.plain
    if "月" not in plain:
        return
    period = PERIOD.search(plain)
    if (
        period
        and "onsite_from" not in found
        and re.search("巡[察视]", plain)
        and "整改期" not in plain
    ):
        year = period["ay"] or ""
        found |= day("onsite_from", sentence, year, period["am"], period["ad"], issues)
        found |= day(
            "onsite_to", sentence, period["by"] or year, period["bm"], period["bd"], issues
        )
    fed_back(found, sentence, period, issues)
    due = re.search("(?:截至|截止|集中整改期(?:限)?(?:至|到|截至|为))", plain)
    full = due and FULL_DATE.match(plain, due.end())
    if full and "period_end" not in found and "集中整改" in plain:
        found |= day("period_end", sentence, full["y"], full["m"], full["d"], issues)
        if due[0].startswith("截"):
            message = f"“{due[0]}”的日期读作集中整改期结束的日期，请核对。"
            issues.append(Issue("note", message, Place(row=sentence.row), sentence.text[:80]))


def fed_back(found, sentence, period, issues):
    """The day of the feedback; without a year it is taken from the inspection in the sentence."""
    plain = sentence.plain
    rest = plain[period.end() :] if period else plain
    full = FULL_DATE.search(rest)
    if full and "feedback" not in found and "反馈" in plain and re.search("巡[察视]", plain):
        found |= day("feedback", sentence, full["y"], full["m"], full["d"], issues)
    elif period and "feedback" not in found and (part := FED_BACK.search(rest)):
        year = period["by"] or period["ay"] or ""
        found |= day("feedback", sentence, year, part["m"], part["d"], issues)
        message = f"反馈日期没有写年份，按 {year} 年读入，请核对。"
        issues.append(Issue("note", message, Place(row=sentence.row), sentence.text[:80]))


def day(name, passage, year, month, number, issues):
    """One date by its name; a day that does not exist is an error of the text, kept as a doubt."""
    place = Place(row=passage.row)
    try:
        if not 2000 <= int(year or 0) <= 2100:
            raise ValueError(year)
        return {
            name: Value(datetime.date(int(year), int(month), int(number)), passage.text[:80], place)
        }
    except ValueError:
        text = f"{year}年{month}月{number}日" if year else f"{month}月{number}日"
        message = f"“{text}”没有写年份，或者没有这一天，请核对。"
        issues.append(Issue("doubt", message, place, passage.text[:80]))
        return {}


def notice_day(passage, issues):
    """The date at the foot, in figures or in Chinese numerals."""
    plain = passage.plain.strip("（）")
    if match := FULL_DATE.fullmatch(plain):
        return day("", passage, *match.groups(), issues).get("")
    if match := CHINESE_DATE.fullmatch(plain):
        return day("", passage, *(figures(part) for part in match.groups()), issues).get("")
    return None


def in_order(found, issues):
    """Doubts where a date stands before one that has to come first."""
    names = {
        "onsite_from": "进驻",
        "onsite_to": "巡察结束",
        "feedback": "反馈",
        "document": "落款",
    }
    told = [(name, found[name]) for name in names if name in found]
    for (first, earlier), (second, later) in pairwise(told):
        if later.value < earlier.value:
            message = f"{names[second]}日期 {later.value} 早于{names[first]}日期 {earlier.value}，请核对。"
            issues.append(Issue("doubt", message, later.place, later.text))
