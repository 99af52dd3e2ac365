"""What happened in a sample ledger, in the order of time: each act through the product's doors."""

import datetime
import itertools

from ledger.signoff import perform
from ledger.writing import change
from measures.extensions import ask_extension, decide_extension
from measures.holding import receive
from measures.proof import add_evidence, add_outcome, add_progress, confirm_outcome
from measures.reviews import report_stage

from .files import make_file
from .people import CHINA


def moment(day, clock):
    """A time of day, ``clock`` as "09:30", in China."""
    return datetime.datetime.combine(day, datetime.time.fromisoformat(clock), CHINA)


class Script:
    """Acts with their times; played in order, so that the journal's time never runs backwards."""

    def __init__(self, organ):
        self.organ = organ
        self.events = []
        self.order = itertools.count()

    def add(self, day, clock, act):
        """Note an act: a function of its time."""
        self.events.append((moment(day, clock), next(self.order), act))

    def play(self):
        """Carry out every act at its time."""
        for at, _, act in sorted(self.events, key=lambda event: event[:2]):
            act(at)

    def perform(self, day, clock, item, action, actor, comment="", **details):
        """Note a step of the sign-off; the password counts as confirmed at that time."""

        def act(at):
            item.refresh_from_db(fields=["version"])
            perform(
                item,
                action,
                actor=actor,
                version=item.version,
                comment=comment,
                details=details,
                confirmed_at=at,
                at=at,
            )

        self.add(day, clock, act)

    def progress(self, day, measure, text):
        """Note a progress entry of the responsible department."""
        person = self.handler(measure)
        self.add(day, "10:00", lambda at: add_progress(measure, text, actor=person, at=at))

    def evidence(self, day, measure, name):
        """Note an upload."""
        person, note = self.handler(measure), f"{measure.pk} {measure.text}"

        def act(at):
            add_evidence(measure, make_file(name, note), actor=person, at=at)

        self.add(day, "10:20", act)

    def held(self, day, measure, name):
        """Note an upload whose name bears a mark: it waits for the office."""
        person, note = self.handler(measure), f"{measure.pk} {measure.text}"

        def act(at):
            receive(measure, make_file(name, note), actor=person, at=at)

        self.add(day, "16:40", act)

    def outcome(self, day, measure, row, confirmed=None):
        """Note an outcome, and the day the office confirmed it."""
        made, person = [], self.handler(measure)

        def write(at):
            values = {name: row.get(name) for name in ("kind", "title", "yuan", "people")}
            date = row.get("on", day)
            made.append(add_outcome(measure, date=date, actor=person, at=at, **values))

        def confirm(at):
            confirm_outcome(made[0], actor=self.organ.person("office"), at=at)

        self.add(day, "10:40", write)
        if confirmed:
            self.add(confirmed, "15:50", confirm)

    def extension(self, day, item, deadline, reason, decided=None):
        """Note a request for time by the head; ``decided`` is (day, decision, note, person)."""
        made, head = [], self.head(item)

        def ask(at):
            made.append(ask_extension(item, deadline, reason, actor=head, at=at))

        self.add(day, "16:20", ask)
        if decided:
            on, decision, note, person = decided

            def decide(at):
                decide_extension(made[0], decision, note, actor=person, at=at)

            self.add(on, "09:20", decide)

    def stage_report(self, day, item, text):
        """Note a stage report by the head."""
        head = self.head(item)
        self.add(day, "16:40", lambda at: report_stage(item, text, actor=head, at=at))

    def edit(self, day, clock, item, **values):
        """Note a change by the office."""
        office = self.organ.person("office")

        def act(at):
            item.refresh_from_db(fields=["version"])
            values["version"] = item.version + 1
            change(item, "edit", actor=office, role="office", values=values, at=at)

        self.add(day, clock, act)

    def handler(self, item):
        """The handler of the item's department."""
        return self.organ.of_department("handler", self.code(item))

    def head(self, item):
        """The head of the item's department."""
        return self.organ.of_department("head", self.code(item))

    def code(self, item):
        """The code of the item's department."""
        codes = {row.pk: code for code, row in self.organ.departments.items()}
        return codes[item.department_id]
