"""The journal of one ledger, read once: what its rows were on any day up to then, and since when."""

import datetime

from django.db.models import Q
from django.utils import timezone

from ledger.models import Inspection, JournalEntry

TYPES = (
    "problem",
    "task",
    "measure",
    "outcome",
    "extension",
    "stagereport",
    "meeting",
    "progressentry",
    "evidence",
    "inspection",
)
# The rules and dates of an inspection by which figures are counted.
COUNTED_BY = ("period_start", "period_end", "due_soon_days", "stagnant_days")
COLUMNS = ("object_type", "object_id", "to_state", "at", "changes")


class History:
    """The entries of one ledger up to an instant, and of its rules also those that came later."""

    def __init__(self, inspection, end, types=TYPES):
        self.inspection = inspection
        entries = JournalEntry.objects.filter(head__inspection=inspection, object_type__in=types)
        entries = entries.filter(Q(at__lte=end) | Q(object_type="inspection"))
        self.entries = list(entries.order_by("sequence").values_list(*COLUMNS))

    def values(self, end, *types):
        """(type, id) → what the journal kept by the last entry, by sequence, not after ``end``."""
        values = {}
        for kind, pk, _, at, changes in self.entries:
            if at <= end and kind in types:
                kept = values.setdefault((kind, pk), {})
                kept.update({name: change[1] for name, change in changes.items()})
        return values

    def rows(self, end, model):
        """The rows of one model as they were, by id."""
        kind = model._meta.model_name
        return [rebuild(model, pk, kept) for (_, pk), kept in self.values(end, kind).items()]

    def entered(self, end, rows):
        """Give each of ``rows`` ``since``, ``signed_off_at`` and ``last_move`` as of ``end``."""
        known = {(row.level, row.pk): row for row in rows}
        for row in rows:
            row.since = row.signed_off_at = row.last_move = None
        for kind, pk, state, at, _ in self.entries:
            row = known.get((kind, pk))
            if row is None or at > end:
                continue
            row.last_move = at
            if state and row.state == state:
                row.since = at
                row.signed_off_at = at if state == "signed_off" else None
        for pk, at in self.proved(end):
            row = known.get(("measure", pk))
            if row is not None and row.last_move is not None:
                row.last_move = max(row.last_move, at)

    def finished(self, level):
        """id → [(day, whether it was signed off from then on)] of one level, in order."""
        moves = {}
        for kind, pk, state, at, _ in self.entries:
            if kind == level and state:
                moves.setdefault(pk, []).append((timezone.localdate(at), state == "signed_off"))
        return moves

    def proved(self, end):
        """(measure, when) of each progress entry, and of each evidence that proved it by then."""
        for (kind, _), kept in self.values(end, "progressentry", "evidence").items():
            when = kept.get("at") or kept.get("uploaded_at")
            measures = [kept.get("measure")] if kind == "progressentry" else kept.get("measures")
            for pk in measures or ():
                yield pk, datetime.datetime.fromisoformat(when)
        yield from self.moved_otherwise(end)

    def moved_otherwise(self, end):
        """(measure, when) of each change of an outcome, each stage report, each link of a file.

        A link counts for all that the file then proves: see ``measures.models.measure``.
        """
        measures = {
            pk: kept.get("measure") for (_, pk), kept in self.values(end, "outcome").items()
        }
        for kind, pk, _, at, changes in self.entries:
            if at > end:
                continue
            if kind == "outcome":
                yield measures[pk], at
            elif kind == "stagereport" and "reported_at" in changes:
                yield changes["measure"][1], at
            elif kind == "evidence" and "measures" in changes:
                before, after = changes["measures"]
                if before is not None and set(after) - set(before):
                    yield from ((measure, at) for measure in after)

    def rules(self, end):
        """The inspection with the rules and dates that it had at ``end``."""
        row = Inspection(**{f.attname: getattr(self.inspection, f.attname) for f in fields()})
        row.organization = self.inspection.organization
        changes = [
            (at, entry)
            for kind, pk, _, at, entry in self.entries
            if kind == "inspection" and pk == row.pk
        ]
        for name in COUNTED_BY:
            told = [(at, entry[name]) for at, entry in changes if name in entry]
            past = [new for at, (_, new) in told if at <= end]
            later = [old for at, (old, _) in told if at > end and old is not None]
            if past or later:
                value = past[-1] if past else later[0]
                setattr(row, name, Inspection._meta.get_field(name).to_python(value))
        return row


def fields():
    """The columns of an inspection."""
    return Inspection._meta.concrete_fields


def rebuild(model, pk, kept):
    """An instance with the values that the journal kept."""
    row = model(pk=pk)
    for column in model._meta.concrete_fields:
        if column.name in kept:
            setattr(row, column.attname, column.to_python(kept[column.name]))
    row.also = kept.get("also_addresses", [])
    return row
