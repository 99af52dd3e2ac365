"""Measure whether pages stay quick among a million measures, and what keeping summaries costs.

    python scripts/postgres.py python bench/overview.py [--measures 1000000]

Two databases on one server: one with the sample alone, and the one of ``DATABASE_URL``, which
``load.py`` fills first where it is not full yet. Both are served, and asked in turn for the same
pages. Ends with 0, or 1 if a target is missed.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time

from own import is_for_trials
from pages import ROOT, Client, expect, largest_ledger, served

ROUNDS, WARM_UP = 60, 10
MOST_AMONG_OTHERS, MOST_DASHBOARDS = 1.2, 5
ALONE = "alone"  # the name of the second database
MEASURE = """
import django, statistics, sys, time
django.setup()
from django.db import connection, transaction
from django.utils import timezone
from ledger import journal
from ledger.models import Inspection
from measures.models import Measure
from reports import summaries
from reports.models import InspectionSummary
day = timezone.localdate()
begun = time.perf_counter()
turned = summaries.turn(InspectionSummary.objects.all(), day)
first = time.perf_counter() - begun
one = Inspection.objects.filter(title="演练台账").first()
took = []
for _ in range(60):
    with transaction.atomic():
        journal.take_head(one)
        begun = time.perf_counter()
        summaries.refresh(one.pk)
        took.append(time.perf_counter() - begun)
measures = Measure.objects.filter(inspection=one).count()
print(turned, first, measures, statistics.median(took))
"""
STATEMENT = """
import django, sys
django.setup()
from django.db import connection
connection.cursor().execute(sys.argv[1])
"""


def url_of(name):
    """The address of another database on the same server."""
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def make_alone(environment):
    """The database with the sample alone, made anew."""
    for act in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
        run(environment, "-c", STATEMENT, act.format(ALONE))


def run(environment, *command):
    """Run a command; what it printed last."""
    done = subprocess.run(
        [sys.executable, *command], check=True, env=environment, cwd=ROOT, stdout=subprocess.PIPE
    )
    return done.stdout.decode().strip().rpartition("\n")[2]


def log_in(port, username):
    """A client of one account."""
    client = Client(port)
    client.log_in(username)
    return client


def in_turn(asked):
    """The median seconds of each (client, path), asked in turn so that all share the moods."""
    taken = {name: [] for name in asked}
    for turn in range(WARM_UP + ROUNDS):
        for name, (client, path) in asked.items():
            status, _, _, seconds = client.ask("GET", path)
            expect(status, 200, path)
            if turn >= WARM_UP:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def summed(environment):
    """Print what summaries cost: the first reading of a day, and each act."""
    turned, first, measures, refresh = run(environment, "-c", MEASURE).split()
    print(f"first reading of a day  {float(first):6.1f} s for {turned} ledgers that turn")
    print(f"summary with each act   {float(refresh) * 1000:6.1f} ms, {measures} measures")


def main():
    """Fill, serve both, measure, print; 0 where every target is reached."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--measures", default="1000000")
    given = parser.parse_args()
    if not is_for_trials(os.environ.get("DATABASE_URL", "")):
        raise SystemExit("This drops and fills databases: run it by scripts/postgres.py.")
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        plain = {"VAR_DIR": folder, "PRODUCTION": "0", "LOG_LEVEL": "WARNING"}
        big = {**os.environ, **plain, "DJANGO_SETTINGS_MODULE": "ledger.settings"}
        make_alone(big)
        small = {**big, "DATABASE_URL": url_of(ALONE)}
        run(big, "manage.py", "collectstatic", "--noinput", "-v0")
        run(small, "bench/load.py", "--measures", "0")
        run(big, "bench/load.py", "--measures", given.measures)
        print(f"filled in               {time.monotonic() - begun:6.0f} s")
        summed(big)
        among, alone = (stack.enter_context(served(each))[0] for each in (big, small))
        office = {"alone": log_in(alone, "office"), "among": log_in(among, "office")}
        asked = {}
        for place, client in office.items():
            ledger = largest_ledger(client)
            asked[f"ledger page {place}"] = (client, ledger)
            asked[f"dashboard {place}"] = (client, f"{ledger}dashboard/")
        overseer = log_in(among, "overseer")
        asked["overview"] = (overseer, "/overview/")
        asked["overview, last page"] = (overseer, f"/overview/?page={last_page(overseer)}")
        asked["overview, found"] = (overseer, "/overview/?show=overdue&q=%E6%BC%94%E7%BB%83")
        medians = in_turn(asked)
    return tell(medians)


def last_page(client):
    """The number of the overview's last page."""
    text = client.ask("GET", "/overview/")[2]
    return text.partition("页，共 ")[2].partition(" ")[0]


def tell(medians):
    """Print each ratio with what it may be; 1 if one is missed."""
    dashboard, missed = medians["dashboard among"], False
    ratios = [(f"{page} among", f"{page} alone", MOST_AMONG_OTHERS) for page in PAGES]
    ratios += [(name, "dashboard among", MOST_DASHBOARDS) for name in medians if "overview" in name]
    for name, beside, most in ratios:
        ratio = medians[name] / (dashboard if most == MOST_DASHBOARDS else medians[beside])
        missed |= ratio > most
        milliseconds = medians[name] * 1000
        print(f"{name:<23} {milliseconds:6.1f} ms = {ratio:4.2f} x {beside} (at most {most})")
    return int(missed)


PAGES = ("ledger page", "dashboard")


if __name__ == "__main__":
    sys.exit(main())
