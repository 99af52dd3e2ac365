"""What the reports keep: files brought in, hints put aside, snapshots, notices."""

from .hint import HintDismissal
from .intake import ImportKind, LedgerImport, Reading
from .notice import (
    IN_HAND,
    FiguresPlace,
    Notice,
    NoticeAct,
    NoticeEdit,
    NoticeSignature,
    NoticeState,
    NoticeStep,
    NoticeStyle,
    NoticeWaiver,
    ProblemHeading,
    Publication,
)
from .snapshot import Snapshot, SnapshotSignature, SnapshotStep
from .summary import InspectionSummary

__all__ = [
    "IN_HAND",
    "FiguresPlace",
    "HintDismissal",
    "ImportKind",
    "InspectionSummary",
    "LedgerImport",
    "Notice",
    "NoticeAct",
    "NoticeEdit",
    "NoticeSignature",
    "NoticeState",
    "NoticeStep",
    "NoticeStyle",
    "NoticeWaiver",
    "ProblemHeading",
    "Publication",
    "Reading",
    "Snapshot",
    "SnapshotSignature",
    "SnapshotStep",
]
