"""The real case: every act on the day that the data give."""

from .script import Script


def play(ledger, meetings, make_meetings):
    """Carry out the whole rectification as it went."""
    script = Script(ledger.organ)
    steps = {"problem": problem, "task": task, "measure": measure}
    for item, data in ledger.rows:
        steps[item.level](script, item, data)
    make_meetings(ledger, script, meetings)
    script.play()


def measure(script, item, data):
    """Started, proved, submitted, approved, signed off."""
    handler, head, office = script.handler(item), script.head(item), script.organ.person("office")
    script.perform(data["started"], "09:00", item, "start", handler)
    for entry in data["progress"]:
        script.progress(entry["on"], item, entry["text"])
    for name in data["evidence"]:
        script.evidence(data["submitted"], item, name)
    for row in data.get("outcomes", []):
        script.outcome(data["submitted"], item, row, data["signed_off"])
    script.perform(data["submitted"], "11:00", item, "submit", handler)
    script.perform(data["approved"], "14:30", item, "approve", head)
    script.perform(data["signed_off"], "15:30", item, "sign_off", office)


def task(script, item, data):
    """Submitted, endorsed, signed off; or turned into continuing rectification."""
    if "continuing" in data:
        day = data["continuing"]
        details = {"stage_goal": data["stage_goal"], "review_date": data["review_date"]}
        secretary = script.organ.person("secretary")
        script.perform(day, "16:00", item, "continue", secretary, data["reason"], **details)
        expected = {"next_step": data["next_step"], "expected_date": data["expected_date"]}
        script.edit(day, "16:30", item, **expected)
        return
    script.perform(
        data["submitted"], "16:00", item, "submit", script.head(item), effect=data["effect"]
    )
    script.perform(data["endorsed"], "16:20", item, "endorse", item.lead)
    secretary = script.organ.person("secretary")
    script.perform(data["signed_off"], "16:40", item, "sign_off", secretary)


def problem(script, item, data):
    """Submitted by the office, signed off by the secretary, where its tasks are."""
    if "signed_off" not in data:
        return
    office, secretary = script.organ.person("office"), script.organ.person("secretary")
    script.perform(data["submitted"], "17:00", item, "submit", office)
    script.perform(data["signed_off"], "17:10", item, "sign_off", secretary)
