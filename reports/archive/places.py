"""How many archives one process makes at a time.

Each keeps a processor busy at its beginning, and one of the four threads until it is read: the
others are for the press (``press.PLACES``) and for the pages.
"""

import threading
import time

from ledger.refusals import refuse

PLACES = 1
IDLE = 600  # seconds after which whoever reads no further has left

_lock = threading.Lock()
_taken = {}


def take():
    """A place for one archive; raises Refusal where none is free."""
    now, place = time.monotonic(), object()
    with _lock:
        for key in [key for key, moved_at in _taken.items() if now - moved_at > IDLE]:
            del _taken[key]
        if len(_taken) >= PLACES:
            raise refuse("archive_busy")
        _taken[place] = now
    return place


def moved(place):
    """Note that somebody reads on; raises OSError where the place was given to others."""
    with _lock:
        if place not in _taken:
            raise OSError("nobody read this archive for too long")
        _taken[place] = time.monotonic()


def leave(place):
    """Give a place back; again is no harm."""
    with _lock:
        _taken.pop(place, None)
