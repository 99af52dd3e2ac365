"""Numbers in Chinese text: Arabic, full-width or Chinese numerals, with what is said to be about."""

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
NUMBER = re.compile(
    r"(?P<arabic>[0-9０-９]{1,12}(?:[,，][0-9０-９]{3}(?![0-9０-９])){0,3}(?:[.．][0-9０-９]{1,6})?)"
    r"|(?P<chinese>[〇零一二两三四五六七八九十百千]{1,9})"
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
ROUGHLY = re.compile(r"(余|多|以上)|左右")
OVER, UNDER, ABOUT = ("超", "逾", "超过"), ("近", "不到", "将近"), ("约", "大约", "上")


@dataclass(frozen=True)
class Number:
    """A number at ``start`` to ``end``: its value; of a rough one whether it is over, under, about."""

    value: Decimal
    start: int
    end: int
    rough: str = ""


def value_of(text):
    """The value of an Arabic or Chinese number; None where it is none (十百)."""
    text = text.translate(FULL_WIDTH)
    if text[0].isdecimal() and text[0] not in DIGITS:
        return Decimal(text.replace(",", ""))
    if not any(char in UNITS for char in text):
        return Decimal("".join(str(DIGITS[char]) for char in text))
    total = digit = 0
    last = 10_000
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            continue
        unit = UNITS[char]
        if unit >= last:
            return None
        total, digit, last = total + (digit or 1) * unit, 0, unit
    return Decimal(total + digit)


def numbers(text):
    """The numbers of a text, in order; ordinals and the parts of dates are none."""
    for match in NUMBER.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        if before.endswith("第") or after[:1] in ("年", "月", "日"):
            continue
        value = value_of(match[0])
        if value is not None:
            yield Number(value, *match.span(), roughness(before, after))


def roughness(before, after):
    """How a number between two words is rough, "" where it is exact."""
    match = ROUGHLY.match(after)
    if (match and match[1]) or before.endswith(OVER):
        return "over"
    if before.endswith(UNDER):
        return "under"
    return "about" if match or before.endswith(ABOUT) else ""


def agrees(number, right):
    """Whether a number says what is right; a rough one may be a fifth away, on its side."""
    if right != number.value and number.rough == ("over" if right < number.value else "under"):
        return False
    if number.rough:
        return abs(number.value - right) * 5 <= max(right, 1)
    return number.value == right


def shown(value):
    """A value without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
