"""What an archive holds and how it comes: members, names, length, rights, what stays inside."""

import hashlib
import io
import json
import re
import shutil
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from ledger.closing import adopt
from ledger.models import AccessEntry, Adoption, Inspection, JournalEntry, JournalHead, User
from measures import proof
from measures.models import Evidence, HeldUpload, Measure, Meeting
from measures.sample.files import pdf
from problems.models import Problem, Task
from reports import drafting, press, snapshots
from reports.archive import filing, members, open_archive, papers, places
from reports.models import Notice, Publication
from tests.factories import make_inspection, make_measure, make_member, make_task, prove

from .conftest import pack, unpack, verify

pytestmark = pytest.mark.django_db


def user(name):
    return User.objects.get(username=name)


def address(inspection, name="archive_zip"):
    return reverse(f"reports:{name}", args=[inspection.pk])


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


def leave(response):
    """Close a download as a server does whose reader left, without closing the test's database."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def names(body):
    return zipfile.ZipFile(io.BytesIO(body)).namelist()


def read(body, path):
    return zipfile.ZipFile(io.BytesIO(body)).read(path)


def provable(inspection):
    """A measure of the ledger under work, and who may prove it."""
    for row in Measure.objects.filter(inspection=inspection, state="in_progress").live():
        able = [pk for pk, room in inspection.holders("handler") if room == row.department_id]
        if able:
            return row, User.objects.get(pk=able[0])
    raise AssertionError("nothing is under work")


def add(inspection, name, content=None):
    """One more piece of evidence under a name that the ledger takes."""
    measure, handler = provable(inspection)
    upload = SimpleUploadedFile(name, content or pdf(name))
    return proof.add_evidence(measure, upload, actor=handler)


def test_download_has_the_length_that_it_promises_and_is_logged(practice):
    response = client_of(user("office")).get(address(practice))
    body = b"".join(response.streaming_content)
    entry = AccessEntry.objects.order_by("-pk").first()

    assert response.status_code == 200
    assert (response["Content-Type"], int(response["Content-Length"])) == (
        "application/zip",
        len(body),
    )
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert (entry.username, entry.action, entry.target) == ("office", "export", address(practice))
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None


def test_head_makes_no_archive_and_says_what_it_would_be_called(practice, monkeypatch):
    monkeypatch.setattr("reports.views.archive.open_archive", None)
    client = client_of(user("office"))
    before = AccessEntry.objects.count()

    answer = client.head(address(practice))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].endswith(".zip")
    assert "Content-Length" not in answer
    assert answer.getvalue() == b""
    assert AccessEntry.objects.count() == before


@pytest.mark.parametrize("name", ["archive", "archive_zip"])
def test_archive_is_for_the_office_the_secretary_the_supervisor_and_the_overseer(practice, name):
    accounts = ("office", "secretary", "supervisor", "overseer", "handler-jjb", "lead2")
    accounts += ("auditor", "sysadmin", "other-office")

    answers = {}
    for account in accounts:
        answers[account] = client_of(user(account)).get(address(practice, name))
        leave(answers[account])

    assert {account: response.status_code for account, response in answers.items()} == {
        **dict.fromkeys(accounts[:4], 200),
        **dict.fromkeys(accounts[4:6], 403),
        **dict.fromkeys(accounts[6:], 404),
    }


def test_every_problem_has_its_folder_with_a_list_and_every_file_its_place(practice):
    body = pack(practice)
    listed = json.loads(read(body, "记录/佐证材料.json"))["files"]
    folders = {name.split("/")[1] for name in names(body) if name.startswith("证据/")}
    rows = Evidence.objects.filter(inspection=practice)
    used = rows.filter(measures__isnull=False) | rows.filter(meetings__isnull=False)

    assert len(folders) == Problem.objects.filter(inspection=practice).count()
    assert all(f"证据/{folder}/目录.html" in names(body) for folder in folders)
    assert {row["id"] for row in listed} == set(used.values_list("pk", flat=True))
    for row in listed:
        assert hashlib.sha256(read(body, row["path"])).hexdigest() == row["sha256"]
    assert {"台账.xlsx", "目录.html", "核验说明.txt", "verify.py", "manifest.json"} <= set(
        names(body)
    )
    assert read(body, "台账.xlsx").startswith(b"PK")


def test_file_that_proves_several_measures_is_stored_once_and_listed_with_each(practice):
    row = add(practice, "共用的制度.pdf")
    first = row.measures.get()
    others = Measure.objects.filter(inspection=practice, state="in_progress").live()
    other = others.exclude(task__problem=first.task.problem).first()
    row.measures.add(other)

    body = pack(practice)

    stored = [name for name in names(body) if name.endswith("共用的制度.pdf")]
    pages = [read(body, n).decode() for n in names(body) if n.endswith("目录.html")]
    lists = [page for page in pages if "共用的制度.pdf</a>" in page]
    answered = {problem for of in (first, other) for problem in of.task.parents()}
    assert len(stored) == 1
    assert len(lists) == len(answered) > 1
    elsewhere = "共用的制度.pdf</a><br><small>存放在："
    assert sum(elsewhere in page for page in lists) == len(lists) - 1


def test_superseded_evidence_stays_and_is_marked_and_what_was_taken_back_stays_out(practice):
    old = add(practice, "旧稿.pdf")
    measure, handler = provable(practice)
    newer = SimpleUploadedFile("新稿.pdf", pdf("new"))
    proof.add_evidence(measure, newer, actor=handler, supersedes=old)
    wrong = add(practice, "传错的.pdf")
    proof.withdraw_evidence(measure, wrong, "传错", actor=handler)

    body = pack(practice)

    told = json.loads(read(body, "记录/佐证材料.json"))
    pages = "".join(read(body, n).decode() for n in names(body) if n.endswith("目录.html"))
    assert any(name.endswith("旧稿.pdf") for name in names(body))
    assert "已被《新稿.pdf》替代" in pages
    assert not any("传错的" in name for name in names(body))
    assert {"id": wrong.pk, "sha256": wrong.sha256} in told["left_out"]


def test_held_upload_leaves_neither_its_file_nor_its_name(practice, tmp_path):
    held = HeldUpload.objects.get(measure__inspection=practice, decision="")

    body = pack(practice)

    assert held.sha256.encode() not in body
    assert held.name.encode() not in body
    assert (practice.organization.name.encode() in body) is True
    assert verify(unpack(body, tmp_path / "a"))[0] == 0


HOSTILE = [
    "CON.pdf",
    "NUL.aux.pdf",
    "设备 AUX .pdf",
    'a<b>c:d"e|f?g*h.pdf',
    "😀👨\u200d👩\u200d👧.pdf",
    "…/..／x.pdf",
    "长" * 190 + ".pdf",
    "尾点. . .pdf",
    "-rf %TEMP% $(id) `id`.pdf",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_names_that_every_system_takes(practice, tmp_path, name):
    row = add(practice, "a.pdf")
    # What the door refuses may still stand in an old database.
    Evidence.objects.filter(pk=row.pk).update(name=f"..\\../\u202e\x01{name}"[:200])

    body = pack(practice)

    for path in names(body):
        assert len(path) <= 160
        for part in path.split("/"):
            assert part not in ("", ".", "..")
            assert not set(part) & set('<>:"\\|?*\u202e\u200d\x01')
            assert part == part.strip(" .")
            assert part.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL"}
            assert len(part.encode()) <= 255
    assert {info.flag_bits & 0x800 for info in infos(body) if not info.filename.isascii()} == {
        0x800
    }
    code, said = verify(unpack(body, tmp_path / "a"))
    # The row was changed past the ledger, which the name alone does not show.
    assert code == 0, said


def infos(body):
    return zipfile.ZipFile(io.BytesIO(body)).infolist()


def test_names_on_the_lists_are_text_and_nothing_else(practice):
    row = add(practice, "a.pdf")
    Evidence.objects.filter(pk=row.pk).update(name='<img src=x onerror=alert(1)>"{{ 7 }}.pdf')
    Problem.objects.filter(inspection=practice).update(text="<script>alert(1)</script>{% now %}")

    body = pack(practice)

    pages = "".join(read(body, n).decode() for n in names(body) if n.endswith(".html"))
    assert "<script" not in pages
    assert "<img" not in pages
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;{{ 7 }}.pdf" in pages


def test_missing_and_shortened_files_are_refused_and_named(practice, evidence_root):
    gone, short = Evidence.objects.filter(inspection=practice, measures__isnull=False)[:2]
    (evidence_root / gone.file.name).unlink()
    (evidence_root / short.file.name).write_bytes(b"x")

    response = client_of(user("office")).get(address(practice))

    page = response.content.decode()
    assert response.status_code == 409
    assert "没有生成归档：2 份佐证材料" in page
    assert "文件在存储中找不到了" in page
    assert f"登记 {short.size} 字节，现在 1 字节" in page
    assert places._taken == {}


def test_file_of_another_content_breaks_the_download_off(practice, evidence_root):
    row = Evidence.objects.filter(inspection=practice, measures__isnull=False).first()
    path = evidence_root / row.file.name
    path.write_bytes(path.read_bytes()[::-1])
    made, came = open_archive(practice), 0

    with pytest.raises(members.Altered):
        for chunk in made:
            came += len(chunk)

    assert came < len(made)
    assert places._taken == {}


def test_altered_file_is_named_at_the_next_try_until_it_is_restored(practice, evidence_root):
    row = Evidence.objects.filter(inspection=practice, measures__isnull=False).first()
    path = evidence_root / row.file.name
    right = path.read_bytes()
    path.write_bytes(right[::-1])
    with pytest.raises(members.Altered):
        pack(practice)
    client = client_of(user("office"))

    refused = client.get(address(practice))
    path.write_bytes(right)
    restored = client.get(address(practice))

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "没有生成归档：1 份佐证材料" in page
    assert f"_{row.name}：内容与登记的校验码不符" in page
    assert b"".join(restored.streaming_content)[:2] == b"PK"


def test_file_that_grows_while_it_streams_breaks_the_download_off(practice, evidence_root):
    row = Evidence.objects.filter(inspection=practice, measures__isnull=False).first()
    made = open_archive(practice)
    with open(evidence_root / row.file.name, "ab") as file:
        file.write(b"more")

    with pytest.raises(members.Altered):
        list(made)


def test_reader_who_leaves_ends_the_work(practice, monkeypatch):
    monkeypatch.setattr("reports.archive.packing.CHUNK", 1000)
    response = client_of(user("office")).get(address(practice))
    made = response._resource_closers[0].__self__
    next(iter(response.streaming_content))
    taken = len(places._taken)

    response._iterator.close()

    assert (taken, len(places._taken), made.spool.file.closed) == (1, 0, True)


def test_presses_and_archives_leave_a_thread_to_the_pages():
    script = (Path(__file__).parents[2] / "run.sh").read_text()
    threads = int(re.search(r"--blocking-threads (\d+)", script)[1])

    assert threads > press.PLACES + places.PLACES


def test_download_too_many_at_a_time_is_asked_to_come_again(practice, monkeypatch):
    monkeypatch.setattr(places, "PLACES", 2)
    client = client_of(user("office"))
    under_way = [open_archive(practice) for _ in range(places.PLACES)]

    refused = client.get(address(practice))
    under_way[0].close()
    again = client.get(address(practice))
    leave(again)
    now = places.time.monotonic() + places.IDLE + 1
    monkeypatch.setattr("reports.archive.places.time.monotonic", lambda: now)
    open_archive(practice).close()  # the other has not moved for long: its place is given away

    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "别的归档正在下载" in refused.content.decode()
    assert again.status_code == 200
    with pytest.raises(members.Altered):
        list(under_way[1])


def test_same_state_gives_the_same_members(practice):
    first = pack(practice)
    time.sleep(2.1)  # a zip counts in steps of two seconds
    second = pack(practice)

    assert names(first) == names(second)
    assert [n for n in names(first) if read(first, n) != read(second, n)] == []
    assert len(first) == len(second)


def test_manifest_names_the_entry_up_to_which_everything_was_read(practice):
    head = JournalHead.objects.get(inspection=practice)

    about = json.loads(read(pack(practice), "manifest.json"))

    assert about["journal"]["sequence"] == head.sequence
    assert about["journal"]["hash"] == head.hash
    held = JournalEntry.objects.filter(head=head, object_type="heldupload")
    assert about["journal"]["withheld"] == [entry.sequence for entry in held]


QUERIES = 53  # of the workbook, the evidence, the records, the book, of what was published
PAGE = 16


@pytest.mark.parametrize("rows", [1, 6])
def test_number_of_queries_does_not_grow(rows, evidence_root, django_assert_num_queries):
    inspection = make_inspection()
    office = make_member(inspection.organization, "office")
    task = make_task(inspection)
    (evidence_root / "a.pdf").write_bytes(b"x")
    for _ in range(rows):
        prove(make_measure(task), office)
        Meeting.objects.create(
            inspection=inspection, kind="thematic", date=inspection.feedback_date, subject="整改"
        )
        make_task(inspection, problem=task.problem)
    inspection = Inspection.objects.get(pk=inspection.pk)

    client = client_of(office)

    with django_assert_num_queries(QUERIES):
        open_archive(inspection).close()
    with django_assert_num_queries(PAGE):
        client.get(address(inspection, "archive"))


def test_page_tells_what_is_in_it_and_what_is_not(practice):
    page = client_of(user("overseer")).get(address(practice, "archive")).content.decode()
    head = JournalHead.objects.get(inspection=practice)
    listed = filing.file_away(practice)

    assert f"佐证材料 {len(listed.rows) - len(listed.left_out)} 份" in page
    assert f"第 {head.sequence} 条" in page
    assert head.hash in page
    (held,) = JournalEntry.objects.filter(head=head, object_type="heldupload")
    assert f"1 条：第 {held.sequence} 条。" in page
    assert f"python verify.py --head {head.hash} --withheld {held.sequence}<" in page
    assert "有 1 份上传疑似涉密" in page
    assert f'href="{address(practice)}"' in page


def test_strange_condition_in_the_address_is_refused(practice):
    for name in ("archive", "archive_zip"):
        response = client_of(user("office")).get(address(practice, name) + "?as_of=2024-01-01")
        assert response.status_code == 400


def test_empty_ledger_has_an_archive_that_passes(tmp_path):
    body = pack(make_inspection())

    assert verify(unpack(body, tmp_path / "a"))[0] == 0


def test_command_writes_the_file_and_keeps_one_that_is_there(practice, tmp_path, capsys):
    target = tmp_path / "归档.zip"
    call_command("archive", practice.pk, str(target))
    said = capsys.readouterr().out
    with pytest.raises(SystemExit) as again:
        call_command("archive", practice.pk, str(target))
    with pytest.raises(SystemExit) as unknown:
        call_command("archive", 0, str(tmp_path / "b.zip"))

    assert hashlib.sha256(target.read_bytes()).hexdigest() in said
    assert verify(unpack(target.read_bytes(), tmp_path / "a"))[0] == 0
    assert (again.value.code, unknown.value.code) == (2, 1)
    assert [path.name for path in tmp_path.glob("*.zip*")] == ["归档.zip"]
    assert AccessEntry.objects.filter(username="manage.py", action="export").count() == 2


def test_command_leaves_nothing_of_an_archive_that_broke_off(practice, tmp_path, evidence_root):
    row = Evidence.objects.filter(inspection=practice, measures__isnull=False).first()
    path = evidence_root / row.file.name
    path.write_bytes(path.read_bytes()[::-1])

    with pytest.raises(SystemExit) as ended:
        call_command("archive", practice.pk, str(tmp_path / "a.zip"))

    assert ended.value.code == 1
    assert list(tmp_path.glob("a.zip*")) == []


def publish(inspection, frozen, office):
    """A notice published of a snapshot."""
    notice = drafting.begin(inspection, frozen, actor=office, dated=inspection.feedback_date)
    return issue(notice, frozen, 1)


def issue(notice, frozen, number):
    """A version at the address, as it was published."""
    return Publication.objects.create(
        notice=notice,
        slug="2026-1",
        number=number,
        passages=[],
        sha256="0" * 64,
        pdf=b"%PDF-1.7 as issued",
        pdf_sha256="0" * 64,
        snapshot_sha256=frozen.sha256,
        sequence=1,
        head="0" * 64,
        published_at=notice.begun_at,
        published_by=notice.begun_by,
    )


def test_list_of_a_problem_says_who_signed_off_what_and_when(sample, sample_root, evidence_root):
    shutil.copytree(sample_root, evidence_root, dirs_exist_ok=True)
    case = Inspection.objects.get(title="市委常规巡察市工商联党组")
    task = Task.objects.get(inspection=case, number=1)

    body = pack(case)

    page = next(
        text
        for name in names(body)
        if name.startswith("证据/") and name.endswith("目录.html")
        if quote("任务1销号单.html") in (text := read(body, name).decode())
    )
    assert f"整改成效：{task.effect}" in page
    for row in task.signatures.all():
        assert f'{row.name}</td><td class="w">{row.post}' in page
        assert f"{timezone.localdate(row.at)}" in page
    measure = task.measures.first()
    for row in measure.signatures.all():
        assert f"{row.name}（{row.post}）{timezone.localdate(row.at)}" in page


def test_sheet_of_each_task_signed_off_goes_along(sample, sample_root, evidence_root, tmp_path):
    shutil.copytree(sample_root, evidence_root, dirs_exist_ok=True)
    case = Inspection.objects.get(title="市委常规巡察市工商联党组")
    closed = Task.objects.filter(inspection=case, state="signed_off")

    body = pack(case)

    sheets = [name for name in names(body) if name.endswith("销号单.html")]
    assert len(sheets) == len(closed) > 20
    first = read(body, next(name for name in sheets if name.endswith("任务1销号单.html"))).decode()
    assert "已销号（2024-01-24 16:40）" in first
    assert "上列佐证材料与批准销号时签字所依据的一致。" in first
    assert verify(unpack(body, tmp_path / "a"))[0] == 0


def test_adopted_plan_goes_along_the_same_each_time(practice):
    given = {"document_number": "党组发〔2026〕3号", "meeting": "党组第八次会议"}
    adoption = Adoption(inspection=practice, date=timezone.localdate(), **given)
    adopt(adoption, actor=user("office"))

    first, again = (read(pack(practice), "整改落实方案/整改落实方案.docx") for _ in range(2))

    texts = [row.text for row in Document(io.BytesIO(first)).paragraphs]
    assert any("以党组发〔2026〕3号印发本方案" in text for text in texts)
    assert first == again


def test_problem_whose_files_lie_elsewhere_says_in_which_folder(practice):
    row = add(practice, "共用的制度.pdf")
    first = row.measures.first()
    other = Measure.objects.filter(inspection=practice, evidence=None)
    other = other.exclude(task__problem=first.task.problem).first()
    row.measures.add(other)

    index = read(pack(practice), "目录.html").decode()

    assert re.search(r"<td>(本文件夹，另)?见 \d+ 号文件夹</td>", index)


@pytest.mark.parametrize("page", ["目录.html", "核验说明.txt"])
def test_every_folder_at_the_top_is_named(practice, page):
    office = user("office")
    frozen = snapshots.ask(practice, practice.feedback_date, "报送", actor=office)
    publish(practice, frozen, office)

    body = pack(practice)

    folders = {name.partition("/")[0] for name in names(body) if "/" in name}
    told = read(body, page).decode()
    assert "公布的通报" in folders
    assert [name for name in folders if name not in told] == []


def test_notice_taken_down_is_called_that_with_all_before_it(practice):
    office = user("office")
    frozen = snapshots.ask(practice, practice.feedback_date, "报送", actor=office)
    first = publish(practice, frozen, office)
    Notice.objects.update(state="published")
    assert [row[1:] for row in state_of(first)] == [("2026-1 第1版.pdf", "published", "公布中")]
    later = drafting.begin_correction(
        first.notice, frozen, "更正", actor=office, dated=practice.feedback_date
    )
    issue(later, frozen, 2)
    Notice.objects.update(state="published")
    assert [row[1:] for row in state_of(first)] == [
        ("2026-1 第1版（已更正）.pdf", "corrected", "已更正"),
        ("2026-1 第2版.pdf", "published", "公布中"),
    ]
    gone = {"ended_at": timezone.now(), "ended_by": office, "ended_reason": "有误"}
    Notice.objects.filter(pk=later.pk).update(state="taken_down", **gone)

    names = [f"2026-1 第{number}版（已撤下）.pdf" for number in (1, 2)]
    assert [row[1:] for row in state_of(first)] == [
        (name, "taken_down", "已撤下") for name in names
    ]


def state_of(row):
    """(number, file, state, its words) of each version in the archive's data."""
    members = dict(papers.notices(row.inspection))
    told = json.loads(members["公布的通报/公布的通报.json"])
    rows = [(one["number"], one["file"], one["state"], one["state_label"]) for one in told]
    assert [f"公布的通报/{name}" in members for _, name, _, _ in rows] == [True] * len(rows)
    return rows


def test_page_of_the_archive_names_all_that_is_in_it(practice):
    office = user("office")
    frozen = snapshots.ask(practice, practice.feedback_date, "报送", actor=office)
    publish(practice, frozen, office)

    page = client_of(office).get(address(practice, "archive")).content.decode()

    assert "<dt>公布的通报</dt><dd>1 份，更正过的、已撤下的都收入并注明</dd>" in page
    closed = practice.task_set.filter(state="signed_off").count()
    assert f"<dt>销号单</dt><dd>{closed} 份，一项已销号的任务一份</dd>" in page
    assert "<dt>整改落实方案</dt><dd>没有登记印发</dd>" in page
    assert "先从压缩包里取出 <code>verify.py</code>" in page


def test_published_notice_goes_along_as_it_was_issued(practice, tmp_path):
    office = user("office")
    frozen = snapshots.ask(practice, practice.feedback_date, "报送", actor=office)
    issued = publish(practice, frozen, office)

    body = pack(practice)

    assert read(body, "公布的通报/2026-1 第1版.pdf") == issued.pdf
    told = json.loads(read(body, "公布的通报/公布的通报.json"))
    assert [(row["number"], row["snapshot_sha256"]) for row in told] == [(1, frozen.sha256)]
