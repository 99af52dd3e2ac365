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
ENOUGH = 0.4  # share of a text's pairs of characters by which it is known, reworded
NEARLY_ALL = 0.9  # the same anywhere in the notice, where pairs are common by chance
NOT_WORDS = re.compile(r"[\W_]+")
FRAMED = frozenset({"title", "contact", "organ", "date", "correction"})
HEADS = {"section": 0, "aspect": 1, "unnumbered": 1, "problem": 2}


def find(case):
    """What is missing, what is too much, what has no answer."""
    bare_ones = [finding for view in case.body for finding in of_answers(view)]
    keys = {finding.key for finding in bare_ones}
    yield from bare_ones
    yield from (one for one in of_missing(case) if one.code != "unanswered" or one.key not in keys)
    yield from of_gone(case)
    yield from of_empty(case)


def bare(text):
    """A text without marks and spaces."""
    return NOT_WORDS.sub("", text)


def pairs_of(text):
    """Every two characters of a text that follow one another."""
    text = bare(text)
    return {text[at : at + 2] for at in range(len(text) - 1)}


class Told:
    """The words of the notice, all together and by the items that its passages tell of."""

    def __init__(self, case):
        self.everywhere = set()
        self.by_source = {}
        for row in case.passages:
            if row.kind == "correction":
                continue  # it tells what was wrong
            pairs = pairs_of(row.lead + row.plain)
            self.everywhere |= pairs
            for source in sources(row) if pairs else ():
                self.by_source.setdefault(source, set()).update(pairs)

    def has(self, text, source=None):
        """Whether a text's words are there, reworded or not, in what tells of ``source``."""
        words = self.everywhere if source is None else self.by_source.get(source, set())
        pairs = pairs_of(text)
        share = ENOUGH if source else NEARLY_ALL
        return not pairs or len(pairs & words) >= share * len(pairs)


def of_missing(case):
    """Public problems of the chapters that no passage tells of, or parts of them."""
    words = Told(case)
    aspects = {row["id"]: row for row in case.data["aspects"]}
    for problem in case.data["problems"]:
        if problem["aspect"] not in aspects or not case.may("problem", problem):
            continue
        is_named = ("problem", problem["id"]) in words.by_source
        if is_named or words.has(problem["public_text"]):
            tasks = [t for t in case.told.tasks_of[problem["id"]] if case.may("task", t)]
            for task in tasks:
                yield from of_task(case, words, problem, task)
        else:
            says = f"可以公开的反馈问题“{problem['public_text']}”没有写进通报。"
            title = aspects[problem["aspect"]]["title"]
            yield absent(case, says, bare(title), problem)
    for task in case.data["tasks"]:
        number = f"第{task['number']}项任务"
        is_shut = task["state"] == "continuing" and not case.told.may("task", task)
        if is_shut and not any(number in view.text for view in case.views):
            says = f"{number}持续整改，没有列入未完成事项。"
            yield absent(case, says, "整改未完成事项", task)


def of_task(case, words, problem, task):
    """A public task that is not told, or told without any of what was done about it."""
    source, number = ("task", task["id"]), f"第{task['number']}项任务“{task['public_text']}”"
    elsewhere = words.has(task["public_text"]) if task["state"] != "continuing" else False
    if not words.has(task["public_text"], source) and not elsewhere:
        yield absent(case, f"{number}没有写进通报。", bare(problem["public_text"]), task)
        return
    rows = case.told.measures_of[task["id"]]
    rows = [r for r in rows if case.may("measure", r) or not case.told.may("measure", r)]
    done = [r["public_text"] for r in rows if r["state"] == "signed_off"]
    done = [text for text in done if text]
    where = next((row for row in case.passages if source in sources(row)), None)
    if where and done and not any(words.has(text, source) for text in done):
        says = f"{number}没有写整改情况，台账里已有销号的措施。"
        advice = "请把已经做了什么补写上。"
        yield case.missing("unanswered", where, says, advice, (task["id"], *done))


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


def of_answers(view):
    """针对…问题 without 整改情况, or with nothing after it."""
    about = ABOUT.search(view.text)
    if about is None or view.passage.kind not in {"item", "text"}:
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
        if row.kind in FRAMED:
            continue  # ``frame`` looks at those
        if not (row.lead + row.plain).strip():
            says = f"这一段（{row.called}）是空的。"
            yield case.missing("empty_passage", row, says, "请补写或删去。", (row.key,))
        elif row.kind in HEADS:
            after = rows[at + 1] if at + 1 < len(rows) else None
            depth = HEADS.get(after.kind, 9) if after else 0
            if after is None or after.kind in FRAMED or depth <= HEADS[row.kind]:
                view = next(v for v in case.views if v.passage is row)
                says = f"标题“{row.plain[:40]}”下面没有内容。"
                span = (0, len(view.text))
                yield view.finding("empty_passage", *span, says, "请补写，或者删去标题。")
