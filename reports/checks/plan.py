"""Hints from dates of the plan: due too late, never reviewed, given time when it had run out."""

from django.utils import timezone

from .hints import Hint, row_of


def due_late(facts):
    """Open measures due after their task, or after the concentrated period."""
    end = facts.inspection.period_end
    for measure in facts.measures.values():
        task = facts.tasks.get(measure.task_id)
        if measure.state == "signed_off" or not measure.deadline or task is None:
            continue
        why = []
        if task.deadline and measure.deadline > task.deadline:
            why.append(f"晚于{task.title}的时限 {task.deadline}")
        # What goes on for long is meant to outlast the period.
        goes_on = "long_term" in (measure.kind, task.kind) or task.state == "continuing"
        if measure.deadline > end and not goes_on:
            why.append(f"晚于集中整改期结束 {end}")
        if why:
            reason = f"{measure.title}的时限 {measure.deadline} {'，'.join(why)}。"
            keys = [measure.deadline.isoformat(), str(task.deadline), end.isoformat()]
            yield Hint("due_late", f"measure {measure.pk}", reason, [row_of(measure)], keys)


def no_review(facts):
    """Long-term measures that nobody has to look at on any day."""
    for measure in facts.measures.values():
        open_now = measure.state != "signed_off"
        if measure.kind == "long_term" and open_now and measure.review_date is None:
            reason = f"{measure.title}是长期坚持的措施，没有定复核日期。"
            yield Hint("no_review", f"measure {measure.pk}", reason, [row_of(measure)], [])


def late_extension(facts):
    """Extensions granted when the deadline they moved had passed already."""
    for row in facts.extensions:
        item = facts.measures.get(row.measure_id) or facts.tasks.get(row.task_id)
        day = timezone.localdate(row.decided_at)
        if item is None or day <= row.old_deadline:
            continue
        asked = timezone.localdate(row.requested_at)
        reason = (
            f"{item.title}的时限 {row.old_deadline} 已过 {(day - row.old_deadline).days} 天，"
            f"{day} 才同意延到 {row.deadline}（{asked} 申请）。"
        )
        yield Hint("late_extension", f"extension {row.pk}", reason, [row_of(item)], [str(day)])
