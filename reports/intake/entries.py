"""The tree that a file's sheets are read into, and the numbers of what is in it."""

from collections import Counter
from itertools import pairwise

from ledger.models.item import MAX_NUMBER
from ledger.refusals import refuse

from . import marks
from .outline import Entry, Issue, Outline

MAX_MEASURES = 10_000
MAX_ISSUES = 1000  # that are shown
MAX_KEPT = 5000  # of which these are chosen
MORE = "还有 {count} 处没有列出。请先改正以上各处，再重新上传。"
NUMBER_DATE = "序号“{text}”被软件改成了日期，按 {first}-{second} 读取。请核对。"
NO_NUMBER = "读不出序号“{text}”，请改正。"
TEN = "序号 {text} 前面是 {before}，按 {task}-{number} 读取（表格软件会去掉末尾的 0）。请核对。"
OTHER_TASK = "序号 {text} 属于任务 {given}，这一行的任务是 {number}。请核对。"
TWICE = "序号 {number} 与第 {row} 行重复，请改正。"
CONTINUOUS = "措施序号在全表连续编排，没有按任务重新起编；读入后按任务内的顺序编号。"
MADE_TASKS = "表里没有“整改任务”一栏：每个问题作一条任务，任务文字同问题。"
RESTARTED = "{what}序号在每个方面（工作表）重新起编，读入后按全表顺序编号。"
BY_PROBLEM = "任务序号按问题编排（如 {text}），读入后按全表顺序编号。"
WORDS = {"problem": "问题", "task": "任务"}
ERRORS_FIRST = {"error": 0, "doubt": 1, "note": 2}


class Tree:
    """Collects entries and issues of a whole file."""

    def __init__(self):
        self.outline = Outline()
        self.said = set()
        self.titles = {}
        self.made = set()  # ids of tasks made from their problems
        self.measures = 0
        self.numbered = {}  # id of a problem or task → (place, text) of the cell that counts it
        self.by_problem = None  # the first task counted as 2-1: the first of problem 2
        self.unlisted = Counter()  # by level
        self.made_tasks = {}  # sheet → where the first of them stands

    def say(self, level, place, message, text=""):
        """Note an issue, once."""
        if len(self.said) >= MAX_KEPT:
            self.unlisted[level] += 1
        elif (level, place, message) not in self.said:
            self.said.add((level, place, message))
            self.outline.issues.append(Issue(level, message, place, text))

    def count(self, measures):
        """So many measures more: one cell may hold a hundred; raises Refusal."""
        self.measures += measures
        if self.measures > MAX_MEASURES:
            raise refuse("workbook_content")

    def aspect(self, title, place, number):
        """The aspect of this title, made where it is new."""
        if title not in self.titles:
            self.titles[title] = Entry("aspect", title, place, number)
            self.outline.aspects.append(self.titles[title])
        return self.titles[title]

    def numbers(self, cell, place):
        """The numbers in a cell; one that Excel made a date of is taken apart again."""
        if cell.date:
            first, second = cell.date.month, cell.date.day
            message = NUMBER_DATE.format(text=cell.text, first=first, second=second)
            self.say("doubt", place, message, cell.text)
            return first, second
        found = marks.numbers(cell.text)
        if not found or not all(0 < number <= MAX_NUMBER for number in found):
            self.say("doubt", place, NO_NUMBER.format(text=cell.text[:20]), cell.text)
            return ()
        return found

    def note_number(self, entry, numbers, look):
        """Keep where the number of a problem or task stands, and whether it counts by problems."""
        self.numbered[id(entry)] = (look.place, look.text)
        if entry.level == "task" and len(numbers) > 1 and self.by_problem is None:
            self.by_problem = look

    def check_task(self, task, pair, look):
        """Hold the task's number in 22-3 against the task; a task without one takes it."""
        if len(pair) < 2:
            return
        if task.number is None:
            task.number = pair[0]
        elif task.number != pair[0]:
            text = look.text
            message = OTHER_TASK.format(text=text, given=pair[0], number=task.number)
            self.say("doubt", look.place, message, text)

    def finish(self):
        """Settle the numbers of measures, and what could be said only of the whole."""
        for place in self.made_tasks.values():
            self.say("note", place, MADE_TASKS)
        tasks = [task for task in self.outline.walk("task") if task.children]
        for task in tasks:
            mend_tens(task, self.say)
        if is_continuous(tasks):
            self.say("note", tasks[0].children[0].place, CONTINUOUS)
            for task in tasks:
                for number, measure in enumerate(task.children, 1):
                    measure.number = number
        for task in tasks:
            self.check_twice(task.children)
        self.forget_by_problem()
        for level in ("problem", "task"):
            if not self.forget_restarted(level):
                self.check_twice(self.outline.walk(level))
        self.arrange()
        self.bound()
        return self.outline

    def check_twice(self, siblings):
        """Say of every number that comes a second time among those of one document."""
        seen = {}
        for entry in siblings:
            key = (document(entry), entry.number)
            if key in seen:
                message = TWICE.format(number=entry.number, row=self.counted_at(seen[key])[0].row)
                place, text = self.counted_at(entry)
                self.say("error", place, message, text)
            if entry.number is not None:
                seen.setdefault(key, entry)

    def counted_at(self, entry):
        """(place, text) of the number of an entry, or of the entry where nothing counts it."""
        written = entry.fields.get("number")
        if written:
            return written.place, written.text
        return self.numbered.get(id(entry), (entry.place, str(entry.number)))

    def forget_by_problem(self):
        """Numbers like 2-1, the first task of problem 2, are none of the whole file."""
        if self.by_problem:
            place, text = self.by_problem.place, self.by_problem.text
            self.say("note", place, BY_PROBLEM.format(text=text), text)
            for task in self.outline.walk("task"):
                task.number = None

    def forget_restarted(self, level):
        """Numbers that begin anew in each aspect are none of the whole file: whether it is so."""
        firsts = {}
        for aspect in self.outline.aspects:
            for entry in Outline([aspect]).walk(level):
                if entry.number == 1:
                    firsts.setdefault(document(entry), {}).setdefault(id(aspect), entry)
        restarted = [found for found in firsts.values() if len(found) > 1]
        for found in restarted:
            for first in list(found.values())[1:]:
                self.say("doubt", first.place, RESTARTED.format(what=WORDS[level]))
        if restarted:
            for entry in self.outline.walk(level):
                entry.number = None
        return bool(restarted)

    def arrange(self):
        """Put the issues in the order of sheets and rows, in which people look them up."""
        order = {}
        for issue in self.outline.issues:
            order.setdefault(issue.place.sheet, len(order))
        self.outline.issues.sort(
            key=lambda issue: (order[issue.place.sheet], issue.place.row, ERRORS_FIRST[issue.level])
        )

    def bound(self):
        """Keep so many issues as a person can read; the errors before the rest."""
        issues = self.outline.issues
        if len(issues) <= MAX_ISSUES:
            return
        kept = sorted(issues, key=lambda issue: ERRORS_FIRST[issue.level])[:MAX_ISSUES]
        chosen = {id(issue) for issue in kept}
        self.unlisted.update(issue.level for issue in issues if id(issue) not in chosen)
        worst = min(self.unlisted, key=ERRORS_FIRST.get)
        self.outline.issues = [issue for issue in issues if id(issue) in chosen]
        self.outline.issues.append(Issue(worst, MORE.format(count=self.unlisted.total())))


def document(entry):
    """The feedback that a problem is of, where the file says so: each counts its own problems."""
    feedback = entry.fields.get("feedback")
    return feedback.value if feedback else ""


def mend_tens(task, say):
    """22.1 after 22.9 was 22.10 before a spreadsheet made a number of it."""
    before = 0
    for measure in task.children:
        written = measure.fields.get("number")
        if written and measure.number == 1 and before and before % 10 == 9:
            text = written.text
            if "." in text:
                measure.number = before + 1
                facts = {"text": text, "before": before, "task": task.number}
                message = TEN.format(number=measure.number, **facts)
                say("doubt", written.place, message, text)
        before = measure.number or 0


def is_continuous(tasks):
    """Whether plain numbers go on over the tasks of the file instead of beginning anew."""
    measures = [measure for task in tasks for measure in task.children]
    if len(tasks) < 2 or any(
        measure.number is None
        or "number" not in measure.fields
        or not measure.fields["number"].text.strip().isdecimal()
        for measure in measures
    ):
        return False
    numbers = [measure.number for measure in measures]
    return all(later > earlier for earlier, later in pairwise(numbers))
