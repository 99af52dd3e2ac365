"""Papers that wait for a person: snapshots to confirm, notices to approve or to mend."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from ledger import permissions
from ledger.models import JournalEntry
from ledger.roles import Role

from .models import Notice, NoticeSignature, NoticeState, Snapshot, SnapshotSignature


@dataclass(frozen=True)
class Waiting:
    """One paper: what it is, what to do with it, and why it came back, if it did."""

    row: object
    ask: str
    says: str = ""
    anchor: str = ""

    @property
    def url(self):
        """Where it is done."""
        return f"{self.row.get_absolute_url()}{self.anchor}"


def waiting(user):
    """The papers that wait for the reader, in open ledgers; a fixed number of queries."""
    own = permissions.organizations_of(user, {Role.SECRETARY})
    found = [*to_approve(user, own), *to_confirm(user, own)] if own else []
    office = permissions.organizations_of(user, {Role.OFFICE})
    return [*found, *(sent_back(office) if office else [])]


def of(model, organizations):
    """The rows of a model in the open ledgers of some organizations."""
    rows = model.objects.filter(inspection__organization__in=organizations)
    return rows.filter(inspection__closed_at=None).select_related("inspection").order_by("pk")


def to_approve(user, organizations):
    """The notices that were submitted, by somebody else."""
    mine = NoticeSignature.objects.filter(
        notice=OuterRef("pk"), attempt=OuterRef("attempt"), person=user.personnel_number
    )
    rows = of(Notice, organizations).filter(~Exists(mine), state=NoticeState.SUBMITTED)
    return [Waiting(row, "审批", "整改办已送审，批准后向社会公布。", "#act") for row in rows]


def to_confirm(user, organizations):
    """The snapshots that somebody else asked for; what a later confirmed one made moot is left out."""
    signed = SnapshotSignature.objects.filter(step="confirm")
    later = signed.filter(
        snapshot__inspection=OuterRef("inspection"), snapshot__pk__gte=OuterRef("pk")
    )
    mine = SnapshotSignature.objects.filter(
        Q(person=user.personnel_number) | Q(step="return"), snapshot=OuterRef("pk")
    )
    rows = of(Snapshot, organizations).filter(~Exists(later), ~Exists(mine)).defer("data")
    return [
        Waiting(row, "确认", f"数据截至 {row.as_of.isoformat()}，用途：{row.purpose}。")
        for row in rows
    ]


def sent_back(organizations):
    """The drafts that the secretary sent back, with the reason."""
    rows = list(of(Notice, organizations).filter(state=NoticeState.DRAFT, attempt__gt=1))
    entries = JournalEntry.objects.filter(
        head__inspection__in=[row.inspection_id for row in rows],
        object_type="notice",
        object_id__in=[row.pk for row in rows],
        action__in=["send_back_notice", "recall_notice"],
    )
    last = {entry.object_id: entry for entry in entries.order_by("sequence")}
    return [
        Waiting(row, "修改", f"{last[row.pk].name}退回：{last[row.pk].comment}", "#act")
        for row in rows
        if row.pk in last and last[row.pk].action == "send_back_notice"
    ]
