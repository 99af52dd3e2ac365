"""One ledger, told six ways: every figure that is printed is the same wherever it is printed."""

import datetime
import io
import json
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from ledger.models import Inspection, User
from measures.models import Meeting, Outcome
from problems.models import Feedback, Problem, Task
from reports import sample as case
from reports.figures import figures
from reports.models import Publication
from reports.notice.passages import bounds, from_data
from tests.factories import TODAY, make_measure, make_task
from tests.notice.world import CONTACT, World, as_user, public, text_of

pytestmark = pytest.mark.django_db

# Key of a figure → where the notice prints it.
IN_NOTICE = {
    "problems_total": r"对照反馈意见指出的(\d+)个问题",
    "problem_list_total": r"问题清单所列的(\d+)个问题",
    "problems_signed_off": r"个问题，已销号(\d+)个；",
    "tasks_total": r"已销号\d+个；整改任务(\d+)项，",
    "tasks_signed_off": r"；整改任务\d+项，已完成(\d+)项，",
    "tasks_continuing": r"，需要持续整改(\d+)项；整改措施",
    "measures_total": r"；整改措施(\d+)条，已完成",
    "measures_signed_off": r"；整改措施\d+条，已完成(\d+)条。",
    "institutions": r"健全完善制度机制(\d+)个，",
    "campaigns": r"开展专项治理(\d+)项，",
    "funds_wan": r"挽回资金([\d.]+)万元",
    "people_dealt_with": r"问责处理(\d+)人。",
    "meetings": r"先后召开整改专题会(\d+)次",
    "supervision_visits": r"开展督导检查(\d+)次",
    "tasks_unfinished": r"对没有完成的(\d+)项整改任务",
    "tasks_under_way": r"其他(\d+)项整改任务正在整改",
}
# The same of the dashboard's tiles.
IN_TILES = {
    "tasks_signed_off": r"任务销号(\d+)/",
    "tasks_total": r"任务销号\d+/(\d+)",
    "tasks_continuing": r"持续整改 (\d+) 项|另有 (\d+) 项持续整改",
    "measures_signed_off": r"措施销号(\d+)/",
    "measures_total": r"措施销号\d+/(\d+?)(?:100|\d?\d)%",
    "overdue": r"逾期措施(\d+)条",
    "stagnant": r"停滞 (\d+) 条",
    "due_soon": r"日内到期(\d+)条",
    "problems_signed_off": r"问题销号(\d+)/",
    "problems_total": r"问题销号\d+/(\d+)",
    "problem_list_total": r"问题清单 (\d+) 个",
}


def number(text):
    """A number as printed, however it is typed or formatted."""
    return Decimal(str(text).strip())


def read(patterns, text):
    """Key → number of what the text prints; a figure may stand in it once, or as often the same."""
    found = {}
    for key, pattern in patterns.items():
        told = {next(filter(None, match.groups())) for match in re.finditer(pattern, text)}
        assert len(told) < 2, (key, told)
        found.update((key, number(one)) for one in told)
    return found


def keys_of(inspection):
    """Label → key of every figure in the registry."""
    return {row.label: key for key, row in figures(inspection).items()}


def by_label(inspection, rows):
    """Key → number of labelled rows."""
    keys = keys_of(inspection)
    return {keys[label]: number(value) for label, value in rows}


def words(element):
    """What an element prints."""
    return " ".join(element.text_content().split())


def page(client, address):
    """A page, parsed."""
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def in_dashboard(inspection, client, day=None):
    """What the dashboard's tiles, outcomes and changes print."""
    asked = f"?as_of={day.isoformat()}" if day else ""
    told = page(client, reverse("reports:dashboard", args=[inspection.pk]) + asked)
    tiles = [read(IN_TILES, words(tile)) for tile in told.find_class("fig")]
    found = {key: value for tile in tiles for key, value in tile.items()}
    assert set(found) == set(IN_TILES)
    rows = [row for row in told.iter("tr") if row.find("th/a") is not None]
    keys = keys_of(inspection)
    for row in rows:
        value = row.xpath("(.//td[last()]//b)[1]")
        if (key := keys.get(words(row.find("th")))) and value:
            assert found.setdefault(key, number(words(value[0]))) == number(words(value[0]))
    return found


def in_figures_page(inspection, client, day=None):
    """What the page of all figures prints beside the notice of the day."""
    asked = f"?as_of={day.isoformat()}" if day else ""
    told = page(client, reverse("reports:notice", args=[inspection.pk]) + asked)
    (rows,) = told.xpath("//dl[@class='kv n']")
    pairs = zip(rows.findall("dt"), rows.findall("dd"), strict=True)
    return by_label(inspection, [(dt.text, words(dd).split()[0]) for dt, dd in pairs])


def in_snapshot(row, client):
    """What the snapshot's page prints."""
    told = page(client, row.get_absolute_url())
    rows = [
        r for r in told.iter("tr") if r.find("td/small") is not None and r.find("td/b") is not None
    ]
    return by_label(row.inspection, [(words(r.find("th")), words(r.find("td/b"))) for r in rows])


def in_workbook(inspection, client):
    """What the sheet 统计 has."""
    answer = client.get(reverse("reports:ledger_xlsx", args=[inspection.pk]))
    sheet = load_workbook(io.BytesIO(answer.content))["统计"]
    keys = keys_of(inspection)
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in keys]
    return by_label(inspection, [row[:2] for row in rows])


def in_json(inspection, client):
    """What ledger.json says."""
    told = client.get(reverse("reports:ledger_json", args=[inspection.pk])).json()["figures"]
    return {key: number(value) for key, value in told.items()}


def in_command(inspection, capsys, day=None):
    """What ``manage.py figures`` prints, and says to machines."""
    asked = [f"--as-of={day.isoformat()}"] if day else []
    capsys.readouterr()
    call_command("figures", inspection.pk, *asked)
    lines = [re.split("[ 　]", line)[:2] for line in capsys.readouterr().out.splitlines()]
    call_command("figures", inspection.pk, "--json", *asked)
    machine = json.loads(capsys.readouterr().out)["figures"]
    found = by_label(inspection, lines)
    assert found == {key: number(row["value"]) for key, row in machine.items()}
    return found


def in_notice(row):
    """What the published page and the PDF of it print; each figure bound in it is read."""
    parsed = html.fromstring(Client().get(row.get_absolute_url()).content.decode())
    on_page = read(IN_NOTICE, "".join(parsed.text_content().split()))
    keys = keys_of(row.inspection)
    bound = {bound.name for one in from_data(row.passages) for bound in bounds(one.text)}
    assert set(on_page) == {keys[name] for name in bound if name in keys}
    assert read(IN_NOTICE, text_of(bytes(row.pdf))) == on_page
    return on_page


def agree(told, whole):
    """Each way of telling has some of the figures, and has them as the whole registry."""
    for name, found in told.items():
        assert found, name
        assert found == {key: whole[key] for key in found}, name


def lively():
    """A ledger in which nearly every figure is another number; its notice published today."""
    world = World(CONTACT)
    inspection, soon = world.inspection, timezone.localdate() + datetime.timedelta(days=3)
    going = {"state": "continuing", "stage_goal": "目标", "review_date": soon}
    reasons = {"unfinished_reason": "涉及的单位较多。", "next_step": "逐户核对清理。"}
    reasons["expected_date"] = soon
    apart = make_task(
        inspection, problem=world.problem, number=2, **going, **reasons, **public("旧账没有清完")
    )
    make_measure(apart, state="signed_off", **public("列出清单"))
    for number, state in enumerate(["signed_off"] * 3 + ["open"] * 2, 3):
        task = make_task(
            inspection,
            problem=world.problem,
            number=number,
            state=state,
            deadline=soon,
            **public(f"事项{'甲乙丙丁戊'[number - 3]}办得慢"),
        )
        for place in range(number):
            done = state == "signed_off" or place < 2
            text = f"办理{'甲乙丙丁戊'[number - 3]}{'子丑寅卯辰巳午'[place]}"
            make_measure(
                task, state="signed_off" if done else "in_progress", deadline=soon, **public(text)
            )
    achieved(world)
    listed = Feedback.objects.create(
        inspection=inspection, kind="problem_list", title="清单", date=TODAY
    )
    for number in range(1, 4):
        Problem.objects.create(inspection=inspection, feedback=listed, number=number, text="清单")
    Task.objects.filter(pk=world.task.pk).update(deadline=soon)
    world.snapshot = world.freeze()
    return world, world.publish(world.begin())


def achieved(world):
    """Outcomes of each kind, and meetings."""
    measure = world.inspection.measure_set.filter(state="signed_off").first()
    confirmed = {"confirmed_at": timezone.now(), "confirmed_by": world.office, "date": TODAY}
    kinds = ["institution"] * 4 + ["campaign"] * 2
    rows = [{"kind": kind} for kind in kinds]
    rows += [{"kind": "funds", "yuan": Decimal("69450.05")}]
    rows += [{"kind": "accountability", "people": 5}]
    for row in rows:
        Outcome.objects.create(measure=measure, title="成效", **row, **confirmed)
    for kind, count in (("thematic", 5), ("supervision", 7)):
        for day in range(count):
            date = TODAY + datetime.timedelta(days=day)
            Meeting.objects.create(
                inspection=world.inspection, kind=kind, date=date, subject="研究整改"
            )


def test_every_figure_of_today_is_the_same_wherever_it_is_printed(capsys):
    world, row = lively()
    inspection, client = world.inspection, as_user(world.office)
    told = {
        "dashboard": in_dashboard(inspection, client),
        "figures page": in_figures_page(inspection, client),
        "snapshot": in_snapshot(world.snapshot, client),
        "workbook": in_workbook(inspection, client),
        "JSON": in_json(inspection, client),
        "command": in_command(inspection, capsys),
        "notice": in_notice(row),
    }

    whole = told["command"]
    assert set(whole) == set(figures(inspection))
    for name in ("figures page", "snapshot", "workbook"):
        assert told[name] == whole, name
    agree(told, whole)
    assert set(told["notice"]) == set(IN_NOTICE)


def test_every_figure_of_the_case_is_the_same_as_of_the_notice_s_day(sample, capsys):
    case.publish_case()
    row, day = Publication.objects.get(), datetime.date(2024, 1, 31)
    inspection = Inspection.objects.get(pk=row.inspection.pk)
    client = as_user(User.objects.get(username="office"))
    told = {
        "dashboard": in_dashboard(inspection, client, day),
        "figures page": in_figures_page(inspection, client, day),
        "snapshot": in_snapshot(row.notice.snapshot, client),
        "command": in_command(inspection, capsys, day),
        "notice": in_notice(row),
    }

    for name in ("figures page", "snapshot"):
        assert told[name] == told["command"], name
    agree(told, told["command"])
    assert len(told["notice"]) >= 14
