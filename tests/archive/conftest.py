"""Archives of the sample's practice ledger, and their verifier run on them as anybody would."""

import io
import shutil
import subprocess
import sys
import zipfile

import pytest

from ledger.models import Inspection
from reports.archive import open_archive, places


@pytest.fixture(autouse=True)
def _free_places():
    """A test that leaves an archive half read takes no place from the next."""
    yield
    places._taken.clear()


@pytest.fixture
def practice(sample, sample_root, evidence_root, settings, tmp_path):
    """The practice ledger of the sample, with copies of its files that a test may damage."""
    settings.ALTERED_ROOT = tmp_path / "altered"
    shutil.copytree(sample_root, evidence_root, dirs_exist_ok=True)
    return Inspection.objects.select_related("organization").get(title="演练台账")


def pack(inspection):
    """The bytes of a ledger's archive."""
    return b"".join(open_archive(inspection))


def unpack(body, folder):
    """Unpack an archive as anybody would; returns the folder."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        package.extractall(folder)
    return folder


def verify(path, *more, script=None):
    """(exit code, what it says) of the verifier that lies in the archive, on nothing but Python."""
    script = script or path / "verify.py"
    command = [sys.executable, "-I", str(script), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr
