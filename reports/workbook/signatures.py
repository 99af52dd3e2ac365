"""The sheet 销号情况: who signed which step of each item, and when."""

from . import table
from .table import Heading, wide

HEADINGS = (
    Heading("层级", 7),
    Heading("序号", 16),
    wide("内容", 48),
    Heading("第几次申请", 8),
    Heading("状态", 14),
    Heading("申请人", 20),
    Heading("申请时间", 17),
    Heading("审核人", 20),
    Heading("审核时间", 17),
    Heading("销号人", 20),
    Heading("销号时间", 17),
)
STEPS = {"submit": 0, "approve": 1, "endorse": 1, "sign_off": 2}
LEVELS = {"problem": "问题", "task": "任务", "measure": "措施"}


def write(book, content, shown, line):
    """A line for each attempt of each item."""
    rows = []
    for row in (*shown.problems, *shown.tasks, *shown.measures):
        number = content.label(row) if row.level == "problem" else row.label
        begin = [LEVELS[row.level], number, row.text]
        rows += [begin + attempt for attempt in attempts(row)]
    table.write(book, "销号情况", "销号情况", line, HEADINGS, rows)


def attempts(row):
    """Each attempt with its signatures; the present one also where nobody has signed it yet."""
    signed = {row.attempt: {}}
    for signature in row.signatures.all():
        signed.setdefault(signature.attempt, {})[STEPS[signature.step]] = signature
    found = []
    for number in sorted(signed):
        cells = [number, row.get_state_display()]
        if number != row.attempt:
            cells[1] = "曾销号，已重新整改" if 2 in signed[number] else "未到销号"
        for step in range(3):
            signature = signed[number].get(step)
            cells += [who(signature), signature.at] if signature else [None, None]
        found.append(cells)
    return found


def who(signature):
    """The signer as named when signing."""
    if signature.post in ("", signature.name):
        return signature.name
    return f"{signature.name}（{signature.post}）"
