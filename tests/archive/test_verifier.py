"""The verifier inside: good archives pass, and whatever was changed in one is named."""

import ast
import hashlib
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

from ledger.models import Inspection, JournalHead, User
from ledger.transitions import LEVELS
from ledger.writing import create
from reports import drafting, snapshots
from reports.archive import packing
from reports.models import Publication
from reports.notice.passages import as_data, digest

from .conftest import pack, unpack, verify

pytestmark = pytest.mark.django_db
SCRIPT = Path(packing.__file__).parent / "inside" / "verify.py"
JOURNAL, SIGNATURES = "记录/操作记录.jsonl", "记录/签署记录.json"
FILES = "记录/佐证材料.json"


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


@pytest.fixture
def case(practice, tmp_path):
    """The archive of the practice ledger with a snapshot confirmed and a notice published."""
    office, secretary = (User.objects.get(username=name) for name in ("office", "secretary"))
    frozen = snapshots.ask(practice, practice.feedback_date, "报送", actor=office)
    snapshots.confirm(frozen, actor=secretary)
    notice = drafting.begin(practice, frozen, actor=office, dated=practice.feedback_date)
    passages, pdf = drafting.passages_of(notice), b"%PDF-1.7 as issued"
    row = Publication(
        notice=notice,
        slug="2026-1",
        number=1,
        passages=as_data(passages),
        sha256=digest(passages),
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        snapshot_sha256=frozen.sha256,
        sequence=1,
        head="0" * 64,
        published_at=notice.begun_at,
        published_by=secretary,
    )
    create(row, action="publish_notice", actor=secretary, role="secretary")
    return unpack(pack(practice), tmp_path / "case")


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


def drop(folder, path):
    """Take a member out, and out of the manifest."""
    (folder / path).unlink()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["members"] = [row for row in manifest["members"] if row["path"] != path]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def rewrite(folder, path, change):
    """Load a file of the archive as data, change it, and seal the lists anew."""
    data = json.loads((folder / path).read_bytes())
    data = change(data) or data
    (folder / path).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    reseal(folder)


def head_of(folder):
    """The true head, which no tampering can move."""
    return json.loads((folder / "manifest.json").read_bytes())["journal"]["hash"]


def withheld_of(folder):
    """The entries that the manifest says to be without content."""
    return json.loads((folder / "manifest.json").read_bytes())["journal"]["withheld"]


def blank(folder, number):
    """Replace an entry by its links, as a withheld one is told."""
    lines = entries(folder)
    entry = json.loads(lines[number - 1])
    kept = {name: entry[name] for name in ("sequence", "previous_hash", "hash")}
    lines[number - 1] = json.dumps(kept | {"withheld": "不随归档转出"}).encode() + b"\n"
    (folder / JOURNAL).write_bytes(b"".join(lines))
    reseal(folder)


def last(said):
    """The last line of what the verifier says."""
    return said.strip().splitlines()[-1]


def test_good_archive_passes_unpacked_and_packed(practice, body, folder, tmp_path):
    packed = tmp_path / "归档.zip"
    packed.write_bytes(body)
    head = JournalHead.objects.get(inspection=practice)

    for code, said in (verify(folder), verify(folder, packed)):
        assert (code, last(said)[:3]) == (0, "通过，")
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

    reached = verify(folder, "--head", early)
    assert reached[0] == 0
    assert f"第 10 条的，相符；它后面的 {len(entries(folder)) - 10} 条" in reached[1]
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


def test_entry_that_was_blanked_is_named(folder):
    blank(folder, 5)

    code, said = verify(folder, "--head", head_of(folder))

    assert code == 1
    assert "  操作记录 第 5 条：内容被抹去，清单没有说这一条不转出" in said
    assert "发现 1 处" in said


def test_archive_with_withheld_entries_does_not_pass_plainly(folder):
    (held,) = withheld_of(folder)

    code, said = verify(folder, "--head", head_of(folder))
    noted = verify(folder, "--head", head_of(folder), "--withheld", f"第 {held} 条")

    assert code == 0
    assert f"内容没有转出的记录：1 条（第 {held} 条）" in said
    assert last(said).startswith(f"通过，但有 1 条未核内容（第 {held} 条）；请与下载时记下的")
    assert (noted[0], last(noted[1])) == (0, f"通过，但有 1 条未核内容（第 {held} 条）")


def test_archive_without_withheld_entries_passes_plainly(practice, tmp_path):
    inspection = Inspection.objects.get(title="市委常规巡察市工商联党组")
    case = unpack(pack(inspection), tmp_path / "case")

    code, said = verify(case, "--head", head_of(case), "--withheld", "0")

    assert code == 0
    assert last(said).startswith("通过：")
    assert "内容没有转出的记录：没有" in said
    assert "  与另行记下的相同\n" in said


def test_blanked_entry_that_the_manifest_was_made_to_name_is_found_by_what_was_noted(folder):
    (held,) = withheld_of(folder)
    blank(folder, 5)
    rewrite(folder, "manifest.json", lambda data: data["journal"].update(withheld=[5, held]))

    code, said = verify(folder)
    noted = verify(folder, "--head", head_of(folder), "--withheld", held)

    assert (code, f"通过，但有 2 条未核内容（第 5、{held} 条）" in last(said)) == (0, True)
    assert noted[0] == 1
    assert "  操作记录 第 5 条：内容没有转出，另行记下的条号里没有这一条" in noted[1]


def test_numbers_noted_with_an_earlier_head_are_compared_up_to_it(folder):
    early = json.loads(entries(folder)[9])["hash"]

    assert verify(folder, "--head", early, "--withheld", "0")[0] == 0
    assert verify(folder, "--head", head_of(folder), "--withheld", "0")[0] == 1
    assert verify(folder, "--withheld", "没有")[0] == 2


def test_entry_that_should_be_withheld_and_is_not_is_named(folder):
    rewrite(folder, "manifest.json", lambda data: data["journal"]["withheld"].append(7))

    code, said = verify(folder)

    assert code == 1
    assert "  操作记录 第 7 条：清单说它的内容没有转出，记录里却有内容" in said


def test_signatures_left_out_are_named(folder):
    gone = json.loads((folder / SIGNATURES).read_bytes())[-3:]
    rewrite(folder, SIGNATURES, lambda data: data[:-3])

    code, said = verify(folder, "--head", head_of(folder))

    assert (code, "发现 3 处" in said) == (1, True)
    for row in gone:
        what = f"{row['title']} “{row['step_label']}”（{row['name']}）"
        assert f"  签署 {what}：操作记录里有，签署记录里没有" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [("comment", "同意。"), ("post", "别的职务"), ("at", "2020-01-01T00:00:00+08:00")],
)
def test_signature_told_otherwise_is_named(folder, name, value):
    rewrite(folder, SIGNATURES, lambda data: data[0].update({name: value}))

    code, said = verify(folder, "--head", head_of(folder))

    assert (code, "发现 2 处" in said) == (1, True)
    assert "：操作记录里没有" in said
    assert "：操作记录里有，签署记录里没有" in said


def test_signature_told_twice_is_named(folder):
    rewrite(folder, SIGNATURES, lambda data: data.append(data[0]))

    assert "发现 1 处" in verify(folder, "--head", head_of(folder))[1]


def test_evidence_deleted_with_its_rows_and_signatures_is_named(folder):
    row = json.loads((folder / FILES).read_bytes())["files"][0]
    drop(folder, row["path"])
    rewrite(folder, FILES, lambda data: data["files"].pop(0) and None)
    rewrite(
        folder,
        SIGNATURES,
        lambda data: [r for r in data if all(k["id"] != row["id"] for k in r["evidence"])],
    )

    code, said = verify(folder, "--head", head_of(folder))

    assert code == 1
    assert f"  佐证材料 {row['id']}《{row['name']}》：操作记录里上传过，归档里没有" in said


def test_evidence_called_left_out_though_it_still_proves_something_is_named(folder):
    data = json.loads((folder / FILES).read_bytes())
    row = data["files"][0]
    drop(folder, row["path"])
    data["files"].remove(row)
    data["left_out"].append({"id": row["id"], "sha256": row["sha256"]})
    rewrite(folder, FILES, lambda _: data)

    code, said = verify(folder, "--head", head_of(folder))

    assert code == 1
    assert f"《{row['name']}》：列为已撤下而没有收入，操作记录里没有撤下" in said


def test_published_notice_replaced_is_named(case):
    path = next(case.glob("公布的通报/*.pdf"))
    path.write_bytes(path.read_bytes() + b"% forged")
    reseal(case)

    code, said = verify(case, "--head", head_of(case))

    assert (code, "发现 1 处" in said) == (1, True)
    assert f"  公布的通报/{path.name}：与公布时操作记录里的校验码不符" in said


def test_published_notice_told_otherwise_left_out_or_put_in_is_named(case):
    path = next(case.glob("公布的通报/*.pdf"))
    listed = "公布的通报/公布的通报.json"
    (case / "公布的通报/另一份.pdf").write_bytes(b"%PDF-1.7")
    members = json.loads((case / "manifest.json").read_bytes())["members"]
    members.append({"path": "公布的通报/另一份.pdf"})
    rewrite(case, "manifest.json", lambda data: data | {"members": members})
    put_in = verify(case)[1]
    rewrite(case, listed, lambda data: data[0]["passages"][0].update(text="别的话"))
    told = verify(case)[1]
    drop(case, f"公布的通报/{path.name}")
    drop(case, listed)
    reseal(case)
    left_out = verify(case, "--head", head_of(case))[1]

    assert "  公布的通报/另一份.pdf：操作记录里没有公布过" in put_in
    assert f"{path.name} 的正文与它的校验码不符" in told
    assert f"  公布的通报/{path.name}：操作记录里公布过，归档里没有" in left_out


def test_snapshot_or_its_signature_left_out_is_named(case):
    rewrite(case, "快照/签署.json", lambda data: data[0]["signatures"].pop() and None)
    signature = verify(case, "--head", head_of(case))[1]
    rewrite(case, "快照/签署.json", lambda data: data.clear())
    snapshot = verify(case, "--head", head_of(case))[1]

    assert "的签署（党组书记）：操作记录里有，归档里没有" in signature
    assert ("发现 1 处" in signature, "：操作记录里有，归档里没有" in snapshot) == (True, True)


def test_verifier_knows_the_signing_steps_of_every_level():
    told = runpy.run_path(str(SCRIPT))["SIGNING"]

    assert told == {
        name: {row.action: level.step_label(row.action) for row in level.table if row.signs}
        for name, level in LEVELS.items()
    }


def test_what_macos_and_windows_put_there_is_named_as_harmless(folder):
    (folder / "__MACOSX").mkdir()
    for path in ("._目录.html", "证据/._a.pdf", "__MACOSX/._x", "证据/.DS_Store"):
        (folder / path).write_bytes(b"x")

    code, said = verify(folder)

    assert code == 0
    assert "不属于归档，不影响结果：" in said
    assert "、证据/._a.pdf，共 4 份" in said


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
