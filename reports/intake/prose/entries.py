"""The tree of headings → aspects, problems, tasks and measures."""

from reports.intake.outline import Entry, Issue, Place, Value

from .chapters import bears, chapters, is_aspect
from .measures import Parts
from .plain import joined
from .unfinished import settle, tell_if_open
from .values import issues_in, value
from .words import QUOTING, class_of


class Reader:
    """Makes the entries; ``stated`` holds the numbers of each kind of thing that the text names."""

    def __init__(self, kind, stated, outline):
        self.kind = kind
        self.stated = stated
        self.outline = outline
        self.issues = outline.issues
        self.undivided = []  # problems of whose specific issues no measure is told
        self.tasks_made = 0

    def read(self, root):
        """Fill the outline; returns the passages that became no entries, by what they are."""
        sections, pending = [], []
        found = chapters(root, self.kind)
        self.by_class = self.three_levels(found)
        for role, node in found:
            if role == "unfinished":
                sections.append((role, node.title, node.own[:1]))
                pending.append(node)
            elif role == "rectified":
                pending += self.chapter(node, sections)
            elif role == "aspect":
                self.outline.aspects.append(self.aspect(node))
            else:
                sections.append((role, node.title, list(node.passages())))
        settle(self, pending, root)
        self.remark()
        return sections

    def doubt(self, message, node, level="doubt"):
        """Keep a doubt about a heading."""
        self.issues.append(Issue(level, message, Place(row=node.row), node.title.text[:80]))

    def chapter(self, node, sections):
        """The aspects of a chapter; returns the headings in it of what is unfinished."""
        inner = [child for child in node.children if class_of(child.title.plain) == "unfinished"]
        inner = [child for child in inner if not is_aspect(child)]
        rest = [child for child in node.children if child not in inner]
        sections.append(("intro", node.title, node.own))
        sections += [("unfinished", child.title, child.own[:1]) for child in inner]
        if any(is_aspect(child) for child in rest):
            self.outline.aspects += [self.aspect(child) for child in rest]
        elif rest or bears(node):
            message = "这一部分没有分方面，标题暂作方面名称，请核对。"
            self.doubt(message if node.title else "文中没有写方面，请填写方面名称。", node)
            self.outline.aspects.append(self.flat(node, rest))
        return inner

    def flat(self, node, children):
        """A chapter, or a whole text, with problems and no aspects."""
        entry = Entry("aspect", node.title.text, Place(row=node.row))
        entry.children = [self.problem(child) for child in children]
        if not children:
            entry.children = [self.problem(node)]
        return entry

    def aspect(self, node):
        """An aspect with its problems."""
        number = node.number or None
        entry = Entry("aspect", node.title.text, Place(row=node.row), number)
        told = [p for part in node.parts for p in (*part.lead, *part.after) if p]
        entry.passages = [value(p) for p in told]
        if not node.children:
            if node.part.items and self.kind == "feedback":
                entry.children = self.listed(node)
            elif bears(node) or node.part.items:
                self.doubt("这个方面下面没有写问题，标题也作问题，请核对。", node)
                entry.passages = []
                entry.children = [self.problem(node)]
            return entry
        for child in node.children:
            inner = [below for below in child.children if below.kind != "about"]
            if inner and self.by_class:
                entry.passages += [value(p) for part in child.parts for p in part.lead if p]
                made = [self.problem(below) for below in inner]
                for problem in made:
                    problem.fields["category"] = value(child.title)
                entry.children += made
            else:
                entry.children.append(self.problem(child))
        return entry

    def listed(self, node):
        """Feedback that counts its problems 一是, 二是 right below an aspect."""
        self.doubt("这个方面下面没有带序号的问题，按“一是”“二是”读作问题，请核对。", node, "note")
        made = []
        for item in node.part.items:
            text = joined(item.passages)
            made.append(Entry("problem", text.text, Place(row=item.row), item.number or None))
        return made

    def three_levels(self, found):
        """Whether the level below the aspects is a class of problems and not the problems."""
        aspects = [n for role, n in found if role == "aspect"]
        aspects += [c for role, n in found if role == "rectified" for c in n.children]
        seconds = [c for aspect in aspects if is_aspect(aspect) for c in aspect.children]
        thirds = [[b for b in c.children if b.kind != "about"] for c in seconds]
        if not any(thirds):
            return False
        count = sum(len(below) or 1 for below in thirds)
        problems, classes = self.stated["problems"], self.stated["classes"]
        if (count in problems) != (len(seconds) in problems):
            return count in problems
        if len(seconds) in classes:
            return True
        first = next(node for node, below in zip(seconds, thirds, strict=True) if below)
        inner = "具体问题" if self.kind == "feedback" else "任务"
        self.doubt(f"方面下面有两层标题，上一层读作问题，下一层读作{inner}，请核对。", first)
        return False

    def problem(self, node):
        """A problem with its specific issues, and its tasks and measures unless it is feedback."""
        abouts = [child for child in node.children if child.kind == "about"]
        inner = [child for child in node.children if child.kind != "about"]
        lone = abouts if len(abouts) == 1 and not inner else []
        leaf = not inner and (not abouts or bool(lone))
        parts = [p for n in (node, *lone) for p in n.parts]
        parts = Parts(parts, self.kind, self.issues, leaf)
        entry = Entry("problem", node.title.text, Place(row=node.row), node.number or None)
        self.name_by_issues(entry, node)
        quoting = self.name_by_quote(entry, node)
        entry.specifics += parts.specifics()
        entry.specifics += [v for about in lone for v in issues_in(about.title)]
        entry.passages = parts.passages()
        if self.kind == "feedback":
            entry.specifics += [v for child in inner + abouts[len(lone) :] for v in below(child)]
            return entry
        self.add_task(entry, parts)
        entry.passages = quoting + parts.passages()
        for child in [*inner, *abouts][: None if not lone else 0]:
            entry.children.append(self.task(child))
        self.check_measures(entry, node)
        return entry

    def name_by_issues(self, entry, node):
        """A problem that has no other name than “针对…问题” is called by the issues in it."""
        if node.kind != "about" and not node.title.plain.startswith("“"):
            return
        found = issues_in(node.title)
        if found:
            entry.text = "；".join(issue.value for issue in found)
        entry.specifics = found if len(found) > 1 else []

    def name_by_quote(self, entry, node):
        """Call a plan's problem as the feedback does that its heading quotes; gives the heading."""
        found = QUOTING.fullmatch(node.title.plain) if self.kind == "plan" else None
        if found is None:
            return []
        entry.text = node.title.cut(*found.span(1)).text
        return [value(node.title)]

    def add_task(self, entry, parts):
        """The one task of a problem under which the measures stand right away."""
        measures = parts.measures()
        fields = parts.task_fields(measures)
        if not measures and not fields and not parts.tasks():
            return
        named = parts.tasks()
        first = named[0] if named else Value(entry.text, entry.text, entry.place)
        task = Entry("task", first.value, first.place, fields=fields, children=measures)
        tell_if_open(parts, task, self.issues)
        entry.children.append(task)
        entry.children += [Entry("task", other.value, other.place) for other in named[1:]]
        self.tasks_made += not named
        if named[1:]:
            message = (
                f"写了 {len(named)} 项任务，没有写哪条措施属于哪项，先都放在第一项下，请核对。"
            )
            self.issues.append(Issue("doubt", message, first.place, first.text[:80]))
        if len(entry.specifics) > 1 and measures:
            self.undivided.append(entry)

    def task(self, node):
        """A task: a heading below a problem, or one of several “针对” of it."""
        lone = [child for child in node.children if child.kind == "about"]
        rest = [child for child in node.children if child.kind != "about"]
        parts = [p for n in (node, *lone) for p in n.parts]
        parts = Parts(parts, self.kind, self.issues, leaf=not rest)
        entry = Entry("task", node.title.text, Place(row=node.row), node.number or None)
        self.name_by_issues(entry, node)
        entry.specifics += parts.specifics()
        entry.specifics += [v for about in lone for v in issues_in(about.title)]
        entry.children = parts.measures()
        entry.passages = parts.passages()
        entry.fields = parts.task_fields(entry.children)
        tell_if_open(parts, entry, self.issues)
        for child in rest:
            text = joined([p for p in child.passages() if p], "\n")
            entry.children.append(Entry("measure", text.text, Place(row=child.row), child.number))
        return entry

    def check_measures(self, entry, node):
        """A doubt where a problem of a plan or notice has no measures."""
        if not any(task.children for task in entry.children):
            self.doubt("这个问题下面没有读到措施，请核对。", node)

    def remark(self):
        """Once for the whole text, what was assumed of every problem."""
        if self.tasks_made:
            message = f"文中没有写任务：{self.tasks_made} 个问题各作一项任务，措施放在它下面。"
            self.issues.append(Issue("note", message))
        if self.undivided:
            rows = "、".join(str(entry.place.row) for entry in self.undivided)
            message = (
                f"第 {rows} 行的问题各含几个具体问题，没有写哪条措施对应哪个，先放在一项任务下。"
            )
            place = self.undivided[0].place
            self.issues.append(Issue("doubt", message, place, self.undivided[0].text[:80]))


def below(node):
    """A heading below a problem of a feedback as a specific issue, with all it says."""
    return [value(joined([passage for passage in node.passages() if passage], "\n"))]
