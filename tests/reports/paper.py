"""Notices of a test, printed and opened again."""

import io

from django.utils import timezone
from pypdf import PdfReader

from reports import press, typesetting
from reports.notice import Notice

MADE_AT = timezone.make_aware(timezone.datetime(2026, 3, 2, 9))


def make_notice(blocks, title=("中共市示范局党组", "关于整改情况的通报")):
    """A notice of these blocks."""
    today = timezone.localdate()
    return Notice(today, title, tuple(blocks), "中共市示范局党组", "2026年3月2日")


def paper(notice, **options):
    """The notice rendered and opened."""
    return PdfReader(io.BytesIO(print_out(notice, **options)))


def print_out(notice, draft="", **options):
    """The bytes of the rendered notice."""
    html = press.typeset(getattr(notice, "paper", notice), made_at=MADE_AT, draft=draft)
    return press.print_html(html, typesetting.stylesheet(), **options)


def plain(text):
    """Text without the line ends and spaces that a page adds."""
    return "".join(text.split())
