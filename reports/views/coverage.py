"""Coverage: which task answers which finding, what is uncovered, what is covered more than once."""

from django.shortcuts import render

from ledger.models import Inspection
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from reports.book import load
from reports.figures import count


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def coverage(request, inspection):
    """Every finding of every document with the tasks that address it."""
    book = load(inspection)
    documents = {}
    for problem in book.problems:
        problem.addressed_by = [*problem.task_rows, *problem.also_rows]
        documents.setdefault(problem.feedback_id, []).append(problem)
    titles = {aspect.feedback_id: aspect.feedback for aspect in book.aspects}
    context = {
        "inspection": inspection,
        "documents": [(titles.get(key), rows) for key, rows in documents.items()],
        "problems": book.problems,
        "uncovered": [row for row in book.problems if not row.addressed_by],
        "repeated": [row for row in book.problems if len(row.addressed_by) > 1],
        "recurring": count(book)["problems_recurring"].value,
    }
    return render(request, "reports/coverage.html", context)
