"""What became internal, void or otherwise worded after the snapshot does not go public unnoticed."""

import pytest
from django.test import Client
from django.utils import timezone

from ledger import editing
from ledger.models import Inspection
from ledger.refusals import Refusal
from measures.models import Measure, Outcome
from problems.models import Problem, Task
from reports import checking, drafting, publishing, revising
from reports.book import load
from reports.freezing import frozen
from reports.models import Notice, NoticeStyle, Publication
from reports.notice.passages import seen
from reports.present import present
from tests.factories import TODAY, make_measure, make_task
from tests.notice.world import CONTACT, World, as_user, passage, public, version_of

pytestmark = pytest.mark.django_db
HELD = {"withholding_reason": "open_case", "withholding_explanation": "在查"}
VOIDED = {"void_reason": "重复", "voided_at": timezone.now()}


@pytest.fixture
def world():
    world = World(CONTACT)
    Measure.objects.update(state="signed_off")
    Task.objects.update(state="signed_off")
    world.snapshot = world.freeze()
    return world


@pytest.fixture
def notice(world):
    return world.begin()


def test_present_items_are_told_as_a_snapshot_tells_them(sample):
    for inspection in Inspection.objects.filter(closed_at=None):
        data, rows_of = frozen(load(inspection)), present(inspection)
        for level in ("problems", "tasks", "measures"):
            told = {row["id"]: row for row in data[level]}
            assert {row["id"] for row in rows_of[level]} == set(told)
            for row in rows_of[level]:
                assert row == {name: told[row["id"]][name] for name in row}


def edit(row, world, **values):
    """Change an item through the door that people use."""
    fresh = type(row).objects.get(pk=row.pk)
    return editing.edit(fresh, actor=world.office, version=fresh.version, values=values)


def reworked(row, **values):
    """Change an item that is signed off: reopened, changed and signed off again in between."""
    type(row).objects.filter(pk=row.pk).update(**values)


def found(notice):
    """(code, words) of the open findings."""
    return [(one.code, one.quote) for one in checking.open_findings(notice)]


def submit(world, notice):
    return publishing.submit(notice, actor=world.office, version=version_of(notice))


def publish(world, notice):
    given = {"actor": world.secretary, "confirmed_at": timezone.now()}
    return publishing.publish(notice, version=version_of(notice), **given)


def refused(act, *args):
    with pytest.raises(Refusal) as caught:
        act(*args)
    return caught.value


def test_problem_made_internal_by_its_form_stops_the_submission_by_name(world, notice):
    edit(world.problem, world, disclosure="party")

    page = as_user(world.office).get(notice.get_absolute_url()).content.decode()
    refusal = refused(submit, world, notice)

    assert "快照之后不再公开" in page
    assert (refusal.code, refusal.status) == ("notice_findings", 409)
    assert any(world.problem.title in says for says in refusal.errors)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("model", [Problem, Task, Measure])
@pytest.mark.parametrize(
    "values",
    [{"disclosure": "party"}, {"disclosure": ""}, {"disclosure": "withheld", **HELD}, VOIDED],
    ids=["party", "unset", "withheld", "void"],
)
def test_item_shut_since_is_found_at_its_words(model, values, world, notice):
    words = {Problem: "办事效率不高", Task: "窗口办事排队时间长", Measure: "增设窗口2个"}[model]
    if "voided_at" in values:
        values = {**values, "voided_by": world.office}
    model.objects.update(**values)

    quotes = [quote for code, quote in found(notice) if code == "withdrawn"]

    assert any(words in quote for quote in quotes)


def test_words_of_what_is_shut_are_mended_by_taking_them_out(world, notice):
    reworked(world.measure, disclosure="party")
    assert ("withdrawn", "增设窗口2个") in found(notice)
    row = next(one for one in drafting.passages_of(notice) if "增设窗口2个" in one.text)

    text = row.text.replace("增设窗口2个", "办理时间缩短")
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))

    assert found(notice) == []


@pytest.mark.parametrize("person", ["other", "secretary"])
def test_nobody_lets_stand_what_is_shut(person, world, notice):
    reworked(world.measure, disclosure="party")
    one = next(one for one in checking.open_findings(notice) if one.code == "withdrawn")

    refusal = refused(
        lambda: checking.waive(notice, one.digest, "核实", actor=getattr(world, person))
    )

    assert (refusal.code, refusal.status) == ("finding_fixed", 403)
    page = as_user(getattr(world, person)).get(notice.get_absolute_url()).content.decode()
    assert "不用改，放行" not in page


def test_what_is_shut_between_submission_and_publishing_is_not_published(world, notice):
    submit(world, notice)
    edit(world.problem, world, disclosure="party")

    refusal = refused(publish, world, notice)

    assert (refusal.code, refusal.status) == ("notice_found_since", 409)
    assert any(world.problem.title in says for says in refusal.errors)
    assert not Publication.objects.exists()
    assert Notice.objects.get().state == "submitted"


def test_what_is_shut_while_the_pdf_is_made_is_not_published(world, notice, monkeypatch):
    submit(world, notice)
    made = publishing.printing.notice_pdf

    def slow(*args, **given):
        edit(world.problem, world, disclosure="party")
        return made(*args, **given)

    monkeypatch.setattr(publishing.printing, "notice_pdf", slow)

    assert refused(publish, world, notice).code == "notice_found_since"
    assert not Publication.objects.exists()


def test_what_is_shut_while_the_checks_run_is_not_submitted(world, notice, monkeypatch):
    look = checking.open_findings

    def slow(row):
        told = look(row)
        monkeypatch.setattr(checking, "open_findings", look)
        edit(world.problem, world, disclosure="party")
        return told

    monkeypatch.setattr(checking, "open_findings", slow)

    assert refused(submit, world, notice).code == "notice_findings"
    assert Notice.objects.get().state == "draft"


def test_slip_listed_since_the_submission_is_found_at_publishing(world, notice):
    submit(world, notice)
    NoticeStyle.objects.update(slips="巡察=巡视")

    assert refused(publish, world, notice).code == "notice_found_since"
    for one in checking.open_findings(notice):
        checking.waive(notice, one.digest, "本单位如此", actor=world.other)
    assert publish(world, notice).number == 1


def test_public_wording_changed_since_is_found_and_may_be_let_stand(world, notice):
    reworked(world.measure, public_text="增设综合窗口2个")

    (one,) = checking.open_findings(notice)

    assert (one.code, one.quote) == ("reworded", "增设窗口2个")
    assert "增设综合窗口2个" in one.says
    checking.waive(notice, one.digest, "意思一样", actor=world.other)
    assert found(notice) == []


def test_new_wording_taken_over_is_no_finding(world, notice):
    reworked(world.measure, public_text="增设窗口2个、延时服务")
    row = next(one for one in drafting.passages_of(notice) if "增设窗口2个" in one.text)
    text = row.text.replace("增设窗口2个", "增设窗口2个、延时服务")
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))

    assert found(notice) == []


def test_words_of_items_noted_since_and_not_public_are_found(world, notice):
    make_measure(world.task, text="约谈窗口负责人并调离岗位", disclosure="party")
    Outcome.objects.create(
        measure=world.measure,
        kind="campaign",
        title="窗口作风暗访专项",
        date=TODAY,
        **{"disclosure": "withheld", **HELD},
    )
    row = passage(notice, "text")
    text = row.text + "约谈窗口负责人并调离岗位。开展窗口作风暗访专项。"
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))

    assert [row for row in found(notice) if row[0] == "withheld"] == [
        ("withheld", "约谈窗口负责人并调离岗位"),
        ("withheld", "窗口作风暗访专项"),
    ]


def test_short_wording_is_known_where_its_item_is_told_of(world, notice):
    Measure.objects.update(public_text="换锁")
    publishing.void(notice, actor=world.office, version=1, comment="换快照")
    world.snapshot = world.freeze()
    notice = world.begin()
    reworked(world.measure, disclosure="party")

    assert found(notice) == [("withdrawn", "换锁")]


def test_what_others_still_say_publicly_is_left(world, notice):
    task = make_task(world.inspection, problem=world.problem, number=2, **public("增设窗口2个"))
    make_measure(task)
    reworked(world.measure, disclosure="party")

    assert [row for row in found(notice) if row[0] == "withdrawn"] == []


def test_what_is_opened_since_needs_another_snapshot(world):
    words = {"public_text": "延时服务到晚上八点为止", "disclosure": ""}
    later = make_measure(world.task, state="signed_off", **words)
    world.snapshot = world.freeze()
    notice = world.begin()
    reworked(later, disclosure="public")

    assert found(notice) == []
    assert "延时服务" not in Client().get(notice.get_absolute_url()).content.decode()


@pytest.mark.parametrize("measures", [1, 6])
def test_number_of_queries_does_not_grow_with_the_ledger(
    measures, world, notice, django_assert_num_queries
):
    for _ in range(measures):
        make_measure(world.task, **public("又一条措施"))
    row = Notice.objects.select_related("inspection__organization", "snapshot").get()

    with django_assert_num_queries(8):
        checking.judged(row)


def anew(world, notice):
    """The notice bound to a snapshot of the ledger as it is now."""
    snapshot = world.freeze()
    revising.bind_anew(notice, snapshot, actor=world.office, dated=snapshot.as_of)
    return Notice.objects.get(snapshot=snapshot)


def test_earlier_wording_is_still_found_when_the_notice_is_bound_to_a_later_snapshot(world, notice):
    reworked(world.measure, public_text="增设综合窗口2个")

    (one,) = checking.open_findings(anew(world, notice))

    assert (one.code, one.quote) == ("reworded", "增设窗口2个")


def test_words_of_what_is_void_are_still_found_when_bound_to_a_later_snapshot(world, notice):
    make_measure(world.task, text="备用", state="signed_off", **public("公开办事清单并接受评议"))
    reworked(world.measure, **VOIDED, voided_by=world.office)

    assert ("withdrawn", "增设窗口2个") in found(anew(world, notice))


def test_earlier_wording_is_found_in_a_correction(world, notice):
    submit(world, notice)
    publish(world, notice)
    reworked(world.measure, public_text="增设综合窗口2个")
    snapshot = world.freeze()
    later = drafting.begin_correction(
        Notice.objects.get(), snapshot, "窗口的说法", actor=world.office, dated=snapshot.as_of
    )

    assert ("reworded", "增设窗口2个") in found(later)


@pytest.mark.parametrize("words", ["加强学习培训", "开展作风纪律专项学习培训教育"])
def test_internal_words_that_anybody_may_write_are_let_stand_by_another(words, world, notice):
    later = make_measure(world.task, text=words, state="signed_off", **public("每月组织讲评"))
    publishing.void(notice, actor=world.office, version=1, comment="换快照")
    world.snapshot = world.freeze()
    notice = world.begin()
    reworked(later, disclosure="party", public_text="")
    row = passage(notice, "point")
    text = f"{row.text}党组带头{words}。"
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))

    codes = {(one.code, one.quote): one for one in checking.open_findings(notice)}

    assert set(codes) == {("withheld", words), ("withdrawn", "每月组织讲评")}
    checking.waive(notice, codes["withheld", words].digest, "自己的话", actor=world.other)
    assert found(notice) == [("withdrawn", "每月组织讲评")]


def test_internal_words_of_a_few_characters_are_not_sought(world, notice):
    reworked(world.measure, text="整改")
    publishing.void(notice, actor=world.office, version=1, comment="换快照")
    world.snapshot = world.freeze()
    notice = world.begin()
    reworked(world.measure, disclosure="party")

    assert found(notice) == [("withdrawn", "增设窗口2个")]


def test_short_wording_elsewhere_is_let_stand_by_another(world, notice):
    row = passage(notice, "point")
    text = f"{row.text}在大厅增设窗口2个。"
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))
    reworked(world.measure, disclosure="party")

    rows = {(one.code, one.key != row.key): one for one in checking.open_findings(notice)}

    assert set(rows) == {("withheld", False), ("withdrawn", True)}
    assert checking.waive(notice, rows["withheld", False].digest, "自己的话", actor=world.other)


def test_words_that_one_of_several_snapshots_told_are_withdrawn(world, notice):
    reworked(world.measure, public_text="增设办理社会保险业务的综合窗口2个")
    notice = anew(world, notice)
    row = passage(notice, "point")
    text = f"{row.text}增设办理社会保险业务的综合窗口2个。"
    revising.save_text(notice, row.key, text, actor=world.office, shown=seen(row))
    reworked(world.measure, disclosure="party")

    told = [one for one in found(notice) if one[0] in ("withdrawn", "withheld")]

    assert told == [
        ("withdrawn", "增设办理社会保险业务的综合窗口2个"),
        ("withdrawn", "增设窗口2个"),
    ]
