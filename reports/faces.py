"""The five faces of a printed notice: which fonts of this machine stand for them.

The families an office has bought come first, then the free ones that set-up fetched. Fontconfig
is asked as it will be asked by the renderer, so that a missing face is said beforehand: the
renderer itself would print boxes without a word.
"""

import contextlib
import ctypes
import ctypes.util
import os
import unicodedata

from django.conf import settings

from ledger.refusals import Unavailable, refuse

FAMILIES = {
    "仿宋": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "仿宋",
        "FangSong",
        "STFangsong",
        "FandolFang",
        "Noto Serif SC",
        "Noto Serif CJK SC",
    ),
    "楷体": (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "方正楷体_GBK",
        "楷体",
        "KaiTi",
        "FandolKai",
        "Noto Serif SC",
        "Noto Serif CJK SC",
    ),
    "黑体": (
        "黑体",
        "SimHei",
        "方正黑体_GBK",
        "FandolHei",
        "Noto Sans SC",
        "Noto Sans CJK SC",
    ),
    "小标宋": (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "Fandol Title Song",
        "Noto Serif SC",
        "Noto Serif CJK SC",
    ),
    "宋体": ("宋体", "SimSun", "FandolSong", "Noto Serif SC", "Noto Serif CJK SC"),
}
STAND_INS = ("noto",)
PROBE = "整"  # a family counts for Chinese if it has this character
UNDRAWN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
LIBRARY = "fontconfig"
MOST_NAMED, WORDS = 5, 8  # characters named in a refusal, each with so many before it


class _FontSet(ctypes.Structure):
    _fields_ = [
        ("count", ctypes.c_int),
        ("size", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    ]


def point_fontconfig():
    """Have fontconfig read the configuration that set-up wrote, if it did."""
    if settings.FONTS_CONF.exists():
        os.environ["FONTCONFIG_FILE"] = str(settings.FONTS_CONF)


def library():
    """Fontconfig, with the types of what is called; OSError if it is not installed."""
    name = ctypes.util.find_library(LIBRARY) or "libfontconfig.so.1"
    lib = ctypes.CDLL(name)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    lib.FcInitLoadConfigAndFonts.restype = pointer
    lib.FcConfigDestroy.argtypes = [pointer]
    lib.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    lib.FcConfigGetFonts.argtypes = [pointer, number]
    lib.FcPatternGetString.argtypes = [pointer, text, number, ctypes.POINTER(text)]
    lib.FcPatternGetCharSet.argtypes = [pointer, text, number, ctypes.POINTER(pointer)]
    lib.FcCharSetHasChar.argtypes = [pointer, ctypes.c_uint32]
    return lib


class Fonts:
    """The fonts of this machine, read afresh: family names and the characters of each."""

    def __init__(self, lib, config):
        self.lib = lib
        self.sets = {}  # family, as fontconfig compares names: character set
        for kind in (0, 1):  # the system's, the application's
            found = lib.FcConfigGetFonts(config, kind)
            fonts = found.contents.fonts[: found.contents.count] if found else []
            for font in fonts:
                self.read(font)

    def read(self, font):
        """Note one font under each of its names."""
        characters = ctypes.c_void_p()
        if self.lib.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(characters)) != 0:
            return
        name, index = ctypes.c_char_p(), 0
        while self.lib.FcPatternGetString(font, b"family", index, ctypes.byref(name)) == 0:
            family = name.value.decode("utf-8", "replace")
            self.sets.setdefault(folded(family), []).append(characters)
            index += 1

    def has(self, family, character):
        """Whether a font of that family has the character."""
        return any(
            self.lib.FcCharSetHasChar(characters, ord(character))
            for characters in self.sets.get(folded(family), ())
        )

    def anywhere(self, character):
        """Whether any font has the character."""
        return any(self.has(family, character) for family in self.sets)

    def face(self, name):
        """The first family of a face that is here and knows Chinese, or None."""
        return next((family for family in FAMILIES[name] if self.has(family, PROBE)), None)


def folded(family):
    """A family name as fontconfig compares it: without case and spaces."""
    return family.casefold().replace(" ", "")


@contextlib.contextmanager
def fonts():
    """The fonts as they are now; refused if fontconfig is missing."""
    point_fontconfig()
    try:
        lib = library()
    except OSError as error:
        raise refuse("pdf_missing", library=LIBRARY) from error
    config = lib.FcInitLoadConfigAndFonts()
    try:
        yield Fonts(lib, config)
    finally:
        lib.FcConfigDestroy(config)


def is_drawn(char):
    """Whether a character needs a glyph: not spaces, controls and variation selectors."""
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return not selector and unicodedata.category(char) not in UNDRAWN


def unknown(found, text):
    """The characters of a text that no font has, in its order."""
    body = found.face("仿宋")
    drawn = dict.fromkeys(char for char in text if is_drawn(char))
    return [
        char for char in drawn if not (body and found.has(body, char)) and not found.anywhere(char)
    ]


def check(found, text):
    """Refuse what could only be printed as boxes: a missing face, a character of no font."""
    missing = [name for name in FAMILIES if found.face(name) is None]
    if missing:
        raise refuse("font_missing", fonts="、".join(missing))
    if characters := unknown(found, text):
        named = "、".join(placed(char, text) for char in characters[:MOST_NAMED])
        raise refuse("character_missing", characters=named)


def placed(char, text):
    """A character with its number, and the words it stands after."""
    before = text.partition(char)[0].rpartition("\n")[2][-WORDS:].strip()
    return (
        f"“{char}”（U+{ord(char):04X}，在“{before}”之后）"
        if before
        else f"“{char}”（U+{ord(char):04X}）"
    )


def unprintable(text):
    """The characters of a text that no font of this machine has; none where it cannot be told."""
    with contextlib.suppress(Unavailable), fonts() as found:
        if found.face("仿宋"):
            return frozenset(unknown(found, text))
    return frozenset()


def stand_ins():
    """The faces for which only a stand-in is here: (face, family); refused if one is missing."""
    with fonts() as found:
        check(found, "")
        chosen = {name: found.face(name) for name in FAMILIES}
    return [
        (name, family) for name, family in chosen.items() if folded(family).startswith(STAND_INS)
    ]
