"""A hint: why it is one, the rows behind it, and the facts that it rests on."""

import hashlib
import json
from dataclasses import dataclass, field

REASON_LENGTH = 300


@dataclass(frozen=True)
class Row:
    """An item behind a hint: what it is called, where it is, and what is odd about it."""

    label: str
    text: str
    url: str
    note: str = ""


@dataclass
class Hint:
    """One thing worth a look.

    ``subject`` stays the same while the hint is about the same thing; ``facts`` (as JSON takes them,
    nothing that depends on the day) are what it says of it: with other facts it is another hint.
    ``people`` are the personnel numbers of those whose own work it is about.
    """

    code: str
    subject: str
    reason: str
    rows: list
    facts: list
    people: frozenset = frozenset()
    dismissal: object = None
    earlier: object = None  # the last dismissal of the subject, when its facts were others
    digest: str = field(init=False)

    def __post_init__(self):
        said = json.dumps([self.code, self.subject, self.facts], ensure_ascii=False)
        self.digest = hashlib.sha256(said.encode()).hexdigest()

    @property
    def title(self):
        """The reason, cut to the length that a dismissal keeps."""
        text = self.reason
        return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1] + "…"


@dataclass(frozen=True)
class Check:
    """A kind of hint, and the rule by which it comes.

    ``on_sign_off`` marks hints about the signing itself: the office, which signs, leaves it to the
    supervisor to dismiss them.
    """

    code: str
    title: str
    rule: str
    on_sign_off: bool = False


def row_of(item, note=""):
    """An item as a row."""
    return Row(item.title, item.text, item.get_absolute_url(), note)
