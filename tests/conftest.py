"""Fixtures that every test may rely on."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.utils import timezone

from ledger.triggers import drop_triggers, install_triggers


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Clear away what a killed run left: SQLite would replay its log into the new database."""
    name = connection.settings_dict["TEST"]["NAME"]
    if name and connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    """Uploads of a test stay in its own folder."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.EVIDENCE_ROOT.mkdir()
    settings.PREVIEW_ROOT = tmp_path / "previews"
    settings.PUBLISHED_ROOT = tmp_path / "published"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.EVIDENCE_ROOT},
        },
    }
    return settings.EVIDENCE_ROOT


@pytest.fixture(autouse=True, scope="session")
def _flush_without_triggers():
    """Let a transactional test empty the append-only tables, which nothing else may."""
    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(self):
        drop_triggers()
        try:
            teardown(self)
        finally:
            install_triggers()

    TransactionTestCase._fixture_teardown = without_triggers
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture
def own_press(monkeypatch):
    """A press with a worker of its own, ended after the test."""
    from reports import press

    own = press.Press()
    monkeypatch.setattr(press, "_press", own)
    yield own
    own.close()


@pytest.fixture(scope="module")
def sample_root(tmp_path_factory):
    """Where the files of the sample's evidence lie."""
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker, sample_root):
    """The sample, loaded once for a module and gone after it; returns the day it was loaded on.

    It lives in a transaction that each test's own nests in, so no other module ever sees it.
    """
    from measures.sample.load import load

    storages = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": sample_root},
        },
    }
    today = timezone.localdate()
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(EVIDENCE_ROOT=sample_root, STORAGES=storages):
            load(today)
        yield today
        transaction.set_rollback(True)
