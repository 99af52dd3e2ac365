"""How an organization words its notices: its own settings and texts, or the standard ones.

Each line of ``LEADERSHIP`` and ``NEXT_STEPS`` is a point, headed by its first sentence. Names in
braces are bound values (``bindings``) or words of the draft (``WORDS``); a sentence in double
brackets ``[[…]]`` is left out where a word in it is empty.
"""

import re

from reports.figures import labels
from reports.models import NoticeStyle

from .bindings import OF_INSPECTION
from .passages import as_typed, bounds, strays

OPENING = (
    "[[{进驻期间}，]]{巡察组}对{党组}进行了{巡察类型}。{反馈日期}，{巡察组}向{党组}反馈了巡察意见。"
    "按照巡察工作有关要求，现将整改进展情况予以公布。"
)
LEADERSHIP = "\n".join(
    [
        "加强组织领导。{党组}把巡察整改作为重大政治任务，党组书记履行第一责任人责任，研究部署整改工作。"
        "[[成立由{领导小组}的整改工作领导小组。]][[{会议}。]]"
        "[[先后召开整改专题会{专题会}，听取进展，研究解决整改中的问题。]]",
        "明确任务责任。对照反馈意见指出的{反馈问题}问题[[和问题清单所列的{清单问题}问题]]，"
        "列出整改任务{整改任务}，制定整改措施{整改措施}，逐项明确牵头领导、责任部门、整改时限和验收标准，"
        "建立台账，逐项销号。",
        "开展督导检查。[[派驻纪检监察组开展督导检查{督导}，]]"
        "对进度、质量和效果进行监督，对整改不到位的要求重新整改。",
    ]
)
NEXT_STEPS = "\n".join(
    [
        "持续抓好整改落实。[[对没有完成的{未完成}整改任务，继续实行台账管理，明确责任部门、时限和标准，"
        "完成一项、销号一项；持续整改的按期复核，不见成效不销号。]]"
        "[[{全部完成}整改任务已经销号，继续对照台账开展“回头看”，发现反弹的重新整改。]]",
        "巩固整改成果。对整改中健全完善的制度机制，逐项检查执行情况；对反复出现的问题，查找根源，"
        "补上制度漏洞。",
        "自觉接受监督。主动接受上级党组织、派驻纪检监察组和干部群众监督，"
        "整改有新的进展及时报告、及时公布。",
    ]
)
STANDARD = {"opening": OPENING, "leadership": LEADERSHIP, "next_steps": NEXT_STEPS}
WORDS = (
    "党组",
    "巡察组",
    "巡察类型",
    "进驻期间",
    "领导小组",
    "会议",
    "专题会",
    "清单问题",
    "督导",
    "未完成",
    "全部完成",
)
NAME = re.compile(r"\{([^{}|\n]+)\}")
# The same as a Chinese keyboard gives it.
TYPED_NAME = re.compile(r"[{｛]([^{}｛｝|｜\n]+)[}｝]")
OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.S)


def style_of(organization):
    """The organization's style; an unsaved standard one where it has none."""
    found = NoticeStyle.objects.filter(organization=organization).first()
    return found or NoticeStyle(organization=organization)


def text_of(style, name):
    """One of the texts as the organization words it, or the standard one."""
    return getattr(style, name) or STANDARD[name]


def fill(template, words):
    """A text with its names replaced; what is in double brackets goes where a word is empty."""

    def optional(match):
        names = NAME.findall(match[1])
        return match[1] if all(words.get(name, "") for name in names) else ""

    return NAME.sub(lambda match: words.get(match[1], ""), OPTIONAL.sub(optional, template))


def names():
    """What the texts may name: words of the draft, figures, the dates that every ledger has."""
    return [*WORDS, *labels(), *OF_INSPECTION.values(), "数据截至", "成文日期"]


def unknown_names(template, known):
    """The names in a text that stand for nothing, each once, in order."""
    names = [*NAME.findall(template), *(bound.name for bound in bounds(template))]
    return [name for name in dict.fromkeys(names) if name not in known]


def with_names(template):
    """A text as somebody typed it, with its names and bindings as they are kept."""
    return TYPED_NAME.sub(r"{\1}", as_typed(template))


def stray_braces(template):
    """The braces in a text that hold neither a name nor a bound value."""
    return strays(NAME.sub("", template))


def slips_of(style):
    """Wrong → right of the organization's own list: lines of ``错词=正词``."""
    pairs = [line.split("=", 1) for line in style.slips.splitlines() if "=" in line]
    return {wrong.strip(): right.strip() for wrong, right in pairs if wrong.strip()}
