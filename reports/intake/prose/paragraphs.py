"""Lines of a text → paragraphs: page numbers taken out, broken lines put together again."""

import re
from dataclasses import dataclass, field

from reports.intake.outline import Issue, Place

from .marks import mark_at
from .plain import PLAIN, Passage, joined
from .words import ABOUT, DATE_LINE, LABEL, SECTION_HEADING

PAGE = re.compile(
    r"[-—–－·.]+\d{1,4}[-—–－·.]+|第(?:\d{1,4}|[一二三四五六七八九十百]{1,5})页(?:[，,/]?共\d{1,4}页)?|"
    r"\d{1,4}/\d{1,4}|\d{1,3}|[Pp]age\d{1,4}"
)
FOLD = re.compile(
    r"[ \t\u3000]+(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．](?!\d))"
    r"|(?<=通报|公告|公示|报告|方案|意见)[ \t\u3000]+"
)
RULE = re.compile(r"[-—_=*·.…～~]{3,}")
CLOSING = "。！？：；"
OPEN, CLOSE = "“《（【", "”》）】"
SHORT = 60  # no line of a text wrapped to the width of a page is longer
STRONG = ("part", "chinese", "paren", "problem")


@dataclass
class Lines:
    """What of a text is to be read, and what was set aside."""

    lines: list = field(default_factory=list)  # of (Passage, whether a blank line stands before)
    aside: list = field(default_factory=list)  # of (line number, text, what it is)
    issues: list = field(default_factory=list)


def lines_of(text):
    """The lines with something on them; page numbers, rules and Markdown tables are set aside."""
    found, blank = Lines(), True
    for number, raw in enumerate(text.split("\n"), 1):
        line = without_markdown(raw)
        passage = Passage(line, [number] * len(line))
        plain = passage.plain
        if not plain:
            blank = True
            if raw.strip():
                found.aside.append((number, raw.strip(), "分隔线"))
            continue
        kind = set_aside("".join(raw.split()).translate(PLAIN)) or set_aside(plain)
        if kind:
            found.aside.append((number, raw.strip(), kind))
            continue
        found.lines.append((passage, blank))
        blank = False
    unfold(found)
    tell_aside(found)
    return found


def tell_aside(found):
    """One note for each kind of line that was set aside."""
    for kind in dict.fromkeys(kind for _, _, kind in found.aside):
        rows = [(number, text) for number, text, kind_ in found.aside if kind_ == kind]
        places = "、".join(str(number) for number, _ in rows[:20])
        more = f"等 {len(rows)} 行" if len(rows) > 20 else "行"
        found.issues.append(
            Issue(
                "note", f"第 {places} {more}是{kind}，没有读入。", Place(row=rows[0][0]), rows[0][1]
            )
        )


def unfold(found):
    """Part a text that lost its line breaks at the blanks before its numbers and after its title."""
    if len(found.lines) > 3 or all(len(passage.plain) < 100 for passage, _ in found.lines):
        return
    parted = [part for passage, blank in found.lines for part in parts_of(passage, blank)]
    if len(parted) > len(found.lines) + 2:
        row = found.lines[0][0].row
        message = "文字没有分行，按标题后、序号前的空格分段读入，请核对。"
        found.issues.append(Issue("doubt", message, Place(row=row)))
        found.lines = parted


def parts_of(passage, blank):
    """A passage cut at the blanks behind which a number stands."""
    starts = [0, *(match.end() for match in FOLD.finditer(passage.text))]
    ends = [*starts[1:], len(passage.text)]
    for start, end in zip(starts, ends, strict=True):
        part = Passage(passage.text[start:end], passage.rows[start:end])
        if part:
            yield part, blank and not start


def set_aside(plain):
    """What a line is that is no part of the text, or an empty text."""
    if PAGE.fullmatch(plain):
        return "页码"
    if RULE.fullmatch(plain):
        return "分隔线"
    if plain.startswith("|") and plain.endswith("|"):
        return "表格"
    return ""


def without_markdown(line):
    """The line without marks of emphasis, heading, quotation and list."""
    line = line.replace("**", "").replace("__", "").replace("\ufeff", "").replace("\u200b", "")
    line = re.sub(r"^[ \t\u3000]*(?:#{1,6}[ \t]+|>[ \t]?)", "", line)
    return re.sub(r"^[ \t\u3000]*[-*+][ \t]+(?=\S)", "• ", line)


def paragraphs(lines):
    """The lines put together where a sentence runs on over the end of a line or page."""
    wrap = width(lines)
    held, made = [], []
    depth = 0
    for passage, blank in lines:
        if held and runs_on(held[-1].plain, depth, passage.plain, blank, wrap, len(held)):
            held.append(passage)
        else:
            if held:
                made.append(joined(held))
            held, depth = [passage], 0
        depth = max(0, depth + balance(passage.plain))
    if held:
        made.append(joined(held))
    return made


def balance(plain):
    """How many quotes and brackets a line opens more than it closes."""
    return sum(plain.count(char) for char in OPEN) - sum(plain.count(char) for char in CLOSE)


def closes_first(plain):
    """Whether a line closes a quote or bracket that it has not opened."""
    depth = 0
    for char in plain:
        depth += (char in OPEN) - (char in CLOSE)
        if depth < 0:
            return True
    return False


def runs_on(before, depth, line, blank, wrap, count):
    """Whether ``line`` goes on where the line ``before`` broke off.

    ``depth`` is the number of quotes and brackets still open, ``count`` how many lines were put
    together already. A numbered line never goes on after a closed sentence.
    """
    mark = mark_at(line)
    if mark and (mark.kind in STRONG or depth == 0) and not before.endswith(("，", "、")):
        return False
    if depth and (before[-1] not in "。！？" or closes_first(line)):
        return count < 40
    if before[-1] in CLOSING or begins_anew(line):
        return False
    if re.search("[，。；：、]", before[mark_end(before) :]):
        return True
    return bool(wrap) and not blank and len(before) >= wrap


def mark_end(plain):
    """Where the mark of a line ends, 0 where there is none."""
    mark = mark_at(plain)
    return mark.end if mark else 0


def begins_anew(line):
    """Whether a line is the beginning of something by its words."""
    return bool(
        LABEL.match(line)
        or DATE_LINE.fullmatch(line)
        or SECTION_HEADING.fullmatch(line)
        or ABOUT.match(line)
    )


def width(lines):
    """The least length of a line that may have been broken at the width of a page, 0 for none."""
    lengths = [len(passage.plain) for passage, _ in lines]
    if len(lengths) < 5 or max(lengths) > SHORT:
        return 0
    longest = max(lengths)
    full = sum(length >= longest - 3 for length in lengths)
    return longest - 3 if full * 5 >= len(lengths) * 2 else 0
