"""Fixtures that every test may rely on."""

import pytest
from django.test import TransactionTestCase

from ledger.triggers import drop_triggers, install_triggers


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    """Uploads of a test stay in its own folder."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.EVIDENCE_ROOT.mkdir()
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
