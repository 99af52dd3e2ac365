"""Saving a planned import: everything in one transaction, or nothing."""

from django.db import transaction
from django.utils import timezone

from ledger.batch import Batch, Changed, Made
from ledger.editing import check_maintainer
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from measures.models import Measure, ProgressEntry
from problems.models import Aspect, Feedback, Problem, Task

from .plan import Planned
from .planning import plan

KIND_WORDS = (("清单", "problem_list"), ("建议", "suggestions"), ("自查", "self_found"))
PARENT = {"problem": "aspect", "task": "problem", "measure": "task"}
MODELS = {"problem": Problem, "task": Task, "measure": Measure}
MANY = {"task": ("also_addresses", "supporting"), "measure": ("supporting",)}


def save(inspection, outline, answers, *, actor, shown, reason="", comment=""):
    """Do what ``plan`` shows, if it still shows what was ``shown``; returns (plan, first, last).

    ``first`` and ``last`` are the sequence numbers of the journal entries that it made. ``reason``
    is needed once the plan is adopted and what it says is changed. Raises Refusal.
    """
    reason = tidy(reason)
    with transaction.atomic():
        text = f"{comment}：{reason}" if reason else comment
        batch = Batch(inspection, actor=actor, role=Role.OFFICE, comment=text[:2000])
        batch.begin()
        check_maintainer(actor, inspection)
        found = plan(inspection, outline, answers)
        if found.digest() != shown:
            raise refuse("preview_changed")
        if not found.is_ready:
            raise refuse("import_not_ready")
        if found.changed and inspection.is_adopted and not reason:
            raise refuse("plan_reason_missing")
        Saving(inspection, found, batch).save()
        entries = batch.entries
        if not entries:
            raise refuse("import_not_ready")
    return found, entries[0].sequence, entries[-1].sequence


class Saving:
    """Writes a plan level by level: what stands below needs the keys of what stands above."""

    def __init__(self, inspection, found, batch):
        self.inspection, self.plan, self.batch = inspection, found, batch
        self.documents = {}

    def save(self):
        """Documents and aspects, then problems, tasks and measures, then progress."""
        self.make_documents()
        self.make_aspects()
        for level in ("problem", "task", "measure"):
            rows = self.plan.of(level)
            made = [row for row in rows if row.is_new]
            self.batch.make([self.made(row) for row in made])
            self.batch.change([self.change(row) for row in rows if row.is_changed])
        self.report()

    def make_documents(self):
        """The feedback documents that are not there yet."""
        for title in self.plan.documents:
            kind = next((code for word, code in KIND_WORDS if word in title), "opinion")
            row = Feedback(
                inspection=self.inspection,
                kind=kind,
                title=title,
                date=self.inspection.feedback_date,
            )
            self.batch.make([Made(row)])
            self.documents[title] = row

    def document(self, planned):
        """The feedback document of a planned aspect or problem."""
        found = planned.feedback
        return self.documents[found] if isinstance(found, str) else found

    def make_aspects(self):
        """The chapters that are not there yet, numbered after those of their document."""
        last = {}
        made = []
        for planned in self.plan.of("aspect"):
            if not planned.is_new:
                continue
            document = self.document(planned)
            if document.pk not in last:
                numbers = document.aspects.order_by("-number").values_list("number", flat=True)
                last[document.pk] = numbers.first() or 0
            last[document.pk] += 1
            planned.row_made = Aspect(
                feedback=document, number=last[document.pk], title=planned.entry.text
            )
            made.append(Made(planned.row_made))
        self.batch.make(made)

    def made(self, planned):
        """The new row of a planned item; kept on it for what stands below."""
        values = {name: self.row(value) for name, value in planned.values.items()}
        values[PARENT[planned.level]] = self.row(planned.parent)
        if planned.level == "problem":
            values["feedback"] = self.document(planned)
        planned.row_made = MODELS[planned.level](inspection=self.inspection, **values)
        return Made(planned.row_made, self.many(planned))

    def change(self, planned):
        """The change of an existing row."""
        row = planned.row
        row.inspection = self.inspection
        values = {name: self.row(value) for name, value in planned.values.items()}
        before = {name: list(getattr(row, name).all()) for name in MANY.get(planned.level, ())}
        return Changed(row, values, self.many(planned), before)

    def many(self, planned):
        """The many-to-many rows of a planned item."""
        return {name: [self.row(row) for row in rows] for name, rows in planned.many.items()}

    def row(self, value):
        """A planned item's row: the one that is there, or the one made for it."""
        return (value.row or value.row_made) if isinstance(value, Planned) else value

    def report(self):
        """The progress that the file tells, as entries of today."""
        now, actor = timezone.now(), self.batch.told["actor"]
        self.batch.make(
            [
                Made(ProgressEntry(measure=self.row(row), text=row.progress, at=now, by=actor))
                for row in self.plan.reported
            ]
        )
