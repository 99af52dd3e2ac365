"""What a new task needs and a file does not tell: taken from its measures, or asked."""

import datetime

from ledger.models import Kind

FROM_MEASURES = "{label} 没有写{what}，按它的措施取“{text}”。"


def complete_task(planner, planned):
    """Fill a new task's department, lead, kind and deadline; what cannot be told is asked."""
    values, answers = planned.values, planner.answers
    if values.get("department") is None:
        values["department"] = room_below(planner, planned) or planner.names.by_pk.get(
            answers.department
        )
    if values["department"] is None and not planner.names.unknown["departments"]:
        planner.result.needs_department.append(planned)
    written = written_lead(planned)
    if values.get("lead") is None and written:
        values["lead"] = planner.names.lead(written.value, written.place)
    if values.get("lead") is None and not written:
        values["lead"] = planner.names.chosen_lead(answers.lead)
        if values["lead"] is None:
            planner.result.needs_lead.append(planned)
    values.setdefault("lead", None)
    if not values.get("deadline") and not values.get("kind"):
        dates(planner, planned)


def written_lead(planned):
    """The lead that the file names, at the task or first at one of its measures."""
    entries = (planned.entry, *planned.entry.children)
    found = (entry.fields.get("lead") for entry in entries)
    return next((value for value in found if value and value.value), None)


def room_below(planner, planned):
    """The department of the first measure that names one."""
    for entry in planned.entry.children:
        value = entry.fields.get("department")
        room = planner.names.department(value.value, value.place) if value and value.value else None
        if room is not None:
            note(planner, planned, "责任部门", room.name)
            return room
    return None


def dates(planner, planned):
    """The last deadline of its measures; long-term or at once if all of them are."""
    fields = [entry.fields for entry in planned.entry.children]
    found = [row["deadline"].value for row in fields if "deadline" in row]
    found = [date for date in found if isinstance(date, datetime.date)]
    kinds = {row["kind"].value for row in fields if "kind" in row and row["kind"].value}
    if len(kinds) == 1 and Kind.BY_DEADLINE not in kinds:
        planned.values["kind"] = kinds.pop()
    if found:
        planned.values["deadline"] = max(found)
        note(planner, planned, "整改时限", max(found))


def note(planner, planned, what, text):
    """Say what was taken from the measures."""
    message = FROM_MEASURES.format(label=planned.label, what=what, text=text)
    planner.result.say("note", planned.entry.place, message)
