"""Taking an import back as a whole, while nothing rests on it.

What it added is voided and gives its number up, so that a mended file may be imported again; what
it changed is put back. Documents and chapters stay; progress told on measures that stay is answered
by another entry that takes it back.
"""

from django.utils import timezone

from ledger import journal
from ledger.batch import Batch, Changed, Made
from ledger.editing import check_maintainer
from ledger.models import JournalEntry
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.transitions import level_of
from measures.models import Measure, ProgressEntry
from problems.models import Problem, Task

MODELS = {"problem": Problem, "task": Task, "measure": Measure}
GIVEN_UP = 20_000  # a number that nothing else has, with the row's key on top
MANY = {Problem: (), Task: ("also_addresses", "supporting"), Measure: ("supporting",)}
TOLD = 5  # items named in a refusal
TAKEN_BACK = "（整改办撤回了一次导入：由那份文件写入的上一条进展不作数。）"


def undo(row, reason, *, actor):
    """Take an import back; returns it with what was voided and put back. Raises Refusal."""
    reason = tidy(reason)
    inspection = row.inspection
    with journal.one_act():
        batch = Batch(inspection, actor=actor, role=Role.OFFICE, comment=reason)
        batch.begin()
        check_maintainer(actor, inspection)
        row = type(row).objects.defer("content", "outline").get(pk=row.pk)
        if row.applied_at is None or row.undone_at is not None:
            raise refuse("import_not_applied")
        if not reason:
            raise refuse("reason_missing")
        entries = list(entries_of(row))
        check_untouched(row, entries)
        check_not_adopted_since(row)
        made, changed = sorted_out(entries)
        check_proof(row, changed)
        put_back(batch, changed)
        check_nothing_rests(row, made)
        void(batch, made, actor, reason)
        take_back_progress(row, made, batch)
        values = {"undone_at": timezone.now(), "undone_by": actor, "undo_reason": reason}
        batch.change([Changed(row, values, action="undo")], check=False)
    return row, sum(map(len, made.values())), len(changed)


def entries_of(row, types=tuple(MODELS)):
    """The journal entries that the import made, of items or of other rows."""
    found = JournalEntry.objects.filter(
        head__inspection=row.inspection_id,
        sequence__range=(row.first_entry, row.last_entry),
        object_type__in=types,
    )
    return found.order_by("sequence")


def check_untouched(row, entries):
    """Refuse if anything of it was changed, submitted or voided since."""
    touched = {(entry.object_type, entry.object_id) for entry in entries}
    later = JournalEntry.objects.filter(
        head__inspection=row.inspection_id, sequence__gt=row.last_entry, object_type__in=MODELS
    )
    found = {
        entry.label: True
        for entry in later.order_by("sequence")
        if (entry.object_type, entry.object_id) in touched
    }
    if found:
        raise refuse("import_not_undoable", items=listed(list(found)))


def check_not_adopted_since(row):
    """Refuse once the plan was adopted with what was imported in it."""
    if row.inspection.adoptions.filter(adopted_at__gt=row.applied_at).exists():
        raise refuse("import_not_undoable", items="整改落实方案")


def check_proof(row, changed):
    """Refuse if work was told of what was changed since: it was done for the words that hold now."""
    for name, model in MODELS.items():
        keys = [entry.object_id for entry in changed if entry.object_type == name]
        for relation in model._meta.related_objects:
            kind = relation.related_model._meta.model_name
            if not keys or kind in MODELS or relation.field.many_to_many:
                continue
            found = relation.related_model._default_manager.filter(
                **{f"{relation.field.name}__in": keys}
            )
            later = JournalEntry.objects.filter(
                head__inspection=row.inspection_id,
                sequence__gt=row.last_entry,
                object_type=kind,
                object_id__in=found.values("pk"),
            )
            if first := later.first():
                raise refuse("import_not_undoable", items=first.label)


def take_back_progress(row, made, batch):
    """Say on the measures that stay that the progress of the file does not hold; it cannot go."""
    told = entries_of(row, ["progressentry"]).values_list("object_id", flat=True)
    rows = ProgressEntry.objects.filter(pk__in=told).exclude(measure__in=made[Measure])
    now, actor = timezone.now(), batch.told["actor"]
    batch.make(
        [
            Made(ProgressEntry(measure=entry.measure, text=TAKEN_BACK, at=now, by=actor))
            for entry in rows.select_related("measure__task", "measure__inspection")
        ]
    )


def sorted_out(entries):
    """model → keys of what was made; and the entries of what was changed."""
    made, changed = {model: [] for model in MODELS.values()}, []
    for entry in entries:
        if entry.action == "create":
            made[MODELS[entry.object_type]].append(entry.object_id)
        else:
            changed.append(entry)
    return made, changed


def check_nothing_rests(row, made):
    """Refuse if anything points to a row that was made: work, proof, a child added since."""
    told = entries_of(row, ["progressentry"]).values_list("object_id", flat=True)
    for model, keys in made.items():
        if not keys:
            continue
        for relation in model._meta.related_objects:
            other = relation.related_model
            rows = other._default_manager.filter(**{f"{relation.field.name}__in": keys})
            if other in made:
                rows = rows.exclude(pk__in=made[other])
            if other is ProgressEntry:
                rows = rows.exclude(pk__in=told)
            if first := rows.first():
                of = getattr(first, "title", "") or str(first)
                raise refuse("import_not_undoable", items=f"{first._meta.verbose_name}“{of[:40]}”")


def void(batch, made, actor, reason):
    """Void what was made, the lowest first, and free the numbers."""
    now = timezone.now()
    for model in reversed(list(made)):
        values = {"void_reason": reason, "voided_at": now, "voided_by": actor}
        batch.change(
            [
                Changed(row, {**values, "number": GIVEN_UP + row.pk}, {}, ties(row), "undo")
                for row in loaded(model, made[model])
            ],
            check=False,
        )


def put_back(batch, entries):
    """Set what was changed to what it was."""
    for name, model in MODELS.items():
        check_old_parents(model, entries, name)
        mine = {entry.object_id: entry.changes for entry in entries if entry.object_type == name}
        changes = []
        for row in loaded(model, list(mine)):
            before, values, many = ties(row), {}, {}
            for field, (old, _) in mine[row.pk].items():
                column = model._meta.get_field(field)
                if column.many_to_many:
                    many[field] = list(column.related_model.objects.filter(pk__in=old))
                elif field != "version":
                    values[column.attname] = column.to_python(old)
            changes.append(Changed(row, values, many, before, "undo"))
        batch.change(changes, check=False)


def check_old_parents(model, entries, name):
    """Refuse to put anything back below what was voided, submitted or signed off since."""
    field = {"task": "problem", "measure": "task"}.get(name)
    if field is None:
        return
    moved = [e for e in entries if e.object_type == name and field in e.changes]
    keys = {entry.changes[field][0] for entry in moved}
    parents = model._meta.get_field(field).related_model.objects.filter(pk__in=keys)
    for parent in parents:
        if parent.voided_at or parent.state not in level_of(parent).open_states:
            raise refuse("import_not_undoable", items=parent.title)


def loaded(model, keys):
    """The rows of some keys with what they are tied to."""
    rows = model.objects.filter(pk__in=keys).select_related(
        "inspection", *getattr(model, "NAMED_BY", ())
    )
    return list(rows.prefetch_related(*MANY[model]).order_by("pk"))


def ties(row):
    """The many-to-many rows of a loaded row."""
    return {name: list(getattr(row, name).all()) for name in MANY[type(row)]}


def listed(labels):
    """Some labels for a sentence."""
    more = f"等 {len(labels)} 项" if len(labels) > TOLD else ""
    return "、".join(labels[:TOLD]) + more
