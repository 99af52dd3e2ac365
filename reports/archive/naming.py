"""Names that every system takes for a file or folder, from texts that people typed."""

import re
import unicodedata

WORDS = str.maketrans({":": "：", "?": "？", **dict.fromkeys('<>"/\\|*', "_")})
DEVICES = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])\s*(\.|$)", re.IGNORECASE
)
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
FOLDER, FILE = 28, 60  # characters: with its folders a file stays under the 260 of Windows


def safe(text, limit):
    """One line of ``text`` as a name of at most ``limit`` characters, and three bytes for each.

    Without what is invisible or turns the direction of writing, what Windows or a shell reads
    otherwise, and the names of devices.
    """
    text = unicodedata.normalize("NFC", text)
    shown = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    name = cut(" ".join(shown.translate(WORDS).split()).lstrip(". "), limit)
    return f"_{name}" if DEVICES.match(name) else name or "_"


def cut(name, limit):
    """The beginning of a name that fits, and does not end in what Windows drops."""
    name = name[:limit]
    while len(name.encode()) > 3 * limit:
        name = name[:-1]
    return name.rstrip(". ，；、：“（")


def safe_file(name, limit=FILE):
    """A file's name made safe; its ending stays where it has one."""
    ending = ENDING.search(name)
    if ending is None:
        return safe(name, limit)
    return safe(name[: ending.start()], limit - len(ending[0])) + ending[0]


def numbered(number, count):
    """A number as wide as the largest of its list, at least two digits: the names sort by it."""
    return str(number).zfill(max(2, len(str(count))))
