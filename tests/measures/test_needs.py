"""What stops a submission or a sign-off: a file that waits to be checked, one that is not enough."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.refusals import Conflict, Refusal
from ledger.signoff import perform
from measures.holding import decide_held, receive
from measures.marking import mark_evidence
from measures.models import HeldUpload, Measure
from measures.proof import add_evidence, add_progress
from measures.sample.files import pdf
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.maintaining.world import World, post, text_of
from tests.measures.marked import MARK, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    world.head = make_member(world.organization, "head", world.department)
    task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    world.measure = make_measure(task, department=world.department, state="in_progress")
    file = SimpleUploadedFile("a.pdf", pdf("甲"))
    world.evidence = add_evidence(world.measure, file, actor=world.handler)
    add_progress(world.measure, "办结", actor=world.handler)
    return world


def hold(world):
    marked = SimpleUploadedFile("纪要.docx", word("某单位", MARK))
    return receive(world.measure, marked, actor=world.handler)


def act(world, action, actor, **given):
    item = Measure.objects.get(pk=world.measure.pk)
    return perform(item, action, actor=actor, version=item.version, **given)


def mark(world, enough, note="缺签到表", actor=None):
    given = {"is_sufficient": enough, "note": note, "actor": actor or world.head}
    return mark_evidence(world.measure, world.evidence, **given)


def test_measure_is_submitted_once_nothing_waits_to_be_checked(client, world):
    held = hold(world)
    client.force_login(world.handler)
    page = text_of(client.get(world.measure.get_absolute_url()))
    with pytest.raises(Conflict, match="有 1 份疑似涉密的上传等整改办核对"):
        act(world, "submit", world.handler)
    decide_held(held, "rejected", "涉密", actor=world.office)

    assert "有 1 份疑似涉密的上传等整改办核对" in page
    assert f"疑似标志：{MARK}" in page
    assert act(world, "submit", world.handler).state == "submitted"


def test_held_file_of_a_locked_measure_is_not_offered_for_release(client, world):
    held = hold(world)
    Measure.objects.filter(pk=world.measure.pk).update(state="submitted")
    client.force_login(world.office)

    page = text_of(client.get(held.get_absolute_url()))
    forced = post(
        client, world.office, f"{held.get_absolute_url()}decide/", decision="released", note="不"
    )

    assert "不能放行，只能不予接收。要放行的，请先退回。" in page
    assert 'value="released"' not in page
    assert 'value="rejected"' in page
    assert forced.status_code == 409
    assert HeldUpload.objects.get().decision == ""


def test_held_file_left_from_before_stops_the_sign_off(world):
    hold(world)
    Measure.objects.filter(pk=world.measure.pk).update(state="reviewed")

    with pytest.raises(Conflict, match="核对后才能申请销号和销号"):
        act(world, "sign_off", world.office)


def test_file_that_is_not_enough_stops_the_sign_off_until_it_is_marked_anew(client, world):
    act(world, "submit", world.handler)
    mark(world, False)
    act(world, "approve", world.head)
    client.force_login(world.office)
    page = text_of(client.get(world.measure.get_absolute_url()))
    with pytest.raises(Refusal, match=r"《a\.pdf》同志.*缺签到表"):
        act(world, "sign_off", world.office)
    mark(world, True, "已补看原件", actor=world.office)

    assert "本次申请的材料被认为不足" in page
    assert act(world, "sign_off", world.office).state == "signed_off"


def test_mark_of_an_earlier_attempt_or_of_a_replaced_file_stops_nothing(world):
    act(world, "submit", world.handler)
    mark(world, False)
    act(world, "return", world.head, comment="补签到表")
    file = SimpleUploadedFile("b.pdf", pdf("乙"))
    add_evidence(world.measure, file, actor=world.handler, supersedes=world.evidence)
    act(world, "submit", world.handler)
    act(world, "approve", world.head)

    assert act(world, "sign_off", world.office).state == "signed_off"


def test_refused_submission_says_its_reason_once(client, world):
    hold(world)
    item = Measure.objects.get(pk=world.measure.pk)

    page = text_of(
        post(client, world.handler, f"{item.get_absolute_url()}submit/", version=item.version)
    )

    summary = page.partition('id="summary"')[2].partition("</div></div>")[0]
    assert summary.count("疑似涉密的上传") == 1


def test_page_shows_the_new_version_before_the_old_one_and_counts_it_alone(client, world):
    for name in ("c.pdf", "b.pdf"):
        more = {"supersedes": world.evidence} if name == "b.pdf" else {}
        file = SimpleUploadedFile(name, pdf(name))
        add_evidence(world.measure, file, actor=world.handler, **more)
    client.force_login(world.handler)

    page = text_of(client.get(world.measure.get_absolute_url()))

    assert "佐证材料（2）" in page
    assert "替代《a.pdf》" in page
    assert page.index(">b.pdf<") < page.index("<del>a.pdf") < page.index(">c.pdf<")


def test_file_that_is_not_enough_stops_a_batch_too(client, world):
    act(world, "submit", world.handler)
    act(world, "approve", world.head)
    mark(world, False, actor=world.office)
    item = Measure.objects.get(pk=world.measure.pk)
    office = make_member(world.organization, "office")

    key = f"measure:{item.pk}:{item.version}"
    page = text_of(post(client, office, "/queue/", action="sign_off", item=[key]))

    assert "缺签到表" in page
    assert Measure.objects.get(pk=item.pk).state == "reviewed"
