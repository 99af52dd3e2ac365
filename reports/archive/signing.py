"""Who signed what: the signatures of each item's present attempt, for the lists of contents."""

from django.db.models import F

from ledger.transitions import LEVELS

from .filing import SIGNATURES


def signed(inspection):
    """(level, id) → [(step's name, signature)] in their order, in a query for each level."""
    found = {}
    for model, level in SIGNATURES:
        of_ledger = {f"{level}__inspection": inspection, "attempt": F(f"{level}__attempt")}
        rows = model.objects.filter(**of_ledger).defer("evidence").order_by("at", "pk")
        for row in rows:
            key = level, getattr(row, f"{level}_id")
            found.setdefault(key, []).append((LEVELS[level].step_label(row.step), row))
    return found


def attach(filing, inspection):
    """Give each problem, task and measure its signatures as ``signed``."""
    found = signed(inspection)
    for folder in filing.folders:
        measures = [measure for task in folder.tasks for measure in task.rows]
        for item in (folder.problem, *folder.tasks, *measures):
            item.signed = found.get((item.level, item.pk), [])
