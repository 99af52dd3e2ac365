"""The title of a paper in lines: words kept whole, few lines, of about the same length."""

import re
from functools import cache
from itertools import accumulate

WIDTH = 19  # characters of 22 pt in a line, with air at both ends
WORDS = re.compile(
    "(?=关于|整改|进展|情况|落实|贯彻|开展|组织|主要负责人|通报|报告|方案|和|及|暨)"
    "|(?<=的)|(?<=[市省县区])(?![委直级政人])|(?<=[、）》])(?!党)"
)
WORDS_AT_NEED = re.compile("(?<=[和及与])|(?<=意见|问题|检查|巡察)")
TOGETHER = re.compile(r"(?<=[“‘（《〈【])|(?=[”’）》〉】、，。：；])|(?<=[!-~])(?=[!-~])")
AT_WORD, AT_NEED, IN_WORD, ANOTHER_LINE, LONGER_BELOW = 1, 2, 8, 3, 0.3  # how bad each is
SHORT = 4  # a line of fewer characters looks lost


def title_lines(groups):
    """The lines of a title given as groups of words that stay together where they can."""
    text = "".join(groups)
    ends = [0, *accumulate(width(char) for char in text)]
    if ends[-1] <= WIDTH:
        return [text]
    cuts = costs(groups, text)
    fewest = int(-(-ends[-1] // WIDTH))
    found = [best(ends, cuts, count) for count in (fewest, fewest + 1, fewest + 2)]
    _, places = min(way for way in found if way)
    return [text[a:b] for a, b in zip((0, *places), (*places, len(text)), strict=True)]


def width(char):
    """The width of a character, in those of Chinese ones."""
    return 0.5 if "!" <= char <= "~" else 1


def costs(groups, text):
    """How bad it is to cut at each place: nothing between groups, much inside of a word."""
    found = dict.fromkeys(range(1, len(text)), IN_WORD)
    found |= {match.start(): AT_NEED for match in WORDS_AT_NEED.finditer(text)}
    found |= {match.start(): AT_WORD for match in WORDS.finditer(text)}
    found |= {match.start(): 10 * IN_WORD for match in TOGETHER.finditer(text)}
    return found | dict.fromkeys(accumulate(map(len, groups)), 0)


def best(ends, cuts, count):
    """(cost, places) of the best way to cut into ``count`` lines, or None."""
    whole, mean = len(ends) - 1, ends[-1] / count

    @cache
    def after(start, left, above):
        """The best way for what follows ``start``, in ``left`` lines, under a line that wide."""
        options = []
        for end in [whole] if left == 1 else range(start + 1, whole):
            wide = ends[end] - ends[start]
            if wide > WIDTH:
                break
            cost = ((wide - mean) / 4) ** 2 + (wide < SHORT) * IN_WORD
            cost += LONGER_BELOW * (above is not None and wide > above)
            if left == 1:
                options.append((cost, ()))
            elif following := after(end, left - 1, wide):
                options.append((cost + cuts[end] + following[0], (end, *following[1])))
        return min(options, default=None)

    way = after(0, count, None)
    return way and (way[0] + ANOTHER_LINE * count, way[1])
