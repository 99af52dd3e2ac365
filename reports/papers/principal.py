"""主要负责人组织落实情况报告: how the secretary led it: meetings, tasks, decisions.

What the secretary decided is taken from the journal, what was met about from the meetings. It says
what the ledger knows and nothing in general: the secretary answers for each line by name.
"""

from ledger.models import JournalEntry
from ledger.roles import Role
from reports.book import end_of
from reports.figures import count
from reports.notice.blocks import clause, dates_in_a_row, official_date
from reports.paper import Annex, Block, Column, Paper, Table, numbered

from .achieved import achieved
from .disclosure import mark
from .naming import party, principal, secretary, subject, superior
from .organised import HELD, group, meetings
from .results import opening
from .wording import SIGNED_OFF, minute, numbers, say, sentence, source_of

DECISIONS = {"sign_off": "批准销号", "return": "退回", "continue": "转持续整改"}
MEETINGS = (
    Column("日期", 2.2, centred=True),
    Column("类型", 2, centred=True),
    Column("议题", 8),
)
APPROVALS = (
    Column("时间", 2.6, centred=True),
    Column("事项", 2.4, centred=True),
    Column("内容", 5.5),
    Column("办理", 2, centred=True),
)


def compose(book, chosen=None):
    """The report at the end of the book's day."""
    inspection, figures = book.inspection, count(book)
    decided = decisions(book)
    post = secretary(inspection)
    said = opening(inspection, party(inspection), inspection.team)
    blocks = [
        Block("text", f"{said}现将组织落实整改情况报告如下。"),
        Block("section", "履行第一责任人责任情况"),
        *led(book, post),
        Block("section", "审批把关情况"),
        *approved(book, decided, figures),
        Block("section", "整改进展情况"),
        Block("text", achieved(book, figures)),
        Block("section", "下一步工作安排"),
        *ahead(book),
        Block("text", "特此报告。"),
    ]
    return Paper(
        title=(principal(inspection), f"关于组织落实{subject(inspection)}整改情况的报告"),
        addressee=superior(inspection),
        blocks=numbered(blocks),
        organs=(principal(inspection),),
        date=official_date(book.as_of),
        mark=mark(*book.problems, *book.tasks),
        annexes=annexes(book, decided),
    )


def decisions(book):
    """The secretary's entries on tasks and problems that count still, in their order."""
    items = {(row.level, row.pk): row for row in (*book.problems, *book.tasks)}
    entries = JournalEntry.objects.filter(
        head__inspection=book.inspection.pk,
        role=Role.SECRETARY,
        object_type__in=["problem", "task"],
        action__in=DECISIONS,
        at__lte=end_of(book.as_of),
    ).order_by("sequence")
    found = [(entry, items.get((entry.object_type, entry.object_id))) for entry in entries]
    return [(entry, item) for entry, item in found if item is not None]


def led(book, post):
    """The points on leading group, meetings and the tasks that the secretary leads."""
    blocks = [
        Block(
            "point",
            f"{post}是整改第一责任人，对整改负总责。{group(book)}",
            lead="牵头抓总。",
        )
    ]
    if held := meetings(book):
        blocks.append(Block("point", held, lead="研究部署。"))
    return [*blocks, *tasks_led(book, post)]


def tasks_led(book, post):
    """Which tasks the secretary leads, and how many each of the others does."""
    if not book.tasks:
        return []
    # Holders are (account or its id, …); a task's lead is one of them or is not.
    seats = {user for user, _ in book.inspection.holders(Role.SECRETARY)}
    own = [task for task in book.tasks if task.lead_id in seats]
    posts = [task.lead.post for task in book.tasks if task not in own]
    shares = [f"{name}牵头{posts.count(name)}项" for name in dict.fromkeys(posts)]
    said = [f"{post}领办{numbers(own)}任务"] if own else []
    text = f"{len(book.tasks)}项整改任务分工牵头：{'，'.join([*said, *shares])}。"
    return [Block("point", text, lead="领办任务。" if own else "分工领办。")]


def ahead(book):
    """What is left, task by task: when it is due, what is late, when what goes on is looked at."""
    left = [task for task in book.tasks if task.state != SIGNED_OFF]
    if not left:
        text = "对已经销号的整改任务开展“回头看”，发现问题反弹的，重新整改。"
        return [Block("text", text if book.tasks else "抓紧制定整改任务和措施，明确责任和时限。")]
    going = [task for task in left if task.state == "continuing"]
    late = [task for task in left if task.light.code == "overdue"]
    due = [task for task in left if task not in (*going, *late)]
    blocks = []
    if late:
        text = f"{numbers(late)}任务已经逾期，逐项查明原因，限期完成。"
        blocks.append(Block("point", text, lead="抓紧逾期任务。"))
    if due:
        text = f"{len(due)}项任务按时限逐项推进：{by_deadline(due)}。"
        blocks.append(Block("point", text, lead="按时完成任务。"))
    if going:
        text = "".join(going_on(task) for task in going)
        blocks.append(Block("point", text, lead="推进持续整改。"))
    return blocks


def by_deadline(tasks):
    """Tasks by the day that they are due, the year said once."""
    days = {}
    for task in sorted(tasks, key=lambda row: (row.deadline is None, row.deadline, row.number)):
        days.setdefault(task.deadline, []).append(task)
    undated = days.pop(None, [])
    said = dates_in_a_row(days).split("、") if days else []
    rows = [f"{day}前{numbers(rows)}" for day, rows in zip(said, days.values(), strict=True)]
    return "，".join([*rows, *([f"没有定时限的{numbers(undated)}"] if undated else [])])


def going_on(task):
    """What a continuing task needs next, and when it is looked at."""
    days = (("预计完成日期", task.expected_date), ("下次复核日期", task.review_date))
    dated = "".join(f"{label}：{official_date(day)}。" for label, day in days if day)
    return (
        f"第{task.number}项任务：{clause(task.text)}。{sentence('下一步', task.next_step)}{dated}"
    )


def approved(book, decided, figures):
    """What was signed off, sent back and put off; or that nothing has come up yet."""
    blocks = []
    f, tasks = figures, {action: items_of(decided, "task", action) for action in DECISIONS}
    done = [
        f"{name}{say(f[key])}"
        for key, name in (
            ("tasks_signed_off", "整改任务"),
            ("problems_signed_off", "反馈意见指出的问题"),
        )
        if f[key].value
    ]
    if done:
        text = f"逐项审核整改成效和佐证材料，现已批准销号{'、'.join(done)}。"
        blocks.append(Block("point", text, lead="审批销号。"))
    if tasks["return"]:
        text = f"对达不到要求的{numbers(tasks['return'])}任务，退回重新整改。"
        blocks.append(Block("point", text, lead="严把质量。"))
    going = [task for task in book.tasks if task.state == "continuing"]
    if going:
        text = f"对需要长期推进的{numbers(going)}任务，明确阶段目标和复核日期，转为持续整改。"
        blocks.append(Block("point", text, lead="持续推进。"))
    return blocks or [Block("text", "还没有需要审批销号的整改任务。")]


def items_of(decided, level, action):
    """The items of one level on which one thing was decided, each once, by number."""
    rows = {row.pk: row for entry, row in decided if (row.level, entry.action) == (level, action)}
    return sorted(rows.values(), key=lambda row: row.number)


def annexes(book, decided):
    """The meetings and the decisions as lists, where there are any."""
    held = [row for row in book.meetings if row.kind in HELD]
    met = tuple((row.date.isoformat(), row.get_kind_display(), clause(row.subject)) for row in held)
    signed = tuple(
        (
            minute(entry.at),
            source_of(item) if item.level == "problem" else item.title.replace(" ", ""),
            clause(item.text),
            DECISIONS[entry.action],
        )
        for entry, item in decided
    )
    lists = (
        ("研究整改工作会议清单", Table(MEETINGS, met)),
        ("审批事项清单", Table(APPROVALS, signed, size="五号")),
    )
    return tuple(Annex(title, (table,)) for title, table in lists if table.rows)
