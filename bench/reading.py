"""Measure the reading of a ledger kept in Excel, as a ratio to openpyxl reading the same cells.

Both read one file of 2,000 measures in turn, in one process, so that they share the machine's
moods. Ends with 0, or 1 if the target is missed.
"""

import datetime
import io
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURES, ROUNDS, WARM_UP = 2000, 9, 2
MOST_TIMES = 2
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
os.environ["DATABASE_URL"] = "sqlite:///:memory:"  # none is asked

import django

django.setup()

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.columns import CUSTOMARY
from reports.intake.ledger_file import read_ledger


def ledger():
    """A customary ledger: problems of five tasks, tasks of five measures, merged down."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "整改台账"
    sheet.append(["某协会党组巡察整改台账"])
    sheet.append([column.heading for column in CUSTOMARY])
    for number in range(MEASURES):
        task, measure = divmod(number, 5)
        problem = task // 5
        values = {
            "aspect": f"第{problem // 20 + 1}方面",
            "problem_number": problem + 1,
            "problem": f"问题{problem + 1}：" + "学习贯彻不够深入，结合实际不够。" * 3,
            "task_number": task + 1,
            "task": f"任务{task + 1}：" + "健全学习制度，压实责任。" * 3,
            "goal": "制度健全、执行到位",
            "lead": "张某",
            "number": f"{task + 1}-{measure + 1}",
            "measure": f"措施{number + 1}：" + "制定计划，每季度检查一次并通报结果。" * 3,
            "department": "办公室",
            "supporting": "会员部、人事部",
            "handler": "李某",
            "deadline": datetime.date(2024, 1, 1) + datetime.timedelta(days=number % 300),
            "progress": "已印发计划，开展检查 2 次，通报 1 次。" * 3,
            "state": "整改中",
            "remark": "",
        }
        sheet.append([values[column.name] or None for column in CUSTOMARY])
    for top in range(3, MEASURES + 3, 5):
        for column in "DEFG":
            sheet.merge_cells(f"{column}{top}:{column}{top + 4}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_openpyxl(content):
    """Every cell as openpyxl gives it, in the mode that takes the least."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(len(row) for row in book.active.iter_rows(values_only=True))


def by_us(content):
    """The whole outline."""
    outline = read_ledger(SimpleUploadedFile("台账.xlsx", content))
    assert outline.counts()["measures"] == MEASURES  # noqa: S101
    return outline


def seconds(read, content):
    """How long one reading takes."""
    begun = time.perf_counter()
    read(content)
    return time.perf_counter() - begun


def main():
    """Read in turn, print; 0 where the target is reached."""
    content = ledger()
    taken = {by_openpyxl: [], by_us: []}
    for turn in range(WARM_UP + ROUNDS):
        for read, times in taken.items():
            passed = seconds(read, content)
            if turn >= WARM_UP:
                times.append(passed)
    bare, ours = (statistics.median(times) for times in taken.values())
    print(f"openpyxl, the same cells  {bare * 1000:6.0f} ms")
    print(
        f"read_ledger, {MEASURES} measures {ours * 1000:5.0f} ms = {ours / bare:4.2f} x  ", end=""
    )
    print(f"(at most {MOST_TIMES})")
    return int(ours > MOST_TIMES * bare)


if __name__ == "__main__":
    sys.exit(main())
