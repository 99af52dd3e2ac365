"""The whole workbook: the ledger, the lists told from it, and its figures."""

from . import content as contents, ledger_sheet, lists, signatures, statistics
from .package import Book

DERIVED = "由系统从台账生成，只供查看，导入时不读。"


def export(inspection, matching=None, words="", made_at=None):
    """The bytes of ``ledger.xlsx``; ``matching`` are the ids of the measures asked for.

    ``words`` say what was asked for; figures always count the whole ledger. ``made_at`` is the time
    that the file says it was made at, now unless told.
    """
    content = contents.load(inspection)
    return write(content, matching, words, made_at)


def write(content, matching=None, words="", made_at=None):
    """The workbook of a loaded ledger."""
    inspection = content.inspection
    book = Book(f"{inspection.organization.name}巡察整改台账", made_at)
    ledger_sheet.write(book, content, matching, words)
    shown = lists.Shown(content.book, matching)
    date = f"{inspection.title}　数据截至 {content.book.as_of.isoformat()}。{DERIVED}"
    line = f"{date}筛选后：{words}。" if words else date
    lists.problems(book, content, shown, line)
    lists.tasks(book, content, shown, line)
    lists.duties(book, content, shown, line)
    signatures.write(book, content, shown, line)
    statistics.write(book, content, f"{date}各项数字统计整本台账，不受筛选影响。")
    return book.save()
