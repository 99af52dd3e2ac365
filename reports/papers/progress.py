"""整改进展情况报告: what the organ tells the body that inspected it."""

from reports.figures import count
from reports.notice.blocks import official_date
from reports.paper import Annex, Block, Column, Paper, Table, numbered

from .achieved import achieved
from .disclosure import SUPERIOR, Told, mark
from .lately import latest
from .naming import issuer, party, subject, superior
from .organised import organised
from .results import Results, next_steps, opening

OUTCOMES = (
    Column("序号", 1, centred=True),
    Column("类别", 2, centred=True),
    Column("名称", 5),
    Column("数量", 3, centred=True),
    Column("日期", 3, centred=True),
    Column("措施", 1.4, centred=True),
)


def compose(book, chosen=None):
    """The report at the end of the book's day."""
    inspection, figures = book.inspection, count(book)
    results = Results(
        book, Told(book, SUPERIOR), named=lambda item: item.text, progress=latest(book)
    )
    blocks = [
        Block("text", introduction(inspection)),
        Block("section", "组织落实整改情况"),
        *organised(book, figures),
        Block("section", "整改进展情况"),
        Block("text", achieved(book, figures)),
        *results.by_chapter(),
        Block("section", "未完成的整改任务"),
        *results.unfinished(),
        Block("section", "下一步工作安排"),
        *next_steps(figures),
        Block("text", "特此报告。"),
    ]
    return Paper(
        title=(issuer(inspection), f"关于{subject(inspection)}整改进展情况的报告"),
        addressee=superior(inspection),
        blocks=numbered(blocks),
        organs=(issuer(inspection),),
        date=official_date(book.as_of),
        mark=mark(*book.problems, *book.tasks, *book.measures, *book.outcomes),
        annexes=annexes(book.outcomes),
    )


def introduction(inspection):
    """Who inspected when, and what this is."""
    said = opening(inspection, party(inspection), inspection.team)
    return f"{said}现将整改进展情况报告如下。"


def annexes(outcomes):
    """The list of what the measures yielded, where they did."""
    if not outcomes:
        return ()
    rows = tuple(
        (
            f"{number}",
            row.get_kind_display(),
            row.title,
            row.quantity.replace(" ", ""),
            row.date.isoformat(),
            row.measure.label,
        )
        for number, row in enumerate(outcomes, 1)
    )
    return (Annex("整改成效清单", (Table(OUTCOMES, rows),)),)
