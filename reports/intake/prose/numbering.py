"""The automatic numbers of a Word file, which its text does not hold: “一、” “（一）” “1.” “①”."""

import re

from .marks import CIRCLED

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHINESE = ("chinese", "ideograph", "taiwanese", "japaneseCounting", "koreanDigital2")
NUMERALS = "〇一二三四五六七八九"
LEVELS = 9
MOST = 10_000


class Numbering:
    """Levels by their list, lists by number and style, and how far each has counted."""

    def __init__(self):
        self.kinds, self.lists, self.starts = {}, {}, {}
        self.styles, self.counts = {}, {}

    def learn(self, elements):
        """Take in lists and styles."""
        for element in elements:
            if element.tag == W + "abstractNum":
                self.kinds[element.get(W + "abstractNumId")] = {
                    level.get(W + "ilvl"): (
                        given(level, "numFmt"),
                        given(level, "lvlText"),
                        start(level),
                    )
                    for level in element.iter(W + "lvl")
                }
            elif element.tag == W + "num":
                number = element.get(W + "numId")
                self.lists[number] = given(element, "abstractNumId")
                for change in element.iter(W + "lvlOverride"):
                    if begin := given(change, "startOverride"):
                        self.starts[number, change.get(W + "ilvl")] = whole(begin)
            elif element.tag == W + "style" and (found := reference(element))[0]:
                self.styles[element.get(W + "styleId")] = found

    def number_of(self, paragraph):
        """The number as it is shown before a paragraph, an empty text where there is none."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ""
        number, level = reference(properties)
        if number is None:
            number, level = self.styles.get(given(properties, "pStyle"), (None, None))
        levels = self.kinds.get(self.lists.get(number))
        if not levels or level not in levels:
            return ""
        return self.shown(number, level, levels)

    def shown(self, number, level, levels):
        """Count one on and write the level's text."""
        key = self.lists[number] if not self.has_own_start(number) else ("own", number)
        counts = self.counts.setdefault(key, {})
        first = self.starts.get((number, level), levels[level][2])
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [other for other in counts if whole(other) > whole(level)]:
            del counts[deeper]
        form, text, _ = levels[level]
        if form == "bullet":
            return "• "
        if form == "none" or not text:
            return ""

        def written(match):
            other = str(int(match[1]) - 1)
            form, _, begin = levels.get(other, ("decimal", "", 1))
            return numeral(counts.get(other, begin), form)

        return re.sub("%([1-9])", written, text)

    def has_own_start(self, number):
        """Whether a list begins to count anew."""
        return any(other == number for other, _ in self.starts)


def given(element, name):
    """The value of a property, or None."""
    found = next(element.iter(W + name), None)
    return None if found is None else found.get(W + "val")


def reference(element):
    """(list, level) that a paragraph or style refers to."""
    found = next(element.iter(W + "numPr"), None)
    if found is None or given(found, "numId") in (None, "0"):
        return None, None
    return given(found, "numId"), given(found, "ilvl") or "0"


def start(level):
    """The number that a level begins with."""
    return whole(given(level, "start") or "1")


def whole(text):
    """A number from the file, within reason."""
    return min(int(text), MOST) if text and text.isascii() and text.isdigit() else 0


def numeral(value, form):
    """A number in the form that a list asks for."""
    form = form or "decimal"
    if form.startswith(CHINESE):
        return chinese(value)
    if "Circle" in form and 0 < value <= len(CIRCLED):
        return CIRCLED[value - 1]
    return str(value)


def chinese(value):
    """12 → 十二, 30 → 三十; above 99 digit by digit."""
    if not 0 < value < 100:
        return "".join(NUMERALS[int(digit)] for digit in str(value))
    tens, ones = divmod(value, 10)
    return (
        ("" if tens < 2 else NUMERALS[tens])
        + ("十" if tens else "")
        + (NUMERALS[ones] if ones else "")
    )
