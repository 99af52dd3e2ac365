"""``manage.py import_ledger``: what it prints and how it ends."""

import datetime
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from measures.models import Measure
from reports.intake.ledger_file import read_ledger
from tests.factories import make_inspection, make_organization
from tests.maintaining.world import World

from .books import Sheet, upload, workbook

HEAD = ["反馈方面", "反馈问题", "整改措施", "责任部门", "整改时限"]


@pytest.fixture
def file(tmp_path):
    def write(*rows):
        path = tmp_path / "台账.xlsx"
        path.write_bytes(workbook(Sheet("台账", [HEAD, *rows])))
        return str(path)

    return write


def run(*arguments):
    """(exit, output, errors) of the command."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_ledger", *arguments, stdout=out, stderr=err)
    return ended.value.code, out.getvalue(), err.getvalue()


def test_preview_prints_counts_and_issues_and_ends_well(file):
    path = file(["党的领导", "甲", "甲一", "办公室", "近期"])

    code, out, _ = run(path, "--preview")

    assert code == 0
    assert "疑问　“台账”E2：“近期”没有写明是哪一天，请填写日期。" in out
    assert out.endswith("读到方面 1 个，问题 1 个，任务 1 个，措施 1 个\n")


def test_preview_as_json_gives_counts_and_places(file):
    path = file(["党的领导", "甲", "字" * 1001, "办公室", None])

    code, out, _ = run(path, "--preview", "--json")

    answer = json.loads(out)
    issues = answer.pop("issues")
    assert code == 1
    assert answer == {"aspects": 1, "problems": 1, "tasks": 1, "measures": 1}
    assert [issue for issue in issues if issue["level"] == "error"] == [
        {
            "level": "error",
            "sheet": "台账",
            "row": 2,
            "column": "C",
            "message": "有 1001 个字，最多 1000 个字，请缩短。",
        }
    ]


def test_preview_of_what_cannot_be_read_says_why(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"a,b\n")

    code, out, err = run(str(path), "--preview")
    as_json = run(str(path), "--preview", "--json")

    assert (code, out) == (2, "")
    assert "不是 .xlsx" in err
    assert as_json[0] == 2
    assert "不是 .xlsx" in json.loads(as_json[1])["error"]


def test_preview_of_a_file_that_is_not_there_says_so(tmp_path):
    assert run(str(tmp_path / "没有.xlsx"), "--preview")[0] == 2


@pytest.mark.django_db
def test_saving_needs_a_ledger_and_a_name(file):
    with pytest.raises(CommandError, match="--inspection 和 --by"):
        call_command("import_ledger", file())


@pytest.mark.django_db
def test_without_preview_it_is_saved_in_the_name_of_the_office(file):
    world = World()
    world.department.name = "办公室"
    world.department.save()
    inspection = make_inspection(world.organization)
    path = file(["党的领导", "甲", "甲一", "办公室", "2026-05-01"])
    asked = [path, "--inspection", str(inspection.pk), "--json", "--by"]

    unready = run(*asked, world.office.username)
    stranger = run(*asked, world.handler.username)

    assert unready[0] == 1
    assert not Measure.objects.exists()
    assert stranger[0] == 2

    head = [*HEAD, "牵头领导"]
    rows = [head, ["党的领导", "甲", "甲一", "办公室", "2026-05-01", world.lead.name]]
    Path(path).write_bytes(workbook(Sheet("台账", rows)))
    code, out, _ = run(*asked, world.office.username)

    assert code == 0
    assert json.loads(out)["added"] == 3
    assert Measure.objects.get().text == "甲一"


@pytest.mark.django_db
def test_ledger_lends_its_period_and_its_departments_to_the_reading(file):
    organization = make_organization()
    organization.departments.create(name="机关党委和人事处")
    inspection = make_inspection(organization)
    inspection.period_end = datetime.date(2024, 3, 31)
    rows = [HEAD, ["党的领导", "甲", "甲一", "机关党委和人事处", "集中整改期内"]]

    outline = read_ledger(upload(workbook(Sheet("台账", rows))), inspection=inspection)

    (measure,) = outline.walk("measure")
    assert measure.fields["department"].value == "机关党委和人事处"
    assert measure.fields["deadline"].value == datetime.date(2024, 3, 31)


def test_progress_is_told_up_to_the_end(file):
    heard = []
    rows = [HEAD, *(["党的领导", f"问题{n}", "措施", "办公室", None] for n in range(120))]

    read_ledger(
        upload(workbook(Sheet("台账", rows))), step=lambda done, total: heard.append((done, total))
    )

    assert heard[-1] == (120, 120)
    assert heard == sorted(heard)


def test_reading_ends_where_the_listener_says_so():
    class Stopped(Exception):
        pass

    def stop(done, total):
        raise Stopped

    with pytest.raises(Stopped):
        read_ledger(
            upload(workbook(Sheet("a", [HEAD, ["方面", "甲", "一", "办公室", None]]))), step=stop
        )
