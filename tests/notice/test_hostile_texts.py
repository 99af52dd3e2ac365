"""Hostile texts in every field that reaches the notice: printed as text, and nothing fetched."""

import io
import itertools
import threading
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client
from pypdf import PdfReader

from ledger.models import GroupMember, Organization
from ledger.refusals import Refusal
from problems.models import Aspect, Problem
from reports import checking, drafting, revising
from reports.models import NoticeStyle
from reports.notice.bindings import bindings
from reports.notice.blocks import clause
from reports.notice.passages import literal
from reports.notice.style import unknown_names
from tests.factories import make_measure, make_task
from tests.notice.hostile import HOSTILE
from tests.notice.world import CONTACT, World, passage, public, text_of

pytestmark = pytest.mark.django_db
LEAST = 60
KNOWN_TAGS = {
    *("html", "head", "meta", "title", "link", "body", "a", "header", "main", "article"),
    *("h1", "h2", "h3", "h4", "span", "p", "b", "br", "ul", "li"),
}
ACTIVE = ("/URI", "/JS", "/JavaScript", "/Launch", "/GoToR", "/EmbeddedFile", "/SubmitForm", "/AA")


class Listener(HTTPServer):
    """A server on this machine that counts who comes."""

    def __init__(self):
        self.asked = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args):
                """Keep quiet."""

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def listener():
    server = Listener()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def unchecked(monkeypatch):
    """The checks would find a lot in these words; they might as well have been waived."""
    monkeypatch.setattr(checking, "open_findings", lambda notice: [])


class Page(HTMLParser):
    """What a browser makes of a page: its elements, the addresses in them, its text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.names, self.words = [], [], set(), []
        self.feed(html)
        self.text = "".join("".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data):
        self.words.append(data)


def texts(port):
    return [text.replace("{port}", str(port)) for text in HOSTILE]


def squeezed(text):
    """Text as it is to be found: without white space."""
    return "".join(text.split())


def joined(rows, length):
    """As many of the texts as a field takes, one after the other; returns (text, those taken)."""
    taken = []
    for row in rows:
        if len("；".join([*taken, row])) > length:
            break
        taken.append(row)
    return "；".join(taken), taken


class Hostile:
    """A ledger whose every public word is hostile, with what is to be found in the notice."""

    def __init__(self, port):
        self.world, self.expected = World(CONTACT), []
        rows = texts(port)
        self.turn = itertools.cycle(rows)
        self.name_organization()
        self.fill_ledger(rows)
        self.word_style(rows)
        self.world.snapshot = self.world.freeze()
        self.notice = self.world.begin()
        self.type_passages(rows)

    def some(self, length):
        """The next texts that fit a field."""
        taken = []
        for _ in range(len(HOSTILE)):
            row = next(self.turn)
            if len("；".join([*taken, row])) <= length:
                taken.append(row)
            elif taken:
                break
        return self.told(taken)

    def told(self, taken):
        """Texts joined for a field of the ledger, noted as they are to be printed."""
        self.expected += [literal(row).rstrip("。；;，,、.：: ") for row in taken]
        return "；".join(taken)

    def name_organization(self):
        """Names of organization and inspection."""
        Organization.objects.update(name=self.some(94), short_name=self.some(28))
        type(self.world.inspection).objects.update(round=self.some(94), team=self.some(100))
        for name in ("organization", "inspection"):
            getattr(self.world, name).refresh_from_db()
        self.world.inspection = type(self.world.inspection).objects.get()

    def fill_ledger(self, rows):
        """Chapters, problems, tasks finished and going on, measures, posts."""
        world = self.world
        Aspect.objects.filter(pk=world.problem.aspect_id).update(title=self.some(100))
        GroupMember.objects.update(post=self.some(50))
        for number, text in enumerate(rows, 2):
            self.told([text])
            problem = Problem.objects.create(
                inspection=world.inspection,
                feedback=world.problem.feedback,
                aspect=world.problem.aspect,
                number=number,
                text="内部",
                **public(text),
            )
            task = make_task(
                world.inspection,
                problem=problem,
                number=number,
                lead=world.task.lead,
                department=world.task.department,
                unfinished_reason="另有原因",
                **public(text),
            )
            make_measure(task, state="signed_off", **public(text))
        going = {"state": "continuing", "stage_goal": "目标", "review_date": world.task.deadline}
        words = {"unfinished_reason": self.some(200), "next_step": self.some(200)}
        make_task(
            world.inspection,
            problem=world.problem,
            number=900,
            lead=world.task.lead,
            department=world.task.department,
            **public(self.some(200)),
            **going,
            **words,
        )

    def word_style(self, rows):
        """An organization's own words, in which braces name values and are refused else."""
        plain = [row for row in rows if not set("{}[]") & set(row)]
        opening, first = joined(plain, 2000)
        contact, second = joined(plain[::-1], 500)
        done, going = "<b>办完</b>", "<i>还办</i>"
        NoticeStyle.objects.update(
            opening=opening,
            leadership=f"小标题。{opening}",
            next_steps=f"小标题。{opening}",
            contact=contact,
            done_word=done,
            going_word=going,
        )
        self.expected += [*first, *second, done, going]

    def type_passages(self, rows):
        """Each text typed as a passage of its own, but for those with braces: these bind, or are refused."""
        known = bindings(self.notice.snapshot.data, self.notice.dated)
        after = passage(self.notice, "text").key
        for row in rows:
            if set("{}") & set(row):
                with pytest.raises(Refusal):
                    revising.check_bound(row, known)
                continue
            self.expected.append(row)
            revising.add_passage(self.notice, after, "text", row, actor=self.world.office)


def check_page(html, expected):
    """The page shows every text and knows nothing but its own elements and addresses."""
    page = Page(html)
    missing = [text for text in expected if squeezed(text) not in page.text]
    assert missing == []
    assert set(page.tags) <= KNOWN_TAGS
    assert page.names <= {
        *["lang", "charset", "name", "content", "rel", "href", "id", "tabindex", "class"]
    }
    assert all(link.startswith(("/static/", "/notices/", "#", "data:,")) for link in page.links)


def check_pdf(body, expected):
    """The PDF shows every text and can do nothing."""
    told = text_of(body)
    for number in range(1, 200):  # a text may go over the end of a page
        told = told.replace(f"—{number}—", "")
    assert [text for text in expected if squeezed(text) not in told] == []
    reader = PdfReader(io.BytesIO(body))
    things = [repr(reader.get_object(n)) for n in range(1, reader.trailer["/Size"])]
    assert not [key for key in ACTIVE for thing in things if f"'{key}'" in thing]


def get(path):
    answered = Client().get(path)
    body = answered.getvalue()
    for close in answered._resource_closers:
        close()
    assert answered.status_code == 200
    return body


def test_hostile_texts_are_printed_as_text_and_nothing_is_fetched(listener):
    assert len(set(HOSTILE)) >= LEAST
    hostile = Hostile(listener.server_port)
    first = hostile.world.publish(hostile.notice)

    check_page(get(first.get_absolute_url()).decode(), hostile.expected)
    check_pdf(get(f"{first.get_absolute_url()}notice.pdf"), hostile.expected)
    assert listener.asked == []


def test_hostile_correction_is_text_in_list_page_and_pdf(listener):
    world = World(CONTACT)
    first = world.publish(world.begin())
    said, taken = joined(texts(listener.server_port), 500)
    given = {"actor": world.office, "dated": world.snapshot.as_of}
    later = world.publish(drafting.begin_correction(first.notice, world.snapshot, said, **given))

    expected = [clause(row) for row in taken]
    check_page(get(later.get_absolute_url()).decode(), expected)
    check_page(get("/notices/").decode(), [])
    check_pdf(get(f"{later.get_absolute_url()}notice.pdf"), expected)
    assert listener.asked == []


def test_braces_of_a_style_that_name_nothing_are_refused_by_its_form():
    known = {"整改任务"}

    assert unknown_names("{{ 7*7 }}", known) == [" 7*7 "]
    assert unknown_names("{整改任务}", known) == []
