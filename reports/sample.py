"""The sample's real case, published: what a newcomer finds under /notices/."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ledger.models import JournalEntry, User
from ledger.refusals import Unavailable
from measures.sample.load import case
from measures.sample.script import moment

from . import drafting, publishing, snapshots, styling
from .models import Notice, NoticeState, NoticeStyle

AS_OF = datetime.date(2024, 1, 31)
STYLED = datetime.date(2024, 4, 10)
ASKED = datetime.date(2024, 4, 11)
CONFIRMED = datetime.date(2024, 4, 12)
BEGUN = moment(datetime.date(2024, 4, 15), "09:00")
SUBMITTED = datetime.date(2024, 4, 18)
PURPOSE = "起草整改进展情况通报"
CONTACT = (
    "欢迎广大干部群众对巡察整改落实情况进行监督。如有意见建议，请及时反映。"
    "联系电话：0000-0000000（工作日9:00至17:00）；通信地址：本市示范路1号；"
    "电子邮箱：zhenggai@example.invalid。"
)


def publish_case():
    """Publish the notice of the real case; returns why it could not be, or "".

    Safe to call again: it goes on where a missing font or library stopped it, and leaves alone what
    people have done since.
    """
    inspection = None if settings.PRODUCTION else case()
    if inspection is None:
        return ""
    found = User.objects.filter(username__in=["office", "secretary"])
    people = {row.username: row for row in found}
    if not Notice.objects.filter(inspection=inspection).exists():
        if touched(inspection, STYLED):
            return ""
        submitted(inspection, **people)
    notice = pending()
    if notice is None:
        return ""
    at = moment(inspection.notice_date, "09:00")
    if touched(inspection, inspection.notice_date):
        at = None  # the journal's time never runs backwards
    given = {"version": notice.version, "confirmed_at": at or timezone.now(), "at": at}
    try:
        publishing.publish(notice, actor=people["secretary"], comment="同意公布。", **given)
    except Unavailable as refusal:
        return f"示例通报还没有公布：{refusal}"
    return ""


def pending():
    """The sample's own notice, while it waits for being published; None otherwise."""
    rows = Notice.objects.filter(begun_at=BEGUN, inspection__organization__is_sample=True)
    return rows.filter(state=NoticeState.SUBMITTED, attempt=1).first()


def touched(inspection, day):
    """Whether somebody acted in the ledger after the end of a day."""
    later = moment(day, "23:59")
    return JournalEntry.objects.filter(head__inspection=inspection, at__gt=later).exists()


@transaction.atomic
def submitted(inspection, office, secretary):
    """The notice, drafted from a snapshot that two people signed, and handed to the secretary."""
    organization = inspection.organization
    if not NoticeStyle.objects.filter(organization=organization).exists():
        style = NoticeStyle(organization=organization, contact=CONTACT)
        styling.save_style(style, {}, actor=office, at=moment(STYLED, "10:00"))
    at = moment(ASKED, "10:00")
    snapshot = snapshots.ask(inspection, AS_OF, PURPOSE, actor=office, at=at)
    snapshots.confirm(snapshot, actor=secretary, at=moment(CONFIRMED, "09:30"))
    given = {"actor": office, "dated": inspection.notice_date}
    notice = drafting.begin(inspection, snapshot, at=BEGUN, **given)
    at = moment(SUBMITTED, "16:00")
    return publishing.submit(notice, actor=office, version=notice.version, comment="请审。", at=at)
