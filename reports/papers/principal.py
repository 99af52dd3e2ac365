"""主要负责人组织落实情况报告: how the secretary led it: meetings, tasks, decisions.

What the secretary decided is taken from the journal, what was met about from the meetings.
"""

from ledger.models import JournalEntry
from ledger.roles import Role
from reports.book import end_of
from reports.figures import count
from reports.notice.blocks import clause, official_date
from reports.paper import Annex, Block, Column, Paper, Table, numbered

from .achieved import achieved
from .disclosure import mark
from .naming import issuer, party, principal, secretary, subject, superior
from .organised import HELD, group, meetings
from .results import next_steps, opening
from .wording import minute, numbers, say, source_of

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
        Block("text", f"{said}现将{post}组织落实整改情况报告如下。"),
        Block("section", "履行第一责任人责任情况"),
        *led(book, post),
        Block("section", "审批把关情况"),
        *approved(book, decided, figures),
        Block("section", "整改进展情况"),
        Block("text", achieved(book, figures)),
        Block("section", "下一步工作安排"),
        *next_steps(figures),
        Block("text", "特此报告。"),
    ]
    return Paper(
        title=(issuer(inspection), f"关于主要负责人组织落实{subject(inspection)}整改情况的报告"),
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
            f"{post}对整改负总责，把整改作为重大政治任务抓在手上。{group(book)}",
            lead="牵头抓总。",
        )
    ]
    if held := meetings(book):
        blocks.append(Block("point", held, lead="研究部署。"))
    seats = {user for user, _ in book.inspection.holders(Role.SECRETARY)}
    if own := [task for task in book.tasks if task.lead_id in seats]:
        text = f"{post}牵头{numbers(own)}整改任务，直接抓措施落实。"
        blocks.append(Block("point", text, lead="领办任务。"))
    return blocks


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
