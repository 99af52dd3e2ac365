"""No bound value is typed over unnoticed: the door refuses it, the checks find what came in two steps."""

import dataclasses
import re

import pytest
from django.urls import reverse

from ledger.refusals import Refusal
from reports import checking, drafting, revising
from reports.notice.checks import typed
from reports.notice.passages import BOUND, Passage, seen
from tests.notice.world import CONTACT, World, as_user, passage

pytestmark = pytest.mark.django_db
NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


def wrong(shown):
    """Another value of the same kind."""
    if match := re.fullmatch(r"(\d{4}年)?(\d+)月(\d+)日", shown):
        return f"{match[1] or ''}{match[2]}月{int(match[3]) % 27 + 1}日"
    number = re.match(r"[\d.]+", shown)[0]
    other = f"{float(number) + 1:.2f}" if "." in number else str(int(number) + 1)
    return other + shown[len(number) :]


def typed_values(case):
    """(passage, the same with one bound value typed over, the bound value) of all of a notice."""
    for row in case.passages:
        for match in BOUND.finditer(row.text):
            text = row.text[: match.start()] + wrong(match[1]) + row.text[match.end() :]
            yield row, dataclasses.replace(row, text=text), match


@pytest.mark.parametrize("name", ["clean", "run in", "practice"])
def test_every_bound_value_that_is_typed_over_is_refused(name, cases):
    case = cases[name]
    missed = [
        match[0]
        for old, new, match in typed_values(case)
        if [bound.name for bound, _ in typed.typed_over(old, new, case.known)] != [match[2]]
    ]

    assert missed == []
    assert len(list(typed_values(case))) >= 37


@pytest.mark.parametrize("name", ["clean", "practice"])
def test_every_bound_value_typed_over_in_two_steps_is_found(name, cases):
    case = dataclasses.replace(cases[name], begun=cases[name].passages)
    missed = []
    for old, new, match in typed_values(case):
        passages = tuple(new if row is old else row for row in case.passages)
        found = list(typed.find(dataclasses.replace(case, passages=passages)))
        if ("typed_over", wrong(match[1])[:2]) not in [(f.code, f.quote[:2]) for f in found]:
            missed.append((match[0], found))

    assert missed == []
    assert list(typed.find(case)) == []


def edited(old, new):
    """What an edit of these words types over."""
    rows = Passage("p1", "text", old), Passage("p1", "text", new)
    known = {"反馈日期", "整改任务", "专题会", "挽回资金", "截止"}
    return [(bound.name, words) for bound, words in typed.typed_over(*rows, known)]


@pytest.mark.parametrize(
    "words",
    [
        "2026年1月9日",
        "2026年1月",
        "1月9日",
        "二〇二六年一月九日",
        "2026-01-09",
        "2026.1.9",
        "２０２６年１月９日",
        "{2026年1月9日|反馈日期",
        "9日",
    ],
)
def test_date_is_known_however_it_is_written(words):
    old = "{2026年3月2日|反馈日期}，反馈了意见。"

    assert [name for name, _ in edited(old, f"{words}，反馈了意见。")] == ["反馈日期"]


@pytest.mark.parametrize(
    "words", ["25项", "25个", "二十五项", "２５项", "25", "25余项", "任务25项，"]
)
def test_figure_is_known_however_it_is_written(words):
    old = "整改任务{24项|整改任务}，按期办理。"

    assert [name for name, _ in edited(old, f"整改任务{words}，按期办理。")] == ["整改任务"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("反馈{24项|整改任务}。", "反馈。"),
        ("甲{24项|整改任务}乙。", "{24项|整改任务}甲乙。"),
        ("共{24项|整改任务}。", "2026年3月1日起共{24项|整改任务}，新增3项。"),
        ("共{24项|整改任务}，2项重要。", "2项重要。"),
        ("共{24项|整改任务}。", "走访30家企业。"),
        ("{2026年3月2日|反馈日期}反馈。", "反馈后立即部署3项。"),
        ("{9项|没有的}。", "9项。"),
    ],
    ids=["deleted", "moved", "added", "kept", "other unit", "other kind", "bound to nothing"],
)
def test_other_edits_are_left_alone(old, new):
    assert edited(old, new) == []


@pytest.fixture
def world():
    return World(CONTACT)


@pytest.fixture
def notice(world):
    return world.begin()


def test_page_keeps_what_was_typed_over_and_says_how_to(world, notice):
    row = passage(notice, "text")
    text = re.sub(r"\{[^{}|]+\|反馈日期\}", "2026年1月9日", row.text)
    data = {"key": row.key, "seen": seen(row), "text": text}

    answer = as_user(world.office).post(reverse("reports:save_passage", args=[notice.pk]), data)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "不能删去后改写成“2026年1月9日”" in page
    assert text in page
    assert passage(notice, "text").text == row.text


def test_heading_of_a_point_is_no_way_round(world, notice):
    row = next(r for r in drafting.passages_of(notice) if r.lead and "整改任务}" in r.text)
    text = re.sub(r"整改任务\{[^{}]+\|整改任务\}", "整改任务", row.text)
    given = {"actor": world.office, "shown": seen(row), "lead": row.lead + "共9项。"}

    with pytest.raises(Refusal) as refused:
        revising.save_text(notice, row.key, text, **given)

    assert refused.value.code == "passage_bound"


def test_value_deleted_first_and_typed_later_is_found_until_somebody_else_agrees(world, notice):
    row = passage(notice, "text")
    text = re.sub(r"\{[^{}|]+\|反馈日期\}，", "", row.text)
    for words in (text, "2026年1月9日，" + text):
        fresh = passage(notice, "text")
        revising.save_text(notice, row.key, words, actor=world.office, shown=seen(fresh))
        codes = [one.code for one in checking.open_findings(notice)]
        assert codes == ["typed_over" if words != text else "unbound"]
    revising.bind_anew(notice, world.freeze(), actor=world.office, dated=notice.dated)

    (one,) = checking.open_findings(type(notice).objects.get(pk=notice.pk))
    assert (one.code, one.quote) == ("typed_over", "2026年1月9日")
    assert checking.waive(notice, one.digest, "核对过原件", actor=world.secretary)


def test_value_moved_to_another_passage_is_no_finding(world, notice):
    row, other = passage(notice, "text"), passage(notice, "point")
    token = re.search(r"\{[^{}|]+\|反馈日期\}", row.text)[0]
    for one, text in ((other, other.text + token), (row, row.text.replace(token + "，", ""))):
        revising.save_text(notice, one.key, text, actor=world.office, shown=seen(one))

    assert "unbound" not in [one.code for one in checking.open_findings(notice)]


def test_passage_taken_out_leaves_one_finding_of_its_values(world, notice):
    row = passage(notice, "text")
    revising.remove_passage(notice, row.key, actor=world.office, shown=seen(row))

    (one,) = [one for one in checking.open_findings(notice) if one.code == "unbound"]

    assert "反馈日期" in one.says
