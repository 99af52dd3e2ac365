"""The doors for progress, evidence and outcomes: what they take, and what they refuse."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ledger.models import JournalEntry
from ledger.refusals import Conflict, Forbidden, Refusal, TooLarge
from measures.filetypes import OLE, sniff
from measures.models import Evidence, MeasureState, Outcome
from measures.proof import add_evidence, add_outcome, add_progress, confirm_outcome
from measures.sample.files import docx, pdf, png, xlsx
from tests.factories import make_department, make_inspection, make_measure, make_member, make_task
from tests.measures.marked import compound

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    return make_measure(make_task(make_inspection()), state="in_progress")


@pytest.fixture
def handler(measure):
    return make_member(measure.inspection.organization, "handler", measure.department)


def archive(*names):
    """A zip with empty parts of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "")
    return out.getvalue()


def picture(kind):
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, kind)
    return out.getvalue()


def upload(name, content):
    return SimpleUploadedFile("x", content) if name is None else named(name, content)


def named(name, content):
    """An upload whose name is just what the browser sent."""
    file = SimpleUploadedFile("x", content)
    file._name = name
    return file


TAKEN = {
    "a.pdf": pdf("a"),
    "a.docx": docx("a"),
    "a.xlsx": xlsx("a"),
    "a.pptx": archive("ppt/presentation.xml"),
    "a.ofd": archive("OFD.xml"),
    "a.png": png("a"),
    "A.JPG": picture("JPEG"),
    "a.jpeg": picture("JPEG"),
    **{f"a.{kind}": compound("WordDocument") for kind in ("doc", "wps")},
    **{f"a.{kind}": compound("Workbook") for kind in ("xls", "et")},
    "old.xls": compound("Book"),
    **{f"a.{kind}": compound("PowerPoint Document") for kind in ("ppt", "dps")},
}
REFUSED = {
    "a.exe": b"MZ program",
    "a.html": b"<html><script>alert(1)</script>",
    "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "a.txt": b"text",
    "a.zip": archive("anything.txt"),
    "a.pdf": b"<html>not a pdf",
    "a.docx": archive("word/document.xml", "word/vbaProject.bin"),
    "a.docm": archive("word/document.xml"),
    "a.xlsx": archive("word/document.xml"),
    "a.png": pdf("a"),
    "a.jpg": png("a"),
    "a": pdf("a"),
    "a.msi": OLE + b"installer",
    "b.docx": b"PK\x03\x04 broken archive",
    "c.xlsx": archive(*(f"part{number}" for number in range(5001))),
}


@pytest.mark.parametrize("name", TAKEN)
def test_file_of_an_allowed_type_is_told_by_its_content(name):
    assert sniff(io.BytesIO(TAKEN[name]), name) is not None


@pytest.mark.parametrize("name", REFUSED)
def test_file_of_another_type_is_refused_and_leaves_nothing(name, measure, handler, evidence_root):
    with pytest.raises(Refusal) as refusal:
        add_evidence(measure, named(name, REFUSED[name]), actor=handler)

    assert refusal.value.code == "file_type"
    assert list(evidence_root.iterdir()) == []
    assert Evidence.objects.count() == JournalEntry.objects.count() == 0


def test_evidence_is_kept_with_its_digest(measure, handler, evidence_root):
    row = add_evidence(measure, named("证明.pdf", pdf("证明")), actor=handler)

    entry = JournalEntry.objects.get()
    assert row.size == len(pdf("证明"))
    assert len(row.sha256) == 64
    assert [file.name for file in evidence_root.iterdir()] == [row.file.name]
    assert row.file.name != row.name
    assert (entry.action, entry.role, entry.changes["sha256"]) == (
        "create",
        "handler",
        [None, row.sha256],
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/证明.pdf", "证明.pdf"),
        ("C:\\桌面\\证明.pdf", "证明.pdf"),
        ("名" * 190 + ".pdf", "名" * 190 + ".pdf"),
    ],
)
def test_evidence_name_loses_its_path(name, kept, measure, handler):
    assert add_evidence(measure, named(name, pdf("a")), actor=handler).name == kept


@pytest.mark.parametrize(
    "name", ["a\u202efdp.pdf", "a\x00.pdf", "\u200b.pdf\x07", ".pdf", "", "名" * 201 + ".pdf"]
)
def test_evidence_name_that_hides_something_is_refused(name, measure, handler):
    with pytest.raises(Refusal):
        add_evidence(measure, named(name, pdf("a")), actor=handler)

    assert Evidence.objects.count() == 0


def test_empty_and_oversized_files_are_refused(measure, handler, settings):
    settings.EVIDENCE_MAX_MB = 1

    with pytest.raises(Refusal) as empty:
        add_evidence(measure, named("a.pdf", b""), actor=handler)
    with pytest.raises(TooLarge) as large:
        add_evidence(measure, named("a.pdf", b"%PDF-" + b"0" * 2**20), actor=handler)

    assert (empty.value.code, large.value.code) == ("file_empty", "file_too_large")


@pytest.mark.parametrize("state", list(MeasureState))
def test_proof_is_taken_only_while_the_measure_is_under_work(state, measure, handler):
    type(measure).objects.update(state=state)
    measure.refresh_from_db()
    made = []
    for act in (
        lambda: add_progress(measure, "进展", actor=handler),
        lambda: add_evidence(measure, named("a.pdf", pdf("a")), actor=handler),
        lambda: add_outcome(
            measure, kind="campaign", title="治理", date=datetime.date.today(), actor=handler
        ),
    ):
        try:
            made.append(bool(act()))
        except Conflict as refusal:
            made.append(refusal.code)

    open_now = state in {"not_started", "in_progress"}
    assert made == [True if open_now else "measure_locked"] * 3


def test_proof_comes_from_the_responsible_department_alone(measure):
    organization = measure.inspection.organization
    elsewhere = make_member(organization, "handler", make_department(organization))
    office = make_member(organization, "office")

    for person in (elsewhere, office):
        with pytest.raises(Forbidden):
            add_progress(measure, "进展", actor=person)


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200d", "a\x00b", "进" * 2001])
def test_progress_without_words_is_refused(text, measure, handler):
    with pytest.raises(Refusal) as refusal:
        add_progress(measure, text, actor=handler)

    assert refusal.value.code == "malformed"


def test_outcome_amounts_follow_the_kind(measure, handler):
    today = datetime.date.today()
    given = {"measure": measure, "date": today, "actor": handler}

    funds = add_outcome(kind="funds", title="追回培训费", yuan=Decimal("69400.00"), **given)
    with pytest.raises(Refusal) as refusal:
        add_outcome(kind="institution", title="办法", yuan=Decimal("1.00"), **given)

    assert Outcome.objects.get() == funds
    assert "挽回资金须填金额" in "".join(refusal.value.errors)


def test_outcome_is_confirmed_by_the_office_alone(measure, handler):
    row = add_outcome(
        measure, kind="campaign", title="治理", date=datetime.date.today(), actor=handler
    )
    office = make_member(measure.inspection.organization, "office")

    with pytest.raises(Forbidden):
        confirm_outcome(row, actor=handler)
    done = confirm_outcome(row, actor=office)

    assert (done.confirmed_by, JournalEntry.objects.latest("sequence").action) == (
        office,
        "confirm",
    )


def test_closed_ledger_takes_no_proof(measure, handler):
    inspection = measure.inspection
    office = make_member(inspection.organization, "office")
    secretary = make_member(inspection.organization, "secretary")
    now = datetime.datetime.now(datetime.UTC)
    type(inspection).objects.update(
        closing_asked_at=now, closing_asked_by=office, closed_at=now, closed_by=secretary
    )

    with pytest.raises(Conflict) as refusal:
        add_progress(measure, "进展", actor=handler)

    assert refusal.value.code == "closed"
