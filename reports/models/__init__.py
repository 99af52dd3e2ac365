"""What the reports keep: files brought in, hints put aside, snapshots, notices."""

from .hint import HintDismissal
from .intake import ImportKind, LedgerImport, Reading
from .notice import (
    CORRECTABLE,
    IN_HAND,
    Notice,
    NoticeAct,
    NoticeEdit,
    NoticeSignature,
    NoticeState,
    NoticeStep,
    NoticeWaiver,
)
from .notice_style import FiguresPlace, NoticeStyle, ProblemHeading
from .publication import Publication
from .snapshot import Snapshot, SnapshotSignature, SnapshotStep
from .summary import InspectionSummary

__all__ = [
    "CORRECTABLE",
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
