"""The rows of a sample ledger: feedback, aspects, problems, tasks, measures, meetings."""

from dataclasses import dataclass, field

from ledger.models import GroupMember, Inspection, Word
from ledger.writing import create
from measures.models import Measure, Meeting
from problems.models import Aspect, Feedback, Problem, Task

from .script import moment

TASK_TEXTS = ("text", "goal", "acceptance", "kind", "deadline", "deadline_text")
MEASURE_TEXTS = ("text", "acceptance", "kind", "deadline", "deadline_text", "review_date")
INSPECTION = (
    "title",
    "round",
    "team",
    "kind",
    "on_site_start",
    "on_site_end",
    "feedback_date",
    "period_start",
    "period_end",
    "notice_date",
)


@dataclass
class Ledger:
    """A built ledger with the data each row came from."""

    inspection: Inspection
    organ: object
    problems: dict = field(default_factory=dict)  # (feedback kind, number): problem
    tasks: dict = field(default_factory=dict)  # number: task
    rows: list = field(default_factory=list)  # (item, its data), problems, tasks and measures

    def put(self, row, day, clock="17:00", many=None):
        """Save a row as the office did on that day."""
        at = moment(day, clock)
        return create(row, actor=self.organ.person("office"), role="office", many=many, at=at)


def public(data):
    """The public wording of a text, and that it may be published."""
    return {"public_text": data["public"], "disclosure": "public"} if "public" in data else {}


def make_inspection(organ, data, previous=None):
    """An inspection of the organ."""
    values = {name: data[name] for name in INSPECTION if name in data}
    row = Inspection(organization=organ.organization, previous=previous, **values)
    at = moment(row.feedback_date, "14:00")
    create(row, actor=organ.person("office"), role="office", at=at)
    return Ledger(row, organ)


def make_problems(ledger, feedbacks, earlier=None):
    """The feedback documents with their aspects and problems, on the day of the feedback."""
    day = ledger.inspection.feedback_date
    for document in feedbacks:
        feedback = Feedback(
            inspection=ledger.inspection,
            kind=document["kind"],
            title=document["title"],
            number=document.get("document_number", ""),
            date=day,
        )
        ledger.put(feedback, day)
        for chapter in document["aspects"]:
            aspect = Aspect(
                feedback=feedback,
                number=chapter["number"],
                title=chapter["title"],
                short_title=chapter["short"],
            )
            ledger.put(aspect, day)
            for data in chapter["problems"]:
                make_problem(ledger, feedback, aspect, data, earlier or {})


def make_problem(ledger, feedback, aspect, data, earlier):
    """One problem in the source's words."""
    row = Problem(
        inspection=ledger.inspection,
        feedback=feedback,
        aspect=aspect,
        number=data["number"],
        text=data["text"],
        category=data.get("category", ""),
        carried_over_from=earlier.get(data.get("carried_over_from")),
        **public(data),
    )
    ledger.put(row, feedback.date)
    ledger.problems[feedback.kind, row.number] = row
    ledger.rows.append((row, data))


def make_tasks(ledger, tasks, day):
    """The tasks and measures, as the plan of ``day`` set them down."""
    departments = ledger.organ.departments
    for data in tasks:
        also = [ledger.problems["problem_list", number] for number in data.get("also", [])]
        also += [ledger.problems["suggestions", number] for number in data.get("suggestions", [])]
        supporting = [departments[code] for code in data.get("supporting", [])]
        task = Task(
            inspection=ledger.inspection,
            problem=ledger.problems["opinion", data["problem"]],
            number=data["number"],
            department=departments[data["department"]],
            lead=ledger.organ.person(data["lead"] if not ledger.organ.prefix else "lead"),
            **{name: data[name] for name in TASK_TEXTS if name in data},
            **public(data),
        )
        many = {"also_addresses": also, "supporting": supporting}
        ledger.put(task, day, "17:20", many)
        ledger.tasks[task.number] = task
        ledger.rows.append((task, data))
        for number, step in enumerate(data["measures"], 1):
            make_measure(ledger, task, number, step, day)


def make_measure(ledger, task, number, data, day):
    """One measure, in the queue of its department's handler first."""
    code = data.get("department", "")
    department = ledger.organ.departments[code] if code else task.department
    row = Measure(
        inspection=ledger.inspection,
        task=task,
        number=number,
        department=department,
        handler=ledger.organ.of_department("handler", code),
        **{name: data[name] for name in MEASURE_TEXTS if name in data},
        **public(data),
    )
    supporting = [ledger.organ.departments[code] for code in data.get("supporting", [])]
    ledger.put(row, day, "17:20", {"supporting": supporting})
    ledger.rows.append((row, data))


def make_words(organ, words, at):
    """The organization's own words."""
    for data in words:
        row = Word(organization=organ.organization, **data)
        create(row, actor=organ.person("office"), role="office", at=at)


def make_group(ledger, members, day):
    """The leading group, by post."""
    for order, data in enumerate(members, 1):
        row = GroupMember(
            inspection=ledger.inspection, post=data["post"], duty=data["duty"], order=order
        )
        ledger.put(row, day, "17:40")


def make_meetings(ledger, script, meetings):
    """Meetings and visits, each noted on its day."""
    for data in meetings:
        row = Meeting(
            inspection=ledger.inspection,
            kind=data["kind"],
            date=data["date"],
            subject=data["subject"],
        )
        tasks = [ledger.tasks[number] for number in data.get("tasks", [])]

        def act(at, row=row, tasks=tasks):
            office = ledger.organ.person("office")
            create(row, actor=office, role="office", many={"tasks": tasks}, at=at)

        script.add(data["date"], "18:30", act)
