"""How a paper words deadlines and people."""

import datetime
from types import SimpleNamespace

import pytest

from reports.papers.wording import deadline, signer

JANUARY = datetime.date(2027, 1, 4)


def item(words, day=JANUARY, first=None):
    kind = {"get_kind_display": lambda: "长期坚持"}
    return SimpleNamespace(deadline_text=words, deadline=day, first_deadline=first, **kind)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("1月4日前", "2027年1月4日前"),
        ("立行立改，1月4日前", "立行立改，2027年1月4日前"),
        ("1月上旬。", "2027年1月上旬"),
        ("2027年1月底前", "2027年1月底前"),
        ("2027-01-04", "2027-01-04"),
        ("12月20日至1月4日", "12月20日至1月4日（2027年1月4日前）"),
        ("11月底前", "11月底前（2027年1月4日前）"),
        ("年底前", "年底前（2027年1月4日前）"),
        ("3个月内", "3个月内（2027年1月4日前）"),
        ("长期坚持", "长期坚持"),
        ("立行立改", "立行立改"),
        ("", "2027年1月4日"),
    ],
)
def test_deadline_is_the_plan_s_with_its_year(words, says):
    assert deadline(item(words)) == says


def test_deadline_without_a_date_stays_as_it_is_worded():
    assert deadline(item("1月4日前", None)) == "1月4日前"
    assert deadline(item("", None)) == "长期坚持"


def test_deadline_put_off_names_the_one_before():
    before = datetime.date(2026, 12, 1)

    said = deadline(item("12月1日前", JANUARY, before))

    assert said == "2027年1月4日（原定2026年12月1日，已批准延期）"


def test_post_that_is_the_name_is_said_once():
    assert signer("李某", "会员部承办人") == "李某（会员部承办人）"
    assert signer("会员部承办人", "会员部承办人") == "会员部承办人"
