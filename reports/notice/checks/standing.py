"""Problems and measures told in another state than they are in: done as open, or open as done."""

import re

from reports.notice.blocks import clause

from .case import sources
from .disclosure import letters
from .listed import ENDS, end_of, masked

TITLES = {"other_state": "写的状态与快照不一致"}
TOGETHER = re.compile(r"与([^。]{0,700}?)问题一并整改")
# A sentence on what is to come, or why it is not done, may tell of what is not done.
AHEAD = re.compile(r"下一步|下步|原因|计划|拟|将|正在|尚|没有|未|继续|推进|其余|预计|要求|争取")
LEAST = 6  # characters by which a measure's words are known
STANDINGS = (
    ("done", re.compile(r"(?<!有的)(?:整改任务|任务)(?:已经|已|均已)(?:全部)?完成")),
    ("measures done", re.compile(r"(?<!其余)(?<!有的)措施(?:已经|已|均已)(?:全部)?完成")),
    ("some", re.compile(r"有的任务(?:已经|已)完成")),
    ("apart", re.compile(r"需要持续整改(?:的|，)?另列于")),
    ("rest", re.compile(r"其余措施(?:正在|仍在)")),
    ("going", re.compile(r"正在(?:按计划|按时限)?推进")),
)
ALL_DONE = re.compile(r"整改任务(?:均|都|也|全部)?(?:已经|已)(?:全部)?(?:完成|销号)")
NONE_OPEN = re.compile(r"(?:没有完成|未完成|尚未完成)的0项(?:整改)?任务")
AS_IT_IS = "请按快照里的状态改写；快照之后又有变动的，换用新的快照。"


def find(case):
    """How the tasks of a problem are said to stand, measures told as done, what is said of all."""
    for view in case.body:
        if view.part != "text":
            continue
        text = masked(view)
        yield from of_standing(case, view, text)
        yield from of_measures(case, view, text)
        yield from of_all(case, view)


def of_standing(case, view, text):
    """How the tasks of a problem are said to stand, together with another's or by themselves."""
    problems = [pk for level, pk in sources(view.passage) if level == "problem"]
    problem = case.told.problems.get(problems[0]) if len(problems) == 1 else None
    if problem is None or view.passage.kind == "problem":
        return
    start, tasks = 0, case.told.tasks_of[problem["id"]]
    for match in [*TOGETHER.finditer(text), None]:
        end = match.start() if match else len(text)
        yield from of_stretch(case, view, text, (start, end), tasks)
        if match:
            start = match.end()
            other = view.text[match.start(1) : match.end(1)]
            tasks = shared_with(case, problem, other)


def shared_with(case, problem, words):
    """The tasks of another problem, known by its words, that address this one too."""
    rows = case.told.shared_by[problem["id"]]
    bare = letters(words)[0]
    own = [row for row in rows if is_named(case.told.problems[row["problem"]], bare)]
    return own or (rows if len({row["problem"] for row in rows}) == 1 else [])


def is_named(problem, words):
    """Whether a problem's public words are those."""
    return bool(words) and letters(clause(problem["public_text"] or ""))[0] == words


def of_stretch(case, view, text, span, tasks):
    """What is said of some tasks in a stretch that is not so."""
    if not tasks:
        return
    wrong = wrong_of(case, tasks)
    taken = set()
    for name, words in STANDINGS:
        for match in words.finditer(text, *span):
            if taken & {*range(*match.span())} or is_counted(text, match):
                continue
            taken |= {*range(*match.span())}
            if says := wrong[name]:
                yield view.finding("other_state", *match.span(), says, AS_IT_IS, (says,))


def is_counted(text, match):
    """Whether it is said of a part: of some task by its number, of a number of them."""
    before = text[
        max(text.rfind(mark, 0, match.start()) for mark in "，：；。\n") + 1 : match.start()
    ]
    return bool(re.search(r"\d|第|其中", before))


def wrong_of(case, tasks):
    """Name of a standing → what is wrong with saying it of these tasks, or nothing."""
    states = [task["state"] for task in tasks]
    apart = [task for task in tasks if task["state"] != "continuing"]
    measures = [row for task in apart for row in case.told.measures_of[task["id"]]]
    left = [row for row in measures if row["state"] != "signed_off"]
    open_tasks = [state for state in states if state != "signed_off"]
    is_done = not open_tasks and not left
    all_done = "这里的任务都已销号，文中仍写成没有完成。"
    some_open = f"这里还有{len(open_tasks)}项任务没有销号，文中写成已经完成。"
    none_apart = "这里没有持续整改的任务，文中仍写另列。"
    return {
        "done": some_open if open_tasks else "",
        "measures done": f"这里还有{len(left)}条措施没有销号，文中写成已经完成。" if left else "",
        "some": some_open if "signed_off" not in states else all_done if not open_tasks else "",
        "apart": "" if "continuing" in states else none_apart,
        "rest": "" if left else "这里的措施都已销号，文中仍写成没有完成。",
        "going": all_done if is_done else "",
    }


def of_measures(case, view, text):
    """Measures that are not signed off, told word for word as what was done."""
    about = [pk for level, pk in sources(view.passage) if level == "task"]
    rows = [row for pk in about for row in case.told.measures_of.get(pk, ())]
    done = [bare_of(row) for row in rows if row["state"] == "signed_off"]
    bare, places = letters(text)
    for row in rows:
        words = bare_of(row)
        at = bare.find(words) if len(words) >= LEAST else -1
        if row["state"] == "signed_off" or at < 0 or any(words in one for one in done):
            continue
        start, end = places[at], places[at + len(words) - 1] + 1
        if AHEAD.search(sentence(text, start, end).replace(text[start:end], "")):
            continue
        says = f"{row['title']}还没有销号，文中写成已经做的。"
        yield view.finding("other_state", start, end, says, AS_IT_IS, (row["id"],))


def bare_of(row):
    """A measure's public words without marks."""
    return letters(row["public_text"] or "")[0]


def sentence(text, start, end):
    """The item of a series, or the sentence, around a place."""
    return text[max(text.rfind(mark, 0, start) for mark in ENDS) + 1 : end_of(text, end)]


def of_all(case, view):
    """All tasks said to be done while some are not, or none of them still to be done."""
    left = case.figures.get("tasks_unfinished", {}).get("value")
    total = case.figures.get("tasks_total", {}).get("label")
    if left is None:
        return
    for match in ALL_DONE.finditer(view.text) if left else ():
        bound = view.bound_at(match.start() - 1) if match.start() else None
        if bound and bound.name == total:
            says = f"还有{left}项任务没有销号，不能说“{match[0]}”。"
            yield view.finding("other_state", *match.span(), says, AS_IT_IS, (left,))
    for match in NONE_OPEN.finditer(view.text) if not left else ():
        says = "任务都已销号，没有未完成的了。"
        yield view.finding("other_state", *match.span(), says, AS_IT_IS, (left,))
