"""Who and what the names in a file mean: departments, people, problems, documents of the ledger."""

import re
from dataclasses import dataclass, field

from ledger.models import User
from ledger.roles import Role
from reports.workbook.content import people as named_people

SPLIT = re.compile("[、，,；;\n]+")


def key(text):
    """A name without what may be written in different ways."""
    return re.sub(r"[\s：:]", "", text)


@dataclass
class Answers:
    """What the office answered: names in the file that mean a department or a person here.

    ``lead`` and ``department`` stand in for what a new task does not tell; ``places`` says for the
    text of an entry that stands nowhere which problem of the file, counted from 0, it belongs to.
    """

    departments: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    lead: int | None = None
    department: int | None = None
    places: dict = field(default_factory=dict)

    def as_json(self):
        """What is kept of them."""
        return {
            "departments": self.departments,
            "people": self.people,
            "lead": self.lead,
            "department": self.department,
            "places": self.places,
        }


class Names:
    """The names of one ledger's organization; what is not among them is noted as unknown."""

    def __init__(self, content, answers):
        inspection = content.inspection
        self.answers = answers
        rooms = list(inspection.organization.departments.order_by("is_retired", "pk"))
        self.by_pk = {room.pk: room for room in rooms}
        self.rooms = {}
        for room in (room for room in rooms if not room.is_retired):
            self.rooms.setdefault(key(room.name), room)
        self.leads = self.people(content, Role.LEAD, content.leads)
        self.handlers = self.people(content, Role.HANDLER, content.handlers)
        self.able = inspection.holders(Role.HANDLER)
        self.in_office = {person for person, _ in inspection.holders(Role.LEAD)}
        self.unknown = {"departments": {}, "supporting": {}, "lead": {}, "handler": {}}
        self.answered = {}  # (kind, name) → what was answered for it, where this file has it

    def people(self, content, role, shown):
        """name → account: as our own files name them, and by name, post or user name if only one."""
        holders = {person for person, _ in content.inspection.holders(role)}
        rows = {row.pk: row for row in User.objects.filter(pk__in=holders | set(shown))}
        found = {key(text): rows[pk] for pk, text in shown.items()}
        shared = {}
        for pk in sorted(holders):
            for text in {key(t) for t in (rows[pk].name, rows[pk].post, rows[pk].username)}:
                shared.setdefault(text, []).append(rows[pk])
        single = {text: people[0] for text, people in shared.items() if len(people) == 1}
        return single | found

    def department(self, text, place, kind="departments"):
        """The department that a name means, or None; noted as unknown.

        What only supports (``kind``) may be left out.
        """
        room = self.rooms.get(key(text))
        if room is None and text in self.answers.departments:
            room = self.by_pk.get(self.answers.departments[text])
            room = None if room is None or room.is_retired else room
            if room is not None:
                self.answered["departments", text] = room.pk
        if room is None:
            self.unknown[kind].setdefault(text, place)
        return room

    def knows(self, text):
        """Whether a name is that of a department, or was answered."""
        return key(text) in self.rooms or text in self.answers.departments

    def departments(self, text, place):
        """The departments that a list of names means; unknown ones are noted and left out."""
        names = (name.strip() for name in SPLIT.split(text))
        rooms = (self.department(name, place, "supporting") for name in names if name)
        return [room for room in dict.fromkeys(rooms) if room]

    def lead(self, text, place):
        """The lead official that a name means, or None; noted as unknown."""
        return self.person(self.leads, Role.LEAD, text, place)

    def handler(self, text, place):
        """The handler that a name means, or None; noted as unknown."""
        return self.person(self.handlers, Role.HANDLER, text, place)

    def person(self, found, role, text, place):
        """The account that a name means in a role."""
        person = found.get(key(text))
        if person is not None and self.may_be_named(person, role):
            return person
        answered = self.answers.people.get(f"{role.value}:{text}")
        if answered is None:
            self.unknown[role.value].setdefault(text, place)
            return None
        person = next((row for row in found.values() if row.pk == answered), None)
        if person is None or not self.may_be_named(person, role):
            self.unknown[role.value].setdefault(text, place)
            return None
        self.answered["people", f"{role.value}:{text}"] = answered
        return person

    def may_be_named(self, person, role):
        """Whether a person holds the role now; a handler's department is looked at elsewhere."""
        return role != Role.LEAD or person.pk in self.in_office

    def chosen_lead(self, pk):
        """The lead official in office who was chosen for what names none."""
        return next((row for row in self.leads.values() if row.pk == pk), None)


def offered(inspection, role):
    """Who may be chosen for a name: the holders of the role, as the ledger names them."""
    return sorted(named_people(inspection, role, []).items(), key=lambda row: row[1])
