"""Where two levels of the ledger do not agree, and whether the item says why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contradiction:
    """A task whose state and whose measures' states tell different stories."""

    task: object
    says: str

    @property
    def reason(self):
        """Why it is so, as entered on the task (未完成原因)."""
        return self.task.unfinished_reason.strip()


def contradictions(book):
    """Tasks still open though all measures are done, and the reverse, in the ledger's order.

    A task under approval is no contradiction: it waits for the signature that ends it. A continuing
    one had to give its reason when it was put so; it is listed with it.
    """
    found = []
    for task in book.tasks:
        left = [row for row in task.measure_rows if row.state != "signed_off"]
        if task.state == "signed_off" and left:
            found.append(Contradiction(task, f"任务已销号，还有 {len(left)} 条措施没有销号"))
        elif task.state in ("open", "continuing") and task.measure_rows and not left:
            word = "任务持续整改" if task.state == "continuing" else "任务没有申请销号"
            found.append(Contradiction(task, f"{len(task.measure_rows)} 条措施全部销号，{word}"))
    return found


def unexplained(book):
    """Those of them that give no reason."""
    return [row for row in contradictions(book) if not row.reason]
