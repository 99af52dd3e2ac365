"""The sample's notice, drafted once for a module."""

import datetime

import pytest
from django.utils import timezone

from ledger.models import Inspection
from reports.freezing import freeze
from reports.models import NoticeStyle
from reports.notice import drafted
from reports.notice.checks.case import Case

AS_OF, DATED = datetime.date(2024, 1, 31), datetime.date(2024, 4, 19)
CONTACT = (
    "联系电话：010-12345678；邮政信箱：示例市示例路1号，邮编100000；电子邮箱：zgb@example.cn。"
)


def drafted_case(title, as_of, dated, **style):
    """The notice of one of the sample's ledgers as it is drafted."""
    data, _ = freeze(Inspection.objects.get(title=title), as_of)
    style = NoticeStyle(contact=CONTACT, **style)
    return Case(drafted(data, style, dated), data, dated)


@pytest.fixture(scope="module")
def cases(sample, django_db_blocker):
    """The finished case in either style, and the practice ledger as it is today."""
    with django_db_blocker.unblock():
        today, title = timezone.localdate(), "市委常规巡察市工商联党组"
        style = {"problem_heading": "run_in", "figures_place": "last"}
        return {
            "clean": drafted_case(title, AS_OF, DATED),
            "run in": drafted_case(title, AS_OF, DATED, **style),
            "practice": drafted_case("演练台账", today, today),
        }


@pytest.fixture
def clean(cases):
    """The finished case of the sample, without any mistake."""
    return cases["clean"]
