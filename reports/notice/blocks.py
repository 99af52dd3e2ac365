"""The parts a notice is made of, and the numbers and dates of official documents."""

import re
from dataclasses import dataclass

from reports.paper import Block, Paper, numbered, numeral

__all__ = ["Block", "numbered", "numeral"]  # of all papers, and named here for those of the notice


@dataclass(frozen=True)
class Notice:
    """A whole notice, as it is printed."""

    as_of: object
    title: tuple  # of the lines' word groups: 中共××党组 / 关于…的通报
    blocks: tuple
    organ: str
    date: str

    @property
    def heading(self):
        """The title in one line."""
        return self.paper.heading

    @property
    def paper(self):
        """What is printed."""
        return Paper(self.title, self.blocks, (self.organ,), self.date)

    def paragraphs(self):
        """All that is printed, paragraph by paragraph."""
        return self.paper.paragraphs()


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
    """一是…；二是…。, a single one as it is."""
    if len(texts) == 1:
        return f"{clause(texts[0])}。"
    rows = [f"{numeral(number)}是{clause(text)}" for number, text in enumerate(texts, 1)]
    return "；".join(rows) + "。"
