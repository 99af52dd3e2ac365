"""Reading at one moment: others go on writing, and what they write is not seen."""

import threading

import pytest
from django.db import connection

from ledger.models import Organization
from ledger.moment import one_moment
from tests.factories import make_organization


def in_a_thread(act):
    """Do something on a connection of its own."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=10)
    return not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_reader_sees_one_moment_and_keeps_no_writer_waiting():
    make_organization()

    with one_moment():
        before = Organization.objects.count()
        written = in_a_thread(make_organization)
        after = Organization.objects.count()

    assert written
    assert (before, after, Organization.objects.count()) == (1, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_connection_writes_as_usual_afterwards():
    usual = getattr(connection, "transaction_mode", None)

    with one_moment():
        Organization.objects.count()

    assert getattr(connection, "transaction_mode", None) == usual
    make_organization()


@pytest.mark.django_db
def test_inside_of_a_transaction_it_is_that_one():
    make_organization()

    with one_moment():
        assert Organization.objects.count() == 1
