"""Planning what a file does to a ledger: matching its entries, comparing, asking what is open."""

from functools import cached_property

from django.db.models import prefetch_related_objects

from ledger.deadlines import read_deadline
from ledger.models import WordUse
from ledger.text import trimmed
from ledger.words import dictionary
from measures.models import ProgressEntry
from reports.workbook import content as contents

from .chapters import Chapters
from .comparing import CellReader
from .marks import compact
from .matching import match
from .names import Answers, Names
from .numbering import give_numbers, is_open
from .outline import Issue
from .plan import WORDS, Plan, Planned

LOCKED = "{title} 现在是“{state}”，文件里的改动（{what}）不导入。"
PARENT_LOCKED = "{title} 现在是“{state}”，不能在它下面增加、移入：请先退回或重新整改。"
NO_TEXT = "没有写{what}的内容。"


def plan(inspection, outline, answers=None):
    """What saving the outline would do, in a fixed number of queries; nothing is saved."""
    return Planner(inspection, outline, answers or Answers()).plan()


class Planner:
    """Plans one file against one ledger."""

    def __init__(self, inspection, outline, answers):
        self.inspection, self.outline, self.answers = inspection, outline, answers
        self.content = contents.load(inspection)
        self.book = self.content.book
        prefetch_related_objects(self.book.tasks, "also_addresses")
        self.result = Plan(issues=list(outline.issues))
        self.names = Names(self.content, answers)
        self.cells = CellReader(self)
        self.chapters = Chapters(self.content, self.result)
        self.readings = {}
        self.matched = {}  # id(entry) → row
        self.planned = {}  # (level, pk) → Planned, of existing rows

    def plan(self):
        """The whole plan."""
        self.settle_places()
        for aspect in self.outline.aspects:
            self.aspect_problems(aspect)
        self.match_tasks()
        for problem in self.result.of("problem"):
            for entry in problem.entry.children:
                self.task(entry, problem)
        self.match_measures()
        for task in self.result.of("task"):
            for entry in task.entry.children:
                self.measure(entry, task)
        give_numbers(self)
        for row in self.result.rows:
            if row.level != "aspect":
                self.cells.read(row)
        for row in self.result.rows:
            self.settle(row)
        self.chapters.drop_idle()
        self.finish()
        return self.result

    def settle_places(self):
        """Put what stands nowhere in the file where the office said that it belongs."""
        problems = list(self.outline.walk("problem"))
        for entry in self.outline.unplaced:
            chosen = self.answers.places.get(entry.text)
            if chosen is None or chosen >= len(problems):
                self.result.needs_place.append(entry)
            else:
                problems[chosen].children.append(entry)

    def aspect_problems(self, entry):
        """An aspect with its problems, each in the document that it names."""
        by_document = {}
        for problem in entry.children:
            value = problem.fields.get("feedback")
            document = self.chapters.document_of(problem, value.text if value else "")
            by_document.setdefault(id(document), (document, []))[1].append(problem)
        for document, problems in by_document.values():
            aspect = self.chapters.aspect(entry, document)
            rows = self.chapters.problems_of(document)
            taken = {id(row) for row in self.matched.values()}
            self.matched |= match(problems, [row for row in rows if id(row) not in taken])
            for problem in problems:
                self.problem(problem, aspect, document)

    def problem(self, entry, aspect, document):
        """A problem below its aspect; a chapter that goes by the same title is the same."""
        planned = self.add(entry, aspect, feedback=document)
        if planned.row and not self.chapters.holds(planned.row, aspect):
            self.told(planned, "方面", planned.row.aspect or "", aspect.entry.text)
            planned.values["aspect"] = aspect

    def add(self, entry, parent, feedback=None):
        """Plan an entry below its parent; what was matched has its row."""
        row = self.matched.get(id(entry))
        planned = Planned(entry, row, parent, feedback)
        if row is not None:
            self.planned[planned.level, row.pk] = planned
        if not trimmed(entry.text):
            self.result.say("error", entry.place, NO_TEXT.format(what=WORDS[entry.level]))
        self.result.rows.append(planned)
        return planned

    def match_tasks(self):
        """Tasks are numbered through the whole ledger."""
        entries = [e for problem in self.result.of("problem") for e in problem.entry.children]
        above = {id(e): p.row for p in self.result.of("problem") for e in p.entry.children}

        def near(entry, row):
            return above[id(entry)] is not None and above[id(entry)] is row.problem

        self.matched |= match(entries, self.book.tasks, near)

    def match_measures(self):
        """Measures are matched in their task first, then by their text wherever it stands."""
        left = {row.pk: row for row in self.book.measures}
        waiting = []
        for task in self.result.of("task"):
            rows = [row for row in left.values() if task.row and row.task_id == task.row.pk]
            found = match(task.entry.children, rows)
            self.matched |= found
            for row in found.values():
                del left[row.pk]
            waiting += [entry for entry in task.entry.children if id(entry) not in found]
        by_text = {}
        for row in left.values():
            by_text.setdefault(compact(row.text), []).append(row)
        for entry in waiting:
            rows = by_text.get(compact(entry.text), [])
            if len(rows) == 1:
                self.matched[id(entry)] = rows.pop()

    def task(self, entry, problem):
        """A task below its problem."""
        planned = self.add(entry, problem)
        if planned.row and problem.row is not self.problem_of(planned.row):
            planned.moved_from = self.problem_of(planned.row)
            self.told(planned, "所属问题", planned.moved_from.text, problem.entry.text)
            planned.values["problem"] = problem

    def problem_of(self, task):
        """The primary problem of a task."""
        return task.problem

    def measure(self, entry, task):
        """A measure below its task."""
        planned = self.add(entry, task)
        if planned.row and (task.row is None or planned.row.task_id != task.row.pk):
            planned.moved_from = planned.row.task
            self.told(planned, "所属任务", planned.moved_from.text, task.entry.text)
            planned.values["task"] = task

    def told(self, planned, heading, old, new):
        """Say a change to people."""
        planned.told.append((heading, str(old), str(new)))

    def problem_called(self, text):
        """The problem, there or planned, that another row names as “问题清单 2”; or None."""
        return self.called.get(compact(text))

    @cached_property
    def called(self):
        """What each problem is called → its row, or what is planned for it."""
        found = {compact(self.content.label(row)): row for row in self.book.problems}
        for planned in self.result.of("problem"):
            document = planned.feedback
            known = None if isinstance(document, str) else self.content.documents[document.pk]
            if planned.is_new and planned.entry.number:
                found.setdefault(compact(f"{known or document}{planned.entry.number}"), planned)
        return found

    @cached_property
    def told_already(self):
        """(measure, text) of every progress entry of the ledger."""
        rows = ProgressEntry.objects.filter(measure__inspection=self.inspection)
        return set(rows.values_list("measure", "text"))

    @cached_property
    def kinds(self):
        """What the organization's words for kinds mean."""
        return dictionary(self.inspection.organization, WordUse.KIND)

    def reading(self, text):
        """What the wording of a deadline says."""
        if text not in self.readings:
            given = {"period_end": self.inspection.period_end, "kinds": self.kinds}
            self.readings[text] = read_deadline(text, **given)
        return self.readings[text]

    def has_progress(self, measure, text):
        """Whether the measure has this progress already."""
        return (measure.pk, text) in self.told_already

    def settle(self, planned):
        """Hold what a row is locked for: told as a difference, or an error where it would be lost."""
        parent = planned.parent
        moves = planned.is_new or planned.moved_from or "also_addresses" in planned.many
        if planned.level in ("task", "measure") and moves:
            for above in (parent.row, planned.moved_from, *self.joined(planned)):
                if above is not None and not is_open(above):
                    facts = {"title": above.title, "state": above.get_state_display()}
                    self.result.say("error", planned.entry.place, PARENT_LOCKED.format(**facts))
        if planned.row is None or planned.level == "aspect" or is_open(planned.row):
            return
        if planned.told or planned.progress:
            what = "、".join(heading for heading, _, _ in planned.told) or "整改进展"
            facts = {"title": planned.row.title, "state": planned.row.get_state_display()}
            self.differs(planned.entry.place, LOCKED.format(what=what, **facts))
        planned.values, planned.many, planned.told, planned.progress = {}, {}, [], ""

    def joined(self, planned):
        """The existing problems that a task begins or ceases to address besides its own."""
        if "also_addresses" not in planned.many:
            return []
        new = {id(row): row for row in planned.many["also_addresses"]}
        rows = [row.row if isinstance(row, Planned) else row for row in new.values()]
        old = [self.content.problems[pk] for pk in planned.row.also] if planned.row else []
        keys = {row.pk for row in rows if row is not None} ^ {row.pk for row in old}
        return [row for row in (*rows, *old) if row is not None and row.pk in keys]

    def differs(self, place, message, text=""):
        """Note what the file says otherwise and an import leaves alone."""
        self.result.differences.append(Issue("doubt", message, place, text))

    def finish(self):
        """What the file lacks, what is still unknown."""
        for rows in (self.book.problems, self.book.tasks, self.book.measures):
            self.result.missing += [r for r in rows if (r.level, r.pk) not in self.planned]
        unknown = self.names.unknown
        for name in unknown["departments"]:
            unknown["supporting"].pop(name, None)
        self.result.unknown, self.result.answered = unknown, self.names.answered
