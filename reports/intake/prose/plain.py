"""A passage of a text beside its plain form, in which patterns are looked for.

The plain form has no white space, one width of punctuation and simplified forms of the characters
that headings use; what is kept and shown is always the text as it stands.
"""

import re
from functools import cached_property

TRADITIONAL = "問題況責時導針對關於於黨組該進開單門牽織實長繼續鞏項條個類萬億應點貫徹繳報發現說決議標準總設為從嚴級會議機關務紀檢監審計負擔領見達過階員體專記據際強黨間還並處財產後協調聯絡風險樹與廣絡習將縣區鎮鄉團圍檔動視職採銷號辦書餘兩幾認識證據範"
SIMPLIFIED = "问题况责时导针对关于于党组该进开单门牵织实长继续巩项条个类万亿应点贯彻缴报发现说决议标准总设为从严级会议机关务纪检监审计负担领见达过阶员体专记据际强党间还并处财产后协调联络风险树与广络习将县区镇乡团围档动视职采销号办书余两几认识证据范"
WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
NARROW = "".join(chr(code) for code in range(0x21, 0x7F))
PLAIN = (
    dict(zip(map(ord, TRADITIONAL), SIMPLIFIED, strict=True))
    | dict(zip(map(ord, WIDE), NARROW, strict=True))
    | dict(zip(map(ord, "(),;:!?（），；：！？"), "（），；：！？（），；：！？", strict=True))
    | dict(zip(map(ord, "「」『』○﹑｡"), "“”“”〇、。", strict=True))
)
STOP = re.compile(r"(?<=[\u4e00-\u9fff”）])[.](?=$|[\u4e00-\u9fff])")


class Passage:
    """A run of the text, with the number of the line that each of its characters stands on."""

    def __init__(self, text, rows):
        self.text = text
        self.rows = rows

    @cached_property
    def places(self):
        """Where each character of the plain form stands in the text."""
        return [place for place, char in enumerate(self.text) if not char.isspace()]

    @cached_property
    def plain(self):
        """The text in its plain form; straight quotes are turned into opening and closing ones."""
        plain = "".join(self.text.split()).translate(PLAIN)
        return curled(plain[:3] + STOP.sub("。", plain[3:]))

    @property
    def row(self):
        """The line it begins on."""
        return self.rows[0] if self.rows else 0

    def row_at(self, place):
        """The line of a place in the plain form."""
        return self.rows[self.places[place]]

    def cut(self, start, end=None):
        """The passage between two places of the plain form, without white space around it."""
        places = self.places[start:end]
        if not places:
            return Passage("", [])
        first, last = places[0], places[-1] + 1
        part = Passage(self.text[first:last], self.rows[first:last])
        part.plain = self.plain[start:end]
        return part

    def __bool__(self):
        return bool(self.text.strip())


def joined(passages, between=""):
    """Passages one after another as one; ``between`` belongs to the line before it."""
    text, rows = [], []
    for passage in passages:
        if text and between:
            text.append(between)
            rows.extend([rows[-1]] * len(between))
        text.append(passage.text)
        rows.extend(passage.rows)
    return Passage("".join(text), rows)


def curled(plain):
    """Straight double quotes as “ and ” by turns; an odd one is left straight."""
    count = plain.count('"')
    if not count or count % 2:
        return plain
    parts = plain.split('"')
    return "".join(part + "“”"[n % 2] for n, part in enumerate(parts[:-1])) + parts[-1]
