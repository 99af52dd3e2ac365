"""The notice: what it says, taken from the ledger, and who may draft it."""

import datetime
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from measures.models import Meeting, Outcome
from problems.models import Aspect, Feedback, Problem
from reports.drafting import preview
from reports.notice import set_out
from reports.notice.blocks import (
    Block,
    clause,
    dates_in_a_row,
    listed,
    numbered,
    numeral,
    official_date,
    quoted,
)
from reports.notice.told import Told
from tests.factories import (
    TODAY,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
)

pytestmark = pytest.mark.django_db


def make_ledger(**values):
    """An inspection of 市示范局 with one aspect of the opinion and one problem in it."""
    organization = make_organization(name="市示范局", short_name="示范局")
    inspection = make_inspection(organization, round="五届市委常规巡察", **values)
    opinion = Feedback.objects.create(
        inspection=inspection, kind="opinion", title="反馈意见", date=TODAY
    )
    aspect = Aspect.objects.create(feedback=opinion, number=1, title="履行职责方面")
    problem = Problem.objects.create(
        inspection=inspection,
        feedback=opinion,
        aspect=aspect,
        number=1,
        text="内部原文",
        **public("办事效率不高"),
    )
    return inspection, problem


def public(text):
    """Words that may be published."""
    return {"public_text": text, "disclosure": "public"}


def add_task(problem, number, text, **values):
    """A task of the problem that may be published."""
    return make_task(problem.inspection, problem=problem, number=number, **public(text), **values)


def add_measure(task, number, text, state="signed_off", **values):
    """A measure that may be published."""
    return make_measure(task, number=number, state=state, **public(text), **values)


def add_outcome(measure, **values):
    """A confirmed outcome of the measure."""
    office = make_member(measure.inspection.organization, "office")
    return Outcome.objects.create(
        measure=measure,
        title="成效",
        date=TODAY,
        confirmed_at=timezone.now(),
        confirmed_by=office,
        **values,
    )


def draft(inspection, day=None):
    """What a notice would say on a day, or today."""
    passages, data, _ = preview(inspection, day)
    return set_out(passages, data["as_of"])


def text_of(inspection):
    """All that is printed, in one string."""
    return "\n".join(draft(inspection).paragraphs())


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (24, "二十四"),
        (105, "一百〇五"),
        (110, "一百一十"),
        (1010, "一千〇一十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numeral_of_numbers(number, text):
    assert numeral(number) == text


def test_numbering_starts_anew_under_each_heading():
    kinds = ["section", "aspect", "problem", "text", "problem", "aspect", "problem", "section"]

    numbers = [block.number for block in numbered([Block(kind, "") for kind in kinds])]

    assert numbers == ["一、", "（一）", "1.", "", "2.", "（二）", "1.", "二、"]


def test_words_are_joined_without_doubled_marks():
    days = [datetime.date(2023, 11, 14), datetime.date(2023, 12, 1), datetime.date(2024, 1, 4)]

    assert dates_in_a_row(days) == "2023年11月14日、12月1日、2024年1月4日"
    assert clause(" 建立台账。\n逐项销号； ") == "建立台账。 逐项销号"
    assert quoted("“网上”阵地不强。", "宣传少") == "“‘网上’阵地不强；宣传少”"
    assert listed(["建章；", "立制。"]) == "一是建章；二是立制。"
    assert listed(["建章；"]) == "建章。"


def test_notice_says_what_the_ledger_holds():
    inspection, problem = make_ledger(
        on_site_start=datetime.date(2025, 12, 20), on_site_end=datetime.date(2026, 1, 31)
    )
    for kind, day in [("party_group", 2), ("thematic", 5), ("thematic", 9), ("supervision", 6)]:
        date = datetime.date(2025, 3, day)
        Meeting.objects.create(inspection=inspection, kind=kind, date=date, subject="不公开的议题")
    done = add_task(problem, 1, "办理环节多", state="signed_off")
    first = add_measure(done, 1, "合并环节")
    add_measure(done, 2, "公布时限")
    add_outcome(first, kind="institution")
    add_outcome(first, kind="funds", yuan=Decimal("69400"))
    going = add_task(
        problem,
        2,
        "旧账没有清完",
        state="continuing",
        stage_goal="清一半",
        review_date=datetime.date(2026, 9, 30),
        unfinished_reason="涉及单位多。",
        next_step="逐户核对",
        expected_date=datetime.date(2026, 12, 31),
    )
    add_measure(going, 1, "列出清单")
    opened = add_task(problem, 3, "服务态度生硬", deadline=datetime.date(2026, 5, 1))
    add_measure(opened, 1, "开展培训", state="in_progress")
    today = official_date(timezone.localdate())

    assert draft(inspection).paragraphs() == [
        "中共市示范局党组关于五届市委常规巡察整改进展情况的通报",
        "2025年12月20日至2026年1月31日，第一巡察组对示范局党组进行了常规巡察。2026年3月2日，"
        "第一巡察组向示范局党组反馈了巡察意见。按照巡察工作有关要求，现将整改进展情况予以公布。",
        "一、党组及主要负责人组织落实整改情况",
        "（一）加强组织领导。示范局党组把巡察整改作为重大政治任务，党组书记履行第一责任人责任，"
        "研究部署整改工作。2025年3月2日召开党组会；2025年3月5日、3月9日召开专题会。"
        "先后召开整改专题会2次，听取进展，研究解决整改中的问题。",
        "（二）明确任务责任。对照反馈意见指出的1个问题，列出整改任务3项，"
        "制定整改措施4条，逐项明确牵头领导、责任部门、整改时限和验收标准，建立台账，逐项销号。",
        "（三）开展督导检查。派驻纪检监察组开展督导检查1次（2025年3月6日），"
        "对进度、质量和效果进行监督，对整改不到位的要求重新整改。",
        "二、集中整改进展情况",
        f"截至{today}，反馈意见指出的1个问题，已销号0个；整改任务3项，已完成1项，"
        "需要持续整改1项；整改措施4条，已完成3条。健全完善制度机制1个，"
        "挽回资金6.94万元。第2项任务需要持续整改，"
        "另列于“整改未完成事项”。",
        "（一）履行职责方面",
        "1.办事效率不高。",
        "针对“办理环节多；服务态度生硬”等问题。整改情况：一是合并环节；二是公布时限。"
        "其余措施正在推进，其中第3项任务的1条措施已逾期，正在抓紧整改。",
        "整改未完成事项",
        "第2项任务针对“旧账没有清完”问题。整改情况：未完成，持续整改中。已做的工作：列出清单。"
        "未完成的原因：涉及单位多。下一步：逐户核对。预计完成日期：2026年12月31日。"
        "下次复核日期：2026年9月30日。",
        "其他1项整改任务正在整改或正在审核销号：",
        "第3项任务“服务态度生硬”：正在整改，整改时限2026年5月1日，已逾期。",
        "三、下一步工作安排",
        "（一）持续抓好整改落实。对没有完成的2项整改任务，继续实行台账管理，明确责任部门、时限和标准，"
        "完成一项、销号一项；持续整改的按期复核，不见成效不销号。",
        "（二）巩固整改成果。对整改中健全完善的制度机制，逐项检查执行情况；对反复出现的问题，"
        "查找根源，补上制度漏洞。",
        "（三）自觉接受监督。主动接受上级党组织、派驻纪检监察组和干部群众监督，"
        "整改有新的进展及时报告、及时公布。",
        "中共市示范局党组",
        today,
    ]


def test_notice_of_an_empty_ledger_counts_no_outcomes():
    inspection = make_inspection()

    text = text_of(inspection)

    assert "已销号0个；整改任务0项，已完成0项，需要持续整改0项；整改措施0条，已完成0条。" in text
    assert not [word for word in ("健全完善制度", "专项治理", "挽回资金", "问责") if word in text]
    assert "没有未完成的整改任务。" in text


def test_notice_date_is_not_before_the_day_of_its_figures():
    later = timezone.localdate() + datetime.timedelta(days=30)

    planned = draft(make_inspection(notice_date=later))
    overtaken = draft(make_inspection(notice_date=TODAY))

    assert planned.date == official_date(later)
    assert overtaken.date == official_date(timezone.localdate())


def test_notice_leaves_out_what_may_not_be_published():
    inspection, problem = make_ledger()
    party = make_task(inspection, problem=problem, number=1, public_text="甲", disclosure="party")
    below = add_measure(party, 1, "乙")
    unset = make_task(inspection, problem=problem, number=2, public_text="丙")
    silent = make_task(inspection, problem=problem, number=3, text="丁", disclosure="public")
    told = add_task(problem, 4, "戊")
    told.also_addresses.add(
        Problem.objects.create(
            inspection=inspection, feedback=problem.feedback, number=2, text="己"
        )
    )

    _, data, _ = preview(inspection)

    printed = text_of(inspection)
    assert not [char for char in "甲乙丙丁戊己" if char in printed]
    reasons = {(row.level, row.row["id"]): row.reason for row in Told(data).left_out}
    second = Problem.objects.get(number=2, inspection=inspection)
    assert reasons == {
        ("problem", second.pk): "公开范围：未定",
        ("task", party.pk): "公开范围：仅党内",
        ("measure", below.pk): "上级内容没有定为社会公开",
        ("task", unset.pk): "公开范围：未定",
        ("task", silent.pk): "没有公开表述",
        ("task", told.pk): "上级内容没有定为社会公开",
    }


def test_continuing_task_is_told_once_and_apart():
    inspection, problem = make_ledger()
    values = {"state": "continuing", "stage_goal": "目标", "review_date": TODAY}
    for number, words in enumerate(["旧账没有清完", "产权没有理清"], 1):
        task = add_task(problem, number, words, **values)
        add_measure(task, 1, f"措施{numeral(number)}")

    lines = [str(block) for block in draft(inspection).blocks]

    place = lines.index("1.办事效率不高。")
    assert lines[place + 1] == "整改情况：需要持续整改，另列于“整改未完成事项”。"
    apart = lines.index("整改未完成事项")
    assert [line.split("整改情况")[0] for line in lines[apart + 1 : apart + 3]] == [
        "1.第1项任务针对“旧账没有清完”问题。",
        "2.第2项任务针对“产权没有理清”问题。",
    ]
    assert [text_of(inspection).count(f"措施{name}") for name in "一二"] == [1, 1]


def test_problem_list_is_counted_and_not_listed():
    inspection, _ = make_ledger()
    listed_problems = Feedback.objects.create(
        inspection=inspection, kind="problem_list", title="清单", date=TODAY
    )
    aspect = Aspect.objects.create(feedback=listed_problems, number=1, title="清单方面")
    Problem.objects.create(
        inspection=inspection,
        feedback=listed_problems,
        aspect=aspect,
        number=1,
        text="清单问题",
        **public("清单表述"),
    )

    text = text_of(inspection)

    assert "问题清单所列的1个问题" in text
    assert "清单表述" not in text and "清单方面" not in text


def second_problem(first, text="服务态度生硬", **values):
    """Another public problem of the chapter."""
    return Problem.objects.create(
        inspection=first.inspection,
        feedback=first.feedback,
        aspect=first.aspect,
        number=2,
        text="内部原文",
        **(public(text) | values),
    )


def told_under(inspection, heading):
    """The paragraph that follows a heading."""
    lines = [str(block) for block in draft(inspection).blocks]
    return lines[lines.index(heading) + 1]


def test_problem_that_another_one_s_task_also_addresses_says_so():
    inspection, first = make_ledger()
    task = add_task(first, 1, "窗口办事排队时间长", state="signed_off")
    add_measure(task, 1, "增设窗口")
    task.also_addresses.add(second_problem(first))

    assert told_under(inspection, "2.服务态度生硬。") == (
        "整改情况：与“办事效率不高”问题一并整改，整改任务已经完成，具体情况见该问题。"
    )


def test_problem_addressed_with_one_that_is_not_public_names_it_not():
    inspection, first = make_ledger()
    hidden = second_problem(first, "丙丁", disclosure="party")
    task = make_task(inspection, problem=hidden, number=1, state="signed_off", text="甲乙")
    task.also_addresses.add(first)

    assert told_under(inspection, "1.办事效率不高。") == (
        "整改情况：与其他问题一并整改，整改任务已经完成。"
    )
    assert not [char for char in "甲乙丙丁" if char in text_of(inspection)]


@pytest.mark.parametrize(
    ("states", "says"),
    [
        (["signed_off", "signed_off"], "整改任务已经完成。"),
        (["signed_off", "continuing"], "有的任务已经完成，需要持续整改的另列于“整改未完成事项”。"),
        (["signed_off", "open"], "正在按计划推进。"),
    ],
)
def test_tasks_that_are_not_public_are_told_by_their_state(states, says):
    inspection, problem = make_ledger()
    later = timezone.localdate() + datetime.timedelta(days=30)
    for number, state in enumerate(states, 1):
        values = {"state": state, "text": "甲", "deadline": later}
        if state == "continuing":
            values |= {"stage_goal": "目标", "review_date": TODAY}
        task = make_task(inspection, problem=problem, number=number, **values)
        make_measure(task, state="in_progress" if state == "open" else "signed_off", deadline=later)

    assert told_under(inspection, "1.办事效率不高。") == f"整改情况：{says}"
    assert "甲" not in text_of(inspection)


@pytest.mark.parametrize("disclosure", ["public", "party"])
def test_overdue_measures_are_said_to_be_overdue(disclosure):
    inspection, problem = make_ledger()
    later = timezone.localdate() + datetime.timedelta(days=30)
    task = add_task(problem, 3, "窗口办事排队时间长", deadline=later)
    task.disclosure = disclosure
    task.save()
    add_measure(task, 1, "增设窗口")
    add_measure(task, 2, "延长时间", state="in_progress", deadline=TODAY)

    text = told_under(inspection, "1.办事效率不高。")

    assert text.endswith("推进，其中第3项任务的1条措施已逾期，正在抓紧整改。")
    assert "按" not in text


def test_overdue_task_is_said_to_be_overdue_where_its_deadline_stands():
    inspection, problem = make_ledger()
    add_task(problem, 1, "窗口办事排队时间长", deadline=TODAY)

    assert f"整改时限{official_date(TODAY)}，已逾期。" in text_of(inspection)


def test_first_of_the_unfinished_are_no_others():
    inspection, problem = make_ledger()
    add_task(problem, 1, "窗口办事排队时间长")

    assert "\n1项整改任务正在整改" in text_of(inspection)


def test_each_task_still_open_has_a_passage_of_its_own():
    inspection, problem = make_ledger()
    later = datetime.date(2099, 5, 1)
    add_task(problem, 1, "窗口办事排队时间长", deadline=later)
    waiting = add_task(problem, 2, "服务态度生硬", state="submitted", deadline=later)
    add_measure(waiting, 1, "开展培训")
    add_task(
        problem,
        3,
        "材料反复提交",
        unfinished_reason="接口没有打通。",
        next_step="与大数据部门对接；",
        expected_date=datetime.date(2099, 6, 1),
    )
    finished = add_task(problem, 4, "台账不全", unfinished_reason="等上级批复", deadline=later)
    add_measure(finished, 1, "建立台账")
    make_task(
        inspection, problem=problem, number=5, text="甲", unfinished_reason="乙", next_step="丙"
    )
    passages, _, _ = preview(inspection, None)

    own = {row.source: row.plain for row in passages if row.plain.startswith("第") and row.source}

    assert list(own.values()) == [
        "第1项任务“窗口办事排队时间长”：正在整改，整改时限2099年5月1日。",
        "第2项任务“服务态度生硬”：正在审核销号，整改时限2099年5月1日。",
        "第3项任务“材料反复提交”：正在整改，整改时限2026年3月2日，已逾期。"
        "下一步：与大数据部门对接。预计完成日期：2099年6月1日。",
        "第4项任务“台账不全”：措施已经办完，任务还没有销号，整改时限2099年5月1日。未销号的原因：等上级批复。",
        "第5项任务：正在整改，整改时限2026年3月2日，已逾期。",
    ]
    assert all(re.fullmatch(r"task:\d+", source) for source in own)


def test_words_of_a_continuing_task_stand_once():
    inspection, problem = make_ledger()
    values = {"state": "continuing", "stage_goal": "目标", "review_date": TODAY}
    add_task(problem, 2, "旧账没有清完", **values)

    text = text_of(inspection)

    assert "第2项任务需要持续整改，另列于“整改未完成事项”。" in text
    assert text.count("旧账没有清完") == 1
