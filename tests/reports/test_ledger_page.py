"""The ledger page: spans after filtering, filters, actions in the row."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ledger import journal
from ledger.light import light
from ledger.models import Kind
from ledger.signoff import perform
from measures.extensions import ask_extension, decide_extension
from measures.models import Evidence, Measure, Outcome, ProgressEntry
from measures.proof import add_evidence, add_outcome, link_evidence
from measures.reviews import report_stage
from measures.sample.files import pdf
from problems.models import Task
from tests.factories import (
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_problem,
    make_task,
)

pytestmark = pytest.mark.django_db


def day(days):
    """A date counted from today."""
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def ledger():
    """Two tasks of one problem: three measures and two, with all lights among them."""
    inspection = make_inspection()
    problem = make_problem(inspection)
    one = make_task(inspection, problem=problem, number=1, text="任务甲")
    two = make_task(inspection, problem=problem, number=2, text="任务乙", department=one.department)
    make_measure(one, number=1, text="会费清缴", deadline=day(-1), state="in_progress")
    make_measure(one, number=2, text="修订办法", deadline=day(0), state="submitted")
    make_measure(one, number=3, text="组织培训", deadline=day(30), state="signed_off")
    other = make_department(inspection.organization)
    make_measure(two, number=1, text="建立机制", deadline=day(7), department=other)
    make_measure(two, number=2, text="坚持学习", deadline=None, kind=Kind.LONG_TERM)
    return inspection


@pytest.fixture
def office(client, ledger):
    user = make_member(ledger.organization, "office")
    client.force_login(user)
    return user


def show(client, ledger, query=""):
    return client.get(reverse("reports:ledger", args=[ledger.pk]) + query)


def shown(response):
    """The numbers of the measures in the table."""
    page = response.content.decode()
    return re.findall(r'<td class="no" role="cell">([\d-]+)</td>', page)


def spans(response):
    return [int(number) for number in re.findall(r'rowspan="(\d+)"', response.content.decode())]


def test_ledger_spans_problem_and_tasks(client, ledger, office):
    response = show(client, ledger)

    assert shown(response) == ["1-1", "1-2", "1-3", "2-1", "2-2"]
    assert spans(response) == [5, 3, 2]


@pytest.mark.parametrize(
    ("query", "numbers", "rows"),
    [
        ("?light=overdue", ["1-1"], [1, 1]),
        ("?light=due_soon", ["1-2"], [1, 1]),
        ("?light=normal", ["2-1"], [1, 1]),
        ("?light=done", ["1-3"], [1, 1]),
        ("?light=continuing", ["2-2"], [1, 1]),
        ("?state=unfinished", ["1-1", "1-2", "2-1", "2-2"], [4, 2, 2]),
        ("?state=waiting", ["1-2"], [1, 1]),
        ("?state=signed_off", ["1-3"], [1, 1]),
        ("?q=2-1", ["2-1"], [1, 1]),
        ("?q=1", ["1-1", "1-2", "1-3"], [3, 3]),
        ("?q=清缴", ["1-1"], [1, 1]),
        ("?q=任务乙", ["2-1", "2-2"], [2, 2]),
        ("?q=%25", [], []),
        ("?task_state=open", ["1-1", "1-2", "1-3", "2-1", "2-2"], [5, 3, 2]),
    ],
)
def test_ledger_filters_and_spans_what_is_left(query, numbers, rows, client, ledger, office):
    response = show(client, ledger, query)

    assert (shown(response), spans(response)) == (numbers, rows)


def test_ledger_filters_by_department_aspect_and_outcome(client, ledger, office):
    last = Measure.objects.get(number=1, task__number=2)
    done = Measure.objects.get(state="signed_off")
    Outcome.objects.create(
        measure=done,
        kind="campaign",
        title="治理",
        date=day(0),
        confirmed_at=timezone.now(),
        confirmed_by=office,
    )
    aspect = last.task.problem.aspect_id

    found = [
        shown(show(client, ledger, query))
        for query in (
            f"?department={last.department_id}",
            f"?aspect={aspect}&light=overdue",
            "?outcome=campaign",
        )
    ]

    assert found == [["2-1"], ["1-1"], ["1-3"]]


def test_ledger_counts_the_whole_ledger_beside_a_filter(client, ledger, office):
    page = show(client, ledger, "?light=overdue").content.decode()

    assert "符合条件的 <b>1</b> 条。共 5 条措施：已销号 1 条，未销号 4 条" in page


@pytest.mark.parametrize(
    "query",
    [
        "?light=blue",
        "?state=done",
        "?department=999999",
        "?department=1e309",
        "?aspect=-1",
        "?colour=red",
        "?q=a%00b",
        "?q=" + "长" * 101,
        "?outcome=x",
        "?light=overdue&page=0",
    ],
)
def test_ledger_refuses_a_filter_it_does_not_have(query, client, ledger, office):
    response = show(client, ledger, query)

    assert response.status_code == 400
    assert "填写的内容有误" in response.content.decode()


def test_light_in_the_database_is_the_light_of_each_row(ledger):
    for number in range(-3, 12):
        task = ledger.task_set.first()
        make_measure(task, deadline=day(number), kind="immediate")
    make_measure(ledger.task_set.first(), deadline=None, kind="immediate")
    today = timezone.localdate()
    rows = Measure.objects.filter(inspection=ledger).select_related("inspection")
    codes = ("overdue", "due_soon", "normal", "done", "continuing")

    by_query = {
        code: set(rows.in_light(code, today, ledger.due_soon_days).values_list("pk", flat=True))
        for code in codes
    }

    assert by_query == {
        code: {row.pk for row in rows if light(row, today).code == code} for code in codes
    }


def test_missed_review_of_a_task_and_a_return_are_seen_on_its_row(client, ledger, office):
    given = {"state": "continuing", "stage_goal": "目标", "review_date": day(-3)}
    task = Task.objects.get(text="任务甲")
    Task.objects.filter(pk=task.pk).update(**given)
    head = make_member(ledger.organization, "head", task.department)
    sent = Measure.objects.get(text="修订办法")
    perform(sent, "return", actor=head, version=1, comment="缺签到表")

    page = show(client, ledger).content.decode()

    assert "复核逾期 3 天" in page
    assert "退回：缺签到表" in page
    Measure.objects.filter(pk=sent.pk).update(state="submitted")
    assert "退回：缺签到表" not in show(client, ledger).content.decode()


@pytest.mark.parametrize("state", ["submitted", "reviewed"])
def test_long_term_measure_submitted_for_sign_off_misses_no_review(state, ledger):
    rows = Measure.objects.filter(text="坚持学习")
    rows.update(review_date=day(-1), state=state)

    assert light(rows.get(), day(0)).code == "continuing"
    assert not rows.in_light("review_missed", day(0), 7).exists()
    rows.update(state="in_progress")
    assert light(rows.get(), day(0)).code == "review_missed"


def test_submitted_task_with_a_stage_goal_is_not_late(ledger):
    rows = Task.objects.filter(text="任务甲")
    rows.update(state="submitted", stage_goal="目标", review_date=day(-1), deadline=day(-30))

    assert light(rows.get(), day(0)).code == "continuing"


def test_ledger_names_the_conditions_and_marks_the_tab(client, ledger, office):
    form = "?department=&state=unfinished&light=&aspect=&q="  # as the filter's form sends it
    page = show(client, ledger, form).content.decode()
    none = show(client, ledger, "?q=没有这样的字").content.decode()

    assert "状态为未销号（全部）；符合条件的 <b>4</b> 条" in page
    assert '<a href="?state=unfinished" aria-current="page">' in page
    assert "条件：序号或关键字为“没有这样的字”" in none


def test_extended_deadline_shows_the_first_one(client, ledger, office):
    measure = Measure.objects.get(text="会费清缴")
    old = measure.deadline
    head = make_member(ledger.organization, "head", measure.department)
    for days in (20, 30):
        asked = ask_extension(measure, day(days), "等上级文件", actor=head)
        decide_extension(asked, "granted", "", actor=office)
        measure.refresh_from_db()

    row = show(client, ledger).content.decode()
    page = client.get(measure.get_absolute_url()).content.decode()

    assert f"原定 {old}" in row
    assert f"时限 {day(30)}（原定 {old}）" in page
    assert '申请的理由：<span class="pre">等上级文件</span><ul' in page
    assert f"<del>{old}</del> → <ins>{day(20)}</ins>" in page


def test_due_soon_is_seven_days_with_the_last_one(ledger):
    measure = Measure.objects.select_related("inspection").get(text="建立机制")

    codes = [
        light(measure, measure.deadline - datetime.timedelta(days=n)).code for n in range(-1, 8)
    ]

    assert codes == ["overdue", *["due_soon"] * 7, "normal"]


def test_ledger_shows_what_is_not_planned_yet(client, ledger, office):
    make_task(ledger, number=9, text="没有措施的任务")
    make_problem(ledger, number=8, text="没有任务的问题")

    page = show(client, ledger).content.decode()

    assert "还没有措施" in page
    assert "还没有任务" in page


def test_ledger_row_offers_the_readers_step(client, ledger):
    measure = Measure.objects.get(state="submitted")
    head = make_member(ledger.organization, "head", measure.department)
    client.force_login(head)

    page = show(client, ledger).content.decode()

    assert f'href="{measure.get_absolute_url()}#act" aria-label="措施 1-2：审核通过">审核' in page


def test_ledger_of_another_organization_is_not_there(client, ledger):
    client.force_login(make_member(make_inspection().organization, "office"))

    assert show(client, ledger).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_ledger_query_count_does_not_grow(
    rows, client, office, ledger, django_assert_max_num_queries
):
    for _ in range(rows):
        task = make_task(ledger)
        make_measure(task)

    with django_assert_max_num_queries(12):
        show(client, ledger, "?state=unfinished")


@pytest.mark.parametrize("rows", [1, 5])
def test_dashboard_query_count_does_not_grow(
    rows, client, office, ledger, django_assert_max_num_queries
):
    for _ in range(rows):
        make_measure(make_task(ledger))

    with django_assert_max_num_queries(12):
        client.get(reverse("reports:dashboard", args=[ledger.pk]))


@pytest.mark.parametrize("query", ["?as_of=x", "?as_of=2026-02-30", "?as_of=1900-01-01", "?a=1"])
def test_dashboard_refuses_a_day_that_is_none(query, client, ledger, office):
    response = client.get(reverse("reports:dashboard", args=[ledger.pk]) + query)

    assert response.status_code == 400


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99", "?page=1e309", "?x=1"])
def test_journal_refuses_a_page_that_is_none(query, client, ledger, office):
    response = client.get(reverse("reports:journal", args=[ledger.pk]) + query)

    assert response.status_code == 400


def moved(ledger, days, state):
    """A measure whose one entry in the journal is so many days old."""
    ledger.organization.is_sample = True  # alone takes a date of the past
    measure = make_measure(make_task(ledger), state=state)
    measure.inspection = ledger
    then = timezone.now() - datetime.timedelta(days=days)
    journal.record(measure, "create", actor=None, role="system", changes={}, at=then)
    return measure


@pytest.mark.parametrize(
    ("days", "state", "idle"),
    [(14, "in_progress", 14), (13, "in_progress", 0), (20, "submitted", 20), (20, "signed_off", 0)],
)
def test_measure_on_which_nothing_moves_is_stagnant(days, state, idle, client, office, ledger):
    measure = moved(ledger, days, state)
    client.force_login(office)

    whole = client.get(ledger.get_absolute_url())
    found = client.get(f"{ledger.get_absolute_url()}?stagnant=1")

    row = next(row for row in whole.context["page"].measures if row.pk == measure.pk)
    assert row.idle == idle
    assert found.context["page"].shown == bool(idle)
    assert (f"停滞 {days} 天" in whole.content.decode()) == bool(idle)


def test_progress_ends_the_stagnation(client, office, ledger):
    measure = moved(ledger, 30, "in_progress")
    by = make_member(ledger.organization, "handler", measure.department)
    ProgressEntry.objects.create(measure=measure, text="推进", at=timezone.now(), by=by)
    client.force_login(office)

    assert client.get(f"{ledger.get_absolute_url()}?stagnant=1").context["page"].shown == 0


def noted(measure, by):
    add_outcome(measure, actor=by, kind="institution", title="办法", date=day(0))


def reported(measure, by):
    given = {"kind": Kind.LONG_TERM, "review_date": day(0)}
    Measure.objects.filter(pk=measure.pk).update(**given)
    make_member(measure.inspection.organization, "office")
    report_stage(measure, "已办", actor=by)


def linked(measure, by):
    other = make_measure(measure.task, number=99, state="in_progress")
    file = SimpleUploadedFile("a.pdf", pdf("甲"))
    row = add_evidence(other, file, actor=by)
    Evidence.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=60))
    link_evidence(measure, row, actor=by)


@pytest.mark.parametrize("act", [noted, reported, linked])
def test_what_the_department_adds_ends_the_stagnation(act, client, office, ledger):
    measure = moved(ledger, 30, "in_progress")
    by = make_member(ledger.organization, "handler", measure.department)
    assert Measure.objects.stagnant(day(0), 14).get() == measure

    act(measure, by)

    rows = client.get(ledger.get_absolute_url()).context["page"].measures
    assert not Measure.objects.stagnant(day(0), 14).filter(pk=measure.pk).exists()
    assert {row.pk: row.idle for row in rows}[measure.pk] == 0
