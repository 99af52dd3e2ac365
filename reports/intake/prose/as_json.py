"""A document as machines read it."""

import datetime


def as_json(document):
    """The keys of ``manage.py read_document --json``."""
    outline = document.outline
    return {
        "title": document.title,
        "kind": document.kind,
        "bodies": {name: value.value for name, value in document.bodies.items()},
        "dates": {name: value.value.isoformat() for name, value in document.dates.items()},
        "figures": [figure.as_json() for figure in document.figures],
        "outline": [entry_as_json(entry) for entry in outline.aspects],
        "unplaced": [entry_as_json(entry) for entry in outline.unplaced],
        "sections": [
            {"role": section.role, "title": section.title, "lines": rows_of(section.passages)}
            for section in document.sections
        ],
        "doubts": [
            {
                "level": issue.level,
                "line": issue.place.row,
                "message": issue.message,
                "text": issue.text,
            }
            for issue in outline.issues
        ],
        "counts": document.counts(),
    }


def entry_as_json(entry):
    """An entry with all below it; empty parts are left out."""
    made = {
        "level": entry.level,
        "number": entry.number,
        "text": entry.text,
        "line": entry.place.row,
        "fields": {name: plain(value.value) for name, value in entry.fields.items()},
        "specifics": [{"text": v.value, "line": v.place.row} for v in entry.specifics],
        "passages": [{"text": v.value, "line": v.place.row} for v in entry.passages],
        "children": [entry_as_json(child) for child in entry.children],
    }
    return {name: value for name, value in made.items() if value not in ({}, [])}


def plain(value):
    """A value as text."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def rows_of(passages):
    """First and last line of some passages."""
    rows = [row for passage in passages for row in (passage.rows[:1] + passage.rows[-1:])]
    return [min(rows), max(rows)] if rows else []
