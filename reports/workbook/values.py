"""What each column of ``reports.columns`` holds for a row of the ledger.

An import that compares a file with the ledger as it stands gets from here what an unchanged cell
holds: ``VALUES[name](content, row)``, where the row is of the column's level.
"""

from operator import attrgetter

from django.utils import timezone

SEPARATOR = "、"


def plain(name):
    """A field as it is."""
    read = attrgetter(name)
    return lambda content, row: read(row)


def shown(name):
    """A choice in its words."""
    method = f"get_{name}_display"
    return lambda content, row: getattr(row, method)()


def room(content, row):
    """The responsible department."""
    return row.department.name if row.department_id else ""


def rooms(content, row):
    """The supporting departments."""
    return SEPARATOR.join(department.name for department in row.supporting.all())


def aspect(content, row):
    """The chapter of a problem."""
    return row.aspect.title if row.aspect else ""


def feedback(content, row):
    """The document of a problem."""
    return content.titles[row.feedback_id]


def due(content, row):
    """The day; where there is none, the plan's own words for it, which stand beside it too."""
    return row.deadline or row.deadline_text


def lead(content, row):
    """The lead official, by post."""
    return content.leads[row.lead_id]


def handler(content, row):
    """Who handles a measure, by name."""
    return content.handlers[row.handler_id] if row.handler_id else ""


def also(content, row):
    """The problems that a task addresses besides its own."""
    found = (content.problems[pk] for pk in row.also if pk in content.problems)
    return SEPARATOR.join(content.label(problem) for problem in found)


def carried_over(content, row):
    """The problem of an earlier inspection that has come up again."""
    return content.earlier.get(row.carried_over_from_id, "")


def disclosed(prefix):
    """The columns that say how far a text may go."""
    return {
        f"{prefix}_public_text": plain("public_text"),
        f"{prefix}_disclosure": shown("disclosure"),
        f"{prefix}_withholding_reason": shown("withholding_reason"),
        f"{prefix}_withholding_explanation": plain("withholding_explanation"),
    }


VALUES = {
    "aspect": aspect,
    "problem_number": plain("number"),
    "problem": plain("text"),
    "feedback": feedback,
    "category": plain("category"),
    "problem_department": room,
    "problem_deadline": plain("deadline"),
    "carried_over_from": carried_over,
    "problem_state": shown("state"),
    **disclosed("problem"),
    "task_number": plain("number"),
    "task": plain("text"),
    "goal": plain("goal"),
    "lead": lead,
    "also_addresses": also,
    "task_department": room,
    "task_supporting": rooms,
    "task_kind": shown("kind"),
    "task_deadline": plain("deadline"),
    "task_deadline_text": plain("deadline_text"),
    "task_acceptance": plain("acceptance"),
    "effect": plain("effect"),
    "unfinished_reason": plain("unfinished_reason"),
    "next_step": plain("next_step"),
    "expected_date": plain("expected_date"),
    "task_state": shown("state"),
    **disclosed("task"),
    "number": plain("label"),
    "measure": plain("text"),
    "department": room,
    "supporting": rooms,
    "handler": handler,
    "deadline": due,
    "progress": plain("told"),
    "state": shown("state"),
    "kind": shown("kind"),
    "acceptance": plain("acceptance"),
    "deadline_text": plain("deadline_text"),
    "review_date": plain("review_date"),
    **disclosed("measure"),
}


def remark(problem, task, measure, opens_task):
    """What a reader should notice of a line; the system tells it and never reads it back."""
    notes = of_measure(measure) if measure else []
    if task is None and problem.also_rows:
        numbers = SEPARATOR.join(str(row.number) for row in problem.also_rows)
        notes.append(f"见任务 {numbers}")
    elif task is None:
        notes.append("还没有任务")
    elif measure is None:
        notes.append("还没有措施")
    if task and opens_task and task.state == "continuing":
        notes.append(f"任务持续整改，{task.review_date.isoformat()} 复核")
    return "\n".join(notes)


def of_measure(row):
    """Signed off when; late by how much; a deadline that was moved; an objection."""
    notes = []
    if row.signed_off_at:
        notes.append(f"{timezone.localdate(row.signed_off_at).isoformat()} 销号")
    elif row.light.code in ("overdue", "continuing"):
        notes.append(row.light.text)
    if row.first_deadline and row.first_deadline != row.deadline:
        notes.append(f"已延期，原定 {row.first_deadline.isoformat()}")
    if row.objection:
        notes.append("有异议")
    return notes
