"""What saving a file would do to a ledger, row by row, before anything is saved."""

import hashlib
import json
from dataclasses import dataclass, field

from ledger import journal
from reports.columns import COLUMNS

from .outline import Entry, Issue


@dataclass
class Planned:
    """An entry and what becomes of it: a new row, a changed one, or one left as it is.

    ``values`` and ``many`` are what the row is to hold; ``told`` says so to people, as (heading,
    old, new). ``parent`` is what the entry stands under.
    """

    entry: Entry
    row: object = None
    parent: "Planned | None" = None
    feedback: object = None
    values: dict = field(default_factory=dict)
    many: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    told: list = field(default_factory=list)
    progress: str = ""
    moved_from: object = None
    row_made: object = None  # the new row, once it is saved

    @property
    def level(self):
        """The entry's level."""
        return self.entry.level

    @property
    def is_new(self):
        """Whether there is no such row yet."""
        return self.row is None

    @property
    def is_changed(self):
        """Whether an existing row is to be changed."""
        return self.row is not None and bool(self.told)

    @property
    def more(self):
        """(heading, text) of what else a new row will hold that its line in the preview does not say."""
        fields = self.entry.fields
        dates = [fields[name].place for name in ("deadline", "task_deadline") if name in fields]
        told = [
            (column.heading, value.text)
            for name, value in fields.items()
            if value.text and (column := COLUMNS[name]).editable and name not in ON_THE_LINE
            if value.place not in dates  # the words of the deadline imply it
        ]
        return told if self.is_new else []

    @property
    def number(self):
        """The number that it will have, or None where it is given on saving."""
        own = self.values.get("number")
        return own or (self.row.number if self.row else None)

    @property
    def label(self):
        """How people will call it: 任务 3, 措施 22-3."""
        number = "" if self.number is None else str(self.number)
        if self.level == "measure" and self.parent:
            number = f"{self.parent.number or ''}-{number}"
        return f"{WORDS[self.level]} {number}".strip()


PLACES = 5  # named one by one
ON_THE_LINE = {"department", "task_department", "deadline", "task_deadline", "number"}
WORDS = {"aspect": "方面", "problem": "问题", "task": "任务", "measure": "措施"}


@dataclass
class Plan:
    """The whole of it: what is planned, what the file lacks, what differs, what is unknown."""

    rows: list = field(default_factory=list)
    documents: list = field(default_factory=list)  # titles of new feedback documents
    missing: list = field(default_factory=list)  # live rows that the file does not have
    differences: list = field(default_factory=list)  # Issues: told, never imported
    issues: list = field(default_factory=list)
    unknown: dict = field(default_factory=dict)
    answered: dict = field(default_factory=dict)  # (kind, name) → what was answered earlier
    needs_lead: list = field(default_factory=list)
    needs_department: list = field(default_factory=list)
    needs_place: list = field(default_factory=list)  # entries that stand nowhere

    def __post_init__(self):
        self.wrong = {issue.place for issue in self.issues if issue.level == "error"}

    def of(self, level):
        """The planned rows of one level, in the file's order."""
        return [row for row in self.rows if row.level == level]

    @property
    def new(self):
        """What will be added, aspects left out."""
        return [row for row in self.rows if row.is_new and row.level != "aspect"]

    @property
    def changed(self):
        """What will be changed."""
        return [row for row in self.rows if row.is_changed]

    @property
    def same(self):
        """How many rows stay as they are."""
        kept = [row for row in self.rows if row.level != "aspect"]
        return len(kept) - len(self.new) - len(self.changed)

    @property
    def reported(self):
        """The measures that get a progress entry."""
        return [row for row in self.rows if row.progress]

    @property
    def errors(self):
        """What has to be mended first."""
        return [issue for issue in self.issues if issue.level == "error"]

    @property
    def doubts(self):
        """What a person should look at before saving, the same said once for all its places."""
        return grouped(issue for issue in self.issues if issue.level == "doubt")

    @property
    def notes(self):
        """What was taken as understood, the same said once for all its places."""
        return grouped(issue for issue in self.issues if issue.level == "note")

    @property
    def is_ready(self):
        """Whether all is answered and there is something to save."""
        return not (self.errors or self.asks) and bool(self.new or self.changed or self.reported)

    @property
    def asks(self):
        """Whether names are to be matched, or new tasks need what the file does not tell.

        A handler who is not known may be left open, a department that only supports left out.
        """
        names = self.unknown["departments"] or self.unknown["lead"]
        return bool(names or self.needs_lead or self.needs_department or self.needs_place)

    def say(self, level, place, message, text=""):
        """Note an issue; of one place the first error stands for all."""
        if level == "error" and place in self.wrong:
            return
        if level == "error":
            self.wrong.add(place)
        self.issues.append(Issue(level, message, place, text))

    def digest(self):
        """What was shown, as 64 hexadecimal digits: saving does this and nothing else."""
        said = [
            [
                row.level,
                row.row.pk if row.row else None,
                getattr(row.row, "version", 0),
                row.entry.text,
                f"{row.parent.label} {row.parent.entry.text}" if row.parent else "",
                row.feedback if isinstance(row.feedback, str) else getattr(row.feedback, "pk", 0),
                {name: named(value) for name, value in sorted(row.values.items())},
                {name: sorted(map(named, rows)) for name, rows in sorted(row.many.items())},
                row.progress,
            ]
            for row in self.rows
        ]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def grouped(issues):
    """(places in words, message) of issues that say the same, in their order."""
    found = {}
    for issue in issues:
        found.setdefault(issue.message, []).append(str(issue.place))
    return [
        (
            "、".join(places[:PLACES]) + (f" 等 {len(places)} 处" if len(places) > PLACES else ""),
            text,
        )
        for text, places in found.items()
    ]


def named(value):
    """A value as text: a row by its key, something planned by what it is called."""
    if isinstance(value, Planned):
        return f"{value.label} {value.entry.text}"
    return str(journal.plain(value))
