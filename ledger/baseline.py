"""Present against plan: what the journal held when the plan was issued is the baseline."""

from dataclasses import dataclass

from ledger.closing import latest_adoption
from ledger.editing import PLAN_FIELDS
from ledger.journal import plain
from ledger.models import Department


@dataclass
class Baseline:
    """The adopted plan, and where an item departs from it: (label, planned, present)."""

    adoption: object
    added_later: bool
    departures: list


def baseline(item, log):
    """How an item stands against the plan in force, or None where no plan is adopted.

    ``log`` is the item's journal, the latest first.
    """
    adoption = latest_adoption(item.inspection)
    if adoption is None:
        return None
    planned = {}
    for entry in reversed(log):
        if entry.sequence <= adoption.sequence:
            planned |= {name: change[1] for name, change in entry.changes.items()}
    departures = [
        (item._meta.get_field(name).verbose_name, shown(item, name, planned[name]), now)
        for name in sorted(PLAN_FIELDS & set(planned))
        if (now := present(item, name)) != shown(item, name, planned[name])
    ]
    return Baseline(adoption, not planned, departures)


def present(item, name):
    """A field's present value as a person reads it."""
    value = getattr(item, name)
    return str(plain(value) if name != "department" else value or "") or "（空）"


def shown(item, name, value):
    """A planned value as a person reads it; departments are kept in the journal by number."""
    if value in (None, ""):
        return "（空）"
    if name == "department":
        return str(Department.objects.get(pk=value))
    return str(value)
