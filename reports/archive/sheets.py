"""The papers that a case was closed with: the plan as adopted, a sign-off sheet for each task.

A sheet is a page for the browser: as Word file each takes a tenth of a second, and a ledger may
have hundreds. Both are of what the record settled, so that they stay as they are.
"""

from ledger.models import Adoption
from reports.book import load
from reports.papers import plan, sign_off

from . import listing

PLAN = "整改落实方案"


def sheets(inspection, filing):
    """(path, content) of the plan and of the sheet of every task that is signed off."""
    book = load(inspection)
    adoption = Adoption.objects.filter(inspection=inspection).order_by("sequence").last()
    if adoption:
        from reports import word  # python-docx: half a second of start-up that few requests need

        file = word.docx(plan.compose(book), made_at=adoption.adopted_at)
        yield f"{PLAN}/{PLAN}.docx", file
    rows = {task.pk: task for task in book.tasks}
    for pk, path in filing.sheets.items():
        paper = sign_off.compose(book, rows[pk])
        yield (
            path,
            listing.page("sheet", {"paper": paper, "top": listing.link(listing.INDEX, path)}),
        )
