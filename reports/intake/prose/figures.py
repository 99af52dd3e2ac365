"""The figures that a text states: each with what it counts, its unit, its line and its sentence.

“10余次” is not 10: such a figure has no value and its wording instead. A zero is a figure.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .marks import value_of

UNITS = "个百分点|人次|万元|亿元|元|方面|大类|类|项|条|个|件|名|人|次|场|期|家|篇|份|起|户|处|批|轮|天|%|万|亿"
NUMBER = "\\d{1,3}(?:，\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|[一二两三四五六七八九十百]{1,5}"
FIGURE = re.compile(
    f"(?P<about>近|约|超过|超|不足|不少于|至少|上|数|大约)?(?<![第\\d年月.〔（(-])(?P<number>{NUMBER})"
    f"(?P<more>余|多|几|来)?(?P<scale>万|亿)?(?P<more2>余|多)?(?P<unit>{UNITS})"
    "(?P<over>以上|左右|以内|余|多)?(?P<noun>[\u4e00-\u9fff]{0,10})"
)
CHINESE = re.compile("[一二两三四五六七八九十百]")
# Chinese numerals count only before these: “一项”, “一次” are ways of speaking.
COUNTED = re.compile("^(?:方面|大类|类|项|条|个)$")
WHAT = (
    ("advice", None, re.compile("^(?:方面)?的?(?:整改)?(?:意见|建议)")),
    ("aspects", None, re.compile("^方面(?!的?(?:问题)?线索)")),
    ("classes", re.compile("^大?类$"), re.compile("^(?:问题|具体问题|$)")),
    ("problems", None, re.compile("^(?:[^，。任措制]{0,4})?问题(?!线索|清单)")),
    ("tasks", None, re.compile("^(?:[^，。问措]{0,4})?任务")),
    ("measures", None, re.compile("^(?:[^，。问任]{0,6})?(?:措施|举措)")),
    ("institutions", None, re.compile("^(?:[^，。问]{0,6})?(?:制度|机制|办法)")),
)
BEFORE = (
    ("due", re.compile("应[收缴退追还到]")),
    ("received", re.compile("[实已][收缴退追还到]")),
    ("done", re.compile("(?:已|均|全部)?(?:整改)?(?:完成|销号|办结|整改到位)(?:整改)?$")),
    (
        "continuing",
        re.compile("(?:持续(?:推进|整改)|正在(?:推进|整改)|未完成|尚未完成|长期(?:坚持|推进))$"),
    ),
    ("problems", re.compile("问题$")),
    ("tasks", re.compile("任务$")),
    ("measures", re.compile("(?:措施|举措)$")),
    ("institutions", re.compile("(?:制度|机制|规章制度|制度机制)$")),
    ("campaigns", re.compile("专项(?:治理|整治|行动)$")),
    ("recovered", re.compile("(?:挽回|追缴|追回|清退|收缴|清缴|退缴|上缴)[^，。]{0,8}$")),
    ("disciplined", re.compile("(?:处分|处理|问责|诫勉|批评教育|谈话|谈话提醒|约谈|立案|移送)$")),
)


@dataclass(frozen=True)
class Figure:
    """One stated figure; ``value`` is None where it is approximate, ``wording`` is as written."""

    what: str  # a kind such as problems, or the words it stands beside
    value: Decimal | None
    unit: str
    wording: str
    row: int
    sentence: str
    place: int = 0  # in the sentence
    before: str = ""  # the words in front of it
    known: bool = False  # whether ``what`` is one of the kinds that are compared

    def as_json(self):
        """The keys that the command prints."""
        number = None if self.value is None else plain_number(self.value)
        return {
            "what": self.what,
            "value": number,
            "approximate": self.wording if self.value is None else "",
            "unit": self.unit,
            "line": self.row,
            "sentence": self.sentence,
        }


def plain_number(number):
    """A whole number as int, any other as float."""
    return int(number) if number == number.to_integral_value() else float(number)


def figures_in(passages):
    """Every figure of the passages, in order."""
    found = []
    for passage in passages:
        plain, start = passage.plain, 0
        for stop in re.finditer("[。！？\n]|$", plain):
            if re.search("[\\d一二两三四五六七八九十百]", plain[start : stop.end()]):
                found += of_sentence(passage, start, stop.end())
            start = stop.end()
    return found


def of_sentence(passage, start, end):
    """The figures of one sentence."""
    sentence = passage.cut(start, end)
    plain = sentence.plain
    for match in FIGURE.finditer(plain):
        number = match["number"]
        if CHINESE.match(number) and not counts(match):
            continue
        value = exact(match, number)
        unit = (match["scale"] or "") + match["unit"]
        end = match.end("over") if match["over"] else match.end("unit")
        wording = "".join(sentence.cut(match.start(), end).text.split())
        before = plain[max(0, match.start() - 40) : match.start()]
        what, known = what_of(before, match)
        row = sentence.row_at(match.start("number"))
        text = sentence.text.strip()[:200]
        yield Figure(what, value, unit, wording, row, text, match.start(), before, known)


def counts(match):
    """Whether a Chinese numeral counts something that is compared."""
    if not COUNTED.match(match["unit"]):
        return False
    return what_of("", match)[1] and value_of(match["number"].replace("两", "二")) not in (None, 1)


def exact(match, number):
    """The value, None where the wording makes it approximate."""
    vague = [match[name] for name in ("about", "more", "more2", "over")]
    if any(vague) or (number in ("十", "百") and match["more"]):
        return None
    if CHINESE.match(number):
        counted = value_of(number.replace("两", "二"))
        return None if counted is None else Decimal(counted)
    return Decimal(number.replace("，", ""))


def what_of(before, match):
    """(what is counted, whether that is a known kind)."""
    noun, unit = match["noun"], match["unit"]
    for name, by_unit, by_noun in WHAT:
        if (not by_unit or by_unit.match(unit)) and by_noun.match(noun):
            return name, True
    if unit == "方面":
        return "aspects", True
    clause = re.split("[，。；：、（）“”]", before)[-1]
    clause = re.sub("^[一二三四五六七八九十]+是", "", clause)
    for name, words in BEFORE:
        if words.search(clause):
            return name, True
    return noun or clause[-8:], False
