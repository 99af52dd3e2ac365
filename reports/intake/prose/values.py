"""Passages → the values, fields and specific issues that entries hold."""

from ledger.deadlines import read_deadline
from reports.intake.outline import Issue, Place, Value

from .plain import joined

EDGES = "。；，、：（）()【】,;: \u3000"


def value(passage, text=None):
    """A passage as a value with its line."""
    text = passage.text if text is None else text
    return Value(text, passage.text, Place(row=passage.row))


def together(passages):
    """Several passages as one value; one to a line."""
    found = [passage for passage in passages if passage]
    return value(joined(found, "\n")) if found else None


def issues_in(passage):
    """The specific issues in what “针对” is followed by: parted by semicolons, quotes taken off."""
    plain = passage.plain
    if plain.startswith("“") and plain.endswith("”") and one_quote(plain):
        passage = passage.cut(1, len(plain) - 1)
    elif plain.startswith("“") and plain.count("“") > plain.count("”"):
        passage = passage.cut(1)
    found, start, depth = [], 0, 0
    for place, char in enumerate(passage.plain):
        depth += (char == "“") - (char == "”")
        if char in "；\n" and depth <= 0:
            found.append(passage.cut(start, place))
            start = place + 1
    found.append(passage.cut(start))
    return [value(part, part.text.strip(EDGES)) for part in found if part.text.strip(EDGES)]


def one_quote(plain):
    """Whether the quote at the beginning closes at the very end."""
    depth = 0
    for place, char in enumerate(plain):
        depth += (char == "“") - (char == "”")
        if not depth:
            return place == len(plain) - 1
    return False


def field_values(name, passage, prefix, issues):
    """The fields of ``reports.columns`` that a label of who and when fills."""
    text = passage.text.strip(EDGES)
    if name != "deadline":
        return {"lead" if name == "lead" else prefix + name: value(passage, text)}
    return deadline_values(passage, text, prefix, issues)


def deadline_values(passage, text, prefix, issues):
    """Deadline, its wording and kind; what is unclear about it becomes a doubt."""
    reading = read_deadline(text)
    place = Place(row=passage.row)
    if reading.question:
        issues.append(Issue("doubt", reading.question, place, passage.text[:80]))
    found = {prefix + "deadline_text": value(passage, text)}
    if reading.date:
        found[prefix + "deadline"] = Value(reading.date, text, place)
    if reading.kind:
        found[("task_" if prefix else "") + "kind"] = Value(str(reading.kind), text, place)
    if reading.review_date and not prefix:
        found["review_date"] = Value(reading.review_date, text, place)
    return found
