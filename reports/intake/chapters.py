"""The documents and chapters that a file's findings stand in: there already, or to be made."""

from dataclasses import replace
from functools import cached_property

from ledger.text import trimmed
from problems.models import Feedback

from .marks import chapter, compact, section
from .plan import Planned

OPINION = "反馈意见"
UNNAMED = "反馈问题"


def called(aspect, title):
    """Whether a chapter goes by a title, in full or in short."""
    return bool(title) and compact(title) in (compact(aspect.title), compact(aspect.short_title))


class Chapters:
    """Finds the documents and chapters of one ledger, and plans those that it lacks."""

    def __init__(self, content, plan):
        self.content, self.book, self.plan = content, content.book, plan
        rows = Feedback.objects.filter(inspection=content.inspection)
        self.feedback = list(rows.order_by("pk"))
        self.made = {}  # (document, title) → planned chapter
        self.titles = {}  # id(planned chapter) → its title as the file has it

    def document_of(self, entry, text):
        """The document that a finding stands in: named by ``text``, else known by its words."""
        if text:
            return self.document(text)
        rows = self.by_words.get(compact(entry.text), [])
        if len(rows) == 1:
            return next(row for row in self.feedback if row.pk == rows[0].feedback_id)
        return self.document("")

    @cached_property
    def by_words(self):
        """The live problems by their words."""
        found = {}
        for row in self.book.problems:
            found.setdefault(compact(row.text), []).append(row)
        return found

    def problems_of(self, document):
        """The live problems of a document; of one that is to be made, none."""
        if isinstance(document, str):
            return []
        return [row for row in self.book.problems if row.feedback_id == document.pk]

    def document(self, text):
        """The feedback document that a text names, or the title of a new one."""
        if not text:
            opinion = next((row for row in self.feedback if row.kind == "opinion"), None)
            return opinion or self.new_document(OPINION)
        for row in self.feedback:
            if compact(text) in (compact(row.title), compact(self.content.documents[row.pk])):
                return row
        return self.new_document(trimmed(text))

    def new_document(self, title):
        """The title of a document to be made, always the same object."""
        for known in self.plan.documents:
            if known == title:
                return known
        self.plan.documents.append(title)
        return title

    def aspect(self, entry, document):
        """The planned aspect of a document, matched by its title, as it stands or without its mark."""
        title = trimmed(entry.text)
        plain = (chapter(title) or section(title) or (0, title))[1]
        key = (id(document), compact(title))
        if key not in self.made:
            pk = getattr(document, "pk", 0)
            rows = [row for row in self.book.aspects if row.feedback_id == pk]
            same = [row for row in rows if called(row, title)] or [
                row for row in rows if called(row, plain)
            ]
            made = replace(entry, text=plain or UNNAMED, children=[])
            planned = Planned(made, same[0] if same else None, feedback=document)
            self.made[key], self.titles[id(planned)] = planned, title
            self.plan.rows.append(planned)
        return self.made[key]

    def holds(self, problem, planned):
        """Whether a problem's own chapter is the one that the file has it in."""
        title = self.titles[id(planned)]
        if problem.aspect_id is None or not title:
            return problem.aspect_id is None and not title
        own = planned.row is not None and problem.aspect_id == planned.row.pk
        return own or called(problem.aspect, title)

    def drop_idle(self):
        """A chapter is made for what is new in it or moves into it, not for what stands elsewhere."""
        used = {id(row.parent) for row in self.plan.of("problem") if row.is_new}
        used |= {id(value) for row in self.plan.rows for value in row.values.values()}
        self.plan.rows = [
            row
            for row in self.plan.rows
            if row.level != "aspect" or not row.is_new or id(row) in used
        ]
