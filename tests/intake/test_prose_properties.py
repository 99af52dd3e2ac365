"""What holds for every text: no line is lost, nothing breaks, nothing takes long."""

import random
import time

import pytest

from ledger.refusals import Refusal
from reports.intake.prose import read_pasted, read_text
from reports.intake.prose.as_json import as_json

from .test_prose_texts import TEXTS

PIECES = "一、|（一）|1.|（1）|①|一是|“|”|《|（|\n|\n\n|。|；|整改情况：|针对|等问题。|问题一：|- 3 -|下一步，|责任部门：|\x00|\t|九月|２"
LOST = "没有归入"


def notes(document):
    """The sentences of everything that is said of a text."""
    return [issue.message for issue in document.outline.issues]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_line_of_a_text_goes_somewhere(path):
    document = read_text(path.read_text("utf-8"))

    assert [message for message in notes(document) if LOST in message] == []


def test_line_among_others_is_never_lost():
    """A line of its own words, put anywhere, is in an entry, a section or a note."""
    chance = random.Random(11)
    for number in range(150):
        lines = chance.choice(TEXTS).read_text("utf-8").splitlines()
        word = f"甲乙丙丁第{number}号独有的话"
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(["", "1.", "一是"]) + word)

        told = as_json(document := read_text("\n".join(lines)))

        everything = str(told) + "".join(
            passage.text for section in document.sections for passage in section.passages
        )
        assert word in "".join(everything.split()).replace("\\n", ""), lines


def mutated(text, chance):
    """The text with a few characters or lines cut, doubled, moved or put in."""
    for _ in range(chance.randint(1, 6)):
        place, size = chance.randrange(len(text) + 1), chance.randint(1, 12)
        way = chance.randrange(4)
        if way == 0:
            text = text[:place] + text[place + size :]
        elif way == 1:
            text = text[:place] + chance.choice(PIECES.split("|")) + text[place:]
        elif way == 2:
            text = text[:place] + text[place : place + size] * 3 + text[place + size :]
        else:
            lines = text.split("\n")
            chance.shuffle(lines)
            text = "\n".join(lines)
    return text


def test_thousand_mutations_are_read_or_refused():
    chance = random.Random(5)
    texts = [path.read_text("utf-8") for path in TEXTS]
    outcomes = set()
    for _ in range(1000):
        text = mutated(chance.choice(texts), chance)
        try:
            document = read_pasted(text)
        except Refusal as refusal:
            outcomes.add(refusal.code)
        else:
            outcomes.add("read")
            rows = [issue.place.row for issue in document.outline.issues]
            rows += [entry.place.row for entry in document.outline.walk()]
            assert all(0 <= row <= text.count("\n") + 1 for row in rows)

    assert outcomes <= {"read", "text_empty", "text_unreadable"}


def seconds(text):
    """How long a text takes to read."""
    start = time.perf_counter()
    read_text(text)
    return time.perf_counter() - start


def test_long_text_is_read_in_time():
    text = "\n".join(path.read_text("utf-8") for path in TEXTS)
    text = (text * (200_000 // len(text.encode()) + 1)).encode()[:200_000].decode(errors="ignore")

    assert seconds(text) < 2


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "”",
        "针对",
        "针对“甲”",
        "一是",
        "一、",
        "1.",
        "（",
        "整改情况：",
        "等",
        "1余多万",
        "第1项“",
        "因",
    ],
)
def test_repeated_piece_takes_no_longer_than_its_length(piece):
    """Patterns that look back over and over would take minutes."""
    head = "某局党组关于整改情况的通报\n一、整改情况\n（一）某方面\n"

    assert seconds(head + piece * (60_000 // len(piece))) < 2


@pytest.mark.parametrize("text", [" 一、", "通报 　", "　（一） 1. ", "\u3000\n一、\n"])
def test_text_of_marks_alone_is_read(text):
    document = read_text("某局关于整改情况的通报" + text * 40)

    assert document.outline.has_errors() or document.outline.aspects
