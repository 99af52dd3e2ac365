"""How far the reading of a file is, for the page that waits for it, and its cancelling.

It is noted in the database, as any web process may be asked, and outside of any transaction, so that
others see it while the reading goes on.
"""

import datetime
import time

from django.utils import timezone

from ledger.refusals import refuse
from reports.models import Reading

EVERY = 0.3  # seconds between two notes
KEPT = datetime.timedelta(days=1)


def watched(user, key):
    """What hears of rows read under a form's key: it notes them, and raises Refusal once cancelled."""
    if key is None:
        return lambda done, total: None
    Reading.objects.filter(at__lt=timezone.now() - KEPT).delete()
    note(user, key, done=0, total=0, is_cancelled=False)  # an earlier try may have been cancelled
    last = 0.0

    def step(done, total):
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < EVERY:
            return
        last = now
        note(user, key, done=done, total=total)
        if Reading.objects.filter(user=user, key=key, is_cancelled=True).exists():
            raise refuse("import_cancelled")

    return step


def note(user, key, **values):
    """Keep what is known of a reading."""
    given = {**values, "at": timezone.now()}
    Reading.objects.update_or_create(user=user, key=str(key), defaults=given)


def told(user, key):
    """(done, total) rows of the person's reading under this key; zeros where nothing is known."""
    row = Reading.objects.filter(user=user, key=str(key)).first()
    return (row.done, row.total) if row else (0, 0)
