"""The marks that number a text: 一、（一）1.（1）①, 第一，, 一是, 问题一："""

import re
from dataclasses import dataclass

NUMERAL = "一二三四五六七八九十百零〇"
DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟"
BRACKETED = {"⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇": "paren_number", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩": "paren"}

# From the outermost to the innermost, as official documents use them.
PATTERNS = (
    ("part", rf"第(?P<part>[{NUMERAL}]+)(?:部分|章|方面)[、：，]?"),
    ("chinese", rf"(?P<chinese>[{NUMERAL}]+)(?:、|[.．](?=[\u4e00-\u9fff]))"),
    ("paren", rf"（(?P<paren>[{NUMERAL}]{{1,4}})）[、.]?"),
    (
        "problem",
        rf"(?:第(?P<nth>[{NUMERAL}]+)个问题|问题(?P<problem>[{NUMERAL}]+|\d{{1,3}}))[：、.，]",
    ),
    ("number", r"(?P<number>\d{1,3})[.、](?!\d)"),
    ("paren_number", r"（?(?P<paren_number>\d{1,3})）[、.]?"),
    ("circled", rf"(?P<circled>[{CIRCLED}])[、.]?"),
    ("ordinal", rf"第(?P<ordinal>[{NUMERAL}]+)[，、：]"),
    ("is", rf"(?P<is>[{NUMERAL}]+)是(?!否)"),
    ("bullet", r"(?P<bullet>[•·●▪■◆])"),
)
ORDER = tuple(kind for kind, _ in PATTERNS)
MARK = re.compile("|".join(f"(?:{pattern})" for _, pattern in PATTERNS))


@dataclass(frozen=True)
class Mark:
    """A mark: its kind, its number (0 for a bullet) and where it ends in the plain text."""

    kind: str
    number: int
    end: int


def mark_at(plain, place=0):
    """The mark that stands at a place of the plain text, or None."""
    char = plain[place : place + 1]
    for signs, kind in BRACKETED.items():
        if char and char in signs:
            return Mark(kind, signs.index(char) + 1, place + 1)
    found = MARK.match(plain, place)
    if not found:
        return None
    kind = "problem" if found.lastgroup == "nth" else found.lastgroup
    number = value_of(found[found.lastgroup])
    if number is None:
        return None
    return Mark(kind, number, found.end())


def value_of(numeral):
    """十二 → 12, 3 → 3, ④ → 4; None where it is no number."""
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if numeral in CIRCLED:
        return CIRCLED.index(numeral) + 1
    if numeral in "•·●▪■◆":
        return 0
    return chinese_value(numeral)


def chinese_value(numeral):
    """一百二十三 → 123, 二〇 → 20; None where it is no number."""
    if "十" not in numeral and "百" not in numeral:
        if not all(char in DIGITS for char in numeral):
            return None
        return int("".join(str(DIGITS[char]) for char in numeral)) if len(numeral) < 5 else None
    total = 0
    for unit, worth in (("百", 100), ("十", 10)):
        before, found, after = numeral.partition(unit)
        if found:
            if len(before.lstrip("零")) > 1 or any(char not in DIGITS for char in before):
                return None
            total += (DIGITS[before[-1]] if before.strip("零") else 1) * worth
            numeral = after
    rest = numeral.lstrip("零")
    if len(rest) > 1 or (rest and rest not in DIGITS):
        return None
    return total + (DIGITS[rest] if rest else 0)
