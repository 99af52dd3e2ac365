"""The sign-off tables of tasks and problems, written as the rules themselves."""

import datetime

from django.utils import timezone

from ledger.refusals import refuse
from ledger.signoff import ALONE, PASSWORD, REASON
from ledger.transitions import (
    HEAD,
    LEAD,
    OFFICE,
    SECRETARY,
    SUPERVISOR,
    Condition,
    Level,
    Need,
    Transition,
    register as register_level,
)

from .models import Problem, ProblemSignature, ProblemState, Task, TaskSignature, TaskState

T, P = TaskState, ProblemState


def _open_children(children, code, act, kind):
    rows = list(children)
    if not rows:
        return refuse("no_children", title=act.item.title, children=kind)
    left = [row.label for row in rows if row.state != "signed_off"]
    return refuse(code, items="、".join(left)) if left else None


def _measures_open(act):
    return _open_children(act.item.measures.live().order_by("number"), "measures_open", act, "措施")


def _tasks_open(act):
    primary = act.item.tasks.live()
    rows = primary.union(act.item.also_addressed_by.live()).order_by("number")
    return _open_children(rows, "tasks_open", act, "任务")


def _effect(act):
    return act.details.get("effect") or act.item.effect


def _review_date(act):
    date = act.details.get("review_date")
    today = timezone.localdate(act.now)
    return date if isinstance(date, datetime.date) and date > today else None


MEASURES_SIGNED_OFF = Need("measures_signed_off", "所有措施已销号", _measures_open)
TASKS_SIGNED_OFF = Need("tasks_signed_off", "对应的任务全部已销号", _tasks_open)
EFFECT = Need("effect", "整改成效", lambda act: None if _effect(act) else refuse("effect_missing"))
STAGE_GOAL = Need(
    "stage_goal",
    "阶段目标",
    lambda act: None if act.details.get("stage_goal") else refuse("stage_goal_missing"),
)
REVIEW_DATE = Need(
    "review_date",
    "下次复核日期",
    lambda act: None if _review_date(act) else refuse("review_date_missing"),
)

ENDORSED_BY_LEAD = Condition(
    "endorse_kept", "须经牵头领导审核", lambda item: not item.inspection.leaves_out("endorse", item)
)
ENDORSE_LEFT_OUT = Condition(
    "endorse_left_out",
    "按规则省去牵头领导审核",
    lambda item: item.inspection.leaves_out("endorse", item),
)
NO_STAGE = Condition("no_stage_goal", "没有阶段目标", lambda item: not item.stage_goal)
IN_STAGE = Condition("stage_goal", "阶段目标有效", lambda item: bool(item.stage_goal))


def _submitted(act):
    return {"effect": _effect(act)}


def _continuing(act):
    return {
        "stage_goal": act.details["stage_goal"],
        "review_date": act.details["review_date"],
        "unfinished_reason": act.comment,
    }


def _reopened(act):
    return {"stage_goal": "", "review_date": None}


def task_submit(target, when):
    """Submitting a task, to the step that the inspection's rules make the next one."""
    return Transition(
        "submit",
        "申请销号",
        (T.OPEN, T.CONTINUING),
        target,
        (HEAD, OFFICE),
        (MEASURES_SIGNED_OFF, EFFECT),
        when=when,
        signs=True,
        sets=_submitted,
    )


def back(action, label, sources, who, needs=(), *, only=None, by_submitter=False):
    """Taking a task back: to where it was, which is continuing while a stage goal is in force.

    ``only`` is what else has to hold.
    """
    return [
        Transition(
            action,
            label,
            sources,
            target,
            who,
            needs,
            when=when & only if only else when,
            by_submitter=by_submitter,
        )
        for target, when in ((T.OPEN, NO_STAGE), (T.CONTINUING, IN_STAGE))
    ]


TASK_TABLE = (
    task_submit(T.SUBMITTED, ENDORSED_BY_LEAD),
    task_submit(T.ENDORSED, ENDORSE_LEFT_OUT),
    Transition("endorse", "审核同意", (T.SUBMITTED,), T.ENDORSED, (LEAD,), signs=True),
    Transition(
        "sign_off", "批准销号", (T.ENDORSED,), T.SIGNED_OFF, (SECRETARY,), (PASSWORD,), signs=True
    ),
    Transition(
        "continue",
        "转持续整改",
        (T.OPEN, T.SUBMITTED, T.ENDORSED),
        T.CONTINUING,
        (SECRETARY,),
        (REASON, STAGE_GOAL, REVIEW_DATE),
        sets=_continuing,
    ),
    *back("withdraw", "撤回", (T.SUBMITTED,), (HEAD, OFFICE), by_submitter=True),
    *back("withdraw", "撤回", (T.ENDORSED,), (HEAD, OFFICE), only=ALONE, by_submitter=True),
    *back("return", "退回", (T.SUBMITTED,), (LEAD,), (REASON,)),
    *back("return", "退回", (T.ENDORSED,), (SECRETARY,), (REASON,)),
    Transition(
        "reopen",
        "重新整改",
        (T.SIGNED_OFF,),
        T.OPEN,
        (OFFICE, SUPERVISOR),
        (REASON,),
        sets=_reopened,
    ),
)

PROBLEM_TABLE = (
    Transition(
        "submit", "申请销号", (P.OPEN,), P.SUBMITTED, (OFFICE,), (TASKS_SIGNED_OFF,), signs=True
    ),
    Transition(
        "sign_off", "批准销号", (P.SUBMITTED,), P.SIGNED_OFF, (SECRETARY,), (PASSWORD,), signs=True
    ),
    Transition("withdraw", "撤回", (P.SUBMITTED,), P.OPEN, (OFFICE,), by_submitter=True),
    Transition("return", "退回", (P.SUBMITTED,), P.OPEN, (SECRETARY,), (REASON,)),
    Transition("reopen", "重新整改", (P.SIGNED_OFF,), P.OPEN, (OFFICE, SUPERVISOR), (REASON,)),
)


def register():
    """Make both levels known to the engine."""
    register_level(Level(Problem, ProblemSignature, PROBLEM_TABLE, frozenset({P.OPEN})))
    register_level(Level(Task, TaskSignature, TASK_TABLE, frozenset({T.OPEN, T.CONTINUING})))
