"""The plan in force: what it said when it was issued, whatever the ledger says now."""

import pytest
from django.utils import timezone

from ledger.closing import adopt
from ledger.editing import edit
from ledger.models import Adoption, Inspection, User
from problems.models import Task
from tests.papers.world import paper, text_of

pytestmark = pytest.mark.django_db


def issue(inspection, number="市联党组发〔2026〕3号"):
    """Adopt what the ledger holds now as the plan."""
    given = {"document_number": number, "date": timezone.localdate(), "meeting": "党组第八次会议"}
    office = User.objects.get(username="office")
    return adopt(Adoption(inspection=inspection, **given), actor=office)


def reworded(inspection, text):
    """Change the words of an open task."""
    task = Task.objects.filter(inspection=inspection, state="open").order_by("number").first()
    office = User.objects.get(username="office")
    values = {"text": text}
    return edit(task, actor=office, version=task.version, values=values, reason="措辞")


def test_plan_that_was_not_issued_is_what_the_ledger_holds(sample):
    inspection = Inspection.objects.get(title="演练台账")
    reworded(inspection, "改过的任务")

    made = paper("plan", inspection)

    assert "改过的任务" in "\n".join(made.paragraphs())
    assert made.note.startswith("方案没有登记印发")


def test_issued_plan_keeps_its_words(sample):
    inspection = Inspection.objects.get(title="演练台账")
    before = reworded(inspection, "印发前的任务")
    adoption = issue(inspection)
    reworded(inspection, "印发后的任务")

    made = paper("plan", inspection)

    text = "\n".join(made.paragraphs())
    assert f"任务{before.number}：印发前的任务。" in text
    assert "印发后的任务" not in text
    assert "经党组第八次会议审议通过，以市联党组发〔2026〕3号印发本方案。" in text
    assert made.note.endswith(f"见操作记录第{adoption.sequence}号")


def test_issued_plan_has_the_very_lists_of_the_day_of_its_issue(sample):
    inspection = Inspection.objects.get(title="演练台账")
    before = paper("plan", inspection).annexes
    issue(inspection)
    task = Task.objects.filter(inspection=inspection, state="open").order_by("number").first()
    rooms = list(inspection.organization.departments.exclude(pk=task.department_id))
    given = {"version": task.version, "values": {}, "many": {"supporting": rooms}}
    edit(task, actor=User.objects.get(username="office"), reason="调整配合部门", **given)

    assert paper("plan", inspection).annexes == before


def test_plan_of_a_day_before_its_issue_is_not_the_issued_one(sample):
    inspection = Inspection.objects.get(title="演练台账")
    issue(inspection)

    text = text_of("plan", inspection, as_of=timezone.localdate() - timezone.timedelta(days=3))

    assert "审议通过" not in text
