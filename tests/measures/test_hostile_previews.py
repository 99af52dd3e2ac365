"""Files made to break whoever looks at them: a sentence on the page, in time, and no more."""

import resource
import time

import pytest

from measures import previews
from measures.previews import preview_of
from tests.maintaining.world import text_of
from tests.measures import papers
from tests.measures.looking import JPEG, NONE, PDF, PNG, evidence, get, world_of_evidence
from tests.measures.test_hostile_uploads import huge_png

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return world_of_evidence()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (papers.encrypted(), PDF),
        (papers.book()[:120], PDF),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, PDF),
        (papers.book(box="0 0 0 0", content="")[:-30], PDF),
        (huge_png(), PNG),
        (papers.picture((900, 900))[:2000], JPEG),
        (papers.book(), JPEG),
    ],
    ids=["encrypted", "truncated", "noise", "no end", "huge", "half a picture", "not a picture"],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(content, content_type, client, world):
    row = evidence(world, content, content_type)

    page = get(client, world.office, row)

    assert (page.status_code, NONE in text_of(page)) == (200, True)
    assert get(client, world.office, row, 1).status_code == 404


@pytest.mark.parametrize("box", ["0 0 1e9 1e9", "0 0 100000000 1", "-9e30 0 9e30 5", "5 5 1 1"])
def test_page_of_any_size_is_bounded_in_pixels(box, world):
    preview = preview_of(evidence(world, papers.book(box=box)))

    assert [max(page.width, page.height) <= 1600 for page in preview.pages] == [True]


@pytest.mark.parametrize(
    "content", [papers.endless(), papers.busy(2_000_000)], ids=["nested", "two million fillings"]
)
def test_endless_page_is_given_up_in_time_and_costs_little_memory(content, client, world):
    row = evidence(world, content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()

    page = get(client, world.office, row)
    first = time.monotonic() - began
    again = text_of(get(client, world.office, row))

    assert (page.status_code, NONE in text_of(page), NONE in again) == (200, True, True)
    assert first < previews.SECONDS + 3
    assert time.monotonic() - began - first < 3  # once given up, it is not tried at every look
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
