"""The parts of a problem → its specific issues, measures, progress and fields."""

from ledger.deadlines import read_deadline
from reports.intake.outline import Entry, Issue, Place, Value
from reports.intake.vocabulary import states

from .plain import joined
from .values import field_values, issues_in, together, value
from .words import NOT_YET, OPEN_STATES, STATES

TASK_FIELDS = {"effect": "effect", "goal": "goal"}
FATE = ("unfinished_reason", "next_step", "expected_date")
LOOSE_PROGRESS = "这里的整改情况没有写明是哪条措施的，没有作为进展导入。需要的，请在措施下填写。"


class Parts:
    """What the parts of a node (and of the single “针对” below it) tell of a problem or task."""

    def __init__(self, parts, kind, issues, leaf=True, whole=True):
        self.parts = parts
        self.whole = whole  # whether a text without items is one measure
        self.leaf = leaf
        self.kind = kind
        self.issues = issues
        self.source = self.source_of_measures()
        self.loose = []  # progress that is told of no single measure, once the measures are read

    def named(self, label):
        """The parts with a label that hold anything."""
        return [p for p in self.parts if p.label == label and (p.lead or p.items or p.fields)]

    def source_of_measures(self):
        """The parts in which the measures stand: the plan's, or else those of what was done."""
        if self.kind == "feedback":
            return self.named("measures")
        for label in ("measures", "progress", "effect"):
            if found := self.named(label):
                return found
        return [part for part in self.named("")[-1:] if part.items or (self.leaf and part.lead)]

    def specifics(self):
        """The issues after “存在问题：”, and those counted before anything else is said."""
        found = []
        for part in self.parts:
            if part in self.source or part.label not in ("", "issues"):
                continue
            found += [value(joined(item.passages)) for item in part.items]
            if part.label == "issues":
                found = [v for lead in part.lead for v in issues_in(lead)] + found
        return found

    def tasks(self):
        """What “整改任务：” names, one or several."""
        found = []
        for part in self.named("task"):
            found += [value(joined(item.passages)) for item in part.items]
            found += [v for lead in part.lead for v in issues_in(lead)] if not part.items else []
        for task in found:
            task.value = task.value.strip("。；")
        return found

    def passages(self):
        """What else is said: before the first label, and before the first item."""
        told = []
        for part in self.parts:
            plain = part.label == "" and part not in self.source
            if plain or (part in self.source and (part.items or not self.whole)):
                told += [*part.lead, *part.after]
            else:
                told += part.after
        return [value(passage) for passage in told if passage] + self.loose

    def measures(self):
        """The measures as entries, with fields that stand beside single ones."""
        made = []
        for part in self.source:
            ours = [self.measure(item) for item in part.items]
            if not ours and part.lead and self.whole:
                ours = [self.undivided(part)]
            self.give(part, ours)
            made += ours
        self.give_progress(made)
        return made

    def measure(self, item):
        """One item as a measure."""
        text = joined(item.passages)
        fields = {}
        for name, passage in item.fields.items():
            fields |= field_values(name, passage, "", self.issues)
        number = item.number or None
        return Entry("measure", text.text.strip(), Place(row=item.row), number, fields)

    def undivided(self, part):
        """The whole of a part as one measure."""
        text = joined([passage for passage in part.lead if passage], "\n")
        message = "这里没有分条列措施，整段读作一条，请核对。"
        self.issues.append(Issue("doubt", message, Place(row=text.row), text.text[:80]))
        return Entry("measure", text.text.strip(), Place(row=text.row))

    def give(self, part, measures):
        """Fields that stand between measures belong to the one before."""
        for name, passage, count in part.fields:
            if 0 < count <= len(measures) and between(part, measures):
                measures[count - 1].fields |= field_values(name, passage, "", self.issues)

    def give_progress(self, measures):
        """“整改情况” beside “整改措施”: item by item where there are as many of both."""
        if not self.source or self.source[0].label != "measures":
            return
        told = [item for part in self.named("progress") for item in part.items]
        if told and len(told) == len(measures):
            for entry, item in zip(measures, told, strict=True):
                entry.fields["progress"] = value(joined(item.passages))
        rest = self.unmatched_progress(measures)
        if rest and len(measures) == 1 and "progress" not in measures[0].fields:
            measures[0].fields["progress"] = rest
        elif rest:
            self.loose.append(rest)
            self.issues.append(Issue("note", LOOSE_PROGRESS, rest.place, rest.text[:80]))

    def task_fields(self, measures):
        """The fields of the task: who and when for all of it, what came of it, what comes next."""
        found = {}
        for part in self.parts:
            given = part in self.source and between(part, measures)
            for name, passage, count in part.fields:
                if not (given and count):
                    found |= field_values(name, passage, "task_", self.issues)
            name = TASK_FIELDS.get(part.label) or (part.label if part.label in FATE else None)
            if name and part not in self.source and (told := together(all_of(part))):
                found |= {name: told} if name != "expected_date" else self.expected(told)
        if state := self.state():
            found["task_state"] = state
        return found

    def expected(self, told):
        """The day that “预计完成时间” names; what is unclear about it becomes a doubt."""
        reading = read_deadline(told.value.strip("。；"))
        if reading.date:
            return {"expected_date": Value(reading.date, told.text, told.place)}
        if reading.question:
            self.issues.append(Issue("doubt", reading.question, told.place, told.text))
        return {}

    def unmatched_progress(self, measures):
        """“整改情况” beside “整改措施” that could not be told apart by measure."""
        parts = self.named("progress")
        items = [item for part in parts for item in part.items]
        lead = [passage for part in parts for passage in part.lead]
        if items and len(items) == len(measures):
            return together(lead)
        if items and len(measures) > 1:
            message = (
                f"整改措施 {len(measures)} 条，整改情况 {len(items)} 条，对不上，没有分到各条。"
            )
            self.issues.append(Issue("doubt", message, Place(row=parts[0].row)))
        return together([passage for part in parts for passage in all_of(part)])

    def state(self):
        """The state that the first sentence of what was done names, as a code; its words are kept."""
        for part in [*self.source, *self.named("progress"), *self.named("effect")]:
            for passage in part.lead[:1]:
                found = STATES.search(passage.plain.split("。")[0])
                if found and found.start() < 12:
                    words = passage.cut(*found.span()).text
                    code = code_of(found[0], passage.plain[: found.start()])
                    return Value(code, words, Place(row=passage.row))
        return None


def code_of(words, before):
    """What the words for a state come to; “未” or “没有” before them turns them round."""
    if NOT_YET.search(before):
        return "in_progress"
    known = states().get(words)
    return known or ("in_progress" if OPEN_STATES.search(words) else "signed_off")


def is_open(state):
    """Whether a state means that the task goes on."""
    return bool(state and state.value != "signed_off")


def all_of(part):
    """Every passage of a part in order."""
    return [*part.lead, *(passage for item in part.items for passage in item.passages)]


def between(part, measures):
    """Whether fields stand between the measures of a part, or beside a single one of several."""
    places = {count for _, _, count in part.fields}
    return any(0 < count < len(measures) for count in places)
