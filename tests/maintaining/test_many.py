"""Many at once: handing over, moving, pasting; and the journal searched."""

import datetime

import pytest

from ledger.models import JournalEntry
from measures.models import Measure
from problems.models import Problem, Task
from tests.factories import (
    make_department,
    make_measure,
    make_member,
    make_task,
)
from tests.maintaining.world import measure_data, post, text_of

pytestmark = pytest.mark.django_db


def many(client, world, measure, **data):
    return post(client, world.office, f"{measure.inspection.get_absolute_url()}many/", **data)


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
    return post(client, world.office, url, level=level, rows=text, **data)


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
