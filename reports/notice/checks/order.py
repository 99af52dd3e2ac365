"""Whether headings and passages stand as the items do that they tell of: whose words, where, how often."""

from reports.notice.blocks import clause

from .case import sources
from .items import bare, pairs_of
from .quantities import quantities, sentences

TITLES = {
    "other_heading": "标题不是这个问题的表述",
    "other_place": "问题的顺序或位置不对",
    "doubled_passage": "段落重复",
    "no_figures": "没有写任务总数和完成数",
    "no_unfinished": "没有“整改未完成事项”标题",
}
LIKE = 0.3  # share of a problem's pairs of characters that its heading has, reworded
ALIKE = 0.7  # the same by which a heading is known to be another problem's
LONG = 30  # characters from which two passages are not the same by chance
GOING_ON = ("未完成", "持续整改", "尚未", "正在整改", "需要继续", "仍需")


def find(case):
    """Headings, order, doubled passages, then the parts that a notice must have."""
    yield from of_headings(case)
    yield from of_places(case)
    yield from of_doubled(case)
    yield from of_figures(case)
    yield from of_unfinished(case)


def problem_of(row):
    """The id of the one problem that a passage tells of, or None."""
    found = [pk for level, pk in sources(row) if level == "problem"]
    return found[0] if len(found) == 1 else None


def view_of(case, row):
    """The view of a passage's text."""
    return next(view for view in case.views if view.passage is row and view.part == "text")


def of_headings(case):
    """Headings that have none of their own problem's words, or rather those of another."""
    rows = [row for row in case.of_kind("problem") if row.text and problem_of(row) is not None]
    every = {pk: pairs_of(row["public_text"]) for pk, row in case.told.problems.items()}
    for row in rows:
        right = case.told.problems.get(problem_of(row))
        if right is None or not right["public_text"]:
            continue  # ``items`` tells of that
        words = pairs_of(row.plain)
        shares = {pk: len(words & own) / len(own) for pk, own in every.items() if own}
        share = shares.pop(right["id"], 1)
        other = max(shares.values(), default=0)
        if share < LIKE or (other > ALIKE and other > share):
            view = view_of(case, row)
            says = f"这个标题应是“{right['public_text']}”。"
            facts = (right["public_text"],)
            advice = "请改回反馈问题的公开表述；挪错了的，挪回原处。"
            yield view.finding("other_heading", 0, len(view.text), says, advice, facts)


def of_places(case):
    """Problems not in the order of the feedback, under another's heading or another chapter's."""
    places = {row["id"]: at for at, row in enumerate(case.data["problems"])}
    chapters = {clause(row["title"]): row["id"] for row in case.data["aspects"]}
    chapter = heading = None
    last = -1
    for row in case.passages:
        if row.kind in ("section", "aspect", "unnumbered"):
            chapter = chapters.get(row.plain) if row.kind == "aspect" else None
            heading = None
        pk = problem_of(row)
        if pk not in places:
            continue
        if heading == pk and row.kind != "problem":
            continue  # it stands with its heading, wherever that is
        heading = pk if row.kind == "problem" else heading
        says = misplaced(case, pk, chapter, heading, places[pk] < last)
        last = max(last, places[pk])
        if says and row.text:
            view = view_of(case, row)
            advice = "请挪到它在反馈意见里的位置。"
            yield view.finding("other_place", 0, len(view.text), says, advice, (pk,))


def misplaced(case, pk, chapter, heading, is_late):
    """What is wrong with where a problem is told, or nothing."""
    problem = case.told.problems[pk]
    name = f"“{problem['public_text'] or problem['title']}”"
    if chapter and problem["aspect"] != chapter:
        return f"{name}不属于这一方面。"
    if heading and heading != pk:
        return f"这一段写的是{name}，却在另一个问题的标题下面。"
    return f"{name}应在前面的问题之前。" if is_late else ""


def of_doubled(case):
    """A passage that stands there twice, word for word."""
    seen = set()
    for row in case.passages:
        words = bare(row.lead + row.plain)
        known_by = (row.kind, words, row.source if len(words) < LONG else "")
        if words and (row.source or len(words) >= LONG):
            if known_by in seen:
                view = next(view for view in case.views if view.passage is row)
                says = "这一段与前面的一段完全一样。"
                yield view.finding("doubled_passage", 0, len(view.text), says, "请删去重复的一段。")
            seen.add(known_by)


def section(case):
    """The heading that the figures stand under."""
    rows = case.of_kind("section")
    return rows[1] if len(rows) > 1 else next(iter(rows), None)


def of_figures(case):
    """How many tasks there are and how many are done: said, bound or typed, somewhere."""
    row = case.figures.get("tasks_signed_off")
    if not row or not case.figures.get("tasks_total", {}).get("value"):
        return
    for view in case.body:
        if any(piece[4].name == row["label"] for piece in view.pieces):
            return
        if not view.passage.source and is_counted(view):
            return
    says = f"没有写整改任务一共多少、完成多少；快照里已完成{row['value']}{row['unit']}。"
    advice = "请在“集中整改进展情况”里写明总数、完成数和未完成数。"
    yield case.missing("no_figures", section(case), says, advice, (row["value"],))


def is_counted(view):
    """Whether a part says how many are done, or of a number that it is all of them."""
    return any(
        (one.is_plainly or one.noun == "tasks")
        and (one.state == "done" or "全部" in sentence)
        and not one.is_part
        for start, sentence in sentences(view.text)
        for one in quantities(sentence, start)
    )


def of_unfinished(case):
    """A heading over what is not finished, where there is something."""
    number = case.figures.get("tasks_unfinished", {}).get("value", 0)
    heads = case.of_kind("section", "aspect", "unnumbered")
    if not number or any(word in row.plain for row in heads for word in GOING_ON):
        return
    going = {("task", pk) for pk, task in case.tasks.items() if task["state"] != "signed_off"}
    place = next(
        (row for row in case.passages if sources(row) and set(sources(row)) <= going), None
    )
    says = f"还有{number}项任务没有完成，没有“整改未完成事项”这个标题。"
    advice = "请补上标题，把没有完成的列在下面。"
    yield case.missing("no_unfinished", place or section(case), says, advice, (number,))
