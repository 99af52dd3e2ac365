"""Append-only tables: triggers that refuse what would alter the past, on both databases."""

from django.apps import apps
from django.db import connections, models

SQLITE = "django.db.backends.sqlite3"
FUNCTION = "ledger_refuse_change"


def append_only():
    """The models whose rows are only ever added: journal, access log, signatures, snapshots."""
    from ledger.models import AccessEntry, JournalEntry, Signature

    others = [
        model
        for model in apps.get_models()
        if issubclass(model, Signature) or getattr(model, "APPEND_ONLY", False)
    ]
    return [JournalEntry, AccessEntry, *sorted(others, key=lambda model: model._meta.db_table)]


def unique_keys(model):
    """The name of each unique key of the model with its columns."""
    keys = {"id": ["id"]}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            columns = [model._meta.get_field(name).column for name in constraint.fields]
            keys[constraint.name] = columns
    return keys


def sqlite_triggers(model):
    """Trigger name → statement; INSERT too, since REPLACE slips past a delete trigger."""
    table = model._meta.db_table
    made = {
        f"{table}_no_{act.lower()}": (
            f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for act in ("UPDATE", "DELETE")
    }
    for key, columns in unique_keys(model).items():
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        name = f"{table}_once_{key}"
        made[name] = (
            f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same}) '
            f"BEGIN SELECT RAISE(ABORT, 'UNIQUE {key}'); END"
        )
    return made


def postgresql_triggers(model):
    """Trigger name → statement."""
    table = model._meta.db_table
    call = f"EXECUTE FUNCTION {FUNCTION}()"
    return {
        f"{table}_no_change": f'CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE '
        f'ON "{table}" FOR EACH ROW {call}',
        f"{table}_no_truncate": f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE '
        f'ON "{table}" FOR EACH STATEMENT {call}',
    }


def wanted(connection):
    """Trigger name → (table, statement) for every append-only table that exists."""
    tables = set(connection.introspection.table_names())
    make = sqlite_triggers if connection.settings_dict["ENGINE"] == SQLITE else postgresql_triggers
    return {
        name: (model._meta.db_table, statement)
        for model in append_only()
        if model._meta.db_table in tables
        for name, statement in make(model).items()
    }


def present(connection):
    """The names of the triggers the database has, switched on."""
    if connection.settings_dict["ENGINE"] == SQLITE:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def missing_triggers(using="default"):
    """The names of triggers that should be there and are not."""
    connection = connections[using]
    return sorted(set(wanted(connection)) - present(connection))


def drop_triggers(using="default"):
    """Take the triggers away; for the tests' fixture, which has to empty the tables."""
    connection = connections[using]
    on_sqlite = connection.settings_dict["ENGINE"] == SQLITE
    with connection.cursor() as cursor:
        for name, (table, _) in wanted(connection).items():
            place = "" if on_sqlite else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{place}')


def install_triggers(using="default"):
    """Put every trigger in place; may be called at any time, any number of times."""
    connection = connections[using]
    drop_triggers(using)
    with connection.cursor() as cursor:
        if connection.settings_dict["ENGINE"] != SQLITE:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
            )
        for _, statement in wanted(connection).values():
            cursor.execute(statement)
