"""What a ledger stands on, kept by hand: documents and chapters, order, meetings, group, words."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledger.models import GroupMember, JournalEntry, Word
from ledger.verify import verify
from measures.models import Evidence, Measure, Meeting
from measures.sample.files import pdf
from problems.models import Aspect
from tests.factories import make_department, make_measure
from tests.maintaining.world import measure_data, post, text_of

pytestmark = pytest.mark.django_db


def fields_of(page):
    """The values of the inputs that a form shows, as a browser would send them back."""
    found = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
    return found


def form_of(client, user, url):
    client.force_login(user)
    return fields_of(text_of(client.get(url)))


def broken():
    """Where the chains do not hold; that a factory's rows have no entry is no matter here."""
    return [fault for fault in verify() if fault.sequence]


@pytest.fixture
def first(measure):
    """The measure as the first of its task."""
    Measure.objects.filter(pk=measure.pk).update(number=1)
    measure.refresh_from_db()
    return measure


@pytest.fixture
def document(measure):
    feedback = measure.task.problem.feedback
    Aspect.objects.create(feedback=feedback, number=2, title="第二方面")
    return feedback


def test_chapters_are_reworded_reordered_and_added(client, world, document):
    first, second = document.aspects.order_by("number")
    url = f"/feedback/{document.pk}/edit/"
    data = form_of(client, world.office, url) | {"kind": "opinion", "title": "改过的反馈意见"}
    data |= {"chapter-0-place": "2", "chapter-1-place": "1", "chapter-1-title": "作风建设"}
    data |= {"chapter-2-title": "新的方面", "chapter-2-short_title": "新"}

    response = post(client, world.office, url, **data)

    assert response.status_code == 302
    document.refresh_from_db()
    assert document.title == "改过的反馈意见"
    rows = list(document.aspects.order_by("number").values_list("number", "title"))
    assert rows == [(1, "作风建设"), (2, first.title), (3, "新的方面")]
    assert second.pk == document.aspects.get(number=1).pk
    changed = JournalEntry.objects.filter(object_type="aspect", object_id=first.pk).get()
    assert changed.changes == {"number": [1, 2]}
    assert broken() == []


def test_stale_document_keeps_what_was_typed(client, world, document):
    url = f"/feedback/{document.pk}/edit/"
    data = form_of(client, world.office, url) | {"kind": "opinion"}
    post(client, world.office, url, **{**data, "chapter-0-title": "别人先改的"})

    stale = post(client, world.office, url, **{**data, "title": "我填的", "chapter-1-title": "乙"})
    page = text_of(stale)
    again = post(client, world.office, url, **{**fields_of(page), "kind": "opinion"})

    assert stale.status_code == 409
    assert 'value="我填的"' in page
    assert 'value="乙"' in page
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"chapter-0-title": ""}, "请填写方面的名称"),
        ({"chapter-0-title": "a\x00b"}, "控制字符"),
        ({"chapter-0-pk": "999"}, "方面的列表已过期"),
        ({"chapter-0-place": "-1"}, "大于"),
        ({"title": ""}, "必填"),
        ({"chapter-TOTAL_FORMS": "x"}, ""),
    ],
)
def test_bad_chapter_is_named_and_nothing_changes(changed, sentence, client, world, document):
    url = f"/feedback/{document.pk}/edit/"
    data = form_of(client, world.office, url) | {"kind": "opinion", **changed}

    response = post(client, world.office, url, **data)

    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not JournalEntry.objects.exists()


def order_url(measure):
    return reverse("measures:order_measures", args=[measure.task_id])


def test_measures_change_places_each_with_its_entry(client, world, first):
    second, third = make_measure(first.task, number=2), make_measure(first.task, number=3)
    data = form_of(client, world.office, order_url(first))
    data |= {f"number_{first.pk}": "2", f"number_{second.pk}": "1"}

    response = post(client, world.office, order_url(first), **data)

    assert response.status_code == 302
    order = list(Measure.objects.order_by("number").values_list("pk", "version"))
    assert order == [(second.pk, 2), (first.pk, 2), (third.pk, 1)]
    entries = JournalEntry.objects.values_list("action", "changes__number")
    assert sorted(entries) == [("reorder", [1, 2]), ("reorder", [2, 1])]
    assert broken() == []


def test_two_of_one_number_are_refused(client, world, first):
    second = make_measure(first.task, number=2)
    data = form_of(client, world.office, order_url(first)) | {f"number_{second.pk}": "1"}

    response = post(client, world.office, order_url(first), **data)

    assert response.status_code == 400
    assert "重复。" in text_of(response)


def test_number_of_a_voided_item_stays_taken(client, world, first):
    second = make_measure(first.task, number=2)
    void = f"{second.get_absolute_url()}void/"
    post(client, world.office, void, version=1, reason="重复")
    data = form_of(client, world.office, order_url(first)) | {f"number_{first.pk}": "2"}

    response = post(client, world.office, order_url(first), **data)

    first.refresh_from_db()
    assert (response.status_code, first.number) == (400, 1)


def test_stale_order_changes_nothing(client, world, first):
    second = make_measure(first.task, number=2)
    data = form_of(client, world.office, order_url(first))
    Measure.objects.filter(pk=second.pk).update(version=5)
    data |= {f"number_{first.pk}": "2", f"number_{second.pk}": "1"}

    response = post(client, world.office, order_url(first), **data)

    assert response.status_code == 409
    assert list(Measure.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_signed_off_keeps_its_number(client, world, first):
    second = make_measure(first.task, number=2)
    Measure.objects.filter(pk=first.pk).update(state="signed_off")
    data = form_of(client, world.office, order_url(first))
    data |= {f"number_{first.pk}": "3", f"number_{second.pk}": "4"}

    post(client, world.office, order_url(first), **data)

    assert list(Measure.objects.order_by("pk").values_list("number", flat=True)) == [1, 4]


@pytest.fixture
def paper(settings, tmp_path):
    settings.EVIDENCE_ROOT = settings.MEDIA_ROOT = tmp_path
    return lambda name="纪要.pdf": SimpleUploadedFile(name, pdf("纪要"))


def test_meeting_keeps_its_paper_and_is_changed(client, world, measure, paper):
    base = f"{measure.inspection.get_absolute_url()}meetings/"
    data = {"kind": "thematic", "date": "2026-03-09", "subject": "研究整改"}
    made = post(client, world.office, f"{base}new/", **data, file=paper())
    meeting = Meeting.objects.get()
    url = f"/meetings/{meeting.pk}/edit/"
    data |= {"seen": form_of(client, world.office, url)["seen"], "tasks": [measure.task_id]}

    changed = post(client, world.office, url, **{**data, "subject": "研究整改进展"})
    stale = post(client, world.office, url, **data, file=paper("新纪要.pdf"))
    page = text_of(client.get(base))

    assert (made.status_code, changed.status_code, stale.status_code) == (302, 302, 409)
    meeting.refresh_from_db()
    assert (meeting.subject, meeting.paper.name) == ("研究整改进展", "纪要.pdf")
    assert list(meeting.tasks.all()) == [measure.task]
    assert f"/evidence/{meeting.paper_id}/" in page
    assert Evidence.objects.count() == 1
    assert broken() == []


def test_paper_that_is_none_is_refused_and_no_meeting_made(client, world, measure, paper):
    url = f"{measure.inspection.get_absolute_url()}meetings/new/"
    data = {"kind": "thematic", "date": "2026-03-09", "subject": "研究整改"}
    wrong = SimpleUploadedFile("纪要.pdf", b"MZ not a pdf")

    response = post(client, world.office, url, **data, file=wrong)

    assert response.status_code == 400
    assert "不是可以上传的类型" in text_of(response)
    assert 'value="研究整改"' in text_of(response) or "研究整改</textarea>" in text_of(response)
    assert not Meeting.objects.exists()


def test_supervisor_changes_visits_alone(client, world, measure):
    given = {"inspection": measure.inspection, "date": "2026-03-09", "subject": "研究"}
    visit = Meeting.objects.create(kind="supervision", **given)
    session = Meeting.objects.create(kind="thematic", **given)
    answers = []
    for meeting in (visit, session):
        url = f"/meetings/{meeting.pk}/edit/"
        seen = form_of(client, world.supervisor, url)["seen"]
        data = {"kind": "supervision", "date": "2026-03-09", "subject": "改", "seen": seen}
        answers.append(post(client, world.supervisor, url, **data).status_code)

    assert answers == [302, 403]


def test_leading_group_is_kept_by_post_and_told_in_the_notice(client, world, measure):
    base = measure.inspection.get_absolute_url()
    posts = [("党组书记", "leader", 1), ("副主席", "deputy", 2), ("会员部部长", "member", 3)]
    for name, duty, order in posts:
        data = {"post": name, "duty": duty, "order": order}
        post(client, world.office, f"{base}group/new/", **data)
    twice = post(client, world.office, f"{base}group/new/", **data)
    url = f"/group/{GroupMember.objects.get(duty='member').pk}/edit/"
    seen = form_of(client, world.office, url)["seen"]
    post(client, world.office, url, **{**data, "is_retired": "on", "seen": seen})
    stale = post(client, world.office, url, **{**data, "post": "别的", "seen": seen})

    notice = text_of(client.get(f"{base}notice/"))

    assert (twice.status_code, stale.status_code) == (400, 409)
    assert "这个职务已在领导小组中" in text_of(twice)
    assert "成立由党组书记任组长，副主席任副组长的整改工作领导小组。" in notice
    assert broken() == []


def test_own_word_is_understood_retired_and_restored(client, world, measure):
    page = reverse("ledger:organization", args=[world.organization.pk])
    quick = f"{measure.inspection.get_absolute_url()}quick/"
    row = [str(measure.task.number), "新措施", world.department.name, "", "", "", "即知即改"]
    rows = {"level": "measure", "rows": "\t".join(row)}

    before = post(client, world.office, quick, **rows)
    new = {"text": "即知即改", "meaning": "kind:immediate"}
    added = post(client, world.office, f"{page}words/new/", **new)
    twice = post(client, world.office, f"{page}words/new/", **new)
    known = post(client, world.office, quick, **rows)
    word = Word.objects.get()
    post(client, world.office, f"/words/{word.pk}/retire/")
    retired = post(client, world.office, quick, **rows)
    post(client, world.office, f"/words/{word.pk}/restore/")
    restored = post(client, world.office, quick, **rows)

    assert [before.status_code, known.status_code] == [400, 200]
    assert [retired.status_code, restored.status_code] == [400, 200]
    assert "没有类型“即知即改”" in text_of(before)
    assert (added.status_code, twice.status_code) == (302, 400)
    assert "这个用语已经有了" in text_of(twice)
    actions = JournalEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["create", "retire", "restore"]


def test_words_are_the_offices_alone(client, world):
    page = reverse("ledger:organization", args=[world.organization.pk])

    answers = [
        post(client, world.handler, f"{page}words/new/", text="x", meaning="kind:immediate"),
        client.get(page),
    ]

    assert [answer.status_code for answer in answers] == [403, 200]
    assert "增加用语" not in text_of(answers[1])


def test_item_page_names_old_and_new_department(client, world, measure):
    other = make_department(world.organization, name="法规处")
    url = f"{measure.get_absolute_url()}edit/"
    post(client, world.office, url, **measure_data(measure, department=other.pk))

    page = text_of(client.get(measure.get_absolute_url()))
    assert f"责任部门：<del>{world.department.name}</del> → <ins>法规处</ins>" in page
