"""What the forms say beside the fields that are printed as they are typed."""

import pytest

from ledger.forms import TOLD, ActionForm
from measures.forms import MeasureForm
from problems.forms import ProblemForm, TaskForm
from tests.factories import make_inspection, make_measure, make_task

pytestmark = pytest.mark.django_db


def test_fields_that_are_printed_say_so():
    task = make_task(make_inspection())
    measure = make_measure(task)
    form = TaskForm(instance=task)

    told = [form.fields[n].help_text for n in ("unfinished_reason", "next_step", "expected_date")]
    rows = (ProblemForm(instance=task.problem), form, MeasureForm(instance=measure))
    public = {row.fields["public_text"].help_text for row in rows}

    assert told == [TOLD, TOLD, "会写入通报或报告"]
    assert public == {"通报和公开网页照此刊登，请不要写姓名、电话和内部情况"}
    assert all(
        ActionForm().fields[name].help_text.endswith(TOLD) for name in ("effect", "stage_goal")
    )
