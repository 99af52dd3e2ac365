"""二、 of a notice: the figures, then chapter by chapter, problem by problem."""

from .bindings import overdue_name
from .blocks import clause, listed, quoted
from .passages import literal
from .told import is_overdue

SIGNED_OFF = "signed_off"
CONTINUING = "continuing"
APART = "另列于“整改未完成事项”"
YIELDS = (
    ("institutions", "健全完善制度机制"),
    ("campaigns", "开展专项治理"),
    ("funds_wan", "挽回资金"),
    ("people_dealt_with", "问责处理"),
)


def results(writer):
    """The figures and what was done about each problem, in the order of the style."""
    rows = []
    for aspect in writer.told.data["aspects"]:
        problems = writer.told.problems_in(aspect)
        told = [row for problem in problems for row in of_problem(writer, problem)]
        rows += [("aspect", clause(literal(aspect["title"]))), *told] if told else []
    numbers = [("text", figures(writer))]
    first = writer.style.figures_place == "first"
    return [("section", "集中整改进展情况"), *(numbers + rows if first else rows + numbers)]


def figures(writer):
    """The paragraph of figures; an outcome of which there is none is passed over."""
    say, done = writer.figure, writer.style.done_word
    return (
        f"截至{writer.date('数据截至')}，反馈意见指出的{say('problems_total')}问题，"
        f"已销号{say('problems_signed_off')}；整改任务{say('tasks_total')}，"
        f"{done}{say('tasks_signed_off')}，{writer.style.going_word}{say('tasks_continuing')}；"
        f"整改措施{say('measures_total')}，{done}{say('measures_signed_off')}。"
        f"{yields(writer)}{continuing_named(writer)}"
    )


def yields(writer):
    """What the measures yielded, as a sentence: 0项 and 0.00万元 are nothing to publish."""
    said = [words + writer.figure(key) for key, words in YIELDS if not is_none(writer.value(key))]
    return f"{'，'.join(said)}。" if said else ""


def is_none(value):
    """Whether a figure counts nothing; an amount is text."""
    return not float(value)


def continuing_named(writer):
    """Which tasks need more time, by number: what they are about is told once, further on."""
    tasks = [task for task in writer.data["tasks"] if task["state"] == CONTINUING]
    if not tasks:
        return ""
    numbers = "、".join(numbered_task(task) for task in tasks)
    return f"{numbers}{writer.style.going_word}，{APART}。"


def numbered_task(task):
    """A task by its number."""
    return f"第{task['number']}项任务"


def named(writer, task):
    """A task by number, and by its public words where it has them."""
    may = writer.told.may("task", task)
    return numbered_task(task) + (quoted(literal(task["public_text"])) if may else "")


def source(problem, tasks):
    """The items that a passage tells of."""
    return " ".join([f"problem:{problem['id']}", *(f"task:{task['id']}" for task in tasks)])


def of_problem(writer, problem):
    """One problem: what it was about, and what has been done; its continuing tasks stand apart."""
    told = writer.told
    if not told.may("problem", problem):
        return []
    tasks = [row for row in told.tasks_of[problem["id"]] if row["state"] != CONTINUING]
    title = f"{clause(literal(problem['public_text']))}。"
    text = situation(writer, problem, tasks)
    about = source(problem, tasks)
    if writer.style.problem_heading == "run_in":
        own = "" if told.texts("task", tasks) else title
        return [("item", f"{own}{text}", "", about)]
    return [("problem", title, "", f"problem:{problem['id']}"), ("text", text, "", about)]


def situation(writer, problem, tasks):
    """针对…问题。整改情况：…, or how it stands where nothing more may be told."""
    told, also = writer.told, shared(writer, problem)
    if issues := told.texts("task", tasks):
        several = "等" if len(issues) > 1 else ""
        return f"针对{quoted(*issues)}{several}问题。整改情况：{done(writer, tasks)}{also}"
    own = told.tasks_of[problem["id"]]
    if not own and not also:
        return "整改情况：整改任务正在制定。"
    return f"整改情况：{f'{standing(writer, own)}。' if own else ''}{also}"


def shared(writer, problem):
    """What tasks of other problems do about this one: with which, how it stands, and where."""
    told, groups = writer.told, {}
    for task in told.shared_by[problem["id"]]:
        groups.setdefault(task["problem"], []).append(task)
    rows = []
    for pk, tasks in groups.items():
        other = told.problems[pk]
        is_told = told.may("problem", other)
        name = quoted(literal(other["public_text"])) if is_told else "其他"
        shown = [row for row in tasks if row["state"] != CONTINUING and told.may("task", row)]
        where = "，具体情况见该问题" if is_told and shown else ""
        rows.append(f"与{name}问题一并整改，{standing(writer, tasks)}{where}。")
    return "".join(rows)


def standing(writer, tasks):
    """How some tasks stand, told without their words."""
    states = {row["state"] for row in tasks}
    if states == {SIGNED_OFF}:
        return "整改任务已经完成"
    if states == {CONTINUING}:
        return f"需要持续整改，{APART}"
    going = f"，需要持续整改的{APART}" if CONTINUING in states else ""
    if states <= {SIGNED_OFF, CONTINUING}:
        return f"有的任务已经完成{going}"
    return f"正在{pace(writer, tasks, '按计划推进')}{going}"


def pace(writer, tasks, in_time):
    """How what is left goes on: ``in_time``, or which of it is overdue, in figures that are bound."""
    late = []
    for task in tasks:
        if binding := writer.known.get(overdue_name(task)):
            late.append(f"{numbered_task(task)}的{binding.token}措施已逾期")
        elif is_overdue(task):
            late.append(f"{numbered_task(task)}已逾期")
    return f"推进，其中{'，'.join(late)}，正在抓紧整改" if late else in_time


def done(writer, tasks):
    """What was done in the tasks that may be told: measures signed off, and how the rest goes on."""
    told = writer.told
    shown = [task for task in tasks if told.may("task", task)]
    measures = [row for task in shown for row in told.measures_of[task["id"]]]
    finished = [row for row in measures if row["state"] == SIGNED_OFF]
    if measures and len(finished) == len(measures):
        texts = told.texts("measure", finished)
        return listed(texts) if texts else "措施已经完成。"
    if texts := told.texts("measure", finished):
        return f"{listed(texts)}其余措施正在{pace(writer, tasks, '按时限推进')}。"
    return f"正在{pace(writer, tasks, '按计划推进')}。"
