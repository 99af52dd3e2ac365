"""Items that the notice does not tell of, or no longer may, or leaves unanswered."""

import re

from .case import sources

TITLES = {
    "missing_item": "应写的问题或任务没有写",
    "gone_item": "写了不再公开的问题",
    "unanswered": "问题没有写整改情况",
    "empty_passage": "段落没有内容",
}
ABOUT = re.compile(r"针对.{1,600}?问题[。，：]")
ANSWER = re.compile(r"(整改情况|已做的工作|整改措施|整改成效)[：:]\s*")
SAYS_NOTHING = re.compile(r"^[。；，、：\s]*$")
NOT_WORDS = re.compile(r"[\W_]+")
HEADS = {"section": 0, "aspect": 1, "unnumbered": 1, "problem": 2}


def find(case):
    """What is missing, what is too much, what has no answer."""
    yield from of_missing(case)
    yield from of_gone(case)
    for row in case.passages:
        yield from of_answers(case, row)
    yield from of_empty(case)


def bare(text):
    """A text without marks and spaces."""
    return NOT_WORDS.sub("", text)


def of_missing(case):
    """Public problems of the chapters, and tasks, that no passage tells of."""
    named = {source for row in case.passages for source in sources(row)}
    words = "\n".join(bare(view.text) for view in case.views)
    aspects = {row["id"]: row for row in case.data["aspects"]}
    for problem in case.data["problems"]:
        if problem["aspect"] not in aspects or not case.told.may("problem", problem):
            continue
        told = ("problem", problem["id"]) in named or bare(problem["public_text"]) in words
        if not told:
            title = aspects[problem["aspect"]]["title"]
            says = f"可以公开的反馈问题“{problem['public_text']}”没有写进通报。"
            yield absent(case, says, bare(title), problem)
            continue
        for task in case.told.tasks_of[problem["id"]]:
            if case.told.may("task", task) and not is_told(task, named, words):
                says = f"第{task['number']}项任务“{task['public_text']}”没有写进通报。"
                yield absent(case, says, bare(problem["public_text"]), task)
    for task in case.data["tasks"]:
        if task["state"] == "continuing" and not case.told.may("task", task):
            if not is_told(task, named, words) and f"第{task['number']}项任务" not in words:
                says = f"第{task['number']}项任务持续整改，没有列入未完成事项。"
                yield absent(case, says, "整改未完成事项", task)


def is_told(task, named, words):
    """Whether a passage tells of a task, or has its words."""
    return ("task", task["id"]) in named or (
        bool(task["public_text"]) and bare(task["public_text"]) in words
    )


def absent(case, says, beside, item):
    """The finding of an item that is not there, beside the heading it belongs under."""
    place = next((row for row in case.passages if beside and beside in bare(row.plain)), None)
    if place is None:
        sections = case.of_kind("section")
        place = sections[1] if len(sections) > 1 else next(iter(sections), None)
    advice = "请补写；确实不应公开的，先在台账里改公开范围，再换用新的快照。"
    facts = (item["id"], item["public_text"])
    return case.missing("missing_item", place, says, advice, facts)


def of_gone(case):
    """Passages on a problem that may no longer be told, or is no longer there."""
    problems = case.told.problems
    advice = "请删去这一段；应当公开的，先在台账里定为社会公开并写公开表述。"
    for row in case.passages:
        for level, pk in sources(row):
            if level != "problem" or ("problem", pk) in case.told.open:
                continue
            view = next((view for view in case.views if view.passage is row), None)
            if view is None:
                continue
            problem = problems.get(pk)
            name = problem["title"] if problem else "原来的问题"
            why = "在快照里没有定为社会公开" if problem else "在快照里已经没有"
            says = f"这一段写的{name}{why}。"
            facts = (pk, problem and problem["disclosure"])
            yield view.finding("gone_item", 0, len(view.text), says, advice, facts)


def of_answers(case, row):
    """针对…问题 without 整改情况, or with nothing after it."""
    if row.kind not in {"item", "text"}:
        return
    view = next((v for v in case.views if v.passage is row and v.part == "text"), None)
    if view is None or not (about := ABOUT.search(view.text)):
        return
    answer = ANSWER.search(view.text, about.end())
    if answer is None and SAYS_NOTHING.match(view.text[about.end() :]):
        says = "写了问题，没有写整改情况。"
        span, advice = about.span(), "请写明已经做了什么、做到什么程度。"
    elif answer and SAYS_NOTHING.match(view.text[answer.end() :]):
        says = f"“{answer[1]}”后面没有内容。"
        span, advice = answer.span(), "请写明已经做了什么；还没有进展的写明正在推进。"
    else:
        return
    yield view.finding("unanswered", *span, says, advice)


def of_empty(case):
    """Passages without words, and headings with nothing under them."""
    rows = case.passages
    for at, row in enumerate(rows):
        if not (row.lead + row.plain).strip():
            says = f"这一段（{row.called}）是空的。"
            yield case.missing("empty_passage", row, says, "请补写或删去。", (row.key,))
        elif row.kind in HEADS:
            after = rows[at + 1] if at + 1 < len(rows) else None
            depth = HEADS.get(after.kind, 9) if after else 0
            if (
                after is None
                or after.kind in ("contact", "organ", "date")
                or depth <= HEADS[row.kind]
            ):
                view = next(v for v in case.views if v.passage is row)
                says = f"标题“{row.plain[:40]}”下面没有内容。"
                span = (0, len(view.text))
                yield view.finding("empty_passage", *span, says, "请补写，或者删去标题。")
