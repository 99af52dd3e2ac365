"""The title of a paper in lines: words kept whole, few lines, of about the same length."""

import re
from functools import cache
from itertools import accumulate, pairwise

WIDTH = 19  # characters of 22 pt in a line, with air at both ends
PLACE = "(?<=[市省县区])(?<!城市|社区)(?![委直级政人场域市县区])|(?<=兵团)|(?<=第.师)|(?<=第..师)"
ORGAN = re.compile(  # where the name of an organ may be cut
    f"{PLACE}|(?<=[局委会部厅院办室])(?<!社会)(?![委会党务员公门部])|(?<=政府)|(?=（)|(?<=）)(?!党)"
)
ORGAN_AT_NEED = re.compile("(?=和)|(?<=、)")
WORDS = re.compile(
    f"{PLACE}|(?=关于|(?<!集中)整改|集中整改|贯彻|开展|(?<!党)组织|主要负责人|和|及|暨|（)"
    "|(?<=组织落实|贯彻落实|关于落实)|(?<=的)|(?<=[、）》”])(?!党)"
)
WORDS_AT_NEED = re.compile(
    "(?=进展|情况|通报|报告|方案)|(?<=[和及与])|(?<=意见|问题|检查)|(?<=巡[察视])(?![组办机工])"
)
TOGETHER = re.compile(
    "(?<=[“‘（《〈【])|(?=[”’）》〉】、，。；：])|(?<=[!-~])(?=[!-~])|(?<=巡[察视])(?=“)"
)
QUOTED = re.compile("“[^”]*”|《[^》]*》")
ABOUT = re.compile("(?<=[组委会局部厅院办室支])(?=关于)")
AT_WORD, AT_NEED, AT_PINCH, IN_WORD, ANOTHER_LINE, LONGER_BELOW = 1, 2, 5, 8, 3, 0.3  # how bad
IN_QUOTE = 8  # on top: rather another line
SHORT = 4  # a line of fewer characters looks lost


def title_lines(groups):
    """The lines of a title given as groups of words; each group begins a line if one is too few."""
    text = "".join(groups)
    if sum(map(width, text)) <= WIDTH:
        return [text]
    groups = [part for group in groups for part in ABOUT.split(group, 1) if part]
    ends = [0, *accumulate(map(width, text))]
    starts = [0, *accumulate(map(len, groups))]
    cuts = costs(groups, text)
    fewest = sum(int(-(-(ends[b] - ends[a]) // WIDTH)) for a, b in pairwise(starts))
    found = [best(ends, starts, cuts, count) for count in (fewest, fewest + 1, fewest + 2)]
    _, places = min(way for way in found if way)
    return [text[a:b] for a, b in zip((0, *places), (*places, len(text)), strict=True)]


def organ_lines(name, most):
    """The rows of an organ that signs: as few as hold it, cut between its words where it can be."""
    ends = [0, *accumulate(map(width, name))]
    count = max(int(-(-ends[-1] // most)), 1)
    if count == 1:
        return [name]
    cuts = costs((name, ""), name)
    found = (best(ends, (0, len(name)), cuts, rows, most) for rows in (count, count + 1))
    _, places = next(way for way in found if way)
    return [name[a:b] for a, b in zip((0, *places), (*places, len(name)), strict=True)]


def width(char):
    """The width of a character, in those of Chinese ones."""
    return 0.5 if "!" <= char <= "~" else 1


def costs(groups, text):
    """How bad it is to cut at each place: nothing between groups, much inside of a word."""
    found = dict.fromkeys(range(1, len(text)), IN_WORD)
    start = 0
    for place, group in enumerate(groups):
        organ = place < len(groups) - 1 and "关于" not in group
        kinds = {AT_PINCH: ORGAN_AT_NEED} if organ else {AT_NEED: WORDS_AT_NEED}
        kinds |= {AT_WORD: ORGAN if organ else WORDS, 10 * IN_WORD: TOGETHER}
        for cost, words in kinds.items():
            found |= {start + match.start(): cost for match in words.finditer(group)}
        for quoted in QUOTED.finditer(group):
            for place in range(start + quoted.start() + 1, start + quoted.end()):
                found[place] += IN_QUOTE
        start += len(group)
    return found | dict.fromkeys(accumulate(map(len, groups)), 0)


def best(ends, starts, cuts, count, most=WIDTH):
    """(cost, places) of the best way to cut into ``count`` lines of ``most`` characters, or None.

    A line ends where the next group ``starts``.
    """
    whole, mean = len(ends) - 1, ends[-1] / count

    @cache
    def after(start, left, above):
        """The best way for what follows ``start``, in ``left`` lines, under a line that wide."""
        options = []
        border = next(place for place in starts if place > start)
        ends_here = range(start + 1, min(border + 1, whole))
        for end in ends_here if left > 1 else [whole] if border == whole else []:
            wide = ends[end] - ends[start]
            if wide > most:
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
