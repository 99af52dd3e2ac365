#!/usr/bin/env python3
"""核验归档：python verify.py [文件夹或 .zip] [--head 校验码]

Checks an archive with nothing but Python 3.8 or later: every file against the manifest, the
journal's chain of hashes, the evidence against journal and signatures. Says in Chinese what does
not hold, the first fault first. Exit code 0: everything holds; 1: something does not; 2: it could
not run. Without a path it checks the folder that it lies in.
"""

import argparse
import hashlib
import json
import os
import struct
import sys
import unicodedata
import zipfile
import zlib
from collections import Counter

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FORM = 1
SHOWN = 100
NAMED = 10  # files of a system in one line
# What systems put into folders by themselves.
LITTER = {"Thumbs.db", "desktop.ini", ".DS_Store"}
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR64 = struct.Struct("<4sLQL")
ZIP64_FROM = 0x7FFFFFFF
# What reading a damaged zip may raise, other systems' errors beside it.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, struct.error)


class Folder:
    """An unpacked archive."""

    def __init__(self, path):
        root = os.path.abspath(path)
        self.root = long_form(root) if os.name == "nt" else root
        self.files = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                full = os.path.join(folder, name)
                path = os.path.relpath(full, self.root).replace(os.sep, "/")
                self.files[unicodedata.normalize("NFC", path)] = full

    def names(self):
        """The paths of all files."""
        return [path for path in self.files if not is_litter(path)]

    def litter(self):
        """The paths of what a system put there by itself."""
        return sorted(path for path in self.files if is_litter(path))

    def open(self, path):
        """A file to be read."""
        return open(self.files[path], "rb")

    def faults(self):
        """Nothing but the files themselves can be wrong."""
        return []


class Package:
    """An archive that is still packed."""

    def __init__(self, path):
        self.path = path
        self.zip = zipfile.ZipFile(path)
        self.entries = sorted(self.zip.infolist(), key=lambda entry: entry.header_offset)

    def names(self):
        """The paths of all files."""
        return [entry.filename for entry in self.entries]

    def litter(self):
        """Nothing: no system writes into a package by itself."""
        return []

    def open(self, path):
        """A file to be read; what does not fit its checksum raises at its end."""
        return self.zip.open(path)

    def faults(self):
        """What is wrong with the packing itself: every byte that belongs to no file."""
        for name, count in Counter(self.names()).items():
            if count > 1:
                yield name + "：压缩包里有重名的文件"
        with open(self.path, "rb") as file:
            yield from packing_faults(file, self.entries, self.zip.start_dir)


def long_form(root):
    """An absolute path of Windows in the form that may be long; one of a server has its own."""
    if root.startswith("\\\\?\\"):
        return root
    return "\\\\?\\UNC" + root[1:] if root.startswith("\\\\") else "\\\\?\\" + root


def is_litter(path):
    """Whether a system put this file there by itself: Windows, or macOS beside each file."""
    name = path.rpartition("/")[2]
    return name in LITTER or name.startswith("._") or path.startswith("__MACOSX/")


def packing_faults(file, entries, start):
    """Entries whose two headers, place or trailer are not as the archive was written."""
    place, systems = 0, {entry.create_system for entry in entries}
    for entry in entries:
        name = entry.filename.encode("utf-8")
        large = entry.file_size * 1.05 > ZIP64_FROM
        dos = dos_time(entry.date_time)
        file.seek(place)
        head = file.read(LOCAL.size + len(name) + (20 if large else 0))
        size = 0xFFFFFFFF if large else 0
        extra = struct.pack("<HHQQ", 1, 16, 0, 0) if large else b""
        ascii_only = len(name) == len(entry.filename)
        flags = 0x08 if ascii_only else 0x808
        sizes = (0, size, size, len(name), len(extra))
        version = 45 if large else 20
        fixed = LOCAL.pack(b"PK\3\4", version, flags, 0, dos[1], dos[0], *sizes)
        trailer_form = "<4sLQQ" if large else "<4sLLL"
        whole = (entry.CRC, entry.compress_size, entry.file_size)
        trailer = struct.pack(trailer_form, b"PK\7\10", *whole)
        file.seek(place + len(head) + entry.file_size)
        behind = file.read(len(trailer))
        if entry.header_offset != place or head != fixed + name + extra or behind != trailer:
            yield entry.filename + "：压缩包里这份文件的包装被改动"
        place = entry.header_offset + len(head) + entry.file_size + len(trailer)
    if place != start:
        yield "压缩包：文件之间有多余的内容"
    if len(systems) > 1:
        yield "压缩包：目录里有文件的属性被改动"
    yield from directory_faults(file, entries, start)


def directory_faults(file, entries, start):
    """Where the directory at the end is not what these entries make."""
    rows = b"".join(directory_row(entry) for entry in entries)
    file.seek(start)
    if file.read() != rows + directory_end(len(entries), len(rows), start):
        yield "压缩包：末尾的目录被改动"


def directory_end(count, size, start):
    """What follows the rows of the directory, with the long form before it where it is needed."""
    long = b""
    if count >= 0xFFFF or start > ZIP64_FROM or size > ZIP64_FROM:
        long = END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
        long += LOCATOR64.pack(b"PK\6\7", 0, start + size, 1)
    count, size, start = min(count, 0xFFFF), min(size, 0xFFFFFFFF), min(start, 0xFFFFFFFF)
    return long + END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0)


def directory_row(entry):
    """An entry's row of the directory as it was written."""
    name = entry.filename.encode("utf-8")
    flags = 0x08 if len(name) == len(entry.filename) else 0x808
    day, clock = dos_time(entry.date_time)
    large, far = entry.file_size > ZIP64_FROM, entry.header_offset > ZIP64_FROM
    told = [entry.file_size, entry.compress_size] if large else []
    told += [entry.header_offset] if far else []
    extra = struct.pack(f"<HH{len(told)}Q", 1, 8 * len(told), *told) if told else b""
    sizes = (0xFFFFFFFF, 0xFFFFFFFF) if large else (entry.compress_size, entry.file_size)
    version = 45 if told or entry.file_size * 1.05 > ZIP64_FROM else 20
    made = entry.create_system << 8 | version
    lengths = (len(name), len(extra), 0, 0, 0)
    place = 0xFFFFFFFF if far else entry.header_offset
    fixed = (b"PK\1\2", made, version, flags, 0, clock, day, entry.CRC, *sizes, *lengths)
    return CENTRAL.pack(*fixed, 0o600 << 16, place) + name + extra


def dos_time(moment):
    """(day, time of day) as a zip keeps them."""
    year, month, day, hour, minute, second = moment
    return (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2


def digest_of(source, path):
    """(SHA-256, size) of a file, or a sentence why it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with source.open(path) as file:
            for chunk in iter(lambda: file.read(1 << 18), b""):
                digest.update(chunk)
                size += len(chunk)
    except (*DAMAGED, OSError):
        return None, size
    return digest.hexdigest(), size


def read_json(source, path):
    """What a file says, or None where it says nothing that can be read."""
    try:
        with source.open(path) as file:
            return json.loads(file.read().decode("utf-8"))
    except (*DAMAGED, KeyError, OSError):
        return None


def read_sums(source):
    """Path → SHA-256 of the list for sha256sum; lines that are none stand under a name of theirs."""
    try:
        with source.open(SUMS) as file:
            lines = file.read().decode("utf-8", "replace").split("\n")
    except (*DAMAGED, KeyError, OSError):
        return {}
    return {line[66:]: line[:64] for line in lines if line}


def check_members(source, manifest):
    """Every file that is missing, added, or not what both lists say of it."""
    listed = {row["path"]: row for row in manifest.get("members", [])}
    sums = read_sums(source)
    there = source.names()
    known = set(listed) | set(sums) | {MANIFEST, SUMS}
    for path in sorted(known - set(there)):
        yield path + "：归档里缺少这份文件"
    for path in sorted(set(there) - known):
        yield path + "：清单里没有这份文件，是后来放进去的"
    for path in sorted(set(there) & known - {SUMS}):
        digest, size = digest_of(source, path)
        row = listed.get(path)
        wanted = {row["sha256"]} if row else set()
        wanted |= {sums[path]} if path in sums else set()
        if digest is None:
            yield path + "：文件损坏，读不出来"
        elif path == MANIFEST and digest not in wanted:
            yield f"{path}：与 {SUMS} 记的校验码不符，两份里有一份被改动"
        elif digest not in wanted:
            yield path + "：内容与清单的校验码不符"
        elif row and (size != row["size"] or len(wanted) > 1):
            yield path + "：文件完好，但清单里它的校验码或大小被改动"
        elif listed and (path not in sums or (row is None and path != MANIFEST)):
            yield path + "：只在一份清单里有"
    if listed:
        yield from check_sums(source, listed, sums)


def check_sums(source, listed, sums):
    """Where the list for sha256sum is not written as the archive writes it."""
    paths = [*sorted(listed), MANIFEST]
    # The manifest says what is right, unless it is itself not what this list says of it.
    trusted = digest_of(source, MANIFEST)[0] == sums.get(MANIFEST)
    right = {path: row["sha256"] for path, row in listed.items()} if trusted else {}
    right = {**sums, **right}
    expected = "".join(f"{right.get(path, '')}  {path}\n" for path in paths)
    there = SUMS in source.names()
    if there and digest_of(source, SUMS)[0] != hashlib.sha256(expected.encode("utf-8")).hexdigest():
        yield SUMS + "：内容被改动，与 manifest.json 不一致"


class Journal:
    """The journal as its lines tell it: what is wrong with them, and what they say."""

    def __init__(self, about):
        self.about, self.faults = about, []
        self.number, self.withheld, self.previous = 0, 0, ""
        self.hashes = set()
        self.told = {}  # (kind, id) of evidence and snapshots → column → value
        self.acts = Counter()  # (kind, id, action, name, post)

    def read(self, source):
        """Every line, then whether the last is the one that the manifest names."""
        try:
            with source.open(self.about["path"]) as file:
                lines = file.read().split(b"\n")
        except (*DAMAGED, KeyError, OSError):
            self.faults.append("操作记录：读不出来")
            return self
        for line in lines[:-1] if lines[-1] == b"" else lines:
            self.line(line)
        if (self.number, self.previous) != (self.about.get("sequence"), self.about.get("hash")):
            last = self.about.get("sequence")
            self.faults.append(f"操作记录：末条与清单记的链头（第 {last} 条）不符")
        return self

    def line(self, line):
        """One line: its number, its link to the one before, its content."""
        self.number += 1
        try:
            entry = json.loads(line.decode("utf-8"))
            kept, link, sequence = entry.pop("hash"), entry["previous_hash"], entry["sequence"] + 0
        except (ValueError, KeyError, AttributeError, TypeError):
            self.faults.append(f"操作记录 第 {self.number} 行：不是有效的记录")
            return
        where = f"操作记录 第 {sequence} 条"
        if sequence != self.number:
            self.faults.append(f"{where}：前面应是第 {self.number} 条，缺少或多出记录")
            self.number = sequence
        if link != self.previous:
            self.faults.append(where + "：没有接上前一条")
        if "withheld" in entry:
            self.withheld += 1
        elif fault := self.fault_of(entry, kept):
            self.faults.append(where + fault)
        self.previous = kept
        self.hashes.add(kept)

    def fault_of(self, entry, kept):
        """What is wrong with an entry's content, or nothing; what it says is kept either way."""
        try:
            self.note(entry)
        except (TypeError, IndexError, KeyError):
            return "：内容残缺"
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != kept:
            label = entry.get("label", "")
            return f"：内容与校验码不符（{label}）"
        return "" if entry.get("chain") == self.about.get("chain") else "：不是这本台账的记录"

    def note(self, entry):
        """Keep what an entry says of evidence and snapshots, and which act it tells of."""
        key = (entry.get("object_type"), entry.get("object_id"))
        changes = entry.get("changes")
        if key[0] in ("evidence", "snapshot") and isinstance(changes, dict):
            for name, change in changes.items():
                self.told.setdefault(key, {})[name] = change[-1]
        self.acts[(*key, entry.get("action"), entry.get("name"), entry.get("post"))] += 1


def check_evidence(source, manifest, journal):
    """Evidence, signatures and snapshots that journal and files tell otherwise."""
    members = {row["path"]: row for row in manifest.get("members", [])}
    data = read_json(source, manifest.get("evidence"))
    signatures = read_json(source, manifest.get("signatures"))
    if data is None or signatures is None:
        yield "佐证材料或签署记录：读不出来"
        return
    known = {}
    for row in data["files"]:
        said = journal.told.get(("evidence", row["id"]), {})
        known[row["id"]] = row["sha256"]
        if said.get("sha256") != row["sha256"] or said.get("size") != row["size"]:
            yield row["path"] + "：与操作记录里上传时的校验码不符"
        elif members.get(row["path"], {}).get("sha256") != row["sha256"]:
            yield row["path"] + "：清单里的校验码不是上传时的那个"
    for row in signatures:
        what = f"签署 {row['title']} “{row['step_label']}”（{row['name']}）"
        if not journal.acts[(row["level"], row["id"], row["step"], row["name"], row["post"])]:
            yield what + "：操作记录里没有"
        for kept in row["evidence"]:
            if known.get(kept["id"]) != kept["sha256"]:
                yield f"{what}：所依据的材料 {kept['id']} 不在归档里，或已不是当时那份"
    yield from check_snapshots(source, members, journal.told)


def check_snapshots(source, members, told):
    """Snapshots whose bytes are not those that were signed."""
    path = next((path for path in members if path.endswith("快照/签署.json")), None)
    for row in (read_json(source, path) or []) if path else []:
        said = told.get(("snapshot", row["id"]), {}).get("sha256")
        if not row["sha256"] == said == members.get(row["path"], {}).get("sha256"):
            yield row["path"] + "：与操作记录里的校验码不符"
        for signed in row["signatures"]:
            if any(kept["sha256"] != row["sha256"] for kept in signed["evidence"]):
                yield row["path"] + "：签署的不是这份内容"


def is_sound(manifest):
    """Whether a manifest has what the checks below read of it."""
    if not isinstance(manifest, dict) or not isinstance(manifest.get("members"), list):
        return False
    kinds = (("path", str), ("size", int), ("sha256", str))
    rows = [row for row in manifest["members"] if isinstance(row, dict)]
    whole = [row for row in rows if all(isinstance(row.get(key), kind) for key, kind in kinds)]
    return len(whole) == len(manifest["members"]) and isinstance(manifest.get("journal"), dict)


def verify(source, head=""):
    """(faults, lines of what was checked)."""
    manifest = read_json(source, MANIFEST)
    if not is_sound(manifest):
        faults = [MANIFEST + "：读不出来，以下只按 " + SUMS + " 核对"]
        return [*faults, *check_members(source, {})], ()
    form = manifest.get("form")
    if form != FORM:
        return [f"{MANIFEST}：归档的格式是 {form}，请用归档里自带的 verify.py"], []
    faults = [*source.faults(), *check_members(source, manifest)]
    journal = Journal(manifest["journal"]).read(source)
    faults += journal.faults
    if head and head not in journal.hashes:
        faults.append(f"操作记录：没有校验码为 {head} 的记录，与另行保管的链头不符")
    try:
        faults += check_evidence(source, manifest, journal)
    except (KeyError, TypeError, AttributeError):
        faults.append("佐证材料或签署记录：内容残缺")
    return faults, report(source, manifest, journal)


def report(source, manifest, journal):
    """What was checked, in lines."""
    about = manifest["journal"]
    yield "　".join(str(manifest.get(key, "")) for key in ("organization", "inspection", "as_of"))
    yield f"文件 {len(manifest['members'])} 份，操作记录 {journal.number} 条"
    yield f"链头：第 {about.get('sequence')} 条 {about.get('hash')}"
    if journal.withheld:
        yield f"其中 {journal.withheld} 条涉及疑似涉密的上传，内容没有转出，只核对了前后衔接"
    if litter := source.litter():
        more = f"等 {len(litter)} 份" if len(litter) > NAMED else f"，共 {len(litter)} 份"
        yield f"电脑系统自己放进去的文件，不属于归档，不影响结果：{'、'.join(litter[:NAMED])}{more}"


def main():
    """Check, tell, and end with the code that says how it went."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(description="核验归档")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument(
        "path", nargs="?", default=here, help="归档文件夹或 .zip，默认为本文件所在的文件夹"
    )
    parser.add_argument("--head", default="", help="另行保管的链头校验码，应在操作记录里")
    given = parser.parse_args()
    try:
        source = Folder(given.path) if os.path.isdir(given.path) else Package(given.path)
    except DAMAGED:
        print("不通过：压缩包损坏或没有下载完，打不开")
        return 1
    except OSError as error:
        print(f"没有核验：{error}", file=sys.stderr)
        return 2
    faults, lines = verify(source, given.head)
    print("\n".join(lines))
    if not faults:
        print("通过：全部文件与清单一致，操作记录首尾相接，佐证材料与签署时相同")
        return 0
    print(f"不通过，发现 {len(faults)} 处，先发现的在前：")
    print("\n".join("  " + fault for fault in faults[:SHOWN]))
    if len(faults) > SHOWN:
        print(f"  ……其余 {len(faults) - SHOWN} 处从略")
    return 1


if __name__ == "__main__":
    code = main()
    if os.name == "nt" and len(sys.argv) == 1 and sys.stdin and sys.stdin.isatty():
        input("按回车键结束")  # started by a double click, the window would close at once
    sys.exit(code)
