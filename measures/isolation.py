"""Work on a hostile file in a process of its own, with bounds on time, memory and files.

A decoder that a file drives mad takes only that process with it. It runs as the same user: what it
is given no more of is time, memory, room, processes and the secrets of our environment.

A job is a plain function of a module that needs no Django: ``run("measures.drawing:draw", {...})``
calls ``draw(**arguments)`` over there and returns what it returned. Arguments and result are JSON;
whatever is larger goes through files whose paths are among the arguments.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows: the time limit alone holds there
    resource = None

ROOT = Path(__file__).resolve().parent.parent
PASSED_ON = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
MAX_RESULT = 16 * 2**20  # bytes of JSON
OPEN_FILES = 64


class JobFailed(Exception):
    """No result. ``reason``: start, time, memory, crash, or the class of what the job raised."""

    def __init__(self, reason, message=""):
        super().__init__(f"{reason}: {message}" if message else reason)
        self.reason, self.message = reason, message


def run(job, arguments, *, seconds, megabytes=1024, file_megabytes=64):
    """The result of ``module:function`` called with ``arguments``; raises JobFailed.

    ``seconds`` bounds the clock and the processor, ``megabytes`` the memory, ``file_megabytes``
    each file that the job writes.
    """
    limits = {"seconds": seconds, "megabytes": megabytes, "file_megabytes": file_megabytes}
    asked = json.dumps({"job": job, "arguments": arguments, "limits": limits})
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(asked.encode())
        given.seek(0)
        code = finish(start(given, told), seconds)
        told.seek(0)
        return answer_in(told.read(MAX_RESULT), code)


def start(given, told):
    """The process, at the head of its own group. Raises JobFailed."""
    try:
        return subprocess.Popen(  # noqa: S603  (our own module, no shell)
            # -I: neither PYTHON* variables nor the current folder say what is imported.
            [sys.executable, "-I", __file__],
            stdin=given,
            stdout=told,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=surroundings(),
            start_new_session=True,
        )
    except OSError as error:
        raise JobFailed("start", str(error)) from error


def surroundings(*names):
    """The environment of a process that need not know our secrets: ``names`` go along, too."""
    return {name: os.environ[name] for name in (*PASSED_ON, *names) if name in os.environ}


def finish(process, seconds):
    """Wait for the process, no longer than that; returns its code. Raises JobFailed."""
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise JobFailed("time", f"not done after {seconds} s") from error
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()


def answer_in(told, code):
    """The result among what the process wrote; raises JobFailed."""
    if resource and code == -signal.SIGXCPU:
        raise JobFailed("time", "processor time used up")
    try:
        answer = json.loads(told)
        failed = answer.get("failed")
        if failed:
            raise JobFailed(str(failed[0]), str(failed[1]))
        return answer["result"]
    except (ValueError, AttributeError, LookupError, TypeError) as error:
        raise JobFailed("crash", f"exit code {code}") from error


def bind(limits):
    """Bound this process as a job asks."""
    mega = 2**20
    bound(
        RLIMIT_CPU=max(1, round(limits["seconds"])),
        RLIMIT_AS=limits["megabytes"] * mega,
        RLIMIT_FSIZE=limits["file_megabytes"] * mega,
        RLIMIT_NOFILE=OPEN_FILES,
        RLIMIT_NPROC=0,
        RLIMIT_CORE=0,
    )


def bound(**limits):
    """Set limits of this process for good: hard limits cannot be raised again."""
    if resource is None:
        return
    for name, most in limits.items():
        with suppress(AttributeError, ValueError, OSError):  # not every system knows each
            resource.setrlimit(getattr(resource, name), (most, most))


def obey():
    """In the process: bind it, do the job, tell the result or what went wrong."""
    import importlib

    asked = json.load(sys.stdin)
    bind(asked["limits"])
    sys.path.insert(0, str(ROOT))
    told, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no part of the result
    try:
        module, _, function = asked["job"].partition(":")
        job = getattr(importlib.import_module(module), function)
        answer = {"result": job(**asked["arguments"])}
    except MemoryError:
        answer = {"failed": ["memory", ""]}
    except Exception as error:  # whatever a hostile file makes of a library
        answer = {"failed": [type(error).__name__, str(error)[:500]]}
    json.dump(answer, told)


if __name__ == "__main__":
    obey()
