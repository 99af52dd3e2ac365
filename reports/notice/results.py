"""二、 of a notice: the figures, then chapter by chapter, problem by problem."""

from .blocks import clause, listed, quoted
from .passages import literal

SIGNED_OFF = "signed_off"


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
    """The paragraph of figures; what a snapshot counts as none is said to be none."""
    say, done = writer.figure, writer.style.done_word
    return (
        f"截至{writer.date('数据截至')}，反馈意见指出的{say('problems_total')}问题，"
        f"已销号{say('problems_signed_off')}；整改任务{say('tasks_total')}，"
        f"{done}{say('tasks_signed_off')}，{writer.style.going_word}{say('tasks_continuing')}；"
        f"整改措施{say('measures_total')}，{done}{say('measures_signed_off')}。"
        f"健全完善制度机制{say('institutions')}，开展专项治理{say('campaigns')}，"
        f"挽回资金{say('funds_wan')}，问责处理{say('people_dealt_with')}。"
        f"{continuing_named(writer)}"
    )


def continuing_named(writer):
    """Which tasks need more time: the sentence after the figures."""
    tasks = [task for task in writer.data["tasks"] if task["state"] == "continuing"]
    if not tasks:
        return ""
    return f"{'、'.join(named(writer, task) for task in tasks)}{writer.style.going_word}。"


def named(writer, task):
    """A task by number, and by its public words where it has them."""
    may = writer.told.may("task", task)
    return f"第{task['number']}项任务" + (quoted(literal(task["public_text"])) if may else "")


def source(problem, tasks):
    """The items that a passage tells of."""
    return " ".join([f"problem:{problem['id']}", *(f"task:{task['id']}" for task in tasks)])


def of_problem(writer, problem):
    """One problem: what it was about, and what has been done; its continuing tasks stand apart."""
    told = writer.told
    if not told.may("problem", problem):
        return []
    every = told.tasks_of[problem["id"]]
    tasks = [task for task in every if task["state"] != "continuing"]
    title = f"{clause(literal(problem['public_text']))}。"
    text = situation(writer, every, tasks)
    about = source(problem, tasks)
    if writer.style.problem_heading == "run_in":
        own = "" if told.texts("task", tasks) else title
        return [("item", f"{own}{text}", "", about)]
    return [("problem", title, "", f"problem:{problem['id']}"), ("text", text, "", about)]


def situation(writer, every, tasks):
    """针对…问题。整改情况：…, or why there is nothing to say yet."""
    issues = writer.told.texts("task", tasks)
    if issues:
        several = "等" if len(issues) > 1 else ""
        return f"针对{quoted(*issues)}{several}问题。{done(writer, tasks)}"
    if not every:
        return "整改情况：整改任务正在制定。"
    if not tasks:
        return "整改情况：需要持续整改，另列于“整改未完成事项”。"
    return "整改情况：正在按计划推进。"


def done(writer, tasks):
    """整改情况 of some tasks: the measures signed off, and that others are under way."""
    tasks = [task for task in tasks if writer.told.may("task", task)]
    measures = [row for task in tasks for row in writer.told.measures_of[task["id"]]]
    finished = [row for row in measures if row["state"] == SIGNED_OFF]
    texts = writer.told.texts("measure", finished)
    rest = "" if len(finished) == len(measures) else "其余措施正在按时限推进。"
    if texts:
        return f"整改情况：{listed(texts)}{rest}"
    return "整改情况：正在按计划推进。" if rest or not measures else "整改情况：措施已经完成。"
