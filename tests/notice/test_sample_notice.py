"""The sample's real case is published, from fonts to page, and only once."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client

from ledger.models import JournalEntry, User
from ledger.refusals import refuse
from ledger.verify import verify
from reports import checking, drafting, publishing, sample as case
from reports.figures import figures
from reports.integrity import check
from reports.models import Notice, Publication
from reports.notice.bindings import bindings, unbound
from reports.notice.passages import bounds
from tests.notice.world import text_of

pytestmark = pytest.mark.django_db


def no_press(*args, **given):
    raise refuse("pdf_missing", library="Pango")


def test_newcomer_finds_the_finished_notice(sample, capsys):
    call_command("load_sample")

    row = Publication.objects.get()
    listed = Client().get("/notices/").content.decode()
    page = Client().get(row.get_absolute_url()).content.decode()
    printed = text_of(bytes(row.pdf))
    told = figures(row.inspection, datetime.date(2024, 1, 31))
    assert "还没有公布" not in capsys.readouterr().out
    assert "中共市工商业联合会党组" in listed
    assert "2024年4月19日" in listed
    for key in ("problems_total", "tasks_total", "tasks_signed_off", "measures_total", "funds_wan"):
        assert f"{told[key].value}{told[key].unit}" in page
        assert f"{told[key].value}{told[key].unit}" in printed
    assert "0000-0000000" in page
    assert verify() == []
    assert [fault for fault in check() if fault.check != "files"] == []


def test_every_figure_of_the_notice_is_bound_and_no_check_finds_anything(sample):
    case.publish_case()
    notice = Notice.objects.get()
    passages = drafting.passages_of(notice)
    known = bindings(notice.snapshot.data, notice.dated)

    assert sum(len(bounds(row.text)) for row in passages) > 20
    assert [unbound(row.text, known) for row in passages if unbound(row.text, known)] == []
    assert checking.open_findings(notice) == []


def test_signatures_bear_the_days_of_the_case(sample):
    case.publish_case()

    signed = Notice.objects.get().signatures.order_by("at")
    days = [(one.step, one.signer.username, one.at.date().isoformat()) for one in signed]
    assert days == [("submit", "office", "2024-04-18"), ("publish", "secretary", "2024-04-19")]
    assert Publication.objects.get().published_at.date().isoformat() == "2024-04-19"


def test_loading_again_publishes_nothing_more(sample):
    call_command("load_sample")
    before = JournalEntry.objects.count()

    call_command("load_sample")

    assert JournalEntry.objects.count() == before


def test_without_fonts_the_sample_says_so_and_is_published_later(sample, capsys, monkeypatch):
    monkeypatch.setattr(publishing.printing, "notice_pdf", no_press)
    call_command("load_sample")

    assert "示例通报还没有公布：不能生成 PDF" in capsys.readouterr().out
    assert not Publication.objects.exists()
    assert case.pending() is not None
    monkeypatch.undo()
    call_command("load_sample")
    assert Publication.objects.count() == 1
    assert case.pending() is None


def test_what_people_did_since_is_left_alone(sample, monkeypatch):
    call_command("load_sample")
    row = Publication.objects.get()
    office = User.objects.get(username="office")
    later = drafting.begin_correction(
        row.notice, row.notice.snapshot, "更正", actor=office, dated=row.notice.dated
    )
    publishing.submit(later, actor=office, version=1)

    call_command("load_sample")

    assert Publication.objects.count() == 1
    assert Notice.objects.get(pk=later.pk).state == "submitted"


def test_nothing_is_published_in_production(sample, settings):
    settings.PRODUCTION = True

    assert case.publish_case() == ""
    assert not Notice.objects.exists()
