"""A thousand damaged workbooks: each is read or refused, and none makes an error of ours."""

import random
import re

import pytest

from ledger.refusals import Refusal
from reports.intake.ledger_file import read_ledger
from reports.intake.outline import Outline

from .books import changed, customary, shared, upload, workbook

SEEDS = range(10)
EACH = 100
PIECES = [
    b"",
    b"<c>",
    b"</c>",
    b'<c r="ZZ9"><v>1e400</v></c>',
    b"<row>",
    b'<mergeCell ref="A1:B"/>',
    b'<mergeCell ref="C9:A1"/>',
    b"&lt;",
    b"&x;",
    b"\x00",
    b"\xff\xfe",
    b'<f t="shared" si="9"/>',
    b"-1",
    b"1e999",
    b"nan",
    b"99999999999",
    "〃".encode(),
    b"_x0000_",
    b"<is><rPh><t>a</t></rPh></is>",
]
NUMBER = re.compile(rb'(?<=")-?\d+(?=")|(?<=<v>)[\d.]+(?=</v>)')
ATTRIBUTE = re.compile(rb' \w+="[^"]*"')
ELEMENT = re.compile(rb"<[^>]+>")


def bytes_changed(chance, content):
    """Some bytes of the package put otherwise, taken out or doubled."""
    content = bytearray(content)
    for _ in range(chance.choice([1, 2, 5, 30])):
        at = chance.randrange(len(content))
        match chance.randrange(3):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at : at + chance.randrange(1, 40)]
            case _:
                content[at:at] = content[at : at + chance.randrange(1, 40)]
    return bytes(content)


def xml_changed(chance, content):
    """The XML of a part with an element, attribute, number or passage put otherwise."""
    names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]
    names += ["xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"]
    target = chance.choices(names, [8, 3, 1, 1, 1, 1])[0]

    def change(name, part):
        if name != target:
            return part
        for _ in range(chance.choice([1, 1, 2, 4])):
            found = list(chance.choice([NUMBER, ATTRIBUTE, ELEMENT]).finditer(part))
            if found:
                at = chance.choice(found)
                new = chance.choice([*PIECES, at[0] * 2, str(chance.randrange(10**7)).encode()])
                part = part[: at.start()] + new + part[at.end() :]
        return part

    return changed(content, change)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_workbook_is_read_or_refused(seed):
    chance = random.Random(seed)
    good = shared(workbook(customary()))
    read = 0

    for _ in range(EACH):
        mutate = chance.choice([bytes_changed, xml_changed, xml_changed])
        try:
            outline = read_ledger(upload(mutate(chance, good)))
        except Refusal:
            continue
        assert isinstance(outline, Outline)
        read += 1

    assert 0 < read < EACH
