"""A ledger kept as it should be, and the ways in which a test spoils it."""

import datetime

from django.utils import timezone

from measures.models import (
    Evidence,
    EvidenceMark,
    Extension,
    Measure,
    MeasureSignature,
    Outcome,
    ProgressEntry,
)
from tests.factories import (
    TODAY,
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_problem,
    make_task,
)

DEADLINE = TODAY + datetime.timedelta(days=40)
WORK = (
    "召开座谈会听取十二家企业意见，梳理出堵点三类。",
    "修订经费审批流程图，报分管领导审定后印发。",
    "完成办公用房清查，腾退超标面积并交机关事务部门。",
    "建立支部书记述职制度，首次述职已安排到位。",
    "走访县区基层组织，帮助解决场地不足的困难。",
    "编印惠企政策汇编，发到各行业协会。",
    "核对历年会费账目，逐户发函催缴欠款。",
    "举办青年干部读书班，结业测试全部合格。",
    "更新门户网站栏目，撤下失效信息。",
    "约谈两名履职不力的协会负责人，限期整改。",
    "签订四方合作协议，明确各自分工和时间表。",
    "组织档案专项检查，补齐缺页的卷宗。",
)


def moment(days, hour=9, minute=0):
    """A time of day, some days after the feedback."""
    day = TODAY + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


class Ledger:
    """Three departments, twelve measures: done one after another, each in words of its own."""

    def __init__(self, measures=12, **values):
        self.inspection = make_inspection(**values)
        organization = self.inspection.organization
        self.rooms = [make_department(organization) for _ in range(3)]
        self.handlers = [make_member(organization, "handler", room) for room in self.rooms]
        self.heads = [make_member(organization, "head", room) for room in self.rooms]
        self.office = make_member(organization, "office")
        self.secretary = make_member(organization, "secretary")
        self.supervisor = make_member(organization, "supervisor")
        problem, lead = make_problem(self.inspection), make_member(organization, "lead")
        given = {"problem": problem, "lead": lead, "deadline": DEADLINE}
        self.tasks = [make_task(self.inspection, department=room, **given) for room in self.rooms]
        self.measures = [self.finished(number) for number in range(measures)]

    def finished(self, number):
        """A measure that was worked on, proved and signed off in its own time."""
        measure = make_measure(
            self.tasks[number % 3], text=f"做法{number}", deadline=DEADLINE, state="signed_off"
        )
        self.tell(measure, WORK[number % len(WORK)] + "甲" * (number // len(WORK)))
        self.prove(measure, f"材料{number}.pdf")
        self.sign(measure, "submit", moment(number + 5))
        self.sign(measure, "approve", moment(number + 6, 10))
        self.sign(measure, "sign_off", moment(number + 7, 15))
        return measure

    def place(self, measure):
        return self.rooms.index(measure.department)

    def tell(self, measure, text):
        by = self.handlers[self.place(measure)]
        return ProgressEntry.objects.create(measure=measure, text=text, at=moment(4), by=by)

    def prove(self, measure, name, **values):
        columns = {"file": name, "name": name, "sha256": name.ljust(64, "0")[:64], "size": 20_000}
        columns |= {"content_type": "application/pdf", "uploaded_at": moment(4)}
        file = Evidence.objects.create(
            inspection=self.inspection,
            uploaded_by=self.handlers[self.place(measure)],
            **{**columns, **values},
        )
        file.measures.add(measure)
        return file

    def sign(self, measure, step, at):
        people = {"submit": self.handlers, "approve": self.heads, "sign_off": [self.office] * 3}
        person = people[step][self.place(measure)]
        return MeasureSignature.objects.create(
            measure=measure,
            attempt=1,
            step=step,
            signer=person,
            person=person.personnel_number,
            name=person.name,
            post="干部",
            role="office",
            at=at,
        )

    def resign(self, measure, step, at):
        """Sign a step again, at another time: signatures are append-only."""
        number = measure.attempt + 1
        Measure.objects.filter(pk=measure.pk).update(attempt=number)
        measure.attempt = number
        for old in list(measure.signatures.filter(attempt=number - 1)):
            when = at if old.step == step else old.at
            old.pk, old.attempt, old.at = None, number, when
            old.save(force_insert=True)


def set_to(measure, **values):
    Measure.objects.filter(pk=measure.pk).update(**values)


def same_file(ledger):
    for measure in ledger.measures[:4]:
        ledger.prove(measure, "会议纪要.pdf")
    return ledger.measures[:4]


def wrong_day(ledger):
    ledger.prove(ledger.measures[0], "20230615动员会纪要.pdf")
    ledger.prove(ledger.measures[1], "2026年9月9日检查记录.pdf")
    Outcome.objects.create(
        measure=ledger.measures[2], kind="campaign", title="治理", date=datetime.date(2025, 1, 2)
    )
    return ledger.measures[:3]


def thin(ledger):
    small, picture, nothing = ledger.measures[:3]
    small.evidence.update(size=300)
    picture.evidence.update(content_type="image/png")
    nothing.evidence.through.objects.filter(measure=nothing).delete()
    return [small, picture, nothing]


def insufficient(ledger):
    measure = ledger.measures[0]
    EvidenceMark.objects.create(
        evidence=measure.evidence.get(),
        measure=measure,
        attempt=1,
        is_sufficient=False,
        note="没有盖章",
        at=moment(6),
        by=ledger.heads[0],
    )
    return [measure]


def repeated_text(ledger):
    rows = [row for row in ledger.measures if ledger.place(row) < 2][:3]
    for number, row in enumerate(rows, 1):
        ledger.tell(row, f"{row.department}第{number}次组织学习，认识得到了提高，效果明显。")
    return rows


def same_words(ledger):
    for row in ledger.measures[:3]:
        ledger.tell(row, f"{row.department}高度重视，认真组织落实，取得了阶段性成效。")
    return ledger.measures[:3]


def amounts(ledger):
    ledger.tell(ledger.measures[0], "开展清缴，应收会费200万元，实收198万元。")
    return ledger.measures[:1]


def burst(ledger):
    for number, row in enumerate(ledger.measures[:10]):
        ledger.resign(row, "sign_off", moment(39, 8 + number))
    return ledger.measures[:10]


def hasty(ledger):
    ledger.resign(ledger.measures[0], "approve", moment(5, 9, 3))
    return ledger.measures[:1]


def at_once(ledger):
    for number, row in enumerate(ledger.measures[:10]):
        ledger.resign(row, "sign_off", moment(25, 15, number // 3))
    return ledger.measures[:10]


def due_late(ledger):
    open_now = {"state": "in_progress"}
    first, second = ledger.measures[:2]
    set_to(first, deadline=DEADLINE + datetime.timedelta(days=1), **open_now)
    set_to(second, deadline=TODAY + datetime.timedelta(days=91), **open_now)
    return [first, second]


def no_review(ledger):
    set_to(ledger.measures[0], kind="long_term", state="in_progress")
    return ledger.measures[:1]


def late_extension(ledger):
    Extension.objects.create(
        measure=ledger.measures[0],
        old_deadline=TODAY,
        deadline=DEADLINE,
        reason="等批复",
        requested_at=moment(1),
        requested_by=ledger.heads[0],
        decision="granted",
        decided_at=moment(2),
        decided_by=ledger.office,
    )
    return ledger.measures[:1]


PLANTED = {
    plant.__name__: plant
    for plant in (
        same_file,
        wrong_day,
        thin,
        insufficient,
        repeated_text,
        same_words,
        amounts,
        burst,
        hasty,
        at_once,
        due_late,
        no_review,
        late_extension,
    )
}
