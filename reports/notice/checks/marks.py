"""Punctuation as GB/T 15834 has it: pairs, widths, doubles, spaces, the end of a paragraph."""

import re

from .case import BODY

TITLES = {
    "unpaired": "引号、括号或书名号不成对",
    "half_width": "中文里的半角标点",
    "full_width": "全角数字或字母",
    "doubled_mark": "标点重复或多余",
    "mark_between": "书名号、引号之间的顿号",
    "space": "多余的空格",
    "ellipsis": "省略号写法",
    "no_full_stop": "段落末尾没有句号",
    "heading_mark": "标题末尾的标点",
}
PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "〈": "〉", "〔": "〕", "【": "】", "「": "」"}
CLOSING = {right: left for left, right in PAIRS.items()}
HAN = "[\u4e00-\u9fff]"
HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", ".": "。"}
# Of Latin runs (times, addresses, 1,000) a half-width mark is part: it must touch Chinese text.
NEXT_TO_HAN = re.compile(
    r"(?<=[\u4e00-\u9fff”）》’])[,;:?!]|[,;:?!](?=[\u4e00-\u9fff“（《‘])|(?<=[\u4e00-\u9fff”）》])\.(?![\d.\w])"
)
BRACKETS = re.compile(r"\(([^()\n]{0,80})\)")
LONE_BRACKET = re.compile(r"(?<=[\u4e00-\u9fff])[()]|[()](?=[\u4e00-\u9fff])")
STRAIGHT = re.compile(r"\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|[\"']")
DOUBLED = re.compile(r"[，。；：、！？]{2,}")
# A mark with nothing after it in its quotation or brackets, or nothing before it.
STRAY = re.compile(r"[，、；](?=[”’）》〉】])|(?<=[“‘（《〈【])[，、；。]|(?<=。[”’])。")
BETWEEN = re.compile(r"(?<=》)、(?=《)|(?<=”)、(?=“)")
SPACE = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、！？“”（）《》])[ \t\u3000\u00a0\u2000-\u200b]+(?=[\u4e00-\u9fff，。；：、！？“”（）《》\d])"
    r"|(?<=\d)[ \t\u3000\u00a0\u2000-\u200b]+(?=[\u4e00-\u9fff，。；：、！？%])"
)
ELLIPSIS = re.compile(r"(?<!\.)\.{3,}(?!\.)|(?<!…)…(?!…)|…{3,}|(?<!。)。{3,}(?!。)")
WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％＋]+(?:[．，][０-９]+)?")
ENDS = re.compile(r"(?:[。！？]|……)[”’）》」]?$|：$")
UNMARKED = ("section", "aspect", "unnumbered", "organ", "date")
END_MARK = re.compile(r"[，。；：、！？,.;:]+$")


def find(case):
    """All that is wrong with the marks."""
    for view in case.views:
        free = view.passage.kind == "contact"
        yield from of_pairs(view)
        yield from of_width(view)
        yield from of_doubles(view)
        for match in () if free else SPACE.finditer(view.text):
            says = "这里有多余的空格。"
            yield view.finding("space", *match.span(), says, "请删去空格。")
        yield from of_end(view)


def of_pairs(view):
    """Marks that open and are not closed, or close what was not open."""
    open_ones = []
    for at, char in enumerate(view.text):
        if char in PAIRS:
            open_ones.append((at, char))
        elif char in CLOSING:
            if open_ones and open_ones[-1][1] == CLOSING[char]:
                open_ones.pop()
            elif any(left == CLOSING[char] for _, left in open_ones[-8:]):
                while open_ones[-1][1] != CLOSING[char]:
                    yield unpaired(view, *open_ones.pop())
                open_ones.pop()
            elif not is_numbering(view.text, at):
                yield unpaired(view, at, char)
    for at, char in open_ones:
        yield unpaired(view, at, char)


def is_numbering(text, at):
    """Whether a closing bracket only ends a number: 1）."""
    return text[at] == "）" and bool(
        re.search(r"(?:^|[。；：，\s])[\da-z]{1,2}$", text[max(0, at - 4) : at])
    )


def unpaired(view, at, char):
    """The finding of one mark without its other half."""
    says = f"“{char}”没有与它成对的另一半。" if char not in "“”" else "双引号不成对。"
    return view.finding("unpaired", at, at + 1, says, "请补上缺的一半，或者删去多的。")


def of_width(view):
    """Half-width marks beside Chinese, full-width digits and letters."""
    text, seen = view.text, set()
    for match in BRACKETS.finditer(text):
        near = text[max(0, match.start() - 1) : match.start()] + match[1] + text[match.end() :][:1]
        if re.search(HAN, near):
            seen.update((match.start(), match.end() - 1))
            yield half(view, match.span(), "半角括号“()”应为“（）”。", "请改为全角括号。")
    for words in (LONE_BRACKET, NEXT_TO_HAN):
        for match in words.finditer(text):
            if match.start() not in seen:
                seen.add(match.start())
                right = HALF[match[0]]
                says = f"半角的“{match[0]}”应为“{right}”。"
                yield half(view, match.span(), says, f"请改为“{right}”。")
    for match in STRAIGHT.finditer(text):
        if re.search(HAN, text[max(0, match.start() - 2) : match.end() + 2]):
            says = "直引号应为中文引号“”。"
            yield half(view, match.span(), says, "请改为中文引号。")
    for match in WIDE.finditer(text):
        says = f"“{match[0]}”是全角字符，应为半角。"
        yield view.finding("full_width", *match.span(), says, "请改为半角数字或字母。")


def half(view, span, says, advice):
    """The finding of a half-width mark."""
    return view.finding("half_width", *span, says, advice)


def of_doubles(view):
    """Marks written twice, between titles, or for an ellipsis."""
    text, seen = view.text, []
    for match in ELLIPSIS.finditer(text):
        seen.append(match.span())
        yield view.finding("ellipsis", *match.span(), "省略号应为“……”。", "请改为“……”或删去。")
    for match in DOUBLED.finditer(text):
        if set(match[0]) <= {"！", "？"} or match.span() in seen:
            continue
        says = f"标点“{match[0]}”重复。"
        yield view.finding("doubled_mark", *match.span(), says, "请只留一个标点。")
    for match in STRAY.finditer(text):
        says = f"这里的“{match[0]}”是多余的。"
        yield view.finding("doubled_mark", *match.span(), says, "请删去多余的标点。")
    for match in BETWEEN.finditer(text):
        says = "并列的书名号、引号之间通常不用顿号。"
        yield view.finding("mark_between", *match.span(), says, "请删去顿号。")


def of_end(view):
    """Paragraphs end with a mark, headings do not."""
    kind, text = view.passage.kind, view.text.rstrip()
    if not text:
        return
    if kind in BODY and not (view.part == "lead" and view.passage.text) and not ENDS.search(text):
        span = (len(text) - 1, len(text))
        yield view.finding("no_full_stop", *span, "这一段末尾没有句号。", "请补上句号。")
    elif kind in UNMARKED and (match := END_MARK.search(text)):
        says = f"标题或落款末尾不用“{match[0]}”。"
        yield view.finding("heading_mark", *match.span(), says, "请删去末尾的标点。")
