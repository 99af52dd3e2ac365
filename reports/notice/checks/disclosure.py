"""Words of the ledger that may not be told: texts that are not public, found again in the notice."""

import re

from reports.notice.style import STANDARD

TITLES = {"withheld": "写了不公开的内容"}
RUN = 10  # characters in a row by which words are known again
SHORT = 6  # from here a shorter text is sought as a whole
MARKS = re.compile(r"[\W_]")
INTERNAL = ("text", "public_text", "unfinished_reason", "next_step")
HELD_BACK = ("party", "withheld")  # an outcome's own level, where it has one
# Set phrases that many texts share, public or not.
STOCK = (
    "习近平新时代中国特色社会主义思想",
    "习近平总书记关于",
    "习近平总书记重要讲话",
    "学习贯彻党的二十大精神",
    "党的二十届三中全会精神",
    "党的路线方针政策和党中央决策部署",
    "全面从严治党主体责任",
    "落实中央八项规定精神",
    "意识形态工作责任制",
    "增强四个意识坚定四个自信做到两个维护",
    "深刻领悟两个确立的决定性意义",
    "不敢腐不能腐不想腐",
    "举一反三建章立制",
    "党风廉政建设和反腐败斗争",
    "重大事项决策重要干部任免重大项目投资决策大额资金使用",
)


def find(case):
    """Stretches of the notice that are words of an item that is not open to the public."""
    secret = [*withheld(case), *withheld_since(case)]
    if not secret:
        return
    sought = Sought(secret, [bare(text) for text in public_texts(case)])
    for view in case.views:
        for start, end, name in sought.places(view):
            yield told(view, start, end, name)


class Sought:
    """Words that are sought in a notice: (bare text, what it is of), but for those ``allowed``."""

    def __init__(self, secret, allowed):
        grams = grams_of(allowed)
        self.index = {}
        for text, of in secret:
            for gram in pieces(text):
                if gram not in grams:
                    self.index.setdefault(gram, of)
        short = {text: of for text, of in reversed(secret) if SHORT <= len(text) < RUN}
        self.whole = [row for row in short.items() if not any(row[0] in text for text in allowed)]

    def places(self, view):
        """(start, end, whose words) of each stretch in one part."""
        text, places = letters(view.text)
        start = end = of = None
        for at in range(len(text) - RUN + 1):
            found = self.index.get(text[at : at + RUN])
            if found and (start is None or at > end):
                if start is not None:
                    yield places[start], places[end - 1] + 1, of
                start, of = at, found
            if found:
                end = at + RUN
        if start is not None:
            yield places[start], places[end - 1] + 1, of
        for words, one in self.whole:
            at = text.find(words)
            if at >= 0:
                yield places[at], places[at + len(words) - 1] + 1, one


def letters(text):
    """(the text without marks, where each of its characters stands)."""
    places = [at for at, char in enumerate(text) if not MARKS.match(char)]
    return "".join(text[at] for at in places), places


def bare(text):
    """A text without marks."""
    return letters(text)[0]


def pieces(text):
    """The runs of a text, without those inside a set phrase."""
    for phrase in STOCK:
        text = text.replace(phrase, "\n")
    for part in text.split("\n"):
        for at in range(len(part) - RUN + 1):
            yield part[at : at + RUN]


def grams_of(texts):
    """All runs of some texts."""
    return {text[at : at + RUN] for text in texts for at in range(len(text) - RUN + 1)}


def rows_of(case):
    """(level, row) of every item of the snapshot."""
    for level in ("problem", "task", "measure"):
        for row in case.data[f"{level}s"]:
            yield level, row


def is_open(case, level, row):
    """Whether the words of an item may be told: those of the problem list by their own level."""
    if level == "problem" and row["feedback"] != "opinion":
        return row["disclosure"] in case.told.levels
    return case.told.may(level, row)


def open_ones(case):
    """(level, id) of every item whose words may be told."""
    return {(level, row["id"]) for level, row in rows_of(case) if is_open(case, level, row)}


def withheld(case):
    """(words, name of the item) of all that is not open, with what came of it."""
    found, shut = [], set()
    for level, row in rows_of(case):
        if is_open(case, level, row):
            continue
        if level == "measure":
            shut.add(row["id"])
        found += [(bare(row[key]), row["title"]) for key in INTERNAL if row.get(key)]
    for row in case.data["outcomes"]:
        if row["measure"] in shut:
            found.append((bare(row["title"]), "成效"))
    return found


def withheld_since(case):
    """(words, name) of what the ledger holds back by now, also as a snapshot has it that told it.

    Its public words, where they can only be its own, are looked for by ``since``: nobody may let
    those stand.
    """
    if case.now is None:
        return
    still = open_ones(case.now)
    for one in (case.now, *case.origins):
        known = open_ones(one)
        for level, row in rows_of(one):
            key = (level, row["id"])
            if key not in still and (one is case.now or key in known):
                yield from ((bare(row[key]), row["title"]) for key in INTERNAL if row.get(key))
    for row in case.now.data["outcomes"]:
        if row["disclosure"] in HELD_BACK:
            yield bare(row["title"]), "成效"


def public_texts(case):
    """All words that may be told: items open until now, chapters, the inspection, standard texts."""
    facts = case.data["inspection"]
    yield from (str(value) for value in facts.values() if value)
    yield from (row["title"] for row in case.data["aspects"])
    yield from (row["post"] for row in case.data["group"])
    yield from STANDARD.values()
    still = open_ones(case) & open_ones(case.now or case)
    for level, row in rows_of(case):
        if (level, row["id"]) in still:
            yield from (row[key] for key in INTERNAL[1:] if row.get(key))


def told(view, start, end, name):
    """The finding of one stretch."""
    says = f"这些文字出自没有定为社会公开的{name}。"
    advice = "请删去或改写；应当公开的，先在台账里定为社会公开并写公开表述。"
    return view.finding("withheld", start, end, says, advice, (name,))
