"""The queue: what waits for whom, and one step on many items at once."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ledger.models import User
from ledger.objection import object_to
from ledger.signoff import perform
from measures.extensions import ask_extension, decide_extension
from measures.models import Measure
from measures.proof import add_evidence, add_outcome, add_progress, confirm_outcome
from measures.queue import queue
from measures.reviews import decide_stage
from measures.sample.files import pdf
from problems.models import Feedback, Problem, Task
from tests.factories import make_inspection, make_measure, make_member, make_task, prove
from tests.maintaining.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)
NOW = timezone.localdate()


def log_in(client, name):
    client.force_login(User.objects.get(username=name))
    return client


def waiting(state, **values):
    rows = Measure.objects.filter(state=state, objection="", **values)
    return rows.filter(inspection__title="演练台账").order_by("pk")


def keys(rows):
    return [f"measure:{row.pk}:{row.version}" for row in rows]


def test_office_signs_off_several_at_once_each_judged_by_itself(client, sample):
    good = list(waiting("reviewed"))
    stale = good.pop()
    wrong = waiting("in_progress").first()
    chosen = [*keys(good), f"measure:{stale.pk}:{stale.version + 1}", *keys([wrong])]

    page = log_in(client, "office").post("/queue/", {"action": "sign_off", "item": chosen})

    assert page.status_code == 200
    assert {row.state for row in Measure.objects.filter(pk__in=[r.pk for r in good])} == {
        "signed_off"
    }
    assert Measure.objects.get(pk=stale.pk).state == "reviewed"
    text = page.content.decode()
    assert f"已办 {len(good)} 件，2 件没有办" in text
    assert "刚刚有了变动" in text
    assert "现在是“整改中”" in text


def test_json_names_each_item_with_its_state_or_refusal(client, sample):
    good, wrong = waiting("reviewed").first(), waiting("not_started").first()

    response = log_in(client, "office").post(
        "/queue/",
        {"action": "sign_off", "item": keys([good, wrong])},
        headers={"accept": "application/json"},
    )

    body = json.loads(response.content)
    assert body["done"] == [
        {
            "item": keys([good])[0],
            "id": good.pk,
            "state": "signed_off",
            "version": good.version + 1,
            "attempt": 1,
        }
    ]
    assert [row["code"] for row in body["refused"]] == ["wrong_state"]


def test_nobody_signs_two_steps_by_a_batch(client, sample):
    """The head of the office's department, who is of the rectification office too."""
    rows = list(waiting("submitted", department__name="办公室"))
    if not rows:
        row = waiting("submitted").first()
        Measure.objects.filter(pk=row.pk).update(
            department=User.objects.get(username="dual")
            .memberships.exclude(department=None)[0]
            .department
        )
        rows = [Measure.objects.get(pk=row.pk)]
    log_in(client, "dual").post("/queue/", {"action": "approve", "item": keys(rows)})
    rows = [Measure.objects.get(pk=row.pk) for row in rows]

    response = client.post("/queue/", {"action": "sign_off", "item": keys(rows)})

    assert {row.state for row in rows} == {"reviewed"}
    assert response.status_code == 403
    assert "同一人不能办理两个环节" in response.content.decode()


@pytest.mark.parametrize(
    ("action", "items", "status"),
    [
        ("sign_off", [], 400),
        ("sign_off", ["measure:x:1"], 400),
        ("sign_off", ["measure:1:1", "task:1:1"], 400),
        ("vanish", ["measure:1:1"], 400),
        ("endorse", ["measure:1:1"], 400),
        ("sign_off", ["measure:0:1"], 400),
        ("sign_off", ["measure:99999999999999999999:1"], 400),
        ("sign_off", ["measure:9999999999:1"], 400),
        ("sign_off", [f"measure:{n}:1" for n in range(1, 202)], 400),
        ("sign_off", ["evidence:1:1"], 400),
    ],
)
def test_bad_batch_is_refused_and_changes_nothing(action, items, status, client, sample):
    before = list(Measure.objects.order_by("pk").values_list("state", flat=True))

    response = log_in(client, "office").post("/queue/", {"action": action, "item": items})

    assert response.status_code == status
    assert list(Measure.objects.order_by("pk").values_list("state", flat=True)) == before


def test_another_organizations_items_are_not_there(client, sample):
    row = waiting("reviewed").first()

    response = log_in(client, "other-office").post(
        "/queue/", {"action": "sign_off", "item": keys([row])}
    )

    assert response.status_code == 400
    assert "没有这个页面，或者你无权查看" in response.content.decode()
    assert Measure.objects.get(pk=row.pk).state == "reviewed"


def test_request_for_time_waits_for_who_decides(sample):
    def asked(name):
        found = queue(User.objects.get(username=name), datetime.date.today())
        return [entry.item.level for entry in found.extensions]

    assert asked("office") == ["measure"]
    assert sorted(asked("lead1") + asked("lead2") + asked("lead3")) == ["task"]
    assert asked("handler-bgs") == []


def test_continuing_task_comes_back_at_its_review_date(sample):
    task = Task.objects.get(state="continuing", inspection__title="演练台账")
    head = User.objects.get(
        memberships__role="head",
        memberships__department=task.department,
        username__startswith="head-",
    )

    decide_stage(task.stage_reports.get(), "returned", note="补充进度", actor=task.lead)

    def due(on):
        rows = [entry.item for entry in queue(head, on).reviews_due if entry.item.level == "task"]
        return [row for row in rows if row.inspection_id == task.inspection_id]

    assert due(task.review_date - datetime.timedelta(days=1)) == []
    assert due(task.review_date) == [task]


def test_queue_page_shows_what_was_done_lately(client, sample):
    page = log_in(client, "office").get("/queue/").content.decode()

    assert "我最近办理的" in page
    assert 'name="item"' in page


def test_progress_evidence_opinions_and_decisions_are_among_what_was_done_lately(world, client):
    measure = signed_off(world)
    Measure.objects.update(state="in_progress")
    measure.refresh_from_db()
    add_progress(measure, "办了", actor=world.handler)
    file = add_evidence(measure, SimpleUploadedFile("签到.pdf", pdf("甲")), actor=world.handler)
    row = ask_extension(measure, NOW + DAY, "等文件", actor=world.head)
    decide_extension(row, "refused", "不等", actor=world.office)

    def done(user):
        client.force_login(user)
        page = client.get("/queue/").content.decode()
        rows = queue(user, NOW).lately
        assert all(f'href="{row.url}"' in page and row.what in page for row in rows)
        return [(row.word, row.what, row.url) for row in rows]

    url = measure.get_absolute_url()
    about = f"/evidence/{file.pk}/about/"
    assert done(world.handler) == [
        ("新增", "佐证材料：签到.pdf", about),
        ("新增", f"进展：{measure.title}的进展", url),
    ]
    assert done(world.head) == [("申请延期", f"延期：{measure.title}的延期", url)]
    assert done(world.office) == [("不同意延期", f"延期：{measure.title}的延期", url)]


@pytest.fixture
def world():
    world = World()
    world.head = make_member(world.organization, "head", world.department)
    world.ledger = make_inspection(world.organization)
    return world


def continuing(world, **values):
    """A continuing task all of whose measures are signed off."""
    plain = {"state": "continuing", "stage_goal": "目标", "review_date": NOW + 30 * DAY}
    given = {"department": world.department, "lead": world.lead, **plain, **values}
    task = make_task(world.ledger, **given)
    make_measure(task, state="signed_off")
    return task


@pytest.mark.parametrize("review", [NOW + 30 * DAY, NOW])
def test_continuing_task_sent_back_waits_for_who_submits_it(world, review):
    """Also where its review date has come: then both wait."""
    task = continuing(world, review_date=review)
    task = perform(task, "submit", actor=world.head, version=1, details={"effect": "好"})
    task = perform(task, "return", actor=world.lead, version=task.version, comment="缺清单")

    found = queue(world.head, NOW)

    assert [row.item for row in found.returned] == [task]
    assert bool(found.reviews_due) == (review == NOW)


def test_continuing_task_is_ready_once_its_measures_are_done(world):
    task = continuing(world)

    assert [row.item for row in queue(world.head, NOW).ready] == [task]
    Measure.objects.update(state="in_progress")
    assert not queue(world.head, NOW).ready


@pytest.fixture
def endorsed(world):
    """Two tasks that wait for the secretary."""
    given = {"department": world.department, "lead": world.lead, "state": "endorsed"}
    tasks = [make_task(world.ledger, **given) for _ in range(2)]
    for task in tasks:
        make_measure(task, state="signed_off")
    return tasks


@pytest.mark.parametrize(("password", "said"), [("", "请再输入一次本人密码"), ("x", "密码不正确")])
def test_refused_batch_keeps_choice_and_words_and_says_why_once(
    password, said, client, world, endorsed
):
    client.force_login(world.secretary)
    items = [f"task:{task.pk}:1" for task in endorsed]

    page = client.post(
        "/queue/",
        {"action": "sign_off", "item": items[:1], "comment": "同意销号", "password": password},
    )

    text = page.content.decode()
    assert page.status_code == 403
    assert text.count(said) == 2  # above, and at the field
    assert 'value="同意销号"' in text
    assert text.count(" checked") == 1
    assert f'value="{items[0]}" checked' in text
    assert 'aria-describedby="batch_error"' in text
    assert {task.state for task in world.ledger.task_set.all()} == {"endorsed"}


def test_done_batch_names_what_was_done(client, world, endorsed):
    world.secretary.set_password("Right-one-77")
    world.secretary.save()
    client.force_login(world.secretary)
    items = [f"task:{task.pk}:1" for task in endorsed]
    given = {"action": "sign_off", "item": items, "password": "Right-one-77"}

    page = client.post("/queue/", given, follow=True)

    assert f"已办 2 件（{endorsed[0].title}、{endorsed[1].title}）" in page.content.decode()


def test_reopened_measure_says_why_until_it_is_submitted_again(client, world):
    measure = signed_off(world)
    perform(measure, "reopen", actor=world.supervisor, version=1, comment="台账不符")
    client.force_login(world.handler)

    queued, page = client.get("/queue/"), client.get(measure.get_absolute_url())
    ledger = client.get(world.ledger.get_absolute_url())

    assert f"{world.supervisor.name}决定重新整改：</span>台账不符" in queued.content.decode()
    assert f"由{world.supervisor.name}决定重新整改</b><p>台账不符" in page.content.decode()
    assert "重新整改：台账不符" in ledger.content.decode()
    prove(measure, world.handler)
    perform(Measure.objects.get(pk=measure.pk), "submit", actor=world.handler, version=2)
    assert "决定重新整改</b>" not in client.get(measure.get_absolute_url()).content.decode()


def signed_off(world):
    given = {"department": world.department, "lead": world.lead}
    return make_measure(make_task(world.ledger, **given), state="signed_off")


def test_task_reopened_for_a_measure_waits_for_that_measure(world):
    measure = signed_off(world)
    Task.objects.filter(pk=measure.task_id).update(state="signed_off")
    perform(measure, "reopen", actor=world.supervisor, version=1, comment="台账不符")

    assert not queue(world.head, NOW).ready
    assert [row.item for row in queue(world.head, NOW).returned] == [measure]
    Measure.objects.update(state="signed_off")
    assert [row.item for row in queue(world.head, NOW).returned] == [measure.task]


def test_objection_is_in_the_queue_of_office_head_and_supervisor(client, world):
    measure = signed_off(world)
    Measure.objects.update(state="reviewed")
    object_to(measure, actor=world.supervisor, version=1, comment="原件没有看到")
    readers = (world.office, world.head, world.supervisor, world.handler, world.lead)

    found = [[row.item for row in queue(user, NOW).objections] for user in readers]

    assert found == [[measure], [measure], [measure], [], []]
    client.force_login(world.office)
    assert "<b>异议：</b>原件没有看到" in client.get("/queue/").content.decode()


def test_outcome_to_confirm_is_in_the_offices_queue(client, world):
    measure = signed_off(world)
    Measure.objects.update(state="in_progress")
    given = {"kind": "institution", "title": "走访办法", "date": NOW}
    row = add_outcome(Measure.objects.get(pk=measure.pk), actor=world.handler, **given)
    client.force_login(world.office)

    assert "走访办法" in client.get("/queue/").content.decode()
    assert not queue(world.handler, NOW).outcomes
    confirm_outcome(row, actor=world.office)
    assert not queue(world.office, NOW).outcomes


def test_problem_of_another_document_is_called_by_it(client, world):
    """Each document numbers from 1: there are two problems 4."""
    feedback = Feedback.objects.create(
        inspection=world.ledger, kind="problem_list", title="问题清单", date=NOW
    )
    given = {"inspection": world.ledger, "number": 4, "state": "submitted"}
    problem = Problem.objects.create(feedback=feedback, text="清单里的问题", **given)
    client.force_login(world.secretary)

    queued = client.get("/queue/").content.decode()
    page = client.get(problem.get_absolute_url()).content.decode()

    assert "问题清单 4　清单里的问题" in queued
    assert "<title>问题清单 4" in page
    assert '<li aria-current="page">问题清单 4</li>' in page


def test_sign_off_refused_for_want_of_a_reason_marks_the_field(client, world):
    measure = signed_off(world)
    Measure.objects.update(state="reviewed")
    client.force_login(world.office)

    page = client.post(f"{measure.get_absolute_url()}return/", {"version": 1, "comment": ""})

    text = page.content.decode()
    assert page.status_code == 400
    assert '<a href="#return-comment">' in text
    assert 'id="return-comment_error"' in text
