"""What the cells of an entry are to change in its row: compared with what an unchanged cell holds."""

import datetime
import re

from ledger.models import Kind
from ledger.models.item import Disclosure, WithholdingReason
from ledger.text import trimmed
from measures.models import Measure
from problems.models import Problem, Task
from reports.columns import COLUMNS
from reports.workbook.values import SEPARATOR, VALUES

from .defaults import complete_task
from .names import SPLIT

STATE = "{label}：文件写“{text}”，台账为“{state}”。导入不改变销号状态。"
STATE_NEW = "{label}：文件写“{text}”，导入后为“未启动”。销号须在系统里逐级办理。"
NO_PERSON = "没有对上承办人“{text}”，先空着。"
NOT_HANDLER = "“{text}”不是{room}在任的承办人，先空着。"
NO_DEADLINE = "“{text}”没有读出日期，限期整改的须写明日期。"
REMARK = "备注“{text}”没有导入：台账里没有备注一栏，要留下的请写进措施或进展。"
# What our own files say there of a line.
SYSTEM = re.compile(
    r"\d{4}-\d\d-\d\d 销号$|逾期 |长期坚持$|持续整改$|复核逾期|已延期，|有异议$|见任务|还没有|任务持续整改"
)
TOO_LONG = "有 {length} 个字，最多 {limit} 个字，请缩短。"
NO_PROBLEM = "没有问题“{text}”，请写成“文件名称 序号”，如“问题清单 2”。"
NOT_CARRIED = "往轮同类问题在系统里选定，文件里的“{text}”不导入。"
TEXTS = {"problem": "problem", "task": "task", "measure": "measure"}
DATES = {"problem_deadline", "task_deadline", "deadline", "review_date", "expected_date"}
CHOICES = {"kind": Kind, "disclosure": Disclosure, "withholding_reason": WithholdingReason}
MODELS = {"problem": Problem, "task": Task, "measure": Measure}
ROOMS = {"department", "task_department", "problem_department"}
MANY = {"supporting", "task_supporting"}
APART = {"feedback", "number", "problem_number", "task_number"}


class CellReader:
    """Reads the cells of planned rows; what they change stands in the rows afterwards."""

    def __init__(self, planner):
        self.planner = planner
        self.names = planner.names
        self.say = planner.result.say

    def read(self, planned):
        """All cells of one entry, its text first."""
        self.text(planned)
        for name, value in planned.entry.fields.items():
            if name in APART or COLUMNS[name].level != planned.level:
                continue  # a lead written beside a measure is its task's: see ``defaults``
            if self.unchanged(planned, name, value):
                continue
            self.cell(planned, name, value)
        if planned.is_new and planned.level != "problem":
            self.complete(planned)
        elif planned.row is not None:
            self.check_kind(planned)

    def text(self, planned):
        """The text of the item itself."""
        text = trimmed(planned.entry.text)
        limit = MODELS[planned.level]._meta.get_field("text").max_length
        if len(text) > limit:
            message = TOO_LONG.format(length=len(text), limit=limit)
            self.say("error", planned.entry.place, message, text)
        heading = COLUMNS[TEXTS[planned.level]].heading
        self.put(planned, "text", text, heading, getattr(planned.row, "text", ""), text)

    def remark(self, planned, column, value):
        """A remark of the file's own: the ledger has no place for it, so it is told."""
        text = trimmed(value.text)
        if text and not all(SYSTEM.match(line) for line in text.splitlines()):
            self.planner.differs(value.place, REMARK.format(text=text[:100]), text)

    def unchanged(self, planned, name, value):
        """Whether a cell says what the ledger's own file would say; also what it only implies."""
        if planned.row is None or name == "remark":
            return False
        source = next((n for n in ("deadline", "task_deadline") if n in planned.entry.fields), None)
        implied = source and name != source and planned.entry.fields[source].place == value.place
        asked = source if implied else name
        held = VALUES[asked](self.planner.content, planned.row)
        held = held.isoformat() if isinstance(held, datetime.date) else str(held or "")
        written = planned.entry.fields[asked]
        return trimmed(written.text) == held or same_date(written.value, held)

    def cell(self, planned, name, value):
        """One cell, by what its column takes."""
        reader = READERS.get(name, CellReader.plain)
        reader(self, planned, COLUMNS[name], value)

    def carried(self, planned, column, value):
        """The earlier problem that came back: chosen in the ledger, not read from a file."""
        if value.text:
            self.planner.differs(value.place, NOT_CARRIED.format(text=value.text), value.text)

    def plain(self, planned, column, value):
        """A text, or one of a few words as its code."""
        kinds = CHOICES.get(column.field)
        new = value.value if kinds else trimmed(value.text)
        if kinds and value.text and not value.value:
            return  # the reader has said that it is no such word
        if column.field == "kind" and not new and planned.row is not None:
            return  # every item has a kind: an empty cell does not take it away
        limit = getattr(MODELS[planned.level]._meta.get_field(column.field), "max_length", None)
        if limit and not kinds and len(new) > limit:
            self.say("error", value.place, TOO_LONG.format(length=len(new), limit=limit), new)
        old = getattr(planned.row, column.field, "")
        words = dict(kinds.choices) if kinds else {}
        self.put(
            planned, column.field, new, column.heading, words.get(old, old), words.get(new, new)
        )

    def put(self, planned, field, new, heading, old, shown):
        """Set a value; of an existing row only if it is another one."""
        if planned.row is None:
            planned.values[field] = new
        elif getattr(planned.row, field) != new:
            planned.values[field] = new
            planned.told.append((heading, str(old or ""), str(shown or "")))

    def date(self, planned, column, value):
        """A date; a deadline that could not be read leaves an existing one as it is."""
        date = value.value if isinstance(value.value, datetime.date) else None
        if value.text and date is None and planned.row is not None:
            return
        old = getattr(planned.row, column.field, None)
        self.put(planned, column.field, date, column.heading, old or "", date or "")

    def room(self, planned, column, value):
        """The responsible department; of several that a text names the others support it."""
        names = [value.value]
        if value.value and not self.names.knows(value.value):
            names = [name.strip() for name in SPLIT.split(value.value) if name.strip()]
        room = self.names.department(names[0], value.place) if value.value else None
        if len(names) > 1 and planned.row is None and planned.level != "problem":
            others = self.names.departments("、".join(names[1:]), value.place)
            planned.many.setdefault("supporting", others)
        if room is None and (value.value or planned.level != "problem"):
            return
        old = planned.row.department if planned.row and planned.row.department_id else None
        if planned.row is None or old != room:
            self.put(planned, "department", room, column.heading, old or "", room or "")

    def many(self, planned, column, value):
        """Supporting departments."""
        rooms = self.names.departments(value.value, value.place)
        rooms = list(dict.fromkeys(rooms))
        before = list(planned.row.supporting.all()) if planned.row else []
        if {row.pk for row in rooms} == {row.pk for row in before} and planned.row:
            return
        planned.many["supporting"] = rooms
        if planned.row:
            old, new = (SEPARATOR.join(map(str, found)) for found in (before, rooms))
            planned.told.append((column.heading, old, new))

    def person(self, planned, column, value):
        """The lead of a task; the handler of a measure, who may be left open."""
        name = column.field
        find = self.names.lead if name == "lead" else self.names.handler
        person = find(value.value, value.place) if value.value else None
        if name == "lead" and person is None:
            return
        if name == "handler" and value.value and person is None:
            self.say("doubt", value.place, NO_PERSON.format(text=value.text), value.text)
            if planned.row is not None:
                return
        old = getattr(planned.row, name, None)
        self.put(planned, name, person, column.heading, old or "", person or "")

    def also(self, planned, column, value):
        """The problems that a task addresses besides its own, by document and number."""
        found = []
        for text in filter(None, map(str.strip, SPLIT.split(value.text))):
            problem = self.planner.problem_called(text)
            if problem is None:
                self.say("error", value.place, NO_PROBLEM.format(text=text[:40]), value.text)
            else:
                found.append(problem)
        if planned.row and {id(row) for row in found} == {
            id(self.planner.content.problems[pk]) for pk in planned.row.also
        }:
            return
        planned.many["also_addresses"] = found
        if planned.row:
            old = VALUES["also_addresses"](self.planner.content, planned.row)
            planned.told.append((column.heading, old, value.text))

    def state(self, planned, column, value):
        """How far the file says it is: told where the ledger says otherwise, never imported."""
        if not value.value:
            return
        row, facts = planned.row, {"label": planned.label, "text": value.text}
        if row is None:
            if value.value == "signed_off":
                self.planner.differs(value.place, STATE_NEW.format(**facts), value.text)
            return
        done = row.state == "signed_off"
        if (value.value == "signed_off") != done and not (value.value == "continuing" and done):
            message = STATE.format(state=row.get_state_display(), **facts)
            self.planner.differs(value.place, message, value.text)

    def progress(self, planned, column, value):
        """A progress that the ledger does not have yet becomes an entry."""
        text = trimmed(value.text)
        if text and not (planned.row and self.planner.has_progress(planned.row, text)):
            planned.progress = text

    def complete(self, planned):
        """What a new task or measure needs and its cells do not tell: kind, department, lead."""
        values, fields = planned.values, planned.entry.fields
        if planned.level == "task":
            complete_task(self.planner, planned)
        values.setdefault("deadline", None)
        written = fields.get("deadline") or fields.get("task_deadline")
        self.date_by_words(values, trimmed(written.text) if written else "")
        if values["kind"] == Kind.BY_DEADLINE and not values["deadline"]:
            text = written.text if written else ""
            place = written.place if written else planned.entry.place
            self.say("error", place, NO_DEADLINE.format(text=text), text)
        if planned.level == "measure":
            self.complete_measure(planned)

    def date_by_words(self, values, text):
        """The kind of what is new by what is written of its deadline; unread words are asked about.

        Words from which no date can be read stand for a deadline all the same: they are not taken
        for what is to be done at once.
        """
        reading = self.planner.reading(text)
        if not values.get("kind"):
            values["kind"] = reading.kind or (Kind.BY_DEADLINE if text else Kind.IMMEDIATE)
            if values["deadline"] and values["kind"] == Kind.IMMEDIATE and not reading.kind:
                values["kind"] = Kind.BY_DEADLINE
        if text and not values.get("deadline_text") and text != str(values["deadline"]):
            values["deadline_text"] = text

    def complete_measure(self, planned):
        """A measure without a department is its task's; a handler must be of the department."""
        values = planned.values
        if values.get("department") is None:
            room = planned.parent.values.get("department")
            if room is None and planned.parent.row:
                room = planned.parent.row.department
            values["department"] = room
        rooms = planned.many.get("supporting")
        if rooms:
            planned.many["supporting"] = [row for row in rooms if row != values["department"]]
        self.check_handler(planned, values.get("handler"), values.get("department"))

    def check_handler(self, planned, person, room):
        """Leave the handler open who is none of the department."""
        if person is None or room is None or (person.pk, room.pk) in self.names.able:
            return
        planned.values["handler"] = None
        value = planned.entry.fields.get("handler")
        place = value.place if value else planned.entry.place
        self.say("doubt", place, NOT_HANDLER.format(text=person.name, room=room.name), person.name)
        if planned.row is not None and planned.row.handler_id:
            planned.told.append((COLUMNS["handler"].heading, str(planned.row.handler), ""))

    def check_kind(self, planned):
        """An existing row that is to be done by a deadline keeps one."""
        values, row = planned.values, planned.row
        kind = values.get("kind", getattr(row, "kind", None))
        deadline = values.get("deadline", row.deadline)
        if kind == Kind.BY_DEADLINE and deadline is None:
            self.say("error", planned.entry.place, NO_DEADLINE.format(text=""))
        if planned.level == "measure" and {"handler", "department"} & set(values):
            handler = values.get("handler", row.handler)
            self.check_handler(planned, handler, values.get("department", row.department))


READERS = {
    "remark": CellReader.remark,
    "progress": CellReader.progress,
    "lead": CellReader.person,
    "handler": CellReader.person,
    "also_addresses": CellReader.also,
    "carried_over_from": CellReader.carried,
    **dict.fromkeys(("state", "task_state", "problem_state"), CellReader.state),
    **dict.fromkeys(ROOMS, CellReader.room),
    **dict.fromkeys(MANY, CellReader.many),
    **dict.fromkeys(DATES, CellReader.date),
}


def same_date(value, held):
    """Whether a cell's date is the one held, however it was written."""
    return isinstance(value, datetime.date) and value.isoformat() == held
