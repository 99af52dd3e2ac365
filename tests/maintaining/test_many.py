"""Many at once: handing over, moving, pasting; and the journal searched."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger import journal
from ledger.models import JournalEntry
from measures.models import Measure
from problems.models import Aspect, Feedback, Problem, Task
from tests.factories import (
    make_department,
    make_measure,
    make_member,
    make_problem,
    make_task,
)
from tests.maintaining.world import measure_data, post, text_of

pytestmark = pytest.mark.django_db


def previewed(client, user, url, data):
    """Post ``data``; to confirm, first look at the preview and send what it carries."""
    if "confirm" in data:
        plain = {name: value for name, value in data.items() if name != "confirm"}
        page = text_of(post(client, user, url, **plain))
        data = {**data, "item": re.findall(r'name="item" value="([^"]+)"', page)}
        data["shown"] = "".join(re.findall(r'name="shown" value="([^"]*)"', page))
    return post(client, user, url, **data)


def many(client, world, measure, **data):
    url = f"{measure.inspection.get_absolute_url()}many/"
    return previewed(client, world.office, url, data)


def test_all_open_items_of_a_person_are_handed_over_after_a_preview(client, world, measure):
    Measure.objects.update(handler=world.handler)
    locked = make_measure(measure.task, handler=world.handler, state="submitted")
    done = make_measure(measure.task, handler=world.handler, state="signed_off")
    heir = make_member(world.organization, "handler", world.department, name="接手人")
    data = {"act": "hand_over", "person": world.handler.pk, "to_person": heir.pk, "reason": "调离"}

    preview = text_of(many(client, world, measure, **data))
    before = Measure.objects.filter(handler=heir).count()
    response = many(client, world, measure, confirm="1", **data)

    assert "将要改动 2 项" in preview
    assert "接手人" in preview
    assert "请先退回或撤回" in preview
    assert (before, response.status_code) == (0, 302)
    handlers = {row.pk: row.handler for row in Measure.objects.all()}
    assert handlers == {measure.pk: heir, locked.pk: world.handler, done.pk: world.handler}
    assert JournalEntry.objects.get().comment == "调离"
    assert "请先退回或撤回" in text_of(client.get(response["Location"]))


def test_many_move_department_and_deadline(client, world, measure):
    other = make_department(world.organization)
    move = {
        "act": "department",
        "department": world.department.pk,
        "to_department": other.pk,
        "reason": "机构调整",
        "confirm": "1",
    }
    date = {
        "act": "deadline",
        "department": other.pk,
        "deadline": "2026-12-31",
        "reason": "统一安排",
        "confirm": "1",
    }

    answers = [many(client, world, measure, **data).status_code for data in (move, date)]

    measure.refresh_from_db()
    measure.task.refresh_from_db()
    assert answers == [302, 302]
    assert (measure.department, measure.task.department) == (other, other)
    assert measure.deadline == datetime.date(2026, 12, 31)


@pytest.mark.parametrize(
    "data",
    [
        {"act": "hand_over", "reason": "调离"},
        {"act": "vanish", "reason": "x"},
        {"act": "deadline", "deadline": "2026-02-30", "reason": "x"},
        {"act": "department", "department": "999999", "reason": "x"},
        {},
    ],
)
def test_many_without_what_it_needs_is_refused(data, client, world, measure):
    assert many(client, world, measure, confirm="1", **data).status_code == 400
    assert JournalEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ("", ["void", "edit"]),
        ("?action=edit", ["edit"]),
        ("?person=没有这人", []),
        ("?item=措施", ["void", "edit"]),
        ("?until=2020-01-01", []),
        ("?since=2020-01-01&action=void", ["void"]),
    ],
)
def test_journal_is_filtered(query, actions, client, world, measure):
    post(
        client,
        world.office,
        f"{measure.get_absolute_url()}edit/",
        **measure_data(measure, text="改", reason="更准"),
    )
    post(client, world.office, f"{measure.get_absolute_url()}void/", version=2, reason="重复")

    response = client.get(f"{measure.inspection.get_absolute_url()}journal/{query}")

    assert [entry.action for entry in response.context["page"]] == actions


@pytest.mark.parametrize("query", ["?action=x", "?since=x", "?person=a%00b", "?colour=red"])
def test_journal_refuses_a_filter_it_does_not_have(query, client, world, measure):
    client.force_login(world.office)

    response = client.get(f"{measure.inspection.get_absolute_url()}journal/{query}")

    assert response.status_code == 400


def paste(client, world, measure, level, rows, **data):
    text = "\n".join("\t".join(row) for row in rows)
    url = f"{measure.inspection.get_absolute_url()}quick/"
    return previewed(client, world.office, url, {"level": level, "rows": text, **data})


def test_pasted_rows_are_previewed_then_saved_once(client, world, measure):
    room, task = world.department.name, str(measure.task.number)
    rows = [
        (task, "印发办法", room, "2026-07-01", world.handler.name, "办法印发"),
        (task, "开展培训", room),
    ]
    key = "0b8f3a5e-0000-4000-8000-000000000001"

    preview = paste(client, world, measure, "measure", rows)
    before = Measure.objects.count()
    answers = [
        paste(client, world, measure, "measure", rows, confirm="1", once=key).status_code
        for _ in range(2)
    ]

    assert "保存这 2 条" in text_of(preview)
    assert (before, answers) == (1, [302, 302])
    made = Measure.objects.exclude(pk=measure.pk).order_by("number")
    assert [(row.text, row.kind, row.handler) for row in made] == [
        ("印发办法", "by_deadline", world.handler),
        ("开展培训", "immediate", None),
    ]


def test_pasted_problems_and_tasks_are_read(client, world, measure):
    lead, room = world.lead.name, world.department.name

    answers = [
        paste(client, world, measure, "problem", [("1", "新问题", "服务")], confirm="1"),
        paste(
            client, world, measure, "task", [("2", "新任务", room, lead, "8月底前")], confirm="1"
        ),
        paste(
            client,
            world,
            measure,
            "task",
            [("2", "新任务", room, lead, "2026年8月底前，长期坚持")],
            confirm="1",
        ),
    ]

    assert [answer.status_code for answer in answers] == [302, 400, 302]
    assert "“8月底前”没有写年份" in text_of(answers[1])
    task = Task.objects.get(text="新任务")
    assert task.problem == Problem.objects.get(text="新问题")
    assert (task.kind, task.deadline.isoformat()) == ("long_term", "2026-08-31")
    assert task.deadline_text == "2026年8月底前，长期坚持"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("99", "措施", "{room}"), "第 2 行“任务序号”：没有任务“99”"),
        (("{task}", "", "{room}"), "第 2 行“措施”：不能空着"),
        (("{task}", "措施", "没有的部门"), "第 2 行“责任部门”：没有部门“没有的部门”"),
        (("{task}", "措施", "{room}", "年底"), "第 2 行“整改时限”：“年底”没有写年份"),
        (("{task}", "措施", "{room}", "", "没有的人"), "第 2 行“承办人”：没有承办人“没有的人”"),
        (("{task}", "a\u202eb", "{room}"), "第 2 行“措施”：含有不能使用的控制字符"),
        (("{task}", "长" * 1001, "{room}"), "第 2 行："),
        (("{task}", "措", "{room}", "", "", "", "", "多一列"), "第 2 行：有 8 列，最多 7 列"),
    ],
)
def test_one_wrong_row_keeps_all_out(row, sentence, client, world, measure):
    names = {"room": world.department.name, "task": str(measure.task.number)}
    good = (names["task"], "好的一行", names["room"])
    bad = tuple(cell.format(**names) for cell in row)

    response = paste(client, world, measure, "measure", [good, bad], confirm="1")

    assert response.status_code == 400
    assert sentence in text_of(response)
    assert "好的一行" in text_of(response)
    assert (Measure.objects.count(), JournalEntry.objects.count()) == (1, 0)


def test_too_many_pasted_rows_are_refused(client, world, measure):
    response = paste(client, world, measure, "measure", [("1", "措施")] * 201)

    assert response.status_code == 400
    assert "一次最多 200 行" in text_of(response)


def test_measures_without_a_handler_are_assigned(client, world, measure):
    other = make_member(world.organization, "handler", world.department)
    kept = make_measure(measure.task, handler=other, department=world.department)
    Measure.objects.filter(pk=measure.pk).update(handler=None)
    data = {"act": "assign", "department": world.department.pk, "to_person": world.handler.pk}

    many(client, world, measure, confirm="1", reason="分工", **data)

    handlers = {row.pk: row.handler for row in Measure.objects.all()}
    assert handlers == {measure.pk: world.handler, kept.pk: other}


def test_open_measures_move_to_another_task_and_are_numbered_on(client, world, measure):
    done = make_measure(measure.task, number=500, state="signed_off")
    task = make_task(measure.inspection, number=77, department=world.department, lead=world.lead)
    there = make_measure(task, number=4)
    data = {"act": "move", "task": measure.task_id, "to_task": task.pk, "reason": "归并"}

    preview = text_of(many(client, world, measure, **data))
    many(client, world, measure, confirm="1", **data)

    assert "将要改动 1 项" in preview
    places = {row.pk: (row.task_id, row.number) for row in Measure.objects.all()}
    assert places == {
        measure.pk: (task.pk, 5),
        done.pk: (done.task_id, 500),
        there.pk: (task.pk, 4),
    }


def test_nothing_moves_below_a_task_under_sign_off(client, world, measure):
    task = make_task(measure.inspection, number=77, department=world.department, lead=world.lead)
    Task.objects.filter(pk=task.pk).update(state="submitted")
    data = {"act": "move", "task": measure.task_id, "to_task": task.pk, "reason": "归并"}

    preview = text_of(many(client, world, measure, **data))
    many(client, world, measure, confirm="1", **data)

    assert "不能再增改下级内容" in preview
    measure.refresh_from_db()
    assert measure.task_id != task.pk


def test_confirmed_is_only_what_was_shown(client, world, measure):
    """An item changed, added or chosen otherwise since the preview is shown again, not changed."""
    url = f"{measure.inspection.get_absolute_url()}many/"
    data = {"act": "deadline", "department": world.department.pk, "reason": "统一"}
    Measure.objects.update(department=world.department)
    page = text_of(post(client, world.office, url, **data, deadline="2026-12-31"))
    carried = {
        "item": re.findall(r'name="item" value="([^"]+)"', page),
        "shown": re.search(r'name="shown" value="([^"]+)"', page)[1],
        "confirm": "1",
    }

    other_choice = post(client, world.office, url, **data, **carried, deadline="2027-12-31")
    Measure.objects.update(version=5)
    changed_since = post(client, world.office, url, **data, **carried, deadline="2026-12-31")

    assert (other_choice.status_code, changed_since.status_code) == (409, 409)
    assert "预览之后有变动" in text_of(changed_since)
    assert not JournalEntry.objects.exists()


def test_pasted_rows_changed_after_the_preview_are_shown_again(client, world, measure):
    url = f"{measure.inspection.get_absolute_url()}quick/"
    row = f"{measure.task.number}\t{{}}\t{world.department.name}"
    page = text_of(post(client, world.office, url, level="measure", rows=row.format("甲")))
    shown = re.search(r'name="shown" value="(\w+)"', page)[1]

    data = {"level": "measure", "rows": row.format("乙"), "confirm": "1", "shown": shown}
    response = post(client, world.office, url, **data)

    assert response.status_code == 409
    assert not Measure.objects.filter(text="乙").exists()


def test_work_is_given_only_to_who_can_do_it(client, world, measure):
    other_room = make_department(world.organization)
    stranger = make_member(world.organization, "handler", other_room, name="别处的人")
    gone = make_member(world.organization, "handler", world.department, name="调走的人")
    gone.memberships.update(revoked_at=timezone.now(), revoked_by=world.office)
    Measure.objects.update(handler=None, department=world.department)
    assign = {"act": "assign", "department": world.department.pk, "reason": "分工"}
    lead = {"act": "hand_over", "person": world.lead.pk, "reason": "调离"}

    to_stranger = text_of(many(client, world, measure, **assign, to_person=stranger.pk))
    to_gone = many(client, world, measure, **assign, to_person=gone.pk)
    to_handler = text_of(many(client, world, measure, **lead, to_person=world.handler.pk))

    assert "不是责任部门在任的承办人" in to_stranger
    assert to_gone.status_code == 400
    assert "不是本单位在任的牵头领导" in to_handler


@pytest.mark.parametrize("column", [0, 3])
def test_two_of_one_name_are_asked_about(column, client, world, measure):
    for number in (1, 2):
        make_member(world.organization, "lead", name="同名", post=f"副主席{number}")
    if column == 0:
        make_problem(measure.inspection, text="第二份反馈意见的问题")
    lead = "同名" if column == 3 else world.lead.name
    rows = [("1", "新任务", world.department.name, lead)]

    response = paste(client, world, measure, "task", rows)

    assert response.status_code == 400
    assert "有 2 个“" in text_of(response)


def test_cells_with_line_breaks_and_other_documents_are_read(client, world, measure):
    inspection = measure.inspection
    listed = Feedback.objects.create(
        inspection=inspection, kind="problem_list", title="问题清单", date="2026-03-02"
    )
    Aspect.objects.create(feedback=listed, number=1, title="清单的方面")
    cell = '"一是建章\n二是培训"'

    problem = paste(client, world, measure, "problem", [("问题清单1", cell)], confirm="1")
    task = [("问题清单 1", "清单的任务", world.department.name, world.lead.name)]
    task = paste(client, world, measure, "task", task, confirm="1")
    empty = paste(client, world, measure, "measure", [("", "措施", world.department.name)])

    assert [problem.status_code, task.status_code, empty.status_code] == [302, 302, 400]
    row = Problem.objects.get(feedback=listed)
    assert row.text == "一是建章\n二是培训"
    assert row.tasks.get().text == "清单的任务"
    assert "第 1 行“任务序号”：不能空着" in text_of(empty)


@pytest.mark.parametrize("page", ["quick", "many", "journal"])
def test_pages_of_many_rows_ask_no_more_of_the_database(page, client, world, measure):
    base = measure.inspection.get_absolute_url()
    Measure.objects.update(department=world.department)

    def ask(count):
        for _ in range(count):
            row = make_measure(measure.task, department=world.department)
            changes = journal.difference({}, journal.fields(row))
            journal.record(row, "edit", actor=None, role="system", changes=changes)
        cells = [str(measure.task.number), "措施", world.department.name, "", world.handler.name]
        data = {
            "quick": {"level": "measure", "rows": "\n".join(["\t".join(cells)] * count)},
            "many": {"act": "assign", "department": world.department.pk, "reason": "x"},
            "journal": {},
        }[page]
        if page == "many":
            data["to_person"] = world.handler.pk
        client.force_login(world.office)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post if data else client.get
            assert answer(f"{base}{page}/", data).status_code == 200
        return len(queries)

    assert ask(2) == ask(30)
