"""Measure bringing in 2,000 measures: read, matched, compared, saved with a journal entry for each.

Beside it, in the same process: openpyxl reading the same cells; and, where it is installed (it is no
requirement of ours), django-import-export saving the same rows, without any journal.
Ends with 0, or 1 if the whole takes too long. What reading alone may take, ``reading.py`` holds.
"""

import io
import sys
import tempfile
import time

from workbook import ROOT, make_ledger, set_up

LEAST_QUICKER = 2  # times as quick as django-import-export
sys.path.insert(0, str(ROOT))


def seconds(act, *given):
    """(how long a call takes, what it gives)."""
    begun = time.perf_counter()
    made = act(*given)
    return time.perf_counter() - begun, made


def bring_in(body, inspection, office):
    """The whole way of a file into an empty ledger; seconds of reading, planning and saving."""
    from django.core.files.base import ContentFile

    from reports.intake import imports

    file = ContentFile(body, name="台账.xlsx")
    reading, row = seconds(lambda: imports.receive(inspection, file, actor=office))
    planning, (_, _, plan) = seconds(imports.planned, row)
    if plan.errors:
        raise SystemExit(f"not read back: {plan.errors[:3]}")
    saving, _ = seconds(lambda: imports.apply(row, actor=office, shown=plan.digest()))
    return reading, planning, saving, len(plan.new)


def by_openpyxl(body):
    """Every cell of the ledger sheet, in openpyxl's most frugal mode."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    return [tuple(row) for row in book["整改台账"].iter_rows(values_only=True)]


def by_import_export(inspection):
    """The same problems, tasks, measures and progress from flat sheets, row by row, level by level.

    None where it is not installed.
    """
    try:
        import tablib
        from import_export import resources
    except ImportError:
        return None
    from measures.models import Measure, ProgressEntry
    from problems.models import Problem, Task
    from tests.factories import make_inspection

    empty = make_inspection(inspection.organization)
    keys = {"inspection": {str(inspection.pk): str(empty.pk)}}
    took = 0
    for name, model, rows in (
        ("problem", Problem, Problem.objects.filter(inspection=inspection)),
        ("task", Task, Task.objects.filter(inspection=inspection)),
        ("measure", Measure, Measure.objects.filter(inspection=inspection)),
        ("progress", ProgressEntry, ProgressEntry.objects.filter(measure__inspection=inspection)),
    ):
        resource = resources.modelresource_factory(model)()
        resource._meta.use_transactions = True
        data = tablib.Dataset().load(resource.export(rows.order_by("pk")).csv, format="csv")
        moved = tablib.Dataset(headers=[head for head in data.headers if head != "id"])
        for row in data.dict:
            if name == "problem":
                row["number"] = int(row["number"]) + 9000  # the same document holds both
            changed = {head: keys[head].get(row[head], row[head]) for head in keys if head in row}
            row |= changed
            moved.append([row[head] for head in moved.headers])
        spent, result = seconds(lambda r=resource, m=moved: r.import_data(m, raise_errors=True))
        took += spent
        keys[name] = dict(zip(data["id"], (str(row.object_id) for row in result.rows), strict=True))
    return took


def main():
    """Make, measure, print; 0 where the targets are reached."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        set_up(folder)
        from reports.workbook import export
        from tests.factories import make_inspection, make_member

        inspection = make_ledger()
        office = make_member(inspection.organization, "office")
        body = export(inspection)
        bare = min(seconds(by_openpyxl, body)[0] for _ in range(3))
        ours = [bring_in(body, make_inspection(inspection.organization), office) for _ in range(3)]
        reading, planning, saving, count = min(ours, key=lambda row: sum(row[:3]))
        other = by_import_export(inspection)
    whole = reading + planning + saving
    print(f"{count} rows: read {reading:.2f} s, planned {planning:.2f} s, saved {saving:.2f} s")
    print(
        f"openpyxl reading the cells: {bare:.2f} s; reading and keeping it {reading / bare:.2f} times that"
    )
    if other is None:
        print("django-import-export is not installed: not compared")
        return 0
    print(f"django-import-export, the same rows: {other:.2f} s, {other / whole:.1f} times ours")
    return int(other / whole < LEAST_QUICKER)


if __name__ == "__main__":
    sys.exit(main())
