"""A measure's page and its doors, as people use them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ledger.models import AccessEntry, JournalEntry
from ledger.signoff import perform
from measures.models import Evidence, ProgressEntry
from measures.sample.files import pdf
from tests.factories import make_inspection, make_measure, make_member, make_task, prove

pytestmark = pytest.mark.django_db
PASSWORD = "zhuangyuan-7"


class World:
    """One measure under work and the people around it."""

    def __init__(self):
        self.task = make_task(make_inspection())
        self.organization = self.task.inspection.organization
        room = self.task.department
        self.handler = make_member(self.organization, "handler", room, name="承办甲")
        self.head = make_member(self.organization, "head", room, name="负责乙")
        self.office = make_member(self.organization, "office", name="整改办丙")
        self.supervisor = make_member(self.organization, "supervisor")
        self.secretary = make_member(self.organization, "secretary")
        self.measure = make_measure(self.task, text="开展清缴", state="in_progress")

    def do(self, action, actor, **given):
        self.measure.refresh_from_db()
        version = self.measure.version
        return perform(self.measure, action, actor=actor, version=version, **given)

    def submitted(self):
        prove(self.measure, self.handler)
        self.do("submit", self.handler)
        self.measure.refresh_from_db()
        return self.measure


@pytest.fixture
def world():
    return World()


def post(client, row, act, user, **data):
    client.force_login(user)
    return client.post(f"{row.get_absolute_url()}{act}/", data)


def text_of(response):
    return response.content.decode()


def buttons(client, row, user):
    """The sign-off actions that a reader's page offers."""
    client.force_login(user)
    page = text_of(client.get(row.get_absolute_url()))
    return sorted(set(re.findall(rf'action="{row.get_absolute_url()}(\w+)/"', page)))


def test_page_offers_each_reader_what_the_table_gives(client, world):
    measure = world.submitted()

    offered = {
        name: buttons(client, measure, getattr(world, name))
        for name in ("handler", "head", "office", "supervisor", "secretary")
    }

    assert offered == {
        "handler": ["withdraw"],
        "head": ["approve", "return"],
        "office": [],
        "supervisor": ["objection"],
        "secretary": [],
    }


def test_page_offers_the_department_what_proves_a_measure_under_work(client, world):
    assert buttons(client, world.measure, world.handler) == [
        "evidence",
        "outcomes",
        "progress",
        "submit",
    ]


def test_action_leads_back_to_the_page_with_a_banner(client, world):
    measure = world.submitted()

    response = post(client, measure, "approve", world.head, version=measure.version)
    page = text_of(client.get(response["Location"]))

    assert (response.status_code, response["Location"]) == (302, measure.get_absolute_url())
    assert "审核通过，现在是“待整改办复核”" in page
    assert "负责乙" in page


def test_action_answers_json_with_the_new_state(client, world):
    measure = world.submitted()
    client.force_login(world.head)

    response = client.post(
        f"{measure.get_absolute_url()}approve/",
        {"version": measure.version},
        headers={"Accept": "application/json"},
    )

    assert response.json() == {
        "id": measure.pk,
        "state": "reviewed",
        "version": measure.version + 1,
        "attempt": 1,
    }


def test_refusal_answers_json_with_code_and_sentence(client, world):
    client.force_login(world.handler)

    response = client.post(
        f"{world.measure.get_absolute_url()}submit/",
        {"version": 1},
        headers={"Accept": "application/json"},
    )

    body = response.json()
    assert response.status_code == 400
    assert body["code"] == "progress_missing"
    assert len(body["errors"]) == 2
    assert body["request_id"] == response["X-Request-ID"]


def test_stale_page_is_told_and_keeps_what_was_typed(client, world):
    measure = world.submitted()

    response = post(client, measure, "return", world.head, version=1, comment="缺签到表")

    assert response.status_code == 409
    assert "刚刚有了变动" in text_of(response)
    assert "缺签到表" in text_of(response)
    measure.refresh_from_db()
    assert measure.state == "submitted"


def test_return_without_a_reason_is_refused_on_the_page(client, world):
    measure = world.submitted()

    response = post(client, measure, "return", world.head, version=measure.version)

    assert response.status_code == 400
    assert "请写明原因" in text_of(response)


def test_return_stays_visible_until_the_next_submission(client, world):
    measure = world.submitted()
    post(client, measure, "return", world.head, version=measure.version, comment="缺签到表")
    client.force_login(world.handler)
    before = text_of(client.get(measure.get_absolute_url()))
    world.do("submit", world.handler)

    after = text_of(client.get(measure.get_absolute_url()))

    assert "由负责乙退回" in before
    assert "由负责乙退回" not in after
    assert "缺签到表" in after  # the log keeps it


def test_checklist_says_beforehand_what_is_missing(client, world):
    client.force_login(world.handler)

    page = text_of(client.get(world.measure.get_absolute_url()))

    assert "还没有进展记录" in page
    assert "还没有佐证材料" in page


def test_objection_is_shown_and_blocks_until_lifted(client, world):
    measure = world.submitted()
    world.do("approve", world.head)
    measure.refresh_from_db()

    post(client, measure, "objection", world.supervisor, version=measure.version, comment="缺原件")
    measure.refresh_from_db()
    refused = post(client, measure, "sign_off", world.office, version=measure.version)
    lifted = post(
        client,
        measure,
        "objection",
        world.supervisor,
        version=measure.version,
        comment="已补",
        lift="on",
    )
    measure.refresh_from_db()
    done = post(client, measure, "sign_off", world.office, version=measure.version)

    assert refused.status_code == 409
    assert "提出了异议" in text_of(refused)
    assert (lifted.status_code, done.status_code) == (302, 302)


def test_refusals_come_in_their_order(client, world):
    measure = world.submitted()
    url = measure.get_absolute_url()
    stranger = make_member(make_inspection().organization, "office")

    answers = []
    client.force_login(stranger)
    answers.append(client.get(f"{url}approve/").status_code)  # not visible before wrong method
    client.force_login(world.supervisor)
    answers.append(client.post(f"{url}vanish/").status_code)  # unknown before all
    answers.append(client.get(f"{url}approve/").status_code)  # method before role
    answers.append(client.post(f"{url}approve/", {"version": "x"}).status_code)  # role, then form
    client.force_login(world.head)
    answers.append(client.post(f"{url}approve/", {"version": "x"}).status_code)  # form, then stale
    answers.append(client.post(f"{url}approve/", {"version": 1}).status_code)
    client.force_login(world.handler)
    measure.refresh_from_db()
    answers.append(client.post(f"{url}submit/", {"version": measure.version}).status_code)

    assert answers == [404, 404, 405, 403, 400, 409, 409]


def test_progress_is_saved_once_however_often_it_is_posted(client, world):
    client.force_login(world.handler)
    page = text_of(client.get(world.measure.get_absolute_url()))
    key = re.search(r'name="once" value="([^"]+)"', page)[1]

    for _ in range(3):
        post(client, world.measure, "progress", world.handler, text="已发通知", once=key)

    assert list(ProgressEntry.objects.values_list("text", flat=True)) == ["已发通知"]
    assert JournalEntry.objects.filter(object_type="progressentry").count() == 1


def test_progress_that_is_refused_keeps_the_typed_text(client, world):
    measure = world.submitted()

    response = post(client, measure, "progress", world.handler, text="补充一句话")

    assert response.status_code == 409
    assert "不能再补充内容" in text_of(response)


def test_evidence_is_kept_and_comes_back_as_a_download(client, world):
    file = SimpleUploadedFile("清缴（汇总）.pdf", pdf("清缴"))

    added = post(client, world.measure, "evidence", world.handler, file=file)
    row = Evidence.objects.get()
    response = client.get(row.get_absolute_url())

    assert added.status_code == 302
    assert b"".join(response.streaming_content) == pdf("清缴")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert AccessEntry.objects.filter(action="evidence", user=world.handler).count() == 1


def test_evidence_of_another_department_is_refused(client, world):
    other = make_member(world.organization, "handler", make_task(world.task.inspection).department)

    response = post(
        client, world.measure, "evidence", other, file=SimpleUploadedFile("a.pdf", pdf("a"))
    )

    assert response.status_code == 403
    assert Evidence.objects.count() == 0


def test_evidence_of_another_organization_is_not_there(client, world):
    prove(world.measure, world.handler)
    client.force_login(make_member(make_inspection().organization, "office"))

    assert client.get(Evidence.objects.get().get_absolute_url()).status_code == 404


def test_lost_file_is_said(client, world):
    prove(world.measure, world.handler)
    client.force_login(world.office)

    response = client.get(Evidence.objects.get().get_absolute_url())

    assert response.status_code == 503
    assert "在存储中找不到了" in text_of(response)


@pytest.mark.parametrize("rows", [1, 5])
def test_page_query_count_does_not_grow(rows, client, world, django_assert_num_queries):
    for _ in range(rows):
        prove(world.measure, world.handler)
        make_measure(world.task)
    client.force_login(world.handler)

    with django_assert_num_queries(22):
        client.get(world.measure.get_absolute_url())


def test_task_sign_off_asks_for_the_password_in_place(client, world):
    task = world.task
    world.secretary.set_password(PASSWORD)
    world.secretary.save()
    type(world.measure).objects.update(state="signed_off")
    now = timezone.now()
    perform(task, "submit", actor=world.head, version=1, details={"effect": "见效"})
    perform(task, "endorse", actor=task.lead, version=2)

    without = post(client, task, "sign_off", world.secretary, version=3)
    wrong = post(client, task, "sign_off", world.secretary, version=3, password="cuo")
    right = post(client, task, "sign_off", world.secretary, version=3, password=PASSWORD)

    assert (without.status_code, wrong.status_code, right.status_code) == (403, 403, 302)
    assert "请再输入一次本人密码" in text_of(without)
    assert "密码不正确" in text_of(wrong)
    assert 'value="cuo"' not in text_of(wrong)
    task.refresh_from_db()
    assert task.state == "signed_off"
    assert JournalEntry.objects.latest("sequence").at >= now


def test_confirmed_password_counts_for_five_minutes(client, world):
    world.secretary.set_password(PASSWORD)
    world.secretary.save()
    client.force_login(world.secretary)

    response = client.post(reverse("ledger:confirm"), {"password": PASSWORD, "next": "/rules/"})
    outside = client.post(
        reverse("ledger:confirm"), {"password": PASSWORD, "next": "http://elsewhere.example/"}
    )

    assert response["Location"] == "/rules/"
    assert outside["Location"] == "/"
    assert client.session["confirmed_at"]
