"""Random histories: whatever people do, every figure equals a recount and every check holds."""

import contextlib

import pytest
from django.utils import timezone

from ledger.models import Inspection
from ledger.refusals import Refusal
from reports.figures import figures
from reports.integrity import check
from tests.reports.recount import Recount
from tests.test_journal_complete import Play

pytestmark = pytest.mark.django_db


def values(inspection):
    """Key → value of every figure."""
    return {key: figure.value for key, figure in figures(inspection).items()}


@pytest.mark.parametrize("seed", [3, 4])
def test_figures_after_random_acts_equal_a_recount(seed):
    play = Play(seed)
    for number in range(400):
        with contextlib.suppress(Refusal):
            play.act()
        if number % 100 == 99:
            told = Recount(play.inspection, timezone.localdate()).figures()
            assert values(Inspection.objects.get(pk=play.inspection.pk)) == told
            assert [str(fault) for fault in check()] == []
