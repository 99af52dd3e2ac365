"""Reading a deadline as a plan words it: kind, date and next review; what is unclear is asked.

Plans say “2024年1月31日前”, “2025年底前，并长期坚持”, “立行立改”, “十一月底前”. What such a wording says is
taken, what it leaves open (a month without a year, “近期”) becomes a question and never a guess. A
month, quarter, half or year given as a whole means its last day; a bare “前” after one of them, or after a
part of a month, is asked about, since it may mean its first day as well. So is a day about which
something is only begun, or that is only near.
"""

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass

from ledger.models.item import Kind


@dataclass(frozen=True)
class Reading:
    """What a wording says; ``question`` is what has to be asked, empty where all is clear."""

    kind: str = ""
    date: datetime.date | None = None
    review_date: datetime.date | None = None
    question: str = ""


class Unclear(Exception):
    """What has to be asked; ``str()`` is the question."""


NO_YEAR = "“{text}”没有写年份，请填写日期。"
NO_SUCH_DAY = "“{text}”没有这一天，请填写日期。"
BEFORE = "“{text}前”是指{text}底前，还是{text}开始之前？请填写日期。"
SEVERAL = "写了几个时限：{text}。以哪一个为准？请填写日期。"
UNREAD = "“{text}”读不出日期，请填写日期。"
VAGUE = "“{text}”没有写明是哪一天，请填写日期。"

LONG_TERM = re.compile(
    "并?(?:(?<!中)长期(?:坚持|整改|推进|执行)?|"
    "持续(?:坚持|推进|整改|用力|深化|巩固|抓好|开展|加强|完善|改进)|"
    "常态化(?:推进|坚持|开展)?|常抓不懈|坚持不懈|久久为功|驰而不息)"
)
IMMEDIATE = re.compile("立行立改|即知即改|立查立改|边查边改|立即整改|马上整改|立改(?!废)")
DIGITS = {char: str(n) for n, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
NUMERAL = re.compile(r"[〇○零一二三四五六七八九十元]+(?=年|月|日|号|季度)")
YEAR = r"(?:(?P<y>\d{4})年)?"
END = "(?:底|末|内|终)"
BEFORE_IT = "(?P<before>(?:之|以)?前)?"
POINTS = [
    re.compile(text)
    for text in (
        r"(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?: ?0{1,2}:00(?::00)?)?(?!\d)",
        r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)",
        rf"{YEAR}(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})[日号]",
        rf"{YEAR}(?P<m>\d{{1,2}})月份?(?P<part>上旬|中旬|下旬|初|中){BEFORE_IT}",
        rf"{YEAR}(?P<m>\d{{1,2}})月份?(?P<end>月?{END})?{BEFORE_IT}",
        rf"{YEAR}(?:第?(?P<q>[1-4])季度|Q(?P<q2>[1-4]))(?P<end>{END})?{BEFORE_IT}",
        rf"{YEAR}(?P<half>[上下])半年(?P<end>{END})?{BEFORE_IT}",
        rf"(?P<y>\d{{4}})年?(?P<end>年?{END}){BEFORE_IT}",
        rf"(?P<y>\d{{4}})年(?:度)?{BEFORE_IT}",
        rf"(?<!去)(?<!今)(?<!明)(?<!本)(?<!\d)年(?P<end>{END}){BEFORE_IT}",
    )
]
# What a remainder may not contain: something about time that was not read.
TIMELY = re.compile(
    r"\d|年|月|日|周|天|旬|季度|星期|近期|尽快|适时|届时|今后|下一步|会前|待定|同上|〃|"
    r"已完成|已整改|已销号|基本完成|召开|期限?内|左右|上下|前后|以来|启动|着手|开工"
)
# A day that something begins with is no deadline.
FROM = re.compile("(?:自|从|不早于|晚于)$")
AFTER = re.compile("起|开始|(?:之|以)?后")
TO = re.compile(r"^(?:开始|起)?(?:至|到|[-—–~～])+$")
PERIOD = re.compile("集中整改期(?:限)?(?:内|结束前)|整改期(?:限)?内")


def read_deadline(text, *, period_end=None, kinds=None):
    """What the wording ``text`` says. ``period_end`` is the day that “集中整改期内” means;

    ``kinds`` maps an organization's own words to kinds.
    """
    plain = normal(text)
    if not plain:
        return Reading()
    kind, rest = kind_of(plain, kinds or {})
    if period_end and (found := PERIOD.search(rest)):
        rest = rest[: found.start()] + period_end.isoformat() + rest[found.end() :]
    try:
        date = date_in(rest, kind)
    except Unclear as unclear:
        return Reading(kind=kind, question=str(unclear))
    if kind == Kind.LONG_TERM:
        return Reading(kind, date, date)
    return Reading(kind or Kind.BY_DEADLINE, date)


def normal(text):
    """Half-width, without spaces, Chinese numerals before 年月日 as figures."""
    plain = re.sub(r"\s+(?!\d{1,2}:)", "", unicodedata.normalize("NFKC", text or "")).strip()
    return NUMERAL.sub(lambda found: figures(found[0]), plain)


def figures(numeral):
    """二〇二四 → 2024, 三十一 → 31, 元 → 1."""
    if numeral == "元":
        return "1"
    if "十" not in numeral:
        return "".join(DIGITS.get(char, char) for char in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str(int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(ones, "0")))


def kind_of(text, kinds):
    """The kind that the wording names, and what remains of it."""
    own = {word: kind for word, kind in kinds.items() if word in text}
    for word in sorted(own, key=len, reverse=True):
        text = text.replace(word, "")
    found = set(own.values())
    if LONG_TERM.search(text):
        found.add(Kind.LONG_TERM)
    if IMMEDIATE.search(text):
        found.add(Kind.IMMEDIATE)
    rest = IMMEDIATE.sub("", LONG_TERM.sub("", text))
    # “立行立改，长期坚持”: begun at once, and not done with that.
    for kind in (Kind.LONG_TERM, Kind.IMMEDIATE, Kind.BY_DEADLINE):
        if kind in found:
            return kind, rest
    return "", rest


def date_in(text, kind):
    """The one day that ``text`` names, or None where it names none; raises Unclear."""
    points, gaps = scan(text)
    for gap in gaps:
        if TIMELY.search(gap):
            raise Unclear((VAGUE if not points else UNREAD).format(text=text[:40]))
    if not points:
        if kind and not gaps_say_more(gaps):
            return None
        raise Unclear(UNREAD.format(text=text[:40]))
    first = points[0]
    if len(points) == 2 and TO.match(gaps[1].strip("(),，、。")):
        begun, date = day_of(first), day_of(points[1], year=first.group("y"))
        if date < begun:
            raise Unclear(NO_YEAR.format(text=points[1][0]))
        return date
    if len(points) > 1:
        raise Unclear(SEVERAL.format(text="、".join(point[0] for point in points)))
    if FROM.search(gaps[0]) or AFTER.match(gaps[1]):
        raise Unclear(UNREAD.format(text=text[:40]))
    return day_of(first)


def gaps_say_more(gaps):
    """Whether what remains beside the kind is more than punctuation and “完成”."""
    return bool(re.sub(r"[,，、。;；()（）/]|完成|整改|到位|并|,", "", "".join(gaps)))


def scan(text):
    """The points in time in ``text``, and the texts before, between and after them."""
    points, gaps, place, begun = [], [], 0, 0
    while place < len(text):
        found = next((m for point in POINTS if (m := point.match(text, place))), None)
        if found is None:
            place += 1
            continue
        gaps.append(text[begun:place])
        points.append(found)
        place = begun = found.end()
    gaps.append(text[begun:])
    return points, gaps


def day_of(point, year=None):
    """The day that one point in time means; raises Unclear."""
    parts, text = point.groupdict(), point[0]
    year = parts.get("y") or year
    if not year:
        raise Unclear(NO_YEAR.format(text=text))
    whole = text.removesuffix(parts.get("before") or "")
    if parts.get("before") and not parts.get("end"):
        raise Unclear(BEFORE.format(text=whole))
    if parts.get("part") in ("初", "中"):
        raise Unclear(VAGUE.format(text=text))
    try:
        return last_day(int(year), parts)
    except ValueError as error:
        raise Unclear(NO_SUCH_DAY.format(text=text)) from error


def last_day(year, parts):
    """The last day of what the parts of a point name; raises ValueError where there is none."""
    if not 2000 <= year <= 2100:
        raise ValueError(year)
    if parts.get("d"):
        return datetime.date(year, int(parts["m"]), int(parts["d"]))
    quarter = parts.get("q") or parts.get("q2")
    if quarter:
        month = int(quarter) * 3
    elif parts.get("half"):
        month = 6 if parts["half"] == "上" else 12
    elif parts.get("m"):
        month = int(parts["m"])
    elif parts.get("end"):
        month = 12
    else:
        raise Unclear(VAGUE.format(text=f"{year}年"))
    day = {"上旬": 10, "中旬": 20}.get(parts.get("part"))
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])
