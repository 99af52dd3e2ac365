"""The parts a notice is made of, and the numbers and dates of official documents."""

import re
from dataclasses import dataclass, replace

DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Block:
    """One paragraph or heading: ``number`` is generated, ``lead`` the heading it runs on from.

    Kinds: section 一、 · aspect （一） · point （一） with its text · problem 1. · item 1. with its
    text · unnumbered · text.
    """

    kind: str
    text: str
    lead: str = ""
    number: str = ""

    def __str__(self):
        return f"{self.number}{self.lead}{self.text}"


@dataclass(frozen=True)
class Notice:
    """A whole notice; ``omissions`` is for those who draft it and never printed."""

    inspection: object
    as_of: object
    title: tuple  # of the lines' word groups: 中共××党组 / 关于…的通报
    blocks: tuple
    organ: str
    date: str
    omissions: tuple = ()

    @property
    def heading(self):
        """The title in one line."""
        return "".join(self.title)

    def paragraphs(self):
        """All that is printed, paragraph by paragraph."""
        return [self.heading, *map(str, self.blocks), self.organ, self.date]


def numbered(blocks):
    """The blocks with their numbers: 一、 then （一） then 1., each counted anew under the last."""
    section = second = third = 0
    rows = []
    for block in blocks:
        number = ""
        if block.kind == "section":
            section, second, third = section + 1, 0, 0
            number = f"{numeral(section)}、"
        elif block.kind in {"aspect", "point"}:
            second, third = second + 1, 0
            number = f"（{numeral(second)}）"
        elif block.kind in {"problem", "item"}:
            third += 1
            number = f"{third}."
        elif block.kind == "unnumbered":
            third = 0
        rows.append(replace(block, number=number))
    return tuple(rows)


def numeral(number):
    """A number from 1 to 9999 in Chinese: 十、十一、二十、一百〇五."""
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += DIGITS[digit] + name
        elif text and not text.endswith("〇"):
            text += "〇"
    text = text.rstrip("〇")
    return text.removeprefix("一") if 10 <= number < 20 else text


def official_date(day):
    """A date as official documents write it: full year, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def dates_in_a_row(days, between="、"):
    """Dates one after the other, the year said once: 2023年11月14日、12月1日、2024年1月4日."""
    parts, year = [], None
    for day in days:
        parts.append(official_date(day) if day.year != year else f"{day.month}月{day.day}日")
        year = day.year
    return between.join(parts)


def clause(text):
    """A text that continues a sentence: one line, no end mark of its own."""
    return re.sub(r"\s+", " ", text).strip().rstrip("。；;，,、.：: ")


def quoted(*texts):
    """Texts in one pair of quotation marks; marks inside become single ones."""
    inner = "；".join(clause(text) for text in texts)
    return f"“{inner.translate(str.maketrans('“”', '‘’'))}”"


def listed(texts):
    """一是…；二是…。"""
    rows = [f"{numeral(number)}是{clause(text)}" for number, text in enumerate(texts, 1)]
    return "；".join(rows) + "。"
