"""Reading many tables as they were at one moment, while others go on writing."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment():
    """A transaction that sees the database as it is at its first query, and keeps nobody waiting.

    Inside of another transaction it is that one. Nothing may be written in it.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with deferred(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def deferred():
    """Let this connection begin its transactions without SQLite's lock on writing."""
    usual = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = usual
