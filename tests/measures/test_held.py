"""An upload that seems to be classified: held, decided on by the office, no evidence before."""

import io
import json
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from ledger.closing import ask_closing, close, reopen
from ledger.models import AccessEntry, JournalEntry, Membership
from ledger.refusals import Conflict, Forbidden, Refusal, TooLarge
from ledger.signoff import perform
from measures.custody import verify_evidence
from measures.holding import decide_held, receive
from measures.models import Evidence, HeldUpload, Meeting
from measures.proof import add_evidence, add_progress
from measures.queue import queue
from measures.quota import MOST_FILES
from measures.sample.files import pdf
from reports.integrity import files
from tests.factories import (
    TODAY,
    make_department,
    make_inspection,
    make_measure,
    make_member,
    make_task,
)
from tests.measures.marked import MARK, PDF_END, word

pytestmark = pytest.mark.django_db
NAME = "会议纪要.docx"
JSON = {"Accept": "application/json"}


@pytest.fixture
def world():
    """A measure under work and the people around it."""
    task = make_task(make_inspection())
    organization, room = task.inspection.organization, task.department
    return SimpleNamespace(
        task=task,
        inspection=task.inspection,
        measure=make_measure(task, state="in_progress"),
        handler=make_member(organization, "handler", room, name="承办甲"),
        head=make_member(organization, "head", room),
        office=make_member(organization, "office", name="整改办丙"),
        supervisor=make_member(organization, "supervisor"),
    )


def marked(name=NAME, text=MARK):
    return SimpleUploadedFile(name, word("某单位", text, "这一段不应留下"))


def clean(name="a.pdf", note="a"):
    return SimpleUploadedFile(name, pdf(note))


def hold(world, **given):
    return receive(world.measure, marked(**given), actor=world.handler)


def post_file(client, world, *uploads, json=False):
    client.force_login(world.handler)
    address = f"{world.measure.get_absolute_url()}evidence/"
    return client.post(address, {"file": list(uploads)}, headers=JSON if json else {})


def decide(client, held, user, decision="released", note="核对为公开文件", **given):
    client.force_login(user)
    data = {"decision": decision, "note": note}
    return client.post(f"{held.get_absolute_url()}decide/", data, **given)


def text_of(response):
    return response.content.decode()


def kept(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file())


# Holding


def test_marked_upload_is_held_and_said_so(client, world, evidence_root):
    response = post_file(client, world, marked())
    page = text_of(client.get(response["Location"]))

    held = HeldUpload.objects.get()
    entry = JournalEntry.objects.get()
    assert Evidence.objects.count() == 0
    assert f"《{NAME}》疑似带有密级标志（{MARK}），已暂停上传，等整改办核对后决定" in page
    assert "待整改办核对" in page
    assert f"/held/{held.pk}/" not in page
    assert kept(evidence_root) == [held.file.name.removeprefix("held/")]
    assert (entry.action, entry.object_type, entry.role) == ("hold", "heldupload", "handler")
    assert entry.changes["sha256"] == [None, held.sha256]
    assert list(verify_evidence()) == list(files()) == []


def test_words_around_a_mark_do_not_reach_the_journal(world):
    held = hold(world)

    assert "这一段" in held.found[0]["context"]
    assert "这一段" not in str(list(JournalEntry.objects.values()))
    assert MARK in JournalEntry.objects.get().comment


def test_json_says_202_and_which_upload_is_held(client, world):
    response = post_file(client, world, marked(), json=True)

    held = HeldUpload.objects.get()
    assert response.status_code == 202
    assert response.json() == {"held": held.pk, "message": held.sentence}


def test_each_of_several_files_is_judged_by_itself(client, world):
    response = post_file(client, world, clean(), marked(), clean("绝密.pdf", "b"), json=True)

    held = list(HeldUpload.objects.values_list("name", flat=True))
    assert response.status_code == 202
    assert response.json()["ids"] == [Evidence.objects.get().pk]
    assert held == [NAME, "绝密.pdf"]
    assert [row["held"] for row in response.json()["held"]] == [
        row.pk for row in HeldUpload.objects.all()
    ]


def test_several_files_on_the_page_name_what_is_held_and_what_is_refused(client, world):
    page = text_of(post_file(client, world, clean(), marked(), SimpleUploadedFile("空.pdf", b"")))

    assert "已上传 1 份" in page
    assert "已暂停上传，等整改办核对" in page
    assert "是空的" in page


def test_form_posted_twice_holds_one_file(world, evidence_root):
    key = "0e3f2c1a-8a55-4b6e-9f0e-3a8a2f6f0c11"

    first = receive(world.measure, marked(), actor=world.handler, key=key, said="x")
    again = receive(world.measure, marked(), actor=world.handler, key=key, said="x")

    assert first == again
    assert len(kept(evidence_root)) == HeldUpload.objects.count() == 1


def test_held_upload_is_no_evidence_for_the_sign_off(world):
    hold(world)
    add_progress(world.measure, "已办", actor=world.handler)

    with pytest.raises(Refusal) as refusal:
        perform(world.measure, "submit", actor=world.handler, version=world.measure.version)

    assert refusal.value.code == "evidence_missing"


def test_door_for_evidence_itself_takes_nothing_marked(world, evidence_root):
    with pytest.raises(Conflict) as refusal:
        add_evidence(world.measure, marked(), actor=world.handler)

    assert refusal.value.code == "marked"
    assert kept(evidence_root) == []


def test_held_bytes_count_against_the_measure(world, settings):
    settings.EVIDENCE_PER_MEASURE_MB = 1
    held = hold(world)
    HeldUpload.objects.filter(pk=held.pk).update(size=2**20)

    with pytest.raises(TooLarge) as refusal:
        add_evidence(world.measure, clean(), actor=world.handler)

    assert refusal.value.code == "evidence_quota"


def test_held_bytes_count_against_the_person(world, settings):
    settings.EVIDENCE_PER_PERSON_MB = 1
    held = hold(world)
    HeldUpload.objects.filter(pk=held.pk).update(size=2**20)
    other = make_measure(world.task, state="in_progress")

    for upload in (clean(), marked(text="绝密★")):
        with pytest.raises(TooLarge) as refusal:
            receive(other, upload, actor=world.handler)
        assert refusal.value.code == "person_quota"


@pytest.mark.parametrize("name", [NAME, "换个名字.docx"])
def test_same_file_is_not_taken_while_it_waits(name, world):
    hold(world)

    with pytest.raises(Conflict) as refusal:
        hold(world, name=name)

    assert refusal.value.code == "held_waiting"
    assert HeldUpload.objects.count() == 1


def test_renamed_file_does_not_get_past_the_decision(world, django_capture_on_commit_callbacks):
    held = receive(world.measure, clean("绝密.pdf"), actor=world.handler)

    with pytest.raises(Conflict) as waiting:
        receive(world.measure, clean("办结清单.pdf"), actor=world.handler)
    with django_capture_on_commit_callbacks(execute=True):
        decide_held(held, "rejected", "确属涉密", actor=world.office)
    with pytest.raises(Conflict) as rejected:
        receive(world.measure, clean("办结清单.pdf"), actor=world.handler)

    assert (waiting.value.code, rejected.value.code) == ("held_waiting", "held_rejected")
    assert "不予接收" in str(rejected.value)
    assert Evidence.objects.count() == 0


# Deciding


def test_release_makes_evidence_of_the_uploader(
    world, client, evidence_root, django_capture_on_commit_callbacks
):
    held = hold(world)
    with django_capture_on_commit_callbacks(execute=True):
        response = decide(client, held, world.office)

    row = Evidence.objects.get()
    held.refresh_from_db()
    actions = list(JournalEntry.objects.order_by("pk").values_list("action", "object_type"))
    assert response.status_code == 302
    assert (row.name, row.sha256, row.uploaded_by) == (NAME, held.sha256, world.handler)
    assert list(row.measures.all()) == [world.measure]
    assert (held.evidence, held.decision, held.decided_by) == (row, "released", world.office)
    assert kept(evidence_root) == [row.file.name]
    assert actions == [
        ("hold", "heldupload"),
        ("create", "evidence"),
        ("release", "heldupload"),
    ]
    assert JournalEntry.objects.latest("pk").comment == "核对为公开文件"
    assert list(verify_evidence()) == list(files()) == []


def test_released_file_takes_the_place_of_what_it_was_to_replace(world):
    old = add_evidence(world.measure, clean(), actor=world.handler)
    held = receive(world.measure, marked(), actor=world.handler, supersedes=old)

    decide_held(held, "released", "不涉密", actor=world.office)

    assert Evidence.objects.get(supersedes=old).name == NAME


def test_rejected_file_is_deleted_and_its_name_and_digest_stay(
    world, client, evidence_root, django_capture_on_commit_callbacks
):
    held = hold(world)
    with django_capture_on_commit_callbacks(execute=True):
        response = decide(client, held, world.office, "rejected", "确属涉密")

    held.refresh_from_db()
    page = text_of(client.get(response["Location"]))
    client.force_login(world.handler)
    told = text_of(client.get(world.measure.get_absolute_url()))
    assert kept(evidence_root) == []
    assert (held.name, len(held.sha256), held.decision) == (NAME, 64, "rejected")
    assert "这一段" not in json.dumps(held.found, ensure_ascii=False)
    assert "按保密规定立即向本单位保密工作机构报告" in page
    assert "不予接收" in told and "确属涉密" in told and NAME in told
    assert list(verify_evidence()) == []


def test_nobody_decides_on_his_own_upload(world, client):
    """Not even under a second account: the personnel number counts."""
    held = hold(world)
    type(world.handler).objects.filter(pk=world.handler.pk).update(is_active=False)
    number = world.handler.personnel_number
    twin = make_member(world.inspection.organization, "office", personnel_number=number)

    with pytest.raises(Forbidden) as refusal:
        decide_held(held, "released", "没问题", actor=twin)

    assert refusal.value.code == "own_upload"
    assert held.file.storage.exists(held.file.name)


def test_one_of_the_office_who_uploaded_is_told_to_ask_another(world, client):
    Membership.objects.create(
        user=world.handler, organization=world.inspection.organization, role="office"
    )
    held = hold(world)
    client.force_login(world.handler)

    page = text_of(client.get(held.get_absolute_url()))
    response = decide(client, held, world.handler)

    assert "请由整改办其他同志核对" in page
    assert "确认核对结果" not in page
    assert response.status_code == 403


@pytest.mark.parametrize("role", ["handler", "head", "supervisor"])
def test_others_neither_open_nor_decide(role, world, client):
    held = hold(world)
    client.force_login(getattr(world, role))
    paths = ("", "file/")

    answers = [client.get(f"{held.get_absolute_url()}{path}").status_code for path in paths]
    answers.append(decide(client, held, getattr(world, role)).status_code)

    assert answers == [403, 403, 403]


def test_office_of_another_organization_sees_nothing(world, client):
    held = hold(world)
    other = make_member(make_inspection().organization, "office")
    client.force_login(other)

    assert client.get(held.get_absolute_url()).status_code == 404
    assert decide(client, held, other).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"decision": "released", "note": ""}, "请写明核对的理由"),
        ({"decision": "released", "note": "\u200b"}, "请写明核对的理由"),
        ({"decision": "released", "note": "\u200d"}, "只有空白"),
        ({"decision": "", "note": "好"}, "请选择放行或不予接收"),
        ({"decision": "maybe", "note": "好"}, "好"),
        ({"decision": "rejected", "note": "长" * 501}, "500"),
    ],
)
def test_decision_without_words_or_choice_changes_nothing(data, sentence, world, client):
    held = hold(world)
    client.force_login(world.office)

    response = client.post(f"{held.get_absolute_url()}decide/", data)

    held.refresh_from_db()
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert (held.decision, Evidence.objects.count()) == ("", 0)


def test_second_decision_is_refused(world, client):
    held = hold(world)
    decide(client, held, world.office)

    response = decide(client, held, world.office, "rejected", "后悔")

    assert response.status_code == 409
    assert "已经核对过：放行" in text_of(response)
    assert Evidence.objects.count() == 1


def test_release_of_a_measure_that_is_locked_is_refused_with_the_sentence(
    world, client, evidence_root
):
    held = hold(world)
    type(world.measure).objects.update(state="submitted")

    response = decide(client, held, world.office)

    assert response.status_code == 409
    assert "不能再补充内容" in text_of(response)
    assert len(kept(evidence_root)) == 1
    assert Evidence.objects.count() == 0


def test_full_measure_refuses_the_release_and_not_because_of_the_file_itself(world, settings):
    settings.EVIDENCE_PER_MEASURE_MB = 1
    held = hold(world)
    HeldUpload.objects.filter(pk=held.pk).update(size=2**20)
    held.refresh_from_db()

    decide_held(held, "released", "不涉密", actor=world.office)
    other = make_measure(world.task, state="in_progress")
    second = receive(other, marked(text="秘密★1年"), actor=world.handler)
    for number in range(MOST_FILES):
        row = Evidence.objects.first()
        row.pk, row.file, row.supersedes = None, f"{number}.pdf", None
        row.save()
        row.measures.set([other])
    with pytest.raises(TooLarge) as refusal:
        decide_held(second, "released", "不涉密", actor=world.office)

    assert refusal.value.code == "evidence_count"


def test_altered_file_is_not_released(world, evidence_root):
    held = hold(world)
    with open(default_storage.path(held.file.name), "wb") as file:
        file.write(word("另一份"))

    with pytest.raises(Conflict) as refusal:
        decide_held(held, "released", "不涉密", actor=world.office)

    assert refusal.value.code == "held_altered"
    assert len(kept(evidence_root)) == 1


def test_lost_file_is_told_and_can_still_be_rejected(world, client):
    held = hold(world)
    default_storage.delete(held.file.name)

    answers = [
        decide(client, held, world.office).status_code,
        client.get(f"{held.get_absolute_url()}file/").status_code,
        decide(client, held, world.office, "rejected", "文件已不在").status_code,
    ]

    assert answers == [503, 503, 302]


def test_office_downloads_it_on_its_page_alone_and_that_is_noted(world, client):
    held = hold(world)
    client.force_login(world.office)

    page = text_of(client.get(held.get_absolute_url()))
    response = client.get(f"{held.get_absolute_url()}file/")
    body = b"".join(response.streaming_content)
    entry = AccessEntry.objects.latest("pk")
    decide(client, held, world.office)

    assert f"/held/{held.pk}/file/" in page
    assert MARK in page and "承办甲" in page and held.sha256 in page
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert io.BytesIO(body).read(2) == b"PK"
    assert (entry.action, entry.user) == ("held", world.office)
    assert client.get(f"{held.get_absolute_url()}file/").status_code == 409


def test_json_decision_names_the_evidence(world, client):
    held = hold(world)

    response = decide(client, held, world.office, headers=JSON)
    again = decide(client, held, world.office, headers=JSON)

    assert response.json() == {
        "held": held.pk,
        "decision": "released",
        "id": Evidence.objects.get().pk,
    }
    assert again.json()["code"] == "held_decided"


def test_ledger_is_not_closed_while_an_upload_waits(world):
    secretary = make_member(world.inspection.organization, "secretary")
    ask_closing(world.inspection, actor=world.office)
    held = hold(world)

    with pytest.raises(Conflict) as closing:
        close(world.inspection, actor=secretary)
    reopen(world.inspection, "先核对", actor=secretary)
    with pytest.raises(Conflict) as asking:
        ask_closing(world.inspection, actor=world.office)
    decide_held(held, "rejected", "涉密", actor=world.office)
    ask_closing(world.inspection, actor=world.office)

    assert closing.value.code == asking.value.code == "held_open"
    assert "还有 1 份疑似涉密的上传待核对" in str(closing.value)
    assert close(world.inspection, actor=secretary).closed_at


# The queue


def test_queue_of_the_office_counts_it_and_offers_no_batch(world, client):
    held = hold(world)
    client.force_login(world.office)

    page = text_of(client.get("/queue/"))

    assert [entry.held for entry in queue(world.office, TODAY).held] == [held]
    assert queue(world.handler, TODAY).held == queue(world.supervisor, TODAY).held == []
    assert "疑似涉密待核" in page
    assert f'href="{held.get_absolute_url()}"' in page
    assert 'class="queue"' not in page
    decide_held(held, "rejected", "涉密", actor=world.office)
    assert queue(world.office, TODAY).count == 0


def test_own_upload_waits_for_another_of_the_office(world):
    Membership.objects.create(
        user=world.handler, organization=world.inspection.organization, role="office"
    )
    hold(world)

    assert queue(world.handler, TODAY).held == []


@pytest.mark.parametrize("count", [1, 5])
def test_queue_query_count_does_not_grow(count, world, django_assert_max_num_queries):
    for number in range(count):
        receive(world.measure, marked(text=f"秘密★{number + 1}年"), actor=world.handler)

    with django_assert_max_num_queries(15):
        assert len(queue(world.office, TODAY).held) == count


# Custody


def damages():
    return [(row.evidence, row.code) for row in verify_evidence()]


def test_missing_or_altered_held_file_is_named(world):
    held = hold(world)
    path = default_storage.path(held.file.name)
    with open(path, "ab") as file:
        file.write(b"x")
    altered = damages()
    default_storage.delete(held.file.name)

    assert altered == [(0, "held_size")]
    assert damages() == [(0, "held_missing")]
    assert [name for name, _ in files()] == [NAME]


def test_decision_forged_past_the_ledger_is_named(world):
    hold(world)
    HeldUpload.objects.update(sha256="0" * 64)

    assert (0, "held_row") in damages()


def test_strange_file_among_the_held_is_an_orphan(world):
    hold(world)
    default_storage.save("held/strange.docx", marked())

    assert damages() == [(0, "orphan")]


def test_crash_before_the_deletion_is_found_and_finished(world, capsys, evidence_root):
    held = hold(world)
    decide_held(held, "rejected", "涉密", actor=world.office)  # nothing is committed in a test

    assert damages() == [(0, "held_left")]
    with pytest.raises(SystemExit) as found:
        call_command("verify_evidence", "--json")
    body = json.loads(capsys.readouterr().out)
    with pytest.raises(SystemExit) as finished:
        call_command("verify_evidence", "--finish", "--json")

    assert (found.value.code, finished.value.code) == (1, 0)
    assert set(body["damages"][0]) == {"evidence", "name", "code", "message"}
    assert kept(evidence_root) == []


# Papers of meetings


def note(client, world, user, upload, **more):
    client.force_login(user)
    data = {"kind": "supervision", "date": TODAY, "subject": "督导", "file": upload, **more}
    return client.post(f"/inspections/{world.inspection.pk}/meetings/new/", data)


def test_marked_paper_is_refused_and_the_office_is_asked_to_clear_it(world, client, evidence_root):
    client.force_login(world.office)
    plain = text_of(client.get(f"/inspections/{world.inspection.pk}/meetings/new/"))
    first = note(client, world, world.office, marked())
    unfounded = note(client, world, world.office, marked(), cleared="on")
    done = note(client, world, world.office, marked(), cleared="on", clearance="已解密，见批复")

    paper = Meeting.objects.get().paper
    entry = JournalEntry.objects.get(object_type="evidence", object_id=paper.pk)
    assert "已核对，不涉密" not in plain
    assert (first.status_code, unfounded.status_code, done.status_code) == (409, 400, 302)
    assert "已核对，不涉密" in text_of(first)
    assert "请写明核对的理由" in text_of(unfounded)
    assert entry.comment == "已核对，不涉密：已解密，见批复"
    assert kept(evidence_root) == [paper.file.name]


def test_supervisor_is_told_to_ask_the_office_and_cannot_clear(world, client, evidence_root):
    plain = note(client, world, world.supervisor, marked())
    forced = note(client, world, world.supervisor, marked(), cleared="on", clearance="没问题")

    assert plain.status_code == forced.status_code == 409
    assert "请整改办核对后登记" in text_of(plain)
    assert "已核对，不涉密" not in text_of(plain)
    assert (Meeting.objects.count(), kept(evidence_root)) == (0, [])


def test_marked_paper_of_a_changed_meeting_is_refused_too(world, client):
    note(client, world, world.office, clean())
    meeting = Meeting.objects.get()
    page = client.get(f"/meetings/{meeting.pk}/edit/")
    seen = page.context["form"]["seen"].value()
    data = {"kind": "supervision", "date": TODAY, "subject": "督导", "seen": seen}
    address = f"/meetings/{meeting.pk}/edit/"

    refused = client.post(address, {**data, "file": marked()})
    cleared = {"cleared": "on", "clearance": "不涉密"}
    done = client.post(address, {**data, "file": marked(), **cleared})

    assert (refused.status_code, done.status_code) == (409, 302)
    meeting.refresh_from_db()
    assert meeting.paper.name == NAME


def test_rejected_file_is_no_paper_either(world, client):
    decide_held(hold(world), "rejected", "涉密", actor=world.office)

    response = note(client, world, world.office, marked(), cleared="on", clearance="不涉密")

    assert response.status_code == 409
    assert "不予接收" in text_of(response)


# The standing notice


def test_every_upload_says_that_nothing_classified_may_be_uploaded(world, client):
    client.force_login(world.handler)
    notice = "严禁上传、处理涉密文件"

    measure = text_of(client.get(world.measure.get_absolute_url()))
    client.force_login(world.office)
    meeting = text_of(client.get(f"/inspections/{world.inspection.pk}/meetings/new/"))
    elsewhere = text_of(client.get("/rules/"))

    assert measure.count(notice) == meeting.count(notice) == 2
    assert elsewhere.count(notice) == 1


def test_department_elsewhere_cannot_have_a_file_held(world):
    organization = world.inspection.organization
    stranger = make_member(organization, "handler", make_department(organization))

    with pytest.raises(Forbidden):
        receive(world.measure, marked(), actor=stranger)

    assert HeldUpload.objects.count() == 0


def test_mark_with_a_nul_beside_it_is_held_and_no_error(client, world):
    title = "内部资料2024年".encode() + b"\\000abc"
    body = b"%PDF-1.4\n1 0 obj<</Title(" + title + b")>>endobj\ntrailer<</Info 1 0 R>>" + PDF_END
    assert post_file(client, world, SimpleUploadedFile("a.pdf", body)).status_code == 302
    assert HeldUpload.objects.get().found[0]["mark"] == "内部资料2024年"


def test_many_long_marks_are_held_and_no_error(client, world):
    words = ["资料", "文件", "材料", "刊物", "参考", "读物", "文稿", "简报"]
    lines = []
    for k in range(10):
        kinds = [words[k % 8], words[k // 8], *(words[n % 8] for n in range(37))]
        lines += ["、".join(f"内部{kind}" for kind in kinds), "正文"]
    file = SimpleUploadedFile("a.docx", word("某单位", *lines))
    assert post_file(client, world, file).status_code == 302
    assert len(JournalEntry.objects.get(action="hold").comment) <= 500
