"""Fill a PostgreSQL with copies of the sample's organization until there are a million measures.

    python scripts/postgres.py python bench/load.py [--measures 1000000]

Each copy is an organization of its own with departments, accounts, roles, three ledgers (closed,
finished, under way), proof, signatures and journals whose hashes hold; dates are moved back by up
to a season, so that the copies differ in what is late, due and stagnant. Rows go through COPY, with
triggers and foreign keys off: what is copied held already. Evidence shares the sample's files.
"""

import argparse
import datetime
import hashlib
import json
import os
import random
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURES = 1_000_000
SHIFTS = [0, 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]  # days back; each is one set of templates
AT_ONCE = 50  # organizations in one round of COPY
OPEN, CLOSE, COPY = "\ue000", "\ue001", "\ue002"  # around an id; where the copy's number goes
GAP = f"{OPEN}(\\w+:\\d+){CLOSE}"
ID = re.compile(f'"{GAP}"|{GAP}')  # in JSON an id is a number, in a name it stands as it is
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")

from own import is_for_trials

# Unique texts get the number of the copy: organization's name, login, personnel number.
NUMBERED = {
    ("organization", "name"),
    ("organization", "short_name"),
    ("user", "username"),
    ("user", "personnel_number"),
    ("journalentry", "person"),
}
NUMBERED_ANYWHERE = {"person", "personnel_number"}


def rows_of(organization):
    """(model, rows) of everything that belongs to the organization, parents first."""
    from django.apps import apps
    from django.db.models import Q

    own = {organization._meta.model: {organization.pk}}
    ours = [m for m in apps.get_models(include_auto_created=True) if is_ours(m)]
    found = {organization._meta.model: [organization]}
    for _ in range(6):  # rows are reached through rows, a few steps deep
        for model in ours:
            given = Q()
            for field in model._meta.concrete_fields:
                target = field.related_model if field.is_relation else None
                if target in own and model is not target and belongs(model, field):
                    given |= Q(**{f"{field.name}__in": own[target]})
            if given and model not in own:
                found[model] = list(model._base_manager.filter(given).order_by("pk"))
                own[model] = {row.pk for row in found[model]}
    return found


def is_ours(model):
    """Whether a table is part of an organization's ledgers; the log of readings is not."""
    return model._meta.app_label in {"ledger", "problems", "measures", "reports"} and (
        model.__name__ not in {"AccessEntry", "Organization", "OnceKey", "Reading"}
    )


def belongs(model, field):
    """Whether a row belongs where this field points to: who signed or wrote is no owner."""
    from ledger.models import User

    return field.related_model is not User


class Template:
    """The rows of one organization as lines of COPY with gaps, for one shift of the dates."""

    def __init__(self, found, places, days):
        self.places, self.days = places, datetime.timedelta(days=days)
        self.chains = {}
        self.lines = {
            model: [self.line(row) for row in rows]
            for model, rows in found.items()
            if model.__name__ not in {"JournalEntry", "JournalHead"}
        }
        for model, rows in found.items():
            if model.__name__ == "JournalHead":
                self.heads = [(row, f"journalhead:{places[model][row.pk]}") for row in rows]
            if model.__name__ == "JournalEntry":
                self.entries = [self.entry(row) for row in sorted(rows, key=by_chain)]

    def gap(self, model, pk):
        """An id as a gap, or as it is where the row is not copied."""
        place = self.places.get(model, {}).get(pk)
        return pk if place is None else f"{OPEN}{model._meta.model_name}:{place}{CLOSE}"

    def moved(self, value):
        """A date or time, moved."""
        return value - self.days if isinstance(value, datetime.date) else value

    def value(self, row, field):
        """What a column of the copy holds, with gaps."""
        name = row._meta.model_name
        value = self.moved(field.value_from_object(row))
        if field.primary_key:
            return self.gap(type(row), value)
        if field.is_relation and value is not None:
            return self.gap(field.related_model, value)
        if field.name == "object_id":
            return self.gap(model_called(row.object_type), value)
        if (name, field.name) in NUMBERED or (field.name in NUMBERED_ANYWHERE and value):
            return f"{value}{COPY}" if value else value
        if field.name == "changes":
            return self.changes(row.object_type, value)
        if field.name == "evidence" and isinstance(value, list):
            evidence = model_called("evidence")
            return [{**part, "id": self.gap(evidence, part["id"])} for part in value]
        if field.name == "days" and name == "inspectionsummary":
            return {part: self.shifted(counts) for part, counts in value.items()}
        return getattr(value, "name", value) if field.get_internal_type() == "FileField" else value

    def shifted(self, counts):
        """A count by date, moved."""
        return {self.text(day): count for day, count in counts.items()}

    def text(self, day):
        """A date or time as JSON has it, moved."""
        if "T" not in day:
            return (datetime.date.fromisoformat(day) - self.days).isoformat()
        moment = datetime.datetime.fromisoformat(day) - self.days
        return moment.isoformat(timespec="microseconds")

    def changes(self, kind, changes):
        """The changed fields of an entry, with gaps and moved dates."""
        fields = {field.name: field for field in model_called(kind)._meta.get_fields()}
        return {
            name: [self.told(kind, fields.get(name), value) for value in pair]
            for name, pair in changes.items()
        }

    def told(self, kind, field, value):
        """One value of the journal: an id, a list of ids, a date, or a plain one."""
        if field is None or value is None or value == "":
            return value
        if field.is_relation:
            target = field.related_model
            many = isinstance(value, list)
            return [self.gap(target, pk) for pk in value] if many else self.gap(target, value)
        if field.get_internal_type() in {"DateField", "DateTimeField"}:
            return self.text(value)
        return f"{value}{COPY}" if (kind, field.name) in NUMBERED else value

    def line(self, row):
        """A line of COPY in pieces: text and, between, (table, place) of the ids."""
        values = [self.value(row, field) for field in row._meta.concrete_fields]
        return pieces("\t".join(copied(value) for value in values) + "\n")

    def entry(self, row):
        """An entry: its chain, what is hashed, and its line without both hashes."""
        from ledger.journal import HASHED, plain

        fields = {field.attname: field for field in row._meta.concrete_fields}
        values = {name: self.value(row, field) for name, field in fields.items()}
        chain = self.chain(row)
        kept = {name: plain(values[name]) for name in HASHED if name != "previous_hash"}
        kept |= {"chain": chain, "previous_hash": "\ue003"}
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        before, after = text.split("\ue003")
        rest = [copied(values[name]) for name in fields if name not in {"previous_hash", "hash"}]
        if list(fields)[-2:] != ["previous_hash", "hash"]:
            raise SystemExit("The journal's columns are not as this bench knows them.")
        line = "\t".join(rest) + "\t"
        head = f"journalhead:{self.places[type(row.head)][row.head_id]}"
        return head, pieces(before), pieces(after), pieces(line)

    def chain(self, row):
        """The name of the entry's chain, with a gap."""
        if row.head_id not in self.chains:
            head = row.head
            kind = "inspection" if head.inspection_id else "organization"
            model = model_called(kind)
            self.chains[row.head_id] = f"{kind}:{self.gap(model, getattr(head, kind + '_id'))}"
        return self.chains[row.head_id]


def by_chain(entry):
    """The order of entries."""
    return entry.head_id, entry.sequence


def model_called(name, known={}):  # noqa: B006
    """The model of this name in any of our apps."""
    from django.apps import apps

    if not known:
        known.update({m._meta.model_name: m for m in apps.get_models(include_auto_created=True)})
    return known[name]


def copied(value):
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def pieces(text):
    """Text split at its gaps: strings, and in every third place after them a table and a place."""
    parts = ID.split(text)
    made = [parts[0]]
    for number, name, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        table, place = (number or name).split(":")
        made += [(table, int(place)), rest]
    return made


def filled(line, base, number):
    """The text of a line for one copy: ``base`` has the first id of each table."""
    text = "".join(part if isinstance(part, str) else str(base[part[0]] + part[1]) for part in line)
    return text.replace(COPY, number) if COPY in text else text


def chained(template, base, number):
    """(lines of the entries, lines of the heads) of one copy, each entry hashed onto the last."""
    lines, last = [], {}
    for head, before, after, line in template.entries:
        sequence, previous = last.get(head, (0, ""))
        text = f"{filled(before, base, number)}{previous}{filled(after, base, number)}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        lines.append(f"{filled(line, base, number)}{previous}\t{digest}\n")
        last[head] = (sequence + 1, digest)
    heads = []
    for row, name in template.heads:
        columns = [("organization", row.organization_id), ("inspection", row.inspection_id)]
        places = [template.gap(model_called(kind), pk) if pk else None for kind, pk in columns]
        ids = [template.gap(type(row), row.pk), *places, *last.get(name, (0, ""))]
        heads.append(filled(pieces("\t".join(map(copied, ids)) + "\n"), base, number))
    return lines, heads


def copy(cursor, model, lines):
    """Send the lines of one table."""
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as stream:
        stream.write("".join(lines).encode())


def fill(wanted, show=lambda done, total: None):
    """Copy the sample's organization until there are ``wanted`` measures; how many copies."""
    from django.db import connection

    from ledger.models import Organization
    from measures.models import Measure

    organization = Organization.objects.filter(is_sample=True, inspections__isnull=False).first()
    found = rows_of(organization)
    places = {m: {row.pk: n for n, row in enumerate(rows)} for m, rows in found.items()}
    templates = [Template(found, places, days) for days in SHIFTS]
    sizes = {model._meta.model_name: len(rows) for model, rows in found.items()}
    firsts = {model._meta.model_name: first_free(model) for model in found}
    copies = -(-(wanted - Measure.objects.count()) // sizes["measure"])
    choose = random.Random(1).choice  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for start in range(0, copies, AT_ONCE):
            batch = {model: [] for model in found}
            for number in range(start, min(start + AT_ONCE, copies)):
                base = {name: firsts[name] + number * size for name, size in sizes.items()}
                add(batch, choose(templates), base, f"{base['organization']:05}")
            for model, lines in batch.items():
                if lines:
                    copy(cursor, model, lines)
            show(min(start + AT_ONCE, copies), copies)
        for model in found:
            advance(cursor, model)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    return copies


def add(batch, template, base, number):
    """Put the lines of one copy to those of its round."""
    for model, lines in template.lines.items():
        batch[model] += [filled(line, base, number) for line in lines]
    entries, heads = chained(template, base, number)
    batch[model_called("journalentry")] += entries
    batch[model_called("journalhead")] += heads


def first_free(model):
    """The first id that no row of a table has."""
    last = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def advance(cursor, model):
    """Let the table's own numbering go on after the copies."""
    table = model._meta.db_table
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608


def bar(done, total, begun=[]):  # noqa: B006
    """How far it is, on one line of the terminal."""
    begun = begun or begun.append(time.monotonic()) or begun
    took = time.monotonic() - begun[0]
    full = 40 * done // total
    line = f"\r[{'#' * full}{' ' * (40 - full)}] {done}/{total} organizations, {took:.0f} s"
    print(line, end="" if done < total else "\n", file=sys.stderr, flush=True)


def check_chains(many=20):
    """Stop where a journal of some copies, taken at random, does not hold."""
    from ledger.models import JournalHead
    from ledger.verify import verify_chain, verify_states

    heads = list(JournalHead.objects.order_by("?")[:many])
    faults = [fault for head in heads if (fault := verify_chain(head, None))]
    faults += [f for head in heads if head.inspection_id and (f := verify_states(head))]
    if faults:
        raise SystemExit(f"A journal that was copied does not hold: {faults[0]}")


def main():
    """Migrate, load the sample where there is none, fill."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--measures", type=int, default=MEASURES)
    wanted = parser.parse_args().measures
    trial = is_for_trials(os.environ.get("DATABASE_URL", ""))
    if connection.vendor != "postgresql" or settings.PRODUCTION or not trial:
        raise SystemExit("This fills a PostgreSQL for trials: run it by scripts/postgres.py.")
    call_command("migrate", verbosity=0)
    call_command("load_sample", verbosity=0)
    fill(wanted, bar)
    check_chains()


if __name__ == "__main__":
    main()
