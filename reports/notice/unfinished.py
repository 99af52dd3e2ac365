"""整改未完成事项: each continuing task by itself, then the tasks still in time."""

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
        about = " ".join(f"task:{task['id']}" for task in others)
        rows.append(("text", still_open(writer, others, "其他" if going else ""), "", about))
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
    parts += [
        f"{label}：{clause(literal(task[key]))}。"
        for label, key in (("未完成的原因", "unfinished_reason"), ("下一步", "next_step"))
        if task[key]
    ]
    name = f"任务{task['number']}"
    for word in ("预计完成日期", "下次复核日期"):
        if day := writer.date(f"{name}{word}"):
            parts.append(f"{word}：{day}。")
    return "".join(parts)


def still_open(writer, tasks, others):
    """The tasks neither finished nor continuing, with their deadlines and whether these passed."""
    rows = []
    for task in tasks:
        day = writer.date(f"任务{task['number']}整改时限")
        deadline = f"，整改时限{day}" if day else ""
        late = "，已逾期" if is_overdue(task) else ""
        rows.append(f"{named(writer, task)}{deadline}{late}{why_open(writer, task)}")
    number = writer.figure("tasks_under_way")
    return f"{others}{number}整改任务正在整改或正在审核销号：{'；'.join(rows)}。"


def why_open(writer, task):
    """Why a task is open though all its measures are done, where that may be told."""
    rows = writer.told.measures_of[task["id"]]
    finished = rows and all(row["state"] == SIGNED_OFF for row in rows)
    if not finished or not task["unfinished_reason"] or not writer.told.may("task", task):
        return ""
    reason = clause(literal(task["unfinished_reason"]))
    return f"，措施已全部完成，任务未销号的原因：{reason}"
