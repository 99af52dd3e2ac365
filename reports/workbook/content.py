"""What a ledger's workbook is made of: its rows, and how people and problems are named in it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery, prefetch_related_objects

from ledger.models import Inspection, JournalHead, User
from ledger.roles import Role
from measures.models import Measure, ProgressEntry
from problems.models import Feedback, Problem
from reports import book as books
from reports.figures import count

ATTEMPTS = 3  # at reading the ledger while nobody writes


@dataclass
class Content:
    """One ledger as it is written, with the names by which its cells refer to rows elsewhere."""

    inspection: Inspection
    book: books.Book
    head: JournalHead | None
    leads: dict
    handlers: dict
    titles: dict
    documents: dict
    earlier: dict

    def __post_init__(self):
        self.problems = {row.pk: row for row in self.book.problems}

    @cached_property
    def figures(self):
        """Every figure of the whole ledger."""
        return count(self.book)

    def label(self, problem):
        """How a problem is referred to from elsewhere: 反馈意见 3."""
        return f"{self.documents[problem.feedback_id]} {problem.number}"


def load(inspection):
    """Everything a workbook shows, in a fixed number of queries; what was read fits the head."""
    for _ in range(ATTEMPTS):
        before = head_of(inspection)
        content = read(inspection, before)
        after = head_of(inspection)
        if before == after and (before is None or before.hash == after.hash):
            break
    return content


def head_of(inspection):
    """The end of the ledger's journal, if there is one yet."""
    return JournalHead.objects.filter(inspection=inspection).first()


def read(inspection, head):
    """The ledger with what its levels name."""
    book = books.load(inspection)
    prefetch_related_objects(book.problems, "signatures", "department")
    prefetch_related_objects(book.tasks, "signatures", "supporting")
    prefetch_related_objects(book.measures, "signatures", "supporting", "handler")
    told = latest_progress(inspection)
    sources = list(Feedback.objects.filter(inspection=inspection).order_by("pk"))
    for measure in book.measures:
        measure.told = told.get(measure.pk, "")
    return Content(
        inspection,
        book,
        head,
        people(inspection, Role.LEAD, [row.lead for row in book.tasks]),
        people(inspection, Role.HANDLER, [row.handler for row in book.measures if row.handler]),
        {row.pk: row.title for row in sources},
        documents(sources),
        earlier(book.problems),
    )


def latest_progress(inspection):
    """Measure → the text of its latest progress."""
    entries = ProgressEntry.objects.filter(measure=OuterRef("pk")).order_by("-at", "-pk")
    rows = Measure.objects.filter(inspection=inspection).live()
    rows = rows.annotate(told=Subquery(entries.values("text")[:1])).exclude(told=None)
    return dict(rows.values_list("pk", "told"))


def people(inspection, role, named):
    """Account → how the ledger names it among all who hold the role or are named in it.

    A lead official is named by post, a handler by name; where two share that, by both, and at last
    with the personnel number, so that each stands for one person.
    """
    holders = {person for person, _ in inspection.holders(role)}
    rows = {row.pk: row for row in User.objects.filter(pk__in=holders).order_by("pk")}
    rows |= {row.pk: row for row in named}
    short = "post" if role == Role.LEAD else "name"
    forms = (
        lambda row: getattr(row, short),
        lambda row: f"{row.name}（{row.post}）",
        lambda row: f"{row.name}（{row.post}，{row.personnel_number}）",
    )
    found = {}
    for form in forms:
        counted = Counter(form(row) for row in rows.values())
        for pk, row in rows.items():
            if pk not in found and counted[form(row)] == 1:
                found[pk] = form(row)
    return {pk: found.get(pk) or forms[-1](row) for pk, row in rows.items()}


def documents(rows):
    """Feedback → how its problems are referred to: by its kind, by its title where two share it."""
    kinds = Counter(row.kind for row in rows)
    return {row.pk: row.get_kind_display() if kinds[row.kind] == 1 else row.title for row in rows}


def earlier(problems):
    """Problem of an earlier inspection → how it is referred to."""
    keys = {row.carried_over_from_id for row in problems} - {None}
    rows = Problem.objects.filter(pk__in=keys).select_related("inspection", "feedback")
    return {row.pk: f"{row.inspection.title}：{row.feedback.title} {row.number}" for row in rows}
