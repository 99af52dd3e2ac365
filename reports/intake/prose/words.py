"""The words by which the parts of such texts are known."""

import re

LABELS = {
    "progress": "整改(?:落实|进展|完成|工作)?(?:进展)?情况|整改进展|整改落实|进展情况|落实情况|完成情况",
    "measures": "(?:具体)?整改措施(?:及(?:整改)?(?:成效|进展|落实情况|完成情况))?|具体措施|整改举措|工作措施|措施",
    "task": "整改任务|整改内容|整改事项",
    "effect": "整改成效|整改效果|取得成效|工作成效",
    "goal": "整改目标|预期目标|工作目标",
    "issues": "(?:具体|主要|存在的?)问题|问题表现|主要表现|具体表现|反馈问题|问题",
    "department": "(?:主要)?(?:责任|牵头|主责|承办)(?:部门|单位|科室|处室)",
    "supporting": "(?:配合|协助|协同)(?:部门|单位|科室|处室)",
    "lead": "(?:牵头|责任|分管|包抓)(?:校|院)?领导|牵头负责人|责任人",
    "deadline": "(?:整改|完成)(?:时限|期限|时间)|时限|时间节点",
    "unfinished_reason": "未完成(?:的)?原因",
    "next_step": "下一步(?:的)?(?:打算|措施|工作|计划|安排|整改措施|整改打算|工作打算)?|后续(?:工作|措施|打算)",
    "expected_date": "预计完成(?:时间|日期|时限)",
}
FIELDS = ("department", "supporting", "lead", "deadline")
OPENS = ("progress", "measures", "effect")
_NAMES = "|".join(f"(?P<{name}>{pattern})" for name, pattern in LABELS.items())
LABEL = re.compile(rf"[（【\[]?(?:{_NAMES})(?:：[】\]]?|[】\]]：?|$)")
NEXT = re.compile("下一步(?:[，,]|(?=将|我|继续))")

# “针对“…；…”等问题。” and “关于…的问题”, as headings.
ABOUT = re.compile(
    r"(?:针对|关于)(?P<what>[^\n]{1,1500}?)(?:等(?:方面|具体|突出)?(?:的)?|的|方面(?:的|存在的)?)?"
    r"(?:\d{1,3}个)?问题(?P<end>[。：；]|$|[，,](?=(?:一是|采取|我|制定|党组|第一)))"
)
QUOTED = re.compile("^“(.*)”$")
# A plan's heading that quotes the problem of the feedback.
QUOTING = re.compile("(?:针对|关于)“([^“”]+)”(?:等|方面)?(?:存在)?的?问题[。：]?")
PROBLEM_TITLE = re.compile("^(?:针对|关于|反馈).{2,}问题[。：]?$")
ASPECT_TITLE = re.compile(
    "(?:方面|领域|环节)(?:存在的?|的|发现的?)?(?:主要|突出|具体)?(?:问题)?[。：；]?$|^聚焦"
)

DATE_LINE = re.compile(
    r"(?:\d{4}|[二〇零一三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)

UNFINISHED = "未完成|尚未完成|未整改到位|需(?:要)?(?:长期|持续|继续)(?:坚持|推进|整改)|长期整改|持续推进的|正在推进|持续整改"
RECTIFIED = (
    "整改(?:落实|进展|完成|工作)+(?:及)?情况|(?:集中)?整改进展|整改情况|反馈(?:的)?(?:意见|问题)|存在(?:的)?(?:主要|突出)?问题|"
    "发现(?:的)?(?:主要|突出)?问题|主要问题|整改任务|整改措施|问题整改|具体整改|整改内容|重点整改|整改清单"
)
ORGANISED = (
    "组织(?:领导|落实|推进|保障|实施|整改)|主体责任(?:落实)?情况|(?:履行|落实|扛牢|压实).{0,8}整改.{0,6}责任|"
    "高度重视|政治(?:担当|责任)|(?:推进|抓好|狠抓)整改|提高.{0,4}站位|统一思想|总体(?:情况|要求|思路)|基本(?:情况|做法)|主要做法|工作开展|工作部署|"
    "加强.{0,3}领导|整改工作(?:推进|开展|组织)|指导思想|工作(?:要求|步骤|原则|保障|安排)|保障措施|工作机制|整改目标|责任分工|基本原则"
)
NEXT_PART = "下一步|下步|今后|巩固|后续|努力方向|工作打算|持续(?:用力|深化|抓好)|继续"
ADVICE = "意见(?:和|与|及)?建议|整改(?:要求|建议|意见)|工作建议|几点(?:意见|建议)|建议$"
CLASSES = (
    ("unfinished", re.compile(UNFINISHED)),
    ("next", re.compile(NEXT_PART)),
    ("advice", re.compile(ADVICE)),
    ("organisation", re.compile(ORGANISED)),
    ("rectified", re.compile(RECTIFIED)),
)
# What a feedback says behind its problems without belonging to the last of them.
BESIDES = re.compile("同时|此外|另外|以上(?:问题|情况)")
SECTION_HEADING = re.compile(
    rf"(?!.*[，。；：、])(?=.{{4,30}}$).*(?:{UNFINISHED}|{RECTIFIED}|下一步|{ADVICE}).{{0,8}}"
)
STATES = re.compile(
    "未完成|尚未(?:完成|整改到位)|正在(?:整改|推进)|(?:持续|长期)(?:整改|推进|坚持)|基本完成|阶段性完成|"
    "已(?:整改)?完成(?:整改)?|完成整改|整改到位|已销号"
)
NOT_YET = re.compile("(?:未|没有?|不能)[^，；]{0,4}$")
OPEN_STATES = re.compile("未完成|尚未|正在|持续|长期|阶段性|基本完成")


def label_of(found):
    """The name of the label that a match of ``LABEL`` stands for."""
    return found.lastgroup


def class_of(title):
    """What kind of chapter a heading announces, an empty text where its words do not tell.

    A heading of an aspect is one whatever else it names: “落实主体责任方面”.
    """
    if ASPECT_TITLE.search(title) and "整改" not in title:
        return ""
    return next((name for name, words in CLASSES if words.search(title)), "")
