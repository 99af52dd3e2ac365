"""Figures that are not the snapshot's: bound ones, and those typed by hand."""

import re
from decimal import Decimal

from reports.notice.bindings import unbound
from reports.notice.parties import subject

from .case import sources
from .numbers import agrees, numbers, shown
from .other_task import other_task
from .quantities import ahead_of, clauses, quantities, sentences

TITLES = {
    "bound_value": "绑定的数字与快照不一致",
    "figure": "数字与快照不一致",
    "mixed_figure": "问题、任务、措施的数字用混",
}
NAMES = {"problems": "反馈问题", "tasks": "整改任务", "measures": "整改措施"}
STATE_NAMES = {"total": "", "done": "已完成", "unfinished": "未完成", "going": "持续整改"}
UNITS = {"problems": "个", "tasks": "项", "measures": "条"}
LISTS = {"清单": "problem_list", "意见建议": "suggestions", "自查": "self_found"}
ADVICE = "请核对；宜改为插入绑定的数字，以后随快照更新。"
TERM = re.compile(r"[一二三四五六七八九十]{1,3}届(?=[省市县区]?委|以来)")
EARLIER = re.compile(r"上一|上轮|上届|上次|往轮|往届|历次|本方面|该方面|此类|这类")
# Key of a figure → the words just before a number, or just after its unit, and the units.
VERBS = r"(?:健全|完善|建立|修订|制定|出台|新建|新增|形成|制订|开展|组织|实施|召开|先后|共计|累计|共|了){0,4}"
SINGLE = {
    "meetings": (r"专题会(?:议)?" + VERBS + "$", r"(?:整改|巡察整改){0,1}专题会", "次场个"),
    "supervision_visits": (r"督导(?:检查)?" + VERBS + "$", r"(?:整改|现场){0,1}督导", "次轮"),
    "institutions": (
        r"(?:健全|完善|建立|修订|制定|出台)[^，]{0,6}(?:制度(?:机制)?|长效机制)" + VERBS + "$",
        r"(?:规章|长效|管理){0,2}制度",
        "个项",
    ),
    "campaigns": (r"专项(?:治理|整治)" + VERBS + "$", r"专项(?:治理|整治)", "项个次"),
    "people_dealt_with": (
        r"(?:问责|处理|处分|追责)(?:处理|问责|党员|干部|党员干部|责任人)?" + VERBS + "$",
        r"$^",
        "人名",
    ),
}
FUNDS = re.compile(
    r"(?:(?:挽回|追回|追缴)[^，。；、0-9]{0,8}"
    r"|收回(?:违规|违纪|被骗|挪用|套取|侵占|流失|相关|有关|各类|的)*(?:资金|款项|损失)(?:共计|累计|合计|共|计|达)*)$"
)
# What the organ does for others: 赴县区督导12次, 帮助会员企业挽回损失320万元.
VISITED = re.compile(
    r"(?:对|赴|到|向|深入|下沉)[^，。；]{0,14}?"
    r"(?:县|区|乡|镇|街道|村|社区|商会|协会|企业|公司|学校|医院|科室|支部|学院|院系|项目|站|所|基层|窗口|网点|门店|法庭|单位)"
    r"[^，。；]{0,10}督导"
)
VISITORS = re.compile("派驻|纪检监察组|巡察办|巡察组|上级|主管部门")
HELPED = re.compile(
    r"(?:帮助|协助|帮|助力)[^，。；0-9]{0,16}(?:挽回|追回|追缴|追讨)|"
    r"(?:为|替|给)[^，。；0-9]{0,8}"
    r"(?:会员|(?:会员|民营|中小|小微|辖区|涉案|受害|当事|商会)企业|职工|群众|当事人|债权人|农民工|工人|劳动者|商户|"
    r"患者|学生|家长|业主|消费者|村民|农户|居民|客户|老人|被害人)[^，。；0-9]{0,6}(?:挽回|追回|追缴|追讨)"
)
# Outside the figures a few of these may be named by themselves, unless it says: all together.
SOME = frozenset({"institutions", "campaigns"})
TOGETHER = re.compile("共|累计|合计|总计")
MANY = 10  # from here a number is not that of another noun by chance
SINGLE = {
    key: (re.compile(ahead), re.compile(after), units)
    for key, (ahead, after, units) in SINGLE.items()
}


def find(case):
    """Bound values that differ, then numbers in free text that do."""
    for view in case.views:
        yield from of_bound(case, view)
    for view in case.body:
        for start, sentence in sentences(view.text):
            yield from of_items(case, view, sentence, start)
            yield from of_single(case, view, sentence, start)


def of_bound(case, view):
    """Bound values that are not as the snapshot has them, or that name nothing."""
    wrong = dict(unbound(view.raw, case.known))
    for start, end, _, _, bound in view.pieces:
        if bound not in wrong:
            continue
        right = wrong[bound]
        says = f"“{bound.name}”在快照里是“{right}”。" if right else f"快照里没有“{bound.name}”。"
        advice = "请按快照更新数字。" if right else "请删去，或改用快照里有的数字和日期。"
        if other := other_task(case, view, start, bound):
            says, advice, right = other
        yield view.finding("bound_value", start, end, says, advice, (right,))


def right_of(case, noun, state, ahead):
    """The figure that a quantity should show, or None where the snapshot has none of the kind."""
    if noun == "problems":
        last = max(["反馈", *LISTS], key=ahead.rfind)
        noun = LISTS.get(last, noun) if last in ahead else noun
    value = {key: row["value"] for key, row in case.figures.items()}
    total, done = value.get(f"{noun}_total"), value.get(f"{noun}_signed_off")
    if state == "total":
        return total
    if state == "done":
        return done
    if state == "unfinished" and None not in (total, done):
        return total - done
    return value.get(f"{noun}_continuing") if noun == "tasks" else None


def of_items(case, view, sentence, offset):
    """Numbers of problems, tasks, measures that differ; a passage on one item counts its own."""
    found = quantities(sentence, offset)
    wholes = wholes_of(case, view, found)
    for one in found:
        number = one.number
        if view.bound_at(number.start) or view.is_quoted(number.start) or one.is_part:
            continue
        right = right_of(case, one.noun, one.state, one.ahead)
        if right is None or agrees(number, right) or is_earlier(case, one.clause):
            continue
        if one.is_of_others:
            continue
        other = other_of(case, one)
        is_share = one.state != "total" and one.noun in wholes
        if not (is_share or is_meant(case, view, one, other, offset)):
            continue
        what = STATE_NAMES[one.state] + NAMES[one.noun]
        says = f"快照里{what}是{right}{UNITS[one.noun]}，这里写的是{shown(number.value)}。"
        if other:
            says = f"{shown(number.value)}是{NAMES[other]}的数字，快照里{what}是{right}{UNITS[one.noun]}。"
        code = "mixed_figure" if other else "figure"
        yield view.finding(code, number.start, one.end, says, ADVICE, (right,))


def other_of(case, one):
    """The noun that a number is the figure of, in its state or altogether, where it is not its own."""
    for noun in NAMES:
        values = (right_of(case, noun, one.state, ""), right_of(case, noun, "total", ""))
        if noun != one.noun and one.number.value in values:
            return noun
    return None


def is_earlier(case, clause):
    """Whether a clause speaks of another inspection, or of what is not all: of an earlier term."""
    terms = set(TERM.findall(clause)) - set(TERM.findall(subject(case.data["inspection"])))
    return bool(terms or EARLIER.search(clause))


def wholes_of(case, view, found):
    """The nouns of which a sentence gives the number of all: what it says is done is of those."""
    totals = {noun: right_of(case, noun, "total", "") for noun in NAMES}
    return {
        one.noun
        for one in found
        if not one.is_part
        and one.number.value == totals[one.noun]
        and (one.is_plainly or one.number.value >= MANY)
        and one.number.value > own(case, view, one.noun)
    }


def is_meant(case, view, one, other, offset):
    """Whether a number means all of them: so named, or it is that of another noun (``other``)."""
    if not view.passage.source:
        return one.is_plainly or bool(other)
    if one.number.value <= own(case, view, one.noun):
        return False
    total = right_of(case, one.noun, "total", "") or 0
    if one.is_plainly and one.number.value >= MANY and one.number.value * 2 > total:
        return True  # more than half of all there are, and more than it has
    starts = one.number.start == offset or view.text[one.number.start - 1] in "，。；："
    of_tasks = other and starts and view.text[one.number.end] == "项" and one.number.value >= MANY
    return (one.is_plainly and (bool(other) or "全部" in one.clause)) or bool(of_tasks)


def own(case, view, noun):
    """How many of a noun a passage tells of: what it counts beyond them is not its own."""
    tasks = {pk for level, pk in sources(view.passage) if level == "task"}
    if noun == "measures":
        return sum(row["task"] in tasks for row in case.data["measures"])
    return len(tasks) if noun == "tasks" else 1


def of_single(case, view, sentence, offset):
    """Meetings, visits, institutions and the like: said otherwise, or more than all together."""
    for start, clause in clauses(sentence, offset):
        for number in numbers(clause):
            if view.bound_at(start + number.start) or view.is_quoted(start + number.start):
                continue
            key, end, value = meant(clause, number)
            figure = case.figures.get(key)
            if figure is None:
                continue
            right = Decimal(str(figure["value"]))
            # A passage on one item tells its part of the whole.
            is_some = view.passage.source or "其中" in clause
            is_some = is_some or (key in SOME and not view.pieces and not TOGETHER.search(clause))
            fits = is_some and value <= right
            said = number.__class__(value, number.start, number.end, number.rough)
            if fits or agrees(said, right):
                continue
            says = (
                f"快照里{figure['label']}是{figure['value']}{figure['unit']}，"
                f"这里写的是{clause[number.start : end]}。"
            )
            span = (start + number.start, start + end)
            yield view.finding("figure", *span, says, ADVICE, (figure["value"],))


def meant(clause, number):
    """(key of the figure that a number is about, end of number and unit, value), or ("", …)."""
    at = number.end + (clause[number.end : number.end + 1] in ("余", "多"))
    before, unit = ahead_of(clause, number), clause[at : at + 1]
    if FUNDS.search(before) and not HELPED.search(before):
        for word, of_wan in (
            ("余万元", 1),
            ("多万元", 1),
            ("万元", 1),
            ("亿元", 10_000),
            ("元", 0),
        ):
            if clause.startswith(word, number.end):
                value = number.value * of_wan if of_wan else number.value / 10_000
                return "funds_wan", number.end + len(word), value
    for key, (ahead, after, units) in SINGLE.items():
        if unit and unit in units and (ahead.search(before) or after.match(clause, at + 1)):
            if key == "supervision_visits" and is_of_organ(before):
                break
            return key, at + 1, number.value
    return "", number.end, number.value


def is_of_organ(before):
    """Whether the organ supervised others: the visits that are counted are those to the organ."""
    return bool(VISITED.search(before) and not VISITORS.search(before))
