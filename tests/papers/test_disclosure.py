"""What a paper tells its readers: canaries in every text of every level."""

import pytest

from reports.book import load
from reports.papers import PAPERS
from tests.factories import make_inspection, make_measure, make_task
from tests.papers.world import LEVELS, Canaries, paper, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def canaries():
    return Canaries()


def sung(canaries, slug):
    """The canaries that a paper prints."""
    text = text_of(slug, canaries.inspection)
    return {bird for bird in canaries.planted if bird in text}


def test_report_to_the_superior_tells_each_of_its_findings(canaries):
    told = sung(canaries, "progress")

    for levels in LEVELS:
        assert f"鸟问题·{levels}·text鸟" in told
        assert f"鸟任务·{levels}·unset·text鸟" in told
        assert f"鸟措施·{levels}·party·unset·public_text鸟" in told
        assert f"鸟成效·{levels}·party·unset·unset鸟" in told


def test_party_circular_tells_what_was_set_for_the_party_and_nothing_else(canaries):
    told = sung(canaries, "circular")

    assert told & canaries.under("withheld", "unset") == set()
    assert "鸟任务·party·party·public_text鸟" in told
    assert "鸟措施·party·public·party·public_text鸟" in told


def test_party_circular_names_no_subject_of_a_meeting(canaries):
    told = sung(canaries, "circular")

    assert [bird for bird in told if bird.startswith("鸟会议")] == []


def test_list_of_meetings_names_every_subject_to_the_superior(canaries):
    text = text_of("principal", canaries.inspection)

    assert "鸟会议·public·unset鸟" in text
    assert "鸟会议·withheld·public鸟" in text


def test_circular_says_that_something_is_left_out_and_the_report_leaves_nothing_out(canaries):
    said = "按规定不在本文列出的事项，数字已经计入总数。"

    assert said in text_of("circular", canaries.inspection)
    assert said not in text_of("progress", canaries.inspection)


@pytest.mark.parametrize("slug", ["plan", "progress", "principal", "assignment"])
def test_paper_that_tells_what_is_withheld_is_marked_internal(canaries, slug):
    assert paper(slug, canaries.inspection).paragraphs()[0] == "内部资料"


def test_sign_off_sheet_is_marked_where_its_task_its_problem_or_a_measure_is_withheld(canaries):
    book = load(canaries.inspection)
    marks = {row.number: PAPERS["sign_off"].compose(book, row).mark for row in book.tasks}

    # Every task of these ledgers has a measure that is withheld.
    assert set(marks.values()) == {"内部资料"}


@pytest.mark.parametrize("slug", ["plan", "progress", "principal", "assignment", "sign_off"])
def test_paper_without_anything_withheld_bears_no_mark(slug):
    inspection = make_inspection()
    make_measure(make_task(inspection))
    book = load(inspection)
    chosen = book.tasks[0] if slug == "sign_off" else None

    assert PAPERS[slug].compose(book, chosen).mark == ""


def test_plan_and_assignments_are_the_ledger_on_paper(canaries):
    for slug in ("plan", "assignment"):
        assert "鸟措施·withheld·withheld·withheld·text鸟" in sung(canaries, slug)


def test_explanation_of_what_is_withheld_is_printed_nowhere(canaries):
    for slug in ("plan", "progress", "principal", "circular", "assignment"):
        assert "原因甲" not in text_of(slug, canaries.inspection)
