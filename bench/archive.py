"""Measure the archive of 2,000 measures and 500 MB of evidence: memory of the server, and time.

The real server, one process, sends the archive, and the same bytes as a plain file by the same
framework, in turn. Its resident memory is read from /proc while it sends. Ends with 0, or 1 if a
target is missed.
"""

import hashlib
import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
FILES, MEGABYTES, ROUNDS = 2000, 500, 3
MOST_MIB = 64
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from pages import served

PLAIN = """
from pathlib import Path
from django.http import FileResponse
from ledger.wsgi import application
from ledger import urls
from ledger.routes import route
from django.urls import path
@route("GET", roles={"public"})
def plain(request):
    return FileResponse(open(Path(__file__).parent / "plain.bin", "rb"))
urls.urlpatterns.append(path("plain.bin", plain))
"""


def fill(folder):
    """A ledger of 2,000 measures, each proved by a file; returns its id and a session's key."""
    from workbook import make_ledger, set_up  # bench/workbook.py

    set_up(folder)
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.factories import make_member

    inspection = make_ledger()
    user = make_member(inspection.organization, "office")
    prove(inspection, user, Path(settings.EVIDENCE_ROOT))
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return inspection.pk, session.session_key


def prove(inspection, user, root):
    """A file of random bytes for each measure, with its entry in the journal."""
    from django.db import transaction
    from django.utils import timezone

    from ledger import journal
    from measures.models import Evidence, Measure

    root.mkdir(parents=True, exist_ok=True)
    size = MEGABYTES * 2**20 // FILES
    with transaction.atomic():
        head = journal.take_head(inspection)
        for number, measure in enumerate(Measure.objects.filter(inspection=inspection)):
            body = os.urandom(size)
            (root / f"{number}.pdf").write_bytes(body)
            row = Evidence.objects.create(
                inspection=inspection,
                file=f"{number}.pdf",
                name=f"第{number}号佐证材料.pdf",
                sha256=hashlib.sha256(body).hexdigest(),
                size=size,
                content_type="application/pdf",
                uploaded_at=timezone.now(),
                uploaded_by=user,
            )
            row.measures.add(measure)
            given = {"actor": user, "role": "handler", "head": head}
            changes = journal.difference({}, journal.fields(row))
            journal.record(row, "create", changes=changes, **given)


def worker_of(server):
    """The process id of the one that answers for a ``server``: the largest of its children."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return max(children, key=resident)


def resident(process):
    """The resident memory of a process in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


class Watch(threading.Thread):
    """Reads a process's memory while something goes on."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.most, self.done = process, 0.0, threading.Event()

    def run(self):
        """Keep the highest."""
        while not self.done.wait(0.02):
            self.most = max(self.most, resident(self.process))


def fetch(port, path, key, pause=0.0):
    """(status, bytes promised, bytes read, seconds to the first byte, seconds in all)."""
    connection = http.client.HTTPConnection(HOST, port, timeout=600)
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"sessionid={key}"})
    response = connection.getresponse()
    first, count = time.perf_counter() - begun, 0
    while chunk := response.read(1 << 20):
        count += len(chunk)
        if pause:
            time.sleep(pause)
    connection.close()
    promised = int(response.headers.get("Content-Length", 0))
    return response.status, promised, count, first, time.perf_counter() - begun


def leave(port, path, key):
    """Begin to read, and go."""
    connection = http.client.HTTPConnection(HOST, port, timeout=600)
    connection.request("GET", path, headers={"Cookie": f"sessionid={key}"})
    connection.getresponse().read(1 << 20)
    connection.close()


def watched(process, *asked):
    """What ``fetch`` tells, and the highest memory meanwhile."""
    watch = Watch(process)
    watch.start()
    found = fetch(*asked)
    watch.done.set()
    watch.join()
    return found, watch.most


def main():
    """Fill, serve, fetch in turn, print; 0 where the target is reached."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        pk, key = fill(folder)
        Path(folder, "plain_wsgi.py").write_text(PLAIN)
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{folder}"}
        with served(environment, 1, "plain_wsgi:application") as (port, server):
            process = worker_of(server)
            fetch(port, f"/inspections/{pk}/ledger.xlsx", key)  # what any working day loads
            before = resident(process)
            ours, plain, most, size = [], [], 0.0, 0
            for _ in range(ROUNDS):
                (status, size, count, first, took), high = watched(
                    process, port, f"/inspections/{pk}/archive.zip", key
                )
                if (status, size) != (200, count):
                    sys.exit(f"{status}: {size} bytes promised, {count} came")
                Path(folder, "plain.bin").touch()
                os.truncate(Path(folder, "plain.bin"), size)
                plain.append(fetch(port, "/plain.bin", key)[4])
                ours.append((first, took))
                most = max(most, high)
            for _ in range(3):  # more than there are places
                leave(port, f"/inspections/{pk}/archive.zip", key)
                time.sleep(1)
            found, slow = watched(process, port, f"/inspections/{pk}/archive.zip", key, 0.02)
            if found[0] != 200:
                sys.exit("readers who left still hold their places")
    first, took = (statistics.median(column) for column in zip(*ours, strict=True))
    grown = max(most, slow) - before
    print(f"{FILES} measures, {MEGABYTES} MB of evidence, archive of {size / 2**20:.0f} MiB")
    print(f"until the first byte  {first:6.2f} s")
    print(
        f"archive in all        {took:6.2f} s = {took / statistics.median(plain):.1f} x plain file"
    )
    print(f"memory before {before:.0f} MiB, highest {most:.0f}, with a slow reader {slow:.0f}")
    print(f"grown by              {grown:6.1f} MiB  (at most {MOST_MIB})")
    return int(grown > MOST_MIB)


if __name__ == "__main__":
    sys.exit(main())
