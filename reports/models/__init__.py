"""What the reports keep: files brought in, hints put aside, snapshots."""

from .hint import HintDismissal
from .intake import ImportKind, LedgerImport, Reading
from .snapshot import Snapshot, SnapshotSignature, SnapshotStep
from .summary import InspectionSummary

__all__ = [
    "HintDismissal",
    "ImportKind",
    "InspectionSummary",
    "LedgerImport",
    "Reading",
    "Snapshot",
    "SnapshotSignature",
    "SnapshotStep",
]
