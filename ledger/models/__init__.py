"""Organization, people, inspection, the abstract ledger item, the journal."""

from .account import Membership, User
from .inspection import Inspection
from .item import Disclosable, Disclosure, Kind, LedgerItem, Signature
from .journal import AccessEntry, JournalEntry, JournalHead
from .organization import Department, Organization

__all__ = [
    "AccessEntry",
    "Department",
    "Disclosable",
    "Disclosure",
    "Inspection",
    "JournalEntry",
    "JournalHead",
    "Kind",
    "LedgerItem",
    "Membership",
    "Organization",
    "Signature",
    "User",
]
