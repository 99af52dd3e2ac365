"""What the reports keep: files brought in, hints put aside, snapshots."""

from .hint import HintDismissal
from .intake import ImportKind, LedgerImport, Reading
from .snapshot import Snapshot, SnapshotSignature, SnapshotStep

__all__ = [
    "HintDismissal",
    "ImportKind",
    "LedgerImport",
    "Reading",
    "Snapshot",
    "SnapshotSignature",
    "SnapshotStep",
]
