"""The doors to the words of a notice: edited passage by passage, bound anew.

A notice is the sum of its edits, which are only added. Each says what its form saw of the one
passage it changes: two people at two passages do not meet, at the same one nobody overwrites.
"""

from collections import Counter

from django.db import transaction

from ledger import journal, permissions
from ledger.editing import check_maintainer
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.text import tidy
from ledger.writing import check_head_open, save

from .drafting import changed_text, check_not_before, check_usable, write
from .models import Notice, NoticeAct, NoticeState
from .notice.bindings import bindings, rebound, unbound
from .notice.checks.typed import typed_over, wanted
from .notice.passages import (
    FRAME,
    KINDS,
    ONE_LINE,
    Passage,
    as_typed,
    bounds,
    changed,
    digest,
    seen,
    strays,
)
from .notice.versions import placed, replayed

ADDABLE = frozenset(KINDS) - FRAME


def edit(notice, act, *, actor, work, values=None):
    """Carry out one edit in a transaction; returns (the fresh notice, its passages).

    ``work`` makes of the present passages (the passages to keep with the edit, after, all
    passages); where nothing changed it returns None and nothing is written.
    """
    with transaction.atomic():
        head = journal.take_head(notice.inspection)
        check_head_open(head)
        permissions.reread(actor)
        check_maintainer(actor, notice.inspection)
        row = Notice.objects.select_related("inspection__organization", "snapshot").get(
            pk=notice.pk
        )
        if row.state != NoticeState.DRAFT:
            facts = {"title": row.title, "state": row.get_state_display()}
            raise refuse("wrong_state", action="修改", **facts)
        edits = list(row.edits.order_by("number"))
        present = replayed(edits)
        done = work(row, present)
        if done is None:
            return row, present
        kept, after, passages = done
        before = journal.fields(row)
        for name, value in (values or {}).items():
            setattr(row, name, value)
        row.sha256, row.version = digest(passages), row.version + 1
        save(row)
        write(row, edits[-1].number + 1, act, kept, actor, after)
        changes = journal.difference(before, journal.fields(row))
        told = {"actor": actor, "role": Role.OFFICE, "head": head}
        journal.record(row, f"{act}_notice", changes=changes, **told)
    return row, passages


def find(passages, key, shown=None):
    """A passage by its key, as a form ``shown`` it; refused (stale) where it is another by now."""
    row = next((row for row in passages if row.key == key), None)
    if row is None:
        raise refuse("passage_gone")
    if shown is not None and shown != seen(row):
        refusal = refuse("passage_stale")
        refusal.fresh = row
        raise refusal
    return row


def words_of(text, kind, old=""):
    """What somebody typed as a passage of a kind keeps it: bindings as they are written, headings in one line."""
    text = as_typed(tidy(text), old)
    return "".join(map(str.strip, text.split("\n"))) if kind in ONE_LINE else text


def check_bound(text, known, old=""):
    """Refuse bound values that were typed over or name nothing, and braces that bind nothing.

    Braces that the ``old`` text had are the ledger's own, and stay.
    """
    fresh = Counter(strays(text)) - Counter(strays(old))
    errors = [
        f"花括号“{found}”没有写成绑定的数字或日期，请写成“{{24项|整改任务}}”这样：显示的内容、竖线、名称；"
        "不绑定的，请删去花括号。"
        for found in fresh
    ]
    errors += [
        f"“{bound.shown}”绑定的是{bound.name}，应为“{right}”，不能直接改写。"
        if right
        else f"没有名为“{bound.name}”的绑定数字。"
        for bound, right in unbound(text, known)
    ]
    if errors:
        raise refuse("passage_bound", errors=errors)


def check_lead(lead):
    """Refuse braces in the heading that a point runs on from: nothing is bound there."""
    if strays(lead) or bounds(lead):
        raise refuse("passage_bound", errors=["小标题里不能有花括号：绑定的数字和日期写在内容里。"])


def check_not_typed_over(old, new, known):
    """Refuse an edit that takes a bound value out of a passage and types one of its kind in."""
    errors = [
        f"“{bound.name}”（{bound.shown}）是绑定的，不能删去后改写成“{words}”。可以移动花括号的位置；"
        "不写它的，先删去这一处保存，手写的另起一次修改。"
        for bound, words in typed_over(old, new, known)
    ]
    if errors:
        raise refuse("passage_bound", errors=errors)


def save_text(notice, key, text, *, actor, shown, lead=None):
    """Change the words of a passage; the same words again are no edit. Raises Refusal."""

    def work(row, passages):
        old = next((one for one in passages if one.key == key), None)
        values = {"text": words_of(text, old.kind if old else "", old.text if old else "")}
        if lead is not None and old is not None and old.kind == "point":
            values["lead"] = tidy(lead)
        if old is not None and all(getattr(old, n) == v for n, v in values.items()):
            return None  # saved before, by this form or by another with the same words
        old = find(passages, key, shown)
        known = bindings(row.snapshot.data, row.dated)
        check_bound(values["text"], known, old.text)
        check_lead(values.get("lead", ""))
        after = changed(passages, key, **values)
        new = find(after, key)
        check_not_typed_over(old, new, wanted(row.snapshot.data, known))
        return [new], "", after

    return edit(notice, NoticeAct.TEXT, actor=actor, work=work)


def add_passage(notice, after, kind, text, *, actor, lead=""):
    """Put a new passage after another one; returns (notice, passages). Raises Refusal."""

    def work(row, passages):
        previous = find(passages, after)
        if previous.kind in ("organ", "date") or kind in FRAME:
            raise refuse("passage_framed")
        words = words_of(text, kind)
        check_bound(words, bindings(row.snapshot.data, row.dated))
        check_lead(tidy(lead))
        new = Passage(f"p{row.version + 1}n", kind, words, tidy(lead))
        return [new], after, tuple(placed(passages, new, after))

    return edit(notice, NoticeAct.ADD, actor=actor, work=work)


def remove_passage(notice, key, *, actor, shown):
    """Take a passage out; its words stay in the versions. Raises Refusal."""

    def work(row, passages):
        old = find(passages, key, shown)
        if old.kind in FRAME:
            raise refuse("passage_framed")
        return [old], "", tuple(one for one in passages if one.key != key)

    return edit(notice, NoticeAct.REMOVE, actor=actor, work=work)


def move_passage(notice, key, up, *, actor, previous=None):
    """Move a passage before the previous or after the next one. Raises Refusal.

    ``previous`` is the key of the passage that the form saw before it.
    """

    def work(row, passages):
        old = find(passages, key)
        if previous is not None and previous != before(passages, key):
            raise refuse("passage_moved")
        rest = [one for one in passages if one.key != key]
        place = passages.index(old) + (-1 if up else 1)
        inside = [one for one in passages if one.kind not in FRAME]
        if old.kind in FRAME or not 0 < place <= len(inside):
            return None
        after = rest[place - 1].key
        return [old], after, tuple(placed(rest, old, after))

    return edit(notice, NoticeAct.MOVE, actor=actor, work=work)


def before(passages, key):
    """The key of the passage before another one, or ""."""
    keys = ["", *(one.key for one in passages)]
    return keys[keys.index(key) - 1]


def bound_to(notice):
    """What a form sees of the snapshot and date that a notice is bound to."""
    return f"{notice.snapshot_id} {notice.dated.isoformat()}"


def bind_anew(notice, snapshot, *, actor, dated, shown=None):
    """Bind all figures and dates to another snapshot or date of signature; words stay. Raises Refusal.

    ``shown`` is what the form saw it bound to: see ``bound_to``.
    """
    check_usable(snapshot, notice.inspection, dated)
    if notice.corrects_id:
        check_not_before(notice.corrects, dated)
    known = bindings(snapshot.data, dated)

    def work(row, passages):
        if shown is not None and shown != bound_to(row):
            raise refuse("stale", title=row.title)
        old = bindings(row.snapshot.data, row.dated)
        new = tuple(changed_text(one, rebound(one.text, known, old)) for one in passages)
        if new == passages and (row.snapshot_id, row.dated) == (snapshot.pk, dated):
            return None
        return new, "", new

    values = {"snapshot": snapshot, "dated": dated}
    return edit(notice, NoticeAct.BIND, actor=actor, work=work, values=values)
