"""整改未完成事项: each continuing task by itself, then the tasks still in time."""

from ledger.light import SIGNING

from .blocks import clause, listed, quoted
from .passages import literal
from .results import CONTINUING, SIGNED_OFF, named, numbered_task
from .told import is_overdue


def unfinished(writer):
    """The passages under the heading, or that nothing is left."""
    going = [task for task in writer.data["tasks"] if task["state"] == CONTINUING]
    rows = [("unnumbered", "整改未完成事项")]
    kind = "item" if len(going) > 1 else "text"
    rows += [(kind, continuing(writer, task), "", f"task:{task['id']}") for task in going]
    others = [t for t in writer.data["tasks"] if t["state"] not in (SIGNED_OFF, CONTINUING)]
    if others:
        number = f"{'其他' if going else ''}{writer.figure('tasks_under_way')}"
        rows.append(("text", f"{number}整改任务正在整改或正在审核销号："))
        rows += [("text", still_open(writer, t), "", f"task:{t['id']}") for t in others]
    if not going and not others:
        rows.append(("text", f"截至{writer.date('数据截至')}，没有未完成的整改任务。"))
    return rows


def continuing(writer, task):
    """A continuing task: what it is about, what was done, why it goes on, until when."""
    if not writer.told.may("task", task):
        return f"{named(writer, task)}：未完成，持续整改中。"
    finished = [r for r in writer.told.measures_of[task["id"]] if r["state"] == SIGNED_OFF]
    texts = writer.told.texts("measure", finished)
    text = literal(task["public_text"])
    parts = [f"{numbered_task(task)}针对{quoted(text)}问题。整改情况：未完成，持续整改中。"]
    parts += [f"已做的工作：{listed(texts)}"] if texts else []
    parts += [said(task, "未完成的原因", "unfinished_reason"), said(task, "下一步", "next_step")]
    return "".join([*parts, *days(writer, task, "预计完成日期", "下次复核日期")])


def said(task, label, key):
    """A text of the task as a sentence, or nothing."""
    return f"{label}：{clause(literal(task[key]))}。" if task[key] else ""


def days(writer, task, *words):
    """Those dates of the task that it has, each as a sentence."""
    found = ((word, writer.date(f"任务{task['number']}{word}")) for word in words)
    return [f"{word}：{day}。" for word, day in found if day]


def still_open(writer, task):
    """A task neither finished nor continuing: how it stands, until when, why and what is next."""
    is_told = writer.told.may("task", task)
    rows = writer.told.measures_of[task["id"]]
    is_done = rows and all(row["state"] == SIGNED_OFF for row in rows)
    is_late = is_overdue(task)
    if task["state"] in SIGNING:
        stands = "正在审核销号"
    else:
        stands = "措施已经办完，任务还没有销号" if is_done and is_told else "正在整改"
    day = writer.date(f"任务{task['number']}整改时限")
    parts = [stands, f"整改时限{day}" if day else "", "已逾期" if is_late else ""]
    head = f"{named(writer, task)}：{'，'.join(filter(None, parts))}。"
    if not is_told:
        return head
    why = said(task, "未销号的原因", "unfinished_reason") if is_done else ""
    next_step = said(task, "下一步", "next_step")
    return "".join([head, why, next_step, *days(writer, task, "预计完成日期")])
