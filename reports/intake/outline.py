"""What was understood of a file: the tree of a ledger, each value with the place it was read at.

Readers of workbooks and of texts make an ``Outline``; matching it with the present ledger, showing
the difference and saving it do not know which of them made it.
"""

import datetime
from dataclasses import asdict, dataclass, field

LEVELS = ("aspect", "problem", "task", "measure")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a sheet's cell, or a line of a text (``sheet`` and ``column`` empty).

    ``row`` counts from 1 as people see it; ``column`` is the letter, such as ``E``.
    """

    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self):
        if self.column:
            return f"“{self.sheet}”{self.column}{self.row}"
        sheet = f"“{self.sheet}”" if self.sheet else ""
        return f"{sheet}第 {self.row} 行" if self.row else sheet


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to be mended (``error``), answered (``doubt``) or known (``note``)."""

    level: str
    message: str
    place: Place = Place()
    text: str = ""  # the cell or passage as it stands

    def as_json(self):
        """The keys that commands print: level, sheet, row, column, message."""
        return {"level": self.level, **asdict(self.place), "message": self.message}


@dataclass(slots=True)
class Value:
    """What a field is to hold, as text or date, with the text it was read from and its place."""

    value: object
    text: str = ""
    place: Place = Place()


@dataclass
class Entry:
    """An aspect, problem, task or measure; ``number`` is None where the file gives none.

    ``fields`` maps the names of ``reports.columns`` to values; what the file does not tell is
    missing from it, and an empty cell of a column that it has is a Value of "".
    ``specifics`` are the specific issues that a text names under a problem without telling which
    measure answers which; ``passages`` is what else it says there. Both hold Values.
    """

    level: str
    text: str
    place: Place = Place()
    number: int | None = None
    fields: dict = field(default_factory=dict)
    children: list = field(default_factory=list)
    specifics: list = field(default_factory=list)
    passages: list = field(default_factory=list)


@dataclass
class Outline:
    """A whole file as it was understood.

    ``unplaced`` are entries of which the file does not tell what they belong to, such as a task told
    as unfinished at the end of a notice; they are walked and counted behind the aspects.
    """

    aspects: list = field(default_factory=list)
    issues: list = field(default_factory=list)
    mapping: dict = field(default_factory=dict)  # sheet → {column letter: name of a column}
    headings: dict = field(default_factory=dict)  # sheet → {column letter: heading as it stands}
    unplaced: list = field(default_factory=list)
    frames: dict = field(default_factory=dict)  # sheet → [last row of the headings, foot or None]

    def walk(self, level=None):
        """Every entry in the file's order, or those of one level."""

        def below(entries):
            for entry in entries:
                if level in (None, entry.level):
                    yield entry
                yield from below(entry.children)

        return below([*self.aspects, *self.unplaced])

    def counts(self):
        """How many entries there are of each level, by the plural that commands print."""
        found = dict.fromkeys(LEVELS, 0)
        for entry in self.walk():
            found[entry.level] += 1
        return {f"{level}s": count for level, count in found.items()}

    def dump(self):
        """The outline as a database takes it; ``load`` gives it back.

        What PostgreSQL takes in no text (NUL, half a character) is shown as a replacement character:
        the reader has said that it is wrong.
        """
        return storable(self.as_dict())

    def as_dict(self):
        """The outline in lists, dictionaries and texts."""
        return {
            "aspects": [dump_entry(entry) for entry in self.aspects],
            "unplaced": [dump_entry(entry) for entry in self.unplaced],
            "issues": [
                [issue.level, issue.message, *pack(issue.place), issue.text]
                for issue in self.issues
            ],
            "mapping": self.mapping,
            "headings": self.headings,
            "frames": self.frames,
        }

    @classmethod
    def load(cls, kept):
        """The outline that ``dump`` kept."""
        issues = [
            Issue(level, message, Place(*place), text)
            for level, message, *place, text in kept["issues"]
        ]
        aspects = [load_entry(entry) for entry in kept["aspects"]]
        unplaced = [load_entry(entry) for entry in kept["unplaced"]]
        known = (kept["mapping"], kept["headings"], unplaced, kept["frames"])
        return cls(aspects, issues, *known)

    def has_errors(self):
        """Whether something has to be mended before anything can be saved."""
        return any(issue.level == "error" for issue in self.issues)


def storable(value):
    """A value of JSON whose texts every database takes."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(key): storable(kept) for key, kept in value.items()}
    if isinstance(value, list | tuple):
        return [storable(kept) for kept in value]
    return value


def pack(place):
    """A place as a list."""
    return [place.sheet, place.row, place.column]


def dump_entry(entry):
    """An entry with what stands below it, as JSON takes it."""
    fields = {}
    for name, value in entry.fields.items():
        kept = value.value
        kept = {"date": kept.isoformat()} if isinstance(kept, datetime.date) else kept
        fields[name] = [kept, value.text, *pack(value.place)]
    children = [dump_entry(child) for child in entry.children]
    return [entry.level, entry.text, pack(entry.place), entry.number, fields, children]


def load_entry(kept):
    """The entry that ``dump_entry`` kept."""
    level, text, place, number, fields, children = kept
    found = {}
    for name, (value, written, *at) in fields.items():
        value = datetime.date.fromisoformat(value["date"]) if isinstance(value, dict) else value
        found[name] = Value(value, written, Place(*at))
    return Entry(level, text, Place(*place), number, found, [load_entry(row) for row in children])
