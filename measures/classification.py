"""Marks of classification in names and text: what is to stop an upload until the office decides.

The rules follow how official documents are marked (GB/T 9704: the level, a star and the term at the
top of the first page) and how internal papers say that they are not to leave the house. A mark
stands by itself: as a line, in brackets, before a star, after “密级：”, as a part of a file name.
Prose about secrecy (保守国家秘密, 机密性, 工作秘密管理) is none. Text that was found is never more than
a hint: people decide.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass

MOST = 10  # marks of one text that are told
AROUND = 24  # characters of context on either side
MARK_LENGTH = 40  # of which a mark is told: it goes into the journal, which nobody can delete
LONG = 200  # characters around a hint that are looked at, where a line is longer

TRADITIONAL = str.maketrans("絕機祕內資誌嚴傳該級長", "绝机秘内资志严传该级长")
# Formatting characters that cut words without being seen, and the many faces of the star.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
STARS = re.compile("[☆⭐✩✪✫✬✭✮✯✰⋆]")
BLANKS = re.compile(r"[ \t]{2,}")

GAP = r"[ \t]*"
LEVEL = rf"(?:绝{GAP}密|机{GAP}密|秘{GAP}密)"
COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
TERM = rf"(?:{COUNT}{GAP}(?:年|个月|月|日|天)|长{GAP}期|解密)"
OPEN, CLOSE = r"[(\[【〔〖{<]", r"[)\]】〕〗}>]"
# One class, not three in a row: between repeated notes those would match in exponentially many ways.
PAUSE = r"[ \t,.、。;·•:!~/|—_-]*"
INNER = r"内部(?:资料|文件|材料|刊物|参考|读物|文稿|简报|明电)(?:汇编|选编)?"
USE = (
    r"(?:(?:单位)?内部(?:使用|传阅|掌握|参阅)"
    r"|(?:仅供|仅限|限于|限)(?:单位)?内部(?:使用|传阅|掌握|参阅|学习|交流|阅读))"
)
NO = r"(?:严禁|不得|请勿|禁止|不准|切勿|勿)"
NOTE = (
    rf"(?:(?:请|请予|务必|妥善)?(?:注意保存|注意保密|阅后收回|阅后即退|阅后销毁)"
    rf"|{NO}(?:对外|擅自|任意)?(?:外传|外泄|公开|翻印|复印|复制|转发|扩散)(?:或上网|、上网)?)"
)
# Ordinary words that are a note only where they follow what the paper is.
MILD = r"(?:(?:请|请予)?妥善(?:保管|保存)|免费交流)"
THIS = r"(?:此件|本件|此文|本文件|本材料|本资料|本刊|该件)"
ISSUE = rf"(?:{GAP}(?:第?{GAP}\d{{1,4}}{GAP}[期号份]|\d{{4}}{GAP}年.{{0,12}}|No\.?{GAP}\d{{1,6}}))?"
NOTES = rf"(?:{THIS}{PAUSE})?(?:{INNER}|{USE}|{NOTE})(?:{PAUSE}(?:{INNER}|{USE}|{NOTE}|{MILD}))*"
# What may stand beside the level at the top of a page: number of the copy, urgency.
BESIDE = rf"(?:{GAP}(?:特急|加急|平急|特提|急件|0\d{{2,5}}(?!\d)))*"
SELF = rf"{LEVEL}(?:级|件)?{GAP}★*{GAP}{TERM}?"
SECRET_WORK = rf"工作秘密{GAP}★*{GAP}{TERM}?|(?:核心|普通)商密{GAP}★*{GAP}{TERM}?|涉密"

STARRED = re.compile(
    rf"(?<![“‘「『\"'])(?P<mark>{LEVEL}\s{{0,3}}★+{GAP}{TERM})"
    rf"|(?<![“‘「『\"'守家业人露的])(?P<bare>{LEVEL}\s{{0,3}}★+)(?![”’」』\"'])"
    rf"|(?P<before>★{GAP}{LEVEL})(?=\s*(?:$|[★\n)\]】]|{TERM}))",
)
LABELLED = re.compile(
    rf"密{GAP}级{GAP}:{GAP}(?P<mark>{LEVEL}(?:级|件)?{GAP}★*{GAP}{TERM}?|内部|工作秘密)"
    rf"(?!{GAP}[、/|,或□☐○]{GAP}[□☐○]?{GAP}(?:绝|机|秘|内|普|一|公|非))(?![性度的])"
)
BRACKETED = re.compile(
    rf"{OPEN}{GAP}(?P<mark>{SELF}|{SECRET_WORK}|{THIS}?{PAUSE}{NOTES}{ISSUE}){GAP}[。!]?{GAP}{CLOSE}"
)
ALONE = re.compile(
    rf"^{GAP}(?:0\d{{2,5}}{GAP})?{OPEN}*{GAP}"
    rf"(?P<mark>{SELF}|{SECRET_WORK}|{NOTES}{ISSUE})"
    rf"{GAP}{CLOSE}*{BESIDE}{GAP}[。!]*{GAP}$",
    re.MULTILINE,
)
RULES = (STARRED, LABELLED, BRACKETED, ALONE)
# Nothing is a mark that has none of these: a quick look before the slow one.
HINT = re.compile(r"密|内部|外传|外泄|翻印|扩散|不得公开|注意保存|妥善保管|阅后|严禁(?:公开|复)")

KIND = r"(?:文件|资料|材料|文档|名单|件|级)"
PART = re.compile(
    rf"(?:密级)?(?:(?:{LEVEL})(?:{KIND})?{GAP}★*{GAP}{TERM}?|{SECRET_WORK}|涉密{KIND}"
    rf"|{NOTES}{ISSUE})"
)
# In a name the two higher levels go on with what it is of (绝密会议纪要, 机密名单), but for what is
# about them: 机密性, 商业机密, 机密文件清退登记.
NAMED = re.compile(
    r"(?<![家业守泄露窃取术涉非和、或及])(?P<mark>绝密|机密)(?![性度级和、或及]|等级"
    r"|\w{0,6}(?:管理|制度|办法|规定|清退|销毁|登记|台账|保密|培训|教育|自查|检查|保护|工作|计算机|设备))"
)
UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
AFTER_YEAR = re.compile(r"(\d{4}年).+")
CUT = re.compile(r"[-—–_.,，、。;；+＋~～#@&=|\s()\[\]【】〔〕〖〗{}<>《》「」]+")


@dataclass(frozen=True)
class Mark:
    """A mark as it was found, with a little of what stands around it."""

    mark: str
    context: str

    def as_dict(self):
        """As it is kept with a held upload."""
        return asdict(self)


def plain(text):
    """The text with one face for each sign: width, tradition, stars, nothing unseen."""
    text = UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFKC", text).replace("\u3000", " ").replace("\xa0", " ")
    # Gaps stand next to each other in the rules: a long run of blanks would fit them in many ways.
    return STARS.sub("★", BLANKS.sub(" ", text.translate(TRADITIONAL)))


def marks_in_name(name):
    """The marks that a file's name bears."""
    stem = plain(name)
    stem = stem.rpartition(".")[0] or stem
    for part in CUT.split(stem):
        if part and PART.fullmatch(part):
            return [Mark(tidied(part), name)]
    # A star, brackets or words that a cut would part: “机 密 ★ 1年”, “内部资料 注意保存”.
    for rule in (STARRED, LABELLED, BRACKETED):
        if found := rule.search(stem):
            return [Mark(tidied(found.group(found.lastgroup)), name)]
    found = ALONE.search(stem) or NAMED.search(stem)
    return [Mark(tidied(found.group("mark")), name)] if found else []


def marks_in_text(text):
    """The marks in a text, at most ``MOST``, each wording once, in the order of the text."""
    found = {}
    for piece in pieces(plain(text)):
        for rule in RULES:
            for match in rule.finditer(piece):
                mark = tidied(match.group(match.lastgroup))
                if mark not in found:
                    found[mark] = Mark(mark, around(piece, *match.span()))
                if len(found) == MOST:
                    return list(found.values())
    return list(found.values())


def pieces(text):
    """The parts of a text that may bear a mark: some lines around each hint, none twice."""
    end = 0
    for hint in HINT.finditer(text):
        if hint.start() < end:
            continue
        start = text.rfind("\n", max(end, hint.start() - LONG), hint.start())
        start = start if start >= 0 else max(end, hint.start() - LONG)
        stop = text.find("\n", hint.end(), hint.end() + LONG)
        stop = stop if stop >= 0 else hint.end() + LONG
        # A star or a term may stand on the next line.
        after = text.find("\n", stop + 1, stop + LONG)
        end = after if after >= 0 else min(len(text), stop + 1 + AROUND)
        # A line that is cut is none that ends there.
        yield (
            ("" if start <= 0 or text[start] == "\n" else "…")
            + text[start:end]
            + ("" if end >= len(text) or text[end] == "\n" else "…")
        )


def tidied(mark):
    """A mark without gaps, signs that cannot be shown, and what is no part of its wording."""
    mark = AFTER_YEAR.sub(r"\1", re.sub(r"\s+", "", UNSHOWN.sub("", mark)))
    return mark if len(mark) <= MARK_LENGTH else f"{mark[: MARK_LENGTH - 1]}…"


def around(text, start, end):
    """What stands around a place, on one line, without signs that cannot be shown."""
    cut = text[max(0, start - AROUND) : end + AROUND]
    return re.sub(r"\s+", " ", UNSHOWN.sub(" ", cut)).strip()
