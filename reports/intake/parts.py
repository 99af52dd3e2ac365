"""The XML parts of a workbook, read as a stream and held to bounds; nothing is fetched or expanded.

openpyxl takes styles and strings whole, gives no merged cells in its frugal mode, and needs 16 s for
200,000 blank rows of 16 formatted cells; expat with the few elements that matter needs 3 s.
"""

import posixpath
import zipfile
import zlib
from xml.parsers import expat

from ledger.refusals import refuse

CHUNK = 2**16
MAX_NAMES = 5000
MAX_DEPTH = 100  # elements in one another
MAX_TAG = 2**22  # bytes
MAX_RELATIONS = 5000
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
# Whatever a damaged package makes of the readers.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    LookupError,
)


class LocalNames(dict):
    """From the names that expat gives (“namespace name”) to the bare ones; remembers each."""

    def __missing__(self, name):
        bare = self[name] = name.rpartition(" ")[2]
        return bare


def ignore(_):
    """For elements whose end says nothing."""


def parse(package, part, start, end=ignore, text=None):
    """Stream one part through handlers of bare names; raises Refusal or one of ``DAMAGES``."""
    names, spaces, depth = LocalNames(), set(), 0

    def begin(name, attributes):
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise refuse("workbook_damaged")
        start(names[name], attributes)

    def finish(name):
        nonlocal depth
        depth -= 1
        end(names[name])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = no_document_type
    parser.StartNamespaceDeclHandler = lambda prefix, _: spaces.add(prefix)
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    if text:
        parser.CharacterDataHandler = text
    with package.open(part) as stream:
        feed(parser, stream, spaces)


def feed(parser, stream, spaces):
    """Hand a stream to the parser in pieces, and stop where it would keep too much of it.

    It keeps every name, and what it has of a tag until the tag ends.
    """
    fed = 0
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)
        fed += len(chunk)
        kept = len(parser.intern) + len(spaces)
        if kept > MAX_NAMES or fed - parser.CurrentByteIndex > MAX_TAG:
            raise refuse("workbook_damaged")
    parser.Parse(b"", True)


def no_document_type(*_):
    """A workbook has none: it would only serve entities that blow up or read other files."""
    raise refuse("workbook_damaged")


def relations(package, part):
    """What a part refers to: identifier → (kind, the other part); links to outside are left out."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {}

    def start(name, attributes):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
            found[attributes["Id"]] = (kind, target.lstrip("/"))
            if len(found) > MAX_RELATIONS:
                raise refuse("workbook_damaged")

    if path in package.namelist():
        parse(package, path, start)
    return found


def related(attributes):
    """The identifier of a relation among an element's attributes."""
    for space in (OFFICE, STRICT):
        if identifier := attributes.get(f"{space} id"):
            return identifier
    return ""
