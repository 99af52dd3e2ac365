"""任务书 of one department, 责任清单 of all: what each has to do, until when, with signature lines.

It is the ledger itself on paper, for those who carry it out, and holds every text.
"""

from reports.notice.blocks import clause, official_date
from reports.paper import Block, Column, Paper, Table, numbered

from .disclosure import mark
from .naming import subject
from .people import handlers, supporting
from .wording import deadline

SIZE = "五号"
OWN = (
    Column("措施", 1, centred=True),
    Column("整改任务", 3.4),
    Column("整改措施", 4.6),
    Column("验收标准", 3),
    Column("牵头领导", 1.7, centred=True),
    Column("承办人", 1.2, centred=True),
    Column("整改时限", 2, centred=True),
)
SUPPORTED = (
    Column("序号", 1, centred=True),
    Column("配合的任务或措施", 7.5),
    Column("责任部门", 2, centred=True),
    Column("牵头领导", 2, centred=True),
    Column("整改时限", 2.2, centred=True),
)
SIGNERS = ("牵头领导", "部门负责人", "承办人")
SIGNATURES = (Column("", 1.4), Column("", 4), Column("", 1, centred=True), Column("", 2.4))


def compose(book, chosen=None):
    """The assignment of the department ``chosen``, or of every department that has any work."""
    rooms = [chosen] if chosen else departments(book)
    inspection = book.inspection
    people, helpers = handlers(book.measures), supporting(book)
    blocks = [Block("text", introduction(book, bool(rooms)))]
    for room in rooms:
        heading = [] if chosen else [Block("section", room.name)]
        blocks += [*heading, *of_room(book, room, people, helpers)]
    organ = inspection.organization.short_name
    name = f"{chosen.name}整改任务书" if chosen else "整改责任清单"
    return Paper(
        title=(f"{organ}{subject(inspection)}", name),
        blocks=numbered(blocks),
        mark=mark(*(item for room in rooms for item in told(book, room, helpers))),
        across=True,
    )


def told(book, room, helpers):
    """The tasks and measures that stand in the tables of a department."""
    items = [item for task in book.tasks for item in (task, *task.measure_rows)]
    return [
        item
        for item in items
        if item.department_id == room.pk or room.name in helpers.get((item.level, item.pk), ())
    ]


def departments(book):
    """The departments that answer for a task or a measure, in the organ's order."""
    rooms = {row.department for row in (*book.tasks, *book.measures)}
    return sorted(rooms, key=lambda room: (room.order, room.pk))


def introduction(book, has_rooms):
    """What the paper rests on, and what is asked."""
    day = official_date(book.as_of)
    if not has_rooms:
        return f"截至{day}，台账还没有整改任务。"
    return f"按截至{day}的整改台账编制。请逐条对照，按时限完成，进展和佐证材料及时记入台账。"


def of_room(book, room, people, helpers):
    """The tables of one department: its own work, what it helps with, the signature lines."""
    own = own_rows(book, room, people)
    helped = supported_rows(book, room, helpers)
    blocks = [Table(OWN, own, size=SIZE)] if own else []
    blocks += [Table(SUPPORTED, helped, caption="配合事项", size=SIZE)] if helped else []
    if not blocks:
        return [Block("text", "没有由该部门负责或配合的整改任务和措施。")]
    return [*blocks, signature_lines()]


def own_rows(book, room, people):
    """The measures that the department answers for, and its tasks that have none yet."""
    rows = []
    for task in book.tasks:
        measures = [row for row in task.measure_rows if row.department_id == room.pk]
        rows += [of_measure(row, people) for row in measures]
        if task.department_id == room.pk and not measures:
            rows.append(of_task(task))
    return tuple(rows)


def of_measure(measure, people):
    """A row of a measure."""
    task = measure.task
    return (
        measure.label,
        task.text,
        measure.text,
        measure.acceptance or task.acceptance,
        task.lead.post,
        people[measure.handler_id].name if measure.handler_id else "",
        deadline(measure),
    )


def of_task(task):
    """A row of a task none of whose measures are the department's own."""
    steps = "由其他部门办理，本部门牵头汇总" if task.measure_rows else "正在制定"
    return (
        f"{task.number}",
        task.text,
        steps,
        task.acceptance,
        task.lead.post,
        "",
        deadline(task),
    )


def supported_rows(book, room, helpers):
    """The tasks and measures that the department helps with."""
    rows = []
    for task in book.tasks:
        for item in (task, *task.measure_rows):
            if room.name in helpers.get((item.level, item.pk), ()):
                lead = task.lead.post
                row = (item.label, clause(item.text), item.department.name, lead, deadline(item))
                rows.append(row)
    return tuple(rows)


def signature_lines():
    """Where lead, head and handler sign by hand; two lines leave room for it."""
    rows = tuple((f"{signer}\n（签字）", "", "日期", "") for signer in SIGNERS)
    return Table(SIGNATURES, rows, size=SIZE, headings=False, together=True)
