"""Which earlier problems a problem is like: a suggestion, never a judgement."""

from difflib import SequenceMatcher

from .models import Problem

LIKE = 0.3  # share of common text from which on two problems are shown side by side
SHOWN = 3


def alike(problem):
    """Up to three problems of the organization's earlier inspections, the likest first."""
    earlier = (
        Problem.objects.filter(inspection__organization=problem.inspection.organization_id)
        .filter(inspection__feedback_date__lt=problem.inspection.feedback_date)
        .live()
        .select_related("inspection")
    )
    found = [(likeness(problem.text, row.text), row) for row in earlier]
    found = [(share, row) for share, row in found if share >= LIKE]
    return [row for _, row in sorted(found, key=lambda pair: (-pair[0], pair[1].pk))[:SHOWN]]


def likeness(one, other):
    """How much of two texts agrees, from 0 to 1."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The two quick ratios are upper bounds: most pairs need no more than them.
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return 0
    return matcher.ratio()
