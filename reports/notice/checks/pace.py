"""On time, says the notice: the ledger knows of something in it that is overdue."""

import re

from reports.notice.told import is_overdue

from .case import sources
from .unfinished import NOT_DONE, own

TITLES = {"overdue_hidden": "把逾期的说成按期推进"}
ON_TIME = re.compile(
    r"(?:按|依|照|按照|依照|根据)(?:既定|原定|整改|工作|规定)?的?"
    r"(?:计划|时限|时间|期限|节点|时间节点|时间表|进度|期|时|序时进度|要求时限)"
    r"(?:要求)?(?:正常|有序|稳步|持续|逐项|全面|扎实)?地?(?:推进|进行|落实|实施|开展|完成|整改)"
    r"|(?:序时|如期|有序|正常|稳步|顺利)(?:推进|进行|落实|实施|开展)"
)
SUBJECT = re.compile(r"整改|任务|措施|问题")


def find(case):
    """Words of being in time on what is overdue, or on the whole where something is.

    A passage that says itself what is overdue may say of the rest that it is in time.
    """
    for view in case.body:
        late = "" if "逾期" in view.text else late_in(case, view.passage)
        for match in own(view, ON_TIME) if late else ():
            if NOT_DONE.search(view.text[max(0, match.start() - 6) : match.start()]):
                continue
            if view.passage.source or SUBJECT.search(sentence_of(view, match)):
                says = f"{late}已逾期，不能说“{match[0]}”。"
                advice = "请写明逾期的和正在怎样抓紧整改。"
                yield view.finding("overdue_hidden", *match.span(), says, advice, (late,))


def sentence_of(view, match):
    """The words before a place, back to where its sentence began."""
    return view.text[view.sentence_start(match.start()) : match.end()]


def late_in(case, passage):
    """What is overdue of that which a passage tells of, or of all that there is; or ""."""
    if not passage.source:
        return whole(case)
    tasks = {task["id"]: task for task in told_of(case, passage)}
    rows = []
    for task in tasks.values():
        name, count = f"第{task['number']}项任务", len(case.told.overdue_in(task))
        rows += [f"{name}的{count}条措施"] if count else [name] if is_overdue(task) else []
    return "、".join(rows)


def told_of(case, passage):
    """The tasks that a passage tells of; where it names none, those of its problem."""
    told, found = case.told, sources(passage)
    tasks = [case.tasks[pk] for level, pk in found if level == "task" and pk in case.tasks]
    problems = [pk for level, pk in found if level == "problem" and pk in told.problems]
    return tasks or [row for pk in problems for row in told.addressing(told.problems[pk])]


def whole(case):
    """What is overdue in the whole ledger, or ""."""
    counts = (("tasks_overdue", "项任务"), ("overdue", "条措施"))
    values = ((case.figures.get(key, {}).get("value", 0), unit) for key, unit in counts)
    return "、".join(f"{value}{unit}" for value, unit in values if value)
