"""Put the notice's fonts into VAR_DIR/fonts and write the fonts.conf that leads to them.

Debian carries the one free 仿宋, with 楷体, 黑体 and 宋体 of the same make: its package is fetched,
the five files are taken out and nothing is installed, so it needs neither root nor 300 MB of TeX.
Where there is no apt, or no network, the Noto faces that came with the requirements stand in.
Safe to run again: what is there is left alone. Ends with 0, or 1 if a face is missing.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "texlive-lang-chinese"
FACES = {
    "FandolFang-Regular.otf": "仿宋",
    "FandolKai-Regular.otf": "楷体",
    "FandolHei-Regular.otf": "黑体",
    "FandolSong-Regular.otf": "宋体",
    "FandolSong-Bold.otf": "小标宋",
}
TITLE_SOURCE, TITLE = "FandolSong-Bold.otf", "FandolTitleSong.otf"
TITLE_FAMILY = "Fandol Title Song"
STAND_IN = "pylopdf_fonts_zh_cn"  # from requirements.txt: Noto Serif SC and Noto Sans SC

CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def main():
    """Fetch what is missing, write the configuration, say in one sentence what it came to."""
    folder = fonts_folder()
    folder.mkdir(parents=True, exist_ok=True)
    fault = "" if complete(folder) else fetch(folder)
    stand_in = stand_in_folder()
    write_config(folder, [folder, *stand_in])
    missing = [face for name, face in FACES.items() if not (folder / kept_as(name)).exists()]
    if not missing:
        print(f"Fonts: all five faces of the notice are in {folder}.")
    elif stand_in:
        print(f"Fonts: no {'、'.join(missing)} ({fault}); Noto Serif SC and Sans SC stand in.")
    else:
        print(
            f"Fonts: no {'、'.join(missing)} ({fault}), and {STAND_IN} is not installed: without a"
            " Chinese font of the system no PDF can be made."
        )
    return 0 if stand_in or not missing else 1


def fonts_folder():
    """Where the settings look for the fonts."""
    sys.path.insert(0, str(ROOT))
    from ledger.settings import FONTS_CONF

    return FONTS_CONF.parent


def kept_as(name):
    """The name under which a file of the package is kept."""
    return TITLE if name == TITLE_SOURCE else name


def complete(folder):
    """Whether every face is there."""
    return all((folder / kept_as(name)).exists() for name in FACES)


def fetch(folder):
    """Take the faces out of Debian's package; the reason why not, or nothing."""
    tools = ("apt-get", "dpkg-deb")
    absent = [tool for tool in tools if shutil.which(tool) is None]
    if absent:
        return f"{absent[0]} is not on this machine"
    with tempfile.TemporaryDirectory(prefix="fonts-") as place:
        place = Path(place)
        place.chmod(0o755)  # apt downloads as a user of its own
        if not download(place):
            return f"the package {PACKAGE} could not be fetched"
        unpack(next(place.glob("*.deb")), place)
        found = [name for name in FACES if (place / name).exists()]
        for name in found:
            if name == TITLE_SOURCE:
                make_title_face(place / name)
            keep(place / name, folder / kept_as(name))
    return "" if len(found) == len(FACES) else f"not all of them are in {PACKAGE}"


def download(place):
    """Fetch the package; with root the list of packages is renewed if it is too old for that."""
    command = ["apt-get", "-qq", "download", PACKAGE]
    if run(command, place):
        return True
    return os.geteuid() == 0 and run(["apt-get", "-qq", "update"], place) and run(command, place)


def run(command, place):
    """Whether the command succeeded; what it complains about is not for our reader."""
    done = subprocess.run(command, cwd=place, check=False, capture_output=True, timeout=600)
    return done.returncode == 0


def unpack(package, place):
    """Write the faces, and nothing else, out of the package."""
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as source,
        tarfile.open(fileobj=source.stdout, mode="r|") as archive,
    ):
        for member in archive:
            name = Path(member.name).name
            if name in FACES and member.isfile():
                (place / name).write_bytes(archive.extractfile(member).read())


def make_title_face(path):
    """Give the bold Song a family of its own.

    The file says it is of regular weight, so fontconfig would take it for every FandolSong.
    """
    with TTFont(path) as font:
        names = font["name"]
        for record in list(names.names):
            if record.nameID in (1, 3, 4):
                names.setName(
                    TITLE_FAMILY,
                    record.nameID,
                    record.platformID,
                    record.platEncID,
                    record.langID,
                )
            elif record.nameID in (16, 17):
                names.removeNames(record.nameID)
        font.save(path)


def keep(source, target):
    """Move a file into place whole: a broken run leaves no half font behind."""
    half = target.with_suffix(".part")
    shutil.copyfile(source, half)
    half.replace(target)


def stand_in_folder():
    """The folder of the fonts that came with the requirements, if they are installed."""
    found = importlib.util.find_spec(STAND_IN)
    return [Path(found.origin).parent] if found else []


def write_config(folder, folders):
    """Name the font folders; the system's own fonts stay first in reach."""
    lines = "\n".join(f"  <dir>{escape(str(path))}</dir>" for path in folders)
    text = CONFIG.format(folders=lines, cache=escape(str(folder / "cache")))
    path = folder / "fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
