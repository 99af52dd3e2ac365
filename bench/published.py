"""Measure the public pages: a notice's PDF against a static file of the same bytes, in one run.

The sample is loaded and served as run.sh does it, in a folder of its own. Ends with 0, or 1 if the
PDF takes more than its target.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))

from own import surroundings
from pages import Client, expect, load_sample, served

ROUNDS, WARM_UP = 400, 40
MOST_TIMES = 2


def ask(client, path, **headers):
    """(status, headers, body, seconds) of one request."""
    begun = time.perf_counter()
    client.connection.request("GET", path, None, headers)
    response = client.connection.getresponse()
    body = response.read()
    return response.status, response.headers, body, time.perf_counter() - begun


def measure(client, asked):
    """The median seconds of each (path, headers, status), asked in turn."""
    taken = {name: [] for name in asked}
    for turn in range(WARM_UP + ROUNDS):
        for name, (path, headers, expected) in asked.items():
            status, _, _, seconds = ask(client, path, **headers)
            expect(status, expected, path)
            if turn >= WARM_UP:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def main():
    """Load, serve, measure, print; 0 where the target is reached."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = {**os.environ, **surroundings(folder)}
        fonts = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "fonts"
        (Path(folder) / "fonts").symlink_to(fonts.resolve())
        load_sample(environment)
        static = Path(folder) / "static" / "same.pdf"
        with served(environment) as (
            port,
            _,
        ):  # once, to get the bytes for the file to compare with
            page = ask(Client(port), "/notices/")[2].decode()
            found = re.search(r'href="(/notices/2[^"]+)"', page)
            if not found:
                sys.exit("The sample's notice was not published: run scripts/fonts.py first.")
            notice = found[1]
            status, headers, body, _ = ask(Client(port), f"{notice}notice.pdf")
            expect(status, 200, notice)
            static.write_bytes(body)
        with served(environment) as (port, _):
            tag = {"If-None-Match": headers["ETag"]}
            asked = {
                "static file": ("/static/same.pdf", {}, 200),
                "PDF": (f"{notice}notice.pdf", {}, 200),
                "PDF, unchanged": (f"{notice}notice.pdf", tag, 304),
                "page of the notice": (notice, {}, 200),
                "list": ("/notices/", {}, 200),
            }
            medians = measure(Client(port), asked)
    base = medians["static file"]
    print(f"{len(body) / 1024:.0f} KB")
    for name, seconds in medians.items():
        print(f"{name:<20} {seconds * 1000:6.2f} ms = {seconds / base:5.2f} x")
    return int(medians["PDF"] > MOST_TIMES * base)


if __name__ == "__main__":
    sys.exit(main())
