"""Passages of a notice as wholes: whose words a heading has, where they stand, what a contact block may say."""

import dataclasses

import pytest

from reports.notice.checks.finding import find
from reports.notice.passages import Passage

from .planted import GOING, NEXT, PROBLEM_2, case_with, plant

pytestmark = pytest.mark.django_db


def swapped(rows, one, other):
    """The passages with two of them changed places."""
    rows, keys = list(rows), [row.key for row in rows]
    at, to = keys.index(one), keys.index(other)
    rows[at], rows[to] = rows[to], rows[at]
    return rows


def test_answers_that_changed_places_are_found_under_the_other_heading(clean):
    found = find(case_with(clean, swapped(clean.passages, "p11", "p13")))

    assert {(one.code, one.key) for one in found} >= {
        ("other_place", "p11"),
        ("other_place", "p13"),
    }
    assert {one.code for one in found} == {"other_place"}


def test_headings_that_changed_places_are_found(clean):
    found = find(case_with(clean, swapped(clean.passages, "p10", "p12")))

    assert {one.code for one in found} == {"other_place"}


def test_headings_whose_words_changed_places_are_both_found(clean):
    first, second = (next(r.text for r in clean.passages if r.key == k) for k in ("p10", "p12"))
    words = {"p10": second, "p12": first}
    rows = [dataclasses.replace(r, text=words.get(r.key, r.text)) for r in clean.passages]

    found = find(case_with(clean, rows))

    assert [(one.code, one.key) for one in found] == [
        ("other_heading", "p10"),
        ("other_heading", "p12"),
    ]


def test_problem_told_after_a_later_one_is_found_once(clean):
    rows = clean.passages
    found = find(case_with(clean, [*rows[:9], *rows[11:13], *rows[9:11], *rows[13:]]))

    assert [(one.code, one.key) for one in found] == [("other_place", "p10")]


def test_problem_that_runs_on_is_found_out_of_its_order(cases):
    rows = cases["run in"].passages
    keys = [row.key for row in rows if row.kind == "item"][:2]

    found = find(case_with(cases["run in"], swapped(rows, *keys)))

    assert [(one.code, one.key) for one in found] == [("other_place", keys[0])]


def test_chapters_that_changed_places_are_found(clean):
    found = find(case_with(clean, swapped(clean.passages, "p9", "p16")))

    assert {one.code for one in found} == {"other_place"}
    assert "不属于这一方面" in found[0].says


def test_problem_reworded_under_its_heading_is_not_found(clean):
    rows = [
        dataclasses.replace(r, text="推动所属商会改革发展力度不够。") if r.key == "p12" else r
        for r in clean.passages
    ]

    assert find(case_with(clean, rows)) == []


@pytest.mark.parametrize("kind", ["same", "text"])
def test_answer_told_twice_is_found_at_the_second(kind, clean):
    again = next(row for row in clean.passages if PROBLEM_2 in row.text)
    again = dataclasses.replace(again, key="px")
    again = again if kind == "same" else Passage("px", "text", again.text)
    at = clean.passages.index(next(r for r in clean.passages if r.key == "p14"))

    found = find(case_with(clean, [*clean.passages[:at], again, *clean.passages[at:]]))

    assert [(one.code, one.key) for one in found] == [("doubled_passage", "px")]


def test_figures_typed_by_hand_are_figures(clean):
    text = "整改任务24项，已完成23项，1项持续整改。"
    rows = [
        dataclasses.replace(row, text=text) if "{23项|已销号任务}" in row.text else row
        for row in clean.passages
    ]

    assert find(case_with(clean, rows)) == []


EVADING = (
    "举报人张三家电话13812345678，整改任务99项全部完成，去年挽回资金500万元，发信到a@example.cn。"
)


def test_contact_passage_among_the_problems_is_read_like_any_other(clean):
    rows = [*clean.passages[:8], Passage("px", "contact", EVADING), *clean.passages[8:]]

    found = find(case_with(clean, rows))

    assert {one.key for one in found} == {"px"}
    assert [one.code for one in found] == ["phone", "figure", "relative_date", "figure", "email"]


def test_contact_block_may_have_a_telephone_but_its_figures_and_dates_are_read(clean):
    case = case_with(clean, plant(clean.passages, "联系电话", "", EVADING))

    found = find(case)

    assert [one.code for one in found] == ["figure", "relative_date", "figure"]


def test_contact_block_may_have_an_office_a_period_and_a_person(clean):
    text = (
        "公示期：2024年4月20日至5月10日；办公室电话：62345678；联系人：王芳；微信号：zhenggaiban；"
        "地址：示例市示例路1号3栋502室。"
    )

    assert find(case_with(clean, plant(clean.passages, "联系电话", "", text))) == []


def test_closing_sentence_after_the_contact_block_leaves_it_one(clean):
    at = next(n for n, row in enumerate(clean.passages) if row.kind == "contact") + 1
    closing = Passage("px", "text", "特此通报。")

    assert find(case_with(clean, [*clean.passages[:at], closing, *clean.passages[at:]])) == []


def test_name_is_to_be_masked(clean):
    (one,) = find(case_with(clean, plant(clean.passages, NEXT, "", "张三涉嫌违纪。")))

    assert "张某某" in one.advice


def test_task_that_goes_on_is_not_done_by_a_word_without_subject(clean):
    case = case_with(clean, plant(clean.passages, GOING, "", "已全部整改到位。"))

    assert [one.code for one in find(case)] == ["overstated"]
