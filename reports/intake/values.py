"""What the cells of a row say: dates, kinds, states, names; doubts where they leave something open."""

import re
from functools import cached_property

from ledger.deadlines import Reading, read_deadline
from ledger.models import MEANINGS, WordUse
from ledger.models.item import Disclosure, WithholdingReason
from ledger.text import FORBIDDEN
from ledger.words import dictionary
from reports.columns import COLUMNS

from .marks import compact
from .outline import Value
from .splitting import MAX_NAMES, labelled, rooms, split_names, split_people
from .vocabulary import MAX_WORDING, MODELS, NEARLY, limits, states

FORBIDDEN_TEXT = "含有看不见的控制字符（U+{code:04X}），请删去后重新上传。"
TOO_LONG = "有 {length} 个字，最多 {limit} 个字，请缩短。"
NO_WORD = "“{heading}”里没有“{text}”这个写法，没有读入。可用：{words}。"
NO_STATE = "读不出“{text}”是否完成，请核对。"
NEARLY_DONE = "“{text}”不算完成，按整改中读取。"
NO_DATE = "“{text}”不是日期，请填写。"
SEVERAL_ROOMS = "写了几个部门：第一个“{first}”作责任部门，其余作配合部门。请核对。"
SEVERAL_PEOPLE = "写了几个人：只把第一个“{first}”作{heading}，其余（{rest}）没有读入。请核对。"
ASIDE = re.compile("[,、;。并]|\\.$")  # 已完成，并长期坚持
# Cells of these may say in labels what other columns hold.
LABELLED = {"department", "task_department", "problem_department", "lead", "handler"}
NAMES = {"department", "supporting", "lead", "handler"}


class Values:
    """Turns cells into values by column; ``say(level, place, message, text)`` takes what is open."""

    def __init__(self, say, inspection=None):
        self.say = say
        self.inspection = inspection
        self.period_end = inspection.period_end if inspection else None
        self.limits = limits()
        self.exact = False  # of our own layout: a name is a name, whatever it looks like
        self.known = {}  # (what reads it, text) → reading: many rows say the same

    @cached_property
    def kinds(self):
        """What the words for kinds mean."""
        return self.words(WordUse.KIND)

    @cached_property
    def states(self):
        """What the words for states mean at each level; each level's own labels are its own."""
        words = states() | self.words(WordUse.COMPLETION)
        return {
            level: words | {label: code for code, label in model._meta.get_field("state").choices}
            for level, model in MODELS.items()
            if level != "aspect"
        }

    @cached_property
    def choices(self):
        """The codes of the fields that take one of a few words."""
        return {
            "kind": self.kinds,
            "disclosure": {label: code for code, label in Disclosure.choices},
            "withholding_reason": {label: code for code, label in WithholdingReason.choices},
        }

    @cached_property
    def rooms(self):
        """The names of the organization's departments, which are never taken apart."""
        if not self.inspection:
            return frozenset()
        return frozenset(self.inspection.organization.departments.values_list("name", flat=True))

    def words(self, use):
        """The standard words, and the organization's own on top."""
        if self.inspection:
            return dictionary(self.inspection.organization, use)
        return {label: code for code, label in MEANINGS[use].items()}

    def check(self, name, cell, place):
        """Say what is wrong with a cell itself."""
        text = cell.text
        if cell.error:
            self.say("error", place, cell.error, text)
        if found := FORBIDDEN.search(text):
            self.say("error", place, FORBIDDEN_TEXT.format(code=ord(found[0])), text)
        limit = self.limits.get(name, MAX_NAMES)
        if len(text) > limit:
            self.say("error", place, TOO_LONG.format(length=len(text), limit=limit), text)
        if cell.doubt:
            self.say("doubt", place, cell.doubt, text)

    def fill(self, fields, name, cell, place, columns):
        """Put what a cell says into ``fields``; ``columns`` are those that the table has.

        What a cell says beside its own column never takes the place of what that column says.
        """
        if cell is None or not cell.text:  # a formula without a result is said to be wrong already
            fields.setdefault(name, Value("", "", place))
            return
        field = COLUMNS[name].field
        if field in READERS and not (self.exact and field in NAMES):
            READERS[field](self, fields, name, cell, place, columns)
        elif field in self.choices:
            fields[name] = Value(self.choice(name, cell.text, place), cell.text, place)
        else:
            fields[name] = Value(cell.text, cell.text, place)

    def choice(self, name, text, place):
        """The code of a word."""
        words = self.choices[COLUMNS[name].field]
        if text not in words:
            heading, known = COLUMNS[name].heading, "、".join(words)
            self.say("doubt", place, NO_WORD.format(heading=heading, text=text, words=known), text)
        return words.get(text, "")

    def deadline(self, fields, name, cell, place, columns):
        """A deadline: the date, the wording, and the kind and review that the wording tells."""
        prefix, text = name.removesuffix("deadline"), cell.text
        reading = self.reading(cell.date.isoformat() if cell.date else text)
        if reading.question:
            self.say("doubt", place, reading.question, text)
        fields[name] = Value(reading.date or "", text, place)
        told = {"deadline_text": text, "kind": reading.kind, "review_date": reading.review_date}
        for field, value in told.items():
            other = prefix + field
            if value and other in COLUMNS and other not in columns:
                fields[other] = Value(value, text, place)

    def reading(self, text):
        """What a wording of a deadline says."""
        if len(text) > MAX_WORDING:
            return Reading()  # that it is too long is said already
        return self.once(self.read_deadline, text)

    def read_deadline(self, text):
        """The same in the ledger's period and words, not remembered."""
        return read_deadline(text, period_end=self.period_end, kinds=self.kinds)

    def once(self, read, text, *more):
        """What ``read`` makes of a text, remembered for the file."""
        key = (read, text)
        if key not in self.known:
            self.known[key] = read(text, *more)
        return self.known[key]

    def date(self, fields, name, cell, place, _):
        """A plain date."""
        reading = self.reading(cell.date.isoformat() if cell.date else cell.text)
        if reading.question or not reading.date:
            message = reading.question or NO_DATE.format(text=cell.text)
            self.say("doubt", place, message, cell.text)
        fields[name] = Value(reading.date or "", cell.text, place)

    def state(self, fields, name, cell, place, _):
        """A word for how far it is, as a code; the wording is kept."""
        plain = ASIDE.sub("", compact(cell.text[:MAX_WORDING]))
        states = self.states[COLUMNS[name].level]
        code = states.get(cell.text) or states.get(plain, "")
        if not code and plain.endswith("%") and plain[:-1].replace(".", "").isdecimal():
            code = "in_progress"
        if not code and plain.startswith(NEARLY):
            code = "in_progress"
            self.say("doubt", place, NEARLY_DONE.format(text=cell.text[:20]), cell.text)
        if not code:
            self.say("doubt", place, NO_STATE.format(text=cell.text[:20]), cell.text)
        fields[name] = Value(code, cell.text, place)

    def department(self, fields, name, cell, place, columns):
        """The responsible department, and others that stand beside it."""
        self.labels(fields, name, cell, place, columns)
        first, rest, sure = self.once(rooms, cell.text, self.rooms)
        fields[name] = Value(first, cell.text, place)
        if rest:
            other = name.replace("department", "supporting")
            if other in COLUMNS:
                fields[other] = Value("、".join(rest), cell.text, place)
        if rest and not sure:
            self.say("doubt", place, SEVERAL_ROOMS.format(first=first), cell.text)

    def supporting(self, fields, name, cell, place, _):
        """The supporting departments, with those that stand beside the responsible one."""
        told = labelled(cell.text).get("supporting", cell.text)
        earlier = fields[name].value if name in fields else ""
        names = self.once(split_names, told, self.rooms)
        names = dict.fromkeys(self.once(split_names, earlier, self.rooms) + names)
        fields[name] = Value("、".join(names), cell.text, place)

    def person(self, fields, name, cell, place, columns):
        """One person; others are named in a doubt."""
        self.labels(fields, name, cell, place, columns)
        told = labelled(cell.text).get(name, cell.text)
        people = self.once(split_people, told) or [cell.text]
        fields[name] = Value(people[0], cell.text, place)
        if len(people) > 1:
            heading, rest = COLUMNS[name].heading, "、".join(people[1:])
            message = SEVERAL_PEOPLE.format(first=people[0], heading=heading, rest=rest)
            self.say("doubt", place, message, cell.text)

    def labels(self, fields, name, cell, place, columns):
        """Take from a cell like “牵头领导：张某 责任部门：办公室” what other columns do not say."""
        for other, text in labelled(cell.text).items():
            if other != name and other not in columns and other != "supporting":
                fields.setdefault(other, Value(text, cell.text, place))


READERS = {
    "deadline": Values.deadline,
    "review_date": Values.date,
    "expected_date": Values.date,
    "state": Values.state,
    "department": Values.department,
    "supporting": Values.supporting,
    "lead": Values.person,
    "handler": Values.person,
}
