"""The work queue: what waits for one person, on all three levels, and what waits for others."""

from dataclasses import dataclass, field

from ledger import permissions
from ledger.light import light
from ledger.models import Disclosure, Inspection, JournalEntry
from ledger.panel import BACK
from ledger.roles import DEPARTMENT_ROLES, Role
from ledger.signoff import offers, signed
from ledger.withholding import waits
from problems.models import Problem, Task

from .deciding import deciding_role, same_person
from .extensions import open_extensions
from .holding import held_up
from .lately import lately
from .models import Measure, Outcome, StageReport
from .reviews import is_asked, reporting_role

REVIEWS = ("approve", "endorse", "sign_off")


@dataclass
class Item:
    """One thing to do: an item, the step of the table to take, and why it came back, if it did."""

    item: object
    step: object
    light: object
    returned: object = None
    withdraw: object = None  # the step back that the reader may take
    extension: object = None  # the request for time to be decided
    outcome: object = None  # the outcome to be confirmed
    withheld: object = None  # the item or outcome that is to be withheld from the public
    report: object = None  # the stage report to be judged, or the one that was returned last
    held: object = None  # the upload to be checked
    ask: str = ""  # what the reader is to do, where it is no step of the sign-off
    place: str = "act"  # the part of the item's page where it is done

    @property
    def url(self):
        """Where it is done."""
        if self.held:
            return self.held.get_absolute_url()
        return f"{self.item.get_absolute_url()}#{self.place}"

    @property
    def key(self):
        """How a batch names it: level, id and the version that was seen."""
        return f"{self.item.level}:{self.item.pk}:{self.item.version}"

    @property
    def order(self):
        """Late first, then by deadline; what has none comes last."""
        days = self.light.days if self.light.days is not None else 10**6
        return (days, self.item.inspection_id, self.item.level, self.item.number)


@dataclass
class Queue:
    """A person's queue, each part in the order in which it should be done."""

    objections: list = field(default_factory=list)
    held: list = field(default_factory=list)
    review: list = field(default_factory=list)
    extensions: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    withheld: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    returned: list = field(default_factory=list)
    reviews_due: list = field(default_factory=list)
    todo: list = field(default_factory=list)
    ready: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    lately: list = field(default_factory=list)

    @property
    def several(self):
        """Whether its items are of more than one ledger, so that each has to say which."""
        parts = (*self.calling, self.objections, self.waiting)
        return len({entry.item.inspection_id for part in parts for entry in part}) > 1

    @property
    def deciding(self):
        """The parts that wait for this person's decision."""
        asked = (self.held, self.review, self.extensions, self.reports, self.withheld)
        return (*asked, self.outcomes)

    @property
    def calling(self):
        """The parts that wait for this person."""
        return (*self.deciding, self.returned, self.reviews_due, self.todo, self.ready)

    @property
    def asked(self):
        """How many things wait for this person's decision."""
        return sum(map(len, self.deciding))

    @property
    def count(self):
        """How many things wait for this person."""
        return sum(map(len, self.calling))


def queue(user, on):
    """The queue of ``user`` on a day: a fixed number of queries, whatever the ledgers hold."""
    inspections = Inspection.objects.visible_to(user).filter(closed_at=None)
    found = Queue()
    ledgers = {row.pk: row for row in inspections}
    standings = {row.pk: permissions.standing(user, row.organization) for row in ledgers.values()}
    problems, tasks, measures = rows(ledgers)
    reasons = returns(ledgers)
    reports = latest_reports(ledgers)
    for item in (*measures, *tasks, *problems):
        item.report = reports.get((item.level, item.pk))
        place(found, item, standings[item.inspection_id], reasons, on)
    found.extensions = asked_for(ledgers, standings, (*tasks, *measures), on)
    found.reports = to_judge(standings, (*tasks, *measures), on)
    found.withheld = to_withhold(standings, (*problems, *tasks, *measures), on)
    found.outcomes = to_confirm(standings, measures, on)
    found.held = to_check(ledgers, standings, on)
    for part in (*found.calling, found.objections, found.waiting):
        part.sort(key=lambda entry: entry.order)
    found.lately = lately(user, ledgers)
    return found


def asked_for(ledgers, standings, items, on):
    """The requests for time on which the reader decides."""
    by_key = {(item.level, item.pk): item for item in items}
    found = []
    for row in open_extensions(ledgers):
        level = "measure" if row.measure_id else "task"
        item = by_key.get((level, row.measure_id or row.task_id))
        if item and deciding_role(item, standings[item.inspection_id], row.requested_by):
            asked = {"extension": row, "ask": "审批延期", "place": "extensions"}
            found.append(Item(item, None, light(item, on), **asked))
    return found


def to_check(ledgers, standings, on):
    """The uploads that the reader, of the office, is to check; nobody checks his own."""
    found = []
    for row in held_up(ledgers):
        item = row.measure
        item.inspection = ledgers[item.inspection_id]
        standing = standings[item.inspection_id]
        if standing.holds(Role.OFFICE) and not same_person(row.uploaded_by, standing.user):
            found.append(Item(item, None, light(item, on), held=row, ask="核对"))
    return found


def latest_reports(ledgers):
    """(level, id) → the last stage report of each item that has any."""
    rows = StageReport.objects.of_ledgers(ledgers).select_related("reported_by", "decided_by")
    return {
        ("measure", row.measure_id) if row.measure_id else ("task", row.task_id): row
        for row in rows.order_by("pk")
    }


def to_judge(standings, items, on):
    """The stage reports that the reader judges, not having made them."""
    found = []
    for item in items:
        report, standing = item.report, standings[item.inspection_id]
        if report is None or report.decision or not is_asked(item):
            continue
        if deciding_role(item, standing, report.reported_by):
            asked = {"report": report, "ask": "审核阶段报告", "place": "stage"}
            found.append(Item(item, None, light(item, on), **asked))
    return found


def to_withhold(standings, items, on):
    """What the reader, as secretary, approves or refuses to withhold from the public."""
    mine = [row for row in items if standings[row.inspection_id].holds(Role.SECRETARY)]
    measures = {row.pk: row for row in mine if row.level == "measure"}
    withheld = {"measure__in": measures, "disclosure": Disclosure.WITHHELD}
    outcomes = Outcome.objects.live().filter(**withheld)
    rows = [(row, row) for row in mine]
    rows += [(measures[row.measure_id], row) for row in (outcomes if measures else ())]
    asked = {"ask": "审批不公开", "place": "withholding"}
    return [
        Item(item, None, light(item, on), withheld=row, **asked) for item, row in rows if waits(row)
    ]


def to_confirm(standings, measures, on):
    """The outcomes that the reader, of the office, is to confirm."""
    mine = {row.pk: row for row in measures if standings[row.inspection_id].holds(Role.OFFICE)}
    rows = Outcome.objects.live().filter(measure__in=mine, confirmed_at=None) if mine else ()
    people = {standing.user.personnel_number for standing in standings.values()}
    if mine:
        rows = rows.exclude(noted_by__personnel_number__in=people)  # nobody confirms the own
    asked = {"ask": "确认成效", "place": "outcomes"}
    found = [(mine[row.measure_id], row) for row in rows]
    return [Item(item, None, light(item, on), outcome=row, **asked) for item, row in found]


def rows(ledgers):
    """The live items of the ledgers, with their parents and children at hand."""
    problems = list(of(Problem, ledgers).select_related("feedback"))
    tasks = list(of(Task, ledgers).select_related("lead", "department"))
    measures = list(of(Measure, ledgers).select_related("department"))
    by_id = {task.pk: task for task in tasks}
    also = Task.also_addresses.through.objects.filter(task__inspection__in=ledgers)
    above = {problem.pk: problem for problem in problems}
    for row in (*problems, *tasks):
        row.children = []
    for task in tasks:
        above[task.problem_id].children.append(task)
    for task, problem in also.values_list("task", "problem"):
        if task in by_id and problem in above:
            above[problem].children.append(by_id[task])
    for measure in measures:
        measure.task = by_id[measure.task_id]
        measure.task.children.append(measure)
    for row in (*problems, *tasks, *measures):
        row.inspection = ledgers[row.inspection_id]
    return problems, tasks, measures


def of(model, ledgers):
    """The live rows of one level."""
    return model.objects.filter(inspection__in=ledgers).live().prefetch_related("signatures")


def returns(ledgers):
    """(level, id, attempt) → the entry that sent the item back, or reopened it, into that attempt."""
    entries = JournalEntry.objects.filter(head__inspection__in=ledgers, action__in=BACK)
    return {
        (entry.object_type, entry.object_id, entry.changes["attempt"][1]): entry
        for entry in entries.order_by("sequence")
    }


def place(found, item, standing, reasons, on):
    """Put one item where it belongs in the queue, if anywhere."""
    steps = {row.action: row for row in offers(item, standing)}
    lamp = light(item, on)
    if item.objection and sees_objection(item, standing):
        found.objections.append(Item(item, None, lamp))
    review = next((steps[action] for action in REVIEWS if action in steps), None)
    if review and not (item.objection and review.action == "sign_off"):
        found.review.append(Item(item, review, lamp))
        return
    due = is_asked(item) and item.review_date <= on
    returned = (item.level, item.pk, item.attempt) in reasons
    if due and (item.state == "continuing" or not returned):
        place_review(found, item, standing, lamp)
    if due and not returned:
        return
    if "submit" in steps or "start" in steps:
        place_open(found, item, steps, standing, reasons, lamp)
    elif item.state != "signed_off" and signed_by(item, standing.user):
        found.waiting.append(Item(item, None, lamp, withdraw=steps.get("withdraw")))


def sees_objection(item, standing):
    """Who hears of the supervisor's objection: the office, the department's head, who raised it."""
    hears = standing.holds(Role.OFFICE) or item.objected_by_id == standing.user.pk
    return hears or (item.department_id and standing.holds(Role.HEAD, item.department_id))


def place_review(found, item, standing, lamp):
    """An item whose review date has come: whoever reports on it is asked to, once."""
    if reporting_role(item, standing) is None:
        return
    report = item.report
    if report and not report.decision:
        if same_person(report.reported_by, standing.user):
            found.waiting.append(Item(item, None, lamp))
        return
    returned = report and report.review_date == item.review_date and not report.is_withdrawn
    last = report if returned else None
    asked = {"report": last, "ask": "报送阶段报告", "place": "stage"}
    found.reviews_due.append(Item(item, None, lamp, **asked))


def signed_by(item, user):
    """Whether the person has signed the present attempt."""
    return any(row.person == user.personnel_number for row in signed(item))


def place_open(found, item, steps, standing, reasons, lamp):
    """An item still under work: a measure to carry out, or a parent whose children are done."""
    step = steps.get("submit") or steps["start"]
    reason = reasons.get((item.level, item.pk, item.attempt))
    own = any(
        role in DEPARTMENT_ROLES and department == item.department_id
        for role, department in standing.held
    )
    if item.level == "measure":
        target = found.returned if reason else found.todo
        target.append(Item(item, step, lamp, reason))
        return
    done = item.children and all(child.state == "signed_off" for child in item.children)
    # What was reopened for the sake of a child waits for that child first.
    if reason and (own or item.level == "problem") and (done or reason.action == "return"):
        found.returned.append(Item(item, step, lamp, reason))
    elif done:
        found.ready.append(Item(item, step, lamp))
