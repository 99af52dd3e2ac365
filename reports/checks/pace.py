"""Hints from when people signed: in bursts, within minutes, everything at once."""

import datetime
from collections import defaultdict

from django.utils import timezone

from .hints import Hint, row_of

# Few sign-offs make no burst, however close they lie: an office meets once a week.
BURST_MEASURES = 10
BURST_DAYS = 3  # the deadline day and the two before it: what was put off till the last moment
BURST_SHARE = 0.5  # of the measures due that day
# Opening the evidence and reading what was done takes longer than this for any measure.
HASTY_MINUTES = 10
# Ten signatures in five minutes leave half a minute for each.
AT_ONCE_SIGNATURES = 10
AT_ONCE_MINUTES = 5
AT_ONCE_SHARE = 0.5  # of what the person signed at this step: a routine, not a busy day


def signed_at(signature):
    """The time of a signature as a row tells it."""
    return timezone.localtime(signature.at).strftime("%Y-%m-%d %H:%M")


def bursts(facts):
    """Many sign-offs in the last days before a deadline that many measures share."""
    due = defaultdict(list)
    for measure in facts.signed_off():
        signature = facts.signed.get((measure.pk, "sign_off"))
        if signature is not None and measure.deadline:
            due[measure.deadline].append((measure, signature))
    for deadline, rows in due.items():
        first = deadline - datetime.timedelta(days=BURST_DAYS - 1)
        late = [
            (measure, signature)
            for measure, signature in rows
            if first <= timezone.localdate(signature.at) <= deadline
        ]
        if len(late) >= BURST_MEASURES and len(late) >= BURST_SHARE * len(rows):
            reason = (
                f"时限 {deadline} 的 {len(rows)} 条已销号措施，"
                f"有 {len(late)} 条是在最后 {BURST_DAYS} 天里销号的。"
            )
            keys = sorted(signature.pk for _, signature in late)
            shown = [row_of(row, f"{signed_at(signature)} 销号") for row, signature in late]
            yield Hint("burst", f"deadline {deadline}", reason, shown, keys)


def hasty(facts):
    """Measures reviewed or signed off within minutes of their submission, by who signed."""
    found = defaultdict(list)
    for measure in facts.measures.values():
        submitted = facts.signed.get((measure.pk, "submit"))
        for step in ("approve", "sign_off"):
            signature = facts.signed.get((measure.pk, step))
            if submitted is None or signature is None:
                continue
            taken = signature.at - submitted.at
            if taken < datetime.timedelta(minutes=HASTY_MINUTES):
                minutes = int(taken.total_seconds() // 60)
                found[signature.person, step].append((measure, signature, minutes))
    for (person, step), rows in found.items():
        word = {"approve": "审核通过", "sign_off": "销号"}[step]
        name = rows[0][1].name
        reason = f"{name}在申请销号后 {HASTY_MINUTES} 分钟内{word}了 {len(rows)} 条措施。"
        keys = sorted(signature.pk for _, signature, _ in rows)
        shown = [row_of(row, f"申请后 {taken} 分钟{word}") for row, _, taken in rows]
        yield Hint("hasty", f"{step} {person}", reason, shown, keys, frozenset({person}))


def runs(signatures):
    """Signatures in their order of time, in runs that each fit in ``AT_ONCE_MINUTES``."""
    span = datetime.timedelta(minutes=AT_ONCE_MINUTES)
    run = []
    for pair in signatures:
        if run and pair[1].at - run[0][1].at > span:
            yield run
            run = []
        run.append(pair)
    if run:
        yield run


def at_once(facts):
    """People who signed most of what they signed in a few minutes."""
    signed = defaultdict(list)
    for item, signature in facts.signatures:
        if signature.step != "submit":
            signed[signature.person, item.level, signature.step].append((item, signature))
    words = {"approve": "审核通过", "endorse": "审核同意", "sign_off": "销号"}
    for (person, level, step), rows in signed.items():
        for run in runs(rows):
            if len(run) < AT_ONCE_SIGNATURES or len(run) < AT_ONCE_SHARE * len(rows):
                continue
            kind, first = run[0][0]._meta.verbose_name, run[0][1]
            reason = (
                f"{first.name}在 {signed_at(first)} 起的 {AT_ONCE_MINUTES} 分钟里"
                f"{words[step]}了 {len(run)} 项{kind}，共签过 {len(rows)} 项。"
            )
            keys = sorted(signature.pk for _, signature in run)
            shown = [row_of(item, signed_at(signature)) for item, signature in run]
            subject = f"{level} {step} {person} {first.pk}"
            yield Hint("at_once", subject, reason, shown, keys, frozenset({person}))
