"""The checks: a ledger kept well gives no hint; each kind of paper work gives its own."""

import datetime
import json
import time

import pytest
from django.core.management import call_command

from ledger.models import Inspection
from measures.models import (
    Evidence,
    EvidenceMark,
    Measure,
    MeasureSignature,
    Outcome,
    ProgressEntry,
)
from reports.checks.amounts import contradictions
from reports.checks.finding import CHECKS, find
from reports.checks.proof import days_in
from reports.checks.wording import nearest, normalised, pairs_of
from tests.factories import TODAY
from tests.reports.hinted import DEADLINE, PLANTED, WORK, Ledger, moment, set_to

pytestmark = pytest.mark.django_db
SECONDS = 2  # of the whole check of a ledger with 2,000 measures


@pytest.fixture
def ledger():
    return Ledger()


def told(ledger):
    """The hints by check, each as the texts of its rows."""
    found = {}
    for hint in find(ledger.inspection):
        found.setdefault(hint.code, []).append([row.text for row in hint.rows])
    return found


def test_clean_ledger_gives_no_hint(ledger):
    assert told(ledger) == {}


def test_every_check_has_a_planted_case():
    assert set(PLANTED) == set(CHECKS)


@pytest.mark.parametrize("code", PLANTED)
def test_planted_case_gives_its_hint_alone_with_its_rows(code, ledger):
    rows = PLANTED[code](ledger)

    found = told(ledger)

    assert list(found) == [code]
    assert sorted(text for hint in found[code] for text in hint) == sorted(r.text for r in rows)


@pytest.mark.parametrize("code", PLANTED)
def test_hint_says_why_in_chinese_and_leads_to_its_rows(code, ledger, client):
    PLANTED[code](ledger)
    client.force_login(ledger.secretary)

    hints = find(ledger.inspection)
    answers = {client.get(row.url).status_code for hint in hints for row in hint.rows}

    assert all(len(hint.reason) > 10 and "{" not in hint.reason for hint in hints)
    assert answers == {200}


def test_file_for_three_measures_gives_no_hint(ledger):
    for measure in ledger.measures[:3]:
        ledger.prove(measure, "会议纪要.pdf")

    assert told(ledger) == {}


def test_mark_that_a_later_one_took_back_gives_no_hint(ledger):
    PLANTED["insufficient"](ledger)
    mark = EvidenceMark.objects.get()
    mark.pk, mark.is_sufficient, mark.at = None, True, moment(7)
    mark.save()

    assert told(ledger) == {}


def test_small_file_beside_an_outcome_gives_no_hint(ledger):
    measure = ledger.measures[0]
    measure.evidence.update(size=300)
    Outcome.objects.create(measure=measure, kind="institution", title="办法", date=TODAY)

    assert told(ledger) == {}


def test_long_term_measure_may_be_due_after_the_period(ledger):
    task = ledger.tasks[0]
    type(task).objects.filter(pk=task.pk).update(deadline=None, kind="long_term")
    later = TODAY + datetime.timedelta(days=200)
    set_to(
        ledger.measures[0],
        kind="long_term",
        deadline=later,
        review_date=later,
        state="in_progress",
    )

    assert told(ledger) == {}


def test_voided_measure_gives_no_hint(ledger):
    PLANTED["no_review"](ledger)
    measure = ledger.measures[0]
    set_to(measure, voided_at=moment(9), voided_by=ledger.office, void_reason="重复")

    assert told(ledger) == {}


def test_few_words_that_come_by_themselves_give_no_hint_until_they_are_many(ledger):
    for measure in ledger.measures[:5]:
        ledger.tell(measure, "正在推进。")
    few = told(ledger)
    ledger.tell(ledger.measures[5], "正在推进！")

    assert few == {}
    assert list(told(ledger)) == ["same_words"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("我部第3次组织集中学习，认识进一步提高。", "我部第12次组织集中学习，认识进一步提高", True),
        ("高度重视，认真研究部署，推动整改落实。", "高度重视，认真研究安排，推动整改落实。", True),
        (WORK[0], WORK[1], False),
        ("修订经费审批流程，报党组会审定。", "修订公务接待办法，报主管部门备案。", False),
    ],
)
def test_texts_are_the_same_where_a_word_or_number_differs(one, other, same):
    class Kind:
        pairs = pairs_of(normalised(one, []))

    pairs = pairs_of(normalised(other, []))

    assert (nearest(pairs, [0], {0: [Kind]}) is Kind) == same


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("20230615会议纪要.pdf", [(2023, 6, 15)]),
        ("纪要2023-6-5.pdf", [(2023, 6, 5)]),
        ("纪要2023.06.05.pdf", [(2023, 6, 5)]),
        ("2023年6月5日纪要.pdf", [(2023, 6, 5)]),
        ("2023年6月纪要.pdf", []),
        ("20231345.pdf", []),
        ("编号120230615001.pdf", []),
        ("市商发〔2023〕6号.pdf", []),
    ],
)
def test_day_is_read_in_a_file_name(name, days):
    assert list(days_in(name)) == [datetime.date(*day) for day in days]


class Funds:
    def __init__(self, yuan):
        self.yuan = yuan


@pytest.mark.parametrize(
    ("texts", "funds", "finished", "odd"),
    [
        (["应收200万元，实收198万元"], [], True, "相差 2 万元"),
        (["应收200万元，实收198万元"], [], False, ""),
        (["应收账款 1,200.5 元，已收１２００．５元"], [], True, ""),
        (["应缴5万元，实缴6万元"], [], False, "实收多于应收"),
        (["应收10万元", "经核对，应收12万元"], [], False, "10 万元、12 万元"),
        (["追回3万元"], [50000], False, "登记的挽回资金是 5 万元"),
        (["追回3万元", "又追回2万元"], [50000], False, ""),
        (["累计挽回6.94万元"], [69400], True, ""),
        (["尚未全部收回3万元，拟于年底收回8万元"], [50000], False, ""),
        (["应收" + "9" * 100 + "元，实收1" + ",000" * 99 + "亿元"], [], True, ""),
        (["应收999999999999.999999亿元，实收1元"], [], True, "相差"),
        (["合同金额约31亿元，1万元以上的开支先征求意见"], [], True, ""),
    ],
)
def test_amounts_that_contradict_each_other(texts, funds, finished, odd):
    found = contradictions(texts, [Funds(yuan) for yuan in funds], finished)

    assert (odd in found[0] and len(found) == 1) if odd else found == []


@pytest.mark.parametrize("measures", [3, 12])
def test_queries_do_not_grow_with_the_rows(measures, django_assert_num_queries):
    ledger = Ledger(measures)
    for plant in ("insufficient", "late_extension", "amounts"):
        PLANTED[plant](ledger)
    inspection = Inspection.objects.select_related("organization").get()

    with django_assert_num_queries(14):
        find(inspection)


def many_measures(ledger, count):
    """Measures signed off in the ledger's three departments."""
    return Measure.objects.bulk_create(
        Measure(
            inspection=ledger.inspection,
            task=ledger.tasks[number % 3],
            department=ledger.rooms[number % 3],
            number=5000 + number,
            text="做法",
            deadline=DEADLINE,
            state="signed_off",
        )
        for number in range(count)
    )


def many_texts(ledger, rows):
    """Three texts for each, alike enough to be compared, different enough not to be the same."""
    ProgressEntry.objects.bulk_create(
        ProgressEntry(
            measure=row,
            text=WORK[at % 12][:12] + WORK[(at + n) % 11] + chr(0x4E00 + at * 3 + n) * 9,
            at=moment(4),
            by=ledger.handlers[0],
        )
        for at, row in enumerate(rows)
        for n in range(3)
    )


def many_files(ledger, rows):
    """Two files for each."""
    files = Evidence.objects.bulk_create(
        Evidence(
            inspection=ledger.inspection,
            uploaded_by=ledger.handlers[0],
            file="a",
            name=f"2026-03-0{at % 9 + 1}记录{at}.pdf",
            sha256=f"{at:064}",
            size=20_000,
            content_type="application/pdf",
            uploaded_at=moment(4),
        )
        for at in range(2 * len(rows))
    )
    links = Evidence.measures.through
    links.objects.bulk_create(
        links(measure=rows[at // 2], evidence=file) for at, file in enumerate(files)
    )


def many_signatures(ledger, rows):
    """Those of the ledger's first measure for each."""
    names = ("attempt", "step", "signer", "person", "name", "post", "role", "at")
    plain = [
        {name: getattr(signature, name) for name in names}
        for signature in ledger.measures[0].signatures.all()
    ]
    MeasureSignature.objects.bulk_create(
        MeasureSignature(measure=row, **values) for row in rows for values in plain
    )


def test_ledger_with_2000_measures_is_checked_in_two_seconds(ledger):
    rows = many_measures(ledger, 2000)
    for add in (many_texts, many_files, many_signatures):
        add(ledger, rows)
    inspection = Inspection.objects.get()

    start = time.process_time()
    hints = find(inspection)
    taken = time.process_time() - start

    assert {"at_once"} <= {hint.code for hint in hints}
    assert taken < SECONDS


def test_command_lists_the_hints_and_calls_nothing_a_fault(ledger, capsys):
    PLANTED["amounts"](ledger)

    call_command("check_ledger", "--hints")
    plain = capsys.readouterr().out
    call_command("check_ledger", "--hints", "--json")
    answer = json.loads(capsys.readouterr().out)

    assert "相差 2 万元" in plain
    assert "1 条提示，另有 0 条已排除" in plain
    assert (answer["open"], answer["dismissed"]) == (1, 0)
    assert [(row["check"], row["dismissed"]) for row in answer["hints"]] == [("amounts", None)]


def test_real_case_gives_few_hints_and_practice_none(sample):
    found = {
        row.title: [hint.code for hint in find(row)]
        for row in Inspection.objects.select_related("organization")
    }

    assert found == {
        "十一届市委巡察市工商联党组": [],
        "市委常规巡察市工商联党组": ["wrong_day"] * 5 + ["amounts"],
        "演练台账": [],
        "市委常规巡察市文联党组": [],
    }
