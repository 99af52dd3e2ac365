"""What changed in a ledger between two days, from its frozen data: items, and figures."""

from dataclasses import dataclass

from django.urls import reverse

LEVELS = ("problem", "task", "measure")
WAITING = frozenset({"submitted", "reviewed", "endorsed"})
KINDS = {
    "reopened": "重新整改",
    "overdue": "新逾期",
    "signed_off": "新销号",
    "continuing": "转持续整改",
    "extended": "延期",
    "moved": "时限变动",
    "asked": "新报审",
    "reworded": "内容修改",
    "added": "新增",
    "voided": "作废",
}


@dataclass(frozen=True)
class Change:
    """One item that changed: how, and from what to what where that says something."""

    kind: str
    level: str
    row: dict
    detail: str = ""

    @property
    def url(self):
        """The item's page."""
        app = "measures" if self.level == "measure" else "problems"
        return reverse(f"{app}:{self.level}", args=[self.row["id"]])


@dataclass(frozen=True)
class Difference:
    """A figure on the two days."""

    label: str
    before: object
    after: object
    unit: str
    key: str


@dataclass(frozen=True)
class Comparison:
    """All that changed: ``groups`` are (kind, its word, its changes), the telling ones first."""

    groups: list
    figures: list

    @property
    def count(self):
        """How many changes there are."""
        return sum(len(rows) for _, _, rows in self.groups)


def compare(before, after):
    """What changed from one frozen ledger to a later one."""
    found = {kind: [] for kind in KINDS}
    for level in LEVELS:
        old = {row["id"]: row for row in before[f"{level}s"]}
        new = {row["id"]: row for row in after[f"{level}s"]}
        for pk, row in new.items():
            for kind, detail in changes(old.get(pk), row):
                found[kind].append(Change(kind, level, row, detail))
        gone = [row for pk, row in old.items() if pk not in new]
        found["voided"] += [Change("voided", level, row) for row in gone]
    groups = [(kind, KINDS[kind], rows) for kind, rows in found.items() if rows]
    return Comparison(groups, differences(before["figures"], after["figures"]))


def changes(old, new):
    """(kind, detail) of what happened to one item; ``old`` is None for one that is new."""
    state = new["state"]
    if old is None:
        yield "added", new["state_label"]
        if state == "signed_off":
            yield "signed_off", ""
        return
    if state != old["state"]:
        if old["state"] == "signed_off":
            yield "reopened", f"现在是“{new['state_label']}”"
        if state in ("signed_off", "continuing"):
            yield state, ""
        if state in WAITING:
            yield "asked", new["state_label"]
    if new["light"] == "overdue" != old["light"]:
        yield "overdue", f"整改时限 {new['deadline']}"
    if new["deadline"] != old["deadline"]:
        further = new["first_deadline"] and (new["deadline"] or "") > (old["deadline"] or "")
        detail = f"{old['deadline'] or '无'} → {new['deadline'] or '无'}"
        yield ("extended" if further else "moved"), detail
    if new["text"] != old["text"]:
        yield "reworded", f"原为：{old['text']}"


def differences(before, after):
    """The figures that differ."""
    old = {row["key"]: row["value"] for row in before}
    return [
        Difference(row["label"], old.get(row["key"], "—"), row["value"], row["unit"], row["key"])
        for row in after
        if old.get(row["key"]) != row["value"]
    ]
