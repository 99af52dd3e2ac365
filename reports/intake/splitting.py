"""Several things in one cell: measures under ordinals, names under labels or side by side."""

import re
import unicodedata

from ledger.deadlines import figures

MAX_NAMES = 500  # characters; a longer cell is no list of names
FIGURE = "[一二三四五六七八九十]{1,3}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BEFORE = r"(?:^|(?<=[\n。；;！：:]))[ \t\u3000]*"
# Behind “2.” a figure would make a decimal of it, if it were not a year, a month or a day.
UNDOTTED = r"(?:(?!\d)|(?=\d{4}年|\d{1,2}[月日]))"
# Each style of ordinals, with the number in its first group.
STYLES = [
    re.compile(BEFORE + r"(\d{1,2})[.．、)）]" + UNDOTTED + r"[ \t\u3000]*"),
    re.compile(BEFORE + r"[（(](\d{1,2})[)）][.．、]?[ \t\u3000]*"),
    re.compile(rf"([{CIRCLED}])[ \t\u3000]*"),
    re.compile(BEFORE + rf"({FIGURE})、[ \t\u3000]*"),
    re.compile(BEFORE + rf"[（(]({FIGURE})[)）][ \t\u3000]*"),
    re.compile(r"(?:^|(?<=[\n。；;！：:，,、]))[ \t\u3000]*第?(" + FIGURE + r")(?:是|要)[，,：:]?"),
]
SAYING = STYLES[-1]  # 一是…二是…, which may as well be the parts of one measure
LABELS = {
    "牵头": "department",
    "牵头部门": "department",
    "牵头单位": "department",
    "责任部门": "department",
    "责任单位": "department",
    "主责": "department",
    "配合": "supporting",
    "配合部门": "supporting",
    "配合单位": "supporting",
    "协助": "supporting",
    "参与": "supporting",
    "牵头领导": "lead",
    "责任领导": "lead",
    "分管领导": "lead",
    "责任人": "lead",
    "承办人": "handler",
    "经办人": "handler",
    "联系人": "handler",
}
LABEL = re.compile(rf"({'|'.join(sorted(LABELS, key=len, reverse=True))})\s*[:：]\s*")
APART = re.compile(r"[、，,；;/／\n]+(?![^（(]*[)）])")  # not between brackets
ROLE = re.compile(r"[（(](牵头|主责|主办|配合|协办|协助|参与)(?:部门|单位)?[)）]")
JOINED = re.compile("[及和与]")
ROOM = re.compile("(?:部|处|室|科|局|办|委|会|组|中心|院|所|队|办公室|支部|党委|工会)$")


def split_measures(text):
    """(number, text) of each measure in a cell, what stands before the first, and if it is sure.

    One measure gives [(None, text)]. Ordinals count only where they begin with one, go on without a
    gap and are at least two.
    """
    best = None
    for style in STYLES:
        found = ordinals(style, text)
        if len(found) > 1 and (best is None or found[0][1].start() < best[1][0][1].start()):
            best = (style, found)
    if best is None:
        return [(None, text)], "", True
    style, found = best
    ends = [match.start() for _, match in found[1:]] + [len(text)]
    parts = [
        (n, text[match.end() : end].strip()) for (n, match), end in zip(found, ends, strict=True)
    ]
    if not all(part for _, part in parts):
        return [(None, text)], "", True
    intro = text[: found[0][1].start()].strip()
    return parts, intro, style is not SAYING and not intro


def ordinals(style, text):
    """The matches of a style that count 1, 2, 3, and so on."""
    found = []
    for match in style.finditer(text):
        if value(match[1]) == len(found) + 1:
            found.append((len(found) + 1, match))
    return found


def value(numeral):
    """What an ordinal counts: 3 for 3, 三 and ③; 0 where it cannot be read."""
    plain = unicodedata.normalize("NFKC", numeral)
    plain = plain if plain.isdecimal() else figures(plain)
    return int(plain) if plain.isdecimal() else 0


def labelled(text):
    """{name of a column: text} of a cell like “牵头领导：张某 责任部门：办公室”; {} without labels."""
    if not LABEL.match(text) or len(text) > MAX_NAMES:
        return {}
    found = list(LABEL.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    parts = {}
    for match, end in zip(found, ends, strict=True):
        part = text[match.end() : end].strip(" \t\n\u3000，,；;、")
        if match[1] in LABELS and part and LABELS[match[1]] not in parts:
            parts[LABELS[match[1]]] = part
    return parts


def split_names(text, known=frozenset()):
    """The names in a cell; ``known`` ones are never taken apart at 及, 和 or 与."""
    if text in known or len(text) > MAX_NAMES:
        return [text]
    names = []
    for part in APART.split(text):
        names += joined(part.strip(), known)
    return [name for name in names if name]


def joined(text, known):
    """The rooms in “办公室和会员部”; a name like 审计和法规处 stays whole."""
    bare = ROLE.sub("", text)
    found = JOINED.search(bare)
    if bare in known or not found:
        return [text]
    parts = [part.strip() for part in JOINED.split(text)]
    whole = all(part and ROOM.search(ROLE.sub("", part)) for part in parts)
    return parts if whole or all(part in known for part in parts) else [text]


def split_people(text):
    """The people in a cell; a name like 张和平 stays whole."""
    if len(text) > MAX_NAMES:
        return [text]
    names = []
    for part in APART.split(text):
        people = [person.strip() for person in JOINED.split(part)]
        whole = all(1 < len(person) < 5 for person in people)
        names += people if whole else [part.strip()]
    return [name for name in names if name]


def rooms(text, known=frozenset()):
    """(responsible, [supporting], whether the cell itself says which is which) of a cell."""
    if parts := labelled(text):
        first = split_names(parts.get("department", ""), known)
        rest = split_names(parts.get("supporting", ""), known)
        if first:
            return first[0], first[1:] + rest, len(first) == 1
    names = split_names(text, known)
    if not names:
        return text, [], True
    roles = [(ROLE.sub("", name).strip(), ROLE.search(name)) for name in names]
    leading = [name for name, role in roles if role and role[1] in ("牵头", "主责", "主办")]
    first = leading[0] if leading else roles[0][0]
    rest = [name for name, _ in roles if name != first]
    sure = len(roles) == 1 or len(leading) == 1 or all(role for _, role in roles[1:])
    return first, rest, sure
