"""Three hundred hostile uploads of more than twenty kinds: none kept, none an error page."""

import io
import random
import resource
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from measures.models import Evidence
from measures.sample.files import docx, pdf, png
from tests.factories import make_inspection, make_measure, make_task
from tests.maintaining.world import World
from tests.measures.marked import PDF_END, compound

pytestmark = pytest.mark.django_db
ROUNDS = 12


@pytest.fixture
def world():
    world = World()
    task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    world.measure = make_measure(task, department=world.department, state="in_progress")
    return world


def package(**parts):
    """A zip with these parts; two underscores in a name are a slash, one before the end a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), body)
    return out.getvalue()


def huge_png():
    """A picture that says it is 50,000 × 50,000."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(3000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


WORD = "<w:document/>"


def typed(kind):
    """A word file that declares a part of its own of a content type."""
    listed = f'<Types><Override PartName="/word/m.bin" ContentType="{kind}"/></Types>'
    parts = {"[Content_Types]_DOT_xml": listed, "word__m_DOT_bin": "x"}
    return package(word__document_DOT_xml=WORD, **parts)


def endless():
    """A compound file whose directory leads back to itself."""
    made = bytearray(compound("WordDocument"))
    made[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    return bytes(made)


SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# name, content: the first of each pair is what the browser says that the file is called.
KINDS = {
    "program as pdf": ("通知.pdf", b"MZ\x90\0 program"),
    "page as pdf": ("通知.pdf", SCRIPT),
    "page": ("通知.html", SCRIPT),
    "svg": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "svg as png": ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "pdf as png": ("图.png", pdf("x")),
    "png as jpg": ("图.jpg", png("x")),
    "png head, page body": ("图.png", b"\x89PNG\r\n\x1a\n" + SCRIPT),
    "jpeg head, page body": ("图.jpg", b"\xff\xd8\xff\xe0" + SCRIPT),
    "huge picture": ("图.png", huge_png()),
    "plain zip": ("材料.zip", package(a_DOT_txt="a")),
    "zip as docx": ("材料.docx", package(a_DOT_txt="a")),
    "nested zip as docx": ("材料.docx", package(inner_DOT_docx=docx("x"))),
    "macro docx": ("材料.docx", package(word__document_DOT_xml=WORD, word__vbaProject_DOT_bin="x")),
    "docm": ("材料.docm", package(word__document_DOT_xml=WORD)),
    "macro xlsx": ("表.xlsx", package(xl__workbook_DOT_xml="<w/>", xl__vbaProject_DOT_bin="x")),
    "docx as xlsx": ("表.xlsx", docx("x")),
    "broken zip": ("材料.docx", docx("x")[:60]),
    "installer as msi": ("安装.msi", OLE + bytes(600)),
    "installer as doc": ("安装.doc", compound("\u4840\u4241")),
    "sheet as doc": ("表.doc", compound("Workbook")),
    "macro doc": ("材料.doc", compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT")),
    "macro xls": ("表.xls", compound("Workbook", "_VBA_PROJECT_CUR")),
    "head of a doc": ("材料.doc", OLE + bytes(600)),
    "endless doc": ("材料.doc", endless()),
    "macro docx, other case": (
        "材料.docx",
        package(word__document_DOT_xml=WORD, word__VBAPROJECT_DOT_BIN="x"),
    ),
    "macro docx, other name": ("材料.docx", typed("application/vnd.ms-office.vbaProject")),
    "macro docx, said escaped": ("材料.docx", typed("application/vnd.ms-office.&#118;baProject")),
    "program in docx": (
        "材料.docx",
        package(word__document_DOT_xml=WORD, word__embeddings__a_DOT_exe="MZ"),
    ),
    "program in docx, other name": (
        "材料.docx",
        package(word__document_DOT_xml=WORD, word__embeddings__a_DOT_bin="MZ\0"),
    ),
    "archive in docx": (
        "材料.docx",
        package(word__document_DOT_xml=WORD, word__a_DOT_bin=package(a_DOT_exe="MZ")),
    ),
    "page behind a pdf head": ("通知.pdf", b"%PDF-1.4\n" + SCRIPT + PDF_END),
    "half a pdf": ("通知.pdf", pdf("x")[:-9]),
    "archive behind a pdf": ("通知.pdf", pdf("x") + package(a_DOT_exe="MZ")),
    "script": ("run.sh", b"#!/bin/sh\nrm -rf /"),
    "double extension": ("通知.pdf.exe", b"MZ program"),
    "no extension": ("通知", pdf("x")),
    "hidden": (".pdf", pdf("x")),
    "bidi name": ("通知\u202efdp.exe", pdf("x")),
    "bidi name pdf": ("通知\u202egnp.pdf", pdf("x")),
    "NUL in name": ("通知\0.pdf", pdf("x")),
    "very long name": ("长" * 255 + ".pdf", pdf("x")),
    "empty": ("空.pdf", b""),
    "blank name": ("  ", pdf("x")),
}


def named(name, content):
    """An upload whose name is just what a hostile client sent."""
    file = SimpleUploadedFile("x", content)
    file._name = name
    return file


def test_hostile_files_are_refused_and_nothing_is_kept(client, world, monkeypatch):
    chance = random.Random(1)
    client.force_login(world.handler)
    url = f"{world.measure.get_absolute_url()}evidence/"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answers, count = {}, 0
    for kind, (name, content) in KINDS.items():
        for turn in range(ROUNDS):  # every second one as it is
            noise = (
                b""
                if turn % 2
                else bytes(chance.randrange(256) for _ in range(chance.randrange(40)))
            )
            body = content if kind in {"empty"} else content + noise if content else content
            if kind.startswith(("bidi", "NUL", "very long", "hidden", "no ext", "blank", "huge")):
                body = content
            monkeypatch.setattr(
                "django.http.multipartparser.MultiPartParser.sanitize_file_name",
                lambda self, given, name=name: name,
            )
            response = client.post(url, {"file": named("x.bin", body)})
            answers.setdefault(kind, set()).add(response.status_code)
            count += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    assert count >= 300
    assert {code for codes in answers.values() for code in codes} <= {400, 413}, answers
    assert not Evidence.objects.exists()
    assert default_storage.listdir("")[1] == []
    assert grown < 100


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "..\\..\\a.pdf", "C:\\b.pdf", "/abs/c.pdf"]
)
def test_path_in_a_name_is_dropped_and_the_download_is_a_download(name, client, world):
    client.force_login(world.handler)
    url = f"{world.measure.get_absolute_url()}evidence/"

    client.post(url, {"file": named(name, pdf("x"))})
    row = Evidence.objects.get()
    response = client.get(row.get_absolute_url())
    response.close()

    assert "/" not in row.name
    assert "\\" not in row.name
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
