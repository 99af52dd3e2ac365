"""Several people at once: one wins, the others are told; nobody loses what was acknowledged."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from ledger.editing import edit
from ledger.models import JournalEntry
from ledger.once import once
from ledger.refusals import Conflict, Refusal
from ledger.signoff import perform
from ledger.verify import verify
from measures.custody import verify_evidence
from measures.holding import decide_held, receive
from measures.models import Evidence, Measure, MeasureSignature, Outcome, ProgressEntry
from measures.proof import add_outcome, add_progress, confirm_outcome
from measures.sample.files import make_file
from reports import publishing
from reports.book import load
from reports.figures import count
from reports.models import InspectionSummary, Notice, NoticeSignature, Publication
from reports.summaries import BY_DAY, COUNTED
from tests.factories import TODAY, make_inspection, make_measure, make_member, make_task, prove
from tests.notice.world import CONTACT, World

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8
ROUNDS = 100
PAIRS = 1000  # of overlapping edits: in each round one person wins over seven


@pytest.fixture
def ledger():
    """An inspection with a task, eight handlers and enough people to go on."""
    task = make_task(make_inspection())
    organization, department = task.inspection.organization, task.department
    handlers = [make_member(organization, "handler", department) for _ in range(PEOPLE)]
    for role, room in (("head", department), ("office", None), ("secretary", None)):
        make_member(organization, role, room)
    return task, handlers


class Crowd:
    """Threads that start as one, each with a database connection of its own."""

    def __init__(self):
        self.barrier = threading.Barrier(PEOPLE)
        self.pool = ThreadPoolExecutor(PEOPLE)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.at_once(
            [lambda: connection.close()] * PEOPLE
        )  # the barrier gives each thread its turn
        self.pool.shutdown()

    def at_once(self, acts):
        """What each act answered: "done", or the code of its refusal."""

        def run(act):
            self.barrier.wait(timeout=30)
            try:
                act()
                return "done"
            except Refusal as refusal:
                return refusal.code

        return list(self.pool.map(run, acts))


def test_one_of_eight_wins_each_of_a_hundred_races(ledger):
    task, handlers = ledger
    answers = []
    with Crowd() as crowd:
        for _ in range(ROUNDS):
            measure = make_measure(task, state="in_progress")
            prove(measure, handlers[0])

            def act(person, measure=measure):
                return lambda: perform(measure, "submit", actor=person, version=1)

            answers.append(sorted(crowd.at_once([act(person) for person in handlers])))

    assert answers == [["done"] + ["stale"] * (PEOPLE - 1)] * ROUNDS
    assert MeasureSignature.objects.count() == ROUNDS
    assert JournalEntry.objects.filter(action="submit").count() == ROUNDS


def test_eight_people_on_eight_measures_all_succeed(ledger):
    task, handlers = ledger
    measures = [make_measure(task) for _ in handlers]
    with Crowd() as crowd:
        answers = crowd.at_once(
            [
                lambda pair=pair: perform(pair[0], "start", actor=pair[1], version=1)
                for pair in zip(measures, handlers, strict=True)
            ]
        )

    assert answers == ["done"] * PEOPLE
    entries = JournalEntry.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(entries) == list(range(1, PEOPLE + 1))


def test_eight_acts_at_once_leave_the_summary_of_the_ledger_right(ledger):
    task, handlers = ledger
    long_ago = TODAY - datetime.timedelta(days=400)
    measures = [make_measure(task, deadline=long_ago) for _ in handlers]
    for measure in measures:
        prove(measure, handlers[0])
    with Crowd() as crowd:
        for action in ("start", "submit"):
            crowd.at_once(
                [
                    lambda pair=pair, action=action: perform(
                        pair[0], action, actor=pair[1], version=pair[0].version
                    )
                    for pair in zip(measures, handlers, strict=True)
                ]
            )
            for measure in measures:
                measure.refresh_from_db()
            summary, figures = InspectionSummary.objects.get(), count(load(task.inspection))
            assert {name: getattr(summary, name) for name in COUNTED + BY_DAY} == {
                name: figures[name].value for name in COUNTED + BY_DAY
            }

    assert (summary.sequence, summary.waiting, summary.overdue) == (PEOPLE * 2, PEOPLE, PEOPLE)


def test_one_person_twice_at_once_signs_once(ledger):
    task, handlers = ledger
    measure = make_measure(task, state="in_progress")
    prove(measure, handlers[0])
    with Crowd() as crowd:
        answers = crowd.at_once(
            [lambda: perform(measure, "submit", actor=handlers[0], version=1)] * PEOPLE
        )

    assert sorted(answers) == ["done"] + ["stale"] * (PEOPLE - 1)


def test_overlapping_edits_never_overwrite(ledger):
    task, _ = ledger
    offices = [make_member(task.inspection.organization, "office") for _ in range(PEOPLE)]
    measure = make_measure(task, text="起点")
    kept = []
    with Crowd() as crowd:
        for number in range(PAIRS // (PEOPLE - 1) + 1):
            measure.refresh_from_db()
            version = measure.version

            def act(person, number=number, version=version):
                text = f"{person.pk}-{number}"
                values = {"text": text}
                return lambda: kept.append(
                    edit(measure, actor=person, version=version, values=values).text
                )

            answers = crowd.at_once([act(person) for person in offices])
            assert sorted(answers) == ["done"] + ["stale"] * (PEOPLE - 1)

    measure.refresh_from_db()
    assert (measure.text, measure.version) == (kept[-1], len(kept) + 1)
    texts = [entry.changes["text"][1] for entry in JournalEntry.objects.order_by("sequence")]
    assert texts == kept


def test_form_posted_eight_times_at_once_has_one_effect(ledger):
    task, handlers = ledger
    measure = make_measure(task)
    key = "0b8f3a5e-0000-4000-8000-000000000000"
    with Crowd() as crowd:
        answers = crowd.at_once(
            [
                lambda: once(
                    handlers[0], key, lambda: add_progress(measure, "一次", actor=handlers[0])
                )
            ]
            * PEOPLE
        )

    assert answers == ["done"] * PEOPLE
    assert ProgressEntry.objects.count() == 1
    assert JournalEntry.objects.filter(object_type="progressentry").count() == 1


def test_act_that_fails_half_way_leaves_nothing(ledger):
    task, handlers = ledger
    measure = make_measure(task, state="in_progress")

    with pytest.raises(Refusal):
        perform(measure, "submit", actor=handlers[0], version=1)
    with pytest.raises(Conflict):
        perform(measure, "start", actor=handlers[0], version=1)

    assert Measure.objects.get().version == 1
    assert JournalEntry.objects.count() == 0
    assert [fault for fault in verify() if fault.sequence] == []


def test_eight_of_the_office_at_once_decide_an_upload_once(ledger, evidence_root):
    task, handlers = ledger
    office = [make_member(task.inspection.organization, "office") for _ in range(PEOPLE)]
    measure = make_measure(task, state="in_progress")
    answers = []
    with Crowd() as crowd:
        for number in range(ROUNDS // 10):
            held = receive(measure, make_file(f"机密-{number}.pdf", number), actor=handlers[0])

            def act(turn, held=held):
                decision = "released" if turn % 2 else "rejected"
                return lambda: decide_held(held, decision, "核对", actor=office[turn])

            answers.append(sorted(crowd.at_once([act(turn) for turn in range(PEOPLE)])))

    assert answers == [["done"] + ["held_decided"] * (PEOPLE - 1)] * (ROUNDS // 10)
    assert [row.code for row in verify_evidence()] == []
    kept = [path for path in evidence_root.rglob("*") if path.is_file()]
    assert len(kept) == Evidence.objects.count()


def test_eight_of_the_office_confirm_an_outcome_once(ledger):
    task, handlers = ledger
    office = [make_member(task.inspection.organization, "office") for _ in range(PEOPLE)]
    measure = make_measure(task, state="in_progress")
    with Crowd() as crowd:
        for _ in range(20):
            noted = {"kind": "institution", "title": "办法", "date": TODAY}
            row = add_outcome(measure, actor=handlers[0], **noted)
            # Each has the row as the page loaded it: unconfirmed.
            rows = Outcome.objects.select_related("measure__inspection__organization")
            pairs = [(person, rows.get(pk=row.pk)) for person in office]

            answers = crowd.at_once(
                [lambda who=who, of=of: confirm_outcome(of, actor=who) for who, of in pairs]
            )

            assert answers.count("done") == 1
            assert set(answers) == {"done", "outcome_confirmed"}


def test_eight_secretaries_at_once_publish_a_notice_once(monkeypatch):
    monkeypatch.setattr(publishing.printing, "notice_pdf", lambda *args, **given: b"%PDF")
    world = World(CONTACT)
    notice = world.begin()
    publishing.submit(notice, actor=world.office, version=1)
    people = [make_member(world.organization, "secretary") for _ in range(PEOPLE)]
    given = {"version": 2, "confirmed_at": timezone.now()}
    with Crowd() as crowd:
        answers = crowd.at_once(
            [lambda who=who: publishing.publish(notice, actor=who, **given) for who in people]
        )

    assert sorted(answers) == ["done"] + ["stale"] * (PEOPLE - 1)
    assert Publication.objects.count() == 1
    assert NoticeSignature.objects.filter(step="publish").count() == 1
    assert Notice.objects.get().state == "published"
    assert [fault for fault in verify() if fault.sequence] == []


def test_notice_is_published_or_recalled_and_never_both(monkeypatch):
    monkeypatch.setattr(publishing.printing, "notice_pdf", lambda *args, **given: b"%PDF")
    world = World(CONTACT)
    with Crowd() as crowd:
        notice = world.begin()
        publishing.submit(notice, actor=world.office, version=1)
        given = {"version": 2, "confirmed_at": timezone.now()}
        acts = [
            lambda: publishing.publish(notice, actor=world.secretary, **given),
            lambda: publishing.recall(notice, actor=world.office, version=2),
            lambda: publishing.send_back(notice, actor=world.secretary, version=2, comment="再改"),
        ]
        answers = crowd.at_once([*acts, *acts, *acts][:PEOPLE])

    assert sorted(answers) == ["done"] + ["stale"] * (PEOPLE - 1)
    published = Notice.objects.get().state == "published"
    assert Publication.objects.exists() == published
