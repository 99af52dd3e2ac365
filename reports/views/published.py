"""What the public reads: the list of notices, each notice at its address, its PDF.

These answers bear nothing but what was published. They are made without the request, so that no
cookie is set and nothing depends on who asks: any cache may keep them.
"""

import hashlib

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag

from ledger.routes import PUBLIC, route
from reports.published import content_of, current, file_of, find, pdf_at, told

FRESH = 60  # seconds that a cache may answer by itself: so long is seen what was taken down
PER_PAGE = 20
TAGS = {"section": "h2", "aspect": "h3", "unnumbered": "h3", "problem": "h4"}


def at_address(user, slug, number=None):
    """A fetch for ``route``: what is at a public address; Http404 where nothing ever was."""
    row = find(slug, number)
    if row is None:
        raise Http404
    return row


def pdf_at_address(user, slug, number=None):
    """A fetch for ``route``: the facts of the PDF at an address, without its text."""
    row = pdf_at(slug, number)
    if row is None:
        raise Http404
    return row


def page(request, template, context, *, status=200, modified=None):
    """A page for everybody; 304 where the reader has this very one."""
    body = render_to_string(template, context)
    response = HttpResponse(body, status=status)
    etag = quote_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    return conditional(request, response, etag, modified)


def conditional(request, response, etag, modified=None):
    """The response with what it is recognized by; another one, 304, where the reader has it."""
    response["ETag"] = etag
    seconds = int(modified.timestamp()) if modified else None
    if seconds:
        response["Last-Modified"] = http_date(seconds)
    return get_conditional_response(request, etag, seconds, response)


@route("GET", roles=PUBLIC, cache=FRESH)
def notices(request):
    """Every notice that is public now, the latest first."""
    pages = Paginator(current(), PER_PAGE)
    asked = request.GET.get("page", "1")
    known = asked.isascii() and asked.isdigit() and len(asked) < 7
    if not known or not 1 <= int(asked) <= pages.num_pages:
        raise Http404
    shown = pages.page(int(asked))
    context = {"page": shown, "rows": [told(row) for row in shown]}
    return page(request, "public/notices.html", context)


@route("GET", roles=PUBLIC, of=at_address, cache=FRESH)
def notice(request, found):
    """The notice at an address; where it was taken down, that it was."""
    modified = found.modified_at
    if found.withdrawn:
        return gone(request, found.withdrawn.ended_at)
    parts = [(TAGS.get(block.kind, "p"), block) for block in found.paper.blocks]
    context = {"found": found, "paper": found.paper, "row": found.row, "parts": parts}
    return page(request, "public/notice.html", context, modified=modified)


@route("GET", roles=PUBLIC, of=pdf_at_address, cache=FRESH)
def notice_pdf(request, found):
    """The PDF as it was published."""
    if found.withdrawn_at:
        return gone(request, found.withdrawn_at)
    told = HttpResponse()
    answered = conditional(request, told, quote_etag(found.sha256), found.published_at)
    if answered is not told:
        return answered
    path = file_of(found.sha256)
    response = FileResponse(path.open("rb")) if path else HttpResponse(content_of(found.sha256))
    for name in ("ETag", "Last-Modified"):
        response[name] = told[name]
    response["Content-Type"] = "application/pdf"
    name = f"整改进展情况通报（{found.slug[:8]}）.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def gone(request, moment):
    """That something was taken down and when, and nothing of what it was."""
    return page(request, "public/withdrawn.html", {"moment": moment}, status=410)
