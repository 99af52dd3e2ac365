"""Input that must get a sentence and not an error page, at every door, on both databases."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledger.models import JournalEntry
from measures.models import Measure
from measures.sample.files import pdf
from tests.factories import make_inspection, make_measure, make_member, make_task, prove

pytestmark = pytest.mark.django_db

NASTY = {
    "NUL": "a\x00b",
    "bidi override": "a\u202eb",
    "control": "a\x1bb",
    "only spaces": "   ",
    "zero width": "\u200b\u200d\ufeff",
    "too long": "长" * 5000,
}
VERSIONS = ["", "x", "0", "-1", "1e309", "9" * 400, "1.5", "null", "true"]


@pytest.fixture
def measure():
    """A measure under work, with people enough for every step that follows."""
    row = make_measure(make_task(make_inspection()), state="in_progress")
    organization = row.inspection.organization
    for role in ("office", "secretary"):
        make_member(organization, role)
    make_member(organization, "head", row.department)
    return row


@pytest.fixture
def head(client, measure):
    user = make_member(measure.inspection.organization, "head", measure.department)
    client.force_login(user)
    return user


def refused(response, status=400):
    """Whether the answer is a refusal in words, with nothing of ours showing through."""
    page = response.content.decode(errors="replace")
    clean = not any(word in page for word in ("Traceback", "SELECT ", "/work", "django.db"))
    chinese = any("\u4e00" <= char <= "\u9fff" for char in page)
    return response.status_code == status and clean and chinese


def unchanged(measure):
    """Whether the measure is as it was, and the journal empty."""
    measure.refresh_from_db()
    return (measure.version, JournalEntry.objects.count()) == (1, 0)


@pytest.mark.parametrize("version", VERSIONS)
def test_version_that_is_none_is_refused(version, client, measure, head):
    url = f"{measure.get_absolute_url()}submit/"

    assert refused(client.post(url, {"version": version}))
    assert refused(client.post(url, {}))
    assert unchanged(measure)


@pytest.mark.parametrize("version", ["2", "999999", str(2**31 - 1)])
def test_version_of_the_future_is_stale(version, client, measure, head):
    response = client.post(f"{measure.get_absolute_url()}submit/", {"version": version})

    assert refused(response, 409)
    assert unchanged(measure)


@pytest.mark.parametrize("kind", NASTY)
def test_nasty_text_is_refused_at_every_door(kind, client, measure, head):
    prove(measure, head)
    Measure.objects.update(state="submitted")
    text, url = NASTY[kind], measure.get_absolute_url()
    answers = [client.post(f"{url}return/", {"version": 1, "comment": text})]
    Measure.objects.update(state="in_progress")
    answers.append(client.post(f"{url}progress/", {"text": text}))
    task = measure.task.get_absolute_url()
    answers.append(client.post(f"{task}submit/", {"version": 1, "effect": text}))

    assert [refused(answer) for answer in answers] == [True] * 3
    assert unchanged(measure)


@pytest.mark.parametrize("date", ["2026-02-30", "x", "1e309", "0000-00-00", "99999-01-01", "昨天"])
def test_impossible_date_is_refused(date, client, measure):
    secretary = make_member(measure.inspection.organization, "secretary")
    client.force_login(secretary)
    data = {"version": 1, "comment": "未完", "stage_goal": "一半", "review_date": date}

    response = client.post(f"{measure.task.get_absolute_url()}continue/", data)

    assert refused(response)
    measure.task.refresh_from_db()
    assert measure.task.state == "open"


@pytest.mark.parametrize("key", ["x", "\x00", "1" * 400])
def test_forged_form_key_is_refused(key, client, measure, head):
    response = client.post(f"{measure.get_absolute_url()}progress/", {"text": "进展", "once": key})

    assert refused(response)
    assert unchanged(measure)


def test_lone_surrogate_in_the_body_is_no_error_page(client, measure, head):
    response = client.post(
        f"{measure.get_absolute_url()}progress/",
        b"text=a%ED%A0%80b",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code in {302, 400}


def test_too_many_fields_are_refused(client, measure, head):
    data = {f"field{number}": "1" for number in range(1001)}

    response = client.post(f"{measure.get_absolute_url()}submit/", data)

    assert refused(response)
    assert unchanged(measure)


def test_repeated_field_counts_once(client, measure, head):
    response = client.post(
        f"{measure.get_absolute_url()}submit/", {"version": ["1", "1"], "comment": ["a", "b"]}
    )

    assert refused(response)  # nothing to prove it yet: the act itself is refused, not the form
    assert unchanged(measure)


@pytest.mark.parametrize("path", ["/measures/{}/", "/tasks/{}/", "/problems/{}/", "/evidence/{}/"])
@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 30])
def test_number_that_names_nothing_is_not_there(path, pk, client, measure, head):
    assert refused(client.get(path.format(pk)), 404)


@pytest.mark.parametrize("path", ["/measures/-1/", "/measures/x/", "/measures/1e3/", "/%00/"])
def test_address_that_is_none_is_not_there(path, client, measure, head):
    assert refused(client.get(path), 404)


@pytest.mark.parametrize(
    "name",
    ["../../x.pdf", "..\\x.pdf", "a/b/c.pdf", "x" * 255 + ".pdf", "con\x00.pdf", "\u202e.pdf"],
)
def test_upload_with_a_name_that_leads_elsewhere_stays_here(
    name, client, measure, head, evidence_root
):
    file = SimpleUploadedFile("x.pdf", pdf("x"))
    file.name = name

    response = client.post(f"{measure.get_absolute_url()}evidence/", {"file": file})

    assert response.status_code in {302, 400}
    assert all(path.parent == evidence_root for path in evidence_root.rglob("*") if path.is_file())


def test_upload_without_a_file_is_refused(client, measure, head):
    url = f"{measure.get_absolute_url()}evidence/"

    assert refused(client.post(url, {}))
    assert refused(client.post(url, {"file": "text"}))
    assert refused(client.post(url, {"file": SimpleUploadedFile("a.pdf", b"")}))


def test_forged_host_is_refused(client, measure, head):
    assert refused(client.get("/", headers={"Host": "elsewhere.example"}))


@pytest.mark.parametrize("username", ["a\x00b", "a" * 5000, "' OR 1=1 --"])
def test_nasty_login_is_refused(username, client, db):
    response = client.post(reverse("ledger:login"), {"username": username, "password": "x\x00"})

    assert response.status_code in {200, 400}
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/html"])
def test_refusals_are_json_where_json_is_asked(accept, client, measure, head):
    response = client.post(
        f"{measure.get_absolute_url()}submit/", {"version": "x"}, headers={"Accept": accept}
    )

    assert response.json()["code"] == "malformed"
    assert response.json()["errors"] == ["页面版本有误，请刷新后再办。"]
