"""The worst files are read or refused in bounded time and memory, each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.columns import COLUMNS

from . import hostile
from .books import Sheet, workbook
from .hostile import SHEET, STRINGS, STYLES

MOST_SECONDS, MOST_MEMORY = 10, 300  # MiB
ROOT = Path(__file__).resolve().parent.parent.parent
READER = r"""
import json, re, sys, time
import django
django.setup()
from django.core.files import File
from ledger.refusals import Refusal
from reports.intake.ledger_file import read_ledger
begun = time.perf_counter()
try:
    with open(sys.argv[1], "rb") as stream:
        found = read_ledger(File(stream, name="a.xlsx")).counts()["measures"]
except Refusal as refusal:
    found = refusal.code
# The peak that getrusage tells is inherited from the process of the tests.
peak = int(re.search(r"VmHWM:\s*(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([found, time.perf_counter() - begun, peak]))
"""


def full():
    """A sheet as large as is taken: nothing but text in every cell."""
    head = ["反馈问题", "整改措施", "责任部门"]
    row = [None, "措施" * 300, *["文" * 20] * 57]
    return workbook(Sheet("a", [head, ["甲", *row[1:]], *([row] * 4900)]))


def faulty():
    """A sheet with a character that no cell may hold in each of them, and every column."""
    head = [column.heading for column in COLUMNS.values()]
    return workbook(Sheet("a", [head, *([f"甲{n}\u202e"] * 50 for n in range(4990))]))


def lists():
    """A list of a hundred measures in every cell of a column."""
    many = "；".join(f"{n}.办" for n in range(1, 100))
    return workbook(
        Sheet("a", [["反馈问题", "整改措施"], *([f"问题{n}", many] for n in range(4000))])
    )


def names():
    """Names, dates, numbers and words for states without end in every column."""
    head = ["序号", "反馈问题", "整改措施", "责任部门", "牵头领导", "整改时限", "完成情况"]
    long = ["条" * 300, "甲", "、a（" * 100, "a、（" * 100, "和" * 400, "1月" * 150, "（" * 400]
    return workbook(Sheet("a", [head, *([f"{n}", f"{n}", *long[2:]] for n in range(3000)), long]))


def many_styles():
    """Styles that have no end."""
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="0"/>' for n in range(2_000_000))
    return hostile.part(STYLES, lambda c: c.replace(b"<cellXfs", formats.encode() + b"<cellXfs"))


WORST = {
    "blank rows": (lambda: hostile.blank_rows(200_000), 2),
    "two million strings": (lambda: hostile.strings(2_000_000), "workbook_content"),
    "a string without end": (
        lambda: hostile.part(STRINGS, lambda c: c.replace(b"<t>", b"<t>" + b"a" * 150 * 2**20, 1)),
        "workbook_content",
    ),
    "a text without end": (
        lambda: hostile.rows(f'<row r="3"><c r="A3" t="str"><v>{"a" * 150 * 2**20}</v></c></row>'),
        "workbook_content",
    ),
    "an attribute without end": (
        lambda: hostile.part(
            SHEET, lambda c: c.replace(b"<sheetData>", b'<sheetData a="%b">' % (b"a" * 150 * 2**20))
        ),
        "workbook_damaged",
    ),
    "styles without end": (many_styles, "workbook_content"),
    "attributes without end": (
        lambda: hostile.rows("<row ", *(f'a{n}="" ' for n in range(3_000_000)), "/>"),
        "workbook_damaged",
    ),
    "nested without end": (lambda: hostile.rows("<a>" * 5_000_000), "workbook_damaged"),
    "spaces": (lambda: hostile.part(SHEET, lambda c: c + b" " * 190 * 2**20), 1),
    "a bomb": (lambda: hostile.spaces(SHEET), "workbook_too_large"),
    "as much as is taken": (full, 4901),
    "lists in every cell": (lists, "workbook_content"),
    "names without end": (names, 3001),
    "something wrong with every cell": (faulty, 4990),
}


@pytest.mark.parametrize("name", WORST)
def test_worst_file_stays_in_bounds(name, tmp_path):
    make, expected = WORST[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", READER, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)

    found, seconds, peak = json.loads(done.stdout)
    assert found == expected
    assert seconds < MOST_SECONDS
    assert peak < MOST_MEMORY
