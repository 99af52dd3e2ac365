"""销号单 of one task: what was to be done, what came of it, who signed when, and on what evidence.

It is the ledger itself on paper, for those who read it, and holds every text. Of a task that is
signed off it tells what the record had by then, so that it stays the same whatever is changed
later; else what the ledger has on the book's day.
"""

from ledger.models import JournalEntry
from ledger.transitions import level_of
from reports.book import end_of
from reports.notice.blocks import official_date
from reports.paper import Block, Column, Paper, Table

from .disclosure import mark
from .naming import subject
from .people import supporting
from .proof import evidence, measure_signatures, outcomes, task_signatures
from .settled import Record, settle
from .wording import SIGNED_OFF, deadline, minute, signer, source_of

FORM = (Column("", 1.1), Column("", 5))
MEASURES = (
    Column("措施", 1, centred=True),
    Column("内容", 3.2),
    Column("状态和签字", 5.6),  # a signature to a line: a row that cannot split stays low
)
SIGNATURES = (
    Column("环节", 1.4, centred=True),
    Column("签字人", 3, centred=True),
    Column("时间", 2.2, centred=True),
    Column("意见", 3),
)
OUTCOMES = (
    Column("类别", 1.6, centred=True),
    Column("名称", 4),
    Column("数量", 1.7, centred=True),
    Column("日期", 1.8, centred=True),
    Column("措施", 1, centred=True),
    Column("确认", 1, centred=True),
)
EVIDENCE = (
    Column("序号", 1, centred=True),
    Column("材料名称", 3.6),
    Column("措施", 1.2, centred=True),
    Column("校验码（SHA-256）", 4.4),
)


def compose(book, chosen):
    """The sheet of the task ``chosen``, a row of the book."""
    if entry := settled(book, chosen):
        return of_entry(Record(book.inspection), entry)
    return sheet(book, chosen, f"数据截至{official_date(book.as_of)}")


def of_entry(record, entry):
    """The sheet that an entry settled; ``record`` has been read up to it at most."""
    book, task = settle(record, entry)
    return sheet(book, task, f"操作记录第{entry.sequence}条，链头{entry.hash[:12]}")


def sheet(book, task, basis):
    """The sheet of a task of the book, and in its note what it rests on."""
    signatures, pieces = task_signatures(book, task), evidence(book, task)
    yielded = outcomes(book, task)
    blocks = [
        form(book, task),
        measures_table(book, task),
        signatures_table(task, signatures),
        *outcomes_table(yielded, task),
        *evidence_table(pieces),
        *compared(task, signatures, pieces),
    ]
    return Paper(
        title=(heading(book.inspection), f"整改任务{task.number}销号单"),
        blocks=tuple(blocks),
        mark=mark(*addressed(book, task), task, *task.measure_rows, *yielded),
        note=f"整改台账{basis}",
    )


def heading(inspection):
    """Whose task it is, and of which inspection."""
    return f"{inspection.organization.short_name}{subject(inspection)}"


def settled(book, task):
    """The journal's entry by which the task was signed off; None while it is not."""
    if task.state != SIGNED_OFF:
        return None
    entries = JournalEntry.objects.filter(
        head__inspection=book.inspection.pk,
        object_type="task",
        object_id=task.pk,
        to_state=SIGNED_OFF,
        at__lte=end_of(book.as_of),
    )
    return entries.order_by("sequence").last()


def form(book, task):
    """What the task is, and whether it is signed off."""
    rooms = supporting(book).get(("task", task.pk), [])
    rows = [
        ("销号情况", standing(task)),
        ("反馈问题", "\n".join(f"{source_of(row)}：{row.text}" for row in addressed(book, task))),
        ("整改任务", task.text),
        ("整改目标", task.goal),
        ("验收标准", task.acceptance),
        ("牵头领导", task.lead.post),
        ("责任部门", task.department.name),
        ("配合部门", "、".join(rooms)),
        ("整改时限", deadline(task)),
        ("整改成效", task.effect),
        ("未完成原因", task.unfinished_reason if task.state != SIGNED_OFF else ""),
    ]
    return Table(FORM, tuple(row for row in rows if row[1]), headings=False)


def addressed(book, task):
    """The problems that the task is there for."""
    by_pk = {row.pk: row for row in book.problems}
    return [task.problem, *(by_pk[pk] for pk in task.also if pk in by_pk)]


def standing(task):
    """已销号 with the day, or 未销号 and why."""
    if task.state == SIGNED_OFF:
        return f"已销号（{minute(task.signed_off_at)}）" if task.signed_off_at else "已销号"
    until = f"，下次复核日期{official_date(task.review_date)}" if task.review_date else ""
    late = f"，{task.light.text.replace(' ', '')}" if task.light.code == "overdue" else ""
    return f"未销号（{task.get_state_display()}{until}{late}）"


def measures_table(book, task):
    """Each measure with its state and the signatures of its present attempt."""
    found = measure_signatures(book, task)
    rows = tuple(
        (row.label, row.text, "\n".join([row.get_state_display(), *signed(row, found)]))
        for row in task.measure_rows
    )
    if not rows:
        return Block("text", "整改措施正在制定。")
    return Table(MEASURES, rows, caption="整改措施", size="五号")


def signed(measure, found):
    """The signatures of a measure, a line each."""
    labels = level_of(measure).actions
    return [
        f"{labels[row.step]}：{signer(row.name, row.post)} {minute(row.at)}"
        for row in found.get(measure.pk, ())
    ]


def signatures_table(task, signatures):
    """The signatures of the task, and the steps that nobody has signed yet."""
    level = level_of(task)
    rows = [
        (level.actions[row.step], signer(row.name, row.post), minute(row.at), row.comment)
        for row in signatures
    ]
    steps = {row.step for row in signatures}
    if "submit" not in steps:
        rows.append((level.actions["submit"], "未签署", "", ""))
    ahead = level.path(task.state) if steps else level.path(level.rows("submit")[0].target)
    rows += [(row.label, "未签署", "", "") for row in ahead if row.action not in steps]
    return Table(SIGNATURES, tuple(rows), caption="任务销号签字", size="五号")


def outcomes_table(rows, task):
    """What came of it, where anything did; what is confirmed later is not told any more."""
    if not rows:
        return []
    cells = tuple(
        (
            row.get_kind_display(),
            row.title,
            row.quantity.replace(" ", ""),
            row.date.isoformat(),
            row.measure.label,
            "已确认" if row.confirmed_at else "未确认",
        )
        for row in rows
    )
    caption = "成效（销号时）" if task.state == SIGNED_OFF else "成效"
    return [Table(OUTCOMES, cells, caption=caption, size="五号")]


def evidence_table(pieces):
    """The evidence with its digests, where there is any."""
    if not pieces:
        return [Block("text", "没有佐证材料。")]
    cells = tuple(
        (f"{number}", piece.name, "、".join(piece.measures), piece.sha256)
        for number, piece in enumerate(pieces, 1)
    )
    return [Table(EVIDENCE, cells, caption="佐证材料", size="五号")]


def compared(task, signatures, pieces):
    """Whether the evidence is what the last signature rested on, where the task is signed off."""
    if task.state != SIGNED_OFF or not signatures:
        return []
    last = {(row["id"], row["sha256"]) for row in signatures[-1].evidence}
    same = last == {(piece.pk, piece.sha256) for piece in pieces}
    text = (
        "上列佐证材料与批准销号时签字所依据的一致。"
        if same
        else "上列佐证材料与批准销号时签字所依据的不一致，请核查。"
    )
    return [Block("text", text)]
