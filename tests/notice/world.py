"""A small ledger of which a notice can be drafted, with the people who work on it."""

import datetime
import io

from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from ledger.models import GroupMember
from measures.models import Meeting
from problems.models import Aspect, Feedback, Problem
from reports import drafting, publishing, snapshots
from reports.models import Notice, NoticeStyle
from tests.factories import (
    TODAY,
    make_inspection,
    make_measure,
    make_member,
    make_organization,
    make_task,
)

CONTACT = "联系电话：0000-0000000；通信地址：示范路1号；电子邮箱：zhenggai@example.invalid。"
DATED = TODAY + datetime.timedelta(days=40)


def public(text):
    """Words that may be published."""
    return {"public_text": text, "disclosure": "public"}


class World:
    """市示范局's ledger: two tasks done or going on, an office of two, a secretary.

    With ``CONTACT`` the checks find nothing in its draft.
    """

    def __init__(self, contact=""):
        self.organization = make_organization(name="市示范局", short_name="示范局")
        self.inspection = make_inspection(self.organization, round="五届市委常规巡察")
        opinion = Feedback.objects.create(
            inspection=self.inspection, kind="opinion", title="反馈意见", date=TODAY
        )
        aspect = Aspect.objects.create(feedback=opinion, number=1, title="履行职责方面")
        self.problem = Problem.objects.create(
            inspection=self.inspection,
            feedback=opinion,
            aspect=aspect,
            number=1,
            text="内部原文",
            **public("办事效率不高"),
        )
        self.task = make_task(
            self.inspection, problem=self.problem, number=1, **public("窗口办事排队时间长")
        )
        self.measure = make_measure(self.task, **public("增设窗口2个"))
        GroupMember.objects.create(inspection=self.inspection, post="党组书记", duty="leader")
        Meeting.objects.create(
            inspection=self.inspection, kind="thematic", date=TODAY, subject="研究整改"
        )
        self.office = make_member(self.organization, "office")
        self.other = make_member(self.organization, "office")
        self.secretary = make_member(self.organization, "secretary")
        if contact:
            NoticeStyle.objects.create(organization=self.organization, contact=contact)
        self.snapshot = self.freeze()

    def freeze(self, *, confirmed=True):
        """A snapshot of today."""
        row = snapshots.ask(self.inspection, timezone.localdate(), "起草通报", actor=self.office)
        if confirmed:
            snapshots.confirm(row, actor=self.secretary)
        return row

    def begin(self):
        """A notice in the drafting, dated a day that is not before the snapshot's."""
        return drafting.begin(
            self.inspection, self.snapshot, actor=self.office, dated=self.snapshot.as_of
        )

    def publish(self, notice):
        """Submit and publish a notice; returns the publication."""
        row = publishing.submit(notice, actor=self.office, version=version_of(notice))
        given = {"actor": self.secretary, "confirmed_at": timezone.now()}
        return publishing.publish(notice, version=row.version, **given)


def version_of(notice):
    """The version that a fresh page sees."""
    return Notice.objects.values_list("version", flat=True).get(pk=notice.pk)


def as_user(user):
    """A client that is logged in."""
    client = Client()
    client.force_login(user)
    return client


def passage(notice, kind, place=0):
    """One of the passages of a kind, as they are now."""
    return [row for row in drafting.passages_of(notice) if row.kind == kind][place]


def text_of(pdf):
    """What a PDF says, without the line ends and spaces that a page adds."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def closed(answered):
    """The answer with its file closed; ``close()`` would take the database with it."""
    for close in answered._resource_closers:
        close()
    return answered
