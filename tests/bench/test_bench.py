"""The trials of bench/: each can still be started, and none writes into a database that is live."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "bench").glob("*.py"))
LIVE = "postgres://ledger@127.0.0.1:9/live"


def python(code, **environment):
    """Run Python beside the trials, as on a host whose environment names a live database."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = ['bench']\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": LIVE, "TEST_DATABASE_URL": "", **environment},
    )


def test_every_trial_can_be_imported(tmp_path):
    done = python("\n".join(f"import {name}" for name in NAMES), VAR_DIR=str(tmp_path))

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["workbook", "pdf"])
def test_trial_sets_up_in_a_database_of_its_own(name, tmp_path):
    code = (
        f"from unittest import mock; import {name}\n"
        "with mock.patch('django.core.management.call_command'):\n"
        f"    {name}.set_up({str(tmp_path)!r})\n"
        "from django.db import connection; print(connection.settings_dict['NAME'])"
    )

    done = python(code)

    assert Path(done.stdout.strip()).parent == tmp_path, done.stderr


@pytest.mark.parametrize("name", ["load", "overview"])
def test_trial_on_postgresql_refuses_a_live_database(name, tmp_path):
    done = python(
        f"import {name}; sys.argv = ['{name}']; {name}.main()",
        VAR_DIR=str(tmp_path),
        PRODUCTION="0",
    )

    assert done.returncode == 1
    assert "run it by scripts/postgres.py" in done.stderr


@pytest.mark.parametrize(
    ("url", "given", "is_one"),
    [
        (LIVE, "", False),
        ("", "", False),
        ("postgres://ledger@//tmp/postgres-x1/data/postgres", "", True),
        ("postgres://ledger@//tmp/postgres-x1/data/alone", "", True),
        ("postgres://me@db/trial", "postgres://me@db/trial", True),
        ("postgres://me@db/alone", "postgres://me@db/trial", True),
        ("postgres://me@db/ledger", "postgres://me@db/trial", False),
    ],
)
def test_only_a_database_named_for_trials_is_one(url, given, is_one):
    done = python(f"import own; print(own.is_for_trials({url!r}))", TEST_DATABASE_URL=given)

    assert done.stdout.strip() == str(is_one), done.stderr
