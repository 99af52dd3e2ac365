"""Measure the sample's loading and the heavy pages, as ratios to a bare page of the same run.

Everything is made in a folder of its own and served by the real server on 127.0.0.1; the times of
a machine say little, the ratio between two pages of one run says whether a page is too heavy.
Ends with 0, or 1 if a target is missed.
"""

import contextlib
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from http.cookies import SimpleCookie
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
ROUNDS, WARM_UP = 60, 10
BARE = "/password/"  # logged in, one form, nothing of the ledger
MOST_TIMES, MOST_SECONDS = 10, 30
PATIENCE = 10  # seconds for a server to end by itself
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from own import is_for_trials, surroundings

from ledger.sample_accounts import PASSWORD


class Client:
    """One client on one connection, with its cookies."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.cookies = {}

    def ask(self, method, path, fields=None):
        """(status, headers, body, seconds) of one request, its body read to the end."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urllib.parse.urlencode(fields) if fields else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - begun
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: part.value for name, part in SimpleCookie(line).items()}
        return response.status, response.headers, text, seconds

    def log_in(self, username):
        """Log in as one of the sample's accounts."""
        page = self.ask("GET", "/login/")[2]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        fields = {"csrfmiddlewaretoken": token, "username": username, "password": PASSWORD}
        expect(self.ask("POST", "/login/", fields)[0], 302, "/login/")


def expect(status, expected, path):
    """Stop where the answer is not the one that is to be measured."""
    if status != expected:
        sys.exit(f"{path} answered {status}, not {expected}.")


def load_sample(environment):
    """Make the database and load the sample; how many seconds the sample took."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([*manage, *command], check=True, env=environment)
    begun = time.perf_counter()
    subprocess.run([*manage, "load_sample"], check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


@contextlib.contextmanager
def served(environment, workers=2, application="ledger.wsgi:application"):
    """The real server as run.sh starts it; its port and its process."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = f"granian --interface wsgi --host {HOST} --port {port} --workers {workers}"
    command = f"{command} --blocking-threads 4 --log-level warning {application}"
    given = {"env": environment, "cwd": ROOT, "start_new_session": True}
    with subprocess.Popen(command.split(), **given) as server:
        try:
            wait_for(port)
            yield port, server.pid
        finally:
            stop(server)


def stop(server):
    """End the server and its workers; one that was only just starting may miss the first signal."""
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)


def wait_for(port):
    """Return when the server answers."""
    for _ in range(200):
        with contextlib.suppress(OSError):
            return socket.create_connection((HOST, port), timeout=1).close()
        time.sleep(0.1)
    return sys.exit("The server did not start within 20 seconds.")


def measure(client, paths):
    """The median seconds of each path, asked in turn so that all share the machine's moods."""
    taken = {path: [] for path in paths}
    for turn in range(WARM_UP + ROUNDS):
        for path in paths:
            status, _, _, seconds = client.ask("GET", path)
            expect(status, 200, path)
            if turn >= WARM_UP:
                taken[path].append(seconds)
    return {path: statistics.median(times) for path, times in taken.items()}


def largest_ledger(client):
    """The address of the sample's ledger with the most measures."""
    addresses = sorted(
        set(re.findall(r'href="(/inspections/\d+/)"', client.ask("GET", "/inspections/")[2]))
    )
    return max(addresses, key=lambda path: len(client.ask("GET", path)[2]))


def main():
    """Load, serve, measure, print; 0 where every target is reached."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = {**os.environ, **surroundings(folder)}
        if is_for_trials(url := os.environ.get("DATABASE_URL", "")):
            environment["DATABASE_URL"] = url
        loading = load_sample(environment)
        with served(environment) as (port, _):
            client = Client(port)
            client.log_in("office")
            ledger = largest_ledger(client)
            medians = measure(client, [BARE, ledger, f"{ledger}dashboard/", "/"])
    bare = medians.pop(BARE)
    print(f"load_sample             {loading:6.1f} s   (at most {MOST_SECONDS})")
    print(f"bare page {BARE:<13} {bare * 1000:6.1f} ms")
    for path, seconds in medians.items():
        print(
            f"{path:<23} {seconds * 1000:6.1f} ms = {seconds / bare:4.1f} x  (at most {MOST_TIMES})"
        )
    slow = any(seconds > MOST_TIMES * bare for seconds in medians.values())
    return int(slow or loading > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
