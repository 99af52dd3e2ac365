"""verify_evidence: a hundred files, damaged in twelve ways, each damage found and nothing else."""

import datetime
import hashlib
import json
import os

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from measures.custody import verify_evidence
from measures.holding import receive
from measures.marking import mark_evidence
from measures.models import Evidence, EvidenceMark, HeldUpload
from measures.proof import add_evidence
from measures.sample.files import make_file
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.measures.marked import MARK, word

pytestmark = pytest.mark.django_db
FILES = 100


@pytest.fixture
def rows():
    """A hundred pieces of evidence of two measures, in turn of four types."""
    task = make_task(make_inspection())
    measures = [make_measure(task, state="in_progress") for _ in range(2)]
    handlers = [
        make_member(task.inspection.organization, "handler", row.department) for row in measures
    ]
    names = ("a.pdf", "b.docx", "c.xlsx", "d.png")
    return [
        add_evidence(measures[n % 2], make_file(names[n % 4], f"材料{n}"), actor=handlers[n % 2])
        for n in range(FILES)
    ]


def content(row):
    with open(default_storage.path(row.file.name), "rb") as file:
        return file.read()


def write(row, data):
    with open(default_storage.path(row.file.name), "wb") as file:
        file.write(data)


def flip(rows):
    for row in rows:
        data = bytearray(content(row))
        data[len(data) // 2] ^= 1
        write(row, data)


def truncate(rows):
    for row in rows:
        write(row, content(row)[:-7])


def append(rows):
    for row in rows:
        write(row, content(row) + b"\0")


def swap(rows):
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        first, second = content(one), content(other)
        write(one, second)
        write(other, first)


def replace(rows):
    """Another file of the same type under the same name, its row made to fit: SQL does it."""
    for n, row in enumerate(rows):
        data = make_file(row.name, f"另一份{n}").read()
        write(row, data)
        digest = hashlib.sha256(data).hexdigest()
        Evidence.objects.filter(pk=row.pk).update(sha256=digest, size=len(data))


def delete(rows):
    for row in rows:
        os.remove(default_storage.path(row.file.name))


def orphan(rows):
    for n in range(len(rows)):
        with open(default_storage.path(f"unknown{n}.pdf"), "wb") as file:
            file.write(b"%PDF-1.4")


def disown(rows):
    """Evidence of one measure, put below the other by SQL."""
    one, other = (row.measures.get() for row in rows[:2])
    for row in rows:
        row.measures.set([other if row.measures.get() == one else one])


def supersede(rows):
    """Half of the files put in the place of the others by SQL, and back the other way."""
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        Evidence.objects.filter(pk=one.pk).update(supersedes=other)
        Evidence.objects.filter(pk=other.pk).update(supersedes=one)


def antedate(rows):
    Evidence.objects.update(uploaded_at=timezone.now() - datetime.timedelta(300))


def mark(rows):
    """A mark on each file that nobody made."""
    for row in rows:
        EvidenceMark.objects.create(
            evidence=row,
            measure=row.measures.get(),
            attempt=1,
            is_sufficient=True,
            at=timezone.now(),
            by=row.uploaded_by,
        )


def erase(rows):
    for row in rows:
        row.measures.clear()
        os.remove(default_storage.path(row.file.name))
    Evidence.objects.all().delete()


DAMAGES = (
    flip,
    truncate,
    append,
    swap,
    replace,
    delete,
    orphan,
    disown,
    supersede,
    antedate,
    mark,
    erase,
)


def test_untouched_evidence_is_silent(rows):
    assert list(verify_evidence()) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_found_once_for_each_file(damage, rows):
    keys = {row.pk for row in rows}
    damage(rows)

    found = list(verify_evidence())

    if damage is orphan:
        assert len({row.name for row in found}) == FILES
        assert {row.code for row in found} == {"orphan"}
    else:
        assert {row.evidence for row in found} == keys


def test_command_ends_with_1_and_names_the_file(rows, capsys):
    flip(rows[:1])

    with pytest.raises(SystemExit) as ended:
        call_command("verify_evidence", "--json")

    body = json.loads(capsys.readouterr().out)
    assert (ended.value.code, body["ok"]) == (1, False)
    assert [row["code"] for row in body["damages"]] == ["content"]
    assert body["damages"][0]["evidence"] == rows[0].pk


def test_forged_or_deleted_mark_and_forged_held_upload_are_found():
    measure = make_measure(make_task(make_inspection()), state="in_progress")
    organization = measure.inspection.organization
    handler = make_member(organization, "handler", measure.department)
    row = add_evidence(measure, make_file("a.pdf", "甲"), actor=handler)
    receive(measure, SimpleUploadedFile("b.docx", word(MARK)), actor=handler)
    given = {"note": "缺签到表", "actor": make_member(organization, "supervisor")}
    for _ in range(2):
        mark_evidence(measure, row, is_sufficient=False, **given)
    whole = list(verify_evidence())

    EvidenceMark.objects.filter(pk=EvidenceMark.objects.first().pk).update(is_sufficient=True)
    EvidenceMark.objects.last().delete()
    HeldUpload.objects.update(supersedes=row)

    assert whole == []
    found = [(damage.code, damage.evidence) for damage in verify_evidence()]
    assert found == [("mark", row.pk), ("mark", row.pk), ("held_row", 0)]
