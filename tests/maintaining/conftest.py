"""The organization of these tests, and a ledger of one measure."""

import pytest

from tests.factories import make_inspection, make_measure, make_task
from tests.maintaining.world import World


@pytest.fixture
def world():
    return World()


@pytest.fixture
def measure(world):
    inspection = make_inspection(world.organization)
    return make_measure(make_task(inspection, department=world.department, lead=world.lead))
