"""What a cell of a workbook holds: its text as a person reads it, or its date, or what is wrong.

Excel stores a date as a number and tells it by the number format alone. The formats 27 to 36 and 50
to 58 are dates in Chinese (“2024年1月”) that openpyxl does not know.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from ledger.text import trimmed

NO_RESULT = "公式没有存下计算结果。请用 Excel 或 WPS 打开，保存后再上传，或者直接填写内容。"
ERROR = "公式出错，显示为“{text}”，请改正。"
NO_DATE = "“{text}”不是有效的日期，请改正。"
YEAR_ADDED = "单元格只显示“{shown}”，年份是软件自动加的，读作 {date}。请核对。"
# yyyy年m月d日 and the like; 27, 36, 50, 52 and 57 show no day, 28 to 30, 53, 54, 56 and 58 no year.
CHINESE_DATES = dict.fromkeys((31, 51, 14, 15, 22), "ymd")
CHINESE_DATES |= dict.fromkeys((27, 36, 50, 52, 57, 17), "ym")
CHINESE_DATES |= dict.fromkeys((28, 29, 53, 54, 58, 16), "md")
CHINESE_DATES |= dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "hm")
CHINESE_DATES |= dict.fromkeys((30,), "ymd")
PERCENT_FORMATS = {9, 10}
# How a character that XML cannot hold is written; halves of a pair stay as they are.
ESCAPED = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")


class Cell(NamedTuple):
    """A cell that is not empty. ``doubt`` and ``error`` are sentences for its place."""

    text: str
    date: datetime.date | None = None
    is_number: bool = False
    doubt: str = ""
    error: str = ""


def string(text):
    """A text cell, or None where nothing can be seen of it."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = trimmed(text)
    return Cell(text) if text else None


def number(text, style, epoch):
    """A number as it is shown: a date, a percentage or plain. ``style`` is from ``style_of``."""
    try:
        value = float(text)
    except ValueError:
        return Cell(text, error=NO_DATE.format(text=text)) if style else Cell(text)
    if style == "%":
        return Cell(plain(value * 100) + "%", is_number=True)
    if not style or style == "hm":
        return Cell(plain(value), is_number=True)
    return dated(value, style, epoch)


def dated(value, style, epoch):
    """A serial number that the sheet shows as a date."""
    from openpyxl.utils.datetime import from_excel  # a second of start-up that few requests need

    try:
        date = from_excel(value, epoch)
    except (OverflowError, ValueError):
        date = None
    if not isinstance(date, datetime.datetime):
        text = plain(value)
        return Cell(text, is_number=True, error=NO_DATE.format(text=text))
    return shown(date.date(), style)


def shown(date, style):
    """A date as its format shows it: a month is a month, and not the month's first day."""
    if style == "ym":
        return Cell(f"{date.year}年{date.month}月")
    if style == "md":
        text = f"{date.month}月{date.day}日"
        doubt = YEAR_ADDED.format(shown=text, date=date.isoformat())
        return Cell(date.isoformat(), date, doubt=doubt)
    return Cell(date.isoformat(), date)


def iso_date(text):
    """A cell of the type that holds a date in writing."""
    try:
        return shown(datetime.datetime.fromisoformat(text).date(), "ymd")
    except ValueError:
        return Cell(text, error=NO_DATE.format(text=text))


def plain(value):
    """A number without the digits that binary fractions add: 22.3 and not 22.300000000000001."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


@lru_cache(maxsize=1024)
def style_of(identifier, code):
    """How a number format shows numbers: ``%``, a date with ``ymd``, ``ym``, ``md``, or "" plain.

    ``code`` is the format's own wording where the workbook gives one.
    """
    if not code:
        return "%" if identifier in PERCENT_FORMATS else CHINESE_DATES.get(identifier, "")
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code.split(";")[0]).lower()
    if "general" in bare:
        return ""
    if "%" in bare:
        return "%"
    has = {letter for letter in "ymdhs" if letter in bare}
    if {"y", "d"} <= has:
        return "ymd"
    if "y" in has:
        return "ym"
    if "d" in has:
        return "md"
    return "hm" if has else ""
