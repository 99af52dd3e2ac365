"""The sheet 统计: every figure of the ledger with the rule it is counted by."""

from decimal import Decimal

from reports.explaining import contradictions

from . import table
from .table import Heading, wide


def write(book, content, line):
    """Every figure, in the order of ``reports.figures``."""
    headings = [
        Heading("指标", 22),
        Heading("数值", 12),
        Heading("单位", 8),
        wide("统计口径", 70),
        Heading("数据截至", 14),
    ]
    rows = [
        [figure.label, number(figure.value), figure.unit, figure.rule, content.book.as_of]
        for figure in content.figures.values()
    ]
    table.write(book, "统计", "统计", line + explained(content.book), headings, rows)


def explained(book):
    """Where tasks and their measures do not agree, each with the reason that the task gives."""
    said = [
        f"{row.task.title}：{row.says}（原因：{row.reason or '没有写明'}）"
        for row in contradictions(book)
    ]
    return f"层级不一致：{'；'.join(said)}。" if said else ""


def number(value):
    """A figure as a number: amounts come as text with their two decimals."""
    return Decimal(value) if isinstance(value, str) else value
