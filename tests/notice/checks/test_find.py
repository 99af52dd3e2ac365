"""The checks of a notice: silent on clean ones, each planted mistake found, at its words."""

import copy
import dataclasses
import random
import time

import pytest

from reports import faces
from reports.notice.checks.case import Case
from reports.notice.checks.finding import TITLES, find
from reports.notice.passages import LENGTH, Passage

from .honest import HONEST
from .plain_mistakes import MISTAKES, ON_NONE, ON_PROBLEM
from .planted import (
    HEADING,
    NEXT,
    PROBLEM_2,
    PROBLEM_8,
    TEXTS,
    UNTOLD,
    WHOLES,
    case_with,
    plant,
)

pytestmark = pytest.mark.django_db
SECONDS = (
    1.5  # for one passage of the greatest length; the practice ledger's whole notice takes 0.1
)
# Planted in the case: below, in test_pace, test_since, test_typed, test_rebinding and test_correction_words.
OF_DATA = {
    "withheld",
    "gone_item",
    "signed_before",
    "signed_later",
    "unprintable",
    "overdue_hidden",
    "withdrawn",
    "reworded",
    "typed_over",
    "unbound",
    "other_state",
    "correction",
    "listed_open",
    "listed_count",
}
OF_ORDER = {"other_place"}  # planted by moving passages, below


def words_at(case, finding):
    """What stands at a finding's place, in the plain and in the raw text."""
    row = next(row for row in case.passages if row.key == finding.key)
    raw = getattr(row, finding.part)
    shown = row.plain if finding.part == "text" else raw
    return shown[finding.start : finding.end], raw[finding.raw_start : finding.raw_end]


@pytest.mark.parametrize("name", ["clean", "run in", "practice"])
def test_drafted_notice_gives_no_finding(name, cases):
    assert [(one.code, one.quote, one.says) for one in find(cases[name])] == []


def test_every_check_has_a_planted_case():
    assert {row[0] for row in (*TEXTS, *WHOLES, *MISTAKES)} | OF_DATA | OF_ORDER == set(TITLES)


def test_character_that_no_font_has_is_found_at_its_place(clean):
    passages = plant(clean.passages, PROBLEM_8, "应收", "\ue863应收")
    unprintable = faces.unprintable("".join(row.lead + row.text for row in passages))

    (one,) = find(case_with(clean, passages, unprintable=unprintable))

    assert (one.code, words_at(case_with(clean, passages), one)) == ("unprintable", ("\ue863",) * 2)


def test_there_are_two_hundred_planted_mistakes():
    assert len({row[1:] for row in (*TEXTS, *MISTAKES)}) + len(WHOLES) + len(OF_DATA) >= 200


@pytest.mark.parametrize("words", [NEXT, PROBLEM_2], ids=["on none", "on one problem"])
@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row[1])
def test_plain_mistake_is_found_wherever_it_stands(row, words, clean):
    code, text, quoted = row
    case = case_with(clean, plant(clean.passages, words, "", text))
    changed = [p.key for p, q in zip(case.passages, clean.passages, strict=True) if p != q]

    found = find(case)

    assert (code, quoted) in [(one.code, one.quote) for one in found]
    assert {one.key for one in found} == set(changed)


@pytest.mark.parametrize("words", [NEXT, PROBLEM_2], ids=["on none", "on one problem"])
@pytest.mark.parametrize("text", HONEST)
def test_honest_sentence_gives_no_finding_wherever_it_stands(text, words, clean):
    case = case_with(clean, plant(clean.passages, words, "", text))

    assert [(one.code, one.quote) for one in find(case)] == []


@pytest.mark.parametrize("row", ON_NONE, ids=lambda row: row[1])
def test_sentence_on_what_is_said_of_all_is_silent_on_one_problem(row, clean):
    code, text, quoted = row

    assert find(case_with(clean, plant(clean.passages, PROBLEM_2, "", text))) == []
    on_none = find(case_with(clean, plant(clean.passages, NEXT, "", text)))
    assert [(one.code, one.quote) for one in on_none] == [(code, quoted)]


@pytest.mark.parametrize("row", ON_PROBLEM, ids=lambda row: row[1])
def test_stage_to_come_is_silent_where_what_comes_next_has_its_heading(row, clean):
    code, text, quoted = row

    assert find(case_with(clean, plant(clean.passages, NEXT, "", text))) == []
    on_problem = find(case_with(clean, plant(clean.passages, PROBLEM_2, "", text)))
    assert [(one.code, one.quote) for one in on_problem] == [(code, quoted)]


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: f"{row[0]}-{row[3][:12]}-{row[4]}")
def test_planted_words_are_found_alone_at_their_place(row, clean):
    code, words, old, new, quoted = row
    case = case_with(clean, plant(clean.passages, words, old, new))
    changed = [p.key for p, q in zip(case.passages, clean.passages, strict=True) if p != q]

    found = find(case)

    assert [(one.code, one.quote) for one in found] == [(code, quoted)]
    (one,) = found
    assert [one.key] == changed
    assert words_at(case, one)[0] == quoted
    assert quoted in words_at(case, one)[1] or "|" in words_at(case, one)[1]
    assert one.says.endswith("。") and one.advice.endswith("。")


@pytest.mark.parametrize("row", WHOLES, ids=lambda row: f"{row[0]}-{row[2]}")
def test_what_is_missing_is_found_alone(row, clean):
    code, change, quoted = row

    found = find(case_with(clean, change(clean.passages)))

    assert [(one.code, one.quote) for one in found] == [(code, quoted)]
    assert found[0].key in {one.key for one in (*clean.passages, HEADING, UNTOLD)}


def with_level(clean, level, number, **values):
    """The clean case with an item of its snapshot changed, and the item."""
    data = copy.deepcopy(clean.data)
    row = next(row for row in data[level] if row["number"] == number)
    row.update(values)
    return dataclasses.replace(clean, data=data), row


@pytest.mark.parametrize("disclosure", ["party", "withheld", ""])
def test_words_of_an_item_that_is_not_public_are_found(disclosure, clean):
    case, row = with_level(clean, "tasks", 4, disclosure=disclosure)
    row["text"] = "商会负责人违规领取津贴补贴被多次举报"
    case = case_with(case, plant(case.passages, PROBLEM_8, "", f"另有{row['text']}一事。"))

    found = [one for one in find(case) if one.code == "withheld"]

    assert "商会负责人违规领取津贴补贴被多次举报" in [one.quote for one in found]
    assert "所属商会底数不清、失察失管" in [one.quote for one in found]


def test_internal_wording_is_left_where_the_item_is_public(clean):
    text = clean.data["tasks"][0]["text"]
    case = case_with(clean, plant(clean.passages, PROBLEM_8, "", f"{text}。"))

    assert [one.code for one in find(case)] == []


def test_passage_on_a_problem_no_longer_public_is_found(clean):
    case, row = with_level(clean, "problems", 2, disclosure="party")

    found = [one for one in find(case) if one.code == "gone_item"]

    about = [p.key for p in case.passages if f"problem:{row['id']}" in p.source.split()]
    assert [one.key for one in found] == about


def test_signature_before_the_day_of_the_figures_is_found(clean):
    case = dataclasses.replace(clean, data=clean.data | {"as_of": "2024-05-01"})

    assert "signed_before" in {one.code for one in find(case)}


def test_slips_of_the_organization_are_found_with_its_own_words(clean):
    passages = plant(clean.passages, PROBLEM_8, "", "工商连组织检查。")

    found = find(case_with(clean, passages, slips={"工商连": "工商联"}))

    assert [(one.code, one.quote) for one in found] == [("slip", "工商连")]
    assert "工商联" in found[0].says


@pytest.mark.parametrize(
    "text",
    [
        "对张某某同志批评教育。",
        "学习贯彻习近平同志重要论述。",
        "开展《关于去年工作的通报（2023）》学习。",
        "项目前期工作已经启动。",
        "党组书记任组长，主任高度重视，各位同志参加，单位负责同志带队。",
        "上午9:30召开会议，网址为www.example.cn，比例为1:3。",
        "上一届巡察反馈的3个方面24个问题逐条复查。",
        "第24个问题另行说明。",
        "依据《办法》第三条第（一）项处理。",
        "2024年1月8日座谈，1月10日走访。",
        "既要立行立改，又要建章立制；立即要求整改。",
        "截至2023年12月31日，发函14个。",
        "企业1539个，项目3020个，资金165亿余元。",
        "文化局局长、纪检同志、部门主任参加。",
        "统一社会信用代码另附，文号为示发〔2023〕12号。",
        "他说：“今年要干好。”",
        "听取意见。“一把手”负总责。",
        "各部门主要负责人、分管负责同志认真履行一岗双责。",
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "当前和今后一个时期，继续抓好整改。",
        "年度考核优秀等次比例不超过20%，比上年增长12.5%。",
        "收回欠缴会费2万元，其中现金1.5万元。",
        "2023年12月底前完成清退，2024年起每年开展一次自查。",
        "对施工进行检查，对成员予以培训，对党员违规问题予以通报。",
    ],
)
def test_honest_words_give_no_finding(text, clean):
    case = case_with(clean, plant(clean.passages, PROBLEM_2, "", text))

    assert [(one.code, one.quote) for one in find(case)] == []


def test_contact_block_may_have_telephone_and_mail(clean):
    passages = plant(clean.passages, "联系电话", "", "举报电话：13812345678。")

    assert find(case_with(clean, passages)) == []


def test_digest_stays_while_the_words_stay_and_changes_with_them(clean):
    def digest(text, more=""):
        passages = plant(clean.passages, PROBLEM_8, "", text)
        return find(case_with(clean, plant(passages, PROBLEM_2, "", more)))[0].digest

    first = digest("目前组织检查。")

    assert digest("目前组织检查。", "再次走访商会。") == first
    assert digest("目前组织检查。另作安排。") == first
    assert digest("目前停止检查。") != first
    assert digest("近期组织检查。") != first


def test_digest_changes_with_the_snapshot(clean):
    def digest(value):
        data = copy.deepcopy(clean.data)
        next(row for row in data["figures"] if row["key"] == "meetings")["value"] = value
        passages = plant(clean.passages, "成立由", "{5次|整改专题会}", "8次")
        found = find(dataclasses.replace(clean, passages=passages, data=data))
        return next(one.digest for one in found if one.quote == "8次")

    assert digest(5) != digest(6)


def test_same_words_twice_are_two_findings(clean):
    found = find(case_with(clean, plant(clean.passages, PROBLEM_8, "", "目前好。目前好。")))

    assert len({one.digest for one in found}) == 2


HOSTILE = [
    "（", "“", "《", "1", "1,", "0 ", "一是", "张三同志", "局长李四，", "{", "{1项|整改任务}", "24项整改任务，",
    "\n", " ", "。", ".", "…", "2024年13月45日", "目前", "应收1元实收2元，", "十", "百", "Ａ", "@a", "a@b.c", "京A",
    "<script>", "{{", "|}", "\u200b", "😀", "第一，", "①", "巡查", "整改任务全部", "针对问题", "6222", "其中1人", "张三、",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_pathological_text_is_read_in_time(piece, clean):
    text = (piece * LENGTH)[:LENGTH]
    case = case_with(clean, [Passage("p1", "text", text, "", "task:22 problem:x task:999999")])

    begun = time.process_time()
    found = find(case)

    assert time.process_time() - begun < SECONDS
    assert len(found) < 1000


def test_time_grows_with_the_length_alone(clean):
    def seconds(text):
        case = case_with(clean, [Passage("p1", "text", text)])
        begun = time.process_time()
        find(case)
        return time.process_time() - begun

    for piece in ("24项整改任务，已完成3项，", "（“《", "2024年1月5日目前张三同志", "1 "):
        short = min(seconds((piece * 2000)[: LENGTH // 4]) for _ in range(3))
        assert seconds((piece * 8000)[:LENGTH]) < 16 * short + 0.1


@pytest.mark.parametrize("seed", range(30))
def test_random_texts_never_raise_and_every_place_is_right(seed, clean):
    chance = random.Random(seed)
    kinds = ["title", "section", "aspect", "point", "item", "text", "contact", "organ", "date"]
    pieces = [
        *HOSTILE,
        "工作",
        "整改情况：",
        "，",
        "。",
        "；",
        "目前",
        "6日",
        "下一步：",
        "〇",
        "\x00",
        "\ud800",
    ]
    rows = []
    for number in range(20):
        text, lead = ("".join(chance.choices(pieces, k=chance.randrange(30))) for _ in range(2))
        source = chance.choice(["", "task:22", "problem:4 task:1", "task:x", "measure:3"])
        rows.append(Passage(f"p{number}", chance.choice(kinds), text, lead, source))
    case = case_with(clean, rows)

    for one in find(case):
        assert words_at(case, one)[0] == one.quote
        assert one.says and one.advice and one.code in TITLES


def test_notice_without_passages_is_told_what_it_lacks(clean):
    codes = {one.code for one in find(Case((), clean.data, clean.dated))}

    assert {"title", "organ", "date", "contact", "missing_item"} <= codes
