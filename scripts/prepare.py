"""Bring an installation up to date, in one process: folders, database, static files, sample.

Safe to run again; what is there is left alone. Ends with 0, or 1 and one sentence; or 75 where the
sample's notice waits for the libraries and fonts that are being fetched.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

AGAIN = 75  # EX_TEMPFAIL of sysexits.h


def main():
    """Set up Django, then what the application needs to start; returns the exit status."""
    django.setup()
    if settings.VAR_DIR in settings.EVIDENCE_ROOT.parents:  # elsewhere it may not be mounted yet
        settings.EVIDENCE_ROOT.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not settings.PRODUCTION:
        call_command("load_sample")
    call_command(
        "refresh_summaries", verbosity=0
    )  # of ledgers that an earlier version left without
    from reports.sample import pending

    return AGAIN if not settings.PRODUCTION and pending() else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(f"Cannot start: {error}")
    except OperationalError as error:
        sys.exit(f"Cannot start: the database is out of reach ({str(error).splitlines()[0]}).")
