"""Hints from what proves a measure: the files themselves, their dates, what reviewers said."""

import datetime
import re
from collections import defaultdict

from django.utils import timezone

from .hints import Hint, row_of

# Minutes or a register may honestly prove two or three measures of one task; from four on the file
# says little about any of them.
SAME_FILE_MEASURES = 4
# An empty page saved by an office program takes 6 to 12 KB, a scan or photograph more: what is
# smaller has hardly anything in it.
TINY_BYTES = 4096
# 20231215, 2023-12-15, 2023.12.15 or 2023年12月15日, not inside a longer number. A month alone is
# no day to compare with.
DAY = re.compile(
    r"(?<!\d)(20\d\d)(?:([-._])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d\d)(\d\d))(?!\d)"
)


def same_file(facts):
    """One content, by its SHA-256, that proves more measures than one file can."""
    used = defaultdict(dict)
    people = defaultdict(set)
    for measure, files in facts.files.items():
        for file in files:
            used[file.sha256][measure] = file.name
            people[file.sha256].add(file.uploaded_by.personnel_number)
    for digest, measures in used.items():
        if len(measures) >= SAME_FILE_MEASURES:
            name, *others = dict.fromkeys(measures.values())
            reason = f"同一份文件《{name}》用作了 {len(measures)} 条措施的佐证材料。"
            rows = [
                row_of(row, f"《{measures[pk]}》" if others else "")
                for pk, row in facts.measures.items()
                if pk in measures
            ]
            yield Hint(
                "same_file",
                digest,
                reason,
                rows,
                sorted(measures),
                frozenset(people[digest]),
            )


def days_in(name):
    """The days that a file's name tells."""
    for found in DAY.finditer(name):
        year, *parts = found.group(1, 3, 4, 5, 6, 7, 8)
        month, day = [int(part) for part in parts if part]
        try:
            yield datetime.date(int(year), month, day)
        except ValueError:
            continue


def dated_things(facts, measure):
    """(what, key, day, personnel number) of what proves a measure, as far as it has a day."""
    for file in facts.files[measure.pk]:
        person, key = file.uploaded_by.personnel_number, f"evidence {file.pk}"
        for day in days_in(file.name):
            yield f"《{file.name}》", key, day, person
        yield f"《{file.name}》的上传", key, timezone.localdate(file.uploaded_at), person
    for outcome in facts.outcomes[measure.pk]:
        yield f"成效《{outcome.title}》", f"outcome {outcome.pk}", outcome.date, None


def earlier(facts, day):
    """How a day lies before the feedback: while the team was there, it may be 边巡边改."""
    arrived = facts.inspection.on_site_start
    may_be = "，在进驻之后，可能是边巡边改" if arrived and day >= arrived else ""
    return f"早于反馈（{facts.inspection.feedback_date}）{may_be}"


def wrong_day(facts):
    """Proof that is older than the feedback or newer than the sign-off that rests on it."""
    before = facts.inspection.feedback_date
    for measure in facts.measures.values():
        until = facts.signed_off_on(measure)
        odd, keys, people = [], [], set()
        for what, key, day, person in dated_things(facts, measure):
            if before <= day and (until is None or day <= until):
                continue
            side = earlier(facts, day) if day < before else f"晚于销号（{until}）"
            odd.append(f"{what}日期 {day}，{side}")
            keys.append([key, day.isoformat(), until.isoformat() if until else ""])
            people |= {person} if person else set()
        if odd:
            reason = f"{measure.title}：{'；'.join(odd)}。"
            given = [row_of(measure)], sorted(keys), frozenset(people)
            yield Hint("wrong_day", f"measure {measure.pk}", reason, *given)


def thin(facts):
    """Measures signed off with no outcome and nothing of substance among their evidence."""
    for measure in facts.signed_off():
        if facts.outcomes[measure.pk]:
            continue
        files = facts.files[measure.pk]
        if why := thinness(facts, files):
            kept = [[file.pk, file.size] for file in files]
            reason = f"{measure.title}已销号，没有登记成效，{why}。"
            rows = [row_of(measure)]
            yield Hint("thin", f"measure {measure.pk}", reason, rows, [measure.attempt, kept])


def thinness(facts, files):
    """What is thin about the evidence, or nothing."""
    if not files:
        return "也没有佐证材料"
    # The sample's files are stand-ins of a few hundred bytes: their size says nothing.
    if not facts.inspection.organization.is_sample and all(f.size < TINY_BYTES for f in files):
        told = "、".join(f"《{file.name}》{file.size} 字节" for file in files)
        return f"佐证材料都很小，几乎没有内容：{told}"
    if len(files) == 1 and files[0].content_type.startswith("image/"):
        return f"佐证材料只有一张图片《{files[0].name}》"
    return ""


def insufficient(facts):
    """Measures signed off though a reviewer's last word on a piece of evidence was 不足."""
    last = {(mark.measure_id, mark.evidence_id): mark for mark in facts.marks}
    for measure in facts.signed_off():
        marks = [
            (file, last[measure.pk, file.pk])
            for file in facts.files[measure.pk]
            if (measure.pk, file.pk) in last
        ]
        left = [(file, mark) for file, mark in marks if not mark.is_sufficient]
        if left:
            told = "；".join(f"《{file.name}》：{mark.note}" for file, mark in left)
            reason = f"{measure.title}已销号，审核人认为不足的材料没有补正：{told}。"
            keys = [[file.pk, mark.pk] for file, mark in left]
            yield Hint("insufficient", f"measure {measure.pk}", reason, [row_of(measure)], keys)
