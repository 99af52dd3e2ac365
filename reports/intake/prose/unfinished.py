"""What a text tells as unfinished: each thing once, with its reason, next step and date."""

import re

from ledger.deadlines import read_deadline
from reports.intake.outline import Entry, Issue, Place, Value

from .measures import Parts, is_open
from .plain import joined
from .values import issues_in, value

REASON = re.compile(
    "(?:(?:主要)?原因(?:是|为|在于|：)|由于|因(?![此为而]))(?P<what>[^。；]{2,200}?)(?=，下一步|[。；]|$)"
)
NEXT_STEP = re.compile("下一步[，,]?(?P<what>[^。；]{2,200}?)(?=，预计|[。；]|$)")
EXPECTED = re.compile(
    "(?:预计|计划|力争|拟)(?:于|在|到)?(?P<when>[^，。；]{2,20}?)(?:前)?(?:全面|基本|整体)?(?:完成|办结|销号)"
)
NUMBERED = re.compile(
    "第(?P<number>\\d{1,3})[项个条](?:任务|问题)?“(?P<text>[^”]{2,80})”[^。；]{0,20}?(?:持续|未完成|正在|继续|长期)"
)
EDGES = "“”。；：，、"
LOOSE = 1_000_000  # comparisons of parts of texts, beyond which only equal ones are looked for


def settle(reader, nodes, root):
    """Give what is unfinished to the entry it means, or keep it by itself where none is meant."""
    found = [thing for node in nodes for thing in things(node)]
    numbers = numbered(root)
    meant = Meant(reader.outline, len(found))
    for title, row, given in found:
        parts = Parts(given, reader.kind, reader.issues, whole=False)
        told = fate(parts, row, reader.issues), parts.passages()
        key = core(title.plain)
        number = numbers.pop(key, None)
        place_it(reader, meant, title, row, told, number)
    for key, (number, passage) in list(numbers.items()):
        state = Value("continuing", passage.text[:80], Place(row=passage.row))
        told = ({"task_state": state}, []), []
        title = value(passage, key)
        place_it(reader, meant, title, passage.row, told, (number, passage))


def things(node):
    """(title, line, parts) of each unfinished thing below a heading."""
    if node.children:
        return [
            (title_of(child), child.row, [p for n in child.walk() for p in n.parts])
            for child in node.children
        ]
    items = [item for part in node.parts for item in part.items]
    if items and not any(part.label for part in node.parts):
        return [(joined(item.passages), item.row, []) for item in items]
    text = next((p for part in node.parts for p in part.lead if p), node.title)
    title = text.cut(0, text.plain.find("。") + 1 or None)
    return [(title, text.row or node.row, node.parts)]


def title_of(node):
    """The title of a heading, or of the “针对” below it."""
    about = next((child for child in node.children if child.kind == "about"), None)
    return about.title if about and not node.title else node.title


def numbered(root):
    """“第 22 项“…”需要持续整改”: number and passage by the text in quotes."""
    found = {}
    for passage in root.passages():
        for match in NUMBERED.finditer(passage.plain):
            cut = passage.cut(match.start(), match.end())
            found.setdefault(core(match["text"]), (int(match["number"]), cut))
    return found


def core(plain):
    """What names a problem, without the words around it."""
    plain = re.sub("^(?:针对|关于|反馈)", "", plain.strip(EDGES)).strip(EDGES)
    return re.sub("(?:等|的){0,4}(?:问题)?$", "", plain).strip(EDGES)


def fate(parts, row, issues):
    """Fields and measures of an unfinished thing; what is not told is a note."""
    measures = parts.measures()
    fields = parts.task_fields(measures)
    tell(fields, parts, row, issues)
    return fields, measures


def tell_if_open(parts, entry, issues):
    """Reason, next step and date of a task that the text calls open where it tells of it."""
    if is_open(entry.fields.get("task_state")):
        tell(entry.fields, parts, entry.place.row, issues)


def tell(fields, parts, row, issues):
    """Add what sentences tell of reason, next step and date; what is missing is a doubt."""
    text = joined([p for part in parts.parts for p in (*part.lead, *of_items(part)) if p], "\n")
    if (found := REASON.search(text.plain)) and "unfinished_reason" not in fields:
        fields["unfinished_reason"] = value(text.cut(*found.span("what")))
    if (found := NEXT_STEP.search(text.plain)) and "next_step" not in fields:
        fields["next_step"] = value(text.cut(*found.span("what")))
    if (found := EXPECTED.search(text.plain)) and "expected_date" not in fields:
        expect(fields, text.cut(*found.span("when")), issues)
    fields.setdefault("task_state", Value("continuing", "", Place(row=row)))
    names = {
        "unfinished_reason": "原因",
        "next_step": "下一步打算",
        "expected_date": "预计完成日期",
    }
    missing = [label for name, label in names.items() if name not in fields]
    if missing:
        message = f"未完成事项没有写明{'、'.join(missing)}，请补充。"
        issues.append(Issue("doubt", message, Place(row=row)))


def of_items(part):
    """The passages of a part's items."""
    return [passage for item in part.items for passage in item.passages]


def expect(fields, passage, issues):
    """The day that “预计…完成” names; what is unclear is a doubt."""
    reading = read_deadline(passage.text)
    if reading.date:
        fields["expected_date"] = Value(reading.date, passage.text, Place(row=passage.row))
    elif reading.question:
        issues.append(Issue("doubt", reading.question, Place(row=passage.row), passage.text))


class Meant:
    """Finds the entries that are named by a text: by their words or one of their specific issues."""

    def __init__(self, outline, count):
        self.entries = []  # of (entry, its words)
        self.exact = {}
        for entry in outline.walk():
            if entry.level in ("problem", "task"):
                words = core_of(entry)
                self.entries.append((entry, words))
                for word in words:
                    self.exact.setdefault(word, []).append(entry)
        self.loose = count * len(self.entries) < LOOSE

    def by(self, key):
        """The entries that a text names; of a problem its tasks, if it has any."""
        found = self.exact.get(key, []) if key else []
        if not found and key and self.loose:
            found = [e for e, words in self.entries if any(alike(word, key) for word in words)]
        tasks = [entry for entry in found if entry.level == "task"]
        found = tasks or [below for entry in found for below in (entry.children or [entry])]
        return list({id(entry): entry for entry in found}.values())


def alike(word, key):
    """Whether one text holds the other, and both are long enough for that to mean something."""
    return min(len(word), len(key)) >= 6 and (word in key or key in word)


def place_it(reader, index, title, row, told, numbered_as):
    """Find the entry that is meant; where none or several may be, keep it apart with a doubt."""
    (fields, measures), passages = told
    key = core(title.plain if hasattr(title, "plain") else title.value)
    meant = index.by(key)
    if len(meant) == 1:
        meant[0].fields |= fields
        meant[0].passages += passages
        if hasattr(title, "plain") and core(title.plain) not in core_of(meant[0]):
            meant[0].passages.append(value(title))
        known = {measure.text for measure in meant[0].children}
        meant[0].children += [m for m in measures if m.text not in known]
        return
    texts = issues_in(title) if hasattr(title, "plain") else [title]
    text = "；".join(v.value for v in texts) or key
    number = numbered_as[0] if numbered_as else None
    entry = Entry("task", text, Place(row=row), number, fields, measures, passages=passages)
    reader.outline.unplaced.append(entry)
    why = "能对上的不止一处" if meant else "前面没有同名的问题"
    message = f"未完成事项“{text[:40]}”没有写明属于哪个方面、哪个问题（{why}），请指定。"
    reader.issues.append(Issue("doubt", message, Place(row=row), text[:80]))


def core_of(entry):
    """The words of an entry and its specific issues, as ``core`` leaves them."""
    return [core(entry.text), *(core(issue.value) for issue in entry.specifics)]
