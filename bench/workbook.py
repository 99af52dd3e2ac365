"""Measure the export of 2,000 measures against openpyxl writing the same cells and styles.

Both are timed in turn in one process, so that they share the machine's moods; only the ratio says
anything. The export's time has its queries in it, the other writes cells that are there already,
without any merged one. Ends with 0, or 1 if the export takes too long.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURES, PER_TASK, TASKS_PER_PROBLEM = 2000, 3, 2
ROUNDS, MOST_TIMES = 5, 1.5
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from own import surroundings


def set_up(folder):
    """Django on a database of its own."""
    import django
    from django.core.management import call_command

    os.environ |= surroundings(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
    django.setup()
    call_command("migrate", verbosity=0)


def make_ledger():
    """A ledger of 2,000 measures with texts of the usual length."""
    from tests.factories import make_department, make_inspection, make_member

    inspection = make_inspection()
    rooms = [make_department(inspection.organization) for _ in range(10)]
    lead = make_member(inspection.organization, "lead")
    handler = make_member(inspection.organization, "handler", rooms[0])
    tasks = make_tasks(inspection, rooms, lead)
    make_measures(inspection, tasks, rooms, handler)
    return inspection


def make_tasks(inspection, rooms, lead):
    """The problems, and the tasks that they are dealt with by."""
    from problems.models import Problem, Task
    from tests.factories import TODAY, make_problem

    first = make_problem(inspection)
    count = -(-MEASURES // PER_TASK)
    source = {"inspection": inspection, "feedback": first.feedback, "aspect": first.aspect}
    problems = Problem.objects.bulk_create(
        Problem(**source, number=number + 2, text="学习贯彻上级部署不够及时深入，" * 3)
        for number in range(count // TASKS_PER_PROBLEM + 1)
    )
    return Task.objects.bulk_create(
        Task(
            inspection=inspection,
            problem=problems[number // TASKS_PER_PROBLEM],
            number=number + 1,
            text="完善学习制度，" * 4,
            goal="制度健全、执行到位，" * 2,
            lead=lead,
            department=rooms[number % 10],
            deadline=TODAY,
        )
        for number in range(count)
    )


def make_measures(inspection, tasks, rooms, handler):
    """The measures, each with its progress."""
    from django.utils import timezone

    from measures.models import Measure, ProgressEntry
    from tests.factories import TODAY

    measures = Measure.objects.bulk_create(
        Measure(
            inspection=inspection,
            task=tasks[number // PER_TASK],
            number=number % PER_TASK + 1,
            text=f"第 {number} 条，修订办法并组织学习，" * 3,
            acceptance="办法印发、有学习记录",
            department=rooms[number % 10],
            handler=handler,
            deadline=TODAY,
        )
        for number in range(MEASURES)
    )
    now = timezone.now()
    ProgressEntry.objects.bulk_create(
        ProgressEntry(measure=row, text=f"{row.text}已完成", at=now, by=handler) for row in measures
    )


def same_cells(body):
    """The cells that hold something or look like something, sheet by sheet, and the style tables."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(body))
    sheets = [
        (sheet.title, [[(cell.value, cell._style) for cell in row] for row in sheet.iter_rows()])
        for sheet in book.worksheets
    ]
    return book, sheets


def write_bare(book, sheets):
    """The same cells and styles by openpyxl, as quickly as it goes: styles by their numbers."""
    from openpyxl import Workbook

    bare = Workbook()
    for name in ("fonts", "fills", "borders", "alignments", "number_formats", "cell_styles"):
        setattr(bare, f"_{name}", getattr(book, f"_{name}"))
    bare.remove(bare.worksheets[0])
    for title, rows in sheets:
        sheet = bare.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for place, (value, style) in enumerate(row, 1):
                cell = sheet.cell(number, place, value)
                cell._style = style
    bare.save(io.BytesIO())


def seconds(act, *given):
    """How long a call takes."""
    begun = time.perf_counter()
    act(*given)
    return time.perf_counter() - begun


def main():
    """Make, measure in turn, print; 0 where the target is reached."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        set_up(folder)
        from reports.workbook import export

        inspection = make_ledger()
        body = export(inspection)
        book, sheets = same_cells(body)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(seconds(export, inspection))
            bare.append(seconds(write_bare, book, sheets))
    ratio = statistics.median(ours) / statistics.median(bare)
    cells = sum(len(row) for _, rows in sheets for row in rows)
    print(f"{MEASURES} measures, {cells:,} cells, {len(body) / 2**20:.1f} MiB")
    print(f"openpyxl, same cells and styles  {statistics.median(bare):6.2f} s")
    print(
        f"export with its queries          {statistics.median(ours):6.2f} s"
        f" = {ratio:4.2f} x  (at most {MOST_TIMES})"
    )
    return int(ratio > MOST_TIMES)


if __name__ == "__main__":
    sys.exit(main())
