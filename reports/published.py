"""What the public may read: publications, where they are found, and their files.

Only what was published is asked for here. The truth is in the database; the PDF on disk is derived,
named by its digest, and checked before it is served for the first time.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Length
from django.utils import timezone

from .models import NoticeState, Publication
from .notice.passages import FRAME, from_data
from .printing import Basis, paper_of

DIGITS = 8  # of the words' digest, in an address
_checked = {}  # path → what its file looked like when its digest was found right


@dataclass
class Published:
    """One version at an address, and all the ``versions`` there in order."""

    row: Publication
    versions: tuple

    @property
    def latest(self):
        """The last version there, which may be this one."""
        return self.versions[-1]

    @property
    def withdrawn(self):
        """The notice whose taking down hides this version, or None.

        With a version the earlier ones go: what it replaced is not told again, nor after another
        correction.
        """
        return self.hides(self.row.number)

    def hides(self, number):
        """The notice whose taking down hides version ``number``, or None."""
        rows = [row for row in self.versions if row.number >= number]
        down = [row.notice for row in rows if row.notice.state == NoticeState.TAKEN_DOWN]
        return down[-1] if down else None

    @property
    def replaced(self):
        """Whether a later version took its place."""
        return self.row.number != self.latest.number

    @property
    def modified_at(self):
        """When what is told at its address last changed."""
        ends = [row.notice.ended_at for row in self.versions]
        return max(filter(None, [self.latest.published_at, *ends]))

    @cached_property
    def basis(self):
        """What this version rests on."""
        return basis_of(self.row)

    @property
    def corrected(self):
        """What this version corrects, as a sentence, or ""."""
        return self.basis.corrected

    @property
    def earlier(self):
        """The number of the version that it corrects; None where the public does not find that."""
        number = self.row.notice.corrects.publication.number
        return None if self.hides(number) else number

    @cached_property
    def paper(self):
        """What is printed."""
        as_of = self.row.notice.snapshot.as_of.isoformat()
        return paper_of(from_data(self.row.passages), as_of, self.basis)


def basis_of(row):
    """What a publication rests on, as it is printed."""
    notice = row.notice
    earlier = notice.corrects.publication if notice.corrects_id else None
    return Basis(
        snapshot=notice.snapshot_id,
        snapshot_sha256=row.snapshot_sha256,
        head=row.head,
        corrects_on=timezone.localdate(earlier.published_at) if earlier else None,
        correction=notice.correction,
    )


def rows():
    """Publications with what telling them needs; of their PDF only the ``size``."""
    related = ("notice__snapshot", "notice__corrects__publication")
    kept = ("pdf", "notice__snapshot__data", "notice__corrects__publication__pdf")
    kept = (*kept, "notice__corrects__publication__passages")
    return Publication.objects.select_related(*related).defer(*kept).annotate(size=Length("pdf"))


def current():
    """The latest version at each address that is still public, the last published first."""
    same = Publication.objects.filter(slug=OuterRef("slug")).order_by("-number")
    found = rows().annotate(last=Subquery(same.values("number")[:1]))
    found = found.filter(last=F("number"), notice__state=NoticeState.PUBLISHED)
    return found.order_by("-published_at", "-pk")


def standing_of(inspection):
    """Notice id → how a published notice of a ledger stands with the public, in words.

    A version is hidden with a later one at its address that was taken down.
    """
    found = Publication.objects.filter(notice__inspection=inspection).order_by("slug", "number")
    rows = list(found.values_list("slug", "number", "notice_id", "notice__state"))
    down = {slug: number for slug, number, _, state in rows if state == NoticeState.TAKEN_DOWN}
    last = {slug: number for slug, number, *_ in rows}
    told = {}
    for slug, number, pk, state in rows:
        told[pk] = NoticeState(state).label
        if number < down.get(slug, 0):
            told[pk] = "已随更正版撤下"
        elif state == NoticeState.PUBLISHED and number < last[slug]:
            told[pk] = "已由更正版代替"
    return told


def find(slug, number=None):
    """The version at an address, or the latest there; None where there is none."""
    found = list(rows().filter(slug=slug).order_by("number"))
    row = next((row for row in found if number in (None, row.number)), None)
    if number is None and found:
        row = found[-1]
    return Published(row, tuple(found)) if row else None


@dataclass(frozen=True)
class File:
    """What is to be known of a PDF before it is served."""

    slug: str
    sha256: str
    published_at: object
    withdrawn_at: object


def pdf_at(slug, number=None):
    """The ``File`` at an address, or None; one query, for the facts alone."""
    names = ("number", "pdf_sha256", "published_at", "notice__state", "notice__ended_at")
    found = list(Publication.objects.filter(slug=slug).order_by("number").values_list(*names))
    row = found[-1] if found and number is None else None
    row = row or next((row for row in found if row[0] == number), None)
    if row is None:
        return None
    rows = [one for one in found if one[0] >= row[0]]
    ended = [end for *_, state, end in rows if state == NoticeState.TAKEN_DOWN]
    return File(slug, row[1], row[2], ended[-1] if ended else None)


@dataclass(frozen=True)
class Told:
    """A line of the public list."""

    row: Publication
    title: str
    organ: str
    date: str


def told(row):
    """What the list tells of a publication."""
    frame = {one.kind: one.plain for one in from_data(row.passages) if one.kind in FRAME}
    return Told(row, frame["title"].replace("\n", ""), frame["organ"], frame["date"])


def address_for(notice, passages):
    """(slug, number) under which a notice is published: a correction goes where the first stands."""
    if notice.corrects_id:
        slug = notice.corrects.publication.slug
        last = Publication.objects.filter(slug=slug).order_by("-number").first()
        return slug, last.number + 1
    words = hashlib.sha256(f"{notice.pk}:{notice.sha256}".encode()).hexdigest()
    return f"{notice.dated:%Y%m%d}-{words[:DIGITS]}", 1


def file_of(sha256):
    """The path of the PDF with this digest, written from the database where it is missing or wrong.

    None where it cannot be kept on disk. A file is read through once; afterwards its size and times
    tell whether it is still the same.
    """
    path = settings.PUBLISHED_ROOT / f"{sha256}.pdf"
    if looks(path) and _checked.get(path) == looks(path):
        return path
    try:
        if not is_right(path, sha256):
            settings.PUBLISHED_ROOT.mkdir(parents=True, exist_ok=True)
            write(path, content_of(sha256))
    except OSError:
        return None
    _checked[path] = looks(path)
    return path


def content_of(sha256):
    """The bytes of a PDF from the database."""
    return bytes(Publication.objects.filter(pdf_sha256=sha256).values_list("pdf", flat=True)[0])


def looks(path):
    """What tells one content of a file from another without reading it; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_right(path, sha256):
    """Whether the file has the content that its name says."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def write(path, content):
    """Write a file so that whoever reads it finds all of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
