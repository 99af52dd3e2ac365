"""The papers that a case was closed with: the plan as adopted, a sign-off sheet for each task.

A sheet is a page for the browser: as Word file each takes a tenth of a second, and a ledger may
have hundreds. Both are of what the record settled, so that they stay as they are.
"""

from ledger.models import Adoption
from reports.book import load
from reports.papers import plan, sign_off
from reports.papers.settled import Record

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
    for path, paper in sign_off_sheets(book, filing):
        context = {"paper": paper, "top": listing.link(listing.INDEX, path)}
        yield path, listing.page("sheet", context)


def sign_off_sheets(book, filing):
    """(path, paper) of every task that is signed off; the journal is read once for all of them."""
    tasks = [task for task in book.tasks if task.pk in filing.sheets]
    entries = [entry for task in tasks if (entry := sign_off.settled(book, task))]
    record = Record(book.inspection)
    for entry in sorted(entries, key=lambda entry: entry.sequence):
        yield filing.sheets[entry.object_id], sign_off.of_entry(record, entry)
    told = {entry.object_id for entry in entries}
    for task in tasks:
        if task.pk not in told:  # no entry of the journal signed it off
            yield filing.sheets[task.pk], sign_off.compose(book, task)
