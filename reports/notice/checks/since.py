"""What was made internal, voided or worded otherwise in the ledger after the words were drafted."""

from functools import cached_property

from .case import sources
from .disclosure import INTERNAL, RUN, SHORT, Sought, bare, is_open, letters, public_texts, rows_of

TITLES = {"withdrawn": "快照之后不再公开", "reworded": "公开表述已经改过"}
LEAST = 2  # characters of a wording that is sought where its item is told of
PUBLIC = INTERNAL[1:]
NEVER = "请删去或改写；可以公开的，先在台账里改公开范围。这一条不能放行。"


def find(case):
    """Words of items that were open in a snapshot and are not by now, or are worded otherwise."""
    if case.now is None:
        return
    since = Since(case)
    yield from of_withdrawn(case, since)
    seen = set()
    for origin in case.origins:
        for level, row in rows_of(origin):
            now = since.latest.get((level, row["id"]))
            if now and is_open(origin, level, row) and is_open(case.now, level, now):
                for one in of_reworded(case, level, row, now):
                    if one.digest not in seen:  # the same words may be in several snapshots
                        seen.add(one.digest)
                        yield one


class Since:
    """The items of the snapshots beside what the ledger says of them by now."""

    def __init__(self, case):
        self.case = case
        self.latest = {(level, row["id"]): row for level, row in rows_of(case.now)}

    @cached_property
    def shut(self):
        """(level, id) → (row of a snapshot, why, its words) of what was open and is not any more."""
        why = {(one.level, one.row["id"]): one.reason for one in self.case.now.told.left_out}
        found = {}
        for origin in self.case.origins:
            for level, row in rows_of(origin):
                key, now = (level, row["id"]), self.latest.get((level, row["id"]))
                open_now = now and is_open(self.case.now, level, now)
                if is_open(origin, level, row) and not open_now:
                    reason = why.get(key, "没有定为社会公开") if now else "已经作废"
                    words = found.setdefault(key, (row, reason, set()))[2]
                    words.update(bare(row[name]) for name in PUBLIC if row.get(name))
        return found


def of_withdrawn(case, since):
    """Passages on a problem that is shut by now, then the public words of whatever else is.

    Only what could come from nowhere else: long wordings anywhere, short ones where their item is
    told of. The rest, and internal words, may be somebody's own: ``disclosure`` asks about those.
    """
    whole = set()
    for row in case.passages:
        told = next(
            (one for one in sources(row) if one[0] == "problem" and one in since.shut), None
        )
        view = next((view for view in case.views if view.passage is row), None)
        if told and view:
            whole.add(row.key)
            yield withdrawn(view, 0, len(view.text), *since.shut[told][:2])
    allowed = [*map(bare, public_texts(case.now))]
    long, short = [], []
    for (level, _), (row, reason, words) in since.shut.items():
        for text in sorted(words):
            if len(text) >= RUN:
                long.append((text, (row, reason)))
            elif len(text) >= LEAST and not any(text in other for other in allowed):
                short.append((text, level, (row, reason)))
    sought = Sought(long, allowed)
    for view in case.views:
        if view.passage.key not in whole:
            for start, end, says in (*sought.places(view), *of_short(view, short)):
                yield withdrawn(view, start, end, *says)


def of_short(view, short):
    """A few words are known as an item's only where its problem or task is told of."""
    text, places = letters(view.text)
    for words, level, says in short:
        at = text.find(words)
        if at >= 0 and tells_of(view.passage, level, says[0]):
            yield places[at], places[at + len(words) - 1] + 1, says


def tells_of(passage, level, row):
    """Whether a passage tells of an item, or of the task that it belongs to."""
    told = ("task", row["task"]) if level == "measure" else (level, row["id"])
    return told in sources(passage)


def withdrawn(view, start, end, row, reason):
    """The finding of words that may not be told any more."""
    says = f"台账里的{row['title']}已不公开（{reason}），这些文字不能公布。"
    return view.finding("withdrawn", start, end, says, NEVER, (row["title"], reason))


def of_reworded(case, level, row, now):
    """The earlier wording of an item, where the ledger has another by now."""
    for name in PUBLIC:
        old, new = bare(row.get(name) or ""), bare(now.get(name) or "")
        if len(old) < LEAST or old == new:
            continue
        for view in case.views:
            text, places = letters(view.text)
            at = text.find(old)
            known = len(old) >= SHORT or tells_of(view.passage, level, row)
            if at < 0 or not known or (old in new and new in text):
                continue
            says = f"台账里{row['title']}的表述已改为“{now.get(name) or '（空）'}”。"
            advice = "请照台账现在的表述改；仍用原来表述的，由另一位同志放行。"
            span = (places[at], places[at + len(old) - 1] + 1)
            yield view.finding("reworded", *span, says, advice, (row["title"], new))
