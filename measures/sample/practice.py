"""The practice ledger: the same structure around today, in every state."""

import copy
import datetime

from ledger.objection import object_to

from .script import Script

FEEDBACK, PLAN, END = -47, -40, 45
EARLIEST = -38
OTHER_PLAN = -38
STAGE_GOAL = "与合作方谈定盘活方式，形成会产处置方案报审"
STAGE_REPORT = (
    "已与两家意向方各谈一次，盘活方式倾向整体出租；评估报告初稿已出。"
    "还差主管部门对租期的意见，下一步每周催办一次，月底前形成处置方案初稿。"
)


class Calendar:
    """Days counted from today."""

    def __init__(self, today):
        self.today = today

    def day(self, days):
        """The date ``days`` from today; negative days have passed."""
        return self.today + datetime.timedelta(days=days)


def dated(data, calendar):
    """The case's data with their dates around today and their states as practice has them."""
    data = copy.deepcopy(data)
    inspection = data["inspection"]
    inspection |= {
        "title": "演练台账",
        "round": "演练",
        "on_site_start": calendar.day(-110),
        "on_site_end": calendar.day(-68),
        "feedback_date": calendar.day(FEEDBACK),
        "period_start": calendar.day(FEEDBACK),
        "period_end": calendar.day(END),
    }
    inspection.pop("notice_date")
    for task in data["tasks"]:
        task["state"], task["return"] = task["practice"], task.get("practice_return", "")
        days = []
        for step in task["measures"]:
            step["state"], _, left = step["practice"].partition(":")
            step["return"] = step.get("practice_return", "")
            days.append(int(left))
            set_deadline(step, calendar.day(int(left)))
            if step["kind"] == "long_term":
                step["review_date"] = calendar.day(-2 if step["state"] == "in_progress" else 30)
        set_deadline(task, calendar.day(min(END, max(days) + 5)))
        task["review_date"] = calendar.day(21)
        task["expected_date"] = calendar.day(150)
    plan = [row for row in data["meetings"] if row["kind"] != "democratic_life"]
    for number, row in enumerate(plan):
        row["date"] = calendar.day(PLAN + 1 + number * 3)
        row.pop("tasks", None)
    data["meetings"] = plan
    return data


def other_dated(data, calendar):
    """The second organization's data, whose days are counted from today already."""
    data = copy.deepcopy(data)
    inspection = data["inspection"]
    for name in list(inspection):
        if name.endswith("_days"):
            inspection[name.removesuffix("_days")] = calendar.day(inspection.pop(name))
    inspection["feedback_date"] = inspection.pop("feedback")
    for task in data["tasks"]:
        task["deadline"] = calendar.day(task["deadline_days"])
        for step in task["measures"]:
            step["deadline"] = calendar.day(step["deadline_days"])
    return data


def set_deadline(row, date):
    """The deadline with words that say the same."""
    row["deadline"] = date
    words = {"immediate": "立行立改，", "long_term": "长期坚持，"}.get(row["kind"], "")
    row["deadline_text"] = f"{words}{date.month}月{date.day}日前"


class Practice:
    """Plays a ledger whose states are given and whose days follow from the deadlines."""

    def __init__(self, ledger, calendar):
        self.ledger, self.calendar = ledger, calendar
        self.script = Script(ledger.organ)
        self.day = calendar.day
        self.objected = None

    def play(self, meetings=(), make_meetings=None):
        """Carry out what leads to the states given."""
        for item, data in self.ledger.rows:
            if item.level == "measure":
                self.measure(item, data)
            elif item.level == "task":
                self.task(item, data)
        self.problems()
        if not self.ledger.organ.prefix:
            self.extensions()
            self.held()
        if make_meetings:
            make_meetings(self.ledger, self.script, meetings)
        self.script.play()

    def measure(self, item, data):
        """Up to the state given; the last steps lie in the last days."""
        state = data["state"]
        if state == "not_started":
            return
        script, handler, head = self.script, self.script.handler(item), self.script.head(item)
        office = script.organ.person("office")
        left = (item.deadline - self.calendar.today).days
        turn = item.pk % 3
        end = min(left, -2) - 1 if state == "signed_off" else -2 - turn
        sent = max(end - 3 - turn, EARLIEST + 2)
        start = max(sent - 12, EARLIEST)
        script.perform(self.day(start), "09:00", item, "start", handler)
        self.prove(item, data, start, sent)
        if state == "in_progress":
            return
        script.perform(self.day(sent), "11:00", item, "submit", handler)
        if state == "returned_head":
            script.perform(self.day(end), "14:30", item, "return", head, data["return"])
        elif state in {"reviewed", "signed_off", "returned_office"}:
            script.perform(self.day(sent + 1), "14:30", item, "approve", head)
        if state == "returned_office":
            script.perform(self.day(end), "15:30", item, "return", office, data["return"])
        elif state == "signed_off":
            script.perform(self.day(end), "15:30", item, "sign_off", office)
        elif state == "reviewed" and self.objected is None:
            self.object(item)

    def prove(self, item, data, start, sent):
        """Progress, evidence and outcomes, all before the submission."""
        entries = data.get("progress", [])
        for number, entry in enumerate(entries):
            step = start + 1 + (sent - start - 1) * number // max(1, len(entries))
            self.script.progress(self.day(min(step, sent)), item, entry["text"])
        if data["state"] == "in_progress" and item.pk % 2:
            return  # nothing to show yet
        for name in data.get("evidence", []):
            self.script.evidence(self.day(sent), item, name)
        for row in data.get("outcomes", []):
            row = {name: value for name, value in row.items() if name != "on"}
            signed = data["state"] == "signed_off"
            self.script.outcome(self.day(sent), item, row, self.day(-1) if signed else None)

    def object(self, item):
        """One objection of the supervisor, which holds up one measure."""
        self.objected = item

        def act(at):
            item.refresh_from_db()
            text = "佐证材料缺少会议记录原件，补齐前暂不销号。"
            supervisor = self.ledger.organ.person("supervisor")
            object_to(item, actor=supervisor, version=item.version, comment=text, at=at)

        if not self.ledger.organ.prefix:
            self.script.add(self.day(-1), "16:00", act)

    def extensions(self):
        """A late measure and an open task wait for more time; an earlier request was refused."""
        rows = self.ledger.rows
        at_work = [row for row, data in rows if data.get("state") == "in_progress"]
        late = next(row for row in at_work if row.deadline < self.calendar.today)
        early = next(row for row in at_work if row.deadline > self.day(14))
        task = next(r for r, data in rows if r.level == "task" and data["state"] == "open")
        script, office = self.script, self.script.organ.person("office")
        reason = "需要等上级主管部门的统一文件，拟先完成摸底，文件下发后一周内收尾。"
        script.extension(self.day(-1), late, self.day(12), reason)
        script.extension(self.day(-1), task, task.deadline + datetime.timedelta(10), reason)
        note = "时间还充裕，先抓紧办理，确有困难再申请。"
        refused = (self.day(-4), "refused", note, office)
        script.extension(self.day(-5), early, self.day(40), "涉及部门多，协调需要时间。", refused)

    def held(self):
        """One upload that says in its name that it is internal waits for the office."""
        rows = [row for row, data in self.ledger.rows if data.get("state") == "in_progress"]
        self.script.held(self.day(-1), rows[-1], "内部资料-走访会员企业情况汇编.docx")

    def task(self, item, data):
        """Submitted, endorsed, signed off, returned or continuing, yesterday."""
        state, script, yesterday = data["state"], self.script, self.day(-1)
        secretary = script.organ.person("secretary")
        if state == "continuing":
            details = {"stage_goal": STAGE_GOAL, "review_date": data["review_date"]}
            script.perform(
                yesterday, "09:30", item, "continue", secretary, data["reason"], **details
            )
            expected = {"next_step": data["next_step"], "expected_date": data["expected_date"]}
            script.edit(yesterday, "09:40", item, **expected)
            script.stage_report(yesterday, item, STAGE_REPORT)
        if state in {"open", "continuing"}:
            return
        head = script.head(item)
        script.perform(self.day(-2), "16:00", item, "submit", head, effect=data["effect"])
        if state == "returned":
            script.perform(yesterday, "10:00", item, "return", item.lead, data["return"])
        elif state in {"endorsed", "signed_off"}:
            script.perform(yesterday, "10:30", item, "endorse", item.lead)
        if state == "signed_off":
            script.perform(yesterday, "11:00", item, "sign_off", secretary)

    def problems(self):
        """Of the problems whose tasks are done the first is signed off, the second submitted.

        The others are left to the office.
        """
        done = {}
        for item, data in self.ledger.rows:
            if item.level == "task":
                for parent in item.parents():
                    done.setdefault(parent.pk, []).append(data["state"] == "signed_off")
        finished = [row for row in self.ledger.problems.values() if all(done.get(row.pk, [False]))]
        office = self.ledger.organ.person("office")
        for row in finished[:2]:
            self.script.perform(self.day(-1), "17:00", row, "submit", office)
        for row in finished[:1]:
            secretary = self.ledger.organ.person("secretary")
            self.script.perform(self.day(-1), "17:30", row, "sign_off", secretary)
