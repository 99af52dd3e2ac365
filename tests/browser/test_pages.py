"""Every page as a browser sees it: no complaint, nothing beside the screen, nothing inaccessible."""

import datetime
import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from ledger.models import Inspection, User
from measures.models import HeldUpload, Measure, Outcome
from problems.models import Problem, Task
from reports import snapshots, workbook
from reports.intake import imports
from reports.models import LedgerImport, Notice, Publication, Snapshot
from reports.sample import publish_case

pytestmark = pytest.mark.django_db


def noted(ledger):
    """An outcome of the ledger."""
    return Outcome.objects.filter(measure__inspection=ledger).first()


def drawable(ledger):
    """A piece of evidence that can be looked at."""
    return ledger.evidence.filter(content_type="application/pdf").first()


def last_month():
    """A day some weeks ago."""
    return (timezone.localdate() - datetime.timedelta(days=30)).isoformat()


def addresses():
    """(who, path) of every page, for objects of the practice ledger in telling states."""
    ledger = Inspection.objects.get(title="演练台账")
    case = Inspection.objects.get(title="市委常规巡察市工商联党组")

    def first(model, **values):
        return model.objects.filter(inspection=ledger, **values).first().get_absolute_url()

    base = f"/inspections/{ledger.pk}/"
    return [
        ("", "/login/"),
        ("", "/notices/"),
        ("", public_notice()),
        ("secretary", Notice.objects.get(inspection=case).get_absolute_url()),
        ("handler-jjb", "/"),
        ("handler-jjb", first(Measure, state="in_progress", department__name="经济部")),
        ("handler-jjb", "/no-such-page/"),
        ("handler-jjb", f"{base}journal/"),
        ("office", "/"),
        ("office", base),
        ("office", f"{base}?light=overdue"),
        ("office", f"{base}dashboard/"),
        ("office", f"{base}dashboard/?since={last_month()}"),
        ("office", f"{base}snapshots/"),
        ("overseer", f"{base}archive/"),
        ("secretary", f"{frozen(ledger)}?with=now"),
        ("office", f"{base}figure/?figure=waiting"),
        ("office", f"{base}figure/?figure=institutions"),
        ("office", f"{base}figure/?figure=meetings"),
        ("office", f"{base}journal/"),
        ("office", f"{base}notice/"),
        ("office", f"{base}papers/"),
        ("handler-jjb", f"{base}papers/?as_of={last_month()}"),
        ("office", f"/inspections/{case.pk}/"),
        ("office", f"/inspections/{case.pk}/dashboard/"),
        ("office", f"/inspections/{case.pk}/checks/"),
        ("supervisor", f"{base}checks/"),
        ("office", first(Measure, state="reviewed")),
        ("office", first(Measure, state="signed_off")),
        ("office", first(Problem, state="open")),
        ("office", f"{base}settings/"),
        ("office", f"{base}edit/"),
        ("office", f"{base}coverage/"),
        ("office", f"{base}meetings/"),
        ("office", f"{base}quick/"),
        ("office", f"{base}read/"),
        ("office", f"{base}import/"),
        ("office", brought(ledger)),
        ("handler-jjb", f"/evidence/{ledger.evidence.first().pk}/about/"),
        ("office", HeldUpload.objects.get(measure__inspection=ledger).get_absolute_url()),
        ("handler-jjb", f"/evidence/{drawable(ledger).pk}/preview/"),
        ("office", "/queue/"),
        ("office", f"{base}group/"),
        ("office", f"{base}group/new/"),
        ("office", f"{base}tasks/order/"),
        ("office", f"/feedback/{case.feedback.first().pk}/edit/"),
        ("office", f"/meetings/{ledger.meetings.first().pk}/edit/"),
        ("office", f"/outcomes/{noted(ledger).pk}/edit/"),
        ("office", f"/organizations/{ledger.organization_id}/"),
        ("office", f"/organizations/{ledger.organization_id}/words/new/"),
        ("office", f"{base}many/"),
        ("office", f"{base}problems/new/"),
        ("office", f"{first(Task, state='open')}edit/"),
        ("office", f"{first(Task, state='open')}measures/new/"),
        ("office", "/inspections/new/"),
        ("office", "/inspections/"),
        ("office", "/rules/"),
        ("office", "/password/"),
        ("secretary", "/"),
        ("secretary", first(Task, state="endorsed")),
        ("secretary", first(Task, state="continuing")),
        ("secretary", "/confirm/"),
        ("supervisor", first(Measure, state="reviewed")),
        ("overseer", "/"),
        ("overseer", "/overview/?show=overdue&q=联"),
        ("overseer", "/overview/?show=none"),
        ("overseer", "/inspections/"),
        ("auditor", "/"),
        ("sysadmin", "/"),
        ("sysadmin", "/admin/"),
        ("sysadmin", "/accounts/import/"),
        ("sysadmin", "/admin/ledger/user/add/"),
        ("secadmin", "/admin/ledger/membership/"),
    ]


def public_notice():
    """The page of the sample's notice, published where it is not yet."""
    assert publish_case() == ""
    return Publication.objects.get().get_absolute_url()


def frozen(ledger):
    """The page of a snapshot of the ledger's first day, which waits for its confirmation."""
    rows = Snapshot.objects.filter(inspection=ledger)
    if not rows.exists():
        office = User.objects.get(username="office")
        snapshots.ask(ledger, ledger.feedback_date, "报送", actor=office)
    return rows.get().get_absolute_url()


def brought(ledger):
    """The page of a file that was brought in, with something new, changed and unknown in it."""
    file = workbook.export(ledger)
    rows = LedgerImport.objects.filter(inspection=ledger)
    if not rows.exists():
        office = User.objects.get(username="office")
        book = load_workbook(io.BytesIO(file))
        sheet = book["整改台账"]
        place = next(cell for cell in sheet[3] if cell.value == "整改措施").column
        for row in range(4, 40):
            if not isinstance(sheet.cell(row, place), MergedCell):
                sheet.cell(row, place).value = f"{sheet.cell(row, place).value}，并建档"
        out = io.BytesIO()
        book.save(out)
        imports.receive(ledger, ContentFile(out.getvalue(), name="台账.xlsx"), actor=office)
    return f"/imports/{rows.get().pk}/"


def too_wide(page):
    """By how many pixels the page reaches beyond the screen."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def violations(page):
    """What the audit finds, each with the first place it is found in."""
    found = Axe().run(page).response["violations"]
    return [f"{row['id']}: {row['nodes'][0]['target']}" for row in found]


def test_every_page_fits_and_is_accessible(person):
    seats, wrong = {}, {}
    for who, path in addresses():
        if who not in seats:
            seats[who] = person(who)
        somebody = seats[who]
        somebody.go(path)
        for width in (360, 390, 1440):
            somebody.page.set_viewport_size({"width": width, "height": 900})
            found = []
            if too_wide(somebody.page) > 0:
                found.append(f"{too_wide(somebody.page)} px too wide")
            if width != 360 and not path.startswith("/admin/"):
                found += violations(somebody.page)
            if found:
                wrong[who, path, width] = found
        if somebody.complaints:
            wrong[who, path] = somebody.complaints[:]
            somebody.complaints.clear()

    assert wrong == {}


@pytest.mark.parametrize("username", ["office", "handler-bgs", "lead2"])
def test_navigation_marks_where_one_is(person, username):
    somebody = person(username)
    somebody.page.get_by_role("link", name="整改台账").last.click()
    somebody.page.wait_for_load_state()

    assert somebody.page.locator("nav [aria-current=page]").first.inner_text().strip() in {
        "整改台账",
        "台账",
    }
