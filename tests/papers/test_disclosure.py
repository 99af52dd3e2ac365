"""What a paper tells its readers: canaries in every text of every level."""

import pytest

from tests.papers.world import Canaries, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def canaries():
    return Canaries()


def sung(canaries, slug):
    """The canaries that a paper prints."""
    text = text_of(slug, canaries.inspection)
    return {bird for bird in canaries.planted if bird in text}


@pytest.mark.parametrize("slug", ["progress", "principal"])
def test_reports_to_the_superior_tell_nothing_that_is_withheld(canaries, slug):
    assert len(canaries.under("withheld")) > 100

    assert sung(canaries, slug) & canaries.under("withheld") == set()


def test_report_to_the_superior_tells_all_else_of_problems_and_tasks(canaries):
    told = sung(canaries, "progress")

    for levels in ("public", "party", "unset"):
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


def test_list_of_meetings_leaves_out_subjects_on_withheld_tasks(canaries):
    text = text_of("principal", canaries.inspection)

    assert "鸟会议·public·unset鸟" in text
    assert "（按规定不列）" in text


def test_reports_say_that_something_is_left_out(canaries):
    said = "按规定不在本文列出的事项，数字已经计入总数。"

    assert said in text_of("progress", canaries.inspection)
    assert said in text_of("circular", canaries.inspection)


def test_plan_and_assignments_are_the_ledger_on_paper(canaries):
    for slug in ("plan", "assignment"):
        assert "鸟措施·withheld·withheld·withheld·text鸟" in sung(canaries, slug)


def test_explanation_of_what_is_withheld_is_printed_nowhere(canaries):
    for slug in ("plan", "progress", "principal", "circular", "assignment"):
        assert "原因甲" not in text_of(slug, canaries.inspection)
