"""The sign-off table of measures, written as the rules themselves."""

from ledger.refusals import refuse
from ledger.signoff import ALONE, REASON
from ledger.transitions import (
    HANDLER,
    HEAD,
    OFFICE,
    SUPERVISOR,
    Condition,
    Level,
    Need,
    Transition,
    register as register_level,
)

from .models import Measure, MeasureSignature, MeasureState
from .needs import NONE_HELD, NONE_INSUFFICIENT

S = MeasureState


def _no_progress(act):
    return None if act.item.progress_entries.exists() else refuse("progress_missing")


def _no_evidence(act):
    waived = not act.item.inspection.evidence_required
    return None if waived or act.item.present_evidence().exists() else refuse("evidence_missing")


PROGRESS = Need("progress", "至少一条进展", _no_progress)
EVIDENCE = Need("evidence", "至少一份佐证材料（本轮巡察不要求的除外）", _no_evidence)

APPROVED_BY_HEAD = Condition(
    "approve_kept", "须经部门审核", lambda item: not item.inspection.leaves_out("approve", item)
)
APPROVE_LEFT_OUT = Condition(
    "approve_left_out",
    "按规则省去部门审核",
    lambda item: item.inspection.leaves_out("approve", item),
)


def submit(target, when):
    """Submitting a measure, to the step that the inspection's rules make the next one."""
    return Transition(
        "submit",
        "申请销号",
        (S.IN_PROGRESS,),
        target,
        (HANDLER, HEAD),
        (PROGRESS, EVIDENCE, NONE_HELD),
        when=when,
        signs=True,
    )


TABLE = (
    Transition("start", "启动", (S.NOT_STARTED,), S.IN_PROGRESS, (HANDLER, HEAD)),
    submit(S.SUBMITTED, APPROVED_BY_HEAD),
    submit(S.REVIEWED, APPROVE_LEFT_OUT),
    Transition(
        "withdraw", "撤回", (S.SUBMITTED,), S.IN_PROGRESS, (HANDLER, HEAD), by_submitter=True
    ),
    Transition(
        "withdraw",
        "撤回",
        (S.REVIEWED,),
        S.IN_PROGRESS,
        (HANDLER, HEAD),
        when=ALONE,
        by_submitter=True,
    ),
    Transition("approve", "审核通过", (S.SUBMITTED,), S.REVIEWED, (HEAD,), signs=True),
    Transition(
        "sign_off",
        "销号",
        (S.REVIEWED,),
        S.SIGNED_OFF,
        (OFFICE,),
        (NONE_HELD, NONE_INSUFFICIENT),
        signs=True,
    ),
    Transition("return", "退回", (S.SUBMITTED,), S.IN_PROGRESS, (HEAD,), (REASON,)),
    Transition("return", "退回", (S.REVIEWED,), S.IN_PROGRESS, (OFFICE,), (REASON,)),
    Transition(
        "reopen", "重新整改", (S.SIGNED_OFF,), S.IN_PROGRESS, (OFFICE, SUPERVISOR), (REASON,)
    ),
)


def register():
    """Make the level known to the engine."""
    open_states = frozenset({S.NOT_STARTED, S.IN_PROGRESS})
    register_level(Level(Measure, MeasureSignature, TABLE, open_states))
