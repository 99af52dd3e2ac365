"""Bound figures under another name: what prints 已完成 is bound to what is done, whatever its number."""

import re

import pytest

from reports.notice.bindings import of_figure
from reports.notice.checks import misbound
from reports.notice.checks.finding import find

from .planted import NEXT, PROBLEM_2, case_with, plant

pytestmark = pytest.mark.django_db
FIGURES = ("截至{", "明确", "听取进展", "派驻纪检监察组开展督导检查{", "对没有完成的")


def tokens_of(case):
    """Figure → how it stands in a passage."""
    rows = map(of_figure, case.data["figures"])
    return {row.name: row.token for row in rows}


def number_in(token):
    """The number that a bound figure prints."""
    return float(re.search(r"[\d.]+", token)[0])


@pytest.mark.parametrize("name", ["clean", "run in", "practice"])
@pytest.mark.parametrize("words", FIGURES)
def test_every_other_figure_in_the_place_of_one_is_found(words, name, cases):
    case, missed, tried = cases[name], [], 0
    known = tokens_of(case)
    known.pop("挽回资金（元）")  # the same amount in another unit
    row = next(row for row in case.passages if words in row.lead + row.text)
    for right in [token for token in known.values() if token in row.text]:
        for wrong in known.values():
            if number_in(wrong) == number_in(right):
                continue
            passages = plant([row], words, right, wrong)
            tried += 1
            if not list(misbound.find(case_with(case, passages))):
                missed.append((right, wrong))

    assert missed == []
    assert tried > 20


@pytest.mark.parametrize("words", [NEXT, PROBLEM_2], ids=["on none", "on one problem"])
@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("整改任务{24项|整改任务}，已完成{24项|整改任务}。", "24项"),
        ("反馈意见指出的{24项|整改任务}问题。", "24项"),
        ("整改任务{65条|整改措施}。", "65条"),
        ("问题清单所列的{10个|反馈问题}问题。", "10个"),
        ("问题清单所列的{18个|问题清单}问题，已销号{9个|已销号问题}。", "9个"),
        ("其余{65条|整改措施}任务继续推进。", "65条"),
        ("整改任务{5次|整改专题会}。", "5次"),
        ("开展专项治理{17个|健全制度机制}。", "17个"),
        ("按期完成整改任务{24项|整改任务}。", "24项"),
    ],
)
def test_figure_under_another_name_is_found_wherever_it_stands(text, quoted, words, clean):
    found = find(case_with(clean, plant(clean.passages, words, "", text)))

    assert ("misbound", quoted) in [(one.code, one.quote) for one in found]


@pytest.mark.parametrize("words", [NEXT, PROBLEM_2], ids=["on none", "on one problem"])
@pytest.mark.parametrize(
    "text",
    [
        "反馈意见指出的{10个|反馈问题}问题和问题清单所列的{18个|问题清单}问题。",
        "问题清单所列的{18个|问题清单}问题。",
        "{24项|整改任务}整改任务逐项销号，现已完成{23项|已销号任务}。",
        "整改任务{24项|整改任务}，{23项|已销号任务}已完成，{1项|未完成任务}未完成。",
        "尚未完成的{1项|持续整改任务}任务持续整改。",
        "其余{1项|未完成任务}任务继续整改。",
        "自查发现问题{0个|自查发现问题}。",
        "另有{1项|持续整改任务}整改任务需要持续整改。",
    ],
)
def test_figure_that_the_words_ask_for_is_no_finding(text, words, clean):
    case = case_with(clean, plant(clean.passages, words, "", text))

    assert [(one.code, one.quote) for one in misbound.find(case)] == []


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("按期销号任务", "按期销号任务{}。"),
        ("按期销号任务", "整改任务按期完成{}。"),
        ("超期销号任务", "整改任务超过时限完成{}。"),
        ("逾期任务", "逾期任务{}。"),
        ("延期任务", "批准延期的任务{}。"),
        ("在办任务", "{}整改任务正在整改。"),
        ("长期坚持措施", "长期坚持的措施{}。"),
        ("逾期措施", "已逾期的{}措施抓紧整改。"),
        ("临期措施", "临期的{}措施抓紧整改。"),
        ("问题清单已销号", "问题清单所列的{18个|问题清单}问题，已销号{}。"),
        ("任务2逾期措施", "第2项任务的{}措施已逾期。"),
    ],
)
def test_narrower_figure_is_asked_for_by_its_own_words(label, text, cases):
    case = cases["practice"]
    text = text.replace("{}", case.known[label].token)

    case = case_with(case, plant(case.passages, NEXT, "", text))

    assert [(one.code, one.quote) for one in misbound.find(case)] == []


def test_finding_names_what_is_bound_and_what_is_said(clean):
    passages = plant(clean.passages, "截至{", "{23项|已销号任务}", "{24项|整改任务}")

    (one,) = misbound.find(case_with(clean, passages))

    assert one.says == "绑定的是“整改任务”，这里说的是已完成整改任务，快照里是23项。"
