"""Drawing a picture or the first pages of a PDF as images; runs apart, see ``isolation``.

Nothing of the original reaches an image but its pixels: metadata, scripts, links and whatever hides
behind the last byte stay where they are.
"""

import ctypes
import importlib.util
import math
import sys
import time
from pathlib import Path

LONGEST = 1600  # pixels of the longer side: a page's small print can be read
LARGEST_SCALE = 2  # pixels per point, 144 dpi
MOST_PAGES = 20
QUALITY = 82
ORIENTATION = 0x0112  # of EXIF; how each of its values is set upright
TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
# A page asks for a font that it does not bring: the system's, else the one of the requirements.
SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
CHINESE = "pylopdf_fonts_zh_cn"


def draw_picture(source, folder, kind):
    """Re-encode a picture of ``kind`` (JPEG or PNG), upright; returns what ``draw_pages`` does."""
    from PIL import Image

    with Image.open(source, formats=[kind]) as picture:
        orientation = picture.getexif().get(ORIENTATION)
        plain = picture if kind == "JPEG" else plainly(picture)  # a JPEG is read smaller at once
        plain.thumbnail((LONGEST, LONGEST))
        upright = plain.convert("RGBA" if "A" in plain.getbands() else "RGB")
    if orientation in TURNS:
        upright = upright.transpose(Image.Transpose[TURNS[orientation]])
    # A new image: an old one keeps profile, comment and EXIF in ``info``, and saving takes them on.
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    return {"pages": [keep(clean, folder, 1, kind)], "total": 1}


def plainly(picture):
    """The same picture without a palette and with eight bits for a colour."""
    if picture.mode.startswith("I"):  # sixteen bits: the upper eight are what a screen shows
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return picture if picture.mode == mode else picture.convert(mode)  # a copy may be 400 MB


def draw_pages(source, folder, seconds):
    """Draw the first pages of a PDF into ``folder``: the first, and more within ``seconds``.

    Returns what was drawn, ``{"file", "width", "height"}`` of each, and how many pages there are.
    """
    import pypdfium2 as pdfium

    began = time.monotonic()
    offer_fonts()
    document = pdfium.PdfDocument(source)
    if document.get_formtype():
        document.init_forms()  # what was filled in is shown too; the library runs no script
    pages = []
    for number in range(1, min(len(document), MOST_PAGES) + 1):
        if pages and time.monotonic() - began > seconds:
            break
        page = document[number - 1]
        drawn = page.render(scale=scale_of(page.get_size())).to_pil().convert("RGB")
        pages.append(keep(drawn, folder, number, "JPEG"))
        page.close()
    return {"pages": pages, "total": len(document)}


def scale_of(size):
    """Pixels per point, so that no page is longer than it may be; ValueError for no size at all."""
    longer = max(size)
    if not math.isfinite(longer) or min(size) <= 0:
        raise ValueError("a page without a size")
    return min(LARGEST_SCALE, LONGEST / longer)


def keep(image, folder, number, kind):
    """Write an image as one file; returns its name and size."""
    name = f"{number}.{'png' if kind == 'PNG' else 'jpg'}"
    given = {"optimize": True} if kind == "PNG" else {"quality": QUALITY}
    image.save(Path(folder) / name, kind, **given)
    return {"file": name, "width": image.width, "height": image.height}


def offer_fonts():
    """Let the library find Chinese faces: on Linux it draws nothing at all where it has none."""
    if sys.platform != "linux":
        return
    import pypdfium2.raw as raw

    found = importlib.util.find_spec(CHINESE)
    own = [str(Path(found.origin).parent)] if found else []
    paths = [path.encode() for path in (*SYSTEM_FONTS, *own)]
    config = raw.FPDF_LIBRARY_CONFIG(version=2)
    kind = type(config.m_pUserFontPaths)
    listed = (ctypes.c_char_p * (len(paths) + 1))(*paths, None)
    config.m_pUserFontPaths = ctypes.cast(listed, kind)
    raw.FPDF_DestroyLibrary()  # importing had begun it with no other than its own folders
    raw.FPDF_InitLibraryWithConfig(config)
