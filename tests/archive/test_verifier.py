"""The verifier inside: good archives pass, and whatever was changed in one is named."""

import ast
import importlib.util
import json
import ntpath
import random
import runpy
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from zipstream import ZipStream

from ledger.models import JournalHead, User
from reports import snapshots
from reports.archive import packing

from .conftest import pack, unpack, verify

pytestmark = pytest.mark.django_db
SCRIPT = Path(packing.__file__).parent / "inside" / "verify.py"
JOURNAL = "记录/操作记录.jsonl"


@pytest.fixture
def body(practice):
    """The archive of the practice ledger, with a snapshot in it."""
    office = User.objects.get(username="office")
    snapshots.ask(practice, practice.feedback_date, "报送", actor=office)
    return pack(practice)


@pytest.fixture
def folder(body, tmp_path):
    """It, unpacked elsewhere."""
    return unpack(body, tmp_path / "elsewhere")


def flip(path, place=None):
    """Change one bit of a file, in its middle unless told."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if place is None else place] ^= 1
    path.write_bytes(content)


def entries(folder):
    """The lines of the journal."""
    return (folder / JOURNAL).read_bytes().splitlines(keepends=True)


def reseal(folder):
    """Write both lists anew, as somebody would who covers up what they changed."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    digests = runpy.run_path(str(SCRIPT))
    source = digests["Folder"](str(folder))
    for row in manifest["members"]:
        row["sha256"], row["size"] = digests["digest_of"](source, row["path"])
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    paths = [row["path"] for row in manifest["members"]] + ["manifest.json"]
    source = digests["Folder"](str(folder))
    lines = [f"{digests['digest_of'](source, path)[0]}  {path}\n" for path in paths]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def test_good_archive_passes_unpacked_and_packed(practice, body, folder, tmp_path):
    packed = tmp_path / "归档.zip"
    packed.write_bytes(body)
    head = JournalHead.objects.get(inspection=practice)

    for code, said in (verify(folder), verify(folder, packed)):
        assert (code, said.splitlines()[-1][:3]) == (0, "通过：")
        assert f"第 {head.sequence} 条 {head.hash}" in said


def test_sha256sum_takes_the_list(folder):
    command = ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"]

    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_one_flipped_bit_in_any_kind_of_file_is_named(folder):
    kinds = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        inside = path.relative_to(folder).as_posix()
        kinds.setdefault((inside.partition("/")[0], path.suffix), inside)
    assert len(kinds) > 12  # ledger, lists, papers, evidence, records, snapshots, verifier …

    for inside in kinds.values():
        kept = (folder / inside).read_bytes()
        flip(folder / inside)
        code, said = verify(folder, folder, script=SCRIPT)
        (folder / inside).write_bytes(kept)

        assert (code, f"  {inside}：" in said) == (1, True), said
    assert verify(folder)[0] == 0


def test_every_flipped_file_is_named_the_lists_too(folder):
    names = sorted(p.relative_to(folder).as_posix() for p in folder.glob("证据/*/目录.html"))[:3]
    for name in (*names, "SHA256SUMS"):
        flip(folder / name, 3)

    code, said = verify(folder)

    assert code == 1
    assert [f"  {name}：" in said for name in (*names, "SHA256SUMS")] == [True] * 4


def test_flipped_bit_anywhere_in_the_package_is_found(practice, body, tmp_path):
    """Headers, trailers and the directory too: the verifier knows how each byte was written."""
    checker = runpy.run_path(str(SCRIPT))
    package, chance = tmp_path / "a.zip", random.Random(8)
    start = body.rindex(b"PK\5\6")
    begins = [place for place in range(len(body) - 4) if body[place : place + 4] == b"PK\3\4"]
    places = [*chance.sample(begins, 10), *range(start, len(body)), *range(start - 60, start)]
    places += [place + chance.randrange(30) for place in chance.sample(begins, 20)]
    missed = []
    for place in places:
        damaged = bytearray(body)
        damaged[place] ^= 1 << chance.randrange(8)
        package.write_bytes(damaged)
        try:
            faults = checker["verify"](checker["Package"](str(package)))[0]
        except checker["DAMAGED"]:
            continue  # main() says that it cannot be opened
        missed += [] if faults else [place]

    assert missed == []


def test_package_cut_short_is_refused(body, folder, tmp_path):
    package = tmp_path / "a.zip"
    package.write_bytes(body[: len(body) // 2])

    assert verify(folder, package) == (1, "不通过：压缩包损坏或没有下载完，打不开\n")


def test_path_that_is_not_there_could_not_be_run(folder, tmp_path):
    code, said = verify(folder, tmp_path / "none.zip")

    assert (code, said.startswith("没有核验：")) == (2, True)


def test_missing_and_added_files_are_named(folder):
    gone = next(folder.glob("证据/*/*/*"))
    gone.unlink()
    (folder / "证据" / "补.pdf").write_bytes(b"%PDF-1.4")
    (folder / "Thumbs.db").write_bytes(b"made by the system")

    code, said = verify(folder)

    assert code == 1
    assert f"  {gone.relative_to(folder).as_posix()}：归档里缺少这份文件" in said
    assert "  证据/补.pdf：清单里没有这份文件，是后来放进去的" in said
    assert "发现 2 处" in said


def test_changed_entry_is_named_even_where_the_lists_were_written_anew(folder):
    lines = entries(folder)
    lines[4] = lines[4].replace(b'"role":"', b'"role":"x', 1)
    (folder / JOURNAL).write_bytes(b"".join(lines))
    reseal(folder)

    code, said = verify(folder)

    assert code == 1
    assert "  操作记录 第 5 条：内容与校验码不符" in said
    assert "发现 1 处" in said


def test_entry_taken_out_or_cut_off_is_named(folder):
    lines = entries(folder)
    (folder / JOURNAL).write_bytes(b"".join([*lines[:6], *lines[7:]]))
    reseal(folder)
    taken_out = verify(folder)[1]
    (folder / JOURNAL).write_bytes(b"".join(lines[:-1]))
    reseal(folder)
    cut_off = verify(folder)[1]

    assert "  操作记录 第 8 条：前面应是第 7 条，缺少或多出记录" in taken_out
    assert f"  操作记录：末条与清单记的链头（第 {len(lines)} 条）不符" in cut_off


def test_line_that_is_no_entry_is_named(folder):
    lines = entries(folder)
    lines[2] = b"[]\n"
    (folder / JOURNAL).write_bytes(b"".join(lines))

    assert "  操作记录 第 3 行：不是有效的记录" in verify(folder)[1]


def test_evidence_put_in_place_of_another_is_found_by_the_journal(folder):
    """Lists and records all say the new digest: what was uploaded is in the journal."""
    records = folder / "记录/佐证材料.json"
    data = json.loads(records.read_bytes())
    row = data["files"][0]
    flip(folder / row["path"])
    reseal(folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    row["sha256"] = next(m["sha256"] for m in manifest["members"] if m["path"] == row["path"])
    records.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    reseal(folder)

    code, said = verify(folder)

    assert code == 1
    assert f"  {row['path']}：与操作记录里上传时的校验码不符" in said


def test_signature_that_nobody_gave_is_named(folder):
    records = folder / "记录/签署记录.json"
    data = json.loads(records.read_bytes())
    data[0]["name"] = "别人"
    records.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    reseal(folder)

    code, said = verify(folder)

    assert code == 1
    assert f"  签署 {data[0]['title']} “{data[0]['step_label']}”（别人）：操作记录里没有" in said


def test_snapshot_changed_after_it_was_signed_is_named(folder):
    path = next(p for p in folder.glob("快照/*.json") if p.name != "签署.json")
    flip(path, 30)
    reseal(folder)

    code, said = verify(folder)

    assert code == 1
    assert f"  快照/{path.name}：与操作记录里的校验码不符" in said


def test_earlier_head_kept_elsewhere_is_looked_for(practice, folder):
    early = json.loads(entries(folder)[9])["hash"]

    assert verify(folder, "--head", early)[0] == 0
    code, said = verify(folder, "--head", "0" * 64)
    assert (code, "与另行保管的链头不符" in said) == (1, True)


def test_manifest_that_cannot_be_read_leaves_the_other_list(folder):
    (folder / "manifest.json").write_bytes(b"{")
    flip(folder / "台账.xlsx")

    code, said = verify(folder)

    assert code == 1
    assert "  manifest.json：读不出来" in said
    assert "  台账.xlsx：内容与清单的校验码不符" in said


def test_verifier_speaks_the_oldest_python_it_promises():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_verifier_is_the_one_in_the_archive(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")

    assert (tmp_path / "copy" / "verify.py").read_bytes() == SCRIPT.read_bytes()


def load_verifier(monkeypatch, limit):
    """The verifier as a module, with the long form of a zip beginning at so many bytes."""
    spec = importlib.util.spec_from_file_location("verify", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ZIP64_FROM", limit)
    monkeypatch.setattr("zipstream.ng.ZIP64_LIMIT", limit)
    return module


@pytest.mark.parametrize("sizes", [(10, 10), (700, 700, 10), (10, 5000, 10), (970,), (990, 20)])
def test_directory_of_an_archive_of_any_size_is_compared_byte_for_byte(
    sizes, tmp_path, monkeypatch
):
    verifier, made = load_verifier(monkeypatch, 1000), ZipStream(sized=True)
    for number, size in enumerate(sizes):
        made.add([b"x" * size], f"证据/{number}.pdf", size=size)
    path = tmp_path / "a.zip"
    path.write_bytes(b"".join(made))
    whole, start = path.read_bytes(), zipfile.ZipFile(path).start_dir

    right = list(verifier.Package(path).faults())
    altered = whole[: start + 38] + b"\1" + whole[start + 39 :]  # an attribute of the first file
    path.write_bytes(altered)

    assert right == []
    assert list(verifier.Package(path).faults()) == ["压缩包：末尾的目录被改动"]


def test_what_macos_and_windows_put_there_is_named_as_harmless(folder):
    (folder / "__MACOSX").mkdir()
    for path in ("._目录.html", "证据/._a.pdf", "__MACOSX/._x", "证据/.DS_Store"):
        (folder / path).write_bytes(b"x")

    code, said = verify(folder)

    assert code == 0
    assert "不属于归档，不影响结果：" in said
    assert "证据/._a.pdf，共 4 份" in said or "证据/._a.pdf、" in said


@pytest.mark.parametrize(
    ("path", "long"),
    [
        (r"C:\归档", r"\\?\C:\归档"),
        (r"\\server\share\归档", r"\\?\UNC\server\share\归档"),
        (r"\\?\UNC\server\share", r"\\?\UNC\server\share"),
    ],
)
def test_long_paths_of_windows_also_on_a_server(path, long):
    form = runpy.run_path(str(SCRIPT))["long_form"](path)

    assert form == long
    assert ntpath.relpath(form + r"\证据\a.pdf", form) == r"证据\a.pdf"
