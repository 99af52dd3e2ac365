"""A job in a process of its own: its result, and each bound that it runs against."""

import os
import time

import pytest

from measures import isolation
from measures.isolation import JobFailed, run

JOBS = "tests.measures.hostile_jobs"


def test_result_comes_back_as_it_was_returned():
    assert run(f"{JOBS}:echo", {"text": "第 3 页"}, seconds=10) == {"text": "第 3 页"}


def test_what_a_library_prints_is_not_the_result():
    assert run(f"{JOBS}:chatter", {}, seconds=10) == "done"


def test_exception_of_the_job_is_told_by_its_class_and_words():
    with pytest.raises(JobFailed) as caught:
        run(f"{JOBS}:fail", {"text": "encrypted"}, seconds=10)

    assert (caught.value.reason, caught.value.message) == ("ValueError", "encrypted")


@pytest.mark.parametrize(
    ("job", "reason"),
    [("sleep", "time"), ("spin", "time"), ("swell", "memory"), ("crash", "crash")],
)
def test_job_beyond_a_bound_is_stopped_in_time(job, reason):
    began = time.monotonic()

    with pytest.raises(JobFailed) as caught:
        run(f"{JOBS}:{job}", {}, seconds=2, megabytes=300)

    assert caught.value.reason == reason
    assert time.monotonic() - began < 8


def test_file_grows_no_larger_than_its_bound(tmp_path):
    path = tmp_path / "large"

    with pytest.raises(JobFailed):
        run(f"{JOBS}:write", {"path": str(path)}, seconds=10, file_megabytes=1)

    assert path.stat().st_size <= 2**20


def test_job_starts_no_process_where_limits_bind_its_user():
    found = run(f"{JOBS}:limits", {}, seconds=10)

    assert found["RLIMIT_NPROC"] == [0, 0]
    assert found["RLIMIT_CORE"] == [0, 0]
    assert found["RLIMIT_NOFILE"] == [isolation.OPEN_FILES, isolation.OPEN_FILES]


def test_job_sees_no_secret_of_our_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "never told")
    monkeypatch.setenv("DATABASE_URL", "postgres://ledger:password@localhost/ledger")

    assert set(run(f"{JOBS}:environment", {}, seconds=10)) <= {*isolation.PASSED_ON, "LC_CTYPE"}


def test_no_process_is_left_behind_after_the_time_is_up(tmp_path):
    note = tmp_path / "pid"

    with pytest.raises(JobFailed):
        run(f"{JOBS}:sleep", {"note": str(note)}, seconds=2)

    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_time_limit_holds_on_a_system_without_resource_limits(monkeypatch):
    monkeypatch.setattr(isolation, "resource", None)
    began = time.monotonic()

    with pytest.raises(JobFailed, match="time"):
        run(f"{JOBS}:sleep", {}, seconds=1)

    assert time.monotonic() - began < 5
