"""Texts of many styles are read as the outline that stands beside each of them."""

from pathlib import Path

import pytest

from reports.intake.prose import read_text

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
LEVELS = {"aspect": "方面", "problem": "问题", "task": "任务", "measure": "措施"}


def drawn(entries, depth=0):
    """Entries as the files beside the texts draw them."""
    pad = "  " * depth
    for entry in entries:
        yield f"{pad}{LEVELS[entry.level]} {entry.number or '-'} {entry.text}"
        for issue in entry.specifics:
            yield f"{pad}  具体 {issue.value}"
        for name, value in sorted(entry.fields.items()):
            yield f"{pad}  = {name} {value.value}"
        yield from drawn(entry.children, depth + 1)


def doubts(issues):
    """Line and sentence of what is not only a note."""
    return [(issue.place.row, issue.message) for issue in issues if issue.level != "note"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_is_read_as_its_outline(path):
    expected = path.with_suffix(".outline").read_text("utf-8").splitlines()
    wanted = [line.split(" ", 2) for line in expected if line.startswith("doubt")]

    document = read_text(path.read_text("utf-8"))

    outline = document.outline
    found = list(drawn([*outline.aspects, *outline.unplaced]))
    assert found == [line for line in expected if not line.startswith("doubt")]
    told = doubts(outline.issues)
    missing = [
        (row, part)
        for _, row, part in wanted
        if not any(str(r) == row and part in m for r, m in told)
    ]
    assert (missing, len(told)) == ([], len(wanted)), told
