"""What the checks look at: one ledger, read in a number of queries that no row adds to."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from ledger.models import Department
from measures.models import (
    Evidence,
    EvidenceMark,
    Extension,
    Measure,
    MeasureSignature,
    Outcome,
    ProgressEntry,
)
from problems.models import Problem, ProblemSignature, Task, TaskSignature


@dataclass
class Facts:
    """A ledger's live items, and by measure what was told, proved, reached and signed."""

    inspection: object
    problems: dict
    tasks: dict
    measures: dict
    departments: list  # names
    progress: dict = field(default_factory=lambda: defaultdict(list))
    files: dict = field(default_factory=lambda: defaultdict(list))  # present evidence
    outcomes: dict = field(default_factory=lambda: defaultdict(list))
    marks: list = field(default_factory=list)
    extensions: list = field(default_factory=list)  # granted
    signatures: list = field(default_factory=list)  # (item, signature), in order of time
    signed: dict = field(default_factory=dict)  # (measure, step): signature of the present attempt

    def signed_off(self):
        """The measures that are signed off."""
        return [row for row in self.measures.values() if row.state == "signed_off"]

    def signed_off_on(self, measure):
        """The day a signed-off measure was signed off, or None."""
        found = self.signed.get((measure.pk, "sign_off"))
        return timezone.localdate(found.at) if found and measure.state == "signed_off" else None


def by_key(rows):
    """Rows by their key, in their order."""
    return {row.pk: row for row in rows}


def load(inspection):
    """The facts of a ledger."""
    of_ledger = {"inspection": inspection}
    measures = Measure.objects.filter(**of_ledger).live().select_related("task", "department")
    facts = Facts(
        inspection,
        by_key(Problem.objects.filter(**of_ledger).live().order_by("number", "pk")),
        by_key(Task.objects.filter(**of_ledger).live().order_by("number")),
        by_key(measures.order_by("task__number", "number")),
        list(
            Department.objects.filter(organization=inspection.organization_id)
            .order_by("order", "pk")
            .values_list("name", flat=True)
        ),
    )
    read_proof(facts)
    read_signatures(facts)
    asked = Extension.objects.of_ledgers([inspection]).filter(decision="granted")
    facts.extensions = list(asked.order_by("pk"))
    return facts


def read_proof(facts):
    """What was told, proved and reached, and what reviewers thought of it."""
    of_ledger = {"measure__inspection": facts.inspection}
    told = ProgressEntry.objects.filter(**of_ledger).select_related("by").order_by("at", "pk")
    for entry in told:
        facts.progress[entry.measure_id].append(entry)
    present = Evidence.objects.filter(inspection=facts.inspection, superseded_by=None)
    files = by_key(present.select_related("uploaded_by").order_by("pk"))
    links = Evidence.measures.through.objects.filter(evidence__inspection=facts.inspection)
    for measure, evidence in links.order_by("pk").values_list("measure_id", "evidence_id"):
        if evidence in files and measure in facts.measures:
            facts.files[measure].append(files[evidence])
    for outcome in Outcome.objects.filter(**of_ledger).order_by("pk"):
        facts.outcomes[outcome.measure_id].append(outcome)
    marks = EvidenceMark.objects.filter(**of_ledger).select_related("by").order_by("at", "pk")
    facts.marks = list(marks)


def read_signatures(facts):
    """The signatures that stand, those of the present attempts, with their items, by time."""
    for model, name, items in (
        (MeasureSignature, "measure", facts.measures),
        (TaskSignature, "task", facts.tasks),
        (ProblemSignature, "problem", facts.problems),
    ):
        rows = model.objects.filter(**{f"{name}__inspection": facts.inspection})
        for row in rows.defer("comment", "evidence").order_by("at", "pk"):
            item = items.get(getattr(row, f"{name}_id"))
            if item is None or row.attempt != item.attempt:
                continue
            facts.signatures.append((item, row))
            if name == "measure":
                facts.signed[item.pk, row.step] = row
    facts.signatures.sort(key=lambda pair: pair[1].at)
