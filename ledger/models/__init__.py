"""Organization, people, inspection, the abstract ledger item, the journal."""

from .account import Membership, User
from .inspection import Inspection, LedgerRowQuerySet
from .item import Disclosable, Disclosure, Kind, LedgerItem, Signature
from .journal import AccessEntry, JournalEntry, JournalHead
from .once import Once
from .organization import Department, Organization
from .plan import Adoption, Duty, GroupMember
from .word import MEANINGS, Word, WordUse

__all__ = [
    "MEANINGS",
    "AccessEntry",
    "Adoption",
    "Department",
    "Disclosable",
    "Disclosure",
    "Duty",
    "GroupMember",
    "Inspection",
    "JournalEntry",
    "JournalHead",
    "Kind",
    "LedgerItem",
    "LedgerRowQuerySet",
    "Membership",
    "Once",
    "Organization",
    "Signature",
    "User",
    "Word",
    "WordUse",
]
