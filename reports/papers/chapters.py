"""The problems of a ledger chapter by chapter: the opinion's chapters first, then other documents."""

from problems.models import FeedbackKind


def chapters(book):
    """(heading, its problems in order); what stands in no chapter comes under its document."""
    rows = [(aspect.title, aspect.problem_rows) for aspect in book.aspects if in_opinion(aspect)]
    rows += [
        (f"{aspect.feedback.get_kind_display()}：{aspect.title}", aspect.problem_rows)
        for aspect in book.aspects
        if not in_opinion(aspect)
    ]
    for kind in FeedbackKind:
        loose = [row for row in book.problems_of(kind) if row.aspect is None]
        rows.append((kind.label, sorted(loose, key=lambda row: (row.feedback_id, row.number))))
    return [(heading, problems) for heading, problems in rows if problems]


def in_opinion(aspect):
    """Whether a chapter belongs to the feedback opinion itself."""
    return aspect.feedback.kind == FeedbackKind.OPINION


def addressed_by(problem):
    """The tasks that address a problem, those of another primary problem too, by number."""
    return sorted([*problem.task_rows, *problem.also_rows], key=lambda task: task.number)
