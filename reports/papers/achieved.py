"""The figures of a ledger in a paragraph; what is none is passed over."""

from reports.notice.blocks import official_date

from .wording import numbers, say

YIELDS = (
    ("institutions", "健全完善制度机制"),
    ("campaigns", "开展专项治理"),
    ("funds_wan", "挽回资金"),
    ("people_dealt_with", "问责处理"),
)
LISTS = (
    ("problem_list", "问题清单所列的"),
    ("suggestions", "意见建议所列的"),
    ("self_found", "自查发现的"),
)


def achieved(book, figures):
    """截至…: how many of each level are signed off, what goes on, what it yielded."""
    f, said = figures, []
    if f["problems_total"].value:
        said.append(counted(f, "problems", "反馈意见指出的", "问题"))
    said += [counted(f, key, name, "问题") for key, name in LISTS if f[f"{key}_total"].value]
    if f["tasks_total"].value:
        said.append(counted(f, "tasks", "整改任务", "") + continuing(book, f))
    if f["measures_total"].value:
        said.append(counted(f, "measures", "整改措施", "") + late(f))
    if not said:
        return f"截至{official_date(book.as_of)}，反馈问题还没有列入台账。"
    return f"截至{official_date(book.as_of)}，{'；'.join(said)}。{yields(f)}"


def counted(figures, key, name, unit):
    """One level: 整改任务24项，已销号23项."""
    total, done = figures[f"{key}_total"], figures[f"{key}_signed_off"]
    rest = f"已销号{say(done)}" if done.value else "均未销号"
    return f"{name}{say(total)}{unit}，{rest}"


def continuing(book, figures):
    """How many tasks go on, and which by number, where any do."""
    going = figures["tasks_continuing"]
    tasks = [task for task in book.tasks if task.state == "continuing"]
    return f"，转为持续整改{say(going)}（{numbers(tasks)}任务）" if going.value else ""


def late(figures):
    """How many measures are late, where any are."""
    overdue = figures["overdue"]
    return f"，逾期未销号{say(overdue)}" if overdue.value else ""


def yields(figures):
    """What the measures yielded so far, as the notice says it."""
    said = [f"{words}{say(figures[key])}" for key, words in YIELDS if float(figures[key].value)]
    return f"{'，'.join(said)}。" if said else ""
