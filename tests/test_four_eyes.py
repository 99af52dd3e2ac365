"""A thousand attempts of one person to sign two steps of one submission, by every way there is."""

from collections import Counter

import pytest
from django.db.models import Count

from ledger.models import Membership, User
from ledger.roles import Role
from ledger.signoff import perform
from measures.models import Measure, MeasureSignature
from tests.factories import (
    make_inspection,
    make_measure,
    make_member,
    make_task,
    make_user,
    prove,
)
from tests.maintaining.world import World

pytestmark = pytest.mark.django_db
MEASURES = 56
JSON = {"accept": "application/json"}


class Person:
    """One person who holds every role of a measure, under two accounts of which one is active."""

    def __init__(self, world):
        self.first = make_user(world.organization, personnel_number="一个人")
        self.second = make_user(world.organization, personnel_number="一个人", is_active=False)
        for account in (self.first, self.second):
            for role in (Role.HANDLER, Role.HEAD):
                self.give(world, account, role, world.department)
            self.give(world, account, Role.OFFICE, None)
        self.account = self.first

    def give(self, world, account, role, department):
        given = {"organization": world.organization, "department": department}
        Membership.objects.create(user=account, role=role, **given)

    def change_account(self):
        """Log in as the other account from now on."""
        other = self.second if self.account == self.first else self.first
        User.objects.filter(pk=self.account.pk).update(is_active=False)
        User.objects.filter(pk=other.pk).update(is_active=True)
        self.account = User.objects.get(pk=other.pk)


class Attempts:
    """Posts of one action by every way, counted by what was answered."""

    def __init__(self, client):
        self.client, self.answers = client, Counter()

    def by_every_way(self, person, measure, action, page):
        """As JSON, in a batch as JSON, and sometimes by the pages themselves."""
        self.client.force_login(person.account)
        url = f"{measure.get_absolute_url()}{action}/"
        version = Measure.objects.get(pk=measure.pk).version
        batch = {"action": action, "item": [f"measure:{measure.pk}:{version}"]}
        ways = [(url, {"version": version}, JSON), ("/queue/", batch, JSON)]
        if page:
            ways += [(url, {"version": version}, {}), ("/queue/", batch, {})]
        for address, data, headers in ways:
            answer = self.client.post(address, data, headers=headers)
            self.answers[answer.status_code] += 1


@pytest.fixture
def world():
    world = World()
    world.head = make_member(world.organization, "head", world.department)
    world.task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    return world


def act(measure, action, actor, **words):
    measure = Measure.objects.get(pk=measure.pk)
    return perform(measure, action, actor=actor, version=measure.version, **words)


def test_nobody_signs_two_steps_by_any_way(client, world):
    person, attempts = Person(world), Attempts(client)
    for number in range(MEASURES):
        measure = make_measure(world.task, department=world.department, state="in_progress")
        prove(measure, world.handler)
        for again in (False, True):  # and after a return, in the next attempt
            act(measure, "submit", person.account)
            attempts.by_every_way(person, measure, "approve", page=not number % 8)
            person.change_account()
            attempts.by_every_way(person, measure, "approve", page=False)
            act(measure, "approve", world.head)
            attempts.by_every_way(person, measure, "sign_off", page=not number % 8)
            person.change_account()
            attempts.by_every_way(person, measure, "sign_off", page=not number % 4)
            if not again:
                act(measure, "return", world.office, comment="补材料")
        act(measure, "sign_off", world.office)

    assert sum(attempts.answers.values()) >= 1000
    assert set(attempts.answers) == {403}
    twice = MeasureSignature.objects.values("measure", "attempt", "person").annotate(n=Count("pk"))
    assert not twice.filter(n__gt=1).exists()
    assert Measure.objects.filter(state="signed_off").count() == MEASURES
