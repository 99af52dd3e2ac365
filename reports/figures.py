"""Every number that is shown: each with its rule in one sentence and the rows behind it.

Nothing else counts: dashboard, brief, notice, JSON, workbook and snapshot take their figures from
here.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from ledger.models import Inspection
from measures.models import UNDER_WAY
from problems.models import FeedbackKind

from .book import Book, load

SIGNED_OFF = "signed_off"
PRESSING = frozenset({"overdue", "due_soon"})
WAITING = frozenset({"submitted", "reviewed", "endorsed"})
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """One number with the ``rows`` that it counts.

    ``query`` is the ledger page's filter for them, if it has one; the page of the figure itself
    shows them for every figure and day.
    """

    key: str
    label: str
    value: object
    unit: str
    rule: str
    query: str = ""
    rows: tuple = field(default=(), repr=False, compare=False)

    def __str__(self):
        return f"{self.value}"

    @property
    def filter(self):
        """The query string of the figure's page that shows the rows behind it."""
        return f"figure={self.key}"


def figures(inspection, as_of=None):
    """Key → Figure of one ledger at the end of ``as_of``, or as it is now."""
    return count(load(inspection, as_of))


def count(book):
    """Key → Figure of a loaded ledger."""
    parts = (of_problems, of_tasks, of_measures, of_lights, of_outcomes, of_meetings)
    return {row.key: row for part in parts for row in part(book)}


def labels():
    """What the figures are called, in their order."""
    return [row.label for row in count(Book(Inspection(), timezone.localdate())).values()]


def listed(key, label, rows, unit, rule, query=""):
    """The figure that says how many rows there are."""
    return Figure(key, label, len(rows), unit, rule, query, tuple(rows))


def in_state(rows, state):
    """How many of the rows are in a state."""
    return len(those(rows, state))


def those(rows, *states):
    """The rows in one of the states."""
    return [row for row in rows if row.state in states]


def is_late(row):
    """Whether a signed-off row was signed off after its deadline, extensions granted included."""
    if row.signed_off_at is None or row.deadline is None:
        return False
    return timezone.localdate(row.signed_off_at) > row.deadline


def of_problems(book):
    """Problems of each kind of feedback apart."""
    yield from of_feedback(book, FeedbackKind.OPINION, "problems", "反馈问题")
    rows = [row for row in book.problems_of("opinion") if row.carried_over_from_id is not None]
    rule = "反馈意见所列问题中，已认定为往轮巡察问题再次出现的"
    yield listed("problems_recurring", "上一轮出现过的问题", rows, "个", rule)
    yield from of_feedback(book, FeedbackKind.PROBLEM_LIST, "problem_list", "问题清单")
    yield from of_feedback(book, FeedbackKind.SUGGESTIONS, "suggestions", "意见建议")
    yield from of_feedback(book, FeedbackKind.SELF_FOUND, "self_found", "自查发现问题")


def of_feedback(book, kind, key, label):
    """The problems of one kind of feedback, and those of them that are signed off."""
    rows = book.problems_of(kind)
    done = those(rows, SIGNED_OFF)
    whole = f"{kind.label}所列问题"
    signed_off = "已销号问题" if key == "problems" else f"{label}已销号"
    yield listed(f"{key}_total", label, rows, "个", f"{whole}，作废的不计")
    rule = f"{whole}中，书记已批准销号的"
    yield listed(f"{key}_signed_off", signed_off, done, "个", rule)


def of_tasks(book):
    """Tasks: done in time and late, late still, extended, continuing."""
    rows = book.tasks
    done = those(rows, SIGNED_OFF)
    rule = "书记已批准销号的任务，持续整改的不计"
    late = "销号日期晚于整改时限（批准延期的按延期后）的已销号任务"
    yield listed("tasks_total", "整改任务", rows, "项", "全部整改任务，作废的不计")
    yield listed("tasks_signed_off", "已销号任务", done, "项", rule, "task_state=signed_off")
    on_time = [row for row in done if not is_late(row)]
    rule = "销号日期不晚于整改时限（批准延期的按延期后）或没有时限的已销号任务"
    yield listed("tasks_on_time", "按期销号任务", on_time, "项", rule)
    yield listed("tasks_late", "超期销号任务", [r for r in done if is_late(r)], "项", late)
    overdue = [row for row in rows if row.light.code == "overdue"]
    rule = "过了整改时限仍未销号的任务；时限当天不算逾期，长期坚持和持续整改的不算"
    yield listed("tasks_overdue", "逾期任务", overdue, "项", rule)
    rule = "截至当日有过批准延期的任务，不论是否销号"
    yield listed("tasks_extended", "延期任务", [r for r in rows if r.first_deadline], "项", rule)
    rule = "书记已批准转持续整改的任务，不计为已完成"
    going = those(rows, "continuing")
    yield listed("tasks_continuing", "持续整改任务", going, "项", rule, "task_state=continuing")
    rule = "书记还没有批准销号的任务，持续整改的计在内"
    left = [row for row in rows if row.state != SIGNED_OFF]
    yield listed("tasks_unfinished", "未完成任务", left, "项", rule)
    rule = "尚未销号、也没有转持续整改的任务，审批中的计在内"
    under_way = [row for row in left if row.state != "continuing"]
    yield listed("tasks_under_way", "在办任务", under_way, "项", rule)


def of_measures(book):
    """Measures: done in time and late, extended, long-term."""
    rows = book.measures
    done = those(rows, SIGNED_OFF)
    late = "销号日期晚于整改时限（批准延期的按延期后）的已销号措施"
    yield listed("measures_total", "整改措施", rows, "条", "全部整改措施，作废的不计")
    rule = "整改办已复核销号的措施"
    yield listed("measures_signed_off", "已销号措施", done, "条", rule, "state=signed_off")
    on_time = [row for row in done if not is_late(row)]
    rule = "销号日期不晚于整改时限（批准延期的按延期后）或没有时限的已销号措施"
    yield listed("measures_on_time", "按期销号措施", on_time, "条", rule)
    yield listed("measures_late", "超期销号措施", [r for r in done if is_late(r)], "条", late)
    rule = "截至当日有过批准延期的措施，不论是否销号"
    extended = [row for row in rows if row.first_deadline]
    yield listed("measures_extended", "延期措施", extended, "条", rule)
    rule = "类型为长期坚持、尚未销号的措施，不计完成，也不计逾期"
    going = [row for row in rows if row.state != SIGNED_OFF and row.kind == "long_term"]
    yield listed("measures_continuing", "长期坚持措施", going, "条", rule)


def of_lights(book):
    """Measures that are late, due soon or under way; what does not move; what waits."""
    rows, days = book.measures, book.inspection.due_soon_days

    def lit(*codes):
        return [row for row in rows if row.state != SIGNED_OFF and row.light.code in codes]

    rule = "过了整改时限仍未销号的措施；时限当天不算逾期，长期坚持的不算"
    yield listed("overdue", "逾期措施", lit("overdue"), "条", rule, "light=overdue")
    rule = f"连同到期当天在内 {days} 天内到期、尚未销号的措施"
    yield listed("due_soon", "临期措施", lit("due_soon"), "条", rule, "light=due_soon")
    others = [r for r in rows if r.state != SIGNED_OFF and r.light.code not in PRESSING]
    rule = "尚未销号，既没有逾期也没有临期的措施，长期坚持的计在内"
    yield listed("normal", "正常推进措施", others, "条", rule)
    rule = "过了复核日期、还没有认可新的阶段报告的长期坚持措施"
    missed = lit("review_missed")
    yield listed("reviews_missed", "复核逾期措施", missed, "条", rule, "light=review_missed")
    days = book.inspection.stagnant_days
    rule = f"在办措施中，内容、状态、进展、材料连续 {days} 天没有变动的"
    idle = [row for row in rows if idle_days(row, book.as_of) >= days]
    yield listed("stagnant", "停滞措施", idle, "条", rule, "stagnant=1")
    rule = "问题、任务、措施中已申请销号、正等下一环节签字的"
    levels = (book.problems, book.tasks, rows)
    waiting = [row for level in levels for row in those(level, *WAITING)]
    yield listed("waiting", "等待审批", waiting, "件", rule)


def idle_days(row, on):
    """For how many days nothing has moved on a measure under way; 0 for any other."""
    if row.state not in UNDER_WAY or row.last_move is None:
        return 0
    return (on - timezone.localdate(row.last_move)).days


def funds_wan(yuan):
    """Yuan as ten thousands of yuan (万元) with two decimals, as text; halves round up."""
    return f"{(yuan / 10000).quantize(CENT, ROUND_HALF_UP)}"


def of_outcomes(book):
    """What the measures yielded."""
    kinds = {}
    for row in book.outcomes:
        kinds.setdefault(row.kind, []).append(row)
    rule = "整改办已确认、所属措施已销号的成效"
    made, run = kinds.get("institution", []), kinds.get("campaign", [])
    yield listed("institutions", "健全制度机制", made, "个", rule, "outcome=institution")
    yield listed("campaigns", "专项治理", run, "项", rule, "outcome=campaign")
    funds = tuple(kinds.get("funds", ()))
    yuan, query = sum((row.yuan for row in funds), Decimal(0)), "outcome=funds"
    exact = f"{rule}，合计金额，四舍五入到百元"
    yield Figure("funds_wan", "挽回资金", funds_wan(yuan), "万元", exact, query, funds)
    exact = f"{rule}，合计金额，精确到分"
    yield Figure("funds_yuan", "挽回资金（元）", f"{yuan:.2f}", "元", exact, query, funds)
    dealt = tuple(kinds.get("accountability", ()))
    people, query = sum(row.people for row in dealt), "outcome=accountability"
    yield Figure("people_dealt_with", "问责处理", people, "人", f"{rule}，合计人数", query, dealt)


def of_meetings(book):
    """Meetings on the rectification, and supervision visits."""
    kinds = {}
    for row in book.meetings:
        kinds.setdefault(row.kind, []).append(row)
    held, visits = kinds.get("thematic", []), kinds.get("supervision", [])
    yield listed("meetings", "整改专题会", held, "次", "截至当日已召开的专题会")
    yield listed("supervision_visits", "督导检查", visits, "次", "截至当日已开展的督导检查")
