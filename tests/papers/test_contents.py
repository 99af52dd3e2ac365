"""What each paper says of the sample's ledgers, and of a ledger with nothing in it."""

import datetime
import re

import pytest
from django.utils import timezone

from ledger.models import Inspection
from measures.models import Meeting, ProgressEntry
from problems.models import Aspect, Feedback
from reports.book import load
from reports.figures import count
from reports.notice.blocks import official_date
from reports.papers import PAPERS
from reports.papers.wording import say
from tests.factories import TODAY, make_measure, make_member, make_task
from tests.papers.world import (
    make_empty,
    make_opinion,
    make_problem,
    make_superior,
    paper,
    text_of,
)

pytestmark = pytest.mark.django_db
CASE, PRACTICE = "市委常规巡察市工商联党组", "演练台账"
END = datetime.date(2024, 1, 31)
# A number of nothing, as no official would write it: 0次, 0.00万元.
NONE = re.compile(r"(?<![\d.])0(\.00)?[个项条次人元件万]")
WHOLE = sorted(set(PAPERS) - {"sign_off"})


def of_sample(title):
    """A ledger of the sample."""
    return Inspection.objects.get(title=title)


@pytest.mark.parametrize(("title", "day"), [(CASE, END), (PRACTICE, None)])
@pytest.mark.parametrize("slug", ["progress", "principal", "circular"])
def test_numbers_of_a_report_are_those_of_the_ledger(sample, slug, title, day):
    inspection = of_sample(title)
    f = count(load(inspection, day))

    text = text_of(slug, inspection, as_of=day)

    assert (
        f"反馈意见指出的{say(f['problems_total'])}问题，已销号{say(f['problems_signed_off'])}"
        in text
    )
    assert f"整改任务{say(f['tasks_total'])}，已销号{say(f['tasks_signed_off'])}" in text
    assert f"转为持续整改{say(f['tasks_continuing'])}（第22项任务）；" in text
    assert f"整改措施{say(f['measures_total'])}，已销号{say(f['measures_signed_off'])}" in text
    yielded = [
        f"{words}{say(f[key])}"
        for key, words in (
            ("institutions", "健全完善制度机制"),
            ("campaigns", "开展专项治理"),
            ("funds_wan", "挽回资金"),
            ("people_dealt_with", "问责处理"),
        )
        if float(f[key].value)
    ]
    assert f"{'，'.join(yielded)}。" in text
    assert NONE.search(text) is None


def test_report_of_the_case_says_what_the_case_came_to(sample):
    inspection = of_sample(CASE)

    made = paper("progress", inspection, as_of=END)

    assert made.heading == "中共市工商业联合会党组关于十二届市委常规巡察整改进展情况的报告"
    assert (made.addressee, made.date) == ("市委巡察办", "2024年1月31日")
    text = "\n".join(made.paragraphs())
    assert "健全完善制度机制17个，开展专项治理2项，挽回资金6.94万元。\n" in text
    assert "第22项任务：会产管理不到位。未完成，转为持续整改。" in text
    assert "未完成的原因：会产处置涉及产权确认" in text
    assert len(made.annexes[0].blocks[0].rows) == len(load(inspection, END).outcomes)


def test_numbers_of_the_plan_are_those_of_its_lists(sample):
    inspection = of_sample(CASE)
    f = count(load(inspection, END))

    made = paper("plan", inspection, as_of=END)

    lists = {annex.title: len(annex.blocks[0].rows) for annex in made.annexes}
    keys = ("problems_total", "problem_list_total", "suggestions_total", "self_found_total")
    assert lists == {
        "问题清单": sum(f[key].value for key in keys),
        "任务清单": f["tasks_total"].value,
        "责任清单": f["measures_total"].value,
    }
    assert all(annex.across for annex in made.annexes)
    said = f"列出整改任务{say(f['tasks_total'])}，制定整改措施{say(f['measures_total'])}"
    assert said in "\n".join(made.paragraphs())


def test_every_measure_is_in_one_department_of_the_list_of_responsibilities(sample):
    inspection = of_sample(PRACTICE)
    book = load(inspection)

    made = paper("assignment", inspection)

    tables = [block for block in made.blocks if block.kind == "table" and block.headings]
    own = [row[0] for table in tables if not table.caption for row in table.rows]
    assert sorted(label for label in own if "-" in label) == sorted(
        row.label for row in book.measures
    )


def test_assignment_of_a_department_holds_its_own_measures_alone(sample):
    inspection = of_sample(PRACTICE)
    book = load(inspection)
    room = next(row.department for row in book.measures if row.department.name == "经济部")

    made = paper("assignment", inspection, room)

    own = [row[0] for row in made.blocks[1].rows]
    expected = [row.label for row in book.measures if row.department_id == room.pk]
    assert [label for label in own if "-" in label] == expected
    assert made.heading == "市工商联演练常规巡察经济部整改任务书"
    signed = [row[0] for row in made.blocks[-1].rows]
    assert signed == ["牵头领导\n（签字）", "部门负责人\n（签字）", "承办人\n（签字）"]


def test_principal_report_lists_meetings_and_decisions(sample):
    inspection = of_sample(CASE)
    book = load(inspection, END)

    made = paper("principal", inspection, as_of=END)

    met, decided = (annex.blocks[0].rows for annex in made.annexes)
    assert len(met) == len([row for row in book.meetings if row.kind != "supervision"])
    words = [row[3] for row in decided]
    f = count(book)
    assert words.count("转持续整改") == f["tasks_continuing"].value
    signed = [row for row in decided if row[3] == "批准销号" and row[1].startswith("任务")]
    assert len(signed) == f["tasks_signed_off"].value
    assert made.heading.startswith(made.organs[0] + "关于组织落实")
    assert made.organs == ("中共市工商业联合会党组书记",)
    names = [row[1] for row in decided if not row[1].startswith("任务")]
    assert "反馈意见第1个问题" in names
    assert len({(row[1], row[2]) for row in decided}) == len({row[1] for row in decided})


def test_principal_report_says_who_leads_and_what_is_due_when():
    inspection = make_empty()
    secretary = make_member(inspection.organization, "secretary", post="党组书记")
    day = datetime.date(2099, 5, 1)
    make_task(inspection, number=1, deadline=day, lead=secretary)
    other = make_member(inspection.organization, "lead", post="副局长")
    make_task(inspection, number=2, deadline=datetime.date(2099, 6, 1), lead=other)
    make_task(inspection, number=3, deadline=TODAY, lead=other)

    lines = text_of("principal", inspection).split("\n")

    assert "（二）领办任务。3项整改任务分工牵头：党组书记领办第1项任务，副局长牵头2项。" in lines
    place = lines.index("四、下一步工作安排")
    assert lines[place + 1 : place + 4] == [
        "（一）抓紧逾期任务。第3项任务已经逾期，逐项查明原因，限期完成。",
        "（二）按时完成任务。2项任务按时限逐项推进：2099年5月1日前第1项，6月1日前第2项。",
        "特此报告。",
    ]


def test_continuing_task_is_not_said_to_lack_a_request_for_sign_off(sample):
    text = text_of("progress", of_sample(CASE), as_of=END)

    left = next(line for line in text.split("\n") if "第22项任务：" in line and "阶段目标" in line)
    assert "未完成，转为持续整改。" in left
    assert "还没有申请销号" not in left


SYSTEM = ("待书记审批", "待牵头领导审核", "待部门审核", "待整改办复核", "（未启动", "整改中，")


@pytest.mark.parametrize("slug", ["progress", "circular"])
def test_report_speaks_no_language_of_the_system(sample, slug):
    text = text_of(slug, of_sample(PRACTICE))

    assert [word for word in SYSTEM if word in text] == []
    assert re.search(r"(?<!\d)\d{1,2}-\d(?!\d)", text.partition("特此报告")[0]) is None
    assert "正在按程序审核销号" in text


def make_told(inspection):
    """A problem with an open task of three measures, and one waiting for a signature."""
    aspect = make_opinion(inspection)
    public = {"disclosure": "public"}
    problem = make_problem(aspect, 1, text="办事慢", **public)
    later = timezone.localdate() + datetime.timedelta(days=30)
    given = {"problem": problem, "deadline": later, **public}
    task = make_task(inspection, number=1, text="环节多", **given)
    states = ("signed_off", "in_progress", "not_started")
    texts = ("合并环节", "公布时限", "开通网办")
    rows = [
        make_measure(task, number=n, text=text, state=state, deadline=TODAY, **public)
        for n, (text, state) in enumerate(zip(texts, states, strict=True), 1)
    ]
    for day, text in enumerate(("时限已经起草", "时限已经上墙。")):
        at = timezone.now() - datetime.timedelta(days=2 - day)
        ProgressEntry.objects.create(measure=rows[1], text=text, at=at, by=task.lead)
    make_task(inspection, number=2, text="态度差", state="submitted", **given)
    return aspect, task


def test_open_task_is_told_with_its_latest_progress_and_its_measures_in_words():
    inspection = make_empty()
    _, task = make_told(inspection)
    day, days = official_date(task.deadline), (timezone.localdate() - TODAY).days

    lines = text_of("progress", inspection).split("\n")

    assert [line for line in lines if "项任务：" in line or "项任务“" in line] == [
        f"第1项任务：环节多。整改情况：正在整改，整改时限{day}。已完成的措施：合并环节。"
        "工作进展：时限已经上墙。其余措施尚未启动。",
        f"第2项任务：态度差。整改情况：正在按程序审核销号，整改时限{day}。",
        f"第1项任务：环节多。正在整改，整改时限{day}。尚未销号的措施："
        f"一是公布时限（正在办理，已逾期{days}天）；二是开通网办（尚未启动，已逾期{days}天）。",
        f"另有1项任务正在按程序审核销号：第2项任务“态度差”，整改时限{day}。",
    ]


def test_progress_that_nobody_decided_on_is_not_told_the_party():
    inspection = make_empty()
    make_told(inspection)

    text = text_of("circular", inspection)

    assert "时限已经上墙" not in text
    assert "已完成的措施：合并环节。其余措施正在推进。" in text


def test_problems_told_under_others_are_a_list_with_the_numbers_of_their_tasks():
    inspection = make_empty()
    _, task = make_told(inspection)
    listed = Feedback.objects.create(
        inspection=inspection, kind="problem_list", title="清单", date=TODAY
    )
    chapter = Aspect.objects.create(feedback=listed, number=1, title="清单方面")
    rows = [make_problem(chapter, n, text=f"清单问题{n}") for n in (1, 2)]
    task.also_addresses.add(*rows)

    lines = text_of("progress", inspection).split("\n")

    place = lines.index("（二）问题清单：清单方面")
    assert lines[place + 1 : place + 4] == [
        "以下问题与有关任务一并整改，整改情况见所注任务。",
        "1.清单问题1（第1项任务）。",
        "2.清单问题2（第1项任务）。",
    ]


def test_circular_is_marked_for_the_party_on_its_first_page(sample):
    made = paper("circular", of_sample(CASE), as_of=END)

    assert made.mark == "党内文件"
    assert made.paragraphs()[0] == "党内文件"


@pytest.mark.parametrize("slug", WHOLE)
def test_paper_of_an_empty_ledger_makes_sense(slug):
    inspection = make_empty()

    text = text_of(slug, inspection)

    assert NONE.search(text) is None
    assert "None" not in text
    assert re.search(r"[，、；：]。|。。|（）|召开整改专题会|督导检查\d", text) is None


@pytest.mark.parametrize("slug", ["progress", "principal", "circular"])
def test_paper_of_a_ledger_that_recovered_nothing_passes_over_it(slug):
    inspection = make_empty()
    make_measure(make_task(inspection))

    text = text_of(slug, inspection)

    assert re.search("专项治理|挽回资金|问责处理", text) is None


def test_report_of_an_empty_ledger_in_full():
    inspection = make_empty()
    make_superior(inspection)
    today = official_date(timezone.localdate())

    made = paper("progress", inspection)

    assert made.paragraphs()[:11] == [
        "中共市示范局党组关于五届市委常规巡察整改进展情况的报告",
        "市委巡察机构：",
        "第一巡察组对示范局党组进行了常规巡察。2026年3月2日，第一巡察组反馈了巡察意见。现将整改进展情况报告如下。",
        "一、组织落实整改情况",
        "（一）加强组织领导。示范局党组把巡察整改作为重大政治任务，党组书记履行第一责任人责任。",
        "（二）明确任务责任。对照反馈意见逐条研究，整改任务和措施正在制定。",
        "二、整改进展情况",
        f"截至{today}，反馈问题还没有列入台账。",
        "三、未完成的整改任务",
        "整改任务制定后，按时限逐项推进。",
        "四、下一步工作安排",
    ]
    assert made.annexes == ()


@pytest.mark.parametrize("slug", WHOLE)
def test_paper_of_problems_without_tasks_says_that_they_are_being_drawn_up(slug):
    inspection = make_empty()
    make_problem(make_opinion(inspection), 1, disclosure="public", public_text="办事慢")

    text = text_of(slug, inspection)

    assert NONE.search(text) is None
    assert "整改任务" in text
    if slug in ("progress", "circular"):
        assert "反馈意见指出的1个问题，均未销号。" in text
        assert "整改任务正在制定。" in text


def test_report_without_a_superior_goes_to_the_team():
    assert paper("progress", make_empty()).addressee == "第一巡察组"


def test_meetings_of_a_later_day_are_not_in_the_paper_of_an_earlier_one():
    inspection = make_empty()
    late = TODAY + datetime.timedelta(days=3)
    Meeting.objects.create(inspection=inspection, kind="thematic", date=TODAY, subject="会一")
    Meeting.objects.create(inspection=inspection, kind="thematic", date=late, subject="会二")

    held = text_of("progress", inspection)

    assert ("3月2日" in held, "3月5日" in held) == (True, late <= timezone.localdate())
