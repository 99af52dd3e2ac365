"""The worker that renders: the same bytes, nothing fetched, bounded, and gone with its parent."""

import http.server
import io
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from ledger.refusals import TooLarge, Unavailable
from reports import press, typesetting
from reports.paper import Annex, Block, Column, Paper, Table, numbered
from tests.factories import make_inspection, make_member
from tests.reports.paper import MADE_AT, plain

PROC = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")


def make_full_paper():
    """A paper with everything that a paper can have."""
    columns = (Column("序号", 1, centred=True), Column("整改措施", 5))
    table = Table(columns, (("1", "健全制度\n“三重一大”"), ("2", "㛃同志牵头")), caption="任务单")
    form = Table((Column("", 1), Column("", 4)), (("任务", "会产管理"),), headings=False)
    return Paper(
        title=("中共市示范局党组", "关于整改落实方案的报告"),
        addressee="市委巡察工作领导小组办公室",
        mark="党内文件",
        blocks=numbered(
            [Block("section", "总体要求"), table, Block("point", "正文。", lead="组织领导。")]
        ),
        organs=("中共市示范局党组", "市示范局"),
        date="2026年3月2日",
        note="此件公开发布",
        annexes=(
            Annex("问题清单", (form,), across=True),
            Annex("任务清单", (Block("text", "甲"),)),
        ),
        subject="快照 3 · 0f4a",
        identifier="notice-3",
    )


def test_everything_on_a_paper_is_printed_once_and_in_order():
    paper = make_full_paper()

    reader = PdfReader(io.BytesIO(press.render(paper, made_at=MADE_AT)))

    pages = [plain(page.extract_text()) for page in reader.pages]
    numbers = [f"—{number}—" for number in range(1, len(pages) + 1)]
    assert all(mark in page for mark, page in zip(numbers, pages, strict=True))
    printed = "".join(p.replace(mark, "") for mark, p in zip(numbers, pages, strict=True))
    assert printed == plain("".join(paper.paragraphs()))
    sizes = [tuple(round(float(x)) for x in page.mediabox[2:]) for page in reader.pages]
    assert sizes == [(595, 842), (842, 595), (595, 842)]
    assert reader.metadata.subject == paper.subject
    assert reader.metadata["/Keywords"] == paper.identifier
    assert reader.metadata.creation_date == MADE_AT
    assert [row.title for row in reader.outline if not isinstance(row, list)] == [
        "一、总体要求",
        "附件1 问题清单",
        "附件2 任务清单",
    ]


def test_headings_of_a_table_stand_on_each_of_its_pages():
    columns = (Column("序号", 1, centred=True), Column("整改措施", 5))
    rows = tuple((str(number), "健全制度，严格执行。" * 9) for number in range(40))
    paper = Paper(("责任清单",), (Table(columns, rows),), across=True)

    reader = PdfReader(io.BytesIO(press.render(paper, made_at=MADE_AT)))

    assert len(reader.pages) > 3
    for page in reader.pages:
        assert "序号整改措施" in plain(page.extract_text())


TWICE = """
import os, sys
sys.path.insert(0, ".")
import django; django.setup()
from reports import press
from tests.reports.paper import MADE_AT
from tests.reports.test_press import make_full_paper
sys.stdout.buffer.write(press.render(make_full_paper(), made_at=MADE_AT, draft="草稿"))
"""


def test_same_paper_gives_the_same_bytes_in_another_process_at_another_time():
    first = press.render(make_full_paper(), made_at=MADE_AT, draft="草稿")
    time.sleep(1.1)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}

    done = subprocess.run(
        [sys.executable, "-c", TWICE], capture_output=True, check=True, env=environment
    )

    assert done.stdout == first


class Counting(http.server.BaseHTTPRequestHandler):
    """Notes who asks."""

    def do_GET(self):
        """Note the address and serve something."""
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x")

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def server():
    """A server of this machine that counts who asks."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    made.asked = []
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def hostile(web, secret):
    """Markup that would have addresses fetched and files read."""
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{web}/svg.png'/></svg>"
    return (
        "".join(
            f"<img src='{place}/a.png'><object data='{place}/b'></object><embed src='{place}/c'>"
            f"<link rel=stylesheet href='{place}/d.css'><link rel=attachment href='{place}'>"
            f"<style>@import url({place}/e.css); @font-face {{ font-family: x; src: url({place}/f) }}"
            f" p {{ background: url({place}/g.png); font-family: x }}"
            f" p::before {{ content: url({place}/h.png) }} li {{ list-style-image: url({place}/i) }}"
            f"</style><p>字</p><ul><li>字</ul><svg><image href='{place}/j.png'/></svg>"
            for place in (web, secret.as_uri())
        )
        + f'<img src="data:image/svg+xml,{svg}"><base href="{web}/">字<img src="k.png">'
    )


def test_no_markup_has_an_address_fetched_or_a_file_read(server, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim-4711")
    web = f"http://127.0.0.1:{server.server_port}"

    pdf = press.print_html(hostile(web, secret), "@import url('http://127.0.0.1/x.css');")

    reader = PdfReader(io.BytesIO(pdf))
    assert server.asked == []
    assert reader.attachments == {}
    assert b"geheim-4711" not in pdf
    assert "geheim" not in "".join(page.extract_text() for page in reader.pages)


def test_hostile_texts_of_a_paper_do_not_even_try(server, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim-4711")
    text = hostile(f"http://127.0.0.1:{server.server_port}", secret)
    table = Table((Column(text), Column("乙")), ((text, text),), caption=text)
    paper = Paper((text[:15],), (Block("section", text), table), (text,), text, note=text)
    html = press.typeset(paper, made_at=MADE_AT, draft=text)

    pdf = press.print_html(html, typesetting.stylesheet(), fail_on_fetch=True)

    assert server.asked == []
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert plain(text) in plain(printed)
    with pytest.raises(Unavailable):  # so that the test above would see a try
        press.print_html("<img src='file:///etc/hostname'>", "", fail_on_fetch=True)


@PROC
def test_worker_knows_no_secret_and_lets_pages_go_first(own_press, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "k")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/d")
    press.print_html("字", "")
    folder = Path(f"/proc/{own_press.worker.pid}")

    names = {row.split(b"=")[0] for row in (folder / "environ").read_bytes().split(b"\0") if row}

    assert not {b"SECRET_KEY", b"DATABASE_URL"} & names
    limits = (folder / "limits").read_text()
    assert f"Max address space         {press.MEGABYTES * 2**20}" in limits
    assert os.getpriority(os.PRIO_PROCESS, own_press.worker.pid) > os.getpriority(
        os.PRIO_PROCESS, os.getpid()
    )


@PROC
def test_memory_of_whoever_starts_it_is_none_of_the_worker(own_press, monkeypatch):
    monkeypatch.setattr(press, "RENEWED_ABOVE", 300)
    held = b"x" * (400 << 20)
    press.print_html("字", "")
    first = own_press.worker
    press.print_html("字", "")

    assert own_press.worker is first
    assert held


def test_worker_stays_for_the_next_document_and_is_renewed(own_press, monkeypatch):
    monkeypatch.setattr(press, "RENEWED_AFTER", 3)
    pids = []
    for _ in range(4):
        press.print_html("字", "")
        pids.append(own_press.worker.pid)

    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_worker_that_uses_much_memory_is_renewed(own_press, monkeypatch):
    monkeypatch.setattr(press, "RENEWED_ABOVE", 10)
    press.print_html("字", "")
    first = own_press.worker.pid
    press.print_html("字", "")

    assert own_press.worker.pid != first


def test_document_that_takes_too_long_is_given_up_and_the_next_is_made(own_press, monkeypatch):
    press.print_html("字", "")
    monkeypatch.setattr(press, "SECONDS", 0.3)
    long = "<p>" + "整改工作按台账推进，" * 20000

    with pytest.raises(Unavailable) as refused:
        press.print_html(long, "")

    assert refused.value.code == "press_failed"
    monkeypatch.setattr(press, "SECONDS", 60)
    assert press.print_html("字", "").startswith(b"%PDF")


@PROC
def test_document_that_takes_too_much_memory_is_given_up(own_press, monkeypatch):
    monkeypatch.setattr(press, "MEGABYTES", 400)
    many = "<p>字</p>" * 60000

    with pytest.raises(Unavailable) as refused:
        press.print_html(many, "")

    assert refused.value.code == "press_failed"
    assert press.print_html("字", "").startswith(b"%PDF")


def test_worker_that_died_is_replaced_unseen(own_press):
    press.print_html("字", "")
    own_press.worker.kill()
    own_press.worker.wait()

    assert press.print_html("字", "").startswith(b"%PDF")


@pytest.mark.parametrize("warmed", [True, False])
def test_worker_killed_at_work_is_replaced_whatever_its_age(own_press, warmed):
    if warmed:
        press.print_html("字", "")
    busy = "<p>" + "整改工作按台账推进，" * 3000

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(press.print_html, busy, "")
        first = kill_at_work(own_press)
        assert asked.result().startswith(b"%PDF")

    assert own_press.worker is not first


def kill_at_work(own):
    """Kill the worker once it reads what it was asked; the worker."""
    while not own.turn.locked() or own.worker is None:
        time.sleep(0.01)
    worker = own.worker
    time.sleep(0.2)
    worker.kill()
    return worker


def test_document_that_ends_each_worker_is_given_up_with_the_reason(own_press, monkeypatch, caplog):
    monkeypatch.setattr(press, "SCRIPT", Path(__file__).with_name("no_such_worker.py"))

    with pytest.raises(Unavailable) as refused:
        press.print_html("字", "")

    assert refused.value.code == "press_failed"
    assert [row.getMessage() for row in caplog.records] == [
        "the worker ended: exit code 2",
        "the worker ended: exit code 2",
        "no PDF: exit code 2 ",
    ]


def test_worker_that_cannot_start_is_said_and_the_next_document_is_made(own_press, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nonexistent/python")
        own_press.warm()
        with pytest.raises(Unavailable) as refused:
            press.print_html("字", "")

    assert refused.value.code == "press_failed"
    assert press.print_html("字", "").startswith(b"%PDF")


def test_page_with_a_button_for_a_pdf_starts_the_worker(own_press, settings, db, client):
    inspection = make_inspection()
    client.force_login(make_member(inspection.organization, "office"))
    settings.PRESS_WARMED = True

    for name in ("papers", "notice"):
        own_press.close()
        assert client.get(reverse(f"reports:{name}", args=[inspection.pk])).status_code == 200
        deadline = time.monotonic() + 10
        while own_press.worker is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert own_press.worker.poll() is None


def test_few_wait_and_the_rest_are_told(own_press, monkeypatch):
    press.print_html("字", "")
    busy = "<p>" + "整改工作按台账推进，" * 3000

    def make(_):
        try:
            return press.print_html(busy, "")[:4]
        except Unavailable as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(make, range(6)))

    assert sorted(map(str, answers)) == [str(b"%PDF")] * press.PLACES + ["press_busy"] * (
        6 - press.PLACES
    )


def test_who_waits_too_long_is_told(own_press, monkeypatch):
    monkeypatch.setattr(press, "PATIENCE", 0.05)

    with own_press.turn, pytest.raises(Unavailable) as refused:
        press.print_html("字", "")

    assert refused.value.code == "press_busy"
    assert press.print_html("字", "").startswith(b"%PDF")


PARENT = """
import os, sys, threading
sys.path.insert(0, ".")
import django; django.setup()
from reports import press
press.print_html("字", "")
print(press._press.worker.pid, flush=True)
threading.Thread(target=press.print_html, args=("<p>" + "整改工作推进，" * 50000, ""), daemon=True).start()
threading.Event().wait(0.5)
print("busy", flush=True)
threading.Event().wait()
"""


@PROC
def test_worker_dies_with_its_parent_even_at_work():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        pid = int(parent.stdout.readline())
        parent.stdout.readline()
        assert is_alive(pid)
        parent.kill()

    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(pid)


def is_alive(pid):
    """Whether the process runs; one that only waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_fork_does_not_talk_to_the_worker_of_its_parent(own_press):
    press.print_html("字", "")
    worker = own_press.worker

    own_press.forget()

    assert own_press.worker is None
    assert press.print_html("字", "").startswith(b"%PDF")
    worker.returncode = None
    worker.wait()


def make_long_paper(rows):
    """A list of what departments have to do, of so many rows."""
    columns = (Column("措施", 1, centred=True), Column("整改措施", 5), Column("时限", 2))
    row = ("1-1", "健全会产管理制度，定期清查。", "2026年3月2日前")
    return Paper(("责任清单",), (Table(columns, (row,) * rows, size="五号"),), across=True)


def test_list_of_some_hundred_rows_is_printed_row_for_row():
    reader = PdfReader(io.BytesIO(press.render(make_long_paper(400), made_at=MADE_AT)))

    printed = "".join(plain(page.extract_text()) for page in reader.pages)
    assert printed.count("1-1健全会产管理制度，定期清查。2026年3月2日前") == 400


def test_paper_too_long_is_refused_at_once_and_says_what_to_do(own_press):
    with pytest.raises(TooLarge, match=r"1201 行.*请下载 Word.*按部门"):
        press.render(make_long_paper(press.MOST_ROWS + 1), made_at=MADE_AT)

    assert own_press.worker is None
