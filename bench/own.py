"""A database and a folder of a trial's own, whatever the environment names: never a live one."""

import os
from pathlib import Path


def surroundings(folder):
    """The variables that keep all that a trial writes inside ``folder``."""
    database = Path(folder).resolve() / "db.sqlite3"
    return {
        "VAR_DIR": str(folder),
        "EVIDENCE_ROOT": f"{folder}/evidence",
        "PREVIEW_ROOT": f"{folder}/previews",
        "PUBLISHED_ROOT": f"{folder}/published",
        "DATABASE_URL": f"sqlite:///{database}",
        "PRODUCTION": "0",
        "LOG_LEVEL": "WARNING",
    }


def is_for_trials(url):
    """Whether a PostgreSQL may be filled: that of scripts/postgres.py, or one the caller named so.

    ``alone`` is the second database that bench/overview.py makes beside it.
    """
    given = os.environ.get("TEST_DATABASE_URL", "")
    named = {given, f"{given.rpartition('/')[0]}/alone"} if given else set()
    # Its server listens on no address, only on a socket in a folder of its own.
    own = url.startswith("postgres://ledger@/") and "/postgres-" in url
    return own or url in named
