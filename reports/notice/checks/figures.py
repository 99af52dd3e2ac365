"""Figures that are not the snapshot's: bound ones, and those typed by hand."""

import re
from decimal import Decimal

from reports.notice.bindings import unbound

from .numbers import agrees, numbers, shown
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
EARLIER = re.compile(r"上一|上轮|上届|上次|往轮|往届|历次|本方面|该方面|此类|这类")
# Key of a figure → the words just before a number, or just after its unit, and the units.
VERBS = r"(?:健全|完善|建立|修订|制定|出台|新建|新增|形成|制订|开展|组织|实施|召开|先后|共计|累计|共|了){0,4}"
SINGLE = {
    "meetings": (r"专题会(?:议)?" + VERBS + "$", r"(?:整改|巡察整改){0,1}专题会", "次场个"),
    "supervision_visits": (r"督导(?:检查)?" + VERBS + "$", r"(?:整改|现场){0,1}督导", "次轮"),
    "institutions": (
        r"(?:健全|完善|建立|修订|制定|出台)[^，]{0,6}制度(?:机制)?" + VERBS + "$",
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
FUNDS = re.compile(r"(?:挽回|追回|追缴)[^，。；、0-9]{0,8}$")
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
        yield view.finding("bound_value", start, end, says, advice, (right,))


def right_of(case, noun, state, clause):
    """The figure that a quantity should show, or None where the snapshot has none of the kind."""
    if noun == "problems":
        noun = next((key for word, key in LISTS.items() if word in clause), noun)
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
    for one in quantities(sentence, offset):
        number = one.number
        if view.bound_at(number.start) or view.is_quoted(number.start) or one.is_part:
            continue
        right = right_of(case, one.noun, one.state, one.clause)
        if right is None or agrees(number, right) or EARLIER.search(one.clause):
            continue
        rights = {other: right_of(case, other, one.state, "") for other in NAMES}
        other = next((n for n in NAMES if n != one.noun and rights[n] == number.value), None)
        if view.passage.source and not (one.is_plainly and (other or "全部" in one.clause)):
            continue
        if not one.is_plainly and not other:
            continue
        what = STATE_NAMES[one.state] + NAMES[one.noun]
        says = f"快照里{what}是{right}{UNITS[one.noun]}，这里写的是{shown(number.value)}。"
        if other:
            says = f"{shown(number.value)}是{NAMES[other]}的数字，快照里{what}是{right}{UNITS[one.noun]}。"
        code = "mixed_figure" if other else "figure"
        yield view.finding(code, number.start, one.end, says, ADVICE, (right,))


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
            fits = value <= right if view.passage.source or "其中" in clause else False
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
    before, unit = ahead_of(clause, number), clause[number.end : number.end + 1]
    if FUNDS.search(before):
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
        if unit and unit in units and (ahead.search(before) or after.match(clause, number.end + 1)):
            return key, number.end + 1, number.value
    return "", number.end, number.value
