"""The product in a real browser: its server, the sample in its database, people who click."""

import contextlib
import os
import shutil

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from ledger.sample_accounts import PASSWORD
from ledger.triggers import drop_triggers, install_triggers
from reports import faces

# Playwright's loop runs in this thread while the tests read the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
BROWSERS = ("chromium-headless-shell", "chromium")
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def chromium():
    """The browser of this machine; a missing one fails, it never skips."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine: ./test.sh installs it"
    faces.point_fontconfig()  # a machine without Chinese fonts would print boxes
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *as_root])
        yield browser
        browser.close()


@contextlib.contextmanager
def serve(root, fill=lambda: None):
    """Serve what ``fill`` puts into the test database, with evidence in ``root``; gives the address.

    The server's threads see only what is committed, so it is, and it is emptied out at the end.
    """
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": root},
    }
    assert "test" in connection.settings_dict["NAME"], "this is no test database"
    given = {"EVIDENCE_ROOT": root, "PREVIEW_ROOT": root.parent / f"{root.name}-previews"}
    with override_settings(**given, STORAGES={**storages.backends, "default": kept}):
        fill()
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            drop_triggers()
            call_command("flush", verbosity=0, interactive=False)
            install_triggers()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """A served installation with the sample, once for a module: each test takes what is its own."""
    from measures.sample.load import load

    with django_db_blocker.unblock(), serve(tmp_path_factory.mktemp("files"), load) as url:
        yield url


@pytest.fixture
def _django_db_helper(site):
    """Leave the database as it is between tests: neither a transaction nor a flush around each."""


@pytest.fixture(autouse=True)
def evidence_root():
    """The files of the served installation, not a folder for each test."""


class Person:
    """Somebody with a browser of their own; every complaint of the browser is kept."""

    def __init__(self, chromium, site, username="", width=1440, scripts=True):
        self.site, self.complaints = site, []
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=scripts
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.heard)
        if username:
            self.log_in(username)

    def heard(self, message):
        """Keep what the browser complains of; a refusal's status is not a complaint."""
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def log_in(self, username):
        """Log in by the form."""
        self.go("/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", PASSWORD)
        self.page.get_by_role("button", name="登录").click()

    def go(self, path):
        """Open a page of the site."""
        return self.page.goto(self.site + path)

    def press(self, name):
        """Press a button by its words; what comes of it has been read when this returns."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def sees(self, text):
        """Whether the page shows a text."""
        return text in self.page.inner_text("body")

    def unfold(self, name):
        """Open a folded part by the words of its heading."""
        self.page.locator("summary", has_text=name).first.click()

    def leave(self):
        """Close the browser window."""
        self.context.close()


@pytest.fixture
def person(chromium, site):
    """A function that seats somebody at a browser; all leave at the end."""
    seated = []

    def seat(username="", **given):
        seated.append(Person(chromium, site, username, **given))
        return seated[-1]

    yield seat
    for somebody in seated:
        somebody.leave()
