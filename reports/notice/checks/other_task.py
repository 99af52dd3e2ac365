"""Bound dates and numbers of one task where the words tell of another: numbers of tasks change hands."""

import re

from reports.notice.bindings import bindings
from reports.notice.blocks import quoted

from .case import sources

NAME = re.compile(r"任务\d+")
NUMBERED = re.compile(r"第(\d{1,4})项任务")
QUOTED = re.compile(r"“[^“”\n]{1,600}”")


def other_task(case, view, start, bound):
    """(what is said, advice, name of the right binding) where the words mean another task, or None."""
    binding = case.known.get(bound.name)
    if binding is None or not binding.of.startswith("task:"):
        return None
    meant = task_meant(case, view, start, bound)
    if meant is None or binding.of == f"task:{meant}":
        return None
    task = case.tasks.get(meant)
    if task is None:
        says = f"“{bound.name}”在快照里是另一项任务的，这里写的任务已经没有了。"
        return says, "请核对这里写的是哪一项任务。", ""
    right = case.known.get(NAME.sub(f"任务{task['number']}", bound.name, count=1))
    says = f"“{bound.name}”在快照里是另一项任务的，这里写的现为第{task['number']}项任务"
    if right is None:
        return f"{says}，没有这一项。", "请删去这一处。", ""
    advice = f"请改为“{right.token}”，连同文中的任务序号一起核对。"
    return f"{says}，应为“{right.name}”（{right.shown}）。", advice, right.name


def task_meant(case, view, start, bound):
    """The id of the task that the words before a bound value tell of, or None where they do not say.

    Its own words say it best; then what the name stood for when the value was taken from a snapshot;
    then its number, then the passage if that is on one task.
    """
    said = view.text[view.sentence_start(start) : start]
    if quotes := QUOTED.findall(said):
        texts = {pk: quoted(row["public_text"] or "") for pk, row in case.tasks.items()}
        of_quote = [pk for pk, text in texts.items() if text == quotes[-1]]
        if of_quote:
            own = [pk for pk in of_quote if case.known[bound.name].of == f"task:{pk}"]
            return (own or of_quote)[0]
    if (former := formerly(case, bound)) is not None:
        return former
    numbers = {row["number"]: pk for pk, row in case.tasks.items()}
    if named := NUMBERED.findall(said):
        return numbers.get(int(named[-1]))
    of_passage = [pk for level, pk in sources(view.passage) if level == "task"]
    return of_passage[0] if len(of_passage) == 1 else None


def formerly(case, bound):
    """The id of the task that a value which is not the snapshot's was of when it was; or None."""
    if bound.shown in case.known[bound.name].forms:
        return None
    for data in reversed(case.earlier):
        old = bindings(data, case.dated).get(bound.name)
        if old is not None and bound.shown in old.forms and old.of.startswith("task:"):
            return int(old.of.partition(":")[2])
    return None
