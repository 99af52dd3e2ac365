"""Every route as every account: the statuses that the rules promise, and what every page carries."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from ledger.models import GroupMember, Inspection, Organization, User, Word
from ledger.roles import ALL_ROLES, MEMBER_ROLES
from ledger.routes import declared_routes
from ledger.sample_accounts import accounts
from measures.models import (
    Evidence,
    Extension,
    HeldUpload,
    Measure,
    Meeting,
    Outcome,
    StageReport,
)
from problems.models import Feedback, Problem, Task
from reports import drafting, snapshots, workbook
from reports.intake import imports
from reports.models import LedgerImport, Notice, Publication, Snapshot
from reports.notice.passages import as_data

pytestmark = pytest.mark.django_db

OURS = [route for route in declared_routes() if not route["name"].startswith("admin:")]
ADMIN = [route for route in declared_routes() if route["name"].startswith("admin:")]
READ = [route for route in OURS if "GET" in route["methods"]]
WRITE = [route for route in OURS if route["methods"] == ["POST"]]
# What the address names, for one object of the practice ledger.
OBJECTS = {
    "/inspections/": Inspection,
    "/problems/": Problem,
    "/tasks/": Task,
    "/measures/": Measure,
    "/evidence/": Evidence,
    "/held/": HeldUpload,
    "/feedback/": Feedback,
    "/meetings/": Meeting,
    "/group/": GroupMember,
    "/organizations/": Organization,
    "/words/": Word,
    "/extensions/": Extension,
    "/outcomes/": Outcome,
    "/stage/": StageReport,
    "/imports/": LedgerImport,
    "/snapshots/": Snapshot,
    "/notice/": Notice,
}
SLUG, PDF = "20240419-0a1b2c3d", b"%PDF-1.7"  # of what is published
OWN_DEPARTMENT = {"measures:edit_outcome", "measures:void_outcome"}
# A rendering for each account would take minutes; the page that it prints stands for it.
PRINTED = {
    "reports:notice_pdf",
    "reports:notice_docx",
    "reports:notice_edition_pdf",
    "reports:notice_edition_docx",
    "reports:brief_pdf",
    "reports:paper_pdf",
    "reports:paper_docx",
}
MEMBERS = {role.value for role in MEMBER_ROLES} | {"overseer"}


@pytest.fixture
def practice(sample):
    """The practice ledger, to which the addresses lead, with a file brought in, a snapshot and a notice."""
    inspection = Inspection.objects.get(title="演练台账")
    file = ContentFile(workbook.export(inspection), name="台账.xlsx")
    office = User.objects.get(username="office")
    imports.receive(inspection, file, actor=office)
    frozen = snapshots.ask(inspection, inspection.feedback_date, "报送", actor=office)
    notice = drafting.begin(inspection, frozen, actor=office, dated=timezone.localdate())
    Publication.objects.create(
        notice=notice,
        slug=SLUG,
        number=1,
        passages=as_data(drafting.passages_of(notice)),
        sha256=notice.sha256,
        pdf=PDF,
        pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        snapshot_sha256=frozen.sha256,
        sequence=1,
        head="0" * 64,
        published_at=timezone.now(),
        published_by=office,
    )
    return inspection


def of_ledger(model, inspection):
    """How the rows of a model belong to a ledger."""
    if model is Inspection:
        return {"pk": inspection.pk}
    if model is Organization:
        return {"pk": inspection.organization_id}
    if model in (Extension, HeldUpload, Outcome):
        return {"measure__inspection": inspection}
    if model is StageReport:
        return {"task__inspection": inspection}
    if model is Word:
        return {"organization": inspection.organization_id}
    return {"inspection": inspection}


def address(route, inspection):
    """A route's path with an object of the ledger in it."""
    path = route["path"]
    for prefix, model in OBJECTS.items():
        if path.startswith(prefix) and "<int:pk>" in path:
            rows = model.objects.filter(**of_ledger(model, inspection))
            path = path.replace("<int:pk>", str(rows.order_by("pk").first().pk))
    path = path.replace("<slug:paper>", "assignment").replace("<slug:slug>", SLUG)
    return path.replace("<str:action>", "submit").replace("<int:number>", "1")


def roles_of(username):
    """The roles of a sample account."""
    return set(
        User.objects.get(username=username).memberships.in_force().values_list("role", flat=True)
    )


def promised(route, username, roles):
    """The status that the declared roles promise to a reader of the practice ledger."""
    if set(route["roles"]) == {"public"}:
        return 200
    own = not username.startswith("other-")
    sees = own and roles & (MEMBERS | ({"auditor"} if "journal" in route["name"] else set()))
    if "<int:pk>" in route["path"] and not sees:
        return 404
    everyone = set(route["roles"]) == {role.value for role in ALL_ROLES}
    return 200 if everyone or roles & set(route["roles"]) else 403


def client_of(username):
    """A client logged in as the account."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def get(client, path):
    """The answer, with the file that it may come from closed."""
    response = client.get(path)
    if response.streaming:
        for close in response._resource_closers:
            close()
    return response


def forgiving(route, status, answered):
    """What else a promised page may answer.

    A login page leads on who is logged in, home an overseer to the overview; a PDF may lack its
    fonts, an uploaded file its disk, and with it the archive; no layout of its own was imported;
    what is signed off is not edited, nor what another department yielded.
    """
    allowed = {
        "ledger:login": 302,
        "reports:home": 302,
        "reports:notice_pdf": 503,
        "reports:brief_pdf": 503,
        "reports:paper_pdf": 503,
        "measures:evidence": 503,
        "measures:held_file": 503,
        "measures:preview": 503,
        "measures:preview_image": 503,
        "reports:own_layout_xlsx": 409,
        "reports:archive_zip": 409,
    }
    locked = answered == 409 and route["path"].endswith(("/edit/", "/void/"))
    elsewhere = answered == 403 and route["name"] in OWN_DEPARTMENT
    return status == 200 and (answered == allowed.get(route["name"]) or locked or elsewhere)


@pytest.mark.parametrize("username", [name for name, _ in accounts()])
def test_every_page_answers_each_account_as_its_roles_promise(practice, username):
    client, roles = client_of(username), roles_of(username)
    wrong = {}
    for route in READ:
        if route["name"] in PRINTED and username != "office":
            continue
        answered = get(client, address(route, practice)).status_code
        status = promised(route, username, roles)
        if answered != status and not forgiving(route, status, answered):
            wrong[route["name"]] = (status, answered)

    assert wrong == {}


@pytest.mark.parametrize("username", [name for name, _ in accounts()])
def test_every_act_answers_each_account_without_an_error_page(practice, username):
    client, roles = client_of(username), roles_of(username)
    wrong = {}
    for route in WRITE:
        if route["name"] == "ledger:logout":
            continue
        answered = client.post(address(route, practice)).status_code
        status = promised(route, username, roles)
        # An act without words: done where it needs none, or refused for its own reason.
        fits = answered in {302, 400, 403, 409} if status == 200 else answered == status
        if not fits:
            wrong[route["name"]] = (status, answered)

    assert wrong == {}


def test_every_page_sends_a_stranger_to_the_login(practice):
    client = Client()
    wrong = {}
    for route in READ:
        response = get(client, address(route, practice))
        public = set(route["roles"]) == {"public"}
        sent = response.status_code == 302 and response["Location"].startswith("/login/")
        if not (response.status_code == 200 if public else sent):
            wrong[route["name"]] = response.status_code

    assert wrong == {}


def test_every_act_of_a_stranger_is_refused(practice):
    client = Client(headers={"Accept": "application/json"})

    answers = {client.post(address(route, practice)).status_code for route in WRITE}

    assert answers == {401}


def test_get_on_an_act_is_405_and_names_the_method(practice):
    client = client_of("office")
    answers = {}
    for route in WRITE:
        response = get(client, address(route, practice))
        answers[route["name"]] = (response.status_code, response.get("Allow"))

    assert set(answers.values()) == {(405, "POST")}


def test_act_without_a_csrf_token_is_refused(practice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="office"))

    answers = {client.post(address(route, practice)).status_code for route in WRITE}

    assert answers == {403}


def test_every_page_is_private_and_under_the_content_policy(practice):
    client = client_of("office")
    wrong = []
    for route in READ:
        response = get(client, address(route, practice))
        stored = "no-store" in response.get("Cache-Control", "")
        policy = "default-src" in response.get("Content-Security-Policy", "")
        public = set(route["roles"]) == {"public"}
        if not (policy and (stored or public) and response["X-Content-Type-Options"] == "nosniff"):
            wrong.append(route["name"])

    assert wrong == []


@pytest.mark.parametrize("path", ["/no-such-page/", "/measures/999999/", "/inspections/0/"])
def test_what_is_not_there_is_a_page_in_chinese(practice, path):
    response = client_of("office").get(path)

    assert response.status_code == 404
    assert "没有这个页面，或者你无权查看" in response.content.decode()


@pytest.mark.parametrize("username", ["sysadmin", "secadmin"])
def test_admin_pages_open_for_the_two_administrators(sample, username):
    client = client_of(username)
    mine = "user" if username == "sysadmin" else "membership"

    answers = [client.get(path).status_code for path in ("/admin/", f"/admin/ledger/{mine}/")]

    assert answers == [200, 200]


def test_admin_pages_are_closed_to_all_others(sample):
    names = [name for name, _ in accounts() if name not in {"sysadmin", "secadmin"}]
    paths = [route["path"] for route in ADMIN if "<" not in route["path"]]

    answers = {client_of(name).get(paths[0]).status_code for name in names}
    others = {client_of("office").get(path).status_code for path in paths if "^" not in path}

    assert answers == {403}
    assert others == {403}
