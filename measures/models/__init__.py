"""How it is done (measure), what proves it, and what keeps it moving."""

from .held import HeldDecision, HeldUpload
from .measure import (
    UNDER_WAY,
    Measure,
    MeasureQuerySet,
    MeasureSignature,
    MeasureState,
    sent_back,
)
from .proof import Evidence, EvidenceMark, Outcome, OutcomeKind, ProgressEntry
from .review import StageDecision, StageReport
from .supervision import (
    Directive,
    DirectiveKind,
    Extension,
    ExtensionDecision,
    Meeting,
    MeetingKind,
)

__all__ = [
    "UNDER_WAY",
    "Directive",
    "DirectiveKind",
    "Evidence",
    "EvidenceMark",
    "Extension",
    "ExtensionDecision",
    "HeldDecision",
    "HeldUpload",
    "Measure",
    "MeasureQuerySet",
    "MeasureSignature",
    "MeasureState",
    "Meeting",
    "MeetingKind",
    "Outcome",
    "OutcomeKind",
    "ProgressEntry",
    "StageDecision",
    "StageReport",
    "sent_back",
]
