"""The papers made of a ledger beside the notice: each composes plain data from a loaded book."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.roles import DRAFT_ROLES, MEMBER_ROLES

from . import assignment, circular, plan, principal, progress, sign_off


def never(book, chosen):
    """Of papers that are made anew each time: nothing settles them."""


@dataclass(frozen=True)
class Kind:
    """One paper: what it is for, who may take it, and what has to be chosen for it.

    ``compose`` makes a ``Paper`` of a loaded book and of what was chosen: a department or None
    where ``asks`` is ``department``, a task of the book where it is ``task``. ``settled`` gives of
    both the journal's entry after which the paper no longer changes, or None while it is a draft.
    """

    slug: str
    name: str
    purpose: str
    roles: frozenset
    compose: Callable
    asks: str = ""
    settled: Callable = never


KINDS = (
    Kind(
        "plan",
        "整改落实方案",
        "逐项写明目标、措施、牵头领导、责任部门和时限，附问题、任务、责任三张清单；方案印发后按印发时的内容。",
        MEMBER_ROLES,
        plan.compose,
    ),
    Kind(
        "progress",
        "整改进展情况报告",
        "报送上级巡察机构。数字和台账一致，未完成的写明原因、下一步和日期；含不公开内容的标“内部资料”。",
        DRAFT_ROLES,
        progress.compose,
    ),
    Kind(
        "principal",
        "主要负责人组织落实情况报告",
        "报送上级巡察机构。书记研究部署、分工领办、审批把关的情况，附会议和审批清单。",
        DRAFT_ROLES,
        principal.compose,
    ),
    Kind(
        "circular",
        "党内通报",
        "在党内通报整改进展，写入社会公开和仅党内的内容；不公开的、没有定公开范围的不写入。",
        DRAFT_ROLES,
        circular.compose,
    ),
    Kind(
        "assignment",
        "任务书和责任清单",
        "下发责任部门：任务、措施、验收标准、承办人和时限，附签字栏；不选部门就是全部部门的责任清单。",
        MEMBER_ROLES,
        assignment.compose,
        asks="department",
    ),
    Kind(
        "sign_off",
        "销号单",
        "一项任务一张：措施和任务的逐级签字、整改成效、成效清单和佐证材料的校验码，归档备查。",
        MEMBER_ROLES,
        sign_off.compose,
        asks="task",
        settled=sign_off.settled,
    ),
)
PAPERS = {kind.slug: kind for kind in KINDS}
