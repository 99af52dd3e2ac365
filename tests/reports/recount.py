"""A recount of a ledger's figures on a day, entry by entry: slow, plain, and none of our own code."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from ledger.models import JournalEntry
from problems.models import Feedback


def day_of(text):
    """The local day of a moment as the journal keeps it."""
    return timezone.localdate(datetime.datetime.fromisoformat(text))


class Recount:
    """What each row was at the end of ``day``, as plain dictionaries."""

    def __init__(self, inspection, day):
        self.day, self.rows = day, {}
        for entry in JournalEntry.objects.filter(head__inspection=inspection).order_by("pk"):
            if timezone.localdate(entry.at) > day:
                continue
            row = self.rows.setdefault((entry.object_type, entry.object_id), {"moved": None})
            row["moved"] = timezone.localdate(entry.at)
            if entry.to_state == "signed_off":
                row["done"] = timezone.localdate(entry.at)
            for name, (_, new) in entry.changes.items():
                row[name] = new
        self.kinds = dict(Feedback.objects.values_list("pk", "kind"))
        ruled = self.rows.get(("inspection", inspection.pk), {})
        self.soon = ruled.get("due_soon_days", inspection.due_soon_days)
        self.idle = ruled.get("stagnant_days", inspection.stagnant_days)

    def live(self, kind):
        """id → row of what counts."""
        return {
            pk: row
            for (name, pk), row in self.rows.items()
            if name == kind and row.get("voided_at") is None
        }

    def until(self, row):
        """Days to the deadline of a row that may be late, or None."""
        if row["state"] in ("signed_off", "continuing") or row["kind"] == "long_term":
            return None
        if row["deadline"] is None:
            return None
        return (datetime.date.fromisoformat(row["deadline"]) - self.day).days

    def late(self, row):
        """Whether a finished row was finished after its day."""
        return bool(row["deadline"]) and row["done"].isoformat() > row["deadline"]

    def moved(self, pk, row):
        """The day on which a measure last moved."""
        days = [row["moved"]]
        for (kind, _), other in self.rows.items():
            if kind == "progressentry" and other["measure"] == pk:
                days.append(day_of(other["at"]))
            if kind == "evidence" and pk in other["measures"]:
                days.append(day_of(other["uploaded_at"]))
            if kind == "outcome" and other["measure"] == pk:
                days.append(other["moved"])
            if kind == "stagereport" and other["measure"] == pk:
                days.append(day_of(other["reported_at"]))
        return max(days)

    def figures(self):
        """Key → value of every figure."""
        return self.of_problems() | self.of_work() | self.of_yield()

    def of_problems(self):
        """Problems by the kind of their document."""
        found = {}
        names = {
            "problems": "opinion",
            "problem_list": "problem_list",
            "suggestions": "suggestions",
            "self_found": "self_found",
        }
        for key, kind in names.items():
            rows = [r for r in self.live("problem").values() if self.kinds[r["feedback"]] == kind]
            found[f"{key}_total"] = len(rows)
            found[f"{key}_signed_off"] = sum(r["state"] == "signed_off" for r in rows)
            if kind == "opinion":
                found["problems_recurring"] = sum(bool(r["carried_over_from"]) for r in rows)
        return found

    def of_work(self):
        """Tasks and measures."""
        tasks, measures = self.live("task"), self.live("measure")
        granted = [r for r in self.live("extension").values() if r["decision"] == "granted"]
        found = {"waiting": 0}
        for name, rows in (("task", tasks), ("measure", measures)):
            done = [row for row in rows.values() if row["state"] == "signed_off"]
            late = sum(self.late(row) for row in done)
            found[f"{name}s_total"] = len(rows)
            found[f"{name}s_signed_off"] = len(done)
            found[f"{name}s_late"] = late
            found[f"{name}s_on_time"] = len(done) - late
            found[f"{name}s_extended"] = len({row[name] for row in granted} & set(rows))
        found["tasks_continuing"] = sum(r["state"] == "continuing" for r in tasks.values())
        open_tasks = [row["state"] for row in tasks.values() if row["state"] != "signed_off"]
        found["tasks_unfinished"] = len(open_tasks)
        found["tasks_under_way"] = sum(state != "continuing" for state in open_tasks)
        found["tasks_overdue"] = sum((self.until(r) or 0) < 0 for r in tasks.values())
        left = {pk: row for pk, row in measures.items() if row["state"] != "signed_off"}
        days = [self.until(row) for row in left.values()]
        found["overdue"] = sum(n is not None and n < 0 for n in days)
        found["due_soon"] = sum(n is not None and 0 <= n < self.soon for n in days)
        found["normal"] = len(left) - found["overdue"] - found["due_soon"]
        long = [row for row in left.values() if row["kind"] == "long_term"]
        found["measures_continuing"] = len(long)
        today = self.day.isoformat()
        found["reviews_missed"] = sum(
            bool(r["review_date"]) and r["review_date"] < today
            for r in long
            if r["state"] in ("not_started", "in_progress")
        )
        going = [(pk, r) for pk, r in left.items() if r["state"] != "not_started"]
        found["stagnant"] = sum(
            (self.day - self.moved(pk, row)).days >= self.idle for pk, row in going
        )
        for rows in (self.live("problem"), tasks, measures):
            states = [row["state"] for row in rows.values()]
            found["waiting"] += sum(s in ("submitted", "reviewed", "endorsed") for s in states)
        return found

    def of_yield(self):
        """Outcomes and meetings."""
        done = {p for p, row in self.live("measure").items() if row["state"] == "signed_off"}
        counted = [
            row
            for row in self.live("outcome").values()
            if row.get("confirmed_at") and row["measure"] in done
        ]
        kinds = [row["kind"] for row in counted]
        yuan = sum((Decimal(r["yuan"]) for r in counted if r["yuan"]), Decimal("0.00"))
        wan = (yuan / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        held = [
            row["kind"]
            for row in self.live("meeting").values()
            if datetime.date.fromisoformat(row["date"]) <= self.day
        ]
        return {
            "institutions": kinds.count("institution"),
            "campaigns": kinds.count("campaign"),
            "funds_wan": str(wan),
            "funds_yuan": str(yuan),
            "people_dealt_with": sum(row["people"] or 0 for row in counted),
            "meetings": held.count("thematic"),
            "supervision_visits": held.count("supervision"),
        }
