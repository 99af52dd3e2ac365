"""Jobs that try each bound of ``measures.isolation``; they run in its process."""

import os
import resource
import time
from pathlib import Path


def echo(**given):
    """What came over, sent back."""
    return given


def chatter():
    """Print before the answer, as a library may."""
    print("noise")
    return "done"


def fail(text):
    """Raise in the job's own words."""
    raise ValueError(text)


def sleep(note=None):
    """Take time without using the processor."""
    if note:
        Path(note).write_text(str(os.getpid()))
    time.sleep(60)


def spin():
    """Use the processor without an end."""
    while True:
        pass


def swell():
    """Ask for more memory than there may be."""
    return len(bytearray(2**30))


def crash():
    """Die as a decoder does that writes where it must not."""
    os.abort()


def write(path):
    """Write a file of ten megabytes."""
    with open(path, "wb") as target:
        for _ in range(10):
            target.write(bytes(2**20))


def limits():
    """The bounds as the process has them."""
    names = ("RLIMIT_NPROC", "RLIMIT_CORE", "RLIMIT_NOFILE")
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def environment():
    """The names in the environment."""
    return sorted(os.environ)
