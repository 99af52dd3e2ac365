"""Where two levels of the ledger do not agree, and whether the item says why."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Contradiction:
    """A task whose state and whose measures' states tell different stories, and why (or "").

    The reason is what is entered on the task as 未完成原因.
    """

    task: object
    says: str
    reason: str = ""


def contradictions(book):
    """Tasks still open though all measures are done, and the reverse, in the ledger's order.

    A task under approval is no contradiction: it waits for the signature that ends it. A continuing
    one had to give its reason when it was put so; it is listed with it.
    """
    found = []
    for task in book.tasks:
        left = [row for row in task.measure_rows if row.state != "signed_off"]
        says = ""
        if task.state == "signed_off" and left:
            says = f"任务已销号，还有 {len(left)} 条措施没有销号"
        elif task.state in ("open", "continuing") and task.measure_rows and not left:
            word = "任务持续整改" if task.state == "continuing" else "任务没有申请销号"
            says = f"{len(task.measure_rows)} 条措施全部销号，{word}"
        if says:
            found.append(Contradiction(task, says, task.unfinished_reason.strip()))
    return found


def hindsight(found, now):
    """The contradictions of a past day, each with what the ledger says of it ``now``.

    The past takes no more reasons: one that is no longer there explains itself, one that still is
    may give its reason now.
    """
    reasons = {row.task.pk: row.reason for row in contradictions(now)}
    tasks = {task.pk: task for task in now.tasks}
    told = []
    for row in found:
        task = tasks.get(row.task.pk)
        state = task.get_state_display() if task else "已作废"
        later = reasons.get(row.task.pk, f"之后已办理，任务现为“{state}”")
        told.append(row if row.reason else replace(row, reason=later))
    return told
