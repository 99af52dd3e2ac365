"""What spans tables and must always hold: the one writing function keeps it, this verifies it."""

import itertools
from collections import defaultdict
from dataclasses import asdict, dataclass

from django.core.files.storage import default_storage
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ledger.models import Inspection, JournalEntry, Membership
from ledger.roles import SOLE_ROLES
from ledger.transitions import LEVELS
from ledger.triggers import missing_triggers
from ledger.verify import verify
from measures.holding import leftovers
from measures.models import Evidence, HeldUpload, Measure, Outcome
from problems.models import Aspect, Problem, Task

from . import summaries as kept
from .book import load
from .figures import count
from .freezing import digest
from .models import InspectionSummary, Snapshot
from .vouched import publications


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: which check, what, and why."""

    check: str
    object: str
    message: str

    def __str__(self):
        return f"[{self.check}] {self.object}：{self.message}"


def organizations():
    """Departments, leads and handlers belong to the inspected organization."""
    own = F("inspection__organization")
    for model in (Problem, Task, Measure):
        for row in model.objects.exclude(department=None).exclude(department__organization=own):
            yield row.title, "责任部门不属于本单位"
    for row in Membership.objects.exclude(department=None):
        if row.department.organization_id != row.organization_id:
            yield str(row), "角色的部门不属于本单位"


def inspections():
    """What hangs together lies in one inspection."""
    for row in Problem.objects.exclude(feedback__inspection=F("inspection")):
        yield row.title, "反馈不属于本轮巡察"
    for row in Problem.objects.exclude(aspect=None).exclude(aspect__feedback=F("feedback")):
        yield row.title, "方面不属于所列的反馈"
    for row in Task.objects.exclude(problem__inspection=F("inspection")):
        yield row.title, "主要问题不属于本轮巡察"
    through = Task.also_addresses.through.objects
    for row in through.exclude(task__inspection=F("problem__inspection")):
        yield row.task.title, "同时对应的问题不属于本轮巡察"
    for row in Measure.objects.exclude(task__inspection=F("inspection")):
        yield row.title, "任务不属于本轮巡察"
    links = Evidence.measures.through.objects
    for row in links.exclude(evidence__inspection=F("measure__inspection")):
        yield row.evidence.name, "佐证材料用在了别的巡察"
    for row in Inspection.objects.exclude(previous=None):
        if row.previous.organization_id != row.organization_id:
            yield row.title, "上一轮巡察不属于同一单位"
    if Aspect.objects.filter(feedback=None).exists():
        yield "方面", "没有所属的反馈"


def signed_off_below():
    """Nothing is signed off above something that is not."""
    left = Measure.objects.filter(task=OuterRef("pk"), voided_at=None).exclude(state="signed_off")
    for row in Task.objects.filter(Exists(left), voided_at=None):
        if row.state in {"submitted", "endorsed", "signed_off"}:
            yield row.title, "已申请或已销号，下面还有没销号的措施"
    for row in Problem.objects.filter(voided_at=None).exclude(state="open"):
        if any(task.state != "signed_off" for task in row.live_children()):
            yield row.title, "已申请或已销号，还有没销号的任务"


def signatures():
    """The signatures of the present attempt are those that the state asks for, each by another."""
    for level in LEVELS.values():
        rows = level.model.objects.filter(voided_at=None).select_related("inspection")
        for row in rows.prefetch_related("signatures"):
            signed = [s for s in row.signatures.all() if s.attempt == row.attempt]
            steps = [s.step for s in signed]
            if any(s.attempt > row.attempt for s in row.signatures.all()):
                yield row.title, "有后面申请的签署"
            elif not complete(level, row, steps):
                yield row.title, f"状态是“{row.get_state_display()}”，签署却是：{steps or '没有'}"
            elif len({s.person for s in signed}) != len(signed):
                yield row.title, "同一人签了两个环节"


def complete(level, row, steps):
    """Whether the steps signed lead just to the row's state."""
    if row.state in level.open_states:
        return not steps
    ahead = {step.action for step in level.path(row.state)}
    chains = [
        ["submit", *(step.action for step in level.path(submit.target))]
        for submit in level.rows("submit")
    ]
    return any(steps == [step for step in chain if step not in ahead] for chain in chains)


def duties():
    """The two admins and the auditor hold no other role."""
    held = defaultdict(set)
    for row in Membership.objects.in_force().select_related("user"):
        held[row.user].add(row.role)
    for user, roles in held.items():
        if roles & SOLE_ROLES and len(roles) > 1:
            yield str(user), "管理员或审计员兼任了其他角色"


def outcomes():
    """Confirmed outcomes rest on proof of the same ledger."""
    mixed = ~Q(proof__inspection=F("measure__inspection"))
    for row in Outcome.objects.exclude(proof=None).filter(mixed):
        yield row.title, "成效的证明材料属于别的巡察"


def files():
    """Evidence and what waits to be checked has its file, of the size it says; what is decided not."""
    waiting = HeldUpload.objects.waiting().iterator()
    for row in itertools.chain(Evidence.objects.order_by("pk").iterator(), waiting):
        if not default_storage.exists(row.file.name):
            yield row.name, "文件不在存储中"
        elif default_storage.size(row.file.name) != row.size:
            yield row.name, "文件大小与登记不符"
    for row in leftovers():
        yield row.name, "已核对，暂存的文件却还在：请运行 verify_evidence --finish"


def snapshots():
    """What a snapshot holds still has the digest that was signed, and the journal told."""
    for row in Snapshot.objects.select_related("inspection").order_by("pk").iterator(chunk_size=10):
        if digest(row.data) != row.sha256:
            yield f"{row.inspection}{row.title}", "内容与校验码不符"
        told = JournalEntry.objects.filter(object_type="snapshot", object_id=row.pk)
        if not told.filter(changes__sha256=[None, row.sha256]).exists():
            yield f"{row.inspection}{row.title}", "校验码与操作记录不符"


def summaries():
    """What the overview shows of each ledger equals its figures, counted anew."""
    rows = Inspection.objects.filter(journal_head__isnull=False)
    rows = rows.select_related("organization", "journal_head", "summary").order_by("pk")
    for row in rows.iterator(chunk_size=100):
        summary = getattr(row, "summary", None)
        if summary is None:
            yield row.title, "没有汇总：请运行 refresh_summaries"
        elif wrong := "，".join(differences(row, summary)):
            yield row.title, f"{wrong}：请运行 refresh_summaries --all"


def differences(inspection, summary):
    """What a summary says otherwise than the ledger and its journal, field by field."""
    rules = (inspection.due_soon_days, inspection.stagnant_days)
    said = {name: getattr(summary, name) for name in kept.COUNTED}
    said |= kept.on_day(summary.days, *rules, timezone.localdate())
    if summary.counted_on == said["counted_on"]:
        said |= {name: getattr(summary, name) for name in kept.BY_DAY}
    try:
        figures = count(load(inspection))
    except KeyError:  # a row of it names one of another ledger, which ``inspections`` tells
        yield "台账的行互相对不上，无法计数"
        return
    told = {name: figures[name].value for name in (*kept.COUNTED, *kept.BY_DAY)}
    said["sequence"], told["sequence"] = summary.sequence, inspection.journal_head.sequence
    for name in ("sequence", *kept.COUNTED, *kept.BY_DAY):
        if said[name] != told[name]:
            label = InspectionSummary._meta.get_field(name).verbose_name
            yield f"{label}应为 {told[name]}，登记的是 {said[name]}"


def triggers():
    """The append-only tables have their triggers."""
    for name in missing_triggers():
        yield name, "触发器不在"


def journals():
    """The journal holds and leads to the present states."""
    for fault in verify():
        yield fault.chain, str(fault)


CHECKS = (
    organizations,
    inspections,
    signed_off_below,
    signatures,
    duties,
    outcomes,
    files,
    snapshots,
    summaries,
    publications,
    triggers,
    journals,
)


def check():
    """Every fault that any check finds."""
    return [Fault(run.__name__, thing, why) for run in CHECKS for thing, why in run()]


def as_json(faults):
    """The result for machines."""
    return {
        "ok": not faults,
        "checks": [run.__name__ for run in CHECKS],
        "faults": [asdict(fault) for fault in faults],
    }
