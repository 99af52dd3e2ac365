"""Title, kind, bodies and dates of a text; what is not told is missing, what is unclear a doubt."""

import re

from reports.intake.outline import Issue, Place

from .marks import mark_at
from .plain import joined
from .values import value
from .words import DATE_LINE, LABEL

KINDS = {"feedback": "反馈意见", "plan": "整改方案", "notice": "整改进展通报"}
TITLE_END = re.compile("(?:通报|公告|公示|报告|方案|意见|情况|清单|台账|通知|函)(?:（.{1,12}）)?$")
KIND_WORDS = (
    ("plan", re.compile("方案|整改台账|任务清单|整改清单")),
    ("notice", re.compile("通报|公告|公示|进展情况|(?:整改|落实)情况")),
    ("feedback", re.compile("反馈(?:意见|会|问题)|巡[察视].{0,12}意见")),
)
TEAM = re.compile(
    "(?P<team>(?:中共)?[\u4e00-\u9fff]{0,12}?(?:党委|党组|[省市县区旗州委])"
    "(?:第?[一二三四五六七八九十\\d]{1,3})?巡[察视](?:第?[一二三四五六七八九十\\d]{1,3})?组)"
)
INSPECTED = re.compile(
    "对(?P<body>[\u4e00-\u9fff（）“”]{2,40}?)(?:党组织)?(?:开展|进行)了?(?:为期[^，。]{1,8}的)?"
    "[\u4e00-\u9fff“”]{0,10}巡[察视]"
)
FROM_TITLE = re.compile(
    "^(?:中共)?(?P<body>.{2,40}?(?:党组|党委|委员会|党总支|党支部|公司|学校|学院|局|中心))(?:关于|巡[察视]|落实|对)"
)
TO_TITLE = re.compile(
    "(?:关于|对)(?:巡[察视])?(?P<body>[^关于]{2,40}?(?:党组|党委|委员会|党总支|党支部))的反馈"
)
LEADING_UP = ("部署", "决定", "要求", "由", "向", "自", "按照", "根据")
BEFORE_TEAM = ("关于", "落实", "接受", "贯彻", "对")
SALUTATION = re.compile(
    "(?P<body>[\u4e00-\u9fff]{2,30}(?:党组|党委|委员会|党总支|党支部|局|公司|学校|学院))："
)


class Head:
    """What stands before the text proper, and after it."""

    def __init__(self):
        self.title = None  # a passage
        self.head, self.foot = [], []  # passages


def split_off(lines):
    """Head with title, the lines between, and the foot, of (passage, blank) lines."""
    head, lines = Head(), list(lines)
    take_title(head, lines)
    take_foot(head, lines)
    return head, lines


def take_title(head, lines):
    """The title: up to five lines at the top without a full stop, up to what ends like one."""
    candidates = []
    for passage, _ in lines[:8]:
        plain = passage.plain
        if re.search("[。；：]", plain) or len(plain) > 60 or numbers(plain):
            break
        candidates.append(passage)
        if TITLE_END.search(plain):
            first = 0
            while first < len(candidates) - 1 and is_masthead(candidates[first].plain):
                first += 1
            head.head = candidates[:first]
            head.title = joined(candidates[first:])
            del lines[: len(candidates)]
            return


def numbers(plain):
    """Whether a line begins with a number or label, as no title does."""
    return bool(mark_at(plain) or LABEL.match(plain))


def is_masthead(plain):
    """Whether a line above the title is a document's number, a date or a remark about its handling."""
    return bool(re.search("〔\\d{4}〕|^（|^附件|秘密|^文号", plain) or DATE_LINE.fullmatch(plain))


def take_foot(head, lines):
    """Signature and date at the end, and what stands below them."""
    for back in range(1, min(8, len(lines)) + 1):
        passage = lines[-back][0]
        if DATE_LINE.fullmatch(passage.plain.strip("（）")):
            start = len(lines) - back
            while start and back < 8 and is_signature(lines[start - 1][0].plain):
                start -= 1
                back += 1
            head.foot = [passage for passage, _ in lines[start:]]
            del lines[start:]
            return


def is_signature(plain):
    """Whether a line may be a signature above the date."""
    return len(plain) <= 30 and not re.search("[，。；：！？]", plain) and not mark_at(plain)


def kind_of(title, text, issues):
    """feedback, plan or notice, by the title or else by the words of the text."""
    plain = title.plain if title else ""
    found = next((kind for kind, words in KIND_WORDS if words.search(plain)), None)
    if found:
        return found
    place = Place(row=title.row if title else 1)
    if re.search("(?:整改时限|完成时限|责任部门|责任单位|责任领导)：", text):
        found = "plan"
    elif re.search("整改(?:进展|落实)?情况：|整改进展情况|已完成整改", text):
        found = "notice"
    elif re.search("巡[察视]发现|反馈(?:意见|如下)", text):
        found = "feedback"
    guess = KINDS.get(found or "notice")
    message = f"标题没有写明是哪一种文件，按{guess}读入，请核对。"
    issues.append(Issue("doubt", message, place, plain[:80]))
    return found or "notice"


def bodies_in(head, paragraphs, issues):
    """Who was inspected and who inspected, as values."""
    found = {}
    for passage in [p for p in (head.title, *paragraphs[:12]) if p]:
        if "team" not in found and (match := TEAM.search(passage.plain)):
            found["team"] = named(passage, match, "team")
        if "inspected" not in found and (match := INSPECTED.search(passage.plain)):
            found["inspected"] = named(passage, match, "body")
    if "inspected" not in found:
        found |= inspected_by_title(head, paragraphs)
    for name, label in (("inspected", "被巡察党组织"), ("team", "巡察组")):
        if name not in found:
            issues.append(Issue("doubt", f"没有读到{label}的名称，请填写。", Place(row=1)))
    return found


def inspected_by_title(head, paragraphs):
    """The inspected organ where no sentence tells it: by title, salutation or signature."""
    tries = [(head.title, FROM_TITLE), (head.title, TO_TITLE)]
    tries += [(paragraph, SALUTATION) for paragraph in paragraphs[:2]]
    for passage, pattern in tries:
        match = passage and pattern.match(passage.plain)
        match = match or (pattern is TO_TITLE and passage and pattern.search(passage.plain))
        if match:
            return {"inspected": named(passage, match, "body")}
    return {}


def named(passage, match, group):
    """A name without what leads up to it."""
    start, end = match.span(group)
    name = passage.plain[start:end]
    signs = LEADING_UP + (BEFORE_TEAM if group == "team" else ())
    start += max((name.rfind(sign) + len(sign) for sign in signs if sign in name), default=0)
    return value(passage.cut(start, end))
