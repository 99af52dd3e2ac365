"""Words that only the inside may know, planted everywhere: none of them in any public answer."""

import io
import itertools

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pypdf.generic import StreamObject

from ledger.models import Adoption, Organization, Word
from ledger.refusals import Refusal
from measures.models import (
    Directive,
    EvidenceMark,
    Extension,
    HeldUpload,
    Meeting,
    Outcome,
    StageReport,
)
from problems.models import Aspect, Feedback, Problem
from reports import checking, drafting, publishing, revising, snapshots
from reports.intake import imports
from reports.models import HintDismissal, NoticeStyle, NoticeWaiver
from reports.notice.passages import seen
from reports.workbook import export
from tests.factories import TODAY, make_measure, make_member, make_task, prove
from tests.notice.world import CONTACT, World, passage, public, text_of, version_of

pytestmark = pytest.mark.django_db
LEAST = 60
# What machines compare, no text of anybody.
MACHINE = {"password", "hash", "previous_hash", "sha256", "digest", "key", "content_type", "code"}
# What nobody changes once it is written: planted through the doors.
KEPT = {"JournalHead", "JournalEntry", "AccessEntry", "Once", "InspectionSummary"}
WITHHELD = {
    "disclosure": "withheld",
    "withholding_reason": "open_case",
    "withholding_explanation": "说明",
}


class Aviary:
    """Canaries: each word is unlike any other, and is known by where it was planted."""

    def __init__(self, first):
        self.numbers = itertools.count(first)
        self.planted = {}

    def __call__(self, where):
        word = f"ZQ{next(self.numbers)}X"
        self.planted[word] = where
        return word

    def found(self, text):
        """Where those that a text has were planted."""
        return sorted(where for word, where in self.planted.items() if word in text)


def fill(world):
    """One row at least of everything that a ledger may hold, told and not told."""
    inspection, office, task, measure = world.inspection, world.office, world.task, world.measure
    department = task.department
    now = {"at": timezone.now()}
    world.organization.parent = Organization.objects.create(name="上级", short_name="上级")
    world.organization.save()
    for role in ("lead", "supervisor"):
        make_member(world.organization, role)
    handler = make_member(world.organization, "handler", department)
    make_member(world.organization, "head", department)
    prove(measure, handler)
    measure.state = "signed_off"
    measure.save()
    make_measure(task, **public("没有销号的措施"))
    for told in ({"disclosure": "party", "public_text": "党内"}, WITHHELD, {"public_text": "未定"}):
        feedback = Feedback.objects.create(
            inspection=inspection, kind="problem_list", title="清单", number="1", date=TODAY
        )
        problem = Problem.objects.create(
            inspection=inspection,
            feedback=feedback,
            aspect=Aspect.objects.create(feedback=feedback, number=1, title="方面"),
            number=1,
            text="问题",
            **told,
        )
        make_measure(make_task(inspection, problem=problem, **told), **told)
        make_measure(make_task(inspection, problem=world.problem, **told), state="signed_off")
        make_measure(task, state="signed_off", **told)
        going = {"state": "continuing", "stage_goal": "目标", "review_date": TODAY}
        make_task(inspection, problem=world.problem, **going, **told)
    evidence = measure.evidence.get()
    EvidenceMark.objects.create(
        evidence=evidence, measure=measure, attempt=1, is_sufficient=True, by=office, **now
    )
    Outcome.objects.create(measure=measure, kind="campaign", title="专项", date=TODAY, **WITHHELD)
    HeldUpload.objects.create(
        measure=measure,
        file="held/b.docx",
        name="b.docx",
        sha256="0" * 64,
        size=1,
        content_type="application/msword",
        found=[],
        uploaded_by=handler,
        **now,
    )
    Extension.objects.create(
        measure=measure,
        old_deadline=TODAY,
        deadline=TODAY + timezone.timedelta(days=9),
        reason="等批复",
        requested_at=timezone.now(),
        requested_by=handler,
    )
    StageReport.objects.create(
        measure=measure,
        review_date=TODAY,
        text="过半",
        reported_at=timezone.now(),
        reported_by=handler,
    )
    Directive.objects.create(
        inspection=inspection,
        department=department,
        kind="reminder",
        number="1号",
        text="请加快",
        reply_by=TODAY,
        issued_at=timezone.now(),
        issued_by=office,
    )
    Meeting.objects.create(inspection=inspection, kind="supervision", date=TODAY, subject="检查")
    Adoption.objects.create(
        inspection=inspection,
        document_number="1号",
        date=TODAY,
        meeting="党组会",
        sequence=0,
        adopted_at=timezone.now(),
        adopted_by=office,
    )
    Word.objects.create(
        organization=world.organization, use="kind", text="即知即改", means="immediate"
    )
    HintDismissal.objects.create(
        inspection=inspection,
        code="amount",
        subject="measure:1",
        digest="0" * 64,
        hint="提示",
        reason="已核实",
        dismissed_at=timezone.now(),
        dismissed_by=office,
    )
    imports.receive(inspection, ContentFile(export(inspection), name="台账.xlsx"), actor=office)
    NoticeStyle.objects.update(slips="巡查=巡察")


def told(world, row, name):
    """Whether a field is of what the notice says to everybody."""
    kind = type(row).__name__
    if row == world.organization:
        return name in ("name", "short_name")
    if row == world.inspection:
        return name in ("round", "team")
    if kind == "NoticeStyle":
        return name != "slips"
    if row == world.problem.aspect:
        return name == "title"
    if kind == "GroupMember":
        return True
    if row == world.task and name == "next_step":
        return True
    return name == "public_text" and row in (world.problem, world.task, world.measure)


def plant(world, canary):
    """A canary in every text field of every row that may be changed, but for what is told."""
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in ("ledger", "problems", "measures", "reports") or model.__name__ in KEPT:
            continue
        if model in (type(world.snapshot), NoticeWaiver) or model.__name__.endswith("Signature"):
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and field.name not in MACHINE
        ]
        for row in model.objects.all():
            words = {
                name: canary(f"{model.__name__} {row.pk} {name}")
                for name in names
                if not told(world, row, name) and not blank_by_rule(row, name)
            }
            if words:
                model.objects.filter(pk=row.pk).update(**words)


def blank_by_rule(row, name):
    """Whether a constraint wants the field empty as the row is."""
    if name == "withholding_explanation":
        return row.disclosure != "withheld"
    if name == "stage_goal":
        return row.state != "continuing"
    if name == "means":
        return True
    if name in ("void_reason", "objection", "undo_reason"):
        return True
    return name == "note" and type(row).__name__ in ("Extension", "StageReport", "HeldUpload")


def publish(world, canary):
    """A notice and its correction, with canaries in all that is typed on the way."""
    world.snapshot = snapshots.ask(
        world.inspection, timezone.localdate(), canary("snapshot purpose"), actor=world.office
    )
    snapshots.confirm(world.snapshot, actor=world.secretary, comment=canary("snapshot comment"))
    notice = world.begin()
    go_public(world, notice, canary)
    later = drafting.begin_correction(
        notice, world.snapshot, "改正一处", actor=world.office, dated=world.snapshot.as_of
    )
    go_public(world, later, canary)
    return notice.publication, later


def go_public(world, notice, canary):
    """Drafted, sent back, mended and published, each with words of its own."""
    row = passage(notice, "text")
    revising.add_passage(notice, row.key, "text", canary("passage taken out"), actor=world.office)
    gone = next(
        one for one in drafting.passages_of(notice) if "ZQ" in one.text and one.key != row.key
    )
    for text in (row.text + canary("words deleted"), row.text):
        shown = seen(next(p for p in drafting.passages_of(notice) if p.key == row.key))
        revising.save_text(notice, row.key, text, actor=world.office, shown=shown)
    revising.remove_passage(notice, gone.key, actor=world.office, shown=seen(gone))
    NoticeWaiver.objects.create(
        notice=notice,
        code="slips",
        digest=f"{notice.pk:064d}",
        says=canary("waived finding"),
        reason=canary("reason of a waiver"),
        waived_at=timezone.now(),
        waived_by=world.other,
    )
    given = {"actor": world.office, "version": version_of(notice)}
    publishing.submit(notice, comment=canary("comment of a submission"), **given)
    given = {"actor": world.secretary, "version": version_of(notice)}
    publishing.send_back(notice, comment=canary("reason of sending back"), **given)
    given = {"actor": world.office, "version": version_of(notice)}
    publishing.submit(notice, comment=canary("comment of a submission"), **given)
    given = {"actor": world.secretary, "version": version_of(notice)}
    given |= {"confirmed_at": timezone.now(), "comment": canary("comment of a publication")}
    publishing.publish(notice, **given)


def answers(slug):
    """(address, all that a public answer tells) of every address under a slug."""
    paths = ["/notices/", f"/notices/{slug}/", f"/notices/{slug}/notice.pdf"]
    for number in (1, 2, 3):
        paths += [f"/notices/{slug}/{number}/", f"/notices/{slug}/{number}/notice.pdf"]
    for path, method in itertools.product(paths, ("get", "head")):
        answered = getattr(Client(), method)(path)
        body = answered.getvalue() if method == "get" else b""
        for close in answered._resource_closers:
            close()
        yield path, answered.status_code, " ".join([str(answered.headers), *said(body)])


def said(body):
    """The body in every way in which it might hide a word."""
    yield body.decode("utf-8", "replace")
    yield body.decode("utf-16-be", "replace")
    yield body[1:].decode("utf-16-be", "replace")
    if not body.startswith(b"%PDF"):
        return
    reader = PdfReader(io.BytesIO(body))
    yield text_of(body)
    yield str(reader.metadata)
    yield str(reader.outline)
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            yield from said(found.get_data())
        else:
            yield repr(found)


@pytest.fixture
def world(monkeypatch):
    """A ledger whose notice is not checked: a waiver of its findings is no matter here."""
    monkeypatch.setattr(checking, "open_findings", lambda notice: [])
    return World(CONTACT)


def test_no_canary_sings_in_public(world):
    canary, control = Aviary(1000), Aviary(9000)
    fill(world)
    plant(world, canary)
    for row in (world.problem, world.task, world.measure):
        word = control(row.level)
        type(row).objects.filter(pk=row.pk).update(public_text=f"公开{word}")
    for name in ("inspection", "office", "other", "secretary", "organization"):
        getattr(world, name).refresh_from_db()
    first, later = publish(world, canary)

    heard = {}
    for path, status, text in answers(first.slug):
        assert status == (404 if "/3/" in path else 200), path
        if found := canary.found(text):
            heard[path] = found
    assert heard == {}
    assert len(set(canary.planted.values())) >= LEAST
    for path in (f"/notices/{first.slug}/", f"/notices/{first.slug}/2/notice.pdf"):
        text = next(text for at, _, text in answers(first.slug) if at == path)
        assert control.found(text) == ["measure", "problem", "task"], path

    given = {"actor": world.secretary, "version": version_of(later)}
    given |= {"confirmed_at": timezone.now(), "comment": canary("reason of taking down")}
    publishing.take_down(later, **given)

    for path, status, text in answers(first.slug):
        assert status == (200 if path == "/notices/" else 404 if "/3/" in path else 410), path
        assert canary.found(text) == control.found(text) == [], path


LEVELS = ("problem", "task", "measure")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("way", ["party", "withheld", "unset", "void"])
def test_what_becomes_internal_after_the_snapshot_is_heard_nowhere(level, way):
    """Each level's public words are drafted, then shut: the doors hold until they are gone."""
    world, canary = World(CONTACT), Aviary(1000)
    for row in (world.problem, world.task, world.measure):
        type(row).objects.filter(pk=row.pk).update(public_text=f"公开{canary(row.level)}")
    type(world.measure).objects.update(state="signed_off")
    type(world.task).objects.update(state="signed_off")
    world.snapshot = world.freeze()
    notice = world.begin()
    said = " ".join(row.plain for row in drafting.passages_of(notice))
    assert canary.found(said) == sorted(LEVELS)
    shut(world, getattr(world, level), way)
    reached = LEVELS[LEVELS.index(level) :]  # what is below an item is shut with it

    with pytest.raises(Refusal):
        world.publish(notice)
    mend(world, notice)
    let_stand(world, notice)
    publication = world.publish(notice)

    heard = " ".join(text for _, _, text in answers(publication.slug))
    assert set(canary.found(heard)).isdisjoint(reached)
    assert ("problem" in canary.found(heard)) == (level != "problem")


def shut(world, row, way):
    """Make an item internal, or void it with what is below."""
    values = {"party": {"disclosure": "party"}, "withheld": WITHHELD, "unset": {"disclosure": ""}}
    values["void"] = {
        "void_reason": "重复",
        "voided_at": timezone.now(),
        "voided_by": world.office,
    }
    rows = [world.problem, world.task, world.measure]
    for one in rows[LEVELS.index(row.level) :] if way == "void" else [row]:
        type(one).objects.filter(pk=one.pk).update(**values[way])


def mend(world, notice):
    """Take out the passages with what is shut."""
    while found := [one for one in checking.open_findings(notice) if one.code == "withdrawn"]:
        rows = {row.key: row for row in drafting.passages_of(notice)}
        row = rows[found[0].key]
        revising.remove_passage(notice, row.key, actor=world.office, shown=seen(row))


def let_stand(world, notice):
    """Another person lets stand what is missing by now."""
    for one in checking.open_findings(notice):
        person = world.other if world.office in one.writers else world.office
        checking.waive(notice, one.digest, "台账已改", actor=person)
