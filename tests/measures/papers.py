"""PDFs and pictures to look at, well made and hostile, as bytes."""

import io

import pypdf
from PIL import Image

A4 = "0 0 595 842"
LEVELS = 30


def assemble(bodies):
    """A PDF of these objects; the first is its catalogue."""
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    start = len(out)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def stream(content, entries=""):
    """A stream object."""
    return f"<<{entries}/Length {len(content)}>>stream\n{content}\nendstream"


def book(pages=1, box=A4, content="0 0 1 rg 50 50 200 200 re f", resources=""):
    """A PDF of that many pages, all alike."""
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + pages))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 3 0 R/Resources<<{resources}>>>>"
    return assemble(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
            stream(content),
            *[page] * pages,
        ]
    )


def without_its_font():
    """A page of Chinese whose font is named and not brought along, as many offices make them."""
    text = "整改台账".encode("utf-16-be").hex()
    name = "/BaseFont/STSong-Light"
    system = "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    return assemble(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[{A4}]/Contents 4 0 R"
            "/Resources<</Font<</F1 5 0 R>>>>>>",
            stream(f"BT /F1 48 Tf 50 700 Td <{text}> Tj ET"),
            f"<</Type/Font/Subtype/Type0{name}/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
            f"<</Type/Font/Subtype/CIDFontType0{name}{system}/FontDescriptor 7 0 R>>",
            "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/StemV 93"
            "/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880>>",
        ]
    )


def busy(times, pages=1):
    """Pages that are filled again and again."""
    return book(pages, content="0 0 500 500 re f " * times)


def endless():
    """A page that draws a part ten times, which draws a part ten times, and so on."""
    draw = "/X Do " * 10
    first = 4
    forms = []
    for level in range(LEVELS):
        inner = f"/Resources<</XObject<</X {first + level + 1} 0 R>>>>"
        entries = f"/Type/XObject/Subtype/Form/BBox[0 0 595 842]{inner}"
        forms.append(stream(draw, entries))
    forms.append(stream("0 0 9 9 re f", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{A4}]/Contents {first + len(forms)} 0 R"
    page += f"/Resources<</XObject<</X {first} 0 R>>>>>>"
    pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return assemble(["<</Type/Catalog/Pages 2 0 R>>", pages, page, *forms, stream(draw)])


def encrypted():
    """A PDF that opens with a password alone."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(book()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(size, mode="RGB", kind="JPEG", **given):
    """A picture whose left half is red."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    if mode == "I;16":
        image = Image.new(mode, size, 0xFFFF)
        image.paste(0x4000, (0, 0, size[0] // 2, size[1]))
    image.convert(mode).save(out, kind, **given)
    return out.getvalue()


def photo():
    """A photo as a phone takes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    return picture((400, 200), exif=exif, comment=b"taken by somebody")
